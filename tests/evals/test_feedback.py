from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evals.cases import load_suites
from evals.corpus import Corpus, read_corpus
from evals.drafts import Draft, write_suite
from evals.feedback import read_feedback
from tests.evals.library import ARTICLES
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "news").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "news" / name).write_text(text, encoding="utf-8")
    return read_corpus([tmp_path / "news"])


def opinion(**changed: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "question": "What will the tunnel cost?", "history": [], "filters": {}, "asked_at": "2026-11-01T12:00:00Z",
        "answer_id": "a", "status": "answered", "model": "m", "rating": "dislike", "reason": "wrong", "comment": None,
        "expected": None, "rated_at": "2026-11-01T12:01:00Z",
    }  # fmt: skip
    return known | changed


def drafted(tmp_path: Path, corpus: Corpus, *opinions: dict[str, Any]) -> list[Draft]:
    path = tmp_path / "feedback.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in opinions), encoding="utf-8")
    return read_feedback(path, corpus)


def test_a_liked_refusal_is_a_finished_case(tmp_path: Path, corpus: Corpus) -> None:
    (draft,) = drafted(tmp_path, corpus, opinion(rating="like", status="not_in_articles", reason=None))
    assert (draft.case.expect, draft.case.kind) == ("not_in_articles", "unanswerable")


def test_expected_words_that_an_article_holds_become_answer_and_gold(tmp_path: Path, corpus: Corpus) -> None:
    (draft,) = drafted(tmp_path, corpus, opinion(expected="410 Million crowns."))
    assert draft.case.answer == (("410 Million crowns.",),)
    assert "will cost 410 million crowns" in " ".join(one.quote for one in draft.case.gold)
    assert draft.case.expect == "answered"


def test_other_questions_wait_for_a_person_with_what_the_reader_said(tmp_path: Path, corpus: Corpus) -> None:
    first, second = drafted(
        tmp_path, corpus, opinion(expected="nine billion", comment="no!\ncases: []"),
        opinion(question="And when?", history=[["What will it cost?", "410 million."]], rating="like"),
    )  # fmt: skip
    assert (first.case.expect, first.case.gold) == ("any", ())
    assert "expected: nine billion" in first.remark
    assert (second.case.kind, second.case.history) == ("followup", (("What will it cost?", "410 million."),))


def test_the_filters_in_force_are_kept(tmp_path: Path, corpus: Corpus) -> None:
    filters = {"dates": {"since": "2026-01-01", "until": None}, "outlets": ["The Courier"], "sections": []}
    (draft,) = drafted(tmp_path, corpus, opinion(filters=filters))
    assert str(draft.case.filters.since) == "2026-01-01"
    assert draft.case.filters.outlets == ("The Courier",)


def test_a_question_rated_twice_counts_as_it_was_rated_last(tmp_path: Path, corpus: Corpus) -> None:
    found = drafted(tmp_path, corpus, opinion(), opinion(rating="like", status="not_in_articles"))
    assert [one.case.expect for one in found] == ["not_in_articles"]


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "q"}', '{"question": "", "rating": "like"}'])
def test_a_line_of_another_form_is_named(tmp_path: Path, corpus: Corpus, line: str) -> None:
    (tmp_path / "feedback.jsonl").write_text("\n" + line, encoding="utf-8")
    with pytest.raises(BadInput, match="line 2"):
        read_feedback(tmp_path / "feedback.jsonl", corpus)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(min_size=1, max_size=60).filter(str.strip), comment=st.text(max_size=60))
@example(question="0\x85", comment="")
@example(question="0\u2028one", comment="\x85")
def test_no_question_or_comment_breaks_the_suite_that_is_written(
    tmp_path: Path, corpus: Corpus, question: str, comment: str
) -> None:
    drafts = drafted(tmp_path, corpus, opinion(question=question, comment=comment))
    path = tmp_path / "own.yaml"
    path.unlink(missing_ok=True)
    write_suite(path, "own", ["news"], drafts)
    assert [one.question for one in load_suites([path])[0].suite.cases] == [question]
