"""Dates as sources write them to ISO 8601, with the precision they came with: a day or an instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vectorstore.types import DateSource

EARLIEST_YEAR = 1900
_NUMERIC = re.compile(r"\D*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\b")
_LABEL = re.compile(r"^\W*(?:first\s+)?(?:published|posted|updated|date)\b(?:\s+(?:on|at))?\s*:?\s*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_IN_MILLISECONDS = 1e11
_LONGEST = 100
_MONTHS = 12
_HOURS = {"UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_DEFAULTS = (datetime(2001, 1, 1, 1, 1, 1), datetime(2004, 2, 2, 2, 2, 2))  # noqa: DTZ001 - they only fill gaps
_ZONES = {name: hours * 3600 for name, hours in _HOURS.items()}


@dataclass(frozen=True, slots=True)
class Published:
    """An ISO 8601 day or instant (None: undated), where it came from, and what was set aside on the way."""

    value: str | None
    source: DateSource
    notes: tuple[str, ...] = ()


def choose(candidates: Iterable[tuple[DateSource, object]], now: datetime) -> Published:
    """The first candidate that is a plausible date no later than a day after ``now`` (timezone-aware).

    Candidates stand in order of trust. What is unreadable, ambiguous or implausible leaves a note.
    """
    notes: list[str] = []
    for source, raw in candidates:
        if raw is None or not str(raw).strip():
            continue
        try:
            return Published(_plausible(parse(raw), now), source, tuple(dict.fromkeys(notes)))
        except ValueError as error:
            notes.append(f"the date {str(raw)[:60]!r} is set aside: {error}")
    return Published(None, "none", tuple(dict.fromkeys(notes)))


def parse(raw: object) -> str:
    """One date as ISO 8601: ``2024-05-03`` or ``2024-05-03T10:00:00+02:00``.

    Raises ValueError, whose message says why: unreadable, incomplete, or a day that cannot be told from a month.
    """
    text = _LABEL.sub("", str(raw)[:_LONGEST].strip())
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment, day_only = _from_words(text)
    else:
        day_only = bool(_DAY.fullmatch(text))
    midnight = moment.tzinfo is None and (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if day_only or midnight else moment.replace(microsecond=0).isoformat()


def _from_epoch(seconds: float) -> str:
    if seconds >= _IN_MILLISECONDS:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0).isoformat()


def _from_words(text: str) -> tuple[datetime, bool]:
    """A date in words or numbers, and whether it is a day alone. Read twice to learn which parts are given."""
    from dateutil import parser

    day_first = _day_first(text)
    try:
        one, two = (parser.parse(text, dayfirst=day_first, tzinfos=_ZONES, default=default) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError) as error:
        raise ValueError("it cannot be read as a date") from error
    if one.date() != two.date():
        raise ValueError("it lacks a day, a month or a year")
    return one.replace(second=0 if one.second != two.second else one.second), one.hour != two.hour


def _day_first(text: str) -> bool:
    numeric = _NUMERIC.match(text)
    if not numeric:
        return False
    first, second = int(numeric[1]), int(numeric[2])
    if max(first, second) <= _MONTHS and first != second:
        raise ValueError("its day cannot be told from its month; write it as 2026-05-03")
    return first > _MONTHS


def _plausible(value: str, now: datetime) -> str:
    moment = datetime.fromisoformat(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo or UTC)
    if moment.year < EARLIEST_YEAR or moment.timestamp() == 0 or value == "1970-01-01":
        raise ValueError("it is too early to be a date of publication")
    if aware > now + timedelta(days=1):
        raise ValueError("it lies in the future")
    return value
