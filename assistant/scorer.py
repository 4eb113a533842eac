"""The verifier on any source and claim, as in the product: the claim is attributed to sentences and checked there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.attribution import attribute
from assistant.types import Evidence
from assistant.verifier import embedder, verify
from vectorstore.sentences import sentences
from vectorstore.types import Hit

if TYPE_CHECKING:
    from vectorstore.embedding import Vectors


def verifier(source: str, claim: str) -> tuple[float, bool]:
    """The verifier's score that ``source`` supports ``claim``, in [0, 1], and whether it would be shown.

    ``python -m evals agreement FILE --scorer assistant.scorer:verifier`` compares it with people's labels.
    """
    cited, context, closest = attributed(source, claim)
    verdict = verify(claim, cited, context=context, similarity=closest)
    return verdict.score, verdict.label == "supported"


def attributed(source: str, claim: str) -> tuple[list[Evidence], list[Hit], float]:
    """What ``claim`` is attributed to in ``source``, the whole as its context, and its cosine to the nearest of it."""
    passage = Hit("source", "1", 0, len(source), source, "", None, None, None, 1.0, "both")
    evidence, vectors = _read(source)
    if not evidence:
        return [], [passage], 0.0
    similarity = [float(value) for value in vectors @ embedder().encode([claim])[0]]
    cited = attribute(claim, evidence, similarity)
    return cited, [passage], max((similarity[evidence.index(one)] for one in cited), default=0.0)


@lru_cache(maxsize=8)
def _read(source: str) -> tuple[list[Evidence], Vectors]:
    """The sentences of a source and their vectors."""
    evidence = [
        Evidence("source", "1", start, end, source[start:end], "", None, None, None, 1.0, "both", (0, len(source)))
        for start, end in sentences(source)
    ]
    return evidence, embedder().encode([one.text for one in evidence])
