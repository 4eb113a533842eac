"""What is the first of its kind somewhere is not the first of all."""

from __future__ import annotations

import pytest

from assistant.checks import scopes
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The first lantern festival in France was held in Lyon.", "Lyon held the first lantern festival in France."),
        ("It was the first French lantern festival.", "Lyon held the first lantern festival in France."),
        ("Dahl won the first race.", "Dahl won the first race and travelled to France."),
        ("Dahl won the first race.", "Dahl won the first race in a row of three."),
        ("Dahl won her first race.", "Dahl won her first race in France."),
        ("Lyon is the largest town.", "Lyon is the largest town, older than the oldest town of France."),
        ("The first race was won by Dahl.", "The first race in France was short. Dahl won the first race."),
    ],
)
def test_the_same_scope_passes(claim: str, text: str) -> None:
    assert scopes.check(analyse(claim), source(text)) is None


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The first lantern festival was held in Lyon.", "Lyon held the first lantern festival in France."),
        ("Veld is the largest port.", "Veld is the largest port of Norway, the council said."),
        ("Mina Dahl was the only woman to sail alone.", "Mina Dahl was the only woman in Denmark to sail alone."),
    ],
)
def test_a_wider_scope_is_stopped(claim: str, text: str) -> None:
    finding = scopes.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "not_stated"
    assert "only within" in finding.why
