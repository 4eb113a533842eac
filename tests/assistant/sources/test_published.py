from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sources.published import choose, parse

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-05-03", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("2024-05-03T10:20:30Z", "2024-05-03T10:20:30+00:00"),
        ("2024-05-03T10:20:30.123+02:00", "2024-05-03T10:20:30+02:00"),
        ("2024-05-03 10:20", "2024-05-03T10:20:00"),
        ("2024-05-03 00:00:00", "2024-05-03"),
        ("May 3, 2024", "2024-05-03"),
        ("3 May 2024", "2024-05-03"),
        ("Published: Friday, May 3, 2024", "2024-05-03"),
        ("May 3, 2024 5:15 PM EDT", "2024-05-03T17:15:00-04:00"),
        ("Fri, 03 May 2024 08:00:00 GMT", "2024-05-03T08:00:00+00:00"),
        ("25/12/2023", "2023-12-25"),
        ("12/25/2023", "2023-12-25"),
        ("05/05/2024", "2024-05-05"),
        (1714730400, "2024-05-03T10:00:00+00:00"),
        ("1714730400000", "2024-05-03T10:00:00+00:00"),
    ],
)
def test_keeps_the_precision_it_came_with(raw: object, expected: str) -> None:
    assert parse(raw) == expected


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("03/04/2024", "cannot be told"),
        ("03.04.24", "cannot be told"),
        ("May 2024", "lacks"),
        ("2024-05", "lacks"),
        ("Friday", "lacks"),
        ("yesterday", "cannot be read"),
        ("2024-13-45", "cannot be read"),
        ("1899-12-31", "too early"),
        ("0001-01-01T00:00:00", "too early"),
        ("1970-01-01T00:00:00Z", "too early"),
        (0, "cannot be read"),
        ("2025-06-03", "future"),
        ("2031-01-01T00:00:00Z", "future"),
        ("99999999999999999999999", "cannot be read"),
    ],
)
def test_what_cannot_be_trusted_is_set_aside_with_a_note(raw: object, why: str) -> None:
    published = choose([("record", raw)], NOW)
    assert (published.value, published.source) == (None, "none")
    assert len(published.notes) == 1
    assert why in published.notes[0]


def test_the_first_plausible_candidate_wins_and_the_rest_leave_notes() -> None:
    published = choose([("json-ld", "2099-01-01"), ("meta", None), ("meta", " "), ("time", "2024-05-03")], NOW)
    assert (published.value, published.source) == ("2024-05-03", "time")
    assert "2099" in published.notes[0]


@given(st.dates(date(1900, 1, 1), NOW.date()).filter(lambda day: day != date(1970, 1, 1)))
def test_days_survive(day: date) -> None:
    for raw in (day.isoformat(), f"{day:%B} {day.day}, {day.year}"):
        assert choose([("record", raw)], NOW).value == day.isoformat()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2025, 5, 31)), st.integers(-12, 14))  # noqa: DTZ001 - zones follow
def test_instants_survive(moment: datetime, hours: int) -> None:
    from datetime import timezone

    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert datetime.fromisoformat(parse(aware.isoformat())) == aware


@given(st.text(max_size=40))
def test_never_raises(raw: str) -> None:
    published = choose([("record", raw)], NOW)
    assert published.value is None or datetime.fromisoformat(published.value)
