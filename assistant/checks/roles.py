"""Who did what to whom: "the president pressed Xi" is not "Xi pressed the president"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.checks.names import PERSONAL, PRONOUNS
from assistant.checks.polarity import LIGHT
from assistant.checks.source import Finding
from assistant.checks.speech import SPEAKING, phrase, phrase_keys, relation
from assistant.language import forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Cited, Source


class Deed(NamedTuple):
    """A verb with who does it and to whom, passives turned round. Either may be missing."""

    verb: Token
    doer: Token | None
    done_to: Token | None


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects when the cited texts have doer and done-to the other way round, or name another doer."""
    for deed in deeds(claim):
        stated = [(other, cited) for cited in source.cited for other in deeds(cited.doc) if _same_verb(deed, other)]
        straight = [other for other, cited in stated if _same(deed.doer, other.doer, cited, source)]
        for other, cited in stated:
            if _swapped(deed, other, cited, source):
                return Finding("contradicted", f"the article says “{_tell(other)}”, not “{_tell(deed)}”")
        if stated and not straight and deed.doer is not None and all(_other_doer(deed, other, cited, source) for other, cited in stated):
            return Finding("contradicted", f"the article says that {_tell(stated[0][0])}, not {phrase(deed.doer)}")
    return None


def deeds(doc: Doc) -> Iterator[Deed]:
    """Every verb of a text that has a doer or one to whom it is done."""
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() in LIGHT:
            continue
        doer, done_to = _child(verb, "nsubj"), _child(verb, "dobj") or _child(verb, "dative")
        passive = _child(verb, "nsubjpass")
        if passive is not None:
            agent = _child(verb, "agent")
            doer, done_to = (_child(agent, "pobj") if agent is not None else None), passive
        elif doer is None and verb.dep_ == "conj" and not _child(verb.head, "nsubjpass"):
            doer = _child(verb.head, "nsubj")
        elif doer is None and verb.dep_ == "xcomp":
            doer = _child(verb.head, "nsubj")
        elif doer is not None and doer.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
            doer = verb.head
        doer, done_to = _resolved(doer), _resolved(done_to)
        if doer is not None or done_to is not None:
            yield Deed(verb, doer, done_to)


def _same_verb(one: Deed, other: Deed) -> bool:
    return bool(forms(one.verb) & forms(other.verb))


def _swapped(mine: Deed, theirs: Deed, cited: Cited, source: Source) -> bool:
    """Whether the claim's doer is the one to whom it is done in the article, or the other way round."""
    if _named_alike(mine.doer, theirs.done_to) and not _named_alike(mine.doer, theirs.doer):
        return True
    crossed = [
        one is not None and other is not None and relation(one, other, cited, source) == "same"
        for one, other in ((mine.doer, theirs.done_to), (mine.done_to, theirs.doer))
    ]
    straight = _same(mine.doer, theirs.doer, cited, source) or _same(mine.done_to, theirs.done_to, cited, source)
    return any(crossed) and not straight


def _other_doer(mine: Deed, theirs: Deed, cited: Cited, source: Source) -> bool:
    """Whether the article has someone else, of the same kind, do the same to the same."""
    if mine.doer is None or theirs.doer is None or relation(mine.doer, theirs.doer, cited, source) != "different":
        return False
    return mine.done_to is None or theirs.done_to is None or _same(mine.done_to, theirs.done_to, cited, source)


def _same(mine: Token | None, theirs: Token | None, cited: Cited, source: Source) -> bool:
    if mine is None or theirs is None:
        return False
    others = [theirs, *theirs.conjuncts]
    return any(relation(one, other, cited, source) == "same" for one in [mine, *mine.conjuncts] for other in others)


def _named_alike(one: Token | None, other: Token | None) -> bool:
    """Whether both are names and share a word."""
    if one is None or other is None or one.pos_ != "PROPN" or other.pos_ != "PROPN":
        return False
    return bool(phrase_keys(one) & phrase_keys(other))


def _resolved(token: Token | None) -> Token | None:
    """A pronoun's noun within its own sentence where the grammar leaves little doubt: "Xi said he pressed …"."""
    if token is None or token.lower_ not in PERSONAL:
        return token
    verb = token.head
    while verb.head != verb:
        verb = verb.head
        subject = _child(verb, "nsubj")
        if subject is not None and subject.lower_ not in PRONOUNS and verb.lemma_.lower() in SPEAKING:
            return subject
    return token


def _child(token: Token, kind: str) -> Token | None:
    return next((child for child in token.children if child.dep_ == kind), None)


def _tell(deed: Deed) -> str:
    parts = [phrase(deed.doer) if deed.doer is not None else "someone", deed.verb.text]
    return " ".join([*parts, phrase(deed.done_to)] if deed.done_to is not None else parts)
