"""The command line, in this process, through ``news-assistant eval`` and ``python -m evals``."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from evals.cli import resuming
from evals.gate import read_baseline
from evals.session import Options
from tests.assistant.command import Result, run
from tests.evals.library import CASES, write_suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suites")
    write_suite(folder)
    return folder


def evaluate(folder: Path, *arguments: str | Path) -> Result:
    return run("eval", "--llm", "none", "--suite", folder / "own.yaml", "--out", folder / "out", *arguments,
               XDG_CACHE_HOME=str(folder / "cache"))  # fmt: skip


def test_a_run_prints_a_table_and_writes_a_report(folder: Path) -> None:
    result = evaluate(folder)
    assert result.code == 0
    assert "MRR@10" in result.out
    report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["systems"]["quotes"]["n"] == 4


def test_a_teams_own_suite_is_held_to_its_own_floors(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "baseline.json"
    assert evaluate(folder, "--update", "--baseline", own).code == 0
    assert read_baseline(own).systems["quotes"].floors
    held = evaluate(folder, "--baseline", own)
    assert (held.code, "every floor holds" in held.out) == (0, True)
    own.write_text(read_baseline(own).model_copy(update={"cases": "others"}).model_dump_json(), encoding="utf-8")
    assert evaluate(folder, "--baseline", own).code == 2


def test_the_command_that_finishes_a_stopped_run_names_all_that_it_measures(folder: Path, tmp_path: Path) -> None:
    options = Options(out=tmp_path / "a run", work=tmp_path, suites=(folder / "own.yaml",), llm="none", own_floors=True)
    command = shlex.split(resuming(options, tmp_path / "floors.json"))
    assert command[:3] == ["python", "-m", "evals"]
    (tmp_path / "a run").mkdir()
    again = run("eval", *command[3:], XDG_CACHE_HOME=str(folder / "cache"))
    assert "holds no interrupted run" in again.err
    assert evaluate(folder, "--baseline", tmp_path / "floors.json").code in {0, 2}
    results = (folder / "out" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "a run" / "results.jsonl").write_text("\n".join(results[:3]) + "\n", encoding="utf-8")
    again = run("eval", *command[3:], XDG_CACHE_HOME=str(folder / "cache"))
    assert (tmp_path / "a run" / "report.json").is_file(), again.err


@pytest.mark.parametrize(
    ("cases", "arguments", "said"),
    [
        (CASES.replace("410 million crowns", "411 million crowns"), [], "case cost: the quotation"),
        (CASES, ["--resume", "nowhere"], "holds no interrupted run"),
        (CASES, ["--baseline", "own.yaml"], "is not a baseline"),
        (CASES, ["--llm", "two words", "--judge", "none"], "names no language model"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_code_3(
    tmp_path: Path, cases: str, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_suite(tmp_path, cases)
    monkeypatch.chdir(tmp_path)
    result = evaluate(tmp_path, *arguments)
    assert result.code == 3
    assert said in result.err
    assert result.err.count("\n") == 1


def test_a_judge_that_says_the_same_of_all_is_not_calibrated_and_is_asked_nothing_twice(
    tmp_path: Path, serve: Callable[[str], str]
) -> None:
    rows = [
        {"set": "one", "source": f"It rained on day {day}.", "claim": f"It {verb} on day {day}.", "supported": good}
        for day in range(8) for verb, good in (("rained", True), ("snowed", False))
    ]  # fmt: skip
    path, curves = tmp_path / "rows.jsonl", tmp_path / "calibration.json"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    judge = f"{serve('good')}#m"
    command = ("eval", "agreement", path, "--judge", judge, "--calibrate", curves)
    asked = []
    for _ in range(2):
        result = run(*command, XDG_CACHE_HOME=str(tmp_path / "cache"))
        assert (result.code, curves.exists()) == (3, False)
        assert "does not tell supported claims from others" in result.err
        [verdicts] = (tmp_path / "cache").rglob("verdicts.txt")
        asked.append(len(verdicts.read_text(encoding="utf-8").splitlines()))
    assert asked[0] == asked[1] < len(rows), "half of the rows, once"
    found = run("eval", "agreement", path, "--judge", judge, "--json", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert found.json[0]["roc_auc"]["value"] == 0.5
    assert len(verdicts.read_text(encoding="utf-8").splitlines()) == len(rows)


def test_agreement_of_a_scorer_as_json(tmp_path: Path) -> None:
    rows = [
        {"set": "one", "source": "It rained in Veld.", "claim": f"It {verb} in Veld.", "supported": verb == "rained"}
        for verb in ["rained", "snowed"] * 4
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    [found] = run("eval", "agreement", path, "--scorer", "assistant.scorer:verifier", "--json").json
    assert (found["set"], found["n"], found["roc_auc"]["value"]) == ("one", 8, 1.0)
    assert (found["kept"], found["stopped"]) == (1.0, 1.0)
    assert "balanced accuracy" in run("eval", "agreement", path, "--scorer", "assistant.scorer:verifier").out
    assert run("eval", "agreement", path, "--scorer", "nothing").code == 3
    assert run("eval", "agreement", tmp_path / "no.jsonl").code == 3


def test_the_module_runs_and_wrong_usage_is_not_taken_for_changed_cases() -> None:
    shown = subprocess.run([sys.executable, "-m", "evals", "--help"], capture_output=True, text=True, check=False)
    assert (shown.returncode, "--allow-regression" in shown.stdout) == (0, True)
    wrong = subprocess.run([sys.executable, "-m", "evals", "--wrong"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 3
