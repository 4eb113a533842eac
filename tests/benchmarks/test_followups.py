"""Rewritten follow-ups are scored as their docstrings say, over conversations of ours and of the shared data."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.condense import condense
from assistant.settings import Settings
from assistant.types import Turn
from benchmarks import followups, followups_metrics
from benchmarks.followups import drawn, measure, read_rewritings, rewrite_all, table, tutorial
from benchmarks.followups_metrics import FollowUp, names_supplied, pronouns_left, read_followups, squad_words
from vectorstore.errors import BadInput

HISTORY = (Turn("Who runs the port of Sarrow?", "Ana Reyes has run it since 2021."),)
ROW = FollowUp("made_up_0_1", HISTORY, "When did she sell it?", "When did Ana Reyes sell the port of Sarrow?")


def test_the_worked_examples_hold() -> None:
    assert doctest.testmod(followups_metrics).attempted > 0
    assert doctest.testmod(followups_metrics).failed == 0


def test_a_persons_own_rewriting_scores_full_marks() -> None:
    for of in (followups.METRICS["token F1"], followups.METRICS["exact match"]):
        assert of(ROW, ROW.rewrite) == 1
    assert followups.METRICS["names that the conversation supplies"](ROW, ROW.rewrite) == 1
    assert followups.METRICS["pronouns left unresolved"](ROW, ROW.rewrite) == 0


def test_the_question_as_it_was_lacks_names_and_keeps_pronouns() -> None:
    assert names_supplied(ROW) == {"ana", "reyes", "sarrow"}
    assert followups.METRICS["names that the conversation supplies"](ROW, ROW.question) == 0
    assert pronouns_left(ROW, ROW.question) == [True, True]


def test_a_name_that_nobody_said_is_not_asked_of_a_rewriting() -> None:
    row = FollowUp("a_0_1", (Turn("What was it?", "A band."),), "When?", "When did the Drowned Bells begin?")
    assert names_supplied(row) == frozenset()
    assert followups.METRICS["names that the conversation supplies"](row, "When?") is None


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = squad_words(text)
    assert squad_words(" ".join(once)) == once


@given(st.text(max_size=80))
def test_any_rewriting_has_scores_in_range(text: str) -> None:
    for of in followups.METRICS.values():
        assert 0 <= (of(ROW, text) or 0.0) <= 1


def test_the_table_compares_the_systems_row_by_row_and_a_stopped_run_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "rewritings.jsonl"
    model = GenericFakeChatModel(messages=iter([AIMessage("When did Ana Reyes sell the port of Sarrow?")]))
    systems = {
        "none": lambda row: condense(row.question, row.history, None, Settings()),
        "tutorial": tutorial(model),
    }
    rewrite_all([ROW], systems, out)
    with out.open("a") as file:
        file.write('{"system": "none", "id": "cut sho')
    rewrite_all([ROW], systems, out)  # the model has no second reply: nothing is asked again
    report = measure([ROW], read_rewritings(out))
    assert report["tutorial"]["exact match"]["value"] == 1
    assert report["tutorial"]["token F1 ahead of the tutorial"]["value"] == 0
    assert report["none"]["token F1 ahead of the tutorial"]["value"] < 0
    assert "| token F1 |" in table(report)


def test_what_is_no_file_of_followups_is_said_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(
        json.dumps({"id": "a_0_1", "history": ["only a question?"], "question": "q", "rewrite": "r"}) + "\n"
    )
    with pytest.raises(BadInput, match="is no file of follow-ups"):
        read_followups(file)


def test_the_halves_share_no_conversation_and_a_longer_draw_extends_a_shorter(shared: Path) -> None:
    path = shared / "data" / "followups" / "canard.jsonl"
    halves = [drawn(path, half, None) for half in (1, 2)]
    assert {row.conversation for row in halves[0]}.isdisjoint(row.conversation for row in halves[1])
    assert abs(len(halves[0]) - len(halves[1])) < 0.2 * len(halves[0])
    assert all(row.history for half in halves for row in half)
    assert drawn(path, 2, 5) == drawn(path, 2, 9)[:5]
    assert sum(bool(names_supplied(row)) for row in halves[1]) > 0.5 * len(halves[1])
