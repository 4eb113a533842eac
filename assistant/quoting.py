"""A quotation understood by itself: where it begins with "it" or "he", the sentence that says who comes along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.evidence import ASKS, part
from assistant.language import analyse, is_sentence
from vectorstore.sentences import sentences
from vectorstore.types import holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from assistant.types import Evidence
    from vectorstore.types import Hit

LONGEST = 500
"""Characters beyond which a "sentence" is a run of captions or a list, which nobody would quote."""
BEFORE = 2
"""Sentences that may come along, at most."""
OPENS = re.compile(
    r"(?:(?:but|and|so|yet|then|now|however|meanwhile|instead|also)\b,? )?"
    r"(?P<pronoun>he|she|it|they|his|her|its|their)\b",
    re.IGNORECASE,
)
SPOKEN = re.compile(r"[\"“'‘]\s*(?P<pronoun>he|she|they|his|her|their)\b", re.IGNORECASE)
PLACE_HOLDER = frozenset({"be", "seem", "appear", "take", "emerge", "remain", "become"})
"""Verbs whose "it" may stand for a clause that follows: "It is clear that …", "It takes years to …"."""
TOLD = frozenset({"tell", "ask", "warn", "inform"})
"""Verbs that are followed by what somebody was told: "It was told that it must pay"."""
OF_SOMETHING = frozenset({"able", "unable", "ready", "set", "due", "likely", "unlikely", "sure", "certain", "bound",
                          "keen", "free", "willing", "eager", "about"})  # fmt: skip
"""Adjectives followed by what somebody or something will do: "It is due to open"."""


def complete(evidence: Evidence, hits: Sequence[Hit]) -> Evidence:
    """The sentence with what its first pronoun stands for: from the nearest sentence before it without such a pronoun.

    As it is where it has none, or where that sentence is more than BEFORE sentences away, not in its passage, makes it
    longer than LONGEST characters, or stands beyond a caption, a heading or a question.
    """
    if not stands_for_another(evidence.text):
        return evidence
    for hit in hits:
        if holds(hit, evidence):
            first, end = evidence.start - hit.start, evidence.end - hit.start
            for since, until in reversed([span for span in sentences(hit.text) if span[1] <= first][-BEFORE:]):
                before = hit.text[since:until]
                if not is_sentence(before) or ASKS.search(before):
                    break
                if not stands_for_another(before):
                    return part(hit, (since, end), evidence.relevance) if end - since <= LONGEST else evidence
    return evidence


def stands_for_another(sentence: str) -> bool:
    """Whether a sentence begins with a pronoun for somebody or something that was named before it."""
    found = OPENS.match(sentence) or SPOKEN.match(sentence)
    if found is None:
        return False
    token = next(one for one in analyse(sentence) if one.idx == found.start("pronoun"))
    return not (_is_name(token) or (token.lower_ == "it" and _holds_a_place(token)))


def _is_name(token: Token) -> bool:
    """Whether the word is no pronoun but part of a name: "IT systems", "He Jiankui", "His Majesty"."""
    return token.text == "IT" or token.dep_ == "compound" or (token.dep_ == "poss" and token.head.pos_ == "PROPN")


def _holds_a_place(it: Token) -> bool:
    """Whether "it" stands for a clause that follows."""
    verb = it.head
    if it.dep_ == "nsubjpass":
        return verb.lemma_ not in TOLD and any(one.dep_ in {"ccomp", "csubj"} for one in verb.children)
    if verb.lemma_ not in PLACE_HOLDER:
        return False
    adjectives = [child for child in verb.children if child.dep_ == "acomp"]
    clauses = [*verb.children, *(one for adjective in adjectives for one in adjective.children)]
    return any(
        one.dep_ in {"ccomp", "csubj"}
        or (one.dep_ == "xcomp" and (verb.lemma_ == "take" or any(a.lemma_ not in OF_SOMETHING for a in adjectives)))
        for one in clauses if one.i > verb.i
    )  # fmt: skip
