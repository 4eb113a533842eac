"""(question, sentence) -> probability that the sentence answers the question: it chooses what to read.

A cross-encoder over the bundled MiniLM (see docs/model-card.md) beside cosine similarity and idf-weighted word overlap.
It ranks; it cannot tell that a near sentence does not answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from assistant.calibration import fitted
from assistant.crossencoder import trained
from assistant.language import stem
from vectorstore.lexical import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vectorstore.embedding import Embedder, Vectors

WORD = re.compile(r"\w+")
READ = 120
"""Sentences that the cross-encoder reads for one question, the nearest by cosine and overlap; the rest rank below."""
UNREAD = -8.0
"""The cross-encoder's logit of a sentence that it does not read."""


def words(text: str) -> list[str]:
    """The stems of a text's words, without stop words."""
    return [stem(word) for word in WORD.findall(text.lower()) if word not in STOP_WORDS]


def relevance(question: str, sentences: Sequence[str], vectors: Vectors, embedder: Embedder) -> np.ndarray:
    """Probabilities in [0, 1], one for each sentence, that it answers the question.

    ``vectors`` are the sentences as ``embedder`` encodes them, one row each.
    """
    joined = fitted("selector")
    return np.array([joined(one) for one in features(question, sentences, vectors, embedder)], dtype=np.float64)


def features(question: str, sentences: Sequence[str], vectors: Vectors, embedder: Embedder) -> list[dict[str, float]]:
    """What each sentence is ranked by: the cross-encoder's logit, cosine and word overlap; see ``relevance``."""
    if not sentences:
        return []
    cosine = vectors @ np.asarray(embedder.embed_query(question), dtype=np.float32)
    shared = overlap(question, sentences)
    nearest = np.argsort(-(cosine + shared), kind="stable")[:READ]
    answers = np.full(len(sentences), UNREAD, dtype=np.float32)
    answers[nearest] = trained("selector").score([(question, sentences[index]) for index in nearest])[:, 0]
    return [
        {"answers": float(one), "cosine": float(near), "overlap": float(held)}
        for one, near, held in zip(answers, cosine, shared, strict=True)
    ]


def answers(relevance: float) -> bool:
    """Whether a sentence of this relevance is taken to answer its question."""
    return relevance >= fitted("selector").threshold


def overlap(question: str, sentences: Sequence[str]) -> np.ndarray:
    """The share in [0, 1] of the question's words, weighted by their rarity, that each sentence holds.

    Rarity is the inverse document frequency among the sentences (Spärck Jones, 1972).
    """
    bags = [set(words(sentence)) for sentence in sentences]
    document_frequency = Counter(word for bag in bags for word in bag)
    idf = {word: math.log(1 + len(bags) / (1 + document_frequency[word])) for word in set(words(question))}
    total = sum(idf.values()) or 1.0
    return np.array([sum(idf[word] for word in idf.keys() & bag) / total for bag in bags], dtype=np.float32)
