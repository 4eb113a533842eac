"""Where the articles contradict a statement that a question takes for granted, or speak of its subject without it.

Stricter than the checks of a drafted sentence: there an unclear case counts against the sentence, here it counts for
the statement, for to correct what is true is the worse error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.checks import numbers, polarity
from assistant.checks.bindings import MUTUAL
from assistant.checks.names import PRONOUNS, named_subject
from assistant.checks.names import keys as name_keys
from assistant.checks.roles import Deed, deeds
from assistant.checks.speech import phrase, relation
from assistant.checks.synonyms import meanings
from assistant.events import events, opposed
from assistant.language import definite, root, stem, stems
from assistant.readings import Objection, Reading
from assistant.superlatives import superlative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spacy.tokens import Doc, Token

TOLD = 0.6
"""Share of a statement's content words that one sentence must carry to speak of the same thing."""
CLOSE = 0.7
"""The share that it must carry to count the same thing."""
INDEFINITE = frozenset("something someone somebody".split())
"""Of these it is asked who or what they are, and one denial is not a denial of all."""
CONVERSES = frozenset("buy sell purchase acquire lend borrow win lose".split())
"""Verbs that tell one event from both its sides: what one buys another sells."""
INSTITUTIONS = frozenset("police court coastguard army navy union council parliament museum university hospital school "
                         "bank insurer church regulator prosecutor mayor minister judge".split())  # fmt: skip
"""Common nouns that never mean one another."""
SPEAK_FOR = (frozenset({"court", "judge"}), frozenset({"council", "mayor"}))
"""Those of them of which one may stand for the other."""
KIN = frozenset("husband wife father mother son daughter brother sister uncle aunt cousin niece nephew granddaughter "
                "grandson grandfather grandmother".split())  # fmt: skip


def objection(claim: Doc, readings: Sequence[Reading], nearness: float, enough: float) -> Objection | None:
    """The first objection that is sure, if any.

    ``nearness`` is the cosine of the nearest sentence; from ``enough`` on the statement may be told in words that the
    tables do not know, and is not called unsaid.
    """
    checks: list[Callable[[Doc, Sequence[Reading]], Objection | None]] = [
        _opposite,
        _denied,
        _other_number,
        _other_doer,
        _other_kin,
        superlative,
    ]
    for check in checks:
        found = check(claim, readings)
        if found is not None and (found.label == "contradicted" or nearness < enough):
            return found
    return _untold(claim, readings) if nearness < enough else None


