from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from evals.page import page
from evals.past import past_runs
from evals.report import write
from tests.assistant.ui.serve_running import chromium
from tests.evals.reports import HOSTILE, answer, correct, judged, report, result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from evals.types import RunReport


def parsed(run: RunReport, folder: Path) -> Any:
    return html.fromstring(page(run, past_runs(folder, run)))


def test_each_case_shows_its_answer_citation_and_verdicts_for_every_system(tmp_path: Path) -> None:
    run = report([
        result(1, {"correct": 1.0}),
        result(1, {"correct": 0.0}, system="small", judged=(judged(supported=False),)),
        result(2, {"refusal_recall": 1.0}, answer=answer(text="The articles do not say.", claims=[])),
    ])  # fmt: skip
    first, second = parsed(run, tmp_path).find_class("case")
    assert [one.get("data-outcome") for one in (first, second)] == ["fail disagree", "pass"]
    assert len(first.find_class("system")) == 2
    shown = first.text_content()
    assert "What did it cost?" in shown
    assert "judge 0.10 not supported" in shown
    assert first.xpath(".//blockquote//a/@href") == ["https://courier.example/tunnel"] * 2
    assert "The articles do not say." in second.text_content()


def test_a_failed_case_shows_what_was_asked_before_and_what_is_right(tmp_path: Path) -> None:
    known = {"history": (("Who runs the port?", "Ana Reyes."),), "wanted": ("shows 410, or <b>four hundred</b>",)}
    run = report([result(1, {"correct": 0.0}, **known), result(2, {"correct": 1.0}, **known)])
    failed, passed = parsed(run, tmp_path).find_class("case")
    assert "Who runs the port? – Ana Reyes." in failed.text_content()
    assert "shows 410, or <b>four hundred</b>" in failed.text_content()
    assert [len(one.xpath(".//details[@open]")) for one in (failed, passed)] == [1, 0]


def test_the_first_run_has_no_charts_and_says_why(tmp_path: Path) -> None:
    found = parsed(report(correct(1, 0)), tmp_path / "first")
    assert not found.xpath("//figure")
    assert "No earlier run" in found.text_content()


def test_past_runs_of_the_same_suites_are_charted_oldest_first(tmp_path: Path) -> None:
    write(report(correct(1, 3), "2026-11-01T10:00:00+00:00"), tmp_path / "b")
    write(report(correct(2, 2), "2026-10-01T10:00:00+00:00", cases_digest="d" * 64), tmp_path / "a")
    write(report(correct(4, 0), "2026-12-01T10:00:00+00:00"), tmp_path / "later")
    other = report(correct(1, 0), "2026-10-05T10:00:00+00:00").model_copy(update={"suites": ("another",)})
    write(other, tmp_path / "other")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "report.json").write_text("{", encoding="utf-8")
    now = report(correct(3, 1))
    runs = past_runs(tmp_path / "now", now)
    assert [run.systems["quotes"]["correct"].mean for run in runs] == [0.5, 0.25, 0.75]
    assert [run.changed for run in runs] == [False, True, False]
    (chart,) = parsed(now, tmp_path / "now").xpath("//figure")
    heights = [float(one) for one in chart.xpath(".//circle/@cy")]
    assert heights[1] > heights[0] > heights[2]


def test_nothing_is_loaded_and_only_its_own_script_may_run(tmp_path: Path) -> None:
    root = parsed(report([result(1, {"correct": 1.0})]), tmp_path)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = root.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    assert not root.xpath("//link | //iframe | //object | //@src | //@style | //@*[starts-with(name(), 'on')]")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.just(HOSTILE))
def test_no_text_changes_what_the_page_is_made_of(text: str) -> None:
    def tags(said: str) -> list[str]:
        wrong = result(
            1, {"correct": 0.0}, question="q" + said, answer=answer(said, cited=said), system="s" + said,
            judged=(judged(said, said, supported=False),),
        )  # fmt: skip
        run = report([wrong, result(2, error=said)], machine=said, judge=said)
        return [str(one.tag) for one in html.fromstring(page(run, [])).iter()]

    assert tags(text) == tags("x")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Page]:
    run = report([
        result(1, {"correct": 1.0}),
        result(2, {"correct": 0.0}, suite="second", question=HOSTILE, answer=answer(HOSTILE, cited=HOSTILE)),
        result(3, kind="number", error="the server died"),
    ])  # fmt: skip
    write(run, tmp_path / "run")
    with chromium() as browser:
        shown = browser.new_page()
        shown.goto((tmp_path / "run" / "report.html").as_uri())
        yield shown


def test_the_filters_choose_cases_and_stand_in_the_address(opened: Page) -> None:
    visible = opened.locator(".case:visible h3")
    assert visible.count() == 3
    opened.select_option("select[name=suite]", "second")
    assert visible.count() == 1
    opened.select_option("select[name=suite]", "")
    opened.select_option("select[name=outcome]", "error")
    assert opened.locator(".case:visible").get_attribute("id") == "case-3"
    assert opened.url.endswith("#outcome=error")
    opened.reload()
    assert opened.locator("#count").text_content() == "1 of 3 cases"
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
