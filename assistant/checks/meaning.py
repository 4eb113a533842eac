"""How much of a claim's meaning the cited text carries: its content words, and how they hang together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.checks.names import canonical, known_names
from assistant.checks.polarity import LIGHT
from assistant.checks.speech import SAYING
from assistant.checks.synonyms import meanings
from assistant.language import forms, is_content, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from assistant.checks.source import Source

WORD = re.compile(r"\w+")
WEIGHTS = {"PROPN": 1.5, "NOUN": 1.5, "VERB": 1.2, "NUM": 1.5, "ADJ": 0.8, "ADV": 0.4}
SYNONYM = 0.8
"""Share of a word's weight that counts when the text has a word used for it."""
CONTEXT = 0.4
"""Share that counts when only the surrounding passage has the word."""
CLAUSES = frozenset({"ROOT", "conj", "ccomp", "relcl", "advcl"})
PASSING = frozenset("also later then latest newest recent recently current currently reportedly still ago already now "
                    "article report mention accord "
                    "according year be have do other new".split())  # fmt: skip


@dataclass(frozen=True)
class Overlap:
    """What of a claim's meaning is carried.

    ``words``: weighted share of content words carried; ``pairs``: share of head-and-dependent pairs that stand close
    together in the text; ``best``: the words share within the one cited text that carries most; ``missing``: the words
    not carried, the claim's main verb first; ``new_verbs``: how many clauses have a verb that is not carried;
    ``around``: the share of content words, unweighted, that the cited texts or the passages around them have.
    """

    words: float
    pairs: float
    best: float
    missing: tuple[str, ...]
    new_verbs: int
    around: float

    @property
    def whole(self) -> bool:
        """Whether one cited text carries every word, and every pair of them."""
        return min(self.words, self.pairs, self.best) >= 1.0 and not self.new_verbs


def overlap(claim: Doc, source: Source) -> Overlap:
    """What the cited texts carry of a claim."""
    tokens = [
        token for token in claim if is_content(token) and token.lemma_.lower() not in PASSING and not _is_exact(token)
    ]
    if not tokens:
        return Overlap(1.0, 1.0, 1.0, (), 0, 1.0)
    known, near = known_names(source), source.forms | source.around_forms
    shares = {token: _carried(token, known, source.around_forms) for token in tokens}
    weights = {token: _weight(token) for token in tokens}
    total = sum(weights.values())
    best = max(
        (sum(weights[token] * (shares[token] if meanings(token) & _doc_forms(doc) else 0.0) for token in tokens)
         for doc in source.docs), default=0.0)  # fmt: skip
    missing = sorted(
        (token for token in tokens if shares[token] <= CONTEXT), key=lambda token: (token.dep_ != "ROOT", token.i)
    )
    return Overlap(
        sum(weights[token] * shares[token] for token in tokens) / total,
        _pairs(tokens, source),
        best / total,
        tuple(token.text for token in missing),
        new_verbs=sum(
            token.dep_ in CLAUSES and token.pos_ == "VERB" and token.lemma_.lower() not in LIGHT for token in missing
        ),
        around=sum(bool(forms(token) & near) for token in tokens) / len(tokens),
    )


def in_row(sentence: str, source: Source) -> float:
    """Share of a sentence's neighbouring words that stand side by side in the cited texts too."""
    mine = list(pairwise(_stems(sentence)))
    theirs = {pair for doc in source.docs for pair in pairwise(_stems(doc.text))}
    return sum(pair in theirs for pair in mine) / len(mine) if mine else 1.0


def _stems(text: str) -> list[str]:
    """A text's words in order, without a parse, so that capitals do not matter."""
    return [stem(word) for word in WORD.findall(text.lower())]


def _is_exact(token: Token) -> bool:
    """Whether a word is part of a number or date, which the exact checks compare by meaning."""
    if token.lower_.rstrip(".") in {"m", "bn", "tn", "k", "million", "billion", "trillion"} or token.text[:1].isdigit():
        return True
    return token.pos_ == "NUM" or token.ent_type_ in {"MONEY", "PERCENT", "CARDINAL", "DATE", "TIME", "ORDINAL"}


def _carried(token: Token, known: set[str], around: frozenset[str]) -> float:
    if forms(token) & known or canonical(token.text) in known:
        return 1.0
    near = meanings(token)
    if near & known:
        return SYNONYM
    if _same_family(token, known):
        return SYNONYM
    return CONTEXT if near & around else 0.0


def _same_family(token: Token, known: set[str]) -> bool:
    """Whether the text has a longer or shorter relative of the word: "criminal", "criminalise"."""
    word = token.lemma_.lower()
    prefix = word[: max(5, len(word) - 3)]
    return len(word) > 5 and any(other.startswith(prefix) for other in known)  # noqa: PLR2004


def _weight(token: Token) -> float:
    if token.lemma_.lower() in LIGHT or token.lemma_.lower() in SAYING:
        return 0.3
    return WEIGHTS.get(token.pos_, 0.5)


def _doc_forms(doc: Doc) -> set[str]:
    return {form for token in doc for form in meanings(token)}


def _pairs(tokens: list[Token], source: Source) -> float:
    """Share of the claim's (head, dependent) pairs of content words that the text has within eight words."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(source.tokens):
        for form in meanings(token):
            places.setdefault(form, []).append(position)
    pairs = [(token, _content_head(token, set(tokens))) for token in tokens]
    linked = [(one, two) for one, two in pairs if two is not None]
    if not linked:
        return 1.0
    return sum(_close(one, two, places) for one, two in linked) / len(linked)


def _content_head(token: Token, content: set[Token]) -> Token | None:
    for head in token.ancestors:
        if head in content:
            return head
    return None


def _close(one: Token, two: Token, places: dict[str, list[int]]) -> bool:
    first = [place for form in meanings(one) for place in places.get(form, ())]
    second = [place for form in meanings(two) for place in places.get(form, ())]
    return any(0 < abs(a - b) <= 8 for a in first for b in second)  # noqa: PLR2004
