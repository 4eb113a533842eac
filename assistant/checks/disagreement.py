"""Whether two sentences of different articles tell the same matter differently.

Precision comes first. They do only if they speak of one event (their names stand in or around the other),
of one matter (the clauses of what is counted, dated or done share most of their words), and an exact comparison finds
another number, another date, a denial or a word of opposite sense. Only what the question asks for is compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from assistant.checks import opposites, polarity
from assistant.checks.dates_named import dates
from assistant.checks.numbers import quantities
from assistant.checks.polarity import LIGHT
from assistant.checks.source import Cited, Source
from assistant.checks.speech import SAYING
from assistant.checks.synonyms import meanings
from assistant.kinds import HOW_MANY, WHEN
from assistant.language import analyse, is_content, stem, stems
from assistant.selector import words
from vectorstore.types import published_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from spacy.tokens import Doc, Token

    from assistant.checks.dates_named import When
    from assistant.checks.numbers import Quantity

ALIKE = 0.5
"""Share of the words of the shorter clause that both must have."""
NEAR_DAYS = 60
"""Articles further apart tell of one event only if its name stands in both sentences."""
ROUNDED = 0.05
"""A round number ("12,000") may be this share away from an exact one."""
ABOUT = 0.15
"""And one told with "about" or "nearly" this share."""
CHANGES = frozenset("rise raise increase grow climb fall drop cut lower reduce reach stand put count number total toll "
                    "figure people person other more least latest".split())  # fmt: skip
COUNTED_ALIKE = frozenset(stem(word) for word in "people person man woman body victim other toll number".split())
CLAUSE = frozenset({"ROOT", "conj", "ccomp", "advcl", "parataxis"})


@dataclass(frozen=True)
class Told:
    """A sentence as an article tells it; ``around`` are the stems of its headline and of the passage about it."""

    text: str
    published: date | None
    around: frozenset[str]

    @classmethod
    def of(cls, text: str, published: str | None, around: Iterable[str]) -> Told:
        """A sentence of an article published on a day or instant; ``around`` are texts of that article."""
        return cls(text, published_day(published), frozenset(word for one in around for word in words(one)))

    @property
    def doc(self) -> Doc:
        """The parsed sentence."""
        return analyse(self.text)


def differ(one: Told, other: Told, question: str) -> bool:
    """Whether two sentences give different values for what ``question`` asks, or contradict each other."""
    if not one_event(one, other):
        return False
    if WHEN.search(question):
        return _other_date(one, other)
    if HOW_MANY.search(question):
        return _other_number(one, other)
    return _other_number(one, other, named=True) or _denied(one, other)


def one_event(one: Told, other: Told) -> bool:
    """Whether two sentences share their names, or one's stand around the other in an article of about the same time."""
    mine, theirs = _names(one.doc), _names(other.doc)
    far = one.published and other.published and abs((one.published - other.published).days) > NEAR_DAYS
    if far and not mine & theirs:
        return False
    if mine and theirs:
        return bool(mine & (theirs | other.around)) and bool(theirs & (mine | one.around))
    if mine or theirs:
        return bool((mine or theirs) & one.around & other.around)
    return len(one.around & other.around) >= ALIKE * min(len(one.around), len(other.around))


def _names(doc: Doc) -> frozenset[str]:
    """The stems of the names of a text, but for those who only say it."""
    said = {token for verb in doc if verb.lemma_.lower() in SAYING or verb.lower_ == "according"
            for child in verb.children if child.dep_ in {"nsubj", "prep"} for token in child.subtree}  # fmt: skip
    named = [token for token in doc if token.pos_ == "PROPN" and is_content(token) and token not in said]
    return frozenset(stems(token for token in named if token.ent_type_ not in {"DATE", "TIME", "MONEY"}))


