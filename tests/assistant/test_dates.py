"""Time expressions relative to a clock: Tuesday 24 November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import find_range, first_report, parse_day, parse_range, wants_latest
from vectorstore.errors import BadInput
from vectorstore.types import DateRange

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("What happened last week?", date(2026, 11, 16), date(2026, 11, 22)),
        ("Who resigned in March 2024?", date(2024, 3, 1), date(2024, 3, 31)),
        ("What has changed since May?", date(2026, 5, 1), date(2026, 11, 24)),
        ("What did she say in the last three days?", date(2026, 11, 21), date(2026, 11, 24)),
        ("What was decided two weeks ago?", date(2026, 11, 9), date(2026, 11, 15)),
        ("What happened on 3 May 2026?", date(2026, 5, 3), date(2026, 5, 3)),
        ("What happened on May 3rd, 2026?", date(2026, 5, 3), date(2026, 5, 3)),
        ("Who won in 2022?", date(2022, 1, 1), date(2022, 12, 31)),
        ("What was announced yesterday?", date(2026, 11, 23), date(2026, 11, 23)),
        ("What was said on Monday?", date(2026, 11, 23), date(2026, 11, 23)),
        ("Who led before June 2025?", None, date(2025, 5, 31)),
        ("What is planned this year?", date(2026, 1, 1), date(2026, 12, 31)),
        ("What happened on 2026-02-28?", date(2026, 2, 28), date(2026, 2, 28)),
        ("What did USA Today print yesterday?", date(2026, 11, 23), date(2026, 11, 23)),
        ("WHO RESIGNED TODAY?", date(2026, 11, 24), date(2026, 11, 24)),
        ("Who fell in the past two weeks of fighting?", date(2026, 11, 10), date(2026, 11, 24)),
        ("What happened on 20 December?", date(2025, 12, 20), date(2025, 12, 20)),
    ],
)
def test_ranges(text: str, since: date | None, until: date) -> None:
    found = find_range(text, NOW)
    assert found is not None
    assert found[0] == DateRange(since, until)
    assert found[1] in text


@pytest.mark.parametrize(
    "text",
    [
        "Who may resign?",
        "What did April say?",
        "How many people live here?",
        "What did USA Today print?",
        "Who came on the last day of the fair?",
        "Who lived here 12,000 years ago?",
        "",
    ],
)
def test_no_range(text: str) -> None:
    assert find_range(text, NOW) is None


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who resigned this week?", date(2026, 11, 16)),
        ("Who resigned yesterday?", date(2026, 11, 22)),
        ("Who resigned last month?", date(2026, 8, 31)),
        ("Who resigned in 2024?", date(2022, 12, 31)),
        ("Who resigned in the past two years?", date(2022, 11, 24)),
        ("Who resigned in May?", None),
        ("Who resigned on Monday?", None),
        ("Who resigned on 3 May?", None),
        ("Who led before June 2025?", None),
        ("What opens on 3 May 2027?", None),
        ("Is the bridge open today?", None),
        ("Who ruled in the past 1100 years?", None),
        ("Who resigned?", None),
    ],
)
def test_what_is_asked_cannot_have_been_reported_long_before(question: str, first: date | None) -> None:
    assert first_report(question, NOW) == first


def test_latest() -> None:
    assert wants_latest("What is the latest on the tunnel?")
    assert not wants_latest("Who knows the minister?")


@pytest.mark.parametrize("text", ["soonish", "2026-13-40", ""])
def test_a_range_nobody_can_read_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match="not a date"):
        parse_range(text, NOW)
    with pytest.raises(BadInput, match="not a date"):
        parse_day(text)


@given(st.text(max_size=200), st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001
def test_any_text_and_clock_gives_an_ordered_range_or_none(text: str, now: datetime) -> None:
    found = find_range(text, now.replace(tzinfo=UTC))
    if found is not None and found[0].since and found[0].until:
        assert found[0].since <= found[0].until
