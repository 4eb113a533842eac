"""Questions of known answer on articles that the selector has not learned from, with their paragraph and without it.

The material from which "is the question answered?" is learned.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from training.selection import held_out, paragraphs, rows
from vectorstore.embedding import open_embedder
from vectorstore.types import Hit

Hits = tuple[Hit, ...]

READ = 3
"""Paragraphs that are read for a question."""


@dataclass(frozen=True)
class Asked:
    """A question and the paragraphs read for it, in the order of their articles.

    The paragraph ``gold`` holds the ``answer`` at ``at`` in its text. What is ``read``: it and others of its article,
    only others of its article, or paragraphs of other articles.
    """

    question: str
    answer: str
    title: str
    gold: str
    at: int
    read: Literal["gold", "beside", "elsewhere"]
    passages: tuple[Hit, ...]


def asked(folder: Path, seed: int) -> list[Asked]:
    """XQuAD's held-out questions in random order, each with its paragraph read, with those beside it, and elsewhere."""
    known = paragraphs(folder)
    found = [row for row in rows(folder / "squad_xquad.jsonl") if held_out(known[row["article_ids"][0]]["title"])]
    random.Random(seed).shuffle(found)  # noqa: S311 - a draw, not a secret
    embedder, rest = open_embedder(), list(known.values())
    nearness = embedder.encode([row["question"] for row in found]) @ embedder.encode([row["text"] for row in rest]).T
    return [
        Asked(row["question"], row["answer"], gold["title"], gold["id"], row["answer_start"], read, hits)
        for row, near in zip(found, nearness, strict=True)
        for gold in [known[row["article_ids"][0]]]
        for read, hits in _read(gold, [rest[index] for index in near.argsort()[::-1]]).items()
    ]


def _read(gold: dict[str, Any], near: Sequence[dict[str, Any]]) -> dict[Literal["gold", "beside", "elsewhere"], Hits]:
    """What may be read for a question, of all paragraphs, the nearest first."""
    beside = [row for row in near if row["title"] == gold["title"] and row["id"] != gold["id"]]
    elsewhere = [row for row in near if row["title"] != gold["title"]]
    return {
        "gold": _hits([gold, *beside][:READ]),
        "beside": _hits(beside[:READ]),
        "elsewhere": _hits(elsewhere[:READ]),
    }


def _hits(read: Sequence[dict[str, Any]]) -> Hits:
    return tuple(_hit(one) for one in sorted(read, key=lambda one: str(one["id"])))


def _hit(row: dict[str, Any]) -> Hit:
    text = row["text"]
    return Hit(row["id"], "1", 0, len(text), text, row["title"], None, None, None, 1.0, "both")
