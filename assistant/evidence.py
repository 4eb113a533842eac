"""Hits -> the few whole passages to read and their sentences, within a token budget."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from assistant.prompts import fence
from assistant.selector import relevance
from assistant.types import Evidence
from vectorstore.sentences import sentences
from vectorstore.tokens import count_llm_tokens
from vectorstore.types import Hit

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from vectorstore.embedding import Embedder, Vectors

RANK_WEIGHT = 0.5
"""Weight of the retriever's order beside the best sentence's relevance when passages are chosen."""
ASKS = re.compile(r"\?[\"'”’)]*\s*$")


@dataclass(frozen=True)
class Selection:
    """What is read: passages best first, and their sentences in the order of the passages, with their ``vectors``."""

    passages: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    vectors: Vectors = field(repr=False, compare=False)

    def without(self, article_ids: Container[str]) -> Selection | None:
        """The selection without some articles; None where nothing is left."""
        passages = tuple(hit for hit in self.passages if hit.article_id not in article_ids)
        kept = [index for index, one in enumerate(self.evidence) if one.article_id not in article_ids]
        evidence = tuple(self.evidence[index] for index in kept)
        return Selection(passages, evidence, self.vectors[kept]) if passages else None


def select(question: str, hits: Sequence[Hit], embedder: Embedder, *, passages_read: int, budget: int) -> Selection:
    """The ``passages_read`` best passages whose text together stays within ``budget`` LLM tokens (at least one)."""
    if not hits:
        return Selection((), (), np.zeros((0, embedder.dimension), np.float32))
    split = [_sentences_of(hit) for hit in hits]
    flat = [text for spans in split for _, _, text in spans]
    vectors = embedder.encode(flat)
    scores = relevance(question, flat, vectors, embedder)
    starts = np.cumsum([0, *(len(spans) for spans in split)])
    own = [slice(start, end) for start, end in pairwise(starts)]
    top_score = max(hit.score for hit in hits) or 1.0
    value = [
        float(scores[place].max(initial=0.0)) + RANK_WEIGHT * hit.score / top_score
        for hit, place in zip(hits, own, strict=True)
    ]
    chosen: list[int] = []
    spent = 0
    for index in np.argsort(-np.array(value), kind="stable"):
        cost = count_llm_tokens(hits[index].text)
        if chosen and spent + cost > budget:
            continue
        chosen.append(int(index))
        spent += cost
        if len(chosen) == passages_read:
            break
    evidence = [
        part(hits[index], (start, end), float(score))
        for index in chosen
        for (start, end, _), score in zip(split[index], scores[own[index]], strict=True)
    ]
    read = np.concatenate([vectors[own[index]] for index in chosen])
    return Selection(tuple(hits[index] for index in chosen), tuple(evidence), read)


def passages_text(passages: Sequence[Hit]) -> str:
    """The passages as the language model reads them: fenced, under outlet, date and headline."""
    blocks = []
    for number, hit in enumerate(passages, start=1):
        source = ", ".join(part for part in (hit.outlet, hit.published and hit.published[:10]) if part)
        head = f"Passage {number}" + (f" ({source})" if source else "") + f": {hit.title}"
        blocks.append(f"{fence(head.replace(chr(10), ' ')).removeprefix('> ')}\n{fence(hit.text)}")
    return "\n\n".join(blocks)


def _sentences_of(hit: Hit) -> list[tuple[int, int, str]]:
    """The sentences that state something: a question is read with its passage, and supports nothing."""
    spans = [(start, end, hit.text[start:end]) for start, end in sentences(hit.text)]
    return [span for span in spans if not ASKS.search(span[2])]


def part(hit: Hit, span: tuple[int, int], relevance: float = 0.0) -> Evidence:
    """The part of a passage at ``span``, [start, end) in its text, as evidence."""
    base = {field.name: getattr(hit, field.name) for field in fields(Hit)}
    base |= {"start": hit.start + span[0], "end": hit.start + span[1], "text": hit.text[slice(*span)]}
    return Evidence(**base, passage=(hit.start, hit.end), relevance=relevance)
