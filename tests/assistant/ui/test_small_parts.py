"""Coverage lines, suggested questions, the secret, opinions, forms, and HTML that escapes."""

from __future__ import annotations

import json
import stat
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chain import AnswerChain
from assistant.settings import Settings
from assistant.types import Answer, Trace, Turn
from assistant.ui import feedback
from assistant.ui.composer import read_asked
from assistant.ui.coverage import Coverage, age, coverage_line
from assistant.ui.markup import html, line
from assistant.ui.questions import Questions, subject
from assistant.ui.secret import installation_secret
from tests.assistant.library import articles
from vectorstore.errors import BadInput, StoreError
from vectorstore.types import Article, Filters

if TYPE_CHECKING:
    from pathlib import Path

    from vectorstore.store import Store

ASKED = "2026-05-05T09:00:00+02:00"


def refusal() -> Answer:
    trace = Trace("none", filters={"outlets": ["Courier"]})
    return Answer("id", ASKED, "Who?", "Who?", "not_in_articles", "The articles do not say.", (), (), (), (), trace)


def test_coverage_is_told_with_its_age() -> None:
    line = "312 articles from 6 outlets, newest 3 May 2026, 2 days before you asked"
    assert coverage_line(Coverage(312, 6, "2026-05-03"), ASKED) == line
    assert coverage_line(Coverage(1, 1, None), ASKED) == "1 article from 1 outlet, none with a date"
    assert age("2026-05-05T23:00:00Z", ASKED) == "the day you asked"
    assert age("2026-05-04", ASKED) == "1 day before you asked"
    assert age("2025-12-05", ASKED) == "5 months before you asked"
    assert age("2020-05-05", ASKED) == "6 years before you asked"
    assert age("2026-05-06", ASKED) == "dated after you asked"


def test_examples_are_found_meanwhile_and_the_articles_answer_them(library: Store) -> None:
    settings = Settings(llm="none")
    questions = Questions(library, settings)
    questions.examples()
    for thread in searches():
        thread.join()
    asked = questions.examples()
    assert 0 < len(asked) <= 4
    assert len(set(asked)) == len(asked)
    chain = AnswerChain(library, settings)
    assert all(chain.invoke(question).claims for question in asked)


def test_examples_stay_until_there_are_newer_ones_and_are_looked_for_once_at_a_time(
    tmp_path: Path, library: Store
) -> None:
    with type(library).open(tmp_path, library.embedder) as store:
        store.put(articles())
        store.work()
        questions = Questions(store, Settings(llm="none"))
        questions.examples()
        for thread in searches():
            thread.join()
        known = len(questions.examples())
        assert known
        for number in range(3):
            store.put([Article(id=f"new {number}", title="A quiet day", text=f"It rained {number} hours in Tarn.")])
            assert len(questions.examples()) >= known
            assert len(searches()) <= 1
        for thread in searches():
            thread.join()


def searches() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "examples"]


def test_narrower_questions_keep_to_the_filters_and_their_failure_leaves_the_refusal(library: Store) -> None:
    questions = Questions(library, Settings(llm="none"))
    hits = AnswerChain(library, Settings(llm="none")).invoke("Which chess opening does Commander Marrin play?").hits
    assert questions.narrower(hits, Filters())
    assert questions.narrower(hits, Filters(outlets=("No Such Outlet",))) == []
    assert questions.narrower([replace(hits[0], article_id="deleted meanwhile")], Filters()) == []


def test_a_subject_stands_in_headline_and_text() -> None:
    text = "He said that the Halcyon sank. On Monday the Halcyon was found by Norland Lines."
    assert subject(Article(id="a", title="Halcyon found", text=text)) == "the Halcyon"
    assert subject(Article(id="a", title="What a day", text="It rained all day long.")) is None


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    first = installation_secret(tmp_path / "new")
    assert installation_secret(tmp_path / "new") == first
    assert len(first) >= 32
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "new" / "browser-secret").stat().st_mode) == 0o600
    (tmp_path / "new" / "browser-secret").write_text("")
    with pytest.raises(StoreError, match="empty"):
        installation_secret(tmp_path / "new")


def test_opinions_are_lines_that_read_as_cases(tmp_path: Path) -> None:
    feedback.record(tmp_path, refusal(), [Turn("Before?", "Said.")], "dislike", reason="refused", expected=" 9\u2028 ")
    path = feedback.record(tmp_path, refusal(), [], "like")
    first, second = (json.loads(one) for one in path.read_text(encoding="utf-8").splitlines())
    assert first["history"] == [["Before?", "Said."]]
    assert (first["filters"], first["expected"], first["reason"]) == ({"outlets": ["Courier"]}, "9", "refused")
    assert (second["rating"], second["comment"]) == ("like", None)
    with pytest.raises(BadInput):
        feedback.record(tmp_path, refusal(), [], "dislike", reason="no such reason")
    with pytest.raises(StoreError):
        feedback.record(path, refusal(), [], "like")


def test_a_form_becomes_filters() -> None:
    asked = read_asked({"question": "Who?", "since": "2026-01-01", "outlets": ["Courier"], "most_articles": "7"})
    assert str(asked.filters.dates.since) == "2026-01-01"
    assert (asked.filters.outlets, asked.most_articles, asked.alone) == (("Courier",), 7, False)


@pytest.mark.parametrize(
    "data",
    [
        {"since": "soon"},
        {"since": "2026-02-01", "until": "2026-01-01"},
        {"most_articles": "0"},
        {"most_articles": "many"},
    ],
)
def test_what_no_form_sends_is_refused_in_a_sentence(data: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        read_asked({"question": "Who?", **data})


@given(st.text())
def test_no_value_breaks_out_of_its_place(value: str) -> None:
    shown = html('<a title="{value}">{value}</a>', value=line(value))
    assert shown.count("<") == 2
    assert shown.count(">") == 2
    assert shown.count('"') == 2
