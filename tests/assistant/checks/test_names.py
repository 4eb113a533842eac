"""Every name stands in the cited text or means someone who does."""

from __future__ import annotations

import pytest

from assistant.checks import names
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text", "around"),
    [
        (
            "Ana Reyes opened the bridge.",
            "Mr Reyes opened the bridge.",
            "Ana Reyes is mayor. Mr Reyes opened the bridge.",
        ),
        ("Ana Reyes opened the bridge.", "She opened the bridge.", "Ana Reyes is the mayor. She opened the bridge."),
        ("Mr Reyes opened the bridge.", "Ana Reyes opened the bridge.", ""),
        ("The United States sent ships.", "The U.S. sent ships.", ""),
        ("American ships arrived.", "Ships of the U.S. arrived.", ""),
        ("Kenya sent ships.", "Kenyan ships arrived.", ""),
        ("The Varn Harbour Board met.", "The VHB met.", "The Varn Harbour Board (VHB) was founded. The VHB met."),
    ],
)
def test_the_same_one_by_another_name_passes(claim: str, text: str, around: str) -> None:
    assert names.check(analyse(claim), source(text, around=around)) is None


@pytest.mark.parametrize(
    ("claim", "text", "around"),
    [
        ("Ivo Marsh opened the bridge.", "Ana Reyes opened the bridge.", ""),
        (
            "Ivo Reyes opened the bridge.",
            "Mr Reyes opened the bridge.",
            "Ana Reyes is mayor. Mr Reyes opened the bridge.",
        ),
        (
            "Ivo Marsh opened the bridge.",
            "She opened the bridge.",
            "Ivo Marsh is ill. Ana Reyes is mayor. She opened the bridge.",
        ),
        ("France sent ships.", "Kenyan ships arrived.", ""),
    ],
)
def test_someone_else_is_stopped(claim: str, text: str, around: str) -> None:
    finding = names.check(analyse(claim), source(text, around=around))
    assert finding is not None
    assert finding.label == "not_stated"


def test_a_name_taken_from_another_cited_text_is_stopped() -> None:
    texts = ["Rain soaked the fields south of Tolmar.", "The Weather Office in Varn expects floods."]
    assert names.check(analyse("The Weather Office in Tolmar expects floods."), source(*texts)) is not None
    assert names.check(analyse("The Weather Office in Varn expects floods."), source(*texts)) is None


def test_an_amount_is_no_name() -> None:
    assert (
        names.check(analyse("The tunnel costs 2.4bn crowns."), source("The tunnel costs 2.4 billion crowns.")) is None
    )
