"""A quotation understood by itself: where it begins with "it" or "he", the sentence that says who comes along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.evidence import part
from assistant.language import analyse
from vectorstore.sentences import sentences

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
PLACE_HOLDER = frozenset({"be", "seem", "appear", "take", "emerge"})
"""Verbs whose "it" may stand for nothing said before: "It is clear that …", "It takes years to …"."""


def complete(evidence: Evidence, hits: Sequence[Hit]) -> Evidence:
    """The sentence with what its first pronoun stands for: from the nearest sentence before it without such a pronoun.

    As it is where it has none, or where that sentence is more than BEFORE sentences away, not in its passage, or makes
    it longer than LONGEST characters.
    """
    if not stands_for_another(evidence.text):
        return evidence
    for hit in hits:
        if (hit.article_id, hit.version) == (evidence.article_id, evidence.version) and hit.start <= evidence.start \
                and evidence.end <= hit.end:  # fmt: skip
            first, end = evidence.start - hit.start, evidence.end - hit.start
            before = [span for span in sentences(hit.text) if span[1] <= first][-BEFORE:]
            for since, until in reversed(before):
                if not stands_for_another(hit.text[since:until]):
                    return part(hit, (since, end), evidence.relevance) if end - since <= LONGEST else evidence
    return evidence


def stands_for_another(sentence: str) -> bool:
    """Whether a sentence begins with a pronoun for somebody or something that was named before it."""
    found = OPENS.match(sentence) or SPOKEN.match(sentence)
    if found is None:
        return False
    token = next(one for one in analyse(sentence) if one.idx == found.start("pronoun"))
    return not (token.lower_ == "it" and _holds_a_place(token))


def _holds_a_place(it: Token) -> bool:
    """Whether "it" stands for a clause that follows."""
    verb = it.head
    passive = it.dep_ == "nsubjpass"
    followers = [*verb.children, *(one for child in verb.children if child.dep_ == "acomp" for one in child.children)]
    clause = any(one.dep_ in {"ccomp", "xcomp", "csubj", "advcl"} and one.i > verb.i for one in followers)
    return clause and (passive or verb.lemma_ in PLACE_HOLDER)
