"""Clauses said the other way: negated, their roles turned round, their hedges left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.checks.bindings import MUTUAL
from assistant.checks.names import PRONOUNS
from assistant.checks.numbers import BOUNDS
from assistant.checks.speech import SAYING, phrase
from assistant.inflection import past, third_person
from training.inflection import OPPOSITE, cased_like
from training.splicing import Edit, drop, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
MODALS = frozenset({"may", "might", "could"})
HEDGES = frozenset("reportedly allegedly possibly probably apparently perhaps maybe seemingly presumably supposedly "
                   "purportedly potentially partly mostly largely".split())  # fmt: skip
ACCUSED = frozenset("alleged suspected reported purported supposed possible potential apparent likely".split())
OPEN = frozenset("expect plan hope intend aim believe think report say allege suppose schedule set due likely project "
                 "predict forecast propose consider want".split())  # fmt: skip
AGENTS = frozenset(
    """
minister president mayor governor senator official officer police government court judge jury company firm
bank union party council parliament team club coach player striker captain army rebel soldier worker employee
boss teacher student pupil doctor nurse patient lawyer prosecutor defendant victim suspect driver pilot
passenger man woman boy girl child mother father son daughter wife husband brother sister neighbour neighbor
leader chief chairman chairwoman director manager committee commission board agency ministry opposition
coalition rival candidate voter protester activist journalist reporter editor author actor singer artist owner
buyer seller customer supplier landlord tenant farmer friend guest expert crew operator insurer lender maker
airline opponent regulator authority auditor engineer inspector investigator carrier family parent people
reader visitor member negotiator supporter critic relative attacker burglar thief assembly office department
lab laboratory museum university school hospital church charity group
""".split()
)
_AMOUNT = ("[$£€]?\\d|(?:a (?:hundred|thousand|million|dozen|third|quarter|half|fifth)|one|two|three|four|five|six|"
           "seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|half)\\b")  # fmt: skip
_ROUGH = sorted((word for word in BOUNDS if word not in {"under", "some", "above", "below"}), key=len, reverse=True)
_BOUND = re.compile(rf"(?<!little )\b(?:{'|'.join(_ROUGH)})\s+(?={_AMOUNT})", re.I)


def negations(doc: Doc) -> Iterator[tuple[Edit, ...]]:
    """Each way to deny what the sentence says, or to drop its own denial, or to put a word's opposite."""
    verbs = [verb for verb in doc if verb.pos_ in {"VERB", "AUX"} and any(c.dep_ in SUBJECTS for c in verb.children)]
    content = [verb for verb in verbs if verb.lemma_.lower() not in SAYING]
    for verb in content or verbs:
        denial = next((child for child in verb.children if child.dep_ == "neg"), None)
        edits = _denied(verb) if denial is None else _affirmed(verb, denial)
        if edits:
            yield edits
    for token in doc:
        opposite = OPPOSITE.get(token.lower_)
        if opposite and not _plain_particle(token) and token.ent_type_ not in {"PERSON", "ORG", "GPE", "WORK_OF_ART"}:
            yield (replace(token, cased_like(opposite, token.text)),)
        if token.lower_ == "more" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "than":
            yield (replace(token, cased_like("less", token.text)),)


def _plain_particle(token: Token) -> bool:
    """Whether a word such as "up" or "first" only helps another one along."""
    if token.lower_ in {"up", "down"}:
        return not re.match(r"\s*(?:by\s+)?\d", token.doc.text[token.idx + len(token) :])
    if token.lower_ in {"before", "after"}:
        return not any(child.dep_ == "pobj" and child.ent_type_ in {"DATE", "EVENT"} for child in token.children)
    if token.lower_ in {"support", "best", "left", "public", "rise", "fall", "raise", "lower", "most", "opening",
                        "closing", "increase", "decrease", "win", "inside", "outside"}:  # fmt: skip
        return token.pos_ not in {"VERB", "ADJ"} or token.dep_ in {"compound", "advmod"}
    return token.lower_ in {"first", "last"} and token.dep_ != "amod"


def _denied(verb: Token) -> tuple[Edit, ...]:
    """So that "resigned" becomes "did not resign", "has resigned" "has not resigned"."""
    first = next((child for child in verb.children if child.dep_ in {"aux", "auxpass"} and child.tag_ in FINITE), None)
    if first is None and verb.lemma_ == "be" and verb.tag_ in FINITE:
        first = verb
    if first is not None:
        if first.text.startswith("'") or (first.nbor().lower_ if first.i + 1 < len(verb.doc) else "") == "n't":
            return ()
        return ((first.idx + len(first), first.idx + len(first), " not"),)
    do = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(verb.tag_)
    inverted = any(child.dep_ in SUBJECTS and child.i > verb.i for child in verb.children)
    return () if do is None or inverted else (replace(verb, f"{do} not {_base(verb)}"),)


