"""The sentences that a draft points at: those of the evidence which hold what the draft adds to its question.

A draft repeats its question in the question's words, which may be far from the article's ("remains valid" for "stays
active"), so that it cannot be verified as it stands. What it adds tells where the answer was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.checks.numbers import quantities
from assistant.checks.synonyms import meanings
from assistant.language import analyse, forms, is_content, stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from assistant.types import Evidence

HALF = 0.5
"""Share of what a draft adds that a sentence must hold to be pointed at; also what is taken where nothing is added."""
MOST = 4
"""Sentences that one draft points at."""
WEIGHTS = {"PROPN": 2.0, "NOUN": 1.5, "VERB": 1.5, "NUM": 1.5}


def pointed(
    question: str, draft: str, evidence: Sequence[Evidence], similarity: Sequence[float]
) -> dict[Evidence, float]:
    """The evidence sentences that hold most of what ``draft`` adds to ``question`` and are nearest to it, best first.

    Each with the share that it holds.

    ``similarity`` is the draft's cosine to each sentence. Empty where the draft adds nothing, or no sentence holds it.
    """
    added, values = _added(question, draft)
    if not added:
        return {}
    shares = [_held(added, values, one.text) for one in evidence]
    likely = [index for index, share in enumerate(shares) if share >= HALF]
    best = sorted(likely, key=lambda index: -shares[index] - similarity[index])[:MOST]
    return {evidence[index]: shares[index] for index in best}


def held(question: str, draft: str, text: str) -> float:
    """The share in [0, 1] of what ``draft`` adds to ``question`` that ``text`` holds; names weigh most."""
    added, values = _added(question, draft)
    return _held(added, values, text) if added else HALF


def _added(question: str, draft: str) -> tuple[list[Token], set[float]]:
    """The words that the draft does not share with its question, and the values of all its numbers."""
    asked, told = stems(analyse(question)), analyse(draft)
    added = [token for token in told if (is_content(token) or token.like_num) and not forms(token) & asked]
    return added, _values(told)


def _held(added: Sequence[Token], values: set[float], sentence: str) -> float:
    """The share of the added words, by weight, that the sentence holds; a number however it is written.

    A sentence without any of the added figures holds nothing: they are the answer.
    """
    own = words(sentence)
    found = {token for token in added if meanings(token) & own}
    numbers = {token for token in added if token.like_num}
    if numbers - found and values & _values(analyse(sentence)):
        found |= numbers
    figures = {token for token in numbers if any(map(str.isdigit, token.text))}
    if figures and not figures & found:
        return 0.0
    return _weight(found) / _weight(added)


def _values(text: Doc) -> set[float]:
    return {round(quantity.value, 6) for quantity in quantities(text)}


def _weight(tokens: Iterable[Token]) -> float:
    return sum(WEIGHTS.get(token.pos_, 1.0) for token in tokens)
