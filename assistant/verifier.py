"""Is a drafted sentence supported by the text it cites? Exact checks first, then how much of its meaning is carried.

No language model is asked. A check that cannot run raises; it never passes a sentence.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from assistant.checks import adjuncts, dates_named, meaning, names, numbers, polarity, quotes, roles, speech
from assistant.checks.source import Source
from assistant.language import analyse
from assistant.types import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vectorstore.types import Hit

EXACT = (
    quotes.check,
    numbers.check,
    dates_named.check,
    roles.check,
    speech.check,
    names.check,
    polarity.check,
    adjuncts.check,
)
"""The exact checks, those whose reasons tell a reader most first."""
THRESHOLD = 0.5
"""Score from which a sentence without an exact objection is supported."""
OBJECTED = 0.25
"""What is left of the score of a sentence that an exact check objects to."""
COSINE_MIDDLE = 0.65
NEW_VERB = 1.5
"""What it costs, in log odds, that the cited text lacks the verb of one of the sentence's clauses ("resigned")."""


def verify(
    sentence: str,
    cited: Sequence[Hit],
    *,
    question: str = "",  # noqa: ARG001 - part of the interface; a question supports nothing
    context: Sequence[Hit] = (),
    similarity: float | None = None,
) -> Verdict:
    """Whether the cited texts support ``sentence``: supported, contradicted or not_stated, with a score and a reason.

    ``context`` are the passages around the cited texts, which only tell who "he" or "the official" is; ``similarity``
    is the cosine of the sentence to the best cited text, where it is known. ``question`` supports nothing by itself.
    Raises ModelError when the English model cannot be loaded.
    """
    if not cited or not sentence.strip():
        return Verdict("not_stated", 0.0, "no passage speaks of this")
    source = Source.of(cited, context)
    claim = analyse(sentence.strip())
    carried = meaning.overlap(claim, source)
    score = support(carried, similarity)
    findings = [found for check in EXACT if (found := check(claim, source)) is not None]
    if findings:
        worst = next((found for found in findings if found.label == "contradicted"), findings[0])
        return Verdict(worst.label, OBJECTED * score, worst.why)
    if score < THRESHOLD:
        what = ", ".join(carried.missing[:3]) or "this together"
        return Verdict("not_stated", score, f"no cited passage says: {what}")
    return Verdict("supported", score, "the cited text says this")


def said_by(sentence: str, cited: Sequence[Hit]) -> str | None:
    """The speaker, as the cited text names them, when what is cited is attributed speech; else None."""
    claim = analyse(sentence.strip())
    named = [speaker for speaker, _ in speech.speeches(claim)]
    source = Source.of(cited, ())
    found = [(one, text) for text in source.cited for one in speech.speeches(text.doc) if speech.is_attribution(one)]
    matching = [
        one for one, text in found for name in named if speech.relation(name, one.speaker, text, source) == "same"
    ]
    chosen = matching or [one for one, _ in found]
    return speech.phrase(chosen[0].speaker) if chosen else None


def support(carried: meaning.Overlap, similarity: float | None) -> float:
    """Score in [0, 1] from what is carried: a logistic curve, weighed by hand."""
    value = -6.4 + 4.5 * carried.words + 2.5 * carried.best + 2.0 * carried.pairs - NEW_VERB * carried.new_verbs
    if similarity is not None:
        value += 4.0 * (similarity - COSINE_MIDDLE)
    return 1 / (1 + math.exp(-value))