def _base(verb: Token) -> str:
    """The verb's plain form; the parser takes "hoped" for a form of "hop"."""
    lemma, form = str(verb.lemma_.lower()), str(verb.lower_)
    guesses = [lemma, form.removesuffix("d"), form.removesuffix("s")]
    forms = past if verb.tag_ in {"VBD", "VBN"} else third_person
    return next((guess for guess in guesses if forms(guess) == form), lemma)


def _affirmed(verb: Token, denial: Token) -> tuple[Edit, ...]:
    """So that "did not resign" becomes "resigned", "has not resigned" "has resigned"."""
    if denial.lower_ not in {"not", "n't", "never"}:
        return ()
    before = [child for child in verb.children if child.dep_ in {"aux", "auxpass"} and child.i < denial.i]
    do = before[-1] if before and before[-1].lower_ in {"did", "does", "do"} else None
    if do is None:
        helper = verb.doc[denial.i - 1]
        whole = {"ca": "can", "wo": "will", "sha": "shall"}.get(helper.lower_)
        gap = () if denial.lower_ != "n't" else ((denial.idx, denial.idx + len(denial), ""),)
        if whole:
            return (replace(helper, cased_like(whole, helper.text)), *gap)
        return gap or (drop(denial),)
    form = {"did": past, "does": third_person}.get(do.lower_, str)(verb.lemma_)
    if do.i + 1 != denial.i:
        return ()
    return (do.idx, denial.idx + len(denial.text_with_ws), ""), replace(verb, form)


def swapped_roles(doc: Doc) -> Iterator[tuple[Edit, ...]]:
    """Each clause with doer and done-to changed over; where there is none, two names of a kind in other places."""
    found = [
        _exchange(doer, other)
        for verb in doc if verb.pos_ == "VERB" and verb.lemma_.lower() not in MUTUAL | SAYING
        for doer in verb.children if doer.dep_ in {"nsubj", "nsubjpass"}
        for other in _done_to(verb) if _changeable(doer, other, verb)
    ]  # fmt: skip
    yield from found or _misplaced(doc)


def _misplaced(doc: Doc) -> Iterator[tuple[Edit, ...]]:
    """Two persons or bodies in each other's place: "A lost to B after C …"."""
    names = [entity for entity in doc.ents if entity.label_ in {"PERSON", "ORG", "GPE"} and entity[-1].pos_ == "PROPN"]
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            apart = one.root not in two.root.conjuncts and one.root not in two.root.ancestors
            words = {word.lower() for word in one.text.split()} & {word.lower() for word in two.text.split()} - {"the"}
            alike = one.label_ == two.label_ and _article(one) == _article(two)
            if alike and apart and two.root not in one.root.ancestors and not words:
                yield (one.start_char, one.end_char, two.text), (two.start_char, two.end_char, one.text)


def _article(name: Span) -> str:
    """The word before a name that belongs to it: an article, or the "Workers'" of a longer name."""
    if name[0].lower_ == "the":
        return "in the name"
    before = name.doc[name.start - 1].lower_ if name.start else ""
    return before if before in {"the", "a", "an", "'", "'s"} else ""


def _done_to(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.pos_ in {"NOUN", "PROPN"}:
            yield child
        if child.dep_ == "agent" or (child.dep_ in {"prep", "dative"} and child.lower_ in {"to", "against", "from"}):
            yield from (inner for inner in child.children if inner.dep_ == "pobj")


def _changeable(doer: Token, other: Token, verb: Token) -> bool:
    if doer.lower_ in PRONOUNS or other.lower_ in PRONOUNS or phrase(doer).lower() == phrase(other).lower():
        return False
    if [*doer.conjuncts, *other.conjuncts] or not (_acts(doer) and _acts(other)):
        return False
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    agrees = any(one.tag_ in {"VBZ", "VBP"} or one.lower_ in {"was", "were"} for one in [verb, *helpers])
    return not agrees or doer.morph.get("Number", []) == other.morph.get("Number", [])


def _acts(noun: Token) -> bool:
    """Whether the noun can do something to someone."""
    return noun.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} or noun.lemma_.lower() in AGENTS


def _exchange(doer: Token, other: Token) -> tuple[Edit, ...]:
    one, two = _whole(doer), _whole(other)
    if one[1] > two[0] and two[1] > one[0]:
        return ()
    return (one[0], one[1], _within(other)), (two[0], two[1], _within(doer))


