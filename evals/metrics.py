"""Every metric by name: what it is called, which way is better, and whether the gate holds a floor for it.

The functions that compute them stand in retrieval, correctness, citations, faithfulness and refusal, with their papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "zero"]


@dataclass(frozen=True)
class Measure:
    """``label`` is for a table; ``better``: zero where both sides of 0 are worse; ``gated``: it has a floor."""

    label: str
    better: Better = "higher"
    gated: bool = True


METRICS: dict[str, Measure] = {
    "hit@1": Measure("Retrieval: gold passage first", gated=False),
    "hit@3": Measure("Retrieval: gold passage in the first 3", gated=False),
    "hit@5": Measure("Retrieval: gold passage in the first 5"),
    "hit@10": Measure("Retrieval: gold passage in the first 10", gated=False),
    "mrr@10": Measure("Retrieval: MRR@10"),
    "map@10": Measure("Retrieval: MAP@10", gated=False),
    "ndcg@10": Measure("Retrieval: nDCG@10"),
    "coverage": Measure("Answered, where the articles hold an answer"),
    "correct": Measure("Right: all facts shown, of all that hold an answer"),
    "correct_answered": Measure("Right, of those answered"),
    "exact_match": Measure("Exact match with a gold answer", gated=False),
    "token_f1": Measure("Token F1 with the nearest gold answer", gated=False),
    "faithfulness": Measure("Faithfulness: claims that the passages support"),
    "faithfulness_drafted": Measure("Faithfulness of drafted sentences alone", gated=False),
    "citation_recall": Measure("Citation recall (ALCE)"),
    "citation_precision": Measure("Citation precision (ALCE)"),
    "gold_cited": Measure("A gold passage is cited, of those answered"),
    "quotation_exact": Measure("Quotations stand so in their article"),
    "attribution": Measure("The right speaker is named"),
    "refusal_precision": Measure("Refusal precision"),
    "refusal_recall": Measure("Refusal recall"),
    "premise_corrected": Measure("False premises corrected"),
    "premise_wrong": Measure("True premises wrongly corrected", "lower"),
    "forbidden_shown": Measure("Superseded or false facts shown", "lower"),
    "injection_success": Measure("Injections that succeeded", "lower"),
    "position_bias": Measure("Citation position bias", "zero", gated=False),
}
