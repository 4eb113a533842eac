"""The nouns of the store: Article, Passage, Hit, and the ranges and filters that narrow a search.

Offsets are positions in Unicode code points of the article's normalised text, half-open ``[start, end)``.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Literal, Protocol, get_args

from vectorstore.errors import BadInput, UnsupportedText

Kind = Literal["news", "opinion", "analysis", "live", "correction", "unknown"]
DateSource = Literal["json-ld", "meta", "time", "record", "file-name", "none"]
FoundBy = Literal["dense", "lexical", "both"]
State = Literal["pending", "indexed"]

LONGEST_TITLE = 90
"""Characters of a title that is derived from the text."""


def normalise(text: str) -> str:
    """The text as it is stored and cited: NFC, newlines as line feeds, NUL as a space.

    Raises UnsupportedText for lone surrogates, which no UTF-8 storage can keep.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnsupportedText(
            f"the text holds a lone surrogate at character {error.start}, which is not valid Unicode; "
            "save the file as UTF-8 and try again"
        ) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    return unicodedata.normalize("NFC", lines)


def published_day(published: str | None) -> date | None:
    """The calendar day of an ISO 8601 day or instant, in the offset it was written in."""
    return date.fromisoformat(published[:10]) if published else None


def _check_published(published: str) -> None:
    try:
        datetime.fromisoformat(published)
    except ValueError as error:
        raise BadInput(f"{published!r} is not an ISO 8601 date; write it as 2026-05-03") from error


@dataclass(frozen=True)
class Article:
    """One article as read from its source. ``text`` is normalised; ``published`` is an ISO 8601 day or instant.

    ``boilerplate`` marks spans of ``text`` that are neither embedded nor cited. ``first_seen`` and ``indexed_at``
    are set by the catalogue (ISO 8601 instants in UTC).
    """

    id: str
    text: str
    title: str = ""
    url: str | None = None
    outlet: str | None = None
    agency: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    date_source: DateSource = "none"
    section: str | None = None
    kind: Kind = "unknown"
    language: str | None = None
    origin: str = ""
    extractor: str = ""
    boilerplate: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()
    first_seen: str | None = None
    indexed_at: str | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise BadInput("an article needs an id")
        if self.text != normalise(self.text):
            raise BadInput("article text must be normalised before it is stored")
        if self.published is not None:
            _check_published(self.published)
        if self.kind not in get_args(Kind):
            raise BadInput(f"{self.kind!r} is not a kind of article")
        previous = 0
        for start, end in self.boilerplate:
            if not previous <= start < end <= len(self.text):
                raise BadInput(f"boilerplate span {start}:{end} is outside the text or out of order")
            previous = end

    @cached_property
    def version(self) -> str:
        """sha256 of the normalised text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def display_title(self) -> str:
        """The headline, or one derived from the first line; derived titles are never cut from the text."""
        if self.title:
            return self.title
        first = next((line.strip() for line in self.text.splitlines() if line.strip()), "(empty article)")
        return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: ``text == text_of(article_id, version)[start:end]``."""

    article_id: str
    version: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or self.start < 0:
            raise BadInput(f"passage {self.start}:{self.end} does not fit its text of {len(self.text)} characters")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with what a reader needs to know about its article."""

    article_id: str
    version: str
    start: int
    end: int
    text: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    score: float
    found_by: FoundBy


class Stretch(Protocol):
    """A part of an article's text: a passage, a sentence, a citation."""

    @property
    def article_id(self) -> str:
        """The article's id."""

    @property
    def version(self) -> str:
        """The version of the article's text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""


def holds(whole: Stretch, part: Stretch) -> bool:
    """Whether ``part`` is all of ``whole``, or stands within it: of one article, in one version."""
    same = (whole.article_id, whole.version) == (part.article_id, part.version)
    return same and whole.start <= part.start and part.end <= whole.end


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``since`` to ``until``, both inclusive; None is open."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise BadInput(f"the range ends ({self.until}) before it starts ({self.since}); swap --since and --until")

    def contains(self, published: str | None) -> bool:
        """Whether a published day or instant falls inside; an undated article does not."""
        day = published_day(published)
        if day is None:
            return False
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person restricted a search to. Strict: what lacks the field is left out. Empty means no restriction.

    Outlets and sections compare case-insensitively. ``as_of`` is the clock's and leaves out what is dated later than
    this day; what has no date stays.
    """

    dates: DateRange = field(default_factory=DateRange)
    outlets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is restricted."""
        return self == Filters()


def utc_now() -> str:
    """The present instant as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()
