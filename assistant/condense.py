"""A follow-up question -> one that stands alone. Questions that already do are left as they are."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from itertools import dropwhile
from typing import TYPE_CHECKING

from assistant import llm, prompts
from assistant.render import NEAREST
from assistant.selector import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

    from assistant.settings import Settings
    from assistant.types import Turn

PRONOUN = re.compile(
    r"\b(he|she|it|they|him|her|hers|them|his|its|their|theirs|this|that|these|those|there|then|one|ones|else)\b", re.I
)
ELLIPSIS = re.compile(r"^\s*(and|but|so|or|also|what about|how about|why( not)?|when|where|who|how|how many|how much)\b"
                      r"(?:\s*\?|\s*$|,)|^\s*(and|but|so|what about|how about)\b", re.I)  # fmt: skip
_CAPITAL = r"\b[A-Z][\w’'-]*"
NAME = re.compile(rf"{_CAPITAL}(?:\s+(?:of\s+(?:the\s+)?)?{_CAPITAL})+|(?<![.!?]\s)(?<!^){_CAPITAL}")
"""Words with a capital letter; one alone does not count where a sentence begins."""
_BEGINS = re.compile(r"(?:^|[.!?:]\s|[\"“‘(])$")
_DAY = re.compile(rf"^(?:{'|'.join([*calendar.day_name, *calendar.month_name[1:]])}) (?=[A-Z])")
ASKED, OLDER, NAMES = 2.0, 0.8, 3
"""What a name in a question weighs beside one in an answer, what one turn further back weighs, how many are added."""
TURNS, TURN_CHARACTERS = 3, 400


def needs_history(question: str) -> bool:
    """Whether a question leans on what was said before."""
    return bool(PRONOUN.search(question) or ELLIPSIS.search(question)) or len(words(question)) <= 1


def condense(
    question: str,
    history: Sequence[Turn],
    model: BaseChatModel | None,
    settings: Settings,
    config: RunnableConfig | None = None,
) -> str:
    """The question to search for. Without a language model the names of the conversation are appended.

    Raises LLMError when the model cannot be asked.
    """
    if not history or not needs_history(question):
        return question
    if model is not None:
        messages = prompts.load("condense").render(history=_transcript(history), question=prompts.fence(question))
        pieces = llm.stream_text(model, messages, max_tokens=60, timeout=settings.llm_timeout, config=config)
        rewritten = _first_line("".join(pieces))
        if _keeps(question, rewritten, history):
            return rewritten
    return _with_names(question, history)


def _transcript(history: Sequence[Turn]) -> str:
    lines = []
    for turn in history[-TURNS:]:
        answer = re.sub(r"\s*\[\d+\]", "", turn.answer)[:TURN_CHARACTERS]
        lines += [f"Reader: {prompts.fence(turn.question[:TURN_CHARACTERS])}", f"Assistant: {prompts.fence(answer)}"]
    return "\n".join(lines)


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return re.sub(r"^(?:rewritten|stand-?alone|follow-up)?\s*question\s*:\s*", "", line, flags=re.I).strip('"“” ')


def _keeps(question: str, rewritten: str, history: Sequence[Turn]) -> bool:
    """Whether a rewriting keeps the question's own words, adds some from the conversation, and none from outside it."""
    own = set(words(PRONOUN.sub(" ", question)))
    told = own | {word for turn in history for word in words(f"{turn.question} {turn.answer}")}
    new = set(words(rewritten))
    return bool(new - own) and len(own & new) >= 0.6 * len(own) and len(new - told) <= 1 and len(rewritten) <= 300  # noqa: PLR2004


def _with_names(question: str, history: Sequence[Turn]) -> str:
    """The question with the names that the conversation is about, as far as its own words lack them."""
    weight: dict[str, float] = defaultdict(float)
    for age, turn in enumerate(reversed(history)):
        for text, value in ((turn.question, ASKED), (turn.answer.partition(NEAREST)[0], 1.0)):
            for name in _names(text):
                weight[name] += value * OLDER**age
    subject: list[str] = []
    for name in sorted(weight, key=weight.__getitem__, reverse=True):
        told = name.lower() in question.lower() or any(f" {name} " in f" {longer} " for longer in subject)
        if not told and len(subject) < NAMES:
            subject.append(name)
    if not subject:
        subject = [word for word in re.findall(r"\w+", history[-1].question) if words(word)][:6]
    return f"{question.rstrip(' ?')} ({', '.join(subject)})?" if subject else question


def _names(text: str) -> Iterator[str]:
    """The names in a text, without the "Did" that begins a sentence and the day before a name."""
    for match in NAME.finditer(text):
        named = match[0].split()
        if _BEGINS.search(text, max(0, match.start() - 2), match.start()):
            named = list(dropwhile(lambda word: not words(word), named))
        name = _DAY.sub("", " ".join(named))
        if words(name):
            yield name
