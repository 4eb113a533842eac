"""Retrieval: how early the passages that hold the answer stand among the hits.

A ranking is written as the gold passages that each hit holds, best hit first: ``[set(), {0}, {0, 1}]`` says that the
second hit holds gold passage 0 and the third both. A gold passage counts where it is first held.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.types import Citation
    from evals.cases import Span
    from vectorstore.types import Hit

Ranking = Sequence[AbstractSet[int]]
DEPTH = 10


def ranking(hits: Sequence[Hit], gold: Sequence[Sequence[Span]]) -> list[set[int]]:
    """Which gold passages each hit holds; a passage of a copy of the article is as good."""
    return [{index for index, spans in enumerate(gold) if any(meets(hit, span) for span in spans)} for hit in hits]


def meets(cited: Hit | Citation, span: Span) -> bool:
    """Whether a hit (or citation) shares characters with a span of the same text."""
    return cited.version == span.version and cited.start < span.end and span.start < cited.end


def scores(found: Ranking, gold: int, *, need_all: bool) -> dict[str, float]:
    """All retrieval metrics of one question with ``gold`` gold passages."""
    return {
        **{f"hit@{k}": hit_at(found, k, need=gold if need_all else 1) for k in (1, 3, 5, DEPTH)},
        "mrr@10": reciprocal_rank(found),
        "map@10": average_precision(found, gold),
        "ndcg@10": ndcg(found, gold),
    }


def hit_at(found: Ranking, k: int, need: int = 1) -> float:
    """1 if the first ``k`` hits hold at least ``need`` gold passages (success@k; Manning et al. 2008, ch. 8), else 0.

    >>> hit_at([set(), {0}, {1}], 2), hit_at([set(), {0}, {1}], 2, need=2)
    (1.0, 0.0)
    """
    return float(len(set[int]().union(*found[:k])) >= need)


def reciprocal_rank(found: Ranking, depth: int = DEPTH) -> float:
    """1 / rank of the first hit that holds gold, 0 beyond ``depth`` (TREC-8 QA track, Voorhees 1999).

    >>> reciprocal_rank([set(), {0}, {1}])
    0.5
    """
    return next((1 / rank for rank, held in enumerate(found[:depth], start=1) if held), 0.0)


def average_precision(found: Ranking, gold: int, depth: int = DEPTH) -> float:
    """Mean over the gold passages of the precision at the rank where each is first held (Buckley and Voorhees 2000).

    Two gold passages, at ranks 2 and 3: (1/2 + 2/3) / 2.

    >>> round(average_precision([set(), {0}, {1}], gold=2), 4)
    0.5833
    """
    relevant = _gains(found[:depth])
    precisions = [sum(relevant[:rank]) / rank for rank, gain in enumerate(relevant, start=1) if gain]
    return sum(precisions) / min(gold, depth) if gold else 0.0


def ndcg(found: Ranking, gold: int, depth: int = DEPTH) -> float:
    """Discounted gain over that of the ideal ranking (Järvelin and Kekäläinen 2002), gains 0 or 1.

    Two gold passages, at ranks 2 and 3: (1/log2(3) + 1/log2(4)) / (1/log2(2) + 1/log2(3)).

    >>> round(ndcg([set(), {0}, {1}], gold=2), 4)
    0.6934
    """
    gained = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(_gains(found[:depth]), start=1))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(gold, depth) + 1))
    return gained / ideal if ideal else 0.0


def _gains(found: Ranking) -> list[int]:
    """1 for a hit that holds a gold passage which none before it holds."""
    seen: set[int] = set()
    gains = []
    for held in found:
        gains.append(int(bool(set(held) - seen)))
        seen |= held
    return gains
