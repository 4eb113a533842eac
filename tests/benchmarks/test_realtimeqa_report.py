from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.realtimeqa_questions import Question
from benchmarks.realtimeqa_report import Reply, compared, read_replies, right, tables

SENTENCE = "The harbour at Ostby reopened on Monday after nine days."
QUESTION = Question("q1", "Which harbour reopened?", "Ostby", "2024-05-03", {"a": SENTENCE}, grade_a=True)
ANSWERED = Reply(
    system="embedded", question="q1", removed=False, seconds=2.0, hits=["a", "b"], near=True, read=[SENTENCE],
    shown="Ostby did.", status="answered", cited=[SENTENCE], sentences=[("Ostby did.", "moved", "")],
)  # fmt: skip
REFUSED = replace(
    ANSWERED, system="tutorial", shown="I don't know about Ostby.", status="not_in_articles", cited=[], sentences=[]
)


def written(path: Path, *replies: Reply) -> Path:
    path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in replies), encoding="utf-8")
    return path


def test_a_refusal_is_never_right() -> None:
    assert right(QUESTION, ANSWERED)
    assert not right(QUESTION, REFUSED)


def test_the_later_reply_counts_and_a_line_cut_short_is_taken_out(tmp_path: Path) -> None:
    first = written(tmp_path / "one.jsonl", ANSWERED, replace(ANSWERED, shown="Marstad did."))
    whole = first.read_text(encoding="utf-8")
    first.write_text(whole + '{"system": "emb', encoding="utf-8")
    assert [reply.shown for reply in read_replies([first])] == ["Marstad did."]
    assert first.read_text(encoding="utf-8") == whole


def test_only_questions_that_every_system_was_asked_are_compared() -> None:
    other = replace(QUESTION, id="q2")
    pairs = compared([(QUESTION, ANSWERED), (other, replace(ANSWERED, question="q2")), (QUESTION, REFUSED)])
    assert {name: [question.id for question, _ in own] for name, own in pairs.items()} == {
        "embedded": ["q1"], "tutorial": ["q1"],
    }  # fmt: skip


def test_the_tables_tell_the_conditions_apart() -> None:
    removed = [replace(ANSWERED, removed=True, near=False, shown="", status="not_in_articles", sentences=[]),
               replace(REFUSED, removed=True, near=False, shown="Marstad did.", status="answered")]  # fmt: skip
    text = tables([ANSWERED, REFUSED, *removed], [QUESTION])
    assert "| gold answer in the shown answer | 1.000 [0.21, 1.00] of 1 | 0.000 [0.00, 0.79] of 1 |" in text
    assert "| drafted sentences: re-pointed | 1.000 [0.21, 1.00] of 1 | – |" in text
    assert "| MRR@10 of the gold article | 1.000 [1.00, 1.00] of 1 | 1.000 [1.00, 1.00] of 1 |" in text
    assert "Without the question's articles, grade A, should be refused, 1 questions" in text
    assert "| refused | 1.000 [0.21, 1.00] of 1 | 0.000 [0.00, 0.79] of 1 |" in text
    assert "| answered otherwise | 0.000 [0.00, 0.79] of 1 | 1.000 [0.21, 1.00] of 1 |" in text
    assert "Right answers, embedded less tutorial: +1.000" in text
