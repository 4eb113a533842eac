"""Denied, planned, possible and alleged things are not told as facts."""

from __future__ import annotations

import pytest

from assistant.checks import polarity
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The council would sell the harbour.", "The council would sell the harbour, she said."),
        ("The council did not ban the boats.", "The council has failed to ban the boats."),
        ("The council may sell the harbour.", "The council will sell the harbour."),
        ("Marsh was accused of stealing boats.", "Police accused Marsh of stealing boats."),
        ("The council sold the harbour.", "The council sold the harbour but did not sell the boats."),
        ("Marsh became the oldest winner.", "Marsh passed Oda Lind on Sunday to become the oldest winner."),
        ("Marsh won the race.", "Marsh was able to win the race."),
        ("Marsh built the harbour.", "The fire was close to the harbour built by Marsh in 1900."),
        ("Marsh won the race.", "Marsh made sure to win the race."),
        ("Police protested against the law.", "Police marched against the law. A new protest will start in May."),
        ("Marsh visited Orle.", "Marsh flew to Orle. His next visit will start in June."),
        ("Marsh will win the race.", "Marsh is bound to win the race."),
        ("Marsh is likely to win the race.", "Marsh is likely to win the race, they say."),
        ("Marsh lives close to the harbour.", "Marsh lives close to the harbour of Veld."),
        ("The council banned the boats.", "The council's ban on boats took effect in May."),
        ("The council banned the boats.", "The council's ban on boats, which hurts Veld, will cost millions."),
        ("If the two unions merged, they would form a group of 400.", "The unions could merge to form a group of 400."),
    ],
)
def test_the_same_force_passes(claim: str, text: str) -> None:
    assert polarity.check(analyse(claim), source(text)) is None


@pytest.mark.parametrize(
    ("claim", "text", "label"),
    [
        ("The council sold the harbour.", "The council did not sell the harbour.", "contradicted"),
        ("The council did not sell the harbour.", "The council sold the harbour.", "contradicted"),
        ("The council has banned the boats.", "The council has failed to ban the boats.", "contradicted"),
        ("The council sold the harbour.", "The council plans to sell the harbour.", "not_stated"),
        ("The council will sell the harbour.", "The council may sell the harbour.", "not_stated"),
        ("Marsh stole the boats.", "Police accused Marsh of stealing the boats.", "not_stated"),
        ("The gate is not safe.", "The gate is safe.", "contradicted"),
        ("The unions form a group of 400.", "The unions form a group of 400 if they merge.", "not_stated"),
        ("The bank valued the mill.", "The bank is understood to have valued the mill.", "not_stated"),
        ("Marsh became the oldest winner.", "Marsh hopes to become the oldest winner.", "not_stated"),
        ("Marsh became the oldest winner.", "Marsh met the trainer to become the oldest winner.", "not_stated"),
        (
            "The council did not raise fuel taxes.",
            "The council raised fuel taxes instead of income taxes.",
            "contradicted",
        ),
        ("The bank did not cut rates in May.", "The bank cut rates in May instead of raising rates.", "contradicted"),
        ("Orle will not play in May.", "Orle will play in May in Norvik instead of Veld.", "contradicted"),
        ("Marsh became the oldest winner.", "Marsh is poised to become the oldest winner.", "not_stated"),
        ("Marsh became the oldest winner.", "Marsh is close to becoming the oldest winner.", "not_stated"),
        ("Marsh won the race.", "Marsh is likely to win the race.", "not_stated"),
        ("Marsh won the race.", "Marsh is on course to win the race.", "not_stated"),
        ("Marsh won the race.", "Marsh is tipped to win the race.", "not_stated"),
        ("Marsh won the race.", "Marsh is bound to win the race.", "not_stated"),
        ("Marsh won the race.", "Marsh was ready to win the race.", "not_stated"),
        ("The council banned the boats.", "The council's ban on boats will take effect in May.", "not_stated"),
        ("Marsh never had a licence.", "Marsh had a licence for years.", "contradicted"),
    ],
)
def test_another_force_is_stopped(claim: str, text: str, label: str) -> None:
    finding = polarity.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == label


def test_a_denial_since_a_time_says_when_it_was() -> None:
    text = "No club has won the cup twice since the Veld Rovers did it in 2001."
    assert polarity.check(analyse("The Veld Rovers won the cup twice in 2001."), source(text)) is None
    assert polarity.check(analyse("A club has won the cup twice since 2001."), source(text)) is not None


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Police caught the thief.", "Police caught the alleged thief."),
        ("The board named a cause of the fire.", "The board named a possible cause of the fire."),
    ],
)
def test_a_doubt_left_out_is_objected_to(claim: str, text: str) -> None:
    assert polarity.check(analyse(claim), source(text)) is not None


def test_a_denial_of_something_else_is_no_denial() -> None:
    text = "Dan Pell has not been nominated. Ana Reyes is in the running for a prize."
    assert polarity.check(analyse("Ivo Marsh has been nominated."), source(text)) is None


@pytest.mark.parametrize(
    ("claim", "text", "passes"),
    [
        ("The company will hire 20 people.", "The company expects to hire 20 people.", False),
        ("The company will hire 20 people.", "The company may hire 20 people.", False),
        ("The company will hire 20 people.", "The company plans to hire 20 people.", True),
        ("The company expects to hire 20 people.", "The company will hire 20 people.", True),
    ],
)
def test_what_is_only_hoped_is_not_told_as_certain(claim: str, text: str, passes: bool) -> None:
    assert (polarity.check(analyse(claim), source(text)) is None) is passes


def test_a_denial_of_a_denial_is_none() -> None:
    assert polarity.check(analyse("The auditor did not find no bribery."), source("The auditor found no bribery."))
