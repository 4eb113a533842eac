"""Changes of a sentence by character offsets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

Edit = tuple[int, int, str]
"""The characters from start to end become the text."""


def splice(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; a word dropped leaves no double space, and the first letter stays a capital."""
    changed = text
    for start, end, new in sorted(edits, reverse=True):
        changed = changed[:start] + new + changed[end:]
    changed = re.sub(r" {2,}", " ", changed).strip()
    changed = re.sub(r" ([,.;:?!])", r"\1", changed)
    return changed[:1].upper() + changed[1:] if text[:1].isupper() else changed


def replace(token: Token, new: str) -> Edit:
    """The edit that puts other words in a word's place."""
    return token.idx, token.idx + len(token), new


def drop(token: Token) -> Edit:
    """The edit that leaves a word out, with the space after it."""
    return token.idx, token.idx + len(token.text_with_ws), ""


def inside_name(doc: Doc, at: int) -> bool:
    """Whether a character stands in a name, as the figure of "Apollo 11" does."""
    labels = {"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART"}
    return any(entity.label_ in labels and entity.start_char <= at < entity.end_char for entity in doc.ents)
