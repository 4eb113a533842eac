"""A first or a largest is one of something: "the first in France" is no first of all."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from assistant.checks.names import keys
from assistant.checks.source import Finding
from assistant.language import stems

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from assistant.checks.source import Source

FIRSTS = frozenset("first only".split())
PLACES = frozenset({"GPE", "LOC", "NORP"})
AMONG = frozenset("in of across outside".split())
WITHIN = 8
"""Words behind a first within which its scope stands."""


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a first or a largest that the cited texts only call so within a place, where the claim names none."""
    told = keys(claim) | stems(claim)
    for mine in filter(_singles_out, claim):
        theirs = [token for token in source.tokens if token.lower_ == mine.lower_ and _singles_out(token)]
        scopes = [_scope(token) for token in theirs if token.head.dep_ == "attr"]  # "became the first …": a record
        left_out = [scope for scope in scopes if scope is not None and not (keys(scope) | stems(scope)) & told]
        if left_out and len(left_out) == len(theirs) and not any(one.lower_ in AMONG for one in _behind(mine)):
            return Finding("not_stated", f"the article says “{mine.text}” only within {left_out[0].text}")
    return None


def _singles_out(token: Token) -> bool:
    """Whether a word behind "the" says that its thing is the only one, or the most so."""
    the = token.i > 0 and token.nbor(-1).lower_ == "the"
    return the and (token.lower_ in FIRSTS or (token.tag_ in {"JJS", "RBS"} and token.lower_ != "latest"))


def _behind(first: Token) -> list[Token]:
    """The words behind a first up to the next verb, within which its scope stands."""
    near = [token for token in first.doc[first.i + 1 : first.i + 1 + WITHIN] if token.sent == first.sent]
    return list(takewhile(lambda token: token.pos_ not in {"VERB", "AUX"}, near))


def _scope(first: Token) -> Span | None:
    """The place behind a first within which it is one."""
    behind = _behind(first)
    for entity in first.doc.ents:
        if entity.label_ in PLACES and entity[0] in behind:
            between = first.doc[first.i + 1 : entity.start]
            if any(token.lower_ in AMONG for token in between):
                return entity
    return None
