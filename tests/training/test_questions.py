"""What is held out is never learned from, and every held-out question comes with and without its paragraph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import selection
from training.questions import READ, asked

TITLES = [f"Harbour {number}" for number in range(24)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in the shape of the selection data: four paragraphs and one question for each title."""
    where = tmp_path_factory.mktemp("selection")
    paragraphs = [
        {"id": f"{title}-{number}", "title": title, "text": f"{title} has {number + 3} piers. Ships call at pier 9."}
        for title in TITLES
        for number in range(4)
    ]
    questions = [
        {
            "question": f"How many piers has {one['title']}?",
            "answer": "4",
            "article_ids": [one["id"]],
            "answer_start": one["text"].index("has ") + 4,
        }
        for one in paragraphs
        if one["id"].endswith("-1")
    ]
    for name, rows in [("squad_xquad_articles", paragraphs), ("squad_xquad", questions), ("qnli", []), ("selqa", [])]:
        (where / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return where


def test_held_out_articles_are_not_trained_on_and_the_others_are(folder: Path) -> None:
    trained = {one.first for one in selection.examples(folder)}
    kept = {case.question for case in asked(folder, 1)}
    assert trained
    assert kept
    assert trained | kept == {f"How many piers has {title}?" for title in TITLES}
    assert not trained & kept


def test_the_sentence_that_holds_the_answer_is_the_one_that_answers(folder: Path) -> None:
    assert {("piers." in one.second, one.target) for one in selection.examples(folder)} == {(True, 1), (False, 0)}


def test_each_question_is_asked_with_its_paragraph_with_those_beside_it_and_elsewhere(folder: Path) -> None:
    cases = asked(folder, 1)
    for present, beside, elsewhere in zip(cases[::3], cases[1::3], cases[2::3], strict=True):
        assert (present.read, beside.read, elsewhere.read) == ("gold", "beside", "elsewhere")
        assert present.question == beside.question == elsewhere.question
        assert len(present.passages) == len(beside.passages) == len(elsewhere.passages) == READ
        (gold,) = [hit for hit in present.passages if hit.article_id == present.gold]
        assert gold.text[present.at :].startswith(present.answer)
        assert all(hit.article_id != beside.gold and hit.title == beside.title for hit in beside.passages)
        assert all(hit.title != elsewhere.title for hit in elsewhere.passages)
