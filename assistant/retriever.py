"""Question -> hits: hybrid search re-ranked by what the question says of time and outlets.

Filters that a person gives are strict and are passed on to the store. What is inferred from the question only
re-ranks, unless the question asks what an outlet reported or when something was published; but what was published
before the time that is asked about cannot tell of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant import dates
from assistant.checks import dates_named
from vectorstore.fusion import spread
from vectorstore.types import DateRange, Filters, Hit, published_day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from vectorstore.store import Store

REPORTED = r"(?:according to|reported (?:by|in)|did|does|has|have|what)\s+(?:the\s+)?"
PUBLISHED = re.compile(
    r"\b(published|articles? (?:from|of|in|on)|stories (?:from|of|in|on)|reported (?:on|in))\b", re.I
)
IN_RANGE, NAMED_OUTLET = 1.5, 1.3
POOL = 20
"""Hits that are re-ranked, at least."""
RECENCY = 0.6
"""How much a hit gains at most for being the newest, where the question asks for the latest."""


@dataclass(frozen=True)
class Found:
    """Hits best first, what was inferred from the question, and notes for the reader.

    ``early`` are those of the hits that were published before what is asked can have been reported.
    """

    hits: tuple[Hit, ...]
    inferred: dict[str, Any]
    notes: tuple[str, ...] = ()
    early: frozenset[Hit] = frozenset()


def find(
    question: str, store: Store, *, k: int, now: datetime, filters: Filters | None = None, infer: bool = True,
    articles: int | None = None,
) -> Found:  # fmt: skip
    """The ``k`` best passages for a question as of ``now``: what was published more than a day after it is not known.

    What has no date stays. ``articles``: of so many articles, if there are as many, and no others.
    """
    filters = filters or Filters()
    wide = max(POOL, 2 * k, 4 * (articles or 0))
    notes = _undated_note(store, filters)
    horizon = (now + timedelta(days=1)).date()  # a day more, since the clocks of newsrooms differ
    if later := store.later(horizon, filters):
        filters = replace(filters, as_of=horizon)
        notes += (f"{later} article{'s' if later > 1 else ''} left out as published after {horizon.isoformat()}",)
    if not infer:
        ranked = store.search(question, k=wide if articles else k, filters=filters)
        return Found(tuple(_of_articles(ranked, articles, k) if articles else ranked), {}, notes)
    inferred, narrowed = _infer(question, store.outlets(), now, filters)
    pool = store.search(question, k=wide, filters=filters)
    if narrowed != filters:
        pool = store.search(question, k=wide, filters=narrowed) + _lacking(pool, narrowed, filters) or pool
    dated = "dates" in inferred and narrowed.dates == DateRange()
    first = dates.first_report(question, now) if dated else None
    if first is not None:  # what is in time may stand far behind
        in_time = store.search(question, k=wide, filters=replace(narrowed, dates=DateRange(first)))
        pool = _joined(in_time, pool)
        if not in_time and not dates.surely_meant(inferred["dates_from"]):
            first = None  # an archive, and the time is its story's
    ranked = _rerank(pool, inferred, latest=dates.wants_latest(question))
    early = frozenset(hit for hit in ranked if first and _too_early(hit, first, inferred["dates"]))
    hits = _of_articles(sorted(ranked, key=early.__contains__), articles, k)
    early = early.intersection(hits)
    if first and early:
        notes += (_early_note(early, first, inferred["dates_from"]),)
    return Found(tuple(hits), {name: _plain(value) for name, value in inferred.items()}, notes, early)


def _joined(first: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Hits of two searches, each passage once."""
    return list({(hit.article_id, hit.version, hit.start): hit for hit in (*others, *first)}.values())


def _too_early(hit: Hit, first: date, asked: DateRange) -> bool:
    """Whether a passage was published before a day and names no day of the time that is asked about either."""
    published = published_day(hit.published)
    if published is None or published >= first:
        return False
    named = (day for when in dates_named.dates(hit.text, published) for day in when.ranges)
    return not any(asked.contains(start.isoformat()) and asked.contains(end.isoformat()) for start, end in named)


