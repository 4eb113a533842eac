"""What the selector learns from: whether a sentence answers a question."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from training.fit import Example
from vectorstore.sentences import sentences

HELD_OUT = 64
"""Of 256 articles of XQuAD, those kept from training: what decides on an answer is fitted on their questions."""


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def paragraphs(folder: Path) -> dict[str, dict[str, Any]]:
    """XQuAD's paragraphs by their id."""
    return {row["id"]: row for row in rows(folder / "squad_xquad_articles.jsonl")}


def held_out(title: str) -> bool:
    """Whether the questions on an article of XQuAD are kept from training."""
    return hashlib.sha256(title.encode()).digest()[0] < HELD_OUT


def examples(folder: Path) -> list[Example]:
    """Pairs of question and sentence from QNLI, SelQA, and XQuAD's paragraphs (those not held out) by sentence."""
    found = [
        Example(row["a"], row["b"], int(row["label"] == "answers"))
        for name in ("qnli", "selqa")
        for row in rows(folder / f"{name}.jsonl")
    ]
    known = paragraphs(folder)
    for row in rows(folder / "squad_xquad.jsonl"):
        paragraph = known[row["article_ids"][0]]
        if held_out(paragraph["title"]):
            continue
        found += [
            Example(row["question"], paragraph["text"][start:end], int(start <= row["answer_start"] < end))
            for start, end in sentences(paragraph["text"])
        ]
    return found