def _other_number(one: Told, other: Told, *, named: bool = False) -> bool:
    """Whether a number of one sentence stands for the same matter as another of the other.

    ``named``: only where both say what they count.
    """
    mine, theirs = _counts(one.doc), _counts(other.doc)
    return any(
        first.kind == second.kind
        and not any(_compatible(first, agreed) for agreed in theirs)
        and not any(_compatible(second, agreed) for agreed in mine)
        and _counted_alike(first, second, named=named)
        and _same_matter(_token(one.doc, first), _token(other.doc, second))
        and not _other_day(_head(_token(one.doc, first)), one, _head(_token(other.doc, second)), other)
        for first, second in product(mine, theirs)
    )


def _counts(doc: Doc) -> list[Quantity]:
    """The numbers that a text states; "not 143, as first reported" states none."""
    return [
        found for found in quantities(doc)
        if found.kind in {"plain", "money", "share"} and _token(doc, found).pos_ != "PROPN"
        and not re.search(r"\bnot\s+$", doc.text[: _token(doc, found).idx])
    ]  # fmt: skip


def _token(doc: Doc, quantity: Quantity) -> Token:
    """The first word of a number."""
    return next(token for token in doc if token.idx + len(token) > quantity.at and not token.is_space)


def _compatible(one: Quantity, other: Quantity) -> bool:
    """Whether both may be said of one amount: equal, rounded, "at least" and "about" taken as they are meant."""
    if one.kind != other.kind or one.currency != other.currency:
        return False
    low, high = sorted((one, other), key=lambda quantity: quantity.value)
    apart = high.value - low.value
    if low.bound == "above" or high.bound == "below":
        return True
    if "about" in {one.bound, other.bound}:
        return apart <= ABOUT * high.value
    return apart <= max(1e-6 * high.value, min(ROUNDED * high.value, max(_step(low), _step(high)) / 2))


