"""Articles that readers bring: uploaded files and pasted texts, into the library, each with what became of it.

An uploaded file is known by the name it was sent under, ``upload:storm.txt``, where the article has no id and no web
address of its own: the same file again is no work, a changed one is a new version of the same article, and neither
depends on the temporary folder that it arrived in. A pasted text is known by its title and outlet, else by itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.dates import parse_day
from assistant.sources import Failure, read
from assistant.sources.article import build
from assistant.sources.records import from_record
from vectorstore.errors import BadInput
from vectorstore.types import Article, normalise

if TYPE_CHECKING:
    from datetime import datetime

    from vectorstore.store import Store

MEGABYTE = 1_000_000
LARGEST_FILE = 50 * MEGABYTE
"""Bytes that one uploaded file may have: as much as ingest takes for one article."""
MOST_FILES = 50
"""Files that are taken at once; for more there is ``news-assistant ingest FOLDER``."""
LONGEST_PASTE = 500_000
"""Characters of a pasted text; longer ones are sent as a file."""
LIMITS = (
    f"Text, Markdown, HTML, JSON, JSON Lines, CSV, and ZIP of those: up to {MOST_FILES} files at once, "
    f"{LARGEST_FILE // MEGABYTE} MB each."
)
BATCH = 256

Advance = Callable[[int, int, str], None]
"""Progress: done, of how many, and what is being done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file or text: its articles, counted by change, and what was refused and why."""

    name: str
    articles: Counter[str]
    refused: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What to tell the reader, on one line."""
        counted = [(self.articles[change], words) for change, words in CHANGES.items()]
        stored = [words if self.articles.total() == 1 else f"{count:,} {words}" for count, words in counted if count]
        return (
            "; ".join([*stored, *(f"refused: {reason}" for reason in self.refused)]) or "refused: it holds no article"
        )


CHANGES = {"added": "ingested", "updated": "ingested as a new version", "unchanged": "unchanged, already here"}


def add_files(paths: Sequence[Path], uploads: Path, store: Store, now: datetime, advance: Advance) -> Iterator[Outcome]:
    """Stores the articles of uploaded files, one Outcome for each, and removes the files. Nothing is indexed yet.

    ``uploads`` is the folder that uploads arrive in; whatever path is named outside it is neither read nor removed.
    ``now`` (timezone-aware) decides which dates lie in the future. Never raises for what a file holds.
    """
    for position, path in enumerate(paths):
        advance(position, len(paths), f"Reading {path.name}")
        if not path.resolve().is_relative_to(uploads.resolve()) or not path.is_file():
            yield Outcome(path.name, Counter(), ("it was not uploaded; send it again",))
            continue
        try:
            if position >= MOST_FILES:
                yield Outcome(path.name, Counter(), (f"more than {MOST_FILES} files at once; send it again by itself",))
            elif path.stat().st_size > LARGEST_FILE:
                yield Outcome(path.name, Counter(), (f"it is larger than {LARGEST_FILE // MEGABYTE} MB",))
            else:
                yield _file(path, store, now)
        finally:
            path.unlink(missing_ok=True)


def add_text(text: str, title: str, outlet: str, date: str, store: Store, now: datetime) -> Outcome:
    """Stores a pasted text. Raises BadInput for a text or a date that cannot be used; nothing is indexed yet."""
    title, outlet = " ".join(title.split()), " ".join(outlet.split())
    if len(text) > LONGEST_PASTE:
        raise BadInput(f"the text is longer than {LONGEST_PASTE:,} characters; upload it as a file")
    published = parse_day(date).date().isoformat() if date.strip() else None
    record = {"title": title, "outlet": outlet, "published": published, "text": text}
    place = _place_of_paste(text, title, outlet)
    article = build(from_record(record, place, "pasted text"), now)
    return Outcome(article.display_title, Counter(store.put([replace(article, id=place)])))


def index(store: Store, advance: Advance) -> None:
    """Makes what was stored searchable. Raises StoreError."""
    store.work(lambda done, total: advance(done, total, "Indexing"))


def _file(path: Path, store: Store, now: datetime) -> Outcome:
    place, name = str(path.resolve()), path.name
    changes: Counter[str] = Counter()
    refused: list[str] = []
    batch: list[Article] = []
    for item in read([str(path)], now=now):
        if isinstance(item, Failure):
            inside = item.location.removeprefix(place).removeprefix(str(path)).lstrip("!")
            refused.append(f"{inside}: {item.reason}" if inside else item.reason)
            continue
        batch.append(_renamed(item, place, name))
        if len(batch) == BATCH:
            changes.update(store.put(batch))
            batch.clear()
    if batch:
        changes.update(store.put(batch))
    return Outcome(name, changes, tuple(refused))


def _renamed(article: Article, place: str, name: str) -> Article:
    """The article as it came from a file of this name, wherever the file lay."""
    uploaded = f"upload:{normalise(name)}"
    known_by_place = article.id.startswith(place)
    return replace(
        article,
        id=uploaded + article.id.removeprefix(place) if known_by_place else article.id,
        origin=uploaded + article.origin.removeprefix(place),
    )


def _place_of_paste(text: str, title: str, outlet: str) -> str:
    if title:
        return normalise(f"pasted:{outlet}:{title}".casefold())
    return "pasted:" + hashlib.sha256(normalise(text).strip().encode()).hexdigest()[:16]
