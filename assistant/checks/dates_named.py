"""Dates as meant: "Monday" and "last November" are resolved against the day the article was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from assistant.checks.names import spoken_of
from assistant.checks.source import Finding
from assistant.dates import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from assistant.checks.source import Source

_NAMES = "|".join(sorted((name for name in MONTHS if name not in {"may", "mar", "sept"}), key=len, reverse=True))
_MONTH = rf"(?:(?:{_NAMES}|[Mm]ay|[Mm]ar|[Ss]ept)\b\.?)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_PATTERN = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b"
    rf"|\b(?P<d1>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR}))?\b"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>{_DAY})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y2>{_YEAR})\b)?"
    rf"|\b(?P<m3>{_MONTH}),?\s+(?:of\s+)?(?P<y3>{_YEAR})\b"
    rf"|\b(?:(?P<which>last|next|this|previous)\s+)(?P<m4>{_MONTH})(?!\w)"
    r"|\b(?P<m5>January|February|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ee]arly|[Ll]ate|[Mm]id-?|[Dd]uring|[Ff]rom)\s+)(?P<m6>May|March)\b"
    rf"|\b(?:(?P<nearby>last|next|this)\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})s?\b"
    r"|\b(?P<relative>yesterday|today|tomorrow|(?:last|next|this) (?:week|month|year|night))\b"
    r"|(?<![\w$£€.,-])(?P<decade>(?:1[5-9]|20)\d0)s\b"
    rf"|(?<![\w$£€.,])(?P<year>{_YEAR})(?!\s?(?:%|percent|per cent|people|million|miles|dollars|pounds|votes|jobs))\b"
    r"(?!,\d|\.\d)",
    re.I,
)
Range = tuple[date, date]


@dataclass(frozen=True)
class When:
    """A named date: the fields it gives, and the days it can mean (several where the article leaves it open)."""

    text: str
    fields: tuple[tuple[str, int | str], ...]
    ranges: tuple[Range, ...]


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a date that no cited text gives or implies."""
    stated = [when for one in source.cited for when in dates(one.doc.text, one.published)]
    days = {one.published for one in source.cited if one.published}
    for when in dates(claim.text, max(days) if days else None):
        if any(_agree(when, other) for other in stated):
            if not _told_of(when, claim, source):
                return Finding("not_stated", f"no cited passage says this of {when.text}")
            continue
        if re.search(r"\bas of\b", claim.text[: claim.text.find(when.text)][-12:], re.I) and any(
            start <= day <= end for start, end in when.ranges for day in days
        ):
            continue
        rival = next((other for other in stated if _shape(other) & _shape(when)), None)
        if rival is not None:
            return Finding("contradicted", f"the article says {rival.text}, not {when.text}")
        return Finding("not_stated", f"no cited passage gives the date {when.text}")
    return None


def _told_of(when: When, claim: Doc, source: Source) -> bool:
    """Whether a cited text that gives the date also speaks of what the claim dates."""
    start = claim.text.find(when.text)
    span = claim.char_span(start, start + len(when.text), alignment_mode="expand")
    giving = [
        one.doc for one in source.cited if any(_agree(when, other) for other in dates(one.doc.text, one.published))
    ]
    return span is None or len(source.cited) == 1 or spoken_of(list(span), giving)


def date_spans(text: str) -> list[tuple[int, int]]:
    """Where dates stand in a text, so that their digits are not read as numbers."""
    return [match.span() for match in _PATTERN.finditer(text)]


def dates(text: str, published: date | None) -> list[When]:
    """The dates that a text names, resolved against the day of publication where it is known."""
    found = []
    for match in _PATTERN.finditer(text):
        try:
            fields = {name: value for name, value in _fields(match).items() if value is not None}
            ranges = tuple(_ranges(fields, published))
        except (ValueError, OverflowError):
            continue
        found.append(When(re.sub(r"^(?:in|since|until|by|during|from)\s+", "", match.group(0), flags=re.I),
                          tuple(sorted(fields.items())), ranges))  # fmt: skip
    return found


