"""Logistic weights: what ships is complete, and a probability is one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import answerable, verifier
from assistant.calibration import Logistic, fitted
from vectorstore.types import Hit

NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_always_a_probability_that_rises_with_its_feature(weight: float, bias: float, feature: float) -> None:
    joined = Logistic({"one": abs(weight)}, bias, 0.5)
    assert 0.0 <= joined({"one": feature}) <= joined({"one": feature + 1.0}) <= 1.0


def test_worked_example() -> None:
    assert Logistic({"one": 2.0, "two": -1.0}, 0.5, 0.5)({"one": 1.0, "two": 2.5}) == pytest.approx(0.5)
    assert Logistic({"one": 1.0}, 0.0, 0.5)({"one": math.log(3)}) == pytest.approx(0.75)


def test_what_ships_weighs_features_that_are_measured() -> None:
    text = "The ferry sails at nine, the port said."
    hit = Hit("a", "1", 0, len(text), text, "Ferry", None, None, None, 1.0, "both")
    question = "When does the ferry sail?"
    measured = {
        "verifier": verifier.features("The ferry sails at nine.", [hit]),
        "quotation": answerable.quotation_features(question, 0.7, text, [hit]),
        "draft": {"odds": 0.4, "held": 0.5},
    }
    for name, features in measured.items():
        assert 0.0 < fitted(name)(features) < 1.0
        assert set(fitted(name).weights) <= set(features)


def test_a_missing_feature_is_an_error() -> None:
    with pytest.raises(KeyError):
        Logistic({"one": 1.0}, 0.0, 0.5)({})
