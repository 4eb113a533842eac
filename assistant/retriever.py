"""Question -> hits: hybrid search re-ranked by what the question says of time and outlets.

Filters that a person gives are strict and are passed on to the store. What is inferred from the question only
re-ranks, unless the question asks what an outlet reported or when something was published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant import dates
from vectorstore.fusion import spread
from vectorstore.types import DateRange, Filters, Hit, published_day

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Hits best first, what was inferred from the question, and notes for the reader."""

    hits: tuple[Hit, ...]
    inferred: dict[str, Any]
    notes: tuple[str, ...] = ()


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
    ranked = _rerank(pool, inferred, latest=dates.wants_latest(question))
    return Found(
        tuple(_of_articles(ranked, articles, k)), {name: _plain(value) for name, value in inferred.items()}, notes
    )


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
