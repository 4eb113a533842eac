"""What belongs to whom: two names or two numbers of the cited text that have changed places in the claim.

"124 in Velmouth and nine in Tolmere" is not "124 in Tolmere", and "the fine of 9.7 million" is not what a text says
whose fine is 4 million and whose restocking costs 9.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.checks.names import abbreviates, keys, name_spans
from assistant.checks.numbers import CURRENCIES, MEASURES, SCALES, quantities
from assistant.checks.source import Finding
from assistant.checks.speech import SAYING
from assistant.language import is_content, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Source

Fact = tuple[str, str]
"""How something stands to a word ("does", "done", "of", "is"), and the word's stem."""
MUTUAL = frozenset("meet marry face play join fight contact match equal divorce resemble accompany compare".split())
"""Verbs that say the same of both."""
EMPTY = frozenset("be have do become include follow number total figure sum".split()) | SAYING | MUTUAL
UNITS = {*CURRENCIES, *SCALES, "percent", "per", "cent", "%", "crown", "crowns", "point", "points"}
UP = frozenset({"nummod", "quantmod", "compound", "nmod", "npadvmod"})


@dataclass(frozen=True)
class Mention:
    """A name or number where it stands. ``key`` are a name's words, or a number's kind and value."""

    key: frozenset[object]
    text: str
    facts: frozenset[Fact]
    own: frozenset[Fact]
    label: str = ""


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects where all that the claim binds to a name or number is bound to another one in the cited texts."""
    for read in (_numbers, _names):
        stated = [mention for doc in source.docs for mention in read(doc)]
        for mention in read(claim):
            rival = _rival(mention, stated)
            if rival is not None:
                return Finding("contradicted", f"the article says this of {rival.text}, not of {mention.text}")
            if _turned(mention, stated):
                return Finding("contradicted", f"the article has {mention.text} on the other side of this")
    return _of_others(claim, source)


def _of_others(claim: Doc, source: Source) -> Finding | None:
    """Objects to "Lind's help" where the cited texts tell only of help from several others, or from another by name."""
    for span in name_spans(claim):
        owner = next((token for token in span if token.dep_ == "poss" and token.ent_type_ == "PERSON"), None)
        if owner is None:
            continue
        thing = stem(owner.head.lemma_.lower())
        told = [
            list(_owners(token)) for doc in source.docs for token in doc
            if token.pos_ == "NOUN" and stem(token.lemma_.lower()) == thing
        ]  # fmt: skip
        if told and all(told) and all(_another(one, keys(span)) for owners in told for one in owners):
            return Finding("contradicted", f"the article says this of {told[0][0].text}, not of {owner.text}")
    return None


def _owners(noun: Token) -> Iterator[Token]:
    """Whose something is, or from whom or by whom."""
    yield from (child for child in noun.children if child.dep_ == "poss")
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"from", "by"}:
            yield from (inner for inner in child.children if inner.dep_ == "pobj")


def _another(owner: Token, person: set[str]) -> bool:
    """Whether an owner cannot be the person: several, or somebody of another name."""
    several = owner.tag_ in {"NNS", "NNPS"} and owner.pos_ != "PRON"
    return several or (owner.ent_type_ == "PERSON" and not keys(owner.subtree) & person)


def _rival(mine: Mention, stated: list[Mention]) -> Mention | None:
    """The one of whom the cited texts say it, if they say none of it of the claim's one."""
    same = [other for other in stated if other.key & mine.key]
    if not mine.facts or any(mine.facts & other.own for other in same):
        return None
    known: set[object] = {part for other in same for part in other.key}
    rivals = [
        other for other in stated
        if not other.key & known and _comparable(mine, other) and not abbreviates(mine.text, other.text)
    ]  # fmt: skip
    if not same:  # a name that only the headline or the passage has: it may be another name of someone named here
        rivals = [other for other in rivals if mine.label and mine.label == other.label in {"PERSON", "GPE", "ORG"}]
    return rivals[0] if rivals else None


def _comparable(mine: Mention, other: Mention) -> bool:
    """Whether both share a fact that only one of them can have: a verb has many places and times beside it."""
    shared = mine.facts & other.facts
    return any(role != "of" for role, _ in shared) or (bool(shared) and mine.label == other.label)


