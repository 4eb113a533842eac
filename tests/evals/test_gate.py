from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.aggregate import system_report, verdicts
from evals.gate import BROKEN, CHANGED, FAILED, HOLDS, Baseline, check, read_baseline, update, write_baseline
from evals.types import CaseResult, Environment, Judged, RunReport
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path


def result(number: int, *, error: str | None = None, **scores: float | None) -> CaseResult:
    return CaseResult(
        system="quotes", suite="own", case=f"case-{number}", kind="single", question="q?", expect="any", scores=scores,
        error=error,
    )  # fmt: skip


def report(results: list[CaseResult], *, cases: str = "c", complete: bool = True) -> RunReport:
    environment = Environment(
        started="2026-11-01T12:00:00+00:00", llm="none", judge="none", judge_calibrated=False, cases_digest=cases,
        corpus_digest="a", prompts_digest="p", versions={}, machine="m",
    )  # fmt: skip
    return RunReport(
        environment=environment, suites=("own",), complete=complete, systems={"quotes": system_report(results, "all")},
        verdicts=verdicts(results), results=tuple(results), seconds=1.0,
    )  # fmt: skip


def correct(right: int, wrong: int) -> list[CaseResult]:
    return [result(number, correct=float(number < right)) for number in range(right + wrong)]


def pinned(right: int, wrong: int) -> Baseline:
    return update(report(correct(right, wrong)), Baseline(), allow_regression=False)


def test_the_same_figures_hold() -> None:
    outcome = check(report(correct(80, 20)), pinned(80, 20))
    assert (outcome.code, outcome.floors) == (HOLDS, 1)


def test_a_floor_breaks_only_when_the_whole_interval_lies_below_it() -> None:
    assert check(report(correct(77, 23)), pinned(80, 20)).code == HOLDS
    outcome = check(report(correct(60, 40)), pinned(80, 20))
    assert outcome.code == BROKEN
    assert "correct" in str(outcome.breaches[0])


def test_a_ceiling_breaks_from_above() -> None:
    attacked = [result(number, injection_success=0.0) for number in range(40)]
    base = update(report(attacked), Baseline(), allow_regression=False)
    worse = [result(number, injection_success=float(number < 20)) for number in range(40)]
    assert check(report(attacked), base).code == HOLDS
    assert check(report(worse), base).code == BROKEN


def test_a_slice_of_another_size_has_no_floors() -> None:
    def sliced(right: int, wrong: int) -> RunReport:
        made = report(correct(right, wrong))
        return made.model_copy(update={"systems": {"m": made.systems["quotes"].model_copy(update={"cases": "slice"})}})

    base = update(sliced(12, 0), Baseline(), allow_regression=False)
    assert check(sliced(0, 12), base).code == BROKEN
    smaller = check(sliced(0, 6), base)
    assert (smaller.code, smaller.floors) == (HOLDS, 0)
    assert "no floors are pinned" in smaller.notes[0]


def test_one_inexact_quotation_breaks_the_invariant() -> None:
    exact = [result(number, quotation_exact=1.0) for number in range(200)]
    base = update(report(exact), Baseline(), allow_regression=False)
    assert check(report([*exact[1:], result(0, quotation_exact=0.5)]), base).code == BROKEN


def test_what_changed_since_the_floors_were_pinned_is_told_before_anything_else_but_a_failure() -> None:
    changed = check(report(correct(10, 90), cases="other"), pinned(80, 20))
    assert (changed.code, changed.changed) == (CHANGED, ["cases"])
    failing = [*correct(10, 90), result(100, error="the language model took too long")]
    assert check(report(failing, cases="other"), pinned(80, 20)).code == FAILED


def test_a_case_that_failed_is_no_score() -> None:
    made = report([*correct(1, 0), result(1, error="broke")])
    assert made.systems["quotes"].metrics["correct"].n == 1
    assert made.systems["quotes"].failed == 1


def test_too_many_unscored_claims_are_a_failure() -> None:
    unread = Judged(claim="c", cited="t", score=None, supported=None, faithful=None)
    read = unread.model_copy(update={"score": 1.0})
    many = [result(1, faithfulness=None).model_copy(update={"judged": (unread, read)})]
    few = [result(1, faithfulness=1.0).model_copy(update={"judged": (unread, *[read] * 30)})]
    base = Baseline(cases="c", corpus="a", prompts="p")

    def judged(results: list[CaseResult], judge: str) -> RunReport:
        made = report(results)
        return made.model_copy(update={"environment": made.environment.model_copy(update={"judge": judge})})

    assert check(judged(many, "m"), base).code == FAILED
    assert check(judged(few, "m"), base).code == HOLDS
    assert check(judged(many, "none"), base).code == HOLDS, "where no judge is asked, nothing failed"


def test_part_of_the_suites_is_held_to_no_floor() -> None:
    outcome = check(report(correct(0, 100), complete=False), pinned(80, 20))
    assert (outcome.code, outcome.floors) == (HOLDS, 0)
    assert "no floor was checked" in outcome.notes[0]


def test_part_of_the_suites_is_never_pinned() -> None:
    with pytest.raises(BadInput, match="only some suites ran"):
        update(report(correct(80, 20), complete=False), Baseline(), allow_regression=True)


def test_the_floors_of_quotations_hold_whoever_judges_the_rest() -> None:
    made = report(correct(60, 40))
    judged = made.model_copy(update={"environment": made.environment.model_copy(update={"judge": "another"})})
    assert check(judged, pinned(80, 20)).code == BROKEN


def test_floors_of_a_language_model_are_for_its_judge_only() -> None:
    made = report(correct(60, 40))
    drafted = made.model_copy(update={"systems": {"embedded:m": made.systems["quotes"]}})
    base = update(drafted, Baseline(), allow_regression=False)
    judged = drafted.model_copy(update={"environment": made.environment.model_copy(update={"judge": "another"})})
    assert check(drafted, base).floors == 1
    assert check(judged, base).floors == 0


def test_a_floor_is_not_lowered_quietly() -> None:
    base = pinned(80, 20)
    with pytest.raises(BadInput, match="--allow-regression"):
        update(report(correct(60, 40)), base, allow_regression=False)
    assert update(report(correct(60, 40)), base, allow_regression=True).systems["quotes"].floors["correct"] == 0.6


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_pinning_anew_never_lowers_a_floor(before: int, after: int) -> None:
    base = pinned(before, 60 - before)
    try:
        found = update(report(correct(after, 60 - after)), base, allow_regression=False)
    except BadInput:
        assert after < before
    else:
        assert found.systems["quotes"].floors["correct"] >= base.systems["quotes"].floors["correct"]


def test_a_baseline_reads_back_and_anything_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert read_baseline(path) == Baseline()
    write_baseline(pinned(80, 20), path)
    assert read_baseline(path) == pinned(80, 20)
    path.write_text('{"floors": 1}', encoding="utf-8")
    with pytest.raises(BadInput, match="is not a baseline"):
        read_baseline(path)
