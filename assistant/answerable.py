"""Is the question answered? Decides between an answer and a refusal.

With a language model: its log P(Yes) - log P(No) that what a sentence cites gives the answer, and how much of what the
model drafted stands in it. It is asked of the cited sentences alone: of whole passages it says Yes too readily. For a
quotation without a language model: the selector's relevance, and whether the text holds the question's names and
predicate and is said by whom the question asks about. ``calibration.json`` holds the weights. For both: something of
the kind it asks for (a person, a number, a date).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant import llm, prompts
from assistant.calibration import fitted
from assistant.checks.speech import SAYING
from assistant.checks.synonyms import meanings
from assistant.kinds import TIMES, YEAR, holds_kind
from assistant.language import analyse, is_content, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig
    from spacy.tokens import Doc, Token

    from vectorstore.types import Hit

EMPTY_VERBS = frozenset({"do", "be", "have", "say", "tell", "happen", "get", "make", "take", "go", "give", "call",
                         "report", "accord", "describe", "name"})  # fmt: skip
EMPTY_WORDS = frozenset({"many", "much", "name", "article", "other", "first", "last", "latest", "new", "date", "year",
                         "number", "time", "kind", "thing", "people", "person"})  # fmt: skip
SURE, SURE_CONTENT = 0.9, 0.6
"""Probability of a quotation, and share of the question's words in it, from which it precedes the language model."""
LIKELY = 0.5
"""Probability from which on an answer outweighs an objection to what its question takes for granted."""


@dataclass(frozen=True)
class Coverage:
    """How far a text speaks of what a question asks.

    ``content`` is the share of the question's content words it holds, ``missing`` the names and numbers it lacks,
    ``predicate`` whether it holds the question's main verb or, where that is empty, its main noun; ``kind`` whether it
    holds something of the kind asked for that the question does not already hold (None: any kind); ``speaker`` whether
    it is said by whom the question asks about (None: it asks about nobody's words).
    """

    content: float
    missing: tuple[str, ...]
    predicate: bool
    kind: bool | None
    speaker: bool | None


def coverage(question: str, answer: str, context: Sequence[Hit]) -> Coverage:
    """How far ``answer``, read within its ``context`` (the passages and their headlines), speaks to ``question``."""
    years = frozenset(hit.published[:4] for hit in context if hit.published)
    known = _stems(answer).union(years, *(_stems(f"{hit.title} {hit.outlet or ''} . {hit.text}") for hit in context))
    tokens = [token for token in analyse(question) if _carries(token)]
    held = [token for token in tokens if known & meanings(token)]
    missing = tuple(token.text for token in tokens if token not in held and _is_name(token))
    share = sum(_weight(token) for token in held) / (sum(_weight(token) for token in tokens) or 1.0)
    predicate = _predicate(tokens)
    return Coverage(
        content=share if tokens else 1.0,
        missing=missing,
        predicate=predicate is None or predicate in held,
        kind=holds_kind(question, answer),
        speaker=_said_by_whom_asked(analyse(question), analyse(answer)),
    )


def quotation_features(question: str, relevance: float, quote: str, context: Sequence[Hit]) -> dict[str, float]:
    """What tells whether a quoted sentence answers the question: the selector's logit, coverage, kind, speaker."""
    narrow, wide = coverage(question, quote, ()), coverage(question, quote, context)
    return {
        "relevance": _logit(relevance),
        "content": narrow.content,
        "content_around": wide.content,
        "predicate": float(narrow.predicate),
        "predicate_missing": float(not wide.predicate),
        "missing": float(min(2, len(wide.missing))),
        **_of("kind", wide.kind),
        **_of("speaker", wide.speaker),
    }


def quotation_probability(question: str, relevance: float, quote: str, context: Sequence[Hit]) -> float:
    """Probability that a quoted sentence answers the question by itself."""
    return fitted("quotation")(quotation_features(question, relevance, quote, context))


