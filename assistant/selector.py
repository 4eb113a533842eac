"""(question, sentence) -> probability that the sentence answers the question: it chooses what to read.

An untrained first version: cosine similarity of the bundled embedder and idf-weighted word overlap, joined by a
logistic whose weights are set by hand. It ranks; it cannot tell that a near sentence does not answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from assistant.language import stem
from vectorstore.lexical import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vectorstore.embedding import Embedder

WORD = re.compile(r"\w+")
COSINE, OVERLAP, BIAS = 6.0, 3.0, -4.0


def words(text: str) -> list[str]:
    """The stems of a text's words, without stop words."""
    return [stem(word) for word in WORD.findall(text.lower()) if word not in STOP_WORDS]


def relevance(question: str, sentences: Sequence[str], embedder: Embedder) -> np.ndarray:
    """Probabilities in [0, 1], one for each sentence, that it answers the question."""
    if not sentences:
        return np.zeros(0, dtype=np.float32)
    vectors = embedder.encode(list(sentences))
    cosine = vectors @ np.asarray(embedder.embed_query(question), dtype=np.float32)
    overlap = _overlap(words(question), [set(words(sentence)) for sentence in sentences])
    return 1.0 / (1.0 + np.exp(-(COSINE * cosine + OVERLAP * overlap + BIAS)))


def _overlap(asked: Sequence[str], bags: Sequence[set[str]]) -> np.ndarray:
    """The share of the question's idf mass that each sentence holds (Spärck Jones, 1972)."""
    document_frequency = Counter(word for bag in bags for word in bag)
    idf = {word: math.log(1 + len(bags) / (1 + document_frequency[word])) for word in set(asked)}
    total = sum(idf.values()) or 1.0
    return np.array([sum(idf[word] for word in idf.keys() & bag) / total for bag in bags], dtype=np.float32)
