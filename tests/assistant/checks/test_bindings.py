"""Names and numbers that have changed places are noticed; other words for the same are not."""

from __future__ import annotations

import pytest

from assistant.checks import bindings
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The fine of 9.7 million crowns was paid.", "Restocking costs 9.7 million crowns, and the fine is 4 million."),
        ("Eight boats sank off Norvik and three off Sarrow.", "Three boats sank off Norvik and eight off Sarrow."),
        ("Police arrested Dan Pell in Sarrow.", "Police arrested Ivo Marsh in Sarrow after Dan Pell called them."),
        ("Ivo Marsh, a plumber, left with Dan Pell.", "Dan Pell, a plumber, left with Ivo Marsh."),
        ("The Orle Museum has given two boats to the union.", "The union has given two boats to the Orle Museum."),
        ("Police arrested Daniel Pell.", "Police arrested Ivan Marsh."),
        ("The Veld Trust gave the boat to the Orle Museum.", "The Orle Museum gave the boat to the Veld Trust."),
        ("Dan Pell's intervention changed his mind.", "Pell stayed, after intervention from allies on the council."),
        ("Dan Pell's boat sank.", "Dan Pell watched as John Marsh's boat sank."),
    ],
)
def test_what_belongs_to_another_is_contradicted(claim: str, text: str) -> None:
    finding = bindings.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "contradicted"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Ivo Marsh met Dan Pell.", "Dan Pell met Ivo Marsh."),
        ("The fine was 4 million crowns.", "Restocking costs 9.7 million crowns, and the fine is 4 million."),
        ("A fine of 4m crowns was paid.", "Restocking costs 9.7 million crowns, and the fine is 4 million."),
        ("Ivo Marsh was arrested in Sarrow.", "Police arrested Ivo Marsh and Dan Pell in Sarrow."),
        ("Dan Pell, the plumber, was arrested.", "Police arrested Ivo Marsh and the plumber, Dan Pell."),
        ("Orle was beaten by Veld.", "Veld beat Orle 3-1."),
        ("The Orle Museum was given two boats.", "The union has given two boats to the Orle Museum."),
        ("The Harbour Workers Union sued the port.", "The HWU sued the port."),
        ("The boat went to Norvik.", "The boat sailed from Sarrow to Norvik."),
        ("Dan Pell's intervention changed his mind.", "He stayed, after an intervention by Pell."),
        ("Dan Pell's boat sank.", "Dan Pell watched as his boat sank, and John Marsh's boat too."),
        ("Dan Pell's boat sank.", "The mayor's boat sank."),
        ("Dan Pell's plan failed.", "A plan from the mayor failed."),
    ],
)
def test_the_same_in_other_words_passes(claim: str, text: str) -> None:
    assert bindings.check(analyse(claim), source(text)) is None


def test_the_reason_names_both() -> None:
    finding = bindings.check(analyse("Dan Pell hired Ivo Marsh."), source("Ivo Marsh hired Dan Pell."))
    assert finding is not None
    assert "Ivo Marsh" in finding.why
    assert "Dan Pell" in finding.why
