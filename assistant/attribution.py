"""Drafted sentence -> the one to three evidence sentences that support it best.

Word overlap weighted by rarity among the evidence (inverse document frequency, Spärck Jones 1972), names and numbers
counting double, plus cosine similarity where it is given.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from assistant.language import analyse, forms, is_content, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.types import Evidence

MOST = 3
"""Evidence sentences that one claim cites at most."""
ADDS = 0.12
"""Share of the sentence's weight that a further evidence sentence must cover anew."""
SAME_PASSAGE = 0.03
"""Preference for a further sentence from the passage of the first."""


def attribute(
    sentence: str, evidence: Sequence[Evidence], similarity: Sequence[float] | None = None, most: int = MOST
) -> list[Evidence]:
    """The evidence that supports ``sentence``, ``most`` sentences in the order given; empty if nothing overlaps.

    ``similarity`` is the cosine of the sentence to each evidence text.
    """
    return in_order(best_first(sentence, evidence, similarity)[:most], evidence)


def in_order(chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The chosen sentences in the order of the evidence."""
    return sorted(chosen, key=evidence.index)


def best_first(
    sentence: str, evidence: Sequence[Evidence], similarity: Sequence[float] | None = None
) -> list[Evidence]:
    """The evidence that supports ``sentence``, the best first; empty if nothing overlaps.

    A second and third sentence, of the same article, are added only for words, numbers or names that those before lack.
    """
    if similarity is not None and len(similarity) != len(evidence):
        raise ValueError(f"{len(similarity)} similarities for {len(evidence)} evidence sentences")
    read = [words(one.text) for one in evidence]
    weights = _weights(sentence, read)
    total = sum(weights.values())
    if not total:
        return []
    covers = [{word for word in weights if set(word) & own} for own in read]
    overlap = [sum(weights[word] for word in own) / total for own in covers]
    close = similarity if similarity is not None else [0.0] * len(evidence)
    value = [share + max(0.0, cosine) for share, cosine in zip(overlap, close, strict=True)]
    best = max(range(len(evidence)), key=lambda index: (value[index], -index), default=None)
    if best is None or not covers[best]:
        return []
    chosen, covered = [best], set(covers[best])
    while len(chosen) < MOST:
        gains = {
            index: sum(weights[word] for word in covers[index] - covered) / total
            + (SAME_PASSAGE if _together(evidence[index], evidence[best]) else 0.0)
            for index in range(len(evidence))
            if index not in chosen
            and covers[index] - covered
            and evidence[index].article_id == evidence[best].article_id
        }
        following = max(gains, key=lambda index: (gains[index], value[index]), default=None)
        if following is None or gains[following] < ADDS + SAME_PASSAGE:
            break
        chosen.append(following)
        covered |= covers[following]
    return [evidence[index] for index in chosen]


Word = tuple[str, ...]


def _weights(sentence: str, evidence: Sequence[set[str]]) -> dict[Word, float]:
    """The sentence's content words, each as its forms, with their weights."""
    frequency = Counter(form for own in evidence for form in own)
    found: dict[Word, float] = {}
    for token in analyse(sentence):
        if is_content(token) or re.search(r"\d", token.text):
            word = tuple(sorted(forms(token)))
            rarity = math.log(1 + (len(evidence) + 1) / (max(frequency[form] for form in word) + 0.5))
            found[word] = rarity * (2.0 if token.pos_ == "PROPN" or token.like_num else 1.0)
    return found


def _together(one: Evidence, other: Evidence) -> bool:
    return (one.article_id, one.passage) == (other.article_id, other.passage)
