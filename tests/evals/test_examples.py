"""The worked example in each metric's docstring is its test."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "aggregate",
    "citations",
    "correctness",
    "faithfulness",
    "faults",
    "gate",
    "intervals",
    "judge",
    "refusal",
    "report",
    "report_markdown",
    "retrieval",
    "speakers",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_worked_examples_come_out_as_written(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"evals.{name}"))
    assert found.attempted > 0
    assert found.failed == 0
