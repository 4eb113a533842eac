"""What the verifier learns from: does this text support this claim? Human labels, and sentences made false."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from training.corruptions import KINDS, corrupt
from training.fit import Example
from training.selection import rows
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    import numpy as np

READ = 3
"""Sentences of a source that are read with each sentence of a claim: as many as a claim may cite."""
WORDS = 130
"""Words that they may have together: with a claim they fit what the model reads, so that nothing is cut off."""
HEAVIEST = 4.0
"""Weight of a label at most, where others of its kind are many times as frequent."""
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


@dataclass(frozen=True)
class Read:
    """A source's sentences and their vectors."""

    sentences: tuple[str, ...]
    vectors: np.ndarray


@dataclass(frozen=True)
class Pair:
    """A claim to be read against the ``most`` sentences of a source that are nearest to it, ``without`` one of them."""

    claim: str
    source: Read
    target: int
    weight: float = 1.0
    most: int = READ
    without: int | None = None


def read_sources(sources: Iterable[str]) -> dict[str, Read]:
    """Each source split into sentences, all encoded together."""
    split = {source: tuple(source[start:end] for start, end in sentences(source)) for source in dict.fromkeys(sources)}
    vectors = open_embedder().encode([text for texts in split.values() for text in texts])
    ends = accumulate(len(texts) for texts in split.values())
    return {
        source: Read(texts, vectors[end - len(texts) : end])
        for (source, texts), end in zip(split.items(), ends, strict=True)
    }


def examples(pairs: Sequence[Pair]) -> list[Example]:
    """Pairs with the text that the verifier reads; the claims are encoded together."""
    claims = list(dict.fromkeys(pair.claim for pair in pairs))
    vectors = dict(zip(claims, open_embedder().encode(claims), strict=True))
    found = []
    for pair in pairs:
        similarity = pair.source.vectors @ vectors[pair.claim]
        if pair.without is not None:
            similarity[pair.without] = -1.0
        text = evidence_text(pair.source.sentences, similarity.tolist(), pair.most)
        found.append(Example(pair.claim, text, pair.target, pair.weight))
    return found


def labelled(claims: Sequence[Labelled], sources: Mapping[str, Read]) -> list[Pair]:
    """One pair for each claim and its source, both labels weighing the same among claims of one set and shape.

    A set tells much of the label by its style alone (of XSum's summaries a fourteenth is supported, of FactCC's most);
    that must not be learned. A supported summary of several sentences gives one pair for each of them besides.
    """
    split = {one.claim: [one.claim[start:end] for start, end in sentences(one.claim)] for one in claims}
    shapes = Counter((one.set, len(split[one.claim]) > 1, one.supported) for one in claims)
    found = []
    for one in claims:
        parts = split[one.claim]
        several = len(parts) > 1
        all_alike = sum(shapes[one.set, several, label] for label in (True, False))
        weight = min(HEAVIEST, all_alike / (2 * shapes[one.set, several, one.supported]))
        source, target = sources[one.source], int(one.supported)
        found.append(Pair(one.claim, source, target, weight, READ * max(1, len(parts))))
        if one.supported and several:
            found += [Pair(text, source, target, weight / len(parts)) for text in parts]
    return found


def falsified(pairs: Sequence[Pair], seed: int) -> Iterator[Pair]:
    """The supported claims of one sentence made false, so that false ones are met in the style of summaries too."""
    order = random.Random(seed)  # noqa: S311 - a draw, not a secret
    for pair in pairs:
        if pair.target and len(sentences(pair.claim)) == 1:
            kinds = order.sample(KINDS, len(KINDS))
            made = next(filter(None, (corrupt(pair.claim, pair.source.sentences, kind, order) for kind in kinds)), None)
            if made is not None:
                yield Pair(made, pair.source, 0, pair.weight, pair.most)


def evidence_text(texts: Sequence[str], similarity: Sequence[float], most: int) -> str:
    """The ``most`` sentences nearest to a claim, in their order, within WORDS words (at least one)."""
    chosen: list[int] = []
    spent = 0
    for index in sorted(range(len(texts)), key=lambda index: -similarity[index])[:most]:
        spent += len(texts[index].split())
        if chosen and spent > WORDS:
            break
        chosen.append(index)
    return " ".join(texts[index] for index in sorted(chosen))


def corrupted(sources: Sequence[Read], seed: int, per_source: int) -> Iterator[Pair]:
    """Sentences of real texts: as they stand, made false, away from what they say, and two joined into one claim.

    ``per_source`` sentences of each source are drawn. A claim of two parts is supported only if both are.
    """
    order = random.Random(seed)  # noqa: S311 - a draw, not a secret
    for source in sources:
        long = [index for index, text in enumerate(source.sentences) if len(text.split()) >= SHORTEST]
        for index in order.sample(long, min(per_source, len(long))):
            text = source.sentences[index]
            others = [one for place, one in enumerate(source.sentences) if place != index]
            most = order.choice((1, 2, 3))
            yield Pair(text, source, 1, 0.5, most)
            if others:
                yield Pair(text, source, 0, 0.5, most, without=index)
            kinds = order.sample(KINDS, len(KINDS))
            made = next(filter(None, (corrupt(text, others, kind, order) for kind in kinds)), None)
            if made is None:
                continue
            yield Pair(made, source, 0, most=most)
            if others:
                first, second = order.sample([order.choice(others), made], 2)
                both = f"{first} {second}"
                yield Pair(both, source, 0, 0.5)
                yield Pair(both.replace(made, text), source, 1, 0.5)
