"""Is a drafted sentence supported by the text it cites? Exact checks first, then its meaning.

No language model is asked. A check that cannot run raises; it never passes a sentence.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from assistant.calibration import fitted
from assistant.checks import adjuncts, dates_named, meaning, names, numbers, polarity, quotes, roles, speech
from assistant.checks.source import Source
from assistant.crossencoder import trained
from assistant.language import analyse
from assistant.types import Verdict
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

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
OBJECTED = math.exp(-2.0)
"""What is left of the odds of a sentence that an exact check objects to."""
CARRIED = 0.2
"""Score that is enough where one cited text has every word of the sentence, and has them standing together alike.

A short sentence about a part of a long one is unlike it in the eyes of the model; the exact checks have seen it pass.
"""


def verify(
    sentence: str,
    cited: Sequence[Hit],
    *,
    context: Sequence[Hit] = (),
    similarity: float | None = None,
) -> Verdict:
    """Whether the cited texts support ``sentence``: supported, contradicted or not_stated, with a score and a reason.

    ``context`` are the passages around the cited texts, which only tell who "he" or "the official" is; ``similarity``
    is the cosine of the sentence to the best cited text, where it is known.
    Raises ModelError when the English model cannot be loaded.
    """
    if not cited or not sentence.strip():
        return Verdict("not_stated", 0.0, "no passage speaks of this")
    source = Source.of(cited, context)
    claim = analyse(sentence.strip())
    carried = meaning.overlap(claim, source)
    joined = fitted("verifier")
    score = joined(_features(sentence, cited, carried, similarity))
    findings = [found for check in EXACT if (found := check(claim, source)) is not None]
    if findings:
        worst = next((found for found in findings if found.label == "contradicted"), findings[0])
        return Verdict(worst.label, OBJECTED * score / (1 - score + OBJECTED * score), worst.why)
    if score < (CARRIED if carried.whole else joined.threshold):
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


def features(sentence: str, cited: Sequence[Hit], *, similarity: float | None = None) -> dict[str, float]:
    """What the meaning of a sentence is judged by, without the exact checks: see ``verify``."""
    carried = meaning.overlap(analyse(sentence.strip()), Source.of(cited, ()))
    return _features(sentence, cited, carried, similarity)


def _features(
    sentence: str, cited: Sequence[Hit], carried: meaning.Overlap, similarity: float | None
) -> dict[str, float]:
    """The trained model's logit that the cited texts support the sentence, and how much of its words they carry."""
    text = " ".join(hit.text for hit in cited)
    return {
        "entails": float(trained("verifier").score([(sentence.strip(), text)])[0, 0]),
        "words": carried.words,
        "best": carried.best,
        "pairs": carried.pairs,
        "new_verbs": float(carried.new_verbs),
        "cosine": _nearest(sentence, cited) if similarity is None else similarity,
    }


def _nearest(sentence: str, cited: Sequence[Hit]) -> float:
    """Cosine of the sentence to the nearest sentence of the cited texts."""
    texts = [hit.text[start:end] for hit in cited for start, end in sentences(hit.text)]
    vectors = open_embedder().encode([sentence.strip(), *texts])
    return float((vectors[1:] @ vectors[0]).max())
