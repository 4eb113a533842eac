"""RealtimeQA's questions and articles, and the rule that keeps the questions which need no choices.

    python -m benchmarks.realtimeqa_questions DATA

writes the ids that the rule keeps to realtimeqa_ids.json and prints how many it leaves out for which reason. DATA is a
folder with questions.jsonl and articles.jsonl; nothing of them is kept here but the ids.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.wording import contains, plain_words
from training.selection import rows
from vectorstore.sentences import sentences

IDS = Path(__file__).with_name("realtimeqa_ids.json")
LONGEST_ANSWER = 6
"""Words of an answer beyond which it is a description that an article words in its own way."""

POINTS_AT_CHOICES = re.compile(
    r"\b(?:the|these|those) (?:following|choices|options|answers)\b|\bfollowing[:?]"
    r"|\b(?:which|what|who|any|one|all|none|each)(?: one)? (?:of|among) (?:these|those|them)\b|\b(?:except|not):"
    r"|\b(?:photo|picture|image|map|chart|video|clip|list|person|shown|pictured|seen) (?:above|below)\b",
    re.IGNORECASE,
)
EXCEPTION = re.compile(r"\b(?:NOT|EXCEPT)\b")
JUDGEMENT = re.compile(r"\btrue or false\b|\bclosest to\b|_{2,}|\b(?:finish|complete|fill in) the\b", re.IGNORECASE)
ON_CHOICES = re.compile(r"\bof the above\b|\bof these\b|^(?:all|none|both|neither|yes|no|true|false)\b", re.IGNORECASE)
QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question; ``evidence`` is by article id. ``grade_a``: its evidence is right 19 times in 20."""

    id: str
    text: str
    answer: str
    asked_on: str
    evidence: Mapping[str, str]
    grade_a: bool

    @classmethod
    def of(cls, row: Row) -> Question:
        """A question from its row."""
        return cls(
            row["id"], row["question"], row["answer"], row["asked_on"],
            dict(zip(row["article_ids"], row["evidence"], strict=True)), row["evidence_grade"] == "A",
        )  # fmt: skip


def reason_to_leave_out(row: Row, articles: Mapping[str, str]) -> str | None:
    """Why a question cannot be answered, or its answer not be recognised, without its choices; None keeps it.

    ``articles`` is each article's headline and text by id.
    """
    question, answer = row["question"], row["answer"]
    reasons = {
        "points at its choices": POINTS_AT_CHOICES.search(question) or EXCEPTION.search(question),
        "asks to judge a choice or to fill a blank": JUDGEMENT.search(question) or ON_CHOICES.search(answer),
        "is the start of a sentence, not a question": not asks(question),
        "its answer is a description": len(plain_words(answer)) > LONGEST_ANSWER,
        "its answer stands in the question": contains(question, answer),
        "no article of its own words the answer so": not any(
            contains(articles[one], answer) for one in row["article_ids"]
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def asks(text: str) -> bool:
    """Whether the last sentence of a text is a question: it has a question word and its mark."""
    last = [text[start:end] for start, end in sentences(text)][-1]
    return last.endswith("?") and QUESTION_WORD.search(last) is not None


def read_articles(data: Path) -> dict[str, str]:
    """Each article's text by id."""
    return {row["id"]: row["text"] for row in rows(data / "articles.jsonl")}


def read_questions(data: Path) -> list[Question]:
    """All questions, those that need their choices too, in the order of the file."""
    return [Question.of(row) for row in rows(data / "questions.jsonl")]


def kept_ids() -> list[str]:
    """The ids that the rule keeps, as committed."""
    ids: list[str] = json.loads(IDS.read_text(encoding="utf-8"))["ids"]
    return ids


def apply_rule(data: Path) -> tuple[list[str], Counter[str]]:
    """The ids that the rule keeps, in the order of the file, and how many it leaves out for each reason."""
    articles = {row["id"]: f"{row['title']}\n{row['text']}" for row in rows(data / "articles.jsonl")}
    kept: dict[tuple[str, ...], str] = {}
    left_out: Counter[str] = Counter()
    for row in rows(data / "questions.jsonl"):
        wording = plain_words(row["question"])
        reason = reason_to_leave_out(row, articles) or ("was asked before" if wording in kept else None)
        if reason is None:
            kept[wording] = row["id"]
        else:
            left_out[reason] += 1
    return list(kept.values()), left_out


def main() -> None:
    """Writes the ids and prints what was left out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="a folder with questions.jsonl and articles.jsonl")
    kept, left_out = apply_rule(parser.parse_args().data)
    rule = "benchmarks.realtimeqa_questions.reason_to_leave_out"
    IDS.write_text(json.dumps({"rule": rule, "ids": kept}, indent=0) + "\n", encoding="utf-8")
    print(f"{len(kept)} kept")
    for reason, count in left_out.most_common():
        print(f"{count:4} left out: {reason}")


if __name__ == "__main__":
    main()
