"""Direct quotations: the words between quotation marks stand in the cited text, one after the other."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from assistant.checks.source import Finding

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from assistant.checks.source import Source

_QUOTED = re.compile(r"[\"“”„«](?P<double>[^\"“”„«»]+)[\"“”»]|(?<!\w)['‘](?P<single>[^'’]+(?:['’]\w[^'’]*)*)['’](?!\w)")
CHANGED = 0.6
"""Similarity from which a passage of the article is taken for the words that were misquoted."""


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to quoted words that the cited texts do not hold."""
    stated = [_words(doc.text) for doc in source.docs]
    for quote in quotations(claim.text):
        words = _words(quote)
        if any(_holds(text, part) for text in stated for part in [words]) or _joined(quote, stated):
            continue
        near = _nearest(words, stated)
        if near:
            return Finding("contradicted", f"the article's words are “{near}”, not “{quote.strip()}”")
        return Finding("not_stated", f"no cited passage holds the words “{quote.strip()}”")
    return None


def quotations(text: str) -> list[str]:
    """What stands between quotation marks of any style."""
    return [match["double"] or match["single"] for match in _QUOTED.finditer(text)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)?", re.sub(r"[\[\]]", "", text).lower().replace("’", "'"))


def _holds(text: list[str], words: list[str]) -> bool:
    return any(text[start : start + len(words)] == words for start in range(len(text) - len(words) + 1))


def _joined(quote: str, stated: list[list[str]]) -> bool:
    """Whether each part of a quotation with an ellipsis stands in the text."""
    parts = [_words(part) for part in re.split(r"…|\.\.\.", quote) if part.strip()]
    return len(parts) > 1 and all(any(_holds(text, part) for text in stated) for part in parts)


def _nearest(words: list[str], stated: list[list[str]]) -> str:
    best, found = CHANGED, ""
    for text in stated:
        for start in range(max(1, len(text) - len(words) + 1)):
            window = text[start : start + len(words)]
            ratio = SequenceMatcher(None, words, window, autojunk=False).ratio()
            if ratio > best:
                best, found = ratio, " ".join(window)
    return found
