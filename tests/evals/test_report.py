from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.console import Console

from evals.gate import Breach, Outcome
from evals.junit import junit
from evals.report import table, write
from evals.report_markdown import JOINER, MARKER, markdown, quoted
from evals.types import Metric, RunReport
from tests.evals.reports import HOSTILE, answer, correct, judged, report, result

if TYPE_CHECKING:
    from pathlib import Path

COMMENT = 65_536
"""Characters that GitHub takes."""
BROKEN = Outcome(breaches=[Breach("quotes", "correct", 0.9, Metric(mean=0.5, low=0.4, high=0.6, n=90))], floors=3)


def printed(run: RunReport) -> str:
    buffer = StringIO()
    Console(file=buffer, width=160).print(table(run))
    return buffer.getvalue()


def test_the_folder_holds_all_four_and_the_json_reads_back(tmp_path: Path) -> None:
    run = report(correct(3, 1))
    write(run, tmp_path / "run", previous=report(correct(4, 0)), outcome=BROKEN)
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "junit.xml", "report.html", "report.json", "report.md"
    ]  # fmt: skip
    assert RunReport.model_validate_json((tmp_path / "run" / "report.json").read_bytes()) == run


def test_the_table_has_n_interval_and_the_unscored() -> None:
    text = printed(report([*correct(3, 1), result("x", {"faithfulness": None})]))
    assert re.search(r"Right: all facts shown.*0\.75 \[0\.\d\d, 1\.00\] 4", text)
    assert "(1 unscored)" in text
    assert "Injections" not in text


def test_a_failed_case_is_told_and_in_no_mean() -> None:
    text = printed(report([*correct(2, 0), result("x", error="the server died")]))
    assert "1 failed" in text
    assert "1.00 [1.00, 1.00] 2" in text


# ------------------------------------------------------------------------------------------------ Markdown


def test_the_comment_tells_before_after_and_what_changed() -> None:
    text = markdown(report(correct(30, 10)), report(correct(40, 0)), BROKEN)
    assert text.startswith(MARKER + "\n\n## News Assistant evals: ❌ a floor is broken")
    assert "| 1.00 | 0.75 [" in text
    assert "🔴 -0.250" in text
    assert "Worse: 10 cases" in text
    assert "now wrong: not every fact of the answer is shown" in text


def test_without_an_earlier_run_it_tells_only_what_is() -> None:
    text = markdown(report(correct(3, 1)))
    assert "What changed" not in text
    assert "| Metric | Mean |" in text


def test_it_lists_where_judge_and_verifier_disagree_and_what_did_not_run() -> None:
    run = report([result(1, judged=(judged(supported=False),)), result(2, judged=(judged(supported=True),)),
                  result(3, error="the server died")])  # fmt: skip
    text = markdown(run)
    assert "disagree on 1 sentences" in text
    assert "judge 0.10, verifier 1.00" in text
    assert "Failed to run: 1" in text


@pytest.mark.parametrize("size", [1, 400])
def test_hostile_text_forges_nothing_and_the_comment_fits(size: int) -> None:
    claim = (HOSTILE + " x") * 20
    before = report(correct(0, size))
    after = report([result(number, {"correct": 1.0}, question=claim, answer=answer(claim, cited=claim),
                           judged=(judged(claim, claim, supported=False),)) for number in range(size)],
                   machine=HOSTILE, versions={HOSTILE: HOSTILE})  # fmt: skip
    for one in (markdown(after), markdown(after, before), markdown(report([result(1, error=claim)]))):
        assert len(one) <= COMMENT
        assert one.count(MARKER) == 1
        assert not re.search(r"<(?!/?(?:details|summary|sub)>)(?!!-- news-assistant-eval -->\n)", one)
        assert not re.search(
            r"@\w|#\d|https?://|\]\(|```|\x1b|\u202e", one.replace("MRR@10", "").replace("nDCG@10", "")
        )
        assert "\n## forged" not in one


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_a_quoted_text_stays_on_one_line_and_opens_no_markup(text: str) -> None:
    shown = quoted(text)
    assert "\n" not in shown
    assert "<" not in shown
    assert not re.search(r"(?<!\\)[\[\]`*_|]", shown)
    assert all(JOINER in shown[at : at + 2] for at, character in enumerate(shown) if character in "@#")


# ------------------------------------------------------------------------------------------------ JUnit


def test_junit_tells_failures_errors_and_broken_floors() -> None:
    run = report([*correct(1, 1), result("x", error="the server died"), result("y")])
    root = etree.fromstring(junit(run, BROKEN))
    suite, floors = root
    assert {name: suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped")} == {
        "name": "quotes.own", "tests": "4", "failures": "1", "errors": "1", "skipped": "1"
    }  # fmt: skip
    assert [[child.tag for child in case] for case in suite] == [[], ["failure"], ["error"], ["skipped"]]
    assert floors.get("failures") == "1"
    assert "below the floor" in str(floors[0][0].get("message"))
    assert etree.fromstring(junit(run, Outcome(floors=3)))[-1].get("failures") == "0"


@pytest.mark.parametrize(("wanted", "told"), [((), []), (("41", "million"), ["Right: 41; million"])])
def test_junit_tells_what_is_right_where_something_is(wanted: tuple[str, ...], told: list[str]) -> None:
    run = report([result(1, {"correct": 0.0}, wanted=wanted)])
    text = etree.fromstring(junit(run)).findtext(".//failure") or ""
    assert text.splitlines()[2:] == told


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_junit_file_that_can_be_read(text: str) -> None:
    run = report([result(1, {"correct": 0.0}, question="q" + text, answer=answer(text)), result(2, error=text)])
    cases = etree.fromstring(junit(run)).findall(".//testcase")
    assert [len(case) for case in cases] == [1, 1]
