"""What a question takes for granted, checked like a claim: reported only where the articles speak of it and disagree.

To correct what is true is the worse error, so a premise that any sentence supports is passed, and so is one whose
subject the articles do not name or which they may be telling in other words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import attribution, verifier
from assistant.checks import numbers
from assistant.checks.names import keys, name_spans
from assistant.checks.speech import SAYING
from assistant.language import analyse, is_content, stems
from assistant.objections import objection
from assistant.presuppositions import presupposed
from assistant.readings import Reading
from assistant.types import Citation, Premise, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.tokens import Doc

    from assistant.readings import Objection
    from assistant.types import Evidence
    from vectorstore.types import Hit

MEANING = 0.8
"""Cosine of the nearest sentence from which on a premise may be told in words that the tables do not know.

To be calibrated with the encoder; it does not touch what an exact check contradicts.
"""
NEAREST = 6
"""Evidence sentences, by cosine, against which a premise is verified singly, beside the attribution."""
SHOWN = 2
"""Sentences of the articles that are shown beside a premise, at most."""


def check(
    question: str, evidence: Sequence[Evidence], passages: Sequence[Hit], similarity: Callable[[str], Sequence[float]]
) -> tuple[Premise, ...]:
    """The premises of ``question`` that the evidence contradicts, or does not state although it speaks of the subject.

    ``passages`` are those that the evidence is from; ``similarity`` gives the cosine of a sentence to each of
    ``evidence``. Raises ModelError when the English model cannot be loaded and BadInput for a text too long to parse.
    """
    statements = presupposed(question) if evidence else ()
    if not statements:
        return ()
    readings = [Reading.of(one, passages) for one in evidence]
    found = []
    for statement in statements:
        claim = analyse(statement)
        if _about_speech(claim):
            continue
        near = list(similarity(statement))
        objected = objection(claim, readings, max(near), MEANING)
        if objected is None:
            continue
        if not objected.alone and _supported(statement, claim, evidence, passages, near):
            continue
        found.append(_premise(statement, claim, objected, evidence, near))
    return tuple(found)


def _about_speech(claim: Doc) -> bool:
    """Whether a premise only says that someone said something: what they said is what is asked."""
    return any(token.dep_ == "ROOT" and token.lemma_.lower() in SAYING for token in claim)


def _supported(
    statement: str, claim: Doc, evidence: Sequence[Evidence], passages: Sequence[Hit], near: Sequence[float]
) -> bool:
    """Whether the verifier finds the premise in one sentence, or in some of one passage that have its numbers."""
    cited = attribution.attribute(statement, evidence, near)
    order = sorted(range(len(evidence)), key=lambda index: -near[index])
    singles = [[evidence[index]] for index in order[:NEAREST]]
    together = [cited] if cited and len({(one.article_id, one.passage) for one in cited}) == 1 else []
    for candidate in [*together, *singles]:
        own = [one for one in passages if one.article_id == candidate[0].article_id]
        closest = max(near[evidence.index(one)] for one in candidate)
        verdict = verifier.verify(statement, candidate, context=own, similarity=closest)
        if verdict.label == "supported" and _has_numbers(claim, candidate):
            return True
    return False


def _has_numbers(claim: Doc, cited: Sequence[Evidence]) -> bool:
    values = {round(one.value, 6) for text in cited for one in numbers.quantities(analyse(text.text))}
    return all(
        round(one.value, 6) in values
        for one in numbers.quantities(claim)
        if one.value > numbers.SMALL or not one.spelled
    )


def _premise(
    statement: str, claim: Doc, objected: Objection, evidence: Sequence[Evidence], near: Sequence[float]
) -> Premise:
    """The premise with its verdict and the sentences that show it, or those nearest to it about its subject."""
    shown = [objected.shown] if objected.shown is not None else _about_subject(claim, evidence, near)
    verdict = Verdict(objected.label, 0.0, objected.why)
    return Premise(statement, verdict, tuple(Citation.of(one) for one in shown[:SHOWN]))


def _about_subject(claim: Doc, evidence: Sequence[Evidence], near: Sequence[float]) -> list[Evidence]:
    """The nearest sentence that names whom the premise is about, if any does."""
    subject = next((token for token in claim if token.dep_ in {"nsubj", "nsubjpass"}), claim[0])
    names = {key for span in name_spans(claim) if set(span) & set(subject.subtree) for key in keys(span)}
    wanted = names or stems(token for token in subject.subtree if is_content(token))
    order = sorted(range(len(evidence)), key=lambda index: -near[index])
    naming = [
        evidence[i] for i in order if wanted & (keys(analyse(evidence[i].text)) | stems(analyse(evidence[i].text)))
    ]
    return naming[:1]
