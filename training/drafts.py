"""What the embedded language model drafts for questions of known answer, with and without the passage that holds it.

The material from which "is the question answered?" is learned. Drafting takes seconds a question, so each line is
written as soon as it is there and a second run goes on where the first ended.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant import drafter, llm, prompts
from assistant.evidence import passages_text
from assistant.settings import Settings
from training.selection import rows
from vectorstore.embedding import open_embedder
from vectorstore.types import Hit

READ = 2
"""Paragraphs that are read for a question."""


@dataclass(frozen=True)
class Drafted:
    """One question, the paragraphs read, what was drafted from them, and the model's odds that they answer it.

    ``present`` says whether the paragraph that holds the ``answer`` is among them.
    """

    question: str
    answer: str
    present: bool
    passages: tuple[str, ...]
    sentences: tuple[str, ...]
    odds: float | None


def load(path: Path) -> list[Drafted]:
    """What has been drafted so far."""
    found = rows(path) if path.exists() else []
    return [Drafted(**row | {key: tuple(row[key]) for key in ("passages", "sentences")}) for row in found]


def make(folder: Path, out: Path, questions: int, seed: int, progress: Callable[[str], None]) -> list[Drafted]:
    """Draft for a draw of XQuAD's questions, each once with and once without its paragraph; see ``load``."""
    paragraphs = {row["id"]: row for row in rows(folder / "squad_xquad_articles.jsonl")}
    asked = rows(folder / "squad_xquad.jsonl")
    random.Random(seed).shuffle(asked)  # noqa: S311 - a draw, not a secret
    settings = Settings()
    model = llm.chat_model(settings)
    if model is None:
        raise SystemExit("drafting needs a language model; set NEWS_ASSISTANT_LLM=embedded")
    done = {(one.question, one.present) for one in load(out)}
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("a", encoding="utf-8") as file:
        for number, row in enumerate(asked[:questions], start=1):
            near = _near(row["question"], row["article_ids"][0], paragraphs)
            for present in (True, False):
                if (row["question"], present) in done:
                    continue
                gold = [paragraphs[row["article_ids"][0]]] if present else []
                read = sorted([*gold, *near][:READ], key=lambda one: str(one["id"]))
                passages = passages_text([_hit(one) for one in read])
                asking = {"passages": passages, "question": prompts.fence(row["question"])}
                messages = prompts.load("answerable").render(**asking)
                odds = llm.log_odds_yes(model, messages, timeout=settings.llm_timeout)
                drafted = drafter.draft(model, row["question"], passages, settings)
                texts = tuple(one.text for one in drafted)
                made = Drafted(row["question"], row["answer"], present, tuple(one["text"] for one in read), texts, odds)
                file.write(json.dumps(asdict(made), ensure_ascii=False) + "\n")
                file.flush()
            progress(f"drafted for {number} of {questions} questions")
    return load(out)


def _near(question: str, gold: str, paragraphs: dict[str, dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The other paragraphs of the gold paragraph's article, those nearest to the question first."""
    others = [row for row in paragraphs.values() if row["title"] == paragraphs[gold]["title"] and row["id"] != gold]
    embedder = open_embedder()
    similarity = embedder.encode([row["text"] for row in others]) @ embedder.encode([question])[0]
    return [others[index] for index in similarity.argsort()[::-1]]


def _hit(row: dict[str, Any]) -> Hit:
    text = row["text"]
    return Hit(row["id"], "1", 0, len(text), text, row["title"], None, None, None, 1.0, "both")
