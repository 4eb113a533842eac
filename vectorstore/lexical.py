"""BM25 over the passages that are searched, in the catalogue's own database (SQLite FTS5, Porter stems).

The index is contentless: it holds stems and positions, and a row goes by handing back the words it came with.
Words are taken rarest first until their postings reach a budget, so that a search costs the same however large
the collection is.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable

from sqlalchemy import Connection, Float, Integer, Select, column, literal_column, select, table, text

POSTINGS = 20_000
"""Postings that one search may read."""
HEADING_WEIGHT, BODY_WEIGHT = 0.6, 1.0
"""BM25 weights: a heading is shared by all passages of an article, so it says less about one of them."""

_TOKENIZER = "porter unicode61 remove_diacritics 2"
_index = table("lexical", column("rowid", Integer))
_WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    """a about after again against all also am an and any are as at be because been before being between both but by
    can could did do does doing down during each few for from further had has have having he her here hers herself him
    himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or
    other our ours ourselves out over own s same say said says she should so some such t than that the their theirs
    them themselves then there these they this those through to too under until up very was we were what when where
    which while who whom whose why will with would you your yours yourself yourselves tell many much d ll m re
    ve""".split()
)


def create(connection: Connection) -> None:
    """Create the index and the view of how often each stem occurs."""
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE lexical USING fts5(heading, body, content='', tokenize='{_TOKENIZER}')"
    )
    connection.exec_driver_sql("CREATE VIRTUAL TABLE lexical_terms USING fts5vocab(lexical, 'row')")


def add(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Index passages: (passage id, heading, body)."""
    for row in rows:
        connection.exec_driver_sql("INSERT INTO lexical(rowid, heading, body) VALUES (?, ?, ?)", row)


def remove(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Take passages out again; headings and bodies must be those they were added with."""
    for row in rows:
        connection.exec_driver_sql("INSERT INTO lexical(lexical, rowid, heading, body) VALUES ('delete', ?, ?, ?)", row)


def compact(connection: Connection) -> None:
    """Merge the index into one segment, which drops the words of removed passages from the disk."""
    connection.exec_driver_sql("INSERT INTO lexical(lexical) VALUES ('optimize')")


def search(
    connection: Connection, query: str, limit: int, allowed: Select[tuple[int]] | None = None
) -> list[tuple[int, float]]:
    """The best passages for the words of a query: (passage id, BM25 score), best first.

    ``allowed`` selects the passage ids that a filter leaves. A query of stop words alone finds nothing.
    """
    terms = _affordable(connection, query)
    if not terms:
        return []
    score = literal_column(f"-bm25(lexical, {HEADING_WEIGHT}, {BODY_WEIGHT})", Float()).label("score")
    statement = select(_index.c.rowid, score).where(text("lexical MATCH :words"))
    if allowed is not None:
        # The plus keeps SQLite from looking up each allowed row in the index instead of reading the postings.
        statement = statement.where(literal_column("+lexical.rowid").in_(allowed))
    statement = statement.order_by(score.desc(), _index.c.rowid).limit(limit)
    rows = connection.execute(statement, {"words": " OR ".join(f'"{term}"' for term in terms)})
    return [(int(row[0]), float(row[1])) for row in rows]


def _affordable(connection: Connection, query: str) -> list[str]:
    """The query's words, rarest first, until their postings exceed the budget; at least one that occurs."""
    words = {word.lower() for word in _WORD.findall(query.replace("\x00", " "))} - STOP_WORDS
    stems = _STEMMER.stems(sorted(words))
    frequency: dict[str, int] = {}
    for word, parts in stems.items():
        rarest = min((_occurrences(connection, part) for part in parts), default=0)
        if rarest:
            frequency[word] = rarest
    chosen: list[str] = []
    seen: set[tuple[str, ...]] = set()
    spent = 0
    for word in sorted(frequency, key=lambda word: (frequency[word], word)):
        if stems[word] in seen:
            continue
        spent += frequency[word]
        if chosen and spent > POSTINGS:
            break
        seen.add(stems[word])
        chosen.append(word)
    return chosen


def _occurrences(connection: Connection, stem: str) -> int:
    row = connection.exec_driver_sql("SELECT doc FROM lexical_terms WHERE term = ?", (stem,)).first()
    return int(row[0]) if row else 0


class _Stemmer:
    """FTS5's own tokenizer, asked through a table in memory, so that stems agree with the index."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None

    def stems(self, words: list[str]) -> dict[str, tuple[str, ...]]:
        """The stems of each word; a word that the tokenizer splits has several, one it ignores has none."""
        with self._lock:
            if self._database is None:
                self._database = _stemming_table()
            database = self._database
            found: dict[str, list[str]] = {word: [] for word in words}
            database.executemany("INSERT INTO words(rowid, word) VALUES (?, ?)", enumerate(words))
            for number, stem in database.execute("SELECT doc, term FROM stems ORDER BY doc, offset"):
                found[words[number]].append(stem)
            database.rollback()
        return {word: tuple(parts) for word, parts in found.items()}


def _stemming_table() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute(f"CREATE VIRTUAL TABLE words USING fts5(word, tokenize='{_TOKENIZER}')")
    database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(words, 'instance')")
    database.commit()
    return database


_STEMMER = _Stemmer()
