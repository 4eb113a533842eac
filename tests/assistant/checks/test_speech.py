"""Who said it."""

from __future__ import annotations

import pytest

from assistant.checks import speech
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text", "around"),
    [
        ("According to Ana Reyes, tolls will rise.", "Tolls will rise, Ana Reyes said.", ""),
        ("Reyes said tolls will rise.", "Tolls will rise, she said.",
         "Ana Reyes runs the port. Tolls will rise, she said."),
        ("Ana Reyes said tolls will rise.", "Tolls will rise, the official said.",
         "Ana Reyes, a senior official, spoke to us. Tolls will rise, the official said."),
        ("The article says tolls will rise.", "Tolls will rise.", ""),
        (
            "Marsh wrote the book claiming that Dahl told Reyes that he could believe nothing that she said.",
            'Mr Marsh\'s book claimed that Dahl told Reyes: "There is nothing you could ever say that I believe."', "",
        ),
    ],
)  # fmt: skip
def test_the_right_speaker_passes(claim: str, text: str, around: str) -> None:
    assert speech.check(analyse(claim), source(text, around=around)) is None


def test_the_wrong_speaker_is_named() -> None:
    finding = speech.check(
        analyse("Ivo Marsh said tolls will rise."), source("Tolls will rise for Ivo Marsh, an official said.")
    )
    assert finding is not None
    assert finding.label == "contradicted"
    assert finding.why == "said by an official, not by Ivo Marsh"


def test_words_put_into_a_mouth_are_stopped() -> None:
    finding = speech.check(analyse("Ivo Marsh said tolls will rise."), source("Tolls will rise near Ivo Marsh's home."))
    assert finding is not None
    assert finding.label == "not_stated"


def test_a_description_with_its_name_is_the_name() -> None:
    text = "The car maker Aurelle, its largest customer, said that it had chips for weeks."
    assert speech.check(analyse("It had chips for weeks, the car maker Aurelle said."), source(text)) is None


def test_a_firm_that_the_passage_names_is_the_giant_that_spoke() -> None:
    cited = "The tech giant said that shipments will be delayed."
    around = "Tarnsoft makes half of the phones sold in Velmouth. " + cited
    assert speech.check(analyse("Tarnsoft said that shipments will be delayed."), source(cited, around=around)) is None
