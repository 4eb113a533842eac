"""What is still to be done: pending articles to prepare, prepared ones to index in Chroma, stale rows to drop.

Every step is one transaction that checks the article's revision, so that a step can be repeated after a kill and
never overwrites a change made under it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from vectorstore import lexical
from vectorstore.catalogue import Catalogue
from vectorstore.records import CURRENT, article_columns, heading, parts, to_article
from vectorstore.schema import articles, passages, read_meta, stale, vectors, versions, write_meta
from vectorstore.types import Article, Passage, utc_now
from vectorstore.writing import bump, drop_orphans, queue_stale, unindex

Matrix = NDArray[np.float32]

_ARTICLES, _CHARACTERS = 128, 400_000  # of one batch to prepare: a few hundred passages
_READY = 500  # articles of one batch for Chroma


@dataclass(frozen=True, slots=True)
class Work:
    """An article to prepare, in the revision in which it was read; later its passages and their text's digests."""

    article: Article
    revision: int
    passages: tuple[Passage, ...] = ()
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """Prepared articles that Chroma lacks: (id, revision) of each, and their rows."""

    articles: tuple[tuple[str, int], ...]
    keys: tuple[str, ...]
    matrix: Matrix


class Queue:
    """The queue inside a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def pending(self, *, prepared: bool | None = None) -> int:
        """Articles that are not indexed; of those, the prepared or the unprepared ones."""
        query = select(func.count()).select_from(articles).where(articles.c.state == "pending")
        if prepared is not None:
            query = query.where(articles.c.prepared == prepared)
        with self._catalogue.reading() as connection:
            return connection.scalar(query) or 0

    def to_prepare(self) -> list[Work]:
        """The next articles to chunk and embed, in the order of arrival."""
        query = (
            article_columns()
            .where(articles.c.version == versions.c.version, ~articles.c.prepared)
            .order_by(articles.c.number)
            .limit(_ARTICLES)
        )
        batch: list[Work] = []
        characters = 0
        with self._catalogue.reading() as connection:
            for row in connection.execute(query).mappings():
                batch.append(Work(to_article(row), row["revision"]))
                characters += len(row["text"])
                if characters > _CHARACTERS:
                    break
        return batch

    def known(self, digests: Iterable[str], model: str) -> set[str]:
        """Which of these texts have a vector of this model."""
        with self._catalogue.reading() as connection:
            return _known(connection, sorted(set(digests)), model)

    def prepare(self, batch: Sequence[Work], fresh: Mapping[str, Matrix], model: str) -> int:
        """Write passages, vectors and lexical rows in one transaction; returns how many articles were prepared.

        An article that changed meanwhile is left in the queue.
        """
        prepared = 0
        with self._catalogue.writing() as connection:
            for work in batch:
                prepared += _prepare(connection, work, fresh, model)
            if prepared:
                bump(connection)
        return prepared

    def ready(self, model: str) -> Ready:
        """The next prepared articles that Chroma lacks, with their vectors."""
        waiting = (
            select(articles.c.id, articles.c.revision)
            .where(articles.c.state == "pending", articles.c.prepared)
            .order_by(articles.c.number)
            .limit(_READY)
        )
        with self._catalogue.reading() as connection:
            chosen = [(row.id, row.revision) for row in connection.execute(waiting)]
            rows = connection.execute(
                select(passages.c.key, vectors.c.vector)
                .join(articles, CURRENT)
                .join(vectors, (vectors.c.digest == passages.c.digest) & (vectors.c.model == model))
                .where(articles.c.id.in_([article_id for article_id, _ in chosen]))
                .order_by(articles.c.number, passages.c.start)
            ).all()
        return Ready(tuple(chosen), tuple(row.key for row in rows), unpack([row.vector for row in rows]))

    def mark_indexed(self, done: Iterable[tuple[str, int]]) -> int:
        """Note that nothing is left to do for these articles, unless they changed; returns how many."""
        now = utc_now()
        with self._catalogue.writing() as connection:
            return sum(
                connection.execute(
                    update(articles)
                    .where(articles.c.id == article_id, articles.c.revision == revision, articles.c.prepared)
                    .values(state="indexed", indexed_at=now)
                ).rowcount
                for article_id, revision in done
            )

    def stale(self) -> list[str]:
        """Rows that Chroma still has to drop."""
        with self._catalogue.reading() as connection:
            return list(connection.scalars(select(stale.c.key).order_by(stale.c.key)))

    def mark_dropped(self, keys: Sequence[str]) -> None:
        """Note that Chroma has dropped these rows, which now take room as tombstones."""
        with self._catalogue.writing() as connection:
            for part in parts(keys):
                connection.execute(delete(stale).where(stale.c.key.in_(part)))
            tombstones = int(read_meta(connection, "tombstones") or 0) + len(keys)
            write_meta(connection, tombstones=str(tombstones))

    def keys(self) -> tuple[set[str], set[str]]:
        """Chroma's rows as they should be: (those it must hold, those it may hold as well)."""
        query = select(passages.c.key, articles.c.state).join(articles, CURRENT)
        with self._catalogue.reading() as connection:
            rows = connection.execute(query).all()
        indexed = {row.key for row in rows if row.state == "indexed"}
        return indexed, {row.key for row in rows if row.state != "indexed"}

    def sample(self, model: str, size: int) -> Matrix:
        """Vectors of indexed passages, spread over the store, which a sound index finds."""
        query = (
            select(vectors.c.vector)
            .join(passages, (vectors.c.digest == passages.c.digest) & (vectors.c.model == model))
            .join(articles, CURRENT)
            .where(articles.c.state == "indexed")
            .order_by(func.random())
            .limit(size)
        )
        with self._catalogue.reading() as connection:
            return unpack(list(connection.scalars(query)))

    def repair(self, missing: Sequence[str], foreign: Sequence[str]) -> None:
        """Queue rows that Chroma has lost, and rows that it holds but should not."""
        with self._catalogue.writing() as connection:
            for part in parts(missing):
                owners = select(passages.c.article_id).where(passages.c.key.in_(part))
                connection.execute(update(articles).where(articles.c.id.in_(owners)).values(state="pending"))
            queue_stale(connection, foreign)

    def requeue_all(self) -> None:
        """Queue every article for Chroma again, nothing to be encoded: Chroma is about to start empty."""
        with self._catalogue.writing() as connection:
            connection.execute(update(articles).values(state="pending"))
            connection.execute(delete(stale))
            write_meta(connection, tombstones="0", erasure="done")

    def forget_model(self, **model: str) -> None:
        """Queue every article to be chunked and embedded by another model, whose facts are given."""
        with self._catalogue.writing() as connection:
            for article_id in connection.scalars(select(articles.c.id)).all():
                unindex(connection, article_id)
            connection.execute(update(articles).values(state="pending", prepared=False))
            connection.execute(delete(vectors).where(vectors.c.model != model["model_digest"]))
            write_meta(connection, **model)
            bump(connection)


