"""What is the first of its kind somewhere is not the first of all."""

from __future__ import annotations

import pytest

from assistant.checks import scopes
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Lyon was the first town in France to hold a fair.", "Lyon was the first town in France to hold a fair."),
        ("Lyon was the first French town to hold a fair.", "Lyon was the first town in France to hold a fair."),
        ("Dahl was the first winner.", "Dahl was the first winner, and she died in France."),
        ("Dahl was the first winner.", "Dahl was the first winner in a row of three."),
        ("Veld is the largest port in the country.", "Veld is the largest port of Norway, the council said."),
        ("The first minister resigned.", "The first minister of Scotland resigned."),
        ("The latest attack killed three.", "It was the latest attack in Ukraine and killed three."),
        ("Dahl died on the last day of the war.", "Dahl died on the last day of the war in Ukraine."),
        ("Dahl was the first winner.", "Dahl was the first winner in France. Dahl was the first winner."),
    ],
)
def test_the_same_scope_passes(claim: str, text: str) -> None:
    assert scopes.check(analyse(claim), source(text)) is None


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The first lantern festival was held in Lyon.", "Lyon became the first town in France to hold a festival."),
        ("Veld is the largest port.", "Veld is the largest port of Norway, the council said."),
        ("Mina Dahl was the only woman to sail alone.", "Mina Dahl was the only woman in Denmark to sail alone."),
    ],
)
def test_a_wider_scope_is_stopped(claim: str, text: str) -> None:
    finding = scopes.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "not_stated"
    assert "only within" in finding.why
