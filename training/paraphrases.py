"""Light paraphrases of a true sentence by rule: shorter, with a title for a first name, "15m", the speaker moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.checks import speech
from assistant.checks.names import PRONOUNS
from assistant.language import analyse
from training.splicing import splice

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from training.splicing import Edit

KINDS: tuple[str, ...] = ("shortened", "titled", "figures", "moved")
"""The ways in which a sentence is said otherwise and stays true."""
LEAST = 5
"""Words that are left of a sentence at least."""


def paraphrase(sentence: str, article: str, kind: str, rng: random.Random) -> str | None:
    """The sentence said otherwise, or None where it does not offer that kind; ``article`` tells who is Mr or Ms.

    Raises ValueError for a kind that is not one of ``KINDS``.
    """
    if kind not in _MAKERS:
        raise ValueError(f"no kind of paraphrase is called {kind!r}; there are {', '.join(KINDS)}")
    options = [splice(sentence, edits) for edits in _MAKERS[kind](analyse(sentence), article) if edits]
    options = [option for option in options if option != sentence]
    return rng.choice(options) if options else None


def _shortened(doc: Doc, _article: str) -> Iterator[tuple[Edit, ...]]:
    """Without what trails behind the verb or hangs on a name between commas."""
    for token in doc:
        start, end = token.left_edge.idx, token.right_edge.idx + len(token.right_edge)
        left = len(doc) - len(list(token.subtree))
        if left < LEAST or doc.text.count('"', start, end) % 2 or token.left_edge.i == 0:
            continue
        trailing = re.fullmatch(r"[.\s\"”]*", doc.text[end:]) is not None
        comma = doc[token.left_edge.i - 1].text == ","
        if trailing and token.head.pos_ == "VERB" and token.dep_ in {"advcl", "advmod", "npadvmod"}:
            conditional = any(child.lower_ in {"if", "unless", "not"} for child in token.subtree)
            if not conditional and comma:
                yield ((doc[token.left_edge.i - 1].idx, end, ""),)
        if token.dep_ in {"relcl", "appos"} and comma and doc.text[end : end + 1] in {",", "."}:
            closing = end + (doc.text[end] == ",")
            yield ((doc[token.left_edge.i - 1].idx, closing, ""),)


def _titled(doc: Doc, article: str) -> Iterator[tuple[Edit, ...]]:
    """So that "Mr Reyes" stands for "Ana Reyes" where the article itself calls them so, else the last name alone."""
    for entity in doc.ents:
        words = entity.text.removesuffix("'s").split()
        if entity.label_ != "PERSON" or len(words) != 2 or not all(word[0].isupper() for word in words):  # noqa: PLR2004
            continue
        if words[0] in {"Mr", "Ms", "Mrs", "Dr"} or not re.search(
            rf"\b(?:Mr|Ms|Mrs|Dr) {re.escape(words[1])}\b", article
        ):
            continue
        title = re.search(rf"\b(Mr|Ms|Mrs|Dr) {re.escape(words[1])}\b", article)
        start = entity.start_char
        yield ((start, start + len(words[0]), title[1] if title else ""),)


def _figures(doc: Doc, _article: str) -> Iterator[tuple[Edit, ...]]:
    """Other notations of the same number."""
    if '"' in doc.text:
        return
    units = {"million": "m", "billion": "bn"}
    edits = [
        (match.start(1), match.end(), units.get(match[2], "%"))
        for match in re.finditer(r"(?<=\d)( )(million|billion|percent|per cent)\b", doc.text)
    ]
    thousands = re.finditer(r"(?<![\d.,])(\d{1,3}),000\b(?! (?:million|billion))", doc.text)
    yield (*edits, *((match.start(), match.end(), f"{match[1]} thousand") for match in thousands))


def _moved(doc: Doc, _article: str) -> Iterator[tuple[Edit, ...]]:
    """So that "X said that it rained." becomes "It rained, X said."."""
    for speaker, verb in speech.speeches(doc):
        told = next((child for child in verb.children if child.dep_ == "ccomp"), None)
        if told is None or verb.dep_ != "ROOT" or '"' in doc.text or speaker.lower_ in PRONOUNS:
            continue
        that = next((child for child in told.children if child.dep_ == "mark" and child.lower_ == "that"), None)
        body_end = told.right_edge.idx + len(told.right_edge)
        if that is not None and verb.i + 1 == that.i and re.fullmatch(r"\.?", doc.text[body_end:]):
            body = doc.text[that.idx + len(that.text_with_ws) : body_end]
            lead = doc.text[: verb.idx + len(verb)]
            lead = lead if doc[0].pos_ == "PROPN" else lead[:1].lower() + lead[1:]
            yield ((0, len(doc.text), f"{body[:1].upper()}{body[1:]}, {lead}."),)


_MAKERS: dict[str, Callable[[Doc, str], Iterator[tuple[Edit, ...]]]] = {
    "shortened": _shortened,
    "titled": _titled,
    "figures": _figures,
    "moved": _moved,
}
