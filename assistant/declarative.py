"""A question put in the order of a statement: "When did Reyes resign?" becomes "Reyes resigned"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.inflection import past, third_person
from assistant.language import analyse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
SOMEONE = {"who": "someone", "whom": "someone", "what": "something"}
MEASURES = frozenset("time year day date month week hour often long far old soon fast big large high deep wide".split())
PARTICLES = frozenset("be been out off down up over".split())
PLAIN = frozenset("last show call give make go see say take keep move put get become seem name".split())
"""Verbs that spaCy counts among the stop words."""
CLAUSES = frozenset({"when", "while", "because"})
"""What begins a clause that no subject reaches into, but one that has a relative clause before it."""
RELATIVES = frozenset({"who", "that", "which"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
LEAST = 2
"""Words that a statement has at least."""


def statement_of(tokens: Sequence[Token], *, stranded: bool) -> str:
    """The main clause of a question that begins with its question word, as a statement; empty where it says nothing.

    ``stranded``: a preposition stands before the question word ("by how many votes"), whose place is left empty.
    """
    verb = next((i for i, token in enumerate(tokens) if i and _finite(token)), None)
    if verb is None:
        return ""
    front, rest = tokens[:verb], tokens[verb:]
    if len(rest) > 1 and _auxiliary(rest[0]) and _begins_subject(rest[1]):
        if rest[0].lemma_ != "be" or not _names(front, rest):
            return reordered(rest, "" if stranded else _filler(front))
        told = reordered(rest, "") if front[0].lower_ == "how" else ""
        if told and not any(token.lemma_ == "be" and token.nbor().pos_ == "ADP" for token in analyse(told)[:-1]):
            return told
        return joined([SOMEONE.get(front[0].lower_, "someone"), *(token.text for token in rest)])
    return joined([_filler(front, subject=True), *(token.text for token in rest)])


def _names(front: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether it is only asked who or how something is: "Who was the first woman …", "How old is the mayor who …"."""
    if front[0].lower_ in {"why", "when", "where"} or (front[0].lower_ == "how" and len(front) == 1):
        return False
    root = rest[0].sent.root
    return root == rest[0] or root.tag_ not in {"VBN", "VBG"}


def _finite(token: Token) -> bool:
    return token.tag_ in {"VBD", "VBZ", "VBP", "MD"} or token.pos_ == "AUX"


def _begins_subject(token: Token) -> bool:
    return (
        token.dep_ == "neg"
        or token.pos_ in {"DET", "PROPN", "NOUN", "PRON", "NUM"}
        or token.tag_ in {"PRP$", "JJ", "JJS", "NNS", "NN"}
    )


def _filler(front: Sequence[Token], *, subject: bool = False) -> str:
    """What stands for the question words: "people" for "how many people", "a company" for "which company"."""
    words = [token.lower_ for token in front]
    if words[0] in {"why", "when", "where"} or words == ["how"] or (words[0] == "how" and words[1] in MEASURES):
        return ""
    if len(words) == 1:
        return SOMEONE.get(words[0], "")
    named = [token.text for token in front if token.lower_ not in {*QUESTION_WORDS, "many", "much"}]
    if not named:
        return "something" if subject else ""
    if words[1] == "of" or words[0] == "whose":
        return joined(["one" if words[1] == "of" else "someone's", *named])
    if front[-1].lower_ in MEASURES:
        return ""
    return joined(named if words[0] == "how" or front[-1].tag_ in {"NNS", "NNPS"} else [_article(named[0]), *named])


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def reordered(tokens: Sequence[Token], filler: str) -> str:
    """Auxiliary, subject and the rest as a statement, at the first cut with which the statement parses as it should."""
    if len(tokens) <= LEAST or not _auxiliary(tokens[0]):
        return ""
    auxiliary, rest = tokens[0], tokens[1:]
    negated = rest[0].lower_ == "n't"
    rest = rest[1:] if negated else rest
    made = []
    for cut in _cuts(auxiliary, rest):
        subject, said = [token.text for token in rest[:cut]], rest[cut:]
        contracted = [f"{auxiliary.lower_}n't", *(token.text for token in said)]
        behind = contracted if negated else _behind(auxiliary, said, filler)
        made.append((joined([*subject, *behind]), rest[:cut]))
    fitting = next((statement for statement, subject in made if _fits(statement, subject)), "")
    return fitting or (made[0][0] if made and auxiliary.lemma_ == "do" else "")


