"""Time expressions of a question as day ranges, relative to a given clock: "last week", "in March 2024"."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser as date_parser
from dateutil.relativedelta import relativedelta

from vectorstore.errors import BadInput
from vectorstore.types import DateRange

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "few": 3}

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
FULL_DATE = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<m1>{_NAMES})\.?"
    rf"|(?P<m2>{_NAMES})\.?\s+(?P<d2>\d{{1,2}}){_ORDINAL})(?:,?\s+{_YEAR})?\b",
    re.I,
)
MONTH_YEAR = re.compile(rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}\b", re.I)
MONTH_ONLY = re.compile(rf"\b(?:in|during|since|last|this)\s+{_MONTH}\b(?!\s+\d)", re.I)
YEAR_ONLY = re.compile(rf"\b(?:in|during|since|of|for)\s+{_YEAR}\b", re.I)
SPAN = re.compile(r"\b(?:in\s+)?(?:the\s+)?(last|past|previous)\s+(?:(\d+|" + "|".join(NUMBERS) + r")\s+)?"
                  r"(day|week|month|year)s?\b", re.I)  # fmt: skip
AGO = re.compile(r"(?<![\d,.])\b(\d+|" + "|".join(NUMBERS) + r")\s+(day|week|month|year)s?\s+ago\b", re.I)
THIS = re.compile(r"\b(this|current)\s+(week|month|year)\b", re.I)
DAY_WORD = re.compile(r"\b(today|yesterday|day before yesterday)\b", re.I)
WEEKDAY = re.compile(r"\b(?:on|last|this|since)\s+(" + "|".join(WEEKDAYS) + r")\b", re.I)
SINCE = re.compile(r"\b(since|after|from)\s+(?:last\s+|the\s+)?$", re.I)
BEFORE = re.compile(r"\b(before|until|up to|by)\s+(?:the\s+)?$", re.I)
ANCHORED = re.compile(r"\b(?:this|current|last|past|previous|ago|yesterday)\b|\d{4}", re.I)
"""What ties a time expression to the clock or to a year."""
PRESENT = re.compile(r"\b(?:yesterday|(?:this|current|last|past|previous)\s+(?:day|week|month))\b|\d{4}", re.I)
LATEST = re.compile(
    r"\b(latest|most recent(ly)?|newest|current(ly)?|now|so far|at the moment|today|this week|right now)\b", re.I
)


def parse_day(text: str) -> datetime:
    """An ISO 8601 day or instant typed by a person. Raises BadInput with the form to use."""
    try:
        return date_parser.isoparse(text.strip())
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date; write it as 2026-05-03 or 2026-05-03T14:30") from error


def clock(given: datetime | None, timezone: str) -> datetime:
    """The clock in force in a time zone (an IANA name): as given, else the present. Raises BadInput for the zone."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(f"{timezone!r} is not a time zone; use an IANA name such as Europe/Paris") from error
    if given is None:
        return datetime.now(zone)
    return given.replace(tzinfo=zone) if given.tzinfo is None else given.astimezone(zone)


def wants_latest(question: str) -> bool:
    """Whether the question asks for the newest state of things."""
    return LATEST.search(question) is not None


def find_range(text: str, now: datetime) -> tuple[DateRange, str] | None:
    """The first time expression of ``text`` as a range of days, with its words; None if there is none.

    ``now`` is the clock in the reader's time zone. Weeks begin on Monday; "last week" is the calendar week before.
    """
    today = now.date()
    for pattern, reading in _READINGS:
        for match in pattern.finditer(text):
            try:
                found = reading(match, today)
                if found is not None:
                    return _bounded(found, match, today), match.group(0)
            except (ValueError, OverflowError):  # beyond the calendar, such as "5000 years ago"
                continue
    return None


def first_report(question: str, now: datetime) -> date | None:
    """The first day on which the time that a question names can have been reported; None where it names none.

    It lies before that time by its length, since people say "this week" for the last days too. A time to come may have
    been told of on any day, and so may what is asked for as of "today"; "in May" may be any year's.
    """
    found = find_range(question, now)
    if found is None:
        return None
    asked, words = found
    if asked.since is None or asked.since > now.date() or not ANCHORED.search(words):
        return None
    try:
        return asked.since - ((asked.until or now.date()) - asked.since) - timedelta(days=1)
    except OverflowError:  # before the calendar
        return None


def surely_meant(words: str) -> bool:
    """Whether a time expression cannot be taken from an old story, as "in the past two years" may be."""
    return PRESENT.search(words) is not None


