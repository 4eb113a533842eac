"""Which sentence of its article answers a question: the selector beside cosine and word overlap, and without each part.

    python -m benchmarks.selection DATA [--questions N]

DATA is RealtimeQA's folder. For each question of grade A, the sentences of the first of its articles that holds its
evidence sentence are ranked; hit@1 is the share of questions whose evidence sentence comes first, with Wilson's 95 %
interval, MRR the mean of 1/rank, with the bootstrap's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median

import numpy as np
from rich.progress import track

from assistant.calibration import fitted
from assistant.selector import features
from benchmarks.realtimeqa_metrics import is_evidence
from benchmarks.realtimeqa_questions import Question, read_articles, read_questions
from evals.intervals import bootstrap, share
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

WEIGHTS = dict(fitted("selector").weights)
RANKINGS: dict[str, dict[str, float]] = {
    "word overlap, idf": {"overlap": 1.0},
    "cosine, MiniLM": {"cosine": 1.0},
    "selector": WEIGHTS,
    "without the cross-encoder": WEIGHTS | {"answers": 0.0},
    "without cosine": WEIGHTS | {"cosine": 0.0},
    "without word overlap": WEIGHTS | {"overlap": 0.0},
    "the cross-encoder alone": {"answers": 1.0},
}
"""Weights of the selector's features by which the sentences are ranked."""


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
    ranks: dict[str, list[int]] = {name: [] for name in RANKINGS}
    lengths, milliseconds = [], []
    for question in track(asked, description="questions"):
        found = sentences_with_gold(question, articles)
        if found is None:
            continue
        texts, gold = found
        lengths.append(len(texts))
        started = time.perf_counter()
        measured = features(question.text, texts, open_embedder().encode(texts), open_embedder())
        milliseconds.append(1000 * (time.perf_counter() - started))
        for name, weights in RANKINGS.items():
            scores = np.array([sum(weight * one[part] for part, weight in weights.items()) for one in measured])
            ranks[name].append(rank(scores, gold))
    print(f"{len(lengths)} of {len(asked)} questions of grade A; {fmean(lengths):.0f} sentences an article;")
    print(f"encoding and reading them takes {median(milliseconds):.0f} ms at the median\n")
    print("| | evidence sentence first | MRR |\n|---|---|---|")
    for name, own in ranks.items():
        reciprocal = [1 / rank for rank in own]
        low, high = bootstrap(reciprocal)
        first = share([rank == 1 for rank in own])
        print(f"| {name} | {first} | {fmean(reciprocal):.3f} [{low:.2f}, {high:.2f}] |")


if __name__ == "__main__":
    main()
