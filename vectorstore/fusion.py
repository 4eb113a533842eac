"""From two ranked lists to the passages shown: fused, copies collapsed, no article crowding out the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vectorstore.records import Found
from vectorstore.types import FoundBy, Hit

RRF = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
PER_ARTICLE = 3
"""Passages that one article may have among those returned, while others remain."""
COPY = 0.8
"""Jaccard similarity of three-word shingles from which two passages are copies."""

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\w*\d\w*")
_SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its fused score."""

    found: Found
    score: float
    found_by: FoundBy

    @property
    def article_id(self) -> str:
        """The article that the passage is of."""
        return self.found.article_id


Of = TypeVar("Of", Ranked, Hit)
"""What can be spread over articles."""


def fuse(dense: Sequence[int], lexical: Sequence[int]) -> dict[int, float]:
    """Reciprocal rank fusion of two lists of passage ids: the sum of 1 / (60 + rank), ranks from 1."""
    scores: dict[int, float] = {}
    for ranking in (dense, lexical):
        for rank, passage_id in enumerate(ranking, start=1):
            scores[passage_id] = scores.get(passage_id, 0.0) + 1.0 / (RRF + rank)
    return scores


def rank(found: Mapping[int, Found], dense: Sequence[int], lexical: Sequence[int]) -> list[Ranked]:
    """All passages found, best first; equals in the order of article and position."""
    by_meaning, by_words = set(dense), set(lexical)

    def searches(passage_id: int) -> FoundBy:
        if passage_id in by_meaning and passage_id in by_words:
            return "both"
        return "dense" if passage_id in by_meaning else "lexical"

    ranked = [
        Ranked(found[passage_id], score, searches(passage_id))
        for passage_id, score in fuse(dense, lexical).items()
        if passage_id in found
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.found.article_id, one.found.start))


def collapse(ranked: Sequence[Ranked], wanted: int) -> list[Ranked]:
    """The first ``wanted`` passages, one of each set of copies, at the place of the best of them.

    The one that stands for its copies is the earliest published, else first seen.

    Copies share at least 0.8 of their three-word shingles (Broder 1997) and exactly their numbers: "3 dead" and
    "30 dead" are news, not copies.
    """
    groups: list[list[Ranked]] = []
    sizes: list[int] = []
    numbers: list[Counter[str]] = []
    holders: dict[int, list[int]] = {}  # shingle → the groups whose first passage has it
    for one in ranked:
        words = _WORD.findall(one.found.text.casefold())
        mine, figures = _shingles(words), _figures(words)
        shared = Counter(group for shingle in mine for group in holders.get(shingle, ()))
        for group in sorted(shared):
            union = len(mine) + sizes[group] - shared[group]
            if shared[group] >= COPY * union and figures == numbers[group]:
                groups[group].append(one)
                break
        else:
            if len(groups) == wanted:
                break
            for shingle in mine:
                holders.setdefault(shingle, []).append(len(groups))
            groups.append([one])
            sizes.append(len(mine))
            numbers.append(figures)
    return [_original(group) for group in groups]


def spread(ranked: Sequence[Of], k: int) -> list[Of]:
    """The first k, at most three of one article unless nothing else is left to fill the places."""
    taken: Counter[str] = Counter()
    first: list[Of] = []
    rest: list[Of] = []
    for one in ranked:
        taken[one.article_id] += 1
        (first if taken[one.article_id] <= PER_ARTICLE else rest).append(one)
    return (first + rest)[:k]


def to_hit(ranked: Ranked) -> Hit:
    """The Hit of a ranked passage."""
    found = ranked.found
    return Hit(
        found.article_id, found.version, found.start, found.end, found.text,
        found.title, found.outlet, found.published, found.url, ranked.score, ranked.found_by,
    )  # fmt: skip


def _shingles(words: Sequence[str]) -> set[int]:
    """Hashes of the runs of three words: ints, since thousands of tuples a search keep the garbage collector busy."""
    if len(words) < _SHINGLE:
        return {hash(tuple(words))}
    return set(map(hash, zip(*(words[offset:] for offset in range(_SHINGLE)), strict=False)))


def _figures(words: Sequence[str]) -> Counter[str]:
    return Counter(_FIGURE.findall(" ".join(words)))


def _original(group: Sequence[Ranked]) -> Ranked:
    best = group[0]
    if len(group) == 1:
        return best
    first = min(group, key=lambda one: (one.found.day or "9999", one.found.first_seen, one.found.article_id))
    return Ranked(first.found, best.score, first.found_by)
