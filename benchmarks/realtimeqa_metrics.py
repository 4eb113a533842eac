"""What counts as right on RealtimeQA: the gold answer contained in a text, and the evidence sentence met."""

from __future__ import annotations

import re

from assistant.drafter import is_refusal
from evals.wording import holds, plain_words, token_f1
from vectorstore.sentences import sentences

SAME = 0.7
"""Token F1 from which two sentences are the same one, cut or cleaned differently."""
SHORTEST = 4
"""Words that a sentence needs for being the evidence because the other contains it."""
DOES_NOT_KNOW = re.compile(
    r"\b(?:do not|don[’']t|does not|doesn[’']t) (?:know|have|contain|include|mention|say)\b", re.I
)


def is_evidence(sentence: str, evidence: str) -> bool:
    """Whether a sentence is the evidence sentence: one contains the other, or their words agree to an F1 of 0.7."""
    ours, gold = plain_words(sentence), plain_words(evidence)
    if min(len(ours), len(gold)) >= SHORTEST and (holds(ours, gold) or holds(gold, ours)):
        return True
    return token_f1(ours, gold) >= SAME


def declines(text: str) -> bool:
    """Whether an answer of the tutorial pipeline begins by saying that it does not know or that nothing is stated."""
    first = next((text[start:end] for start, end in sentences(text)), "")
    return DOES_NOT_KNOW.search(first) is not None or is_refusal(first)