def _step(quantity: Quantity) -> float:
    """What a round number is rounded to: 1,000 for 12,000; nothing for 142."""
    digits = str(int(quantity.value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(10**zeros) if zeros > 1 else 0.0


def _counted_alike(one: Quantity, other: Quantity, *, named: bool) -> bool:
    if named and one.kind == "plain" and None in {one.noun, other.noun}:
        return False
    nouns = {one.noun, other.noun} - {None}
    return len(nouns) < 2 or nouns <= COUNTED_ALIKE  # noqa: PLR2004 - two different nouns


def _same_matter(one: Token, other: Token) -> bool:
    """Whether the clauses of two numbers share most of their words, with what each says is done."""
    mine, theirs = _clause(one), _clause(other)
    if not mine or not theirs or len(_shared(mine, theirs)) < ALIKE * min(len(mine), len(theirs)):
        return False
    if _elsewhere(mine, theirs) or _force(_head(one)) != _force(_head(other)):
        return False
    return _done_too(_head(one), mine, theirs) and _done_too(_head(other), theirs, mine)


def _done_too(verb: Token, mine: list[Token], theirs: list[Token]) -> bool:
    """Whether the other clause tells what this one's verb does; a verb of change or little meaning does nothing."""
    if verb in mine and any(_head(word).lemma_ != "be" for word in theirs):
        return bool(_shared([verb], theirs))
    return len(_shared(mine, theirs)) > (verb in mine)


def _elsewhere(mine: Iterable[Token], theirs: Iterable[Token]) -> bool:
    """Whether each clause names a place or person that the other does not, so that they tell of different ones."""
    first, second = (
        {(token.ent_type_, token.lower_) for token in clause if token.ent_type_ in {"GPE", "LOC", "FAC", "PERSON"}}
        for clause in (mine, theirs)
    )
    return bool({kind for kind, _ in first - second} & {kind for kind, _ in second - first})


def _force(verb: Token) -> tuple[bool, bool]:
    """Whether a clause is denied, and whether it is told as a fact."""
    found = polarity.force(verb)
    return found.denied, found.level == polarity.FACT


def _head(token: Token) -> Token:
    """The verb of the clause that a word stands in, or the head of the sentence."""
    return next(
        (word for word in (token, *token.ancestors) if word.dep_ in CLAUSE and word.pos_ in {"VERB", "AUX"}),
        token.sent.root,
    )


def _clause(token: Token) -> list[Token]:
    """The words of the clause of a number, or of a verb, that tell what it is about: no numbers, units or dates."""
    head, unit = _head(token), token.head if token.dep_ in {"nummod", "quantmod", "compound"} else None
    return [
        word for word in head.subtree
        if _head(word) == head and word != unit and is_content(word) and word.pos_ != "NUM" and not word.like_num
        and word.lemma_.lower() not in CHANGES | LIGHT | SAYING and word.ent_type_ not in {"DATE", "TIME"}
    ]  # fmt: skip


def _shared(mine: Sequence[Token], theirs: Sequence[Token]) -> list[Token]:
    """The words of one side that the other side has too, or words used for them."""
    known = {form for token in theirs for form in meanings(token)}
    return [token for token in mine if meanings(token) & known or any(_family(token, word) for word in theirs)]


def _family(one: Token, other: Token) -> bool:
    """Whether one word is made from the other: "march", "marchers"."""
    short, long = sorted((one.lemma_.lower(), other.lemma_.lower()), key=len)
    return len(short) > 4 and long.startswith(short)  # noqa: PLR2004


def _other_day(one: Token, first: Told, other: Token, second: Told) -> bool:
    """Whether the clauses of two verbs are told of different days, or one of a day long before the other's article."""
    mine, theirs = _days(one, first), _days(other, second)
    if any(_long_before(days, told.published) for days, told in ((mine, second), (theirs, first))):
        return True
    meet = (
        start <= until and since <= end
        for when, also in product(mine, theirs)
        for (start, end), (since, until) in product(when.ranges, also.ranges)
    )
    return bool(mine and theirs) and not any(meet)


def _long_before(days: Sequence[When], published: date | None) -> bool:
    return any(published and (published - end).days > NEAR_DAYS for when in days for _, end in when.ranges[-1:])


def _days(head: Token, told: Told) -> list[When]:
    """The dates that stand in the clause of a verb."""
    found = []
    for when in dates(told.doc.text, told.published):
        at = told.doc.text.find(when.text)
        span = told.doc.char_span(at, at + len(when.text), alignment_mode="expand")
        if when.ranges and span is not None and _head(span.root) == head:
            found.append(when)
    return found


def _clauses_alike(one: Told, other: Told) -> Iterable[tuple[Token, Token]]:
    """The verbs of clauses that tell the same of the same: same verb and most other words, at least one."""
    for mine, theirs in product(polarity.clauses(one.doc), polarity.clauses(other.doc)):
        if mine.pos_ == theirs.pos_ == "VERB" and _shared([mine], [theirs]):
            rest, across = ([word for word in _clause(verb) if word != verb] for verb in (mine, theirs))
            if len(_shared(rest, across)) >= max(1, ALIKE * min(len(rest), len(across))):
                yield mine, theirs


def _other_date(one: Told, other: Told) -> bool:
    """Whether the same is told of days that cannot be the same."""
    return any(_other_day(mine, one, theirs, other) for mine, theirs in _clauses_alike(one, other))


def _denied(one: Told, other: Told) -> bool:
    """Whether what one tells as a fact the other denies, or tells with a word of opposite sense."""
    if _opposite(one, other):
        return True
    for mine, theirs in _clauses_alike(one, other):
        first, second = polarity.force(mine), polarity.force(theirs)
        facts = min(first.level, second.level) == polarity.FACT
        if facts and first.denied != second.denied and not _other_day(mine, one, theirs, other):
            return True
    return False


def _opposite(one: Told, other: Told) -> bool:
    """Whether a word of opposite sense stands in the place of the main verb among mostly the same words."""
    mine, theirs = (list(filter(is_content, told.doc)) for told in (one, other))
    if len(_shared(mine, theirs)) < max(2, ALIKE * min(len(mine), len(theirs))) or _elsewhere(mine, theirs):
        return False
    if not all(_force(verb)[1] for told in (one, other) for verb in polarity.clauses(told.doc)):
        return False
    return opposites.check(one.doc, Source((Cited(other.doc, None, other.published),), (), "")) is not None
