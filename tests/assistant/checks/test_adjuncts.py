"""Dates and places belong to the event that the article gives them of."""

from __future__ import annotations

import pytest

from assistant.checks import adjuncts
from assistant.language import analyse
from tests.assistant.checks.texts import source

CALL = "The call is the first contact since meeting in Veld last May and is their first phone call since March 2024."
WORK = "Work on the tunnel began in 2024 and is due to end in October 2027."


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The two ministers spoke by phone in Veld last May.", CALL),
        ("Work on the tunnel began in October 2027.", WORK),
    ],
)
def test_a_date_or_place_of_another_event_is_not_stated(claim: str, text: str) -> None:
    finding = adjuncts.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "not_stated"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The two ministers met in Veld last May.", CALL),
        ("They last spoke by phone in March 2024.", CALL),
        ("Work on the tunnel is due to end in October 2027.", WORK),
        ("Work on the tunnel began in 2024.", WORK),
        ("The bridge will reopen in May.", "Repairs will finish in May, allowing the bridge to reopen."),
        ("The port was closed on Monday.", "On Monday, after an attack, the port in Sarrow was closed."),
    ],
)
def test_the_events_own_date_and_place_pass(claim: str, text: str) -> None:
    assert adjuncts.check(analyse(claim), source(text)) is None
