"""What an answer could rest on: how many articles, from how many outlets, up to when, and how old the newest is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant.marks import citations
from assistant.render import show_date
from vectorstore.types import published_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.types import Answer
    from vectorstore.store import Store

OLD_DAYS = 30
"""Days after which the newest article that an answer cites is said to be old."""
DAYS, MONTHS, YEARS = 60, 730, 365.25
"""An age is told in days up to 60 days, in months up to two years, then in years."""
MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the library held when a question was asked. ``newest`` is an ISO 8601 day or instant."""

    articles: int
    outlets: int
    newest: str | None

    @classmethod
    def of(cls, store: Store) -> Coverage:
        """What the store holds now."""
        return cls(*store.coverage())


def coverage_line(coverage: Coverage, asked_at: str | None = None) -> str:
    """Such as: 312 articles from 6 outlets, newest 3 May 2026, 2 days before you asked."""
    parts = [f"{_count(coverage.articles, 'article')} from {_count(coverage.outlets, 'outlet')}"]
    if coverage.newest:
        parts.append(f"newest {show_date(coverage.newest)}")
        if asked_at:
            parts.append(age(coverage.newest, asked_at))
    elif coverage.articles:
        parts.append("none with a date")
    return ", ".join(parts)


def age(published: str, asked_at: str) -> str:
    """How long before a question an article was published: "2 days before you asked"."""
    days = _days(published, asked_at)
    if days < 0:
        return "dated after you asked"
    if days == 0:
        return "the day you asked"
    if days <= DAYS:
        return f"{_count(days, 'day')} before you asked"
    if days <= MONTHS:
        return f"{_count(round(days / MONTH), 'month')} before you asked"
    return f"{_count(round(days / YEARS), 'year')} before you asked"


def old_news(answer: Answer) -> str | None:
    """A warning where the newest article that the answer cites is old; None where it is not, or has no date."""
    newest = _newest([one.published for one in citations(answer.claims, answer.premises)])
    if newest is None or _days(newest, answer.asked_at) <= OLD_DAYS:
        return None
    return f"The newest article cited is of {show_date(newest)}, {age(newest, answer.asked_at)}."


def _newest(published: Sequence[str | None]) -> str | None:
    dated = [one for one in published if one]
    return max(dated, key=lambda one: published_day(one) or date.min, default=None)


def _days(published: str, asked_at: str) -> int:
    day = published_day(published)
    return (datetime.fromisoformat(asked_at).date() - day).days if day else 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
