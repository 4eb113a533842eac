from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from evals.cases import load_suites
from evals.drafts import UNWRITTEN
from evals.init import init_suite
from evals.session import Options, run_evals
from tests.evals.library import ARTICLES
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path


def test_a_suite_of_the_samples_validates_and_asks_for_what_its_quotations_hold(
    tmp_path: Path, samples_dir: Path
) -> None:
    path = init_suite(tmp_path / "own", articles=[samples_dir], cases=10)
    (loaded,) = load_suites([path])
    cases = loaded.suite.cases
    assert len(cases) == 10
    assert {one.kind for one in cases} == {"quote", "date", "number", "single"}
    for case in cases:
        ((fact,),) = case.answer
        assert fact in case.gold[0].quote
        assert case.question == UNWRITTEN
    assert len({case.gold[0].article for case in cases}) == 10


def test_the_same_library_gives_the_same_suite(tmp_path: Path, samples_dir: Path) -> None:
    first, second = (init_suite(tmp_path / name, articles=[samples_dir], cases=3) for name in "ab")
    assert yaml.safe_load(first.read_text("utf-8")) == yaml.safe_load(second.read_text("utf-8"))


def test_it_draws_from_a_library_and_names_no_folder_of_it(tmp_path: Path) -> None:
    from assistant.api import Assistant

    for name, text in ARTICLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Assistant.open(tmp_path / "store", search="exact") as assistant:
        assistant.ingest(*(tmp_path / name for name in ARTICLES))
    path = init_suite(tmp_path / "own", store=tmp_path / "store")
    assert len(load_suites([path])[0].suite.cases) == 3
    written = path.read_text("utf-8") + (path.parent / "articles.jsonl").read_text("utf-8")
    assert str(tmp_path) not in written.replace(str(path), "")


def test_what_cannot_be_used_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("Nothing\n\nNothing much here.\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no case could be drafted"):
        init_suite(tmp_path / "own", articles=[tmp_path / "empty.txt"])
    assert not list((tmp_path / "own").iterdir())
    with pytest.raises(BadInput, match="is no library"):
        init_suite(tmp_path / "own", store=tmp_path / "missing")
    assert not (tmp_path / "missing").exists()
    with pytest.raises(BadInput, match="name either"):
        init_suite(tmp_path / "own")


def test_a_suite_that_someone_has_worked_on_is_not_overwritten(tmp_path: Path, samples_dir: Path) -> None:
    path = init_suite(tmp_path / "own", articles=[samples_dir], cases=1)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="exists already"):
        init_suite(tmp_path / "own", articles=[samples_dir])
    assert path.read_text("utf-8") == "mine"


def test_a_case_without_its_question_does_not_run_and_says_so(tmp_path: Path, samples_dir: Path) -> None:
    path = init_suite(tmp_path / "own", articles=[samples_dir], cases=2)
    path.write_text(path.read_text("utf-8").replace(UNWRITTEN, "When did the ferry sink?", 1), encoding="utf-8")
    report = run_evals(Options(out=tmp_path / "out", work=tmp_path, suites=(path,), llm="none"))
    assert [one.error for one in report.results] == [None, "its question is still to be written"]


def test_rated_questions_come_first(tmp_path: Path, samples_dir: Path) -> None:
    rated = {"question": "Who won?", "rating": "dislike", "status": "answered"}
    (tmp_path / "feedback.jsonl").write_text(json.dumps(rated) + "\n", encoding="utf-8")
    path = init_suite(tmp_path / "own", articles=[samples_dir], feedback=tmp_path / "feedback.jsonl", cases=2)
    assert [one.id for one in load_suites([path])[0].suite.cases] == ["feedback-01-who-won", "own-01", "own-02"]