def _bounded(found: DateRange, match: re.Match[str], today: date) -> DateRange:
    """The range that a time expression opens or ends, by the word before it; "before" leaves its first day out."""
    words = match.string[: match.start()]
    first = found.since or today
    if SINCE.search(words) or match.group(0).split()[0].lower() == "since":
        return DateRange(found.since, max(today, first))
    if limit := BEFORE.search(words):
        return DateRange(None, first - timedelta(days=limit[1].lower() == "before"))
    return found


def parse_range(text: str, now: datetime) -> DateRange:
    """A range typed by a person: an ISO date or words such as "last week". Raises BadInput."""
    if ISO.fullmatch(text.strip()):
        day = parse_day(text).date()
        return DateRange(day, day)
    found = find_range(text, now) or find_range("in " + text, now)
    if found is None:
        raise BadInput(f"{text!r} is not a date or a range; write 2026-05-03, March 2026 or last week")
    return found[0]


def _iso(match: re.Match[str], _: date) -> DateRange | None:
    try:
        day = date.fromisoformat(match.group(0))
    except ValueError:
        return None
    return DateRange(day, day)


def _full_date(match: re.Match[str], today: date) -> DateRange | None:
    month = MONTHS[(match["m1"] or match["m2"]).lower()]
    day = int(match["d1"] or match["d2"])
    year = int(match["year"]) if match["year"] else today.year
    try:
        found = date(year, month, day)
        if not match["year"] and found > today:
            found = date(year - 1, month, day)
    except ValueError:
        return None
    return DateRange(found, found)


def _month(match: re.Match[str], today: date) -> DateRange:
    month = MONTHS[match["month"].lower()]
    year = int(match.groupdict().get("year") or (today.year if month <= today.month else today.year - 1))
    return _whole_month(date(year, month, 1))


def _whole_month(first: date) -> DateRange:
    return DateRange(first, first + relativedelta(months=1, days=-1))


def _year(match: re.Match[str], _: date) -> DateRange:
    year = int(match["year"])
    return DateRange(date(year, 1, 1), date(year, 12, 31))


def _span(match: re.Match[str], today: date) -> DateRange | None:
    if match[2] is None and re.match(r"\s+of\b", match.string[match.end() :]):
        return None  # "the last day of the fair"
    which, count, unit = match[1].lower(), match[2], match[3].lower()
    if count is None and which != "past":
        return _calendar_unit(unit, today, -1)
    number = NUMBERS.get(count.lower()) or int(count) if count else 1
    return DateRange(today - relativedelta(**{unit + "s": number}), today)  # type: ignore[arg-type]


def _ago(match: re.Match[str], today: date) -> DateRange:
    number = NUMBERS.get(match[1].lower()) or int(match[1])
    unit = match[2].lower()
    then = today - relativedelta(**{unit + "s": number})  # type: ignore[arg-type]
    return DateRange(then, then) if unit == "day" else _calendar_unit(unit, then, 0)


def _this(match: re.Match[str], today: date) -> DateRange:
    return _calendar_unit(match[2].lower(), today, 0)


def _calendar_unit(unit: str, day: date, offset: int) -> DateRange:
    """The calendar day, week, month or year that holds ``day``, moved by ``offset`` units."""
    if unit == "day":
        moved = day + timedelta(days=offset)
        return DateRange(moved, moved)
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
        return DateRange(monday, monday + timedelta(days=6))
    if unit == "month":
        return _whole_month(day.replace(day=1) + relativedelta(months=offset))
    return DateRange(date(day.year + offset, 1, 1), date(day.year + offset, 12, 31))


def _day_word(match: re.Match[str], today: date) -> DateRange | None:
    if (
        match[1][0].isupper()
        and not match.string.isupper()
        and re.search(r"\b[A-Z]\w*\s$", match.string[: match.start()])
    ):
        return None  # a newspaper: "USA Today"
    back = {"today": 0, "yesterday": 1, "day before yesterday": 2}[match[1].lower()]
    return DateRange(today - timedelta(days=back), today - timedelta(days=back))


def _weekday(match: re.Match[str], today: date) -> DateRange:
    back = (today.weekday() - WEEKDAYS[match[1].lower()]) % 7
    if back == 0 and match.group(0).lower().startswith("last"):
        back = 7
    return DateRange(today - timedelta(days=back), today - timedelta(days=back))


_READINGS = (
    (ISO, _iso), (FULL_DATE, _full_date), (MONTH_YEAR, _month), (SPAN, _span), (AGO, _ago), (THIS, _this),
    (DAY_WORD, _day_word), (WEEKDAY, _weekday), (MONTH_ONLY, _month), (YEAR_ONLY, _year),
)  # fmt: skip
