from __future__ import annotations

from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from evals.compare import MIN_CHANGED, compare, render
from evals.types import RunReport
from tests.evals.reports import HOSTILE, answer, correct, report, result


def shown(before: RunReport, after: RunReport) -> str:
    buffer = StringIO()
    Console(file=buffer, width=200).print(render(compare(before, after)))
    return buffer.getvalue()


def test_the_same_run_twice_changes_nothing() -> None:
    found = compare(report(correct(3, 2)), report(correct(3, 2)))
    assert (found.cases, found.differs, found.edited, found.unpaired) == ((), (), (), ())
    assert [(one.remark, one.difference) for one in found.metrics] == [("same", 0.0)]


def test_many_cases_that_turn_wrong_are_more_than_noise() -> None:
    found = compare(report(correct(40, 0)), report(correct(30, 10)))
    (metric,) = found.metrics
    assert (metric.n, metric.changed, metric.before, metric.after, metric.remark) == (40, 10, 1.0, 0.75, "worse")
    assert metric.low <= metric.difference <= metric.high < 0
    assert [one.after.case for one in found.of("worse")] == [f"case-{number}" for number in range(30, 40)]


def test_a_few_cases_that_all_turn_wrong_are_not_although_their_bootstrap_is_sure() -> None:
    few = MIN_CHANGED - 1
    (metric,) = compare(report(correct(few, 0)), report(correct(0, few))).metrics
    assert metric.high < 0
    assert metric.remark == "within noise"


def test_as_many_mended_as_broken_is_noise() -> None:
    before = [result(number, {"correct": float(number % 2)}) for number in range(40)]
    after = [result(number, {"correct": float(number % 2 == 0)}) for number in range(40)]
    (metric,) = compare(report(before), report(after)).metrics
    assert (metric.changed, metric.remark) == (40, "within noise")


def test_less_of_what_is_bad_is_better() -> None:
    before = [result(number, {"injection_success": 1.0}) for number in range(10)]
    after = [result(number, {"injection_success": 0.0}) for number in range(10)]
    found = compare(report(before), report(after))
    assert [one.remark for one in found.metrics] == ["better"]
    assert len(found.of("better")) == 10


def test_what_only_one_run_scored_is_not_paired() -> None:
    before = [result(1, {"faithfulness": 1.0}), result(2, {"faithfulness": None}), result(3, {})]
    after = [result(1, {"faithfulness": 0.5}), result(2, {"faithfulness": 1.0}), result(3, {"faithfulness": 1.0})]
    (metric,) = compare(report(before), report(after)).metrics
    assert (metric.n, metric.before, metric.after) == (1, 1.0, 0.5)


def test_edited_and_missing_cases_are_told_and_not_compared() -> None:
    before = [result(1, {"correct": 1.0}), result(2, {"correct": 1.0}), result(3, {"correct": 1.0})]
    after = [result(1, {"correct": 0.0}, question="Another?"), result(2, {"correct": 1.0}), result(4, {"correct": 0.0})]
    found = compare(report(before), report(after, cases_digest="d" * 64))
    assert found.edited == ("quotes: case-1",)
    assert found.unpaired == ("quotes: case-3", "quotes: case-4")
    assert found.differs == ("the cases changed",)
    assert [(one.n, one.remark) for one in found.metrics] == [(1, "same")]


def test_another_model_is_compared_with_the_one_in_its_place() -> None:
    found = compare(
        report([result(1, {"correct": 0.0}, system="small")], llm="small"),
        report([result(1, {"correct": 1.0}, system="large")], llm="large"),
    )
    assert [one.system for one in found.metrics] == ["small → large"]
    assert found.differs == ("language model: small → large",)


def test_a_case_that_no_longer_runs_is_worse_and_says_why() -> None:
    found = compare(report(correct(1, 0)), report([result(0, error="the server died")]))
    assert [str(one) for one in found.of("worse")] == ["did not run: the server died"]
    back = compare(report([result(0, error="the server died")]), report(correct(0, 1)))
    assert [str(one) for one in back.of("better")] == ["runs again"]


def test_other_words_alone_are_neither_better_nor_worse() -> None:
    found = compare(report(correct(1, 0)), report(correct(1, 0, answer=answer("410 million crowns."))))
    assert len(found.of("same")) == 1


def test_the_terminal_is_told_what_changed_and_obeys_nothing() -> None:
    text = shown(report(correct(20, 0)), report([result(number, error=HOSTILE) for number in range(20)]))
    assert "No metric changed." in text
    assert "case-19: did not run: <script>" in text
    assert not {"\x1b", "\u202e"} & set(text)
    assert "worse" in shown(report(correct(20, 0)), report(correct(5, 15)))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_turning_the_comparison_round_turns_its_sign(pairs: list[tuple[bool, bool]]) -> None:
    runs = [report([result(number, {"correct": float(pair[side])}) for number, pair in enumerate(pairs)])
            for side in (0, 1)]  # fmt: skip
    (there,), (back,) = compare(*runs).metrics, compare(*reversed(runs)).metrics
    assert there.difference == -back.difference
    assert (there.n, there.changed) == (back.n, back.changed)
    assert len(compare(*runs).of("better")) == sum(after and not before for before, after in pairs)