def _whole(head: Token) -> tuple[int, int]:
    end = head.idx + len(head)
    return end - len(phrase(head)), end


def _within(head: Token) -> str:
    """A noun phrase as it stands inside a sentence."""
    words = phrase(head)
    first = next(token for token in head.doc if token.idx + len(token) > _whole(head)[0])
    return words if first.pos_ in {"PROPN", "NUM"} or first.text.isupper() else words[:1].lower() + words[1:]


def unhedged(doc: Doc) -> Iterator[tuple[Edit, ...]]:
    """Each way to say the sentence more strongly than it is said: its "may", "reportedly" or "nearly" left out."""
    for token in doc:
        word = token.lower_
        if word in MODALS and token.dep_ == "aux":
            yield from _certain(token)
        elif word in HEDGES and token.pos_ == "ADV":
            yield (_with_commas(token),)
        elif word in ACCUSED and token.dep_ == "amod" and token.i + 1 < len(doc) and token.head.pos_ != "PROPN":
            yield _without_adjective(token)
        elif token.dep_ in {"xcomp", "advcl", "ccomp"} and token.head.lemma_.lower() in OPEN:
            yield from _done(token)
    for match in _BOUND.finditer(doc.text):
        yield ((match.start(), match.end(), ""),)


def _certain(modal: Token) -> Iterator[tuple[Edit, ...]]:
    """So that "may resign" becomes "will resign", "may have resigned" "has resigned"."""
    denials = [child for child in modal.head.children if child.dep_ == "neg"]
    if denials and (modal.lower_ == "could" or denials[0].lower_ == "n't"):
        return
    after = modal.nbor() if modal.i + 1 < len(modal.doc) else None
    if after is not None and after.lower_ == "have":
        if modal.lower_ == "could":  # what could have been was not
            return
        yield ((modal.idx, after.idx + len(after), "have" if _plural(modal.head) else "has"),)
    elif after is not None and (after.tag_ == "VB" or after.dep_ in {"neg", "advmod"}):
        yield (replace(modal, cased_like("will", modal.text)),)


def _plural(verb: Token) -> bool:
    subject = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    return subject is not None and (
        "Plur" in subject.morph.get("Number", [])
        or bool([*subject.conjuncts])
        or subject.lower_ in {"i", "you", "they", "we"}
    )


def _with_commas(token: Token) -> Edit:
    start, end = token.idx, token.idx + len(token.text_with_ws)
    text = token.doc.text
    if text[end - (text[end - 1 : end] == " ") :].startswith(",") and (
        start == 0 or text[:start].rstrip().endswith(",")
    ):
        end += 2
        start = len(text[:start].rstrip().removesuffix(",")) + (start > 0)
    return start, end, ""


def _without_adjective(token: Token) -> tuple[Edit, ...]:
    """The noun phrase without its "alleged"; "an alleged thief" becomes "a thief"."""
    before, after = (token.doc[token.i - 1] if token.i else None), token.nbor()
    if before is not None and before.lower_ in {"a", "an"}:
        article = "an" if after.lower_[0] in "aeio" else "a"
        return replace(before, cased_like(article, before.text)), drop(token)
    return (drop(token),)


def _done(inner: Token) -> Iterator[tuple[Edit, ...]]:
    """So that "is expected to resign" becomes "will resign", "was believed to have left" "had left"."""
    above = inner.head
    to = next((child for child in inner.children if child.lower_ == "to" and child.dep_ == "aux"), None)
    if to is None or to.i != above.i + 1 or inner.tag_ != "VB":
        return
    be = next((child for child in above.children if child.dep_ == "auxpass"), None)
    if be is None and (above.pos_ in {"ADJ", "AUX"} or above.lower_ in {"due", "set", "likely"}):
        be = above.head if above.head.lemma_ == "be" else None
    first = be or above
    if (first.i != above.i and first.i + 1 != above.i) or first.tag_ not in FINITE:
        return
    if any(child.dep_ == "neg" for child in above.children):
        return
    now = first.tag_ in {"VBZ", "VBP"}
    following = inner.doc[to.i + 1]
    if following.lower_ == "have":
        helper = {"VBZ": "has", "VBP": "have"}.get(first.tag_, "had")
        yield ((first.idx, following.idx + len(following), helper),)
    elif now:
        yield ((first.idx, to.idx + len(to), "will"),)
    elif following.i == inner.i and inner.lemma_ != "be":
        yield ((first.idx, inner.idx + len(inner), past(inner.lemma_)),)
