"""Question and passages -> drafted sentences, as the language model writes them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from assistant import llm, prompts
from assistant.types import Draft
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

    from assistant.settings import Settings
    from assistant.types import Evidence

OPENING = re.compile(
    r"^(?:answer:\s*|(?:according to|based on|as stated in) (?:the|this) (?:given |provided )?"
    r"(?:passages?|articles?|text|information)(?: (?:given|provided|\d+))?,\s*"
    r"|(?:the )?passages? (?:\d+ )?(?:states?|says?|mentions?) that\s+)",
    re.I,
)
MARKS = re.compile(r"\s*[\[(](?:passages?\s*)?\d+(?:\s*,\s*\d+)*[\])]|^\s*(?:[-*•]|\d+[.)])\s+|\*\*|^#+\s*", re.I)
REFUSAL = re.compile(
    r"\b(?:passages?|articles?|text|information|context)\b.{0,40}\b(?:do(?:es)?|did|is|are)(?:\s+not|n['’]t)\b"
    r"|\b(?:not|no|n['’]t)\b.{0,30}\b(?:mentioned|specified|stated|provided|given|available|disclosed)\b"
    r".{0,30}\b(?:passages?|articles?|text|information)\b"
    r"|\bno (?:information|mention|details?)\b|\b(?:cannot|can['’]t) (?:answer|determine|say)\b"
    r"|\b(?:is|was|are|were) not (?:explicitly )?(?:mentioned|specified|stated|provided)\b",
    re.I,
)  # fmt: skip

COPIED, SHORTEST_COPY = 0.85, 4
"""Share of its words from which a sentence counts as copied, and the words that a copy needs."""


def draft(
    model: BaseChatModel, question: str, passages: str, settings: Settings, config: RunnableConfig | None = None
) -> Generator[Draft]:
    """Drafted sentences, each as soon as it is complete. ``passages`` is the fenced text they are drafted from.

    Raises LLMError when the model cannot be reached, dies, or takes longer than ``settings.llm_timeout`` seconds.
    """
    messages = prompts.load("answer").render(passages=passages, question=prompts.fence(question))
    buffer = ""
    pieces = llm.stream_text(
        model, messages, max_tokens=settings.llm_max_tokens, timeout=settings.llm_timeout, config=config
    )
    for piece in pieces:
        buffer += piece
        spans = sentences(buffer)
        for start, end in spans[:-1]:
            yield from _clean(buffer[start:end])
        if len(spans) > 1:
            buffer = buffer[spans[-1][0] :]
    if _is_whole(buffer):
        yield from _clean(buffer)


def pointed_out(
    model: BaseChatModel,
    question: str,
    passages: str,
    evidence: Sequence[Evidence],
    settings: Settings,
    config: RunnableConfig | None = None,
) -> Evidence | None:
    """The evidence sentence that the model copies when asked which one answers; None if it copies none of them.

    Raises LLMError as ``draft`` does.
    """
    messages = prompts.load("quote").render(passages=passages, question=prompts.fence(question))
    copied = "".join(llm.stream_text(model, messages, max_tokens=80, timeout=settings.llm_timeout, config=config))
    best = max(evidence, key=lambda one: _likeness(copied, one.text), default=None)
    return best if best is not None and _likeness(copied, best.text) >= COPIED else None


def _likeness(copied: str, sentence: str) -> float:
    """Share of the shorter text's words, in order, that the other holds (Ratcliff and Obershelp, 1988)."""
    ours, theirs = copied.lower().split(), sentence.lower().split()
    matched = sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    return matched / max(1, min(len(ours), len(theirs))) if len(ours) >= SHORTEST_COPY else 0.0


def is_refusal(sentence: str) -> bool:
    """Whether a drafted sentence only says that the passages do not say."""
    return REFUSAL.search(sentence) is not None


def _is_whole(buffer: str) -> bool:
    """Whether the last sentence ended before the token limit cut it off."""
    return bool(re.search(r"[.!?][\"'”’)\]]*\s*$", buffer)) or len(buffer.split()) <= 12  # noqa: PLR2004 (a short answer)


def _clean(sentence: str) -> Iterator[Draft]:
    bare = OPENING.sub("", MARKS.sub("", sentence.strip())).strip()
    if not re.search(r"\w", bare):
        return
    bare = bare[0].upper() + bare[1:]
    yield Draft(bare if re.search(r"[.!?][\"'”’)\]]*$", bare) else bare + ".")
