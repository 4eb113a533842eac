"""Does the citation stand on the sentence that says it: attribution beside cosine similarity, with and without overlap.

    python -m benchmarks.attribution DATA [--questions N]

DATA holds realtimeqa/ and selection/. A claim is made from a question and its gold answer (``claim``); where the answer
stands is known. RealtimeQA, grade A: among the sentences of three passages of the article, that with the evidence and
the two nearest to the question. XQuAD: among the sentences of its paragraph and of two others under the same title.
Precision is the share of cited sentences that are gold, over all claims; recall the share of claims with a citation on
a gold sentence. The baselines cite one sentence.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import fmean, median

import numpy as np
from rich.progress import track

from assistant.attribution import attribute
from assistant.checking import fewest_first
from assistant.selector import overlap
from assistant.types import Evidence
from assistant.verifier import verify
from benchmarks.realtimeqa_metrics import is_evidence
from benchmarks.realtimeqa_questions import read_articles, read_questions
from evals.intervals import share
from training.selection import paragraphs, rows
from vectorstore.chunking import split
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences
from vectorstore.types import Article

PASSAGES = 3
ASKS = re.compile(
    r"\b(?:(?:in|on|at|by|to|from|with|for|of) )?"
    r"(?:who|whom|what|which|when|where|why|how (?:many|much|old|long)|how)\b",
    re.IGNORECASE,
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """A claim, the evidence it may cite, and the indices of the gold sentences."""

    claim: str
    evidence: Sequence[Evidence]
    gold: frozenset[int]


@dataclass
class Cited:
    """For each claim: which of its citations are gold, and the milliseconds spent."""

    gold: list[list[bool]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def claim(question: str, answer: str) -> str:
    """A sentence that says what the question asks: the answer in the place of the question's words.

    "Which automaker recalled 2.9 million vehicles?" with "Ford" gives "Ford automaker recalled 2.9 million vehicles."
    The first question word of the last sentence is replaced, and the sentences before it stay. Not good English; a
    drafted sentence holds the same words, and no rewriting by a model comes between the figure and its cause.
    """
    body = question.strip().rstrip("?: ")
    start = sentences(body)[-1][0]
    found = ASKS.search(body, start)
    if found is None:
        return f"{body} {answer.rstrip('.')}."
    return f"{body[: found.start()]}{answer.rstrip('.')}{body[found.end() :]}."


def evidence_of(article_id: str, text: str, passages: Sequence[Span]) -> list[Evidence]:
    """The sentences of some passages of an article, in order."""
    return [
        Evidence(article_id, "1", start, end, text[start:end], "", None, None, None, 1.0, "both", passage)
        for passage in passages
        for start, end in sentences(text, *passage)
    ]


def realtimeqa(data: Path, count: int | None) -> Iterator[Case]:
    """Cases from the grade-A questions: the first article in whose passages the evidence sentence is found."""
    articles = read_articles(data)
    for question in islice((one for one in read_questions(data) if one.grade_a), count):
        for article_id, gold in question.evidence.items():
            article = Article(article_id, articles[article_id])
            passages = [(one.start, one.end) for one in split(article)]
            read = _near(question.text, article.text, passages, gold)
            evidence = evidence_of(article_id, article.text, read)
            found = frozenset(index for index, one in enumerate(evidence) if is_evidence(one.text, gold))
            if found:
                yield Case(claim(question.text, question.answer), evidence, found)
                break


def _near(question: str, text: str, passages: Sequence[Span], gold: str) -> list[Span]:
    """The passage with the gold sentence and the two others nearest to the question, in the order of the text."""
    embedder = open_embedder()
    near = embedder.encode([text[start:end] for start, end in passages]) @ embedder.encode([question])[0]
    holds = [any(is_evidence(text[start:end], gold) for start, end in sentences(text, *one)) for one in passages]
    order = sorted(range(len(passages)), key=lambda index: (not holds[index], -near[index]))
    first = order[:1]
    rest = sorted(order[1:], key=lambda index: -near[index])
    return [passages[index] for index in sorted(first + rest[: PASSAGES - 1])]


def xquad(data: Path, count: int | None) -> Iterator[Case]:
    """Cases from XQuAD's questions: the sentence of the answer's span, beside the title's next two paragraphs."""
    known = paragraphs(data)
    by_title = defaultdict(list)
    for one in known.values():
        by_title[one["title"]].append(one["id"])
    for row in islice(rows(data / "squad_xquad.jsonl"), count):
        own = row["article_ids"][0]
        under = by_title[known[own]["title"]]
        place = under.index(own)
        read = dict.fromkeys([own, *(under[(place + step) % len(under)] for step in range(1, PASSAGES))])
        texts = {one: known[one]["text"] for one in read}
        evidence = [one for key, text in texts.items() for one in evidence_of(key, text, [(0, len(text))])]
        at = row["answer_start"]
        gold = frozenset(
            index for index, one in enumerate(evidence) if one.article_id == own and one.start <= at < one.end
        )
        if gold:
            yield Case(claim(row["question"], row["answer"]), evidence, gold)


