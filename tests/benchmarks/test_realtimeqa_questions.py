from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.realtimeqa_questions import apply_rule, kept_ids, reason_to_leave_out

ARTICLES = {"a": "Harbour reopens\nThe harbour at Ostby reopened on Monday."}


def row(question: str, answer: str = "Ostby") -> dict[str, Any]:
    return {"question": question, "answer": answer, "article_ids": ["a"]}


@pytest.mark.parametrize(
    "question",
    [
        "Which harbour reopened this week?",
        "A strike ended on Monday. Where did the harbour reopen?",
        "The toll fell below the level of 2010. At which harbour?",
        "One harbour isn't shut any more. Which is it?",
    ],
)
def test_a_question_that_stands_by_itself_is_kept(question: str) -> None:
    assert reason_to_leave_out(row(question), ARTICLES) is None


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("Which of these harbours reopened?", "Ostby", "points at its choices"),
        ("Which harbour did NOT close?", "Ostby", "points at its choices"),
        ("The photo above shows which harbour?", "Ostby", "points at its choices"),
        ("What reopened in which harbour?", "All of the above", "asks to judge a choice or to fill a blank"),
        ("Which harbour: ____ reopened?", "Ostby", "asks to judge a choice or to fill a blank"),
        ("The harbour that reopened is:", "Ostby", "is the start of a sentence, not a question"),
        ("When did the harbour at Ostby reopen, in which town?", "Ostby", "its answer stands in the question"),
        ("What happened?", "The harbour at Ostby reopened after the strike ended", "its answer is a description"),
        ("Which harbour reopened?", "Marstad", "no article of its own words the answer so"),
    ],
)
def test_a_question_is_left_out_for_its_reason(question: str, answer: str, reason: str) -> None:
    assert reason_to_leave_out(row(question, answer), ARTICLES) == reason


def test_the_committed_ids_are_those_of_the_rule(shared: Path) -> None:
    kept, left_out = apply_rule(shared / "data" / "realtimeqa")
    assert kept == kept_ids()
    assert sum(left_out.values()) + len(kept) == 612
