"""When and where belong to what happened: "met in Veld in May, first call since March" is no call in Veld in May."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.checks.source import Finding
from assistant.checks.synonyms import meanings
from assistant.language import is_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from assistant.checks.source import Source

KINDS = frozenset({"DATE", "TIME", "GPE", "LOC", "FAC"})
ADJUNCT = frozenset({"pobj", "npadvmod", "tmod"})
SUBJECT = frozenset({"nsubj", "nsubjpass", "poss"})
PLACING = frozenset({"in", "at", "near"})


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a date or place that the cited texts give of another event that they tell in the same sentence."""
    for adjunct in claim.ents:
        if adjunct.label_ not in KINDS or adjunct.root.dep_ not in ADJUNCT:
            continue
        verb = _predicate(adjunct.root)
        places = [token for doc in source.docs for token in doc if token.lower_ == adjunct.root.lower_]
        told = set(_told(verb, adjunct))
        objections = [_elsewhere(place, told) for place in places]
        if told and objections and all(objections):
            return Finding("not_stated", f"the article gives “{adjunct.text}” of something else (“{objections[0]}”)")
    return None


def _predicate(token: Token) -> Token:
    """The verb that governs a word, or the root of its sentence."""
    return next((above for above in token.ancestors if above.pos_ in {"VERB", "AUX"}), token.sent.root)


def _told(verb: Token, adjunct: Span) -> Iterator[Token]:
    """The verb and what it says, without its subject, its dates and its places."""
    if is_content(verb):
        yield verb
    for child in verb.children:
        if child.dep_ in SUBJECT or child.lower_ in PLACING:
            continue
        for token in child.subtree:
            if is_content(token) and token.ent_type_ not in KINDS and token not in adjunct:
                yield token


def _elsewhere(place: Token, told: set[Token]) -> str:
    """The governing event, if what is told stands in the same sentence but all of it outside that event; else empty."""
    event = _predicate(place)
    inside = {form for token in event.subtree for form in meanings(token)}
    outside = {form for token in place.sent if token not in set(event.subtree) for form in meanings(token)}
    if any(meanings(token) & inside for token in told) or not any(meanings(token) & outside for token in told):
        return ""
    return event.text