def _early_note(early: Collection[Hit], first: date, words: str) -> str:
    count = len({hit.article_id for hit in early})
    articles = f"{count} article{'s' if count > 1 else ''}"
    return f"{articles} not read as published before {first.isoformat()}, too early for “{words.strip()}”"


def _of_articles(ranked: Sequence[Hit], articles: int | None, k: int) -> list[Hit]:
    """The first ``k`` hits, spread over their articles; or the best of each of the first articles, then others of them.

    They stay in the order in which they are ranked.
    """
    if articles is None:
        return spread(ranked, k)
    best: dict[str, Hit] = {}
    for hit in ranked:
        if len(best) < articles:
            best.setdefault(hit.article_id, hit)
    others = [hit for hit in ranked if hit.article_id in best and hit not in best.values()]
    chosen = [*best.values(), *spread(others, max(0, k - len(best)))]
    return [hit for hit in ranked if hit in chosen]


def _lacking(pool: Sequence[Hit], narrowed: Filters, filters: Filters) -> list[Hit]:
    """Hits that an inferred filter would remove only because their article lacks the field."""
    return [
        hit
        for hit in pool
        if (narrowed.dates != filters.dates and hit.published is None)
        or (narrowed.outlets != filters.outlets and hit.outlet is None)
    ]


def _undated_note(store: Store, filters: Filters) -> tuple[str, ...]:
    if filters.dates == DateRange():
        return ()
    left_out = store.undated(filters)
    if not left_out:
        return ()
    return (f"{left_out} undated article{'s' if left_out > 1 else ''} left out by the date filter",)


def _infer(question: str, outlets: Sequence[str], now: datetime, filters: Filters) -> tuple[dict[str, Any], Filters]:
    """What the question says of time and outlets, and the filters narrowed where it asks about reporting itself."""
    inferred: dict[str, Any] = {}
    narrowed = filters
    time = dates.find_range(question, now)
    if time is not None and filters.dates == DateRange():
        inferred["dates"], inferred["dates_from"] = time
        if PUBLISHED.search(question):
            narrowed = replace(narrowed, dates=time[0])
    named = [outlet for outlet in outlets if re.search(rf"\b{re.escape(outlet)}\b", question)]
    if named and not filters.outlets:
        inferred["outlets"] = named
        if any(re.search(rf"\b{REPORTED}{re.escape(outlet)}\b", question, re.I) for outlet in named):
            narrowed = replace(narrowed, outlets=tuple(named))
    if dates.wants_latest(question):
        inferred["latest"] = True
    if narrowed != filters:
        inferred["narrowed"] = True
    return inferred, narrowed


def _rerank(pool: Sequence[Hit], inferred: dict[str, Any], *, latest: bool) -> list[Hit]:
    """Hits with scores multiplied by what the question implies; nothing is removed."""
    days = sorted({day for hit in pool if (day := published_day(hit.published))})
    freshness = {day: rank / max(1, len(days) - 1) for rank, day in enumerate(days)}

    def score(hit: Hit) -> float:
        day = published_day(hit.published)
        weight = 1.0
        if "dates" in inferred and day and inferred["dates"].contains(hit.published):
            weight *= IN_RANGE
        if hit.outlet in inferred.get("outlets", ()):
            weight *= NAMED_OUTLET
        if latest and day in freshness:
            weight *= 1 + RECENCY * freshness[day]
        return hit.score * weight

    scored = [replace(hit, score=score(hit)) for hit in pool]
    return sorted(scored, key=lambda hit: -hit.score)


def _plain(value: Any) -> Any:  # noqa: ANN401 (turns any inferred value into JSON)
    if isinstance(value, DateRange):
        return [value.since and value.since.isoformat(), value.until and value.until.isoformat()]
    return value