def _turned(mine: Mention, stated: list[Mention]) -> bool:
    """Whether the cited texts have the one who does it as the one to whom it is done, or the other way round."""
    own = frozenset(fact for other in stated if other.key & mine.key for fact in other.own)
    turned = {({"does": "done", "done": "does"}.get(role, ""), word) for role, word in mine.facts}
    return bool(turned & own) and not mine.facts & own


def _names(doc: Doc) -> Iterator[Mention]:
    for span in name_spans(doc):
        root = next((token for token in span if token.head not in span), span[-1])
        facts = frozenset(_facts(root))
        key = frozenset(keys(span))
        if key and root.ent_type_ != "NORP":
            yield Mention(
                key, " ".join(token.text for token in span), facts, facts | frozenset(_lent(root)), root.ent_type_
            )


def _facts(root: Token) -> Iterator[Fact]:
    """What is said of a noun phrase by the words around it."""
    place = _first(root)
    relation, word = place.dep_, place.head
    if relation in {"nsubj", "nsubjpass", "dobj", "dative", "agent"}:
        yield from _named("done" if relation in {"nsubjpass", "dobj", "dative"} else "does", word)
        if word.lemma_ == "be":
            yield from (fact for child in word.children if child.dep_ == "attr" for fact in _named("is", child))
    elif relation == "pobj":
        role = {"agent": "does", "dative": "done"}.get(word.dep_, "of")
        yield from _named(role, word.head)
    elif relation == "appos" and word.pos_ == "NOUN":
        yield from _named("is", word)
    for child in root.children:
        if child.dep_ in {"appos", "compound"} and child.pos_ == "NOUN":
            yield from _named("is", child)


def _lent(root: Token) -> Iterator[Fact]:
    """What is said of the noun that a name belongs to: of the crew in "the crew of the Veld"."""
    place = _first(root)
    above = place.head.head if place.dep_ == "pobj" else place.head
    if place.dep_ in {"poss", "compound", "nmod", "appos", "amod"} or (place.dep_ == "pobj" and above.pos_ != "VERB"):
        yield from (*_facts(above), *_named("of", above))
    for child in root.children:
        if child.dep_ == "relcl":
            yield from _named("does", child)


def _first(token: Token) -> Token:
    """The first of the conjuncts, which has the place of them all."""
    while token.dep_ == "conj" and token.head.pos_ in {"NOUN", "PROPN", "NUM", "SYM"}:
        token = token.head
    return token


def _named(role: str, word: Token) -> Iterator[Fact]:
    if (is_content(word) or word.pos_ in {"VERB", "NUM"}) and word.lemma_.lower() not in EMPTY:
        yield role, stem(word.lemma_.lower())


def _numbers(doc: Doc) -> Iterator[Mention]:
    for quantity in quantities(doc):
        span = doc.char_span(quantity.at, quantity.at + 1, alignment_mode="expand")
        if span is None or quantity.kind in {"ordinal", "clock", "pair"} or quantity.text.lower() in {"one", "two"}:
            continue
        facts = frozenset(_counted(span.root))
        yield Mention(frozenset({(quantity.kind, round(quantity.value, 6))}), quantity.text, facts, facts)


def _counted(token: Token) -> Iterator[Fact]:
    """What a number counts or measures: "fine" in "a fine of 4 million", "the fine is 4 million"."""
    while token.dep_ in UP and token.head.pos_ in {"NUM", "NOUN", "SYM", "PROPN"}:
        token = token.head
        if not _unit(token):
            yield from _plain([token])
            return
    above = token.head
    if token.dep_ == "pobj":
        yield from _plain([above.head])
    elif token.dep_ in {"attr", "dobj", "acomp"}:
        yield from _plain(child for child in above.children if child.dep_ in {"nsubj", "nsubjpass"})
    elif token.dep_ in {"nsubj", "nsubjpass"}:
        yield from _plain([above])


def _plain(words: Iterable[Token]) -> Iterator[Fact]:
    for word in words:
        if not _unit(word):
            yield from _named("of", word)


def _unit(token: Token) -> bool:
    return token.lower_ in UNITS or stem(token.lemma_.lower()) in MEASURES or token.like_num
