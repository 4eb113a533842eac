"""What the verifier learns from: does this text support this claim? Human labels, and sentences made false."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from training.corruptions import KINDS, corrupt
from training.fit import Example
from training.selection import rows
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    import numpy as np

READ = 8
"""Sentences of a source that are read with one claim, at most."""
WORDS = 180
"""Words that they may have together."""
SHORTEST = 6
"""Words that a sentence needs to be worth corrupting."""
HELD_OUT = 26
"""Of 256 sources, those kept from training: they weigh the verifier's parts and stop nothing from being checked."""


@dataclass(frozen=True)
class Labelled:
    """A claim, the source it is judged against, and whether people found it supported."""

    set: str
    source: str
    claim: str
    supported: bool


def read(path: Path) -> list[Labelled]:
    """The labelled claims of a file of JSON lines."""
    return [Labelled(row["set"], row["source"], row["claim"], row["supported"]) for row in rows(path)]


def allowed(folder: Path) -> list[Labelled]:
    """The claims that may train weights which ship: news summaries (SummaC's sets) and dialogue replies (BEGIN)."""
    return read(folder / "summac.jsonl") + read(folder / "begin.jsonl")


def held_out(source: str) -> bool:
    """Whether a source is kept from training; all its claims go with it."""
    return hashlib.sha256(" ".join(source.split()).encode()).digest()[0] < HELD_OUT


def labelled(claims: Sequence[Labelled]) -> list[Example]:
    """One example for each claim, against the sentences of its source that are nearest to it.

    A supported summary of several sentences gives one example for each of them besides: all must be supported.
    """
    found = []
    for one in claims:
        parts = [one.claim[start:end] for start, end in sentences(one.claim)]
        texts = [one.claim, *parts] if one.supported and len(parts) > 1 else [one.claim]
        read_with = read_source(one.source)
        weight = 1.0 if len(parts) == 1 else 0.5
        found += [Example(text, read_with.near(text), int(one.supported), weight) for text in texts]
    return found


@dataclass(frozen=True)
class Read:
    """A source's sentences and their vectors."""

    sentences: tuple[str, ...]
    vectors: np.ndarray

    def near(self, claim: str, most: int = READ, without: int | None = None) -> str:
        """The sentences nearest to a claim, in their order, as the verifier reads them; one may be left out."""
        similarity = self.vectors @ open_embedder().encode([claim])[0]
        if without is not None:
            similarity[without] = -1.0
        return evidence_text(self.sentences, similarity.tolist(), most)


@lru_cache(maxsize=1)
def read_source(source: str) -> Read:
    """Split and encode a source; the last one is kept."""
    texts = tuple(source[start:end] for start, end in sentences(source))
    return Read(texts, open_embedder().encode(list(texts)))


def evidence_text(texts: Sequence[str], similarity: Sequence[float], most: int = READ) -> str:
    """The ``most`` sentences nearest to a claim, in their order, within WORDS words (at least one)."""
    chosen: list[int] = []
    spent = 0
    for index in sorted(range(len(texts)), key=lambda index: -similarity[index])[:most]:
        spent += len(texts[index].split())
        if chosen and spent > WORDS:
            break
        chosen.append(index)
    return " ".join(texts[index] for index in sorted(chosen))


def corrupted(sources: Sequence[str], seed: int, per_source: int) -> Iterator[Example]:
    """Sentences of real texts: as they stand, made false, away from what they say, and two joined into one claim.

    ``per_source`` sentences of each source are drawn. A claim of two parts is supported only if both are.
    """
    order = random.Random(seed)  # noqa: S311 - a draw, not a secret
    for source in sources:
        found = read_source(source)
        long = [index for index, text in enumerate(found.sentences) if len(text.split()) >= SHORTEST]
        for index in order.sample(long, min(per_source, len(long))):
            text = found.sentences[index]
            others = [one for place, one in enumerate(found.sentences) if place != index]
            most = order.choice((1, 2, 3, 5))
            yield Example(text, found.near(text, most), 1, 0.5)
            if others:
                yield Example(text, found.near(text, most, without=index), 0, 0.5)
            kinds = order.sample(KINDS, len(KINDS))
            made = next(filter(None, (corrupt(text, others, kind, order) for kind in kinds)), None)
            if made is None:
                continue
            yield Example(made, found.near(made, most), 0)
            if others:
                first, second = order.sample([order.choice(others), made], 2)
                both = f"{first} {second}"
                yield Example(both, found.near(both), 0, 0.5)
                true = both.replace(made, text)
                yield Example(true, found.near(true), 1, 0.5)