def _fields(match: re.Match[str]) -> dict[str, int | str | None]:
    """What the words give, still unresolved. Raises ValueError for a day that no calendar has."""
    if match["iso"]:
        given = date.fromisoformat(match["iso"])
        return {"year": given.year, "month": given.month, "day": given.day}
    month = next((match[f"m{number}"] for number in range(1, 7) if match[f"m{number}"]), None)
    day = match["d1"] or match["d2"]
    stated_year = match["y1"] or match["y2"] or match["y3"] or match["year"]
    which = match["which"] or match["nearby"]
    return {
        "year": int(stated_year) if stated_year else None,
        "month": MONTHS[month.lower().rstrip(".")] if month else None,
        "day": int(day) if day else None,
        "weekday": WEEKDAYS[match["weekday"].lower()] if match["weekday"] else None,
        "decade": int(match["decade"]) if match["decade"] else None,
        "relative": match["relative"].lower() if match["relative"] else None,
        "which": which.lower() if which else None,
    }


def _agree(claim: When, stated: When) -> bool:
    given = {name: value for name, value in claim.fields if name != "which"}
    have = dict(stated.fields)
    if all(have.get(name) == value for name, value in given.items()):
        return True
    return any(
        start <= other_start and other_end <= end
        for start, end in claim.ranges
        for other_start, other_end in stated.ranges
    )


def _shape(when: When) -> set[str]:
    """What a date is made of; only dates of one shape can contradict each other."""
    return {name for name, _ in when.fields} - {"which"}


def _ranges(fields: dict[str, int | str], published: date | None) -> Iterator[Range]:
    year, month, day = fields.get("year"), fields.get("month"), fields.get("day")
    if isinstance(fields.get("decade"), int):
        yield date(int(fields["decade"]), 1, 1), date(int(fields["decade"]) + 9, 12, 31)
    elif year:
        yield _span(int(year), _int(month), _int(day))
    elif published is None:
        return
    elif month:
        yield from _near(published, int(month), _int(day), str(fields.get("which", "")))
    elif "weekday" in fields:
        yield from _weekdays(published, int(fields["weekday"]), str(fields.get("which", "")))
    elif "relative" in fields:
        yield _relative(published, str(fields["relative"]))


def _int(value: int | str | None) -> int | None:
    return None if value is None else int(value)


def _span(year: int, month: int | None, day: int | None) -> Range:
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    return first, first + (relativedelta(months=1) if month else relativedelta(years=1)) - timedelta(days=1)


def _near(published: date, month: int, day: int | None, which: str) -> Iterator[Range]:
    """The last and the next such month or day; only the one that the words allow."""
    spans = [_span(published.year + offset, month, day) for offset in (-1, 0, 1)]
    past = [
        span
        for span in spans
        if span[0] <= published and not (which and span[0].replace(day=1) == published.replace(day=1))
    ]
    future = [span for span in spans if span[1] >= published]
    if which != "next" and past:
        yield past[-1]
    if which not in {"last", "previous"} and future:
        yield future[0]


def _weekdays(published: date, weekday: int, which: str) -> Iterator[Range]:
    back = (published.weekday() - weekday) % 7
    if which != "next":
        day = published - timedelta(days=back or (7 if which == "last" else 0))
        yield day, day
    if which != "last" and back:
        day = published + timedelta(days=7 - back)
        yield day, day


def _relative(published: date, words: str) -> Range:
    if words in {"yesterday", "last night"}:
        return published - timedelta(days=1), published - timedelta(days=1)
    if words == "tomorrow":
        return published + timedelta(days=1), published + timedelta(days=1)
    offset = {"last": -1, "next": 1}.get(words.split(maxsplit=1)[0], 0)
    if words.endswith("week"):
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=offset)
        return monday, monday + timedelta(days=6)
    if words.endswith("month"):
        moved = published + relativedelta(months=offset)
        return _span(moved.year, moved.month, None)
    if words.endswith("year"):
        return _span(published.year + offset, None, None)
    return published, published
