"""Words of opposite sense are noticed, where they stand for one another."""

from __future__ import annotations

import pytest

from assistant.checks import opposites
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Ferry fares fell in May.", "Ferry fares rose in May."),
        ("The council rejected the harbour plan.", "The harbour plan was approved by the council."),
        ("The first patient came from Orle.", "The last patient came from Orle."),
        ("Marsh was found guilty of theft.", "Marsh was found innocent of theft."),
        ("The report does not name the last patient.", "The report does not name the first patient."),
        ("The foreman closed the valve.", "The foreman opened the valve."),
        ("The tropical storm Odo formed at sea.", "The subtropical storm Odo formed at sea."),
        ("The unofficial count was late.", "The official count was late."),
    ],
)
def test_the_opposite_is_contradicted(claim: str, text: str) -> None:
    finding = opposites.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "contradicted"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Ferry fares grew in May.", "Ferry fares rose in May."),
        ("Fares fell in Norvik.", "Fares rose in Orle and fell in Norvik."),
        ("The council rejected the plan.", "The council did not approve the plan."),
        ("The tropical storm Odo formed at sea.", "The subtropical storm Odo became a tropical storm at sea."),
        ("Marsh was able to leave.", "Marsh, unable to leave for days, finally left."),
        ("The intense heat killed ten.", "The tense heat killed ten."),
        ("The able crew sailed.", "The unstable mast of the crew fell."),
        ("The club opened a museum.", "The old harbour has closed."),
    ],
)
def test_the_same_sense_or_another_matter_passes(claim: str, text: str) -> None:
    assert opposites.check(analyse(claim), source(text)) is None
