"""What a sentence is checked against: the cited sentences, and the passages around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.language import analyse, forms, straight, words
from vectorstore.sentences import sentences
from vectorstore.types import holds, published_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from spacy.tokens import Doc, Token

    from assistant.types import Label
    from vectorstore.types import Hit

DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.,'’ ]{3,40}(?:, [A-Z][a-z.]+)? ?(?:\((?:[A-Z]{2,}|Reuters)\) ?)?(?:[—–]|--?)"
    r"|(?:[A-Z][A-Z.,'’ ]{3,40} )?\((?:[A-Z]{2,}|Reuters)\)) ?(?=[A-Z“\"])"
)
"""A dispatch's place and agency before its first sentence: "LONDON — ", "WASHINGTON (AP) — ", "(CNN)"."""
AHEAD = 3
"""Sentences ahead of a cited text that may say who "he" is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An objection: ``contradicted`` or ``not_stated``, and why, for a reader."""

    label: Label
    why: str


@dataclass(frozen=True)
class Cited:
    """One cited text. ``ahead`` is what its passage says before it, read only where a check asks who "he" is."""

    doc: Doc
    ahead: str | None
    published: date | None

    @cached_property
    def before(self) -> Doc | None:
        """The last sentences ahead of the cited text, parsed together."""
        spans = sentences(self.ahead or "")
        return analyse((self.ahead or "")[spans[-AHEAD:][0][0] :]) if spans else None


@dataclass(frozen=True)
class Source:
    """The cited texts of one claim; ``around`` are the passages that they stand in, of which little is parsed."""

    cited: tuple[Cited, ...]
    around: tuple[str, ...]
    heads: str

    @classmethod
    def of(cls, cited: Sequence[Hit], context: Sequence[Hit]) -> Source:
        """Reads the cited texts; ``context`` holds the passages that they may stand in."""
        lines = " ".join(line[0] for hit in cited if (line := DATELINE.match(hit.text)))
        heads = " ".join(dict.fromkeys([*(f"{hit.title} . {hit.outlet or ''}" for hit in cited), lines]))
        found = tuple(
            Cited(analyse(DATELINE.sub("", hit.text)), _ahead(hit, context), published_day(hit.published))
            for hit in cited
        )
        return cls(found, tuple(straight(hit.text) for hit in context), heads)

    @property
    def docs(self) -> tuple[Doc, ...]:
        """The parsed cited texts."""
        return tuple(one.doc for one in self.cited)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cited texts and those around them."""
        return (*(doc.text for doc in self.docs), *self.around)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every word of the cited texts."""
        return tuple(token for doc in self.docs for token in doc)

    @cached_property
    def forms(self) -> frozenset[str]:
        """The stems of every word of the cited texts."""
        return frozenset(form for token in self.tokens for form in forms(token))

    @cached_property
    def around_forms(self) -> frozenset[str]:
        """The stems of every word of the surrounding passages."""
        return frozenset(form for text in self.around for form in words(text))

    def speaking_of(self, word: str) -> Iterator[Doc]:
        """The cited texts, and each sentence around them that has the stem ``word``, parsed."""
        yield from self.docs
        for text in self.around:
            yield from (analyse(text[start:end]) for start, end in sentences(text) if word in words(text[start:end]))


def _ahead(hit: Hit, context: Sequence[Hit]) -> str | None:
    for passage in context:
        if holds(passage, hit) and (ahead := passage.text[: hit.start - passage.start].rstrip()):
            return ahead
    return None
