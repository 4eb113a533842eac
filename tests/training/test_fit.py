"""The training loop learns, repeats, and writes what the assistant reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.crossencoder import CrossEncoder
from training.calibrate import Sample, described, told_apart, without
from training.calibrate import fit as fit_logistic
from training.fit import Example, fit, save

COLOURS = ["red", "green", "blue", "white", "black", "yellow", "brown", "grey"]
EXAMPLES = [
    Example(f"The boat is {one}.", f"We saw a {other} boat.", int(one == other))
    for one in COLOURS for other in COLOURS if one == other or COLOURS.index(other) == (COLOURS.index(one) + 3) % 8
]  # fmt: skip


def test_it_learns_a_small_task_and_what_is_saved_scores_so(tmp_path: Path) -> None:
    said: list[str] = []
    changes = fit(EXAMPLES, 1, epochs=60, seed=3, batch=8, progress=said.append)
    save(changes, tmp_path / "tried.safetensors")
    scores = CrossEncoder(tmp_path / "tried.safetensors").score([(one.first, one.second) for one in EXAMPLES])[:, 0]
    right = np.array([one.target == 1 for one in EXAMPLES])
    assert scores[right].min() > scores[~right].max()
    assert said
    assert "loss" in said[0]


def test_the_same_seed_gives_the_same_changes() -> None:
    first, again = (fit(EXAMPLES, 1, epochs=1, seed=5, progress=lambda _: None) for _ in range(2))
    assert all(np.array_equal(first[name].numpy(), again[name].numpy()) for name in first)


def test_a_training_that_tells_nothing_apart_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="collapsed"):
        fit([EXAMPLES[0]] * 8, 1, epochs=1, seed=5, progress=lambda _: None)


def test_logistic_weights_find_what_separates() -> None:
    samples = [
        Sample({"tells": float(number % 2), "noise": float(number * 7 % 5)}, number % 2 == 1, str(number % 6))
        for number in range(60)
    ]
    found = fit_logistic(samples, 1.0, balanced=False)
    assert found.weights["tells"] > 5 * abs(found.weights["noise"])
    assert all((chance > 0.5) == one.right for chance, one in zip(found.unseen, samples, strict=True))


def test_what_a_part_adds_is_told_by_leaving_it_out() -> None:
    samples = [
        Sample({"tells": float(number % 2), "noise": float(number * 7 % 5)}, number % 2 == 1, str(number % 6))
        for number in range(60)
    ]
    whole, less = samples, without(samples, {"tells"})
    apart = [told_apart(one, fit_logistic(one, 1.0, balanced=False).unseen) for one in (whole, less)]
    assert less[0].features == {"noise": 0.0}
    assert apart[0] == pytest.approx(1.0)
    assert apart[1] < 0.75


def test_of_each_question_the_likeliest_candidate_is_judged() -> None:
    samples = [Sample({}, right, "a", asked) for right, asked in [(True, "1"), (False, "1"), (False, "2"), (True, "3")]]
    told = described("quotation", samples, np.array([0.9, 0.2, 0.3, 0.4]), 0.5)
    assert "quotation: 3, 2 right" in told
    assert "kept 0.50 of the right ones and refused 1.00 of the others" in told
