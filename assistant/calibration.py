"""Logistic weights that join several measured features into one probability."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Logistic:
    """``P = 1 / (1 + exp(-(bias + sum of weight * feature)))``, and the probability from which it means yes."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def __call__(self, features: Mapping[str, float]) -> float:
        """The probability. Raises KeyError when a feature that it weighs is missing."""
        value = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


@cache
def fitted(name: str) -> Logistic:
    """The weights of ``name``; ``trained/calibration.json`` holds them all."""
    text = (resources.files("assistant") / "trained" / "calibration.json").read_text(encoding="utf-8")
    return Logistic(**json.loads(text)[name])