def _opposite(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """The fine was cut, not raised: same things, opposite verb, and nobody uses the statement's own verb of them."""
    for mine in _plain(claim):
        if polarity.force(mine.verb).denied:
            continue  # who is not sacked stays: the opposite of the verb agrees
        for reading in readings:
            for theirs in _plain(reading.cited.doc):
                if not (opposed(mine.verb, theirs.verb) and _same_things(mine, theirs, reading)):
                    continue
                if not reading.names(claim) or _force(theirs) or _own_verb(mine, readings):
                    continue
                why = f"the article says “{theirs.verb.text}”, not “{mine.verb.text}”"
                return Objection("contradicted", why, reading.evidence)
    return None


def _denied(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """The article says that it is not so, and no sentence says that it is."""
    verb = root(claim)
    if any(child.lower_ in INDEFINITE for child in verb.children) or _denies(claim):
        return None
    speaking = [
        one for one in readings if meanings(verb) & one.words and one.carries(claim) >= TOLD and one.names(claim)
    ]
    found = [(one, polarity.check(claim, one.source)) for one in speaking]
    if not found or any(finding is None for _, finding in found):
        return None
    reading, finding = found[0]
    return Objection(finding.label, finding.why, reading.evidence) if finding is not None else None


def _denies(claim: Doc) -> bool:
    """Whether a part of the statement is itself denied ("paid to avoid a sale"): what denies it agrees with it."""
    return any(polarity.force(verb).denied for verb in polarity.clauses(claim))


def _other_number(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """Nine, not fifteen: another number of the same thing, and the article has the statement's own of nothing alike."""
    wanted = [one for one in numbers.quantities(claim) if one.kind not in {"ordinal", "clock"}]
    verb = root(claim)
    if not wanted or polarity.force(verb).denied:
        return None
    own = {(one.noun, round(one.value, 6)) for one in wanted}
    speaking = [one for one in readings if meanings(verb) & one.words and one.carries(claim) >= CLOSE]
    for reading in sorted(speaking, key=lambda one: -one.carries(claim)):
        finding = numbers.check(claim, reading.source)
        if finding is None or finding.label != "contradicted" or _so_far(reading.cited.doc):
            continue
        given = {
            (number.noun, round(number.value, 6))
            for one in readings
            if one.evidence.article_id == reading.evidence.article_id or one.names(claim, itself=True)
            for number in numbers.quantities(one.cited.doc)
        }
        if not own & given:
            return Objection("contradicted", finding.why, reading.evidence)
    return None


def _so_far(doc: Doc) -> bool:
    """Whether a count may have gone on: "has lasted", "have died"."""
    return any(token.lower_ in {"has", "have"} and token.dep_ == "aux" for token in doc)


def _other_doer(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """The regulator fined the company, not the police: same deed to the same one, by another, and never by this one."""
    for mine in _plain(claim):
        ones = tuple(one for one in mine.others if _one_thing(one))
        if mine.doer is None or not ones or mine.verb.lemma_.lower() in MUTUAL:
            continue
        told = [
            (theirs, reading) for reading in readings for theirs in deeds(reading.cited.doc)
            if meanings(mine.verb) & meanings(theirs.verb) and not opposed(mine.verb, theirs.verb)
            and _match(ones, theirs.others, reading)
        ]  # fmt: skip
        named = [(theirs, reading) for theirs, reading in told if theirs.doer is not None]
        if not named or not all(_differ(mine.doer, theirs.doer, reading) for theirs, reading in named):
            continue
        theirs, reading = named[0]
        if _force(theirs) or not any(
            name_keys([mine.doer]) & one.known or mine.doer.pos_ == "NOUN" for one in readings
        ):
            continue
        who = phrase(theirs.doer) if theirs.doer is not None else ""
        return Objection("contradicted", f"the article says this of {who}", reading.evidence, alone=True)
    return None


def _one_thing(noun: Token) -> bool:
    """Whether a noun can only be one thing: many may win "three prizes" or "a prize"."""
    counted = any(child.dep_ in {"det", "nummod"} for child in noun.children)
    return definite(noun) or (noun.tag_ == "NN" and not counted)


def _other_kin(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """Her father, not her husband: the same deed of the same person to others of the family only."""
    for mine in _plain(claim):
        kin = [one for one in mine.others if one.lemma_.lower() in KIN]
        if mine.doer is None or not kin:
            continue
        for reading in readings:
            for theirs in deeds(reading.cited.doc):
                others = {one.lemma_.lower() for other in theirs.others for one in [other, *other.conjuncts]}
                same = meanings(mine.verb) & meanings(theirs.verb) and theirs.doer is not None and others & KIN
                if same and reading.names(claim, itself=True) and not others & {one.lemma_.lower() for one in kin}:
                    told = " and ".join(sorted(others & KIN))
                    return Objection(
                        "contradicted", f"the article says “{told}”, not “{kin[0].text}”", reading.evidence
                    )
    return None


def _differ(mine: Token, theirs: Token | None, reading: Reading) -> bool:
    """Whether two doers are surely not the same: two names without a word in common, or two institutions."""
    if theirs is None or theirs.lower_ in PRONOUNS or relation(mine, theirs, reading.cited, reading.source) == "same":
        return False
    if mine.pos_ == theirs.pos_ == "PROPN":
        return not name_keys(mine.subtree) & name_keys(theirs.subtree)
    both = {mine.lemma_.lower(), theirs.lemma_.lower()}
    return len(both) > 1 and both <= INSTITUTIONS and not any(both <= group for group in SPEAK_FOR)


def _untold(claim: Doc, readings: Sequence[Reading]) -> Objection | None:
    """An event of news of someone whom the articles name, without any of the words by which it may be told."""
    verb = root(claim)
    words = events().get(stem(verb.lemma_.lower()))
    named = named_subject(claim)
    if words is None or not named or polarity.force(verb).denied:
        return None
    naming = [one for one in readings if named & one.own_names]
    articles = {one.evidence.article_id for one in naming}
    told = [one for one in readings if one.evidence.article_id in articles and (one in naming or not one.persons)]
    if not naming or any(words & stems(one.cited.doc) for one in told):
        return None
    return Objection("not_stated", f"no passage says “{verb.text}” of this, or the like", None)


def _plain(doc: Doc) -> Iterator[Deed]:
    """The deeds of a text that are told of someone or something by name or noun."""
    for deed in deeds(doc):
        if deed.doer is None or deed.doer.lower_ not in PRONOUNS or deed.others:
            yield deed


def _same_things(mine: Deed, theirs: Deed, reading: Reading) -> bool:
    """Whether both are done to the same, by no other; or where nothing is done to anyone, by the same."""
    same = _match(mine.others, theirs.others, reading)
    doers = tuple(filter(None, [theirs.doer]))
    if mine.verb.lemma_.lower() in CONVERSES:
        return (same or not mine.others) and mine.doer is not None and _match((mine.doer,), doers, reading)
    if mine.others:
        return same and not (mine.doer is not None and _differ(mine.doer, theirs.doer, reading))
    return mine.doer is not None and _match((mine.doer,), (*doers, *theirs.others), reading)


def _match(mine: tuple[Token, ...], theirs: tuple[Token, ...], reading: Reading) -> bool:
    return any(
        relation(one, other, reading.cited, reading.source) == "same" or _called(one, other)
        for one in mine
        for other in theirs
    )


def _called(name: Token, noun: Token) -> bool:
    """Whether a name stands before or beside a noun: "the grid operator Torgrid", "fined Torgrid 4 million crowns"."""
    beside = [token for token in noun.subtree if token.pos_ == "PROPN" and token.dep_ in {"appos", "compound", "nmod"}]
    return name.pos_ == "PROPN" and name.lower_ in {token.lower_ for token in beside}


def _own_verb(mine: Deed, readings: Sequence[Reading]) -> bool:
    """Whether some sentence uses the statement's own verb of the same things."""
    return any(
        meanings(mine.verb) & meanings(theirs.verb) and _same_things(mine, theirs, one)
        for one in readings
        for theirs in deeds(one.cited.doc)
    )


def _force(deed: Deed) -> bool:
    """Whether a deed is denied or not told as a fact."""
    force = polarity.force(deed.verb)
    return force.denied or force.level < polarity.FACT
