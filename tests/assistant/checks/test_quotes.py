"""Quoted words stand in the cited text, one after the other."""

from __future__ import annotations

import pytest

from assistant.checks import quotes
from assistant.language import analyse
from tests.assistant.checks.texts import source

TEXT = "“We will not sell the harbour [this year], whatever they offer,” Ana Reyes said."


@pytest.mark.parametrize(
    "claim",
    [
        'Reyes said: "We will not sell the harbour this year."',
        "Reyes said they “will not sell the harbour”.",
        "Reyes said: ‘We will not sell the harbour … whatever they offer’.",
        "Reyes spoke of the harbour.",
    ],
)
def test_words_that_were_said_pass_in_any_marks(claim: str) -> None:
    assert quotes.check(analyse(claim), source(TEXT)) is None


def test_changed_words_are_contradicted_with_the_real_ones() -> None:
    finding = quotes.check(analyse("Reyes said: “We will not give the harbour this year”."), source(TEXT))
    assert finding is not None
    assert finding.label == "contradicted"
    assert "we will not sell the harbour this year" in finding.why


def test_invented_words_are_not_stated() -> None:
    finding = quotes.check(analyse("Reyes called it “a triumph for every family”."), source(TEXT))
    assert finding is not None
    assert finding.label == "not_stated"
