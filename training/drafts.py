"""What the embedded language model drafts for questions of known answer, with and without the passage that holds it.

Of each sentence that a draft may rest on, the model is asked whether it answers. Drafting takes seconds a question, so
each line is written as soon as it is there and a second run goes on where the first ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from assistant import answerable, drafter, llm, pointing
from assistant.asking import READ_FIRST
from assistant.evidence import passages_text, select
from assistant.settings import Settings
from training.questions import READ, asked
from training.selection import rows
from vectorstore.embedding import open_embedder

if TYPE_CHECKING:
    from assistant.evidence import Selection

BUDGET = 10_000
"""Tokens of the paragraphs read, more than there are."""


@dataclass(frozen=True)
class Judged:
    """A sentence that a draft may rest on.

    ``held`` is the share it holds of what the draft adds to its question, ``odds`` are the model's that it answers.
    """

    text: str
    held: float
    odds: float | None


@dataclass(frozen=True)
class Drafted:
    """One question, the paragraphs read, what was drafted from the best, and the sentences that this may rest on.

    ``present`` says whether the paragraph that holds the ``answer`` is among them; ``title`` names its article.
    """

    question: str
    answer: str
    title: str
    present: bool
    passages: tuple[str, ...]
    sentences: tuple[str, ...]
    judged: tuple[Judged, ...]


def load(path: Path) -> list[Drafted]:
    """What has been drafted so far."""
    return TypeAdapter(list[Drafted]).validate_python(rows(path)) if path.exists() else []


def make(folder: Path, out: Path, questions: int, seed: int, progress: Callable[[str], None]) -> list[Drafted]:
    """Draft for the first held-out ``questions`` of XQuAD, each once with and once without its paragraph."""
    settings = Settings()
    model = llm.chat_model(settings)
    if model is None:
        raise SystemExit("drafting needs a language model; set NEWS_ASSISTANT_LLM=embedded")
    done = {(one.question, one.present) for one in load(out)}
    cases = [case for case in asked(folder, seed) if case.read != "elsewhere"][: 2 * questions]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("a", encoding="utf-8") as file:
        for number, case in enumerate(cases, start=1):
            present = case.read == "gold"
            if (case.question, present) in done:
                continue
            read = select(case.question, case.passages, open_embedder(), passages_read=READ, budget=BUDGET)
            drafted = drafter.draft(model, case.question, passages_text(read.passages[:READ_FIRST]), settings)
            texts = tuple(one.text for one in drafted if not drafter.is_refusal(one.text))
            judged = tuple(
                Judged(text, share, answerable.odds(
                    model, case.question, case.title, text, timeout=settings.llm_timeout
                ))
                for text, share in _rests_on(case.question, texts, read).items()
            )  # fmt: skip
            passages = tuple(hit.text for hit in read.passages)
            made = Drafted(case.question, case.answer, case.title, present, passages, texts, judged)
            file.write(json.dumps(asdict(made), ensure_ascii=False) + "\n")
            file.flush()
            progress(f"drafted {number} of {len(cases)}")
    return load(out)


def _rests_on(question: str, drafts: Sequence[str], read: Selection) -> dict[str, float]:
    """What the drafts point at and what is nearest to each, with the share held of what they add to the question."""
    found: dict[str, float] = {}
    for draft in drafts:
        similarity = [float(value) for value in read.vectors @ open_embedder().encode([draft])[0]]
        nearest = read.evidence[max(range(len(similarity)), key=similarity.__getitem__)]
        shares = pointing.pointed(question, draft, read.evidence, similarity)
        for one, share in (shares | {nearest: pointing.held(question, draft, nearest.text)}).items():
            found[one.text] = max(share, found.get(one.text, 0.0))
    return found
