"""Is a drafted sentence supported by the text it cites? Exact checks first, then its meaning.

No language model is asked. A check that cannot run raises; it never passes a sentence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assistant.calibration import fitted
from assistant.checks import adjuncts, dates_named, meaning, names, numbers, polarity, quotes, roles, scopes, speech
from assistant.checks.source import Finding, Source
from assistant.crossencoder import trained
from assistant.language import analyse, is_sentence
from assistant.types import Verdict
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.tokens import Doc

    from vectorstore.embedding import Embedder
    from vectorstore.types import Hit

    Check = Callable[[Doc, Source], Finding | None]

EXACT: tuple[Check, ...] = (
    quotes.check,
    numbers.check,
    dates_named.check,
    roles.check,
    speech.check,
    names.check,
    polarity.check,
    adjuncts.check,
    scopes.check,
)
"""The exact checks, those whose reasons tell a reader most first."""
SURE = frozenset({quotes.check, numbers.check, dates_named.check, names.check})
"""The checks that compare words and figures; the others lean on a parse, which errs more on text in lower case."""
OBJECTED, DOUBTED = 2.0, 1.0
"""What an objection takes from the log odds of a sentence's score: one of a sure check, and one of the others."""
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

    Several cited texts may add up to its words, never to its facts: to one of them alone nothing may be objected, and
    it speaks of the same subject. What a clause says must be said: its verb, or a word used for it, stands there; a
    text without a verb says nothing.
    ``context`` are the passages around the cited texts, which only tell who "he" or "the official" is; ``similarity``
    is the cosine of the sentence to the best cited text, where it is known.
    Raises ModelError when the English model cannot be loaded.
    """
    if not cited or not is_sentence(sentence):
        return Verdict("not_stated", 0.0, "this is no sentence" if cited else "no passage speaks of this")
    read = _read(sentence, cited, context, similarity)
    findings = _objections(read.claim, read.source)
    joined = fitted("verifier")
    score = joined(read.features)
    if findings:
        worst = next((one for one in findings.values() if one.label == "contradicted"), next(iter(findings.values())))
        left = math.exp(-(OBJECTED if SURE & findings.keys() else DOUBTED))
        return Verdict(worst.label, left * score / (1 - score + left * score), worst.why)
    if score < (CARRIED if read.carried.whole else joined.threshold):
        lacking = ", ".join(read.carried.missing[:3])
        why = f"no cited passage says: {lacking}" if lacking else "the cited text has these words but does not say this"
        return Verdict("not_stated", score, why)
    if read.carried.new_verbs:
        return Verdict("not_stated", score, f"no cited passage says: {read.carried.missing[0]}")
    if len(cited) > 1 and not any(_alone(read.claim, Source.of([one], context)) for one in cited):
        return Verdict("not_stated", score, "the article says parts of this of different things, and nowhere all of it")
    return Verdict("supported", score, "the cited text says this")


def _alone(claim: Doc, source: Source) -> bool:
    """Whether nothing is objected to one cited text alone, and it speaks of whom the claim speaks."""
    subject, text = names.named_subject(claim), source.docs[0]
    pronoun = any(
        token.lower_ in names.PRONOUNS and token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ == "ROOT"
        for token in text
    )
    spoken_of = not subject or subject & names.keys(text) or pronoun
    return bool(spoken_of) and not _objections(claim, source)


def _objections(claim: Doc, source: Source) -> dict[Check, Finding]:
    """What each exact check that objects has found."""
    return {check: found for check in EXACT if (found := check(claim, source)) is not None}


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


def features(
    sentence: str, cited: Sequence[Hit], *, context: Sequence[Hit] = (), similarity: float | None = None
) -> dict[str, float]:
    """What the meaning of a sentence is judged by, without the exact checks: see ``verify``."""
    return _read(sentence, cited, context, similarity).features


@dataclass(frozen=True)
class _Read:
    """A sentence and the cited texts as they are parsed, the words carried, and what the score weighs."""

    claim: Doc
    source: Source
    carried: meaning.Overlap
    features: dict[str, float]


def _read(sentence: str, cited: Sequence[Hit], context: Sequence[Hit], similarity: float | None) -> _Read:
    source = Source.of(cited, context)
    claim = analyse(sentence.strip())
    carried = meaning.overlap(claim, source)
    text = " ".join(hit.text for hit in cited)
    features = {
        "entails": float(trained("verifier").score([(sentence.strip(), text)])[0, 0]),
        "words": carried.words,
        "best": carried.best,
        "in_row": meaning.in_row(sentence, source),
        "around": carried.around,
        "cosine": _nearest(sentence, cited) if similarity is None else similarity,
    }
    return _Read(claim, source, carried, features)


def _nearest(sentence: str, cited: Sequence[Hit]) -> float:
    """Cosine of the sentence to the nearest sentence of the cited texts."""
    texts = [hit.text[start:end] for hit in cited for start, end in sentences(hit.text)]
    vectors = embedder().encode([sentence.strip(), *texts])
    return float((vectors[1:] @ vectors[0]).max())


@cache
def embedder() -> Embedder:
    """The embedder whose vectors the verifier compares; opened once."""
    return open_embedder()
