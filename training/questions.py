"""Questions of known answer on articles that the selector has not learned from, with and without their paragraph.

The material from which "is the question answered?" is learned.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.selection import held_out, paragraphs, rows
from vectorstore.embedding import open_embedder
from vectorstore.types import Hit

READ = 3
"""Paragraphs that are read for a question."""


@dataclass(frozen=True)
class Asked:
    """A question and the paragraphs read for it, in the order of their article.

    ``present`` says whether the paragraph that holds the ``answer``, at ``at`` in its text, is among them: ``gold``.
    """

    question: str
    answer: str
    title: str
    gold: str
    at: int
    present: bool
    passages: tuple[Hit, ...]


def asked(folder: Path, seed: int) -> list[Asked]:
    """XQuAD's held-out questions in random order, each with its paragraph among those read and then without it."""
    known = paragraphs(folder)
    found = [row for row in rows(folder / "squad_xquad.jsonl") if held_out(known[row["article_ids"][0]]["title"])]
    random.Random(seed).shuffle(found)  # noqa: S311 - a draw, not a secret
    cases = []
    for row in found:
        gold = known[row["article_ids"][0]]
        near = _near(row["question"], gold, known)
        for present in (True, False):
            read = sorted([*([gold] if present else []), *near][:READ], key=lambda one: str(one["id"]))
            hits = tuple(_hit(one) for one in read)
            cases.append(
                Asked(row["question"], row["answer"], gold["title"], gold["id"], row["answer_start"], present, hits)
            )
    return cases


def _near(question: str, gold: dict[str, Any], known: dict[str, dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The other paragraphs of the gold paragraph's article, those nearest to the question first."""
    others = [row for row in known.values() if row["title"] == gold["title"] and row["id"] != gold["id"]]
    embedder = open_embedder()
    similarity = embedder.encode([row["text"] for row in others]) @ embedder.encode([question])[0]
    return [others[index] for index in similarity.argsort()[::-1]]


def _hit(row: dict[str, Any]) -> Hit:
    text = row["text"]
    return Hit(row["id"], "1", 0, len(text), text, row["title"], None, None, None, 1.0, "both")
