from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.agreement import Scored, agreement, agreements, balanced, kappa, read_rows, resolve, roc_auc, score_rows
from evals.judge import Opinion
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path


def row(score: float, *, supported: bool, name: str = "one", tuning: bool = True) -> Scored:
    return Scored(name, supported, score, None, 1.0, tuning)


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def test_a_published_example_of_cohens_kappa() -> None:
    """Cohen's example as Wikipedia has it: 20 and 15 agreements, 5 and 10 disagreements of 50; kappa 0.4."""
    rows = [*[row(1, supported=True)] * 20, *[row(0, supported=True)] * 5,
            *[row(1, supported=False)] * 10, *[row(0, supported=False)] * 15]  # fmt: skip
    assert kappa(rows, 0.5) == pytest.approx(0.4)
    assert balanced(rows, 0.5) == pytest.approx((20 / 25 + 15 / 25) / 2)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=30))
def test_a_stretched_score_ranks_alike(pairs: list[tuple[int, bool]]) -> None:
    rows = [row(score, supported=label) for score, label in pairs]
    stretched = [row(8 * score - 3, supported=label) for score, label in pairs]
    assert roc_auc(rows) == pytest.approx(roc_auc(stretched))


def test_the_threshold_is_chosen_on_one_half_and_measured_on_the_other() -> None:
    """In the first half 0.5 parts the labels perfectly; in the second the same threshold is wrong throughout."""
    first = [row(0.9, supported=True), row(0.5, supported=False)] * 10
    second = [row(0.5, supported=True, tuning=False), row(0.9, supported=False, tuning=False)] * 10
    found = agreement("one", [*first, *second], 0)
    assert found.threshold == 0.9
    assert found.balanced_accuracy.value == 0.0


def test_one_label_alone_gives_no_figure_and_no_error() -> None:
    found = agreement("one", [row(0.5, supported=True)] * 8, 0)
    assert (found.roc_auc.value, found.balanced_accuracy.value, found.kappa.value) == (None, None, None)
    assert agreement("none", [], 3).unscored == 3


def test_own_verdicts_and_unreadable_rows_are_counted_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [
        {"set": "a", "source": "It rained.", "claim": claim, "supported": label, "id": claim}
        for claim, label in [("rained", True), ("snowed", False), ("rained", False), ("?", True)]
    ])  # fmt: skip
    rows = read_rows(path)
    scored, unscored = score_rows(rows, lambda s, c: Opinion(None if c == "?" else float(c in s), cached=c == "snowed"))
    [found] = agreements(scored, unscored)
    assert (found.n, found.unscored, found.kept, found.stopped) == (3, 1, 1.0, 0.5)
    assert found.milliseconds is not None
    assert agreement("a", [replace(one, milliseconds=None) for one in scored], 0).milliseconds is None


def test_a_limit_draws_the_same_rows_of_each_set_again(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [
        {"set": name, "source": "s", "claim": f"{name}{index}", "supported": True}
        for name in ("a", "b") for index in range(20)
    ])  # fmt: skip
    assert read_rows(path, 5) == read_rows(path, 5)
    assert [one.set for one in read_rows(path, 5)] == ["a"] * 5 + ["b"] * 5
    assert len(read_rows(path)) == 40


def test_sources_take_turns_and_stay_in_one_half(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [
        {"set": "a", "source": source, "claim": f"{source}{index}", "supported": True}
        for source, count in (("long", 50), *((f"short{n}", 1) for n in range(9))) for index in range(count)
    ])  # fmt: skip
    drawn = read_rows(path, 10)
    assert len({one.source for one in drawn}) == 10
    assert read_rows(path, 20)[:10] == drawn, "a larger draw extends a smaller one"
    halves = [{one.source for one in read_rows(path) if one.tuning is half} for half in (True, False)]
    assert halves[0] | halves[1] == {one.source for one in read_rows(path)}
    assert halves[0].isdisjoint(halves[1])


def test_bad_rows_and_unknown_scorers_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [{"set": "a", "source": "s", "claim": "c"}])
    with pytest.raises(BadInput, match="line 1: supported"):
        read_rows(path)
    for name in ("json", "json:nothing", "no.such.module:f"):
        with pytest.raises(BadInput, match="module:function"):
            resolve(name)


def test_the_verifier_can_be_measured_from_outside() -> None:
    verifier = resolve("assistant.scorer:verifier")
    source = "The tunnel will cost 410 million crowns, the council said. Work began in 2024."
    right, wrong = (verifier(source, f"The tunnel will cost {cost} million crowns.") for cost in (410, 510))
    assert isinstance(right, tuple)
    assert isinstance(wrong, tuple)
    assert right[0] > wrong[0]
    assert (right[1], wrong[1]) == (True, False)
    assert verifier("", "Anything.") == (0.0, False)
