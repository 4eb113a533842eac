"""What the embedded language model drafts for questions of known answer, with and without the passage that holds it.

Drafting takes seconds a question, so each line is written as soon as it is there and a second run goes on where the
first ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant import answerable, drafter, llm
from assistant.evidence import passages_text
from assistant.settings import Settings
from training.questions import asked
from training.selection import rows
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences


@dataclass(frozen=True)
class Drafted:
    """One question, the paragraphs read, what was drafted from them, and the model's odds that its source answers it.

    ``present`` says whether the paragraph that holds the ``answer`` is among them; ``title`` names its article;
    ``quotation`` is the sentence of the paragraphs that is nearest to the draft.
    """

    question: str
    answer: str
    title: str
    present: bool
    passages: tuple[str, ...]
    sentences: tuple[str, ...]
    quotation: str
    odds: float | None


def load(path: Path) -> list[Drafted]:
    """What has been drafted so far."""
    found = rows(path) if path.exists() else []
    return [Drafted(**row | {key: tuple(row[key]) for key in ("passages", "sentences")}) for row in found]


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
            read = tuple(hit.text for hit in case.passages)
            drafted = drafter.draft(model, case.question, passages_text(case.passages), settings)
            texts = tuple(one.text for one in drafted)
            quotation = _nearest(" ".join(texts), read)
            odds = answerable.odds(model, case.question, case.title, quotation, timeout=settings.llm_timeout)
            made = Drafted(case.question, case.answer, case.title, present, read, texts, quotation, odds)
            file.write(json.dumps(asdict(made), ensure_ascii=False) + "\n")
            file.flush()
            progress(f"drafted {number} of {len(cases)}")
    return load(out)


def _nearest(draft: str, passages: Sequence[str]) -> str:
    """The sentence of the passages with the highest cosine to the draft."""
    texts = [passage[start:end] for passage in passages for start, end in sentences(passage)]
    vectors = open_embedder().encode([*texts, draft])
    return texts[int((vectors[:-1] @ vectors[-1]).argmax())]