def digest_of(text: str) -> str:
    """The sha256 of an embedded text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def key_of(passage: Passage) -> str:
    """Chroma's id of a passage: the same in every store that holds the same article."""
    owner = hashlib.sha256(passage.article_id.encode("utf-8")).hexdigest()[:24]
    return f"{owner}:{passage.version[:12]}:{passage.start}-{passage.end}"


def pack(vector: Matrix) -> bytes:
    """A vector as it is stored: float16, little-endian."""
    return vector.astype("<f2").tobytes()


def unpack(blobs: Sequence[bytes]) -> Matrix:
    """Stored vectors as the rows of a float32 matrix."""
    if not blobs:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1).astype(np.float32)


def _known(connection: Connection, digests: Sequence[str], model: str) -> set[str]:
    found: set[str] = set()
    for part in parts(digests):
        query = select(vectors.c.digest).where(vectors.c.model == model, vectors.c.digest.in_(part))
        found.update(connection.scalars(query))
    return found


def _prepare(connection: Connection, work: Work, fresh: Mapping[str, Matrix], model: str) -> bool:
    article = work.article
    unchanged = (articles.c.id == article.id) & (articles.c.revision == work.revision) & ~articles.c.prepared
    if connection.scalar(select(articles.c.id).where(unchanged)) is None:
        return False
    missing = set(work.digests) - _known(connection, sorted(set(work.digests)), model)
    if missing - fresh.keys():
        return False  # a vector that it shared was erased with another article: encode it in the next round
    if missing:
        connection.execute(
            insert_or_ignore(vectors).on_conflict_do_nothing(),
            [{"digest": digest, "model": model, "vector": pack(fresh[digest])} for digest in sorted(missing)],
        )
    this = (passages.c.article_id == article.id) & (passages.c.version == article.version)
    before = connection.execute(select(passages.c.key, passages.c.digest).where(this)).all()
    connection.execute(delete(passages).where(this))
    keys = [key_of(passage) for passage in work.passages]
    if keys:
        connection.execute(insert(passages), [
            {"article_id": article.id, "version": article.version, "start": passage.start, "end": passage.end,
             "key": key, "digest": digest}
            for passage, key, digest in zip(work.passages, keys, work.digests, strict=True)
        ])  # fmt: skip
    ids = {row.key: row.id for row in connection.execute(select(passages.c.key, passages.c.id).where(this))}
    shown = heading(article.title, article.outlet)
    lexical.add(connection, [(ids[key], shown, passage.text) for key, passage in zip(keys, work.passages, strict=True)])
    queue_stale(connection, {row.key for row in before} - set(keys))
    for part in parts(keys):
        connection.execute(delete(stale).where(stale.c.key.in_(part)))
    drop_orphans(connection, {row.digest for row in before} - set(work.digests))
    connection.execute(update(articles).where(articles.c.id == article.id).values(prepared=True))
    return True
