"""What the selector learns from: whether a sentence answers a question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.fit import Example
from vectorstore.sentences import sentences


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def examples(folder: Path) -> list[Example]:
    """Pairs of question and sentence from QNLI, SelQA, and XQuAD's paragraphs split into sentences."""
    found = [
        Example(row["a"], row["b"], int(row["label"] == "answers"))
        for name in ("qnli", "selqa")
        for row in rows(folder / f"{name}.jsonl")
    ]
    paragraphs = {row["id"]: row["text"] for row in rows(folder / "squad_xquad_articles.jsonl")}
    for row in rows(folder / "squad_xquad.jsonl"):
        text = paragraphs[row["article_ids"][0]]
        found += [
            Example(row["question"], text[start:end], int(start <= row["answer_start"] < end))
            for start, end in sentences(text)
        ]
    return found
