"""Real runs over three small articles, without a language model, and with a server that poses as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant import models
from assistant.settings import Settings
from evals.cases import load_suites
from evals.report import write
from evals.runner import QUOTES, STRATA, choose_slice
from evals.session import Options, read_report, run_evals
from evals.types import RunReport
from tests.evals.library import CASES, write_suite
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def quoted(work: Path) -> RunReport:
    return run_evals(Options(out=work / "first", work=work, suites=(write_suite(work),), llm="none"))


def figures(report: RunReport) -> object:
    """All that must be the same in a run that is repeated: everything but times."""
    kept = {"results": {"__all__": {"milliseconds", "answer"}}, "systems": {"quotes": {"latency"}}, "seconds": True}
    return report.model_dump(exclude={**kept, "environment": {"started"}})  # type: ignore[arg-type]


def test_every_case_is_asked_and_scored(quoted: RunReport) -> None:
    metrics = quoted.systems[QUOTES].metrics
    assert [one.case for one in quoted.results] == ["cost", "built", "capital", "narrowed"]
    assert not quoted.failures
    assert metrics["correct"].mean == metrics["quotation_exact"].mean == metrics["faithfulness"].mean == 1.0
    assert metrics["refusal_recall"].mean == metrics["refusal_precision"].mean == 1.0
    assert metrics["attribution"].mean == 1.0
    assert metrics["forbidden_shown"].mean == 0.0
    assert metrics["faithfulness"].n == 2


def test_filters_and_the_clock_of_a_case_reach_the_assistant(quoted: RunReport) -> None:
    narrowed = quoted.results[-1].answer
    assert narrowed is not None
    assert narrowed["trace"]["filters"]["dates"]["since"] == "2026-02-01"
    assert narrowed["asked_at"].startswith("2026-11-01T12:00")


def test_a_run_repeated_gives_the_same_numbers(quoted: RunReport, work: Path) -> None:
    again = run_evals(Options(out=work / "second", work=work, suites=(work / "own.yaml",), llm="none"))
    assert figures(again) == figures(quoted)
    write(again, work / "second")
    assert read_report(work / "second") == again


def test_an_interrupted_run_goes_on_where_it_stopped(quoted: RunReport, work: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int, _total: int, _name: str) -> None:
        if done == 2:
            raise StopError

    options = Options(out=work / "third", work=work, suites=(work / "own.yaml",), llm="none")
    with pytest.raises(StopError):
        run_evals(options, stop)
    log = work / "third" / "results.jsonl"
    before = log.read_text(encoding="utf-8").splitlines()
    assert len(before) == 3
    log.write_text("\n".join([*before[:2], before[2][:40]]), encoding="utf-8")  # killed in the middle of a line
    resumed = Options(out=work / "third", work=work, suites=(work / "own.yaml",), llm="none", resume=True)
    assert figures(run_evals(resumed)) == figures(quoted)
    assert log.read_text(encoding="utf-8").splitlines()[1] == before[1]


@pytest.mark.usefixtures("quoted")
def test_another_run_is_not_resumed(work: Path, tmp_path: Path) -> None:
    other = write_suite(tmp_path, CASES.replace("How much will", "What will"))
    with pytest.raises(BadInput, match="measured other cases"):
        run_evals(Options(out=work / "first", work=work, suites=(other,), llm="none", resume=True))
    with pytest.raises(BadInput, match="holds no interrupted run"):
        run_evals(Options(out=tmp_path / "no", work=work, suites=(other,), llm="none", resume=True))


@pytest.mark.usefixtures("quoted")
def test_a_language_model_that_fails_is_an_error_of_its_case_and_no_score(
    work: Path, serve: Callable[[str], str]
) -> None:
    options = Options(
        out=work / "failing", work=work, suites=(work / "own.yaml",), llm=f"{serve('fails')}#m", judge="none", full=True
    )
    report = run_evals(options)
    [_, name] = report.systems
    assert {one.system for one in report.failures} == {name}
    assert "HTTP 500" in str(report.failures[0].error)
    assert report.systems[name].failed == len(report.failures) > 0
    assert report.systems[name].n + report.systems[name].failed == 4
    assert report.systems[QUOTES].failed == 0


def test_a_slice_takes_from_every_stratum_and_keeps_its_cases_when_others_are_added() -> None:
    suites = load_suites()
    kinds = {case.id: case.kind for loaded in suites for case in loaded.suite.cases}
    chosen = choose_slice(suites, len(STRATA))
    assert all(any(kinds[one] in stratum for one in chosen) for stratum in STRATA)
    assert chosen < choose_slice(suites, 12)
    assert choose_slice(suites, 10**6) == kinds.keys()


def test_a_resumed_run_drafts_what_a_whole_run_does(work: Path) -> None:
    """With the prompt cache off each case is read anew, whatever was asked before it."""
    small = f"embedded:{models.download('smollm2-135m', Settings().models_dir)}"
    suite = write_suite(work / "order", CASES[: CASES.index("  - id: capital")])
    options = Options(out=work / "whole", work=work, suites=(suite,), llm=small, judge="none", full=True)
    whole = run_evals(options)
    lines = (options.out / "results.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    resumed = replace(options, out=work / "resumed", resume=True)
    resumed.out.mkdir()
    (resumed.out / "results.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    asked_first = run_evals(resumed).results[-1]
    assert asked_first.answer is not None
    assert asked_first.tokens["written"] > 0
    assert whole.results[-1].answer is not None
    for kept in ("claims", "dropped", "status", "text"):
        assert asked_first.answer[kept] == whole.results[-1].answer[kept]


@pytest.mark.llm
def test_the_embedded_model_answers_and_judges_a_case(work: Path, llm_weights: Path) -> None:
    """The small slice that runs for real: one drafted answer, judged by the language model from the evals' prompt."""
    suite = write_suite(work / "one", CASES[: CASES.index("  - id: built")])
    model = f"embedded:{llm_weights}"
    report = run_evals(Options(out=work / "real", work=work, suites=(suite,), llm=model, judge=model))
    [_, drafted] = report.results
    assert drafted.error is None
    assert drafted.scores["correct"] == 1.0
    assert any(one.drafted and one.score is not None for one in drafted.judged) or all(
        one.exact for one in drafted.judged
    )
