"""Question and passages -> drafted sentences, as the language model writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import llm, prompts
from assistant.types import Draft
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

    from assistant.settings import Settings

OPENING = re.compile(
    r"^(?:answer:\s*|(?:according to|based on|as stated in) (?:the|this) (?:given |provided )?"
    r"(?:passages?|articles?|text|information)(?: (?:given|provided|\d+))?,\s*"
    r"|(?:the )?passages? (?:\d+ )?(?:states?|says?|mentions?) that\s+)",
    re.I,
)
INITIALS = re.compile(r"\b([A-Z])\. (?=[A-Z]\.)")
LATELY = re.compile(r"(?:^|,?\s+)(?:earlier\s+)?(this (?:week|month|year)|today)\b(?!['’]s),?", re.I)
MARKS = re.compile(r"\s*[\[(](?:passages?\s*)?\d+(?:\s*,\s*\d+)*[\])]|^\s*(?:[-*•]|\d+[.)])\s+|\*\*|^#+\s*", re.I)
REFUSAL = re.compile(
    r"\b(?:passages?|articles?|text|information|context)\b.{0,40}\b(?:do(?:es)?|did|is|are)(?:\s+not|n['’]t)\b"
    r"|\b(?:not|no|n['’]t)\b.{0,30}\b(?:mentioned|specified|stated|provided|given|available|disclosed)\b"
    r".{0,30}\b(?:passages?|articles?|text|information)\b"
    r"|\bno (?:information|mention|details?)\b|\b(?:cannot|can['’]t) (?:answer|determine|say)\b"
    r"|\b(?:is|was|are|were) not (?:explicitly )?(?:mentioned|specified|stated|provided)\b",
    re.I,
)  # fmt: skip


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
            yield from _clean(buffer[start:end], question)
        if len(spans) > 1:
            buffer = buffer[spans[-1][0] :]
    if _is_whole(buffer):
        yield from _clean(buffer, question)


def is_refusal(sentence: str) -> bool:
    """Whether a drafted sentence only says that the passages do not say."""
    return REFUSAL.search(sentence) is not None


def _is_whole(buffer: str) -> bool:
    """Whether the last sentence ended before the token limit cut it off."""
    return bool(re.search(r"[.!?][\"'”’)\]]*\s*$", buffer)) or len(buffer.split()) <= 12  # noqa: PLR2004 (a short answer)


def _clean(sentence: str, question: str) -> Iterator[Draft]:
    bare = OPENING.sub("", MARKS.sub("", sentence.strip())).strip()
    bare = INITIALS.sub(r"\1.", _undated(bare, question)).strip()
    if not re.search(r"\w", bare):
        return
    bare = bare[0].upper() + bare[1:]
    yield Draft(bare if re.search(r"[.!?][\"'”’)\]]*$", bare) else bare + ".")


def _undated(sentence: str, question: str) -> str:
    """A sentence without the question's "this week": the article's date tells it, and may be of another week."""
    return LATELY.sub(lambda found: "" if found[1].lower() in question.lower() else found[0], sentence)
