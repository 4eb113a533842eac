"""What a reader found, and how it becomes an Article: the one place where identity, date and text are settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.sources import metadata
from assistant.sources.addressed import addressed_spans
from assistant.sources.boilerplate import boilerplate_spans
from assistant.sources.failure import MAX_TEXT_BYTES, Unreadable
from assistant.sources.published import choose
from vectorstore.errors import UnsupportedText
from vectorstore.types import Article, normalise

if TYPE_CHECKING:
    from datetime import datetime

    from vectorstore.types import DateSource


ADDRESSED = "a passage that speaks to software is neither searched nor cited"


@dataclass(slots=True)
class Found:
    """The fields of one article as its source gives them, not yet cleaned.

    ``place`` is the resolved path, with ``!member`` inside an archive and ``#line`` for a row: the identity of last
    resort. ``dates`` are candidates in order of trust.
    """

    place: str
    text: str
    extractor: str
    id: str = ""
    title: str = ""
    url: str | None = None
    outlet: str | None = None
    agency: str | None = None
    authors: list[object] = field(default_factory=list)
    dates: list[tuple[DateSource, object]] = field(default_factory=list)
    section: str | None = None
    schema_types: tuple[str, ...] = ()
    language: str | None = None
    notes: list[str] = field(default_factory=list)


def build(found: Found, now: datetime) -> Article:
    """The Article of what was found. Raises Unreadable for text that is empty, too long or not valid Unicode."""
    if len(found.text) > MAX_TEXT_BYTES:
        raise Unreadable(f"it is longer than {MAX_TEXT_BYTES:,} characters; split it into articles")
    try:
        text = normalise(found.text)
        named = normalise("\x1f".join((found.place, found.id, found.title, found.outlet or "", found.section or "")))
    except UnsupportedText as error:
        raise Unreadable(str(error)) from error
    if not text.strip():
        raise Unreadable("it holds no text; nothing was stored")
    _, identity, title, outlet, section = (metadata.clean(part) for part in named.split("\x1f"))
    url = metadata.canonical_url(found.url)
    published = choose(found.dates, now)
    addressed = addressed_spans(text)
    title = metadata.clean_title(title, (outlet,), url)
    authors = metadata.clean_authors(_valid(found.authors))
    return Article(
        id=identity or (url if url and urlsplit(url).path.strip("/") else None) or found.place,
        text=text,
        title=title,
        url=url,
        outlet=outlet or None,
        agency=metadata.clean(found.agency) or metadata.agency_of(text, authors),
        authors=authors,
        published=published.value,
        date_source=published.source,
        section=section or None,
        kind=metadata.kind_of(title, section, found.schema_types, url),
        language=metadata.language_of(text, found.language),
        origin=found.place,
        extractor=found.extractor,
        boilerplate=_merged(boilerplate_spans(text), addressed),
        notes=(*found.notes, *published.notes, *([ADDRESSED] if addressed else [])),
    )


def _merged(*groups: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for group in groups for span in group):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _valid(names: list[object]) -> list[str]:
    return [name for name in names if isinstance(name, str) and not any("\ud800" <= char <= "\udfff" for char in name)]
