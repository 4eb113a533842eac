"""Which sentence of its article answers a question: the selector beside cosine similarity and word overlap.

    python -m benchmarks.selection DATA [--questions N]

DATA is RealtimeQA's folder. For each question of grade A, the sentences of the first of its articles that holds its
evidence sentence are ranked; hit@1 is the share of questions whose evidence sentence comes first, with Wilson's 95 %
interval, MRR the mean of 1/rank, with the bootstrap's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median

import numpy as np
from rich.progress import track

from assistant.selector import overlap, relevance
from benchmarks.realtimeqa_metrics import is_evidence
from benchmarks.realtimeqa_questions import Question, read_articles, read_questions
from evals.intervals import bootstrap, share
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

Scorer = Callable[[str, Sequence[str]], np.ndarray]


@dataclass
class Ranked:
    """The evidence sentence's rank for each question, from 1, and the milliseconds that ranking its article took."""

    ranks: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def cosine(question: str, texts: Sequence[str]) -> np.ndarray:
    """Cosine similarity by the bundled MiniLM."""
    embedder = open_embedder()
    return np.asarray(embedder.encode(list(texts)) @ embedder.encode([question])[0])


def selector(question: str, texts: Sequence[str]) -> np.ndarray:
    """The product's selector."""
    return relevance(question, texts, open_embedder().encode(texts), open_embedder())


SCORERS: dict[str, Scorer] = {"word overlap, idf": overlap, "cosine, MiniLM": cosine, "selector": selector}


def sentences_with_gold(question: Question, articles: dict[str, str]) -> tuple[list[str], list[int]] | None:
    """The sentences of the first article that holds the evidence sentence, and where in it; None where none does."""
    for article_id, evidence in question.evidence.items():
        text = articles[article_id]
        texts = [text[start:end] for start, end in sentences(text)]
        if gold := [index for index, one in enumerate(texts) if is_evidence(one, evidence)]:
            return texts, gold
    return None


def rank(scores: np.ndarray, gold: Sequence[int]) -> int:
    """The best rank of a gold sentence, from 1; among equals the earlier sentence comes first."""
    order = np.argsort(-scores, kind="stable")
    return 1 + min(int(np.flatnonzero(order == index)[0]) for index in gold)


def main() -> None:
    """Ranks and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="a folder with questions.jsonl and articles.jsonl")
    parser.add_argument("--questions", type=int, help="how many first questions of grade A")
    given = parser.parse_args()
    articles = read_articles(given.data)
    asked = [question for question in read_questions(given.data) if question.grade_a][: given.questions]
    ranked = {name: Ranked() for name in SCORERS}
    lengths = []
    for question in track(asked, description="questions"):
        found = sentences_with_gold(question, articles)
        if found is None:
            continue
        texts, gold = found
        lengths.append(len(texts))
        for name, scorer in SCORERS.items():
            started = time.perf_counter()
            scores = scorer(question.text, texts)
            ranked[name].milliseconds.append(1000 * (time.perf_counter() - started))
            ranked[name].ranks.append(rank(scores, gold))
    print(f"{len(lengths)} of {len(asked)} questions of grade A; {fmean(lengths):.0f} sentences an article\n")
    print("| | evidence sentence first | MRR | ms per question, median |\n|---|---|---|---|")
    for name, one in ranked.items():
        reciprocal = [1 / rank for rank in one.ranks]
        low, high = bootstrap(reciprocal)
        print(
            f"| {name} | {share([rank == 1 for rank in one.ranks])} | {fmean(reciprocal):.3f} [{low:.2f}, {high:.2f}] "
            f"| {median(one.milliseconds):.0f} |"
        )


if __name__ == "__main__":
    main()
