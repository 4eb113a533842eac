"""Who holds which office in this article: "Mayor Ana Reyes" is not what an article says that calls her the minister."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.checks.source import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from assistant.checks.source import Source

OFFICES = ("prime minister|president|minister|mayor|governor|senator|chancellor|king|queen|prince|princess|pope|judge|"
           "professor|captain|ambassador|coach|goalkeeper|prosecutor|premier|sheriff|bishop|archbishop|inspector|"
           "chief executive|auditor")  # fmt: skip
_PASSING = "former|ex|late|then|new|next|acting|deputy|vice|would-be|outgoing|incoming|interim|future|shadow"
FIELDS = ("foreign|health|transport|finance|interior|defence|defense|education|justice|energy|environment|home|trade|"
          "labour|housing|culture|agriculture|economy|harbour|sports?")  # fmt: skip


class Office(NamedTuple):
    """An office, what it is for where that is said ("transport"), and whether it is held now."""

    title: str
    field: str
    passing: bool

    def __str__(self) -> str:
        """The words of the office."""
        return f"{self.field} {self.title}".strip()


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to an office that the article gives to another, when it gives this person a different one."""
    texts = list(dict.fromkeys(source.texts))
    for name in _surnames(claim):
        stated = [office for text in texts for office in offices(name, text)]
        for mine in offices(name, claim.text):
            if not stated or mine.passing or any(_agree(mine, theirs) for theirs in stated):
                continue
            return Finding("contradicted", f"the article calls {name} the {stated[0]}, not the {mine}")
    return None


def offices(name: str, text: str) -> Iterator[Office]:
    """The offices that a text puts before or behind a last name, or says that its bearer holds."""
    last = re.escape(name)
    office = rf"(?P<passing>(?:{_PASSING})[\s-]+)?(?:(?P<field>{FIELDS})\s+)?(?P<title>{OFFICES})"
    forms = (
        rf"(?i:\b{office}),?\s+(?:[A-Z][\w'.-]+\s+){{0,2}}{last}\b",
        rf"\b{last},\s+(?:\d+,\s+)?(?:the\s+|a\s+|an\s+)?(?:\w+['’]s\s+)?(?i:{office})\b",
        rf"\b{last}\s+(?:is|was|became)\s+(?:the\s+|a\s+|an\s+)?(?i:{office})\b",
    )
    for form in forms:
        for match in re.finditer(form, text):
            yield Office(match["title"].lower(), (match["field"] or "").lower(), match["passing"] is not None)


def _agree(mine: Office, theirs: Office) -> bool:
    """Whether both can be one office, named more or less fully."""
    if mine.title != theirs.title:
        return {mine.title, theirs.title} == {"premier", "prime minister"}
    return not (mine.field and theirs.field) or mine.field == theirs.field


def _surnames(doc: Doc) -> list[str]:
    """The last names of a sentence's persons."""
    found = [entity[-1] if entity[-1].lower_ != "'s" else entity[-2 if len(entity) > 1 else -1]
             for entity in doc.ents if entity.label_ in {"PERSON", "ORG", "GPE"}]  # fmt: skip
    return list(dict.fromkeys(token.text for token in found if token.text[:1].isupper()))
