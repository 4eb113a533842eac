"""Who did what to whom: "the president pressed Xi" is not "Xi pressed the president"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.checks import bindings, offices
from assistant.checks.bindings import MUTUAL
from assistant.checks.names import PERSONAL, PRONOUNS
from assistant.checks.polarity import LIGHT
from assistant.checks.source import Finding
from assistant.checks.speech import SPEAKING, phrase, phrase_keys, relation
from assistant.checks.synonyms import meanings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Cited, Source


class Deed(NamedTuple):
    """A verb with who does it and to whom, passives turned round. ``others``: all to whom or to which it is done."""

    verb: Token
    doer: Token | None
    others: tuple[Token, ...]


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to another doer or done-to, to what belongs to another, and to an office that another holds."""
    return _deeds_turned(claim, source) or bindings.check(claim, source) or offices.check(claim, source)


def _deeds_turned(claim: Doc, source: Source) -> Finding | None:
    """Objects when the cited texts have doer and done-to the other way round, or name another doer."""
    for deed in deeds(claim):
        if deed.doer is not None and deed.doer.lower_ in PRONOUNS:
            continue
        stated = [(other, cited) for cited in source.cited for other in deeds(cited.doc) if _same_verb(deed, other)]
        to_the_same = [(other, cited) for other, cited in stated if _same_object(deed, other, cited, source)]
        stated = to_the_same or stated
        if not stated or any(_same(deed.doer, other.doer, cited, source) for other, cited in stated):
            continue
        for other, cited in stated:
            if deed.verb.lemma_.lower() not in MUTUAL and _swapped(deed, other, cited, source):
                return Finding("contradicted", f"the article says “{_tell(other)}”, not “{_tell(deed)}”")
        if (
            deed.doer is not None
            and deed.verb.lemma_.lower() not in MUTUAL
            and all(_other_doer(deed, other, cited, source) for other, cited in stated)
        ):
            return Finding("contradicted", f"the article says that {_tell(stated[0][0])}, not {phrase(deed.doer)}")
    return None


def deeds(doc: Doc) -> Iterator[Deed]:
    """Every verb of a text that has a doer or one to whom it is done."""
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() in LIGHT:
            continue
        doer, others = _child(verb, "nsubj"), [child for child in verb.children if child.dep_ in {"dobj", "dative"}]
        others += [
            inner for child in verb.children if child.lower_ == "to" for inner in child.children if inner.dep_ == "pobj"
        ]
        passive = _child(verb, "nsubjpass")
        if passive is not None:
            agent = _child(verb, "agent")
            doer, others = (_child(agent, "pobj") if agent is not None else None), [passive, *others]
        elif doer is None and (verb.dep_ == "xcomp" or (verb.dep_ == "conj" and not _child(verb.head, "nsubjpass"))):
            doer = _told(verb) or _child(verb.head, "nsubj")
        elif doer is not None and doer.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
            doer = verb.head
        found = tuple(token for token in map(_resolved, others) if token is not None)
        if doer is not None or found:
            yield Deed(verb, _resolved(doer), found)


def _told(verb: Token) -> Token | None:
    """The one named who is made to do it: Nevin in "hired Nevin to lead them"."""
    named = _child(verb.head, "dobj") if verb.dep_ == "xcomp" and verb.head.lemma_ != "promise" else None
    return named if named is not None and named.pos_ == "PROPN" else None


def _same_verb(one: Deed, other: Deed) -> bool:
    return bool(meanings(one.verb) & meanings(other.verb))


def _swapped(mine: Deed, theirs: Deed, cited: Cited, source: Source) -> bool:
    """Whether the claim's doer is the one to whom it is done in the article, or the other way round."""
    died = mine.doer is None and not theirs.others and mine.verb.lemma_ != theirs.verb.lemma_  # "killed" beside "died"
    if died or _named_alike(mine.doer, theirs.doer):
        return False
    return any(_same(mine.doer, other, cited, source) for other in theirs.others) or any(
        _same(other, theirs.doer, cited, source) for other in mine.others
    )


def _same_object(mine: Deed, theirs: Deed, cited: Cited, source: Source) -> bool:
    """Whether both are done to one and the same."""
    return any(_same(one, other, cited, source) for one in mine.others for other in theirs.others)


def _other_doer(mine: Deed, theirs: Deed, cited: Cited, source: Source) -> bool:
    """Whether the article has someone else, of the same kind or named in the same sentence, do this."""
    if mine.doer is None or theirs.doer is None:
        return False
    found = relation(mine.doer, theirs.doer, cited, source)
    if found == "unknown" and mine.doer.pos_ == theirs.doer.pos_ == "PROPN":
        mine_keys = phrase_keys(mine.doer)
        if any(phrase_keys(token) & mine_keys for token in theirs.verb.sent if token.pos_ == "PROPN"):
            return True
        return _same_object(mine, theirs, cited, source) and not _one_name(mine.doer, theirs.doer, source)
    return found == "different"


def _same(mine: Token | None, theirs: Token | None, cited: Cited, source: Source) -> bool:
    if mine is None or theirs is None:
        return False
    others = [theirs, *theirs.conjuncts]
    return any(relation(one, other, cited, source) == "same" for one in [mine, *mine.conjuncts] for other in others)


def _one_name(one: Token, other: Token, source: Source) -> bool:
    """Whether the passages put both names side by side, as "Georgia Bulldogs" does."""
    around = " ".join([source.heads, *source.texts])
    first, second = re.escape(one.text), re.escape(other.text)
    return re.search(rf"\b(?:{first}\W+(?:\w+\W+)?{second}|{second}\W+(?:\w+\W+)?{first})\b", around) is not None


def _named_alike(one: Token | None, other: Token | None) -> bool:
    """Whether both are names and share a word."""
    if one is None or other is None or one.pos_ != "PROPN" or other.pos_ != "PROPN":
        return False
    return bool(phrase_keys(one) & phrase_keys(other))


def _resolved(token: Token | None) -> Token | None:
    """A pronoun's noun within its own sentence where the grammar leaves little doubt: "Xi said he pressed …"."""
    if token is None or token.lower_ not in PERSONAL | {"it", "they"}:
        return token
    for verb in token.head.ancestors:
        subject = _child(verb, "nsubj")
        if (
            subject is not None
            and subject.lower_ not in PRONOUNS
            and (subject.pos_ == "PROPN" or verb.lemma_.lower() in SPEAKING)
        ):
            return subject
    return token


def _child(token: Token, kind: str) -> Token | None:
    return next((child for child in token.children if child.dep_ == kind), None)


def _tell(deed: Deed) -> str:
    parts = [phrase(deed.doer) if deed.doer is not None else "someone", deed.verb.text]
    return " ".join([*parts, *(phrase(other) for other in deed.others[:1])])
