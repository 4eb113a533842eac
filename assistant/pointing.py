"""The sentence that a draft points at: the one of the evidence which holds what the draft adds to its question.

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

HELD = 0.5
"""Share of what a draft adds that the sentence must hold."""
WEIGHTS = {"PROPN": 2.0, "NOUN": 1.5, "VERB": 1.5, "NUM": 1.5}


def pointed(question: str, draft: str, evidence: Sequence[Evidence], similarity: Sequence[float]) -> Evidence | None:
    """The evidence sentence that holds most of what ``draft`` adds to ``question`` and is nearest to it.

    ``similarity`` is the draft's cosine to each sentence. None where the draft adds nothing, or no sentence holds it.
    """
    asked, told = stems(analyse(question)), analyse(draft)
    added = [token for token in told if (is_content(token) or token.like_num) and not forms(token) & asked]
    values = _values(told)
    shares = [_held(added, values, one.text) for one in evidence]
    likely = [index for index, share in enumerate(shares) if share >= HELD]
    best = max(likely, key=lambda index: shares[index] + similarity[index], default=None)
    return None if best is None else evidence[best]


def _held(added: Sequence[Token], values: set[float], sentence: str) -> float:
    """The share of the added words, names weighing most, that the sentence holds; a number however it is written."""
    own = words(sentence)
    held = {token for token in added if meanings(token) & own}
    numbers = {token for token in added if token.like_num} - held
    if numbers and values & _values(analyse(sentence)):
        held |= numbers
    return _weight(held) / _weight(added) if added else 0.0


def _values(text: Doc) -> set[float]:
    return {round(quantity.value, 6) for quantity in quantities(text)}


def _weight(tokens: Iterable[Token]) -> float:
    return sum(WEIGHTS.get(token.pos_, 1.0) for token in tokens)
