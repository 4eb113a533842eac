"""Firsts, onlies and largests that a statement takes for granted, against what the articles say of the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.checks.names import named_subject
from assistant.checks.synonyms import meanings
from assistant.events import opposed
from assistant.language import root, stems
from assistant.readings import Objection, content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from assistant.readings import Reading

HALF = 0.5
"""The share that a sentence with a word of record must carry to say it in another way."""
SAID = 0.4
"""The share that a sentence must carry, beside all its names, to say a "first" of it."""
UNIQUE = frozenset("first only sole last".split())
VIEWS = frozenset("see think consider regard view rate believe call describe feel find hope want".split())
"""Verbs of opinion: what someone holds to be the only one need not be it."""
RECORD = frozenset("record ever never unprecedented sole alone other single unique before".split())
"""Words by which a first or a largest may be told in another way."""


def superlative(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """The lowest, not the highest; or a first, an only, a largest of which no sentence says it."""
    for token in claim:
        if not _singles_out(token) or root(claim).lemma_.lower() in VIEWS or _of_object(token):
            continue
        naming = [one for one in readings if one.names(claim, itself=True)]
        if not naming or any(meanings(token) & one.words and one.carries(claim) >= SAID for one in naming):
            continue
        for reading in naming:
            turned = next((other for other in reading.cited.doc if opposed(token, other)), None)
            if turned is not None and _same_measure(claim, token, reading):
                why = f"the article says “{turned.text}”, not “{token.text}”"
                return Objection("contradicted", why, reading.evidence)
        recorded = any(
            RECORD & {word.lower_ for word in one.cited.doc} and one.carries(claim) >= HALF for one in naming
        )
        if named_subject(claim) and not recorded:
            return Objection("not_stated", f"no passage says “{token.text}” of this", None)
    return None


def _singles_out(token: Token) -> bool:
    """Whether a word says that of its kind there is no other, or none that is more so; "likes most" does not."""
    if token.lower_ in UNIQUE:
        return token.dep_ in {"amod", "attr", "acomp"}
    return token.tag_ in {"JJS", "RBS"} and token.dep_ != "advmod"


def _of_object(token: Token) -> bool:
    """Whether a word says what someone calls another: "the study named two states as furthest behind"."""
    link = next((one for one in [token, *token.ancestors] if one.dep_ == "oprd" or one.lower_ == "as"), None)
    return link is not None and any(child.dep_ == "dobj" for child in link.head.children)


def _same_measure(claim: Doc, superlative: Token, reading: Reading) -> bool:
    """Whether a sentence, or the one before it where it says "it", speaks of what the superlative measures."""
    words = set(reading.words)
    if reading.cited.before is not None and any(token.lower_ in {"it", "that"} for token in reading.cited.doc):
        words |= stems(list(reading.cited.before.sents)[-1])
    things = [one for one in content(claim) if one != superlative and one.pos_ == "NOUN" and one.dep_ != "pobj"]
    return bool(things) and all(meanings(one) & words for one in things)
