"""Who did what to whom."""

from __future__ import annotations

import pytest

from assistant.checks import roles
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Ivo Marsh was accused by Ana Reyes.", "Ana Reyes accused Ivo Marsh of theft."),
        ("Ana Reyes accused Ivo Marsh.", "Ivo Marsh was accused by Ana Reyes of theft."),
        ("Ivo Marsh met Ana Reyes.", "Ana Reyes met Ivo Marsh in Varn."),
        ("The mayor pressed Marsh on tolls.", "The mayor pressed Marsh on tolls, an official said."),
        ("The Bank of Torvany raised its rate.", "VELMOUTH — The Bank of Torvany has raised its rate."),
        ("The Veld Tram Board decided to end its aid.", "The VTB decided to end its aid for the sides."),
        ("The Rovers hired Ana Reyes to replace Ivo Marsh.", "Ana Reyes, hired by the Rovers, replaces Ivo Marsh."),
        ("Ivo Marsh was killed in Varn.", "Ivo Marsh died in Varn, police said."),
        ("Ana Reyes opened the bridge.", "TARN (AP) — Ana Reyes on Monday opened the bridge."),
    ],
)
def test_the_same_deed_passes(claim: str, text: str) -> None:
    assert roles.check(analyse(claim), source(text)) is None


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Ivo Marsh accused Ana Reyes of theft.", "Ana Reyes accused Ivo Marsh of theft."),
        ("Ana Reyes was accused by Ivo Marsh.", "Ana Reyes accused Ivo Marsh of theft."),
        ("Marsh pressed the mayor on tolls.", "The mayor pressed Marsh on tolls, an official said."),
        ("Marsh said he pressed the mayor on tolls.", "The mayor pressed Marsh on tolls, an official said."),
        ("The team presented the cup to Queen Ada.", "Queen Ada presented the cup to the team."),
        ("Ivo Marsh wrote the report.", "Ana Reyes wrote the report about Ivo Marsh."),
    ],
)
def test_the_other_way_round_is_contradicted(claim: str, text: str) -> None:
    finding = roles.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "contradicted"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Luis Reyes suggested inviting both crews.", "Mayor Ana Reyes suggested inviting both crews."),
        (
            "Norland beat the Veld Rovers in May.",
            "Sarrow defeated the Veld Rovers in May. Norland won the other match.",
        ),
    ],
)
def test_another_of_the_same_name_or_another_winner_is_contradicted(claim: str, text: str) -> None:
    finding = roles.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == "contradicted"