def _auxiliary(token: Token) -> bool:
    return token.lemma_.lower() in {"be", "do", "have"} or token.tag_ == "MD"


def _cuts(auxiliary: Token, rest: Sequence[Token]) -> list[int]:
    """Where the subject may end: before a verb, the longest first; else where the parser took the verb for a noun."""
    clause = next((i for i, token in enumerate(rest) if token.lower_ in CLAUSES), len(rest))
    clause = len(rest) if any(token.lower_ in RELATIVES for token in rest[:clause]) else clause
    ends = [i for i in range(1, len(rest)) if _may_end(rest[i - 1]) and i <= clause]
    if auxiliary.lemma_ == "be":
        ends = [i for i in ends if rest[i - 1].dep_ != "compound"]
    wanted = {"VB", "VBP"} if auxiliary.lemma_ == "do" or auxiliary.tag_ == "MD" else {"VBN", "VBG", "VBD"}
    verbs = [i for i in ends if (word := _first_word(rest[i:])).tag_ in wanted and word.is_lower]
    if auxiliary.lemma_ == "be":
        named = [i for i in ends if rest[i].pos_ in {"DET", "ADJ"}]
        return list(dict.fromkeys([*reversed(verbs), *reversed(named), *reversed(ends)]))
    likely = [i for i in ends if _may_be_verb(_first_word(rest[i:]))]
    return [*reversed(verbs), *(i for i in likely if i not in verbs)]


def _may_be_verb(token: Token) -> bool:
    return token.is_lower and (token.lower_ in PLAIN or not token.is_stop) and token.pos_ not in {"NUM", "DET"}


def _may_end(token: Token) -> bool:
    if (token.is_title and token.dep_ != "nummod") or token.text == ",":
        return True
    return (
        token.dep_ not in {"amod", "det", "nummod", "case"}
        and token.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}
        and token.tag_ not in {"PRP$", "POS"}
    )


def _first_word(rest: Sequence[Token]) -> Token:
    """The first word that is no adverb."""
    return next((token for token in rest[:-1] if token.pos_ != "ADV" and token.dep_ != "neg"), rest[-1])


def _behind(auxiliary: Token, rest: Sequence[Token], filler: str) -> list[str]:
    """The words behind the subject, with the verb in its tense."""
    words = [token.text for token in rest]
    at = list(rest).index(_first_word(rest))
    denied = any(token.lower_ in {"not", "n't"} for token in rest[:at])
    if auxiliary.lemma_ != "do" or denied:
        return _with_object([auxiliary.text.lower(), *words], at + 1, rest[at], filler)
    verb = rest[at].lower_
    words[at] = past(verb) if auxiliary.lower_ == "did" else third_person(verb) if auxiliary.lower_ == "does" else verb
    return _with_object(words, at, rest[at], filler)


def _with_object(words: list[str], at: int, verb: Token, filler: str) -> list[str]:
    """Puts "something" where the question word's own place is: behind a last preposition, or behind the verb."""
    if not filler:
        return words
    if analyse(words[-1])[0].pos_ == "ADP":
        return [*words, filler]
    if verb.tag_ == "VBN":
        return words
    while at + 1 < len(words) and words[at + 1].lower() in PARTICLES:
        at += 1
    taken = any(child.dep_ in {"dobj", "attr", "acomp"} and child.i > verb.i for child in verb.children)
    return words if taken else [*words[: at + 1], filler, *words[at + 1 :]]


def _fits(statement: str, subject: Sequence[Token]) -> bool:
    """Whether these first words of a statement, and they alone, are its subject."""
    doc = analyse(statement)
    found = next((token for token in doc if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT"), None)
    if found is None:
        return False
    words = list(found.subtree)
    return words[0].i == 0 and words[-1].i == len(subject) - 1


def joined(words: Sequence[str]) -> str:
    """Words as written text: "Vallow 's" is "Vallow's", "Brask - Hale" "Brask-Hale"."""
    text = " ".join(word for word in words if word)
    text = re.sub(r" (?=(?:'s|n't|'|,|%|:|;|\.)(?:\s|$))", "", text)
    return re.sub(r"(?<=\w) ?([-–/]) ?(?=\w)", r"\1", text).strip()