Attributor = Callable[[str, Sequence[Evidence], Sequence[float]], Sequence[int]]


def ours(sentence: str, evidence: Sequence[Evidence], similarity: Sequence[float]) -> list[int]:
    """The attribution before anything is verified."""
    return [evidence.index(one) for one in attribute(sentence, evidence, similarity)]


def by_cosine(_: str, __: Sequence[Evidence], similarity: Sequence[float]) -> list[int]:
    """The nearest sentence."""
    return [int(np.argmax(similarity))]


def by_both(sentence: str, evidence: Sequence[Evidence], similarity: Sequence[float]) -> list[int]:
    """The sentence with the highest sum of cosine and word overlap."""
    return [int(np.argmax(np.asarray(similarity) + overlap(sentence, [one.text for one in evidence])))]


def verified(sentence: str, evidence: Sequence[Evidence], similarity: Sequence[float]) -> list[int]:
    """What the product shows: the fewest of the attributed sentences that the verifier finds enough, if any are."""
    for cited in fewest_first(sentence, evidence, similarity):
        if verify(sentence, cited, context=evidence).label == "supported":
            return [evidence.index(one) for one in cited]
    return []


ATTRIBUTORS: dict[str, Attributor] = {
    "cosine": by_cosine,
    "cosine and word overlap": by_both,
    "attribution": ours,
    "attribution, verified": verified,
}


def measure(cases: Sequence[Case]) -> dict[str, Cited]:
    """What each way of attributing cites. The similarities are computed once for all and are not part of the times."""
    embedder = open_embedder()
    cited = {name: Cited() for name in ATTRIBUTORS}
    for case in track(cases, description="claims"):
        vectors = embedder.encode([one.text for one in case.evidence])
        similarity = [float(value) for value in vectors @ embedder.encode([case.claim])[0]]
        for name, attributor in ATTRIBUTORS.items():
            started = time.perf_counter()
            chosen = attributor(case.claim, case.evidence, similarity)
            cited[name].milliseconds.append(1000 * (time.perf_counter() - started))
            cited[name].gold.append([index in case.gold for index in chosen])
    return cited


def main() -> None:
    """Measures on both sets and prints their tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with realtimeqa/ and selection/")
    parser.add_argument("--questions", type=int, help="how many first questions of each set")
    given = parser.parse_args()
    sets = {
        "RealtimeQA, grade A": realtimeqa(given.data / "realtimeqa", given.questions),
        "XQuAD": xquad(given.data / "selection", given.questions),
    }
    for title, source in sets.items():
        cases = list(source)
        cited = measure(cases)
        print(f"{title}: {len(cases)} claims, {fmean(len(case.evidence) for case in cases):.0f} sentences each\n")
        print(
            "| | citations on the gold sentence (precision) | gold sentence cited (recall) | citations | ms, median |"
        )
        print("|---|---|---|---|---|")
        for name, one in cited.items():
            print(
                f"| {name} | {share([right for claims in one.gold for right in claims])} "
                f"| {share([any(claims) for claims in one.gold])} | {fmean(map(len, one.gold)):.2f} "
                f"| {median(one.milliseconds):.1f} |"
            )
        print()


if __name__ == "__main__":
    main()