def odds(
    model: BaseChatModel, question: str, headline: str, quotation: str, *, timeout: float,
    config: RunnableConfig | None = None,
) -> float | None:  # fmt: skip
    """The language model's log P(Yes) - log P(No) that the quotation gives the answer; None if it says neither.

    Raises LLMError when the model cannot be reached, dies, or takes longer than ``timeout`` seconds.
    """
    messages = prompts.load("answerable").render(
        headline=prompts.fence(headline), quotation=prompts.fence(quotation), question=prompts.fence(question)
    )
    return llm.log_odds_yes(model, messages, timeout=timeout, config=config)


def draft_probability(odds: float, held: float, question: str, text: str) -> float:
    """Probability that ``text`` answers the question, by what it cites.

    ``odds`` are the language model's that this gives the answer; ``held`` is the share of what a draft adds to its
    question that stands in it. Without something of the kind that a part of it asks for there is no answer, whatever
    these say.
    """
    lacks_kind = all(holds_kind(part, text) is False for part in parts(question))
    return 0.0 if lacks_kind else fitted("draft")({"odds": odds, "held": held})


def answers(probability: float) -> bool:
    """Whether a text of this probability is taken to answer the question."""
    return probability >= fitted("draft").threshold


def quotes(probability: float) -> bool:
    """Whether a quotation of this probability is taken to answer the question by itself."""
    return probability >= fitted("quotation").threshold


def surely_quotes(probability: float, question: str, quote: str) -> bool:
    """Whether a quotation of this probability may be shown before the language model is heard."""
    said = coverage(question, quote, ())
    return probability >= SURE and said.predicate and said.content >= SURE_CONTENT


def parts(question: str) -> list[str]:
    """The questions of a double question, such as "Who resigned, and when did she leave?"; one for a simple one."""
    return re.split(
        r"[,;]?\s+and\s+(?=(?:who|when|where|why|how|what|which)\b)|\?\s+(?=\w)", question, flags=re.IGNORECASE
    )


@lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(token for token in analyse(text) if not token.is_punct))


def _said_by_whom_asked(question: Doc, answer: Doc) -> bool | None:
    """For "What did X say …?": whether X is a speaker in the answer."""
    asked = [
        child for verb in question if verb.lemma_.lower() in SAYING and verb.head == verb
        for child in verb.children if child.dep_ == "nsubj" and is_content(child)
    ]  # fmt: skip
    if not asked:
        return None
    wanted = stems(asked)
    return any(
        wanted & stems(child.subtree)
        for verb in answer if verb.lemma_.lower() in SAYING for child in verb.children if child.dep_ == "nsubj"
    )  # fmt: skip


def _predicate(tokens: Sequence[Token]) -> Token | None:
    """The question's main verb, else the head of its main noun phrase."""
    verbs = [token for token in tokens if token.pos_ == "VERB"]
    if verbs:
        return next((verb for verb in verbs if verb.head == verb), verbs[0])
    return next((token for token in tokens if token.pos_ == "NOUN"), None)


def _carries(token: Token) -> bool:
    empty = EMPTY_VERBS if token.pos_ == "VERB" else EMPTY_WORDS
    dated = token.ent_type_ in TIMES and not YEAR.fullmatch(token.text)  # "on 27 June" may stand as "on Saturday"
    return is_content(token) and token.lemma_.lower() not in empty and not dated


def _is_name(token: Token) -> bool:
    return token.pos_ in {"PROPN", "NUM"} or bool(token.like_num)


def _weight(token: Token) -> float:
    return 2.0 if token.pos_ == "PROPN" else 1.5 if token.pos_ in {"NOUN", "VERB", "NUM"} else 1.0


def _of(name: str, held: bool | None) -> dict[str, float]:  # noqa: FBT001 - an outcome, not a switch
    return {f"{name}_held": float(held is True), f"{name}_missing": float(held is False)}


def _logit(probability: float) -> float:
    kept = min(1 - 1e-4, max(1e-4, probability))
    return math.log(kept / (1 - kept))
