"""Is the question answered? Decides between an answer and a refusal.

With a language model: its log P(Yes) - log P(No) that the passages state the answer, asked after the same passages as
the draft so that the prefix is cached. For a quotation, and beside the model: whether the text holds the names the
question holds, and something of the kind it asks for (a person, a number, a date, a place).
The weights are set by hand on questions over six real articles; docs/README names the measurement.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.language import analyse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from vectorstore.types import Hit

CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"}
EMPTY = frozenset({"do", "be", "have", "say", "tell", "happen", "get", "make", "take", "go", "give", "many", "much",
                   "name", "article", "report", "accord", "other", "first", "last", "latest", "new"})  # fmt: skip
KINDS = (
    (re.compile(r"^\W*(?:(?:in|on|by|from|at|for|to|since|until)\s+)?(?:when|(?:what|which) (?:year|date|day|month|time))\b", re.I),
     {"DATE", "TIME"}),
    (re.compile(r"\bhow (?:many|much|old|long|far|big|large|tall|often|high|fast)\b|\bwhat (?:share|percentage|percent|proportion|number|amount|price|score)\b", re.I),
     {"CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "DATE", "TIME"}),
    (re.compile(r"\bwho(?:m|se)?\b", re.I), {"PERSON", "ORG", "NORP", "GPE"}),
    (re.compile(r"\bwhere\b|\b(?:what|which) (?:city|country|state|town|place|countries|cities)\b", re.I),
     {"GPE", "LOC", "FAC", "ORG"}),
)  # fmt: skip

ANSWERS = 0.5
"""Probability from which a text is taken to answer the question."""
SURE = 0.85
"""Probability from which a quotation is shown before the language model has written anything."""


@dataclass(frozen=True)
class Coverage:
    """How far a text speaks of what a question asks.

    ``content`` is the share of the question's content words it holds, ``missing`` the names and numbers it lacks,
    ``kind`` whether it holds something of the kind asked for that the question does not already hold (None: any kind).
    """

    content: float
    missing: tuple[str, ...]
    kind: bool | None


def coverage(question: str, answer: str, context: Sequence[Hit]) -> Coverage:
    """How far ``answer``, read within its ``context`` (the passages and their headlines), speaks to ``question``."""
    asked = analyse(question)
    surroundings = " ".join([answer, *(f"{hit.title} {hit.outlet or ''} {hit.text}" for hit in context)])
    known = _stems(surroundings)
    tokens = [token for token in asked if _carries(token)]
    held = [token for token in tokens if known & _forms(token)]
    missing = tuple(
        token.text for token in tokens if token not in held and (token.pos_ in {"PROPN", "NUM"} or token.like_num)
    )
    share = sum(_weight(token) for token in held) / (sum(_weight(token) for token in tokens) or 1.0)
    return Coverage(share if tokens else 1.0, missing, _holds_kind(question, answer))


def quotation_probability(question: str, relevance: float, quote: str, context: Sequence[Hit]) -> float:
    """Probability that a quoted sentence answers the question, by relevance, coverage and kind of answer."""
    wide = coverage(question, quote, context)
    narrow = coverage(question, quote, ())
    return _logistic(
        -6.6
        + 2.5 * relevance
        + 3.0 * narrow.content
        + 4.0 * wide.content
        - 2.5 * min(2, len(wide.missing))
        + {True: 0.8, False: -2.5, None: 0.0}[wide.kind]
    )


def draft_probability(odds: float | None, question: str, answer: str, context: Sequence[Hit]) -> float:
    """Probability that a drafted answer, whose sentences are supported, answers the question asked.

    ``odds`` is the language model's log P(Yes) - log P(No) that the passages state the answer; None if it gave none.
    """
    found = coverage(question, answer, context)
    return _logistic(
        -0.5
        + (0.8 * max(-5.0, min(5.0, odds)) if odds is not None else 0.0)
        + 3.0 * (found.content - 0.6)
        - 2.0 * min(2, len(found.missing))
        + {True: 0.8, False: -1.5, None: 0.4}[found.kind]
    )


def parts(question: str) -> list[str]:
    """The questions of a double question, such as "Who resigned, and when did she leave?"; one for a simple one."""
    return re.split(r"[,;]?\s+and\s+(?=(?:who|when|where|why|how|what|which)\b)|\?\s+(?=\w)", question, flags=re.I)


def _holds_kind(question: str, answer: str) -> bool | None:
    for pattern, labels in KINDS:
        if pattern.search(question):
            asked = question.lower()
            found = [entity.text for entity in _entities(analyse(answer), labels)]
            return any(text.lower() not in asked for text in found)
    return None


def _entities(doc: Doc, labels: Iterable[str]) -> list[Doc]:
    wanted = set(labels)
    found = [entity for entity in doc.ents if entity.label_ in wanted]
    if "CARDINAL" in wanted:
        found += [token for token in doc if token.like_num or re.search(r"\d", token.text)]
    if "PERSON" in wanted:
        found += [token for token in doc if token.pos_ == "PROPN" or token.lemma_.lower().endswith(("official", "man"))]
    if "GPE" in wanted and "PERSON" not in wanted:
        found += [token for token in doc if token.pos_ == "PROPN"]
    if "TIME" in wanted and "CARDINAL" not in wanted:
        found += [token for token in doc if re.fullmatch(r"(?:19|20)\d\d", token.text)]
    return found


def _carries(token: Token) -> bool:
    return token.pos_ in CONTENT and not token.is_stop and token.lemma_.lower() not in EMPTY and token.is_alpha | token.like_num


def _weight(token: Token) -> float:
    return 2.0 if token.pos_ == "PROPN" else 1.5 if token.pos_ in {"NOUN", "VERB", "NUM"} else 1.0


def _forms(token: Token) -> set[str]:
    return {_stem(token.text), _stem(token.lemma_)}


def _stems(text: str) -> set[str]:
    return {_stem(token.text) for token in analyse(text) if token.text.strip()} | {
        _stem(token.lemma_) for token in analyse(text)
    }


def _stem(word: str) -> str:
    """A crude stem, so that "donated" meets "donation" and "immunise" meets "immunisation"."""
    bare = re.sub(r"[’']s$", "", word.lower())
    return bare[:5] if len(bare) > 6 else re.sub(r"(?:ing|ed|es|s)$", "", bare) if len(bare) > 4 else bare  # noqa: PLR2004


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
