"""What a sentence is checked against: the cited sentences, and the passages around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.language import analyse, forms
from vectorstore.types import published_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from spacy.tokens import Doc, Token

    from assistant.types import Label
    from vectorstore.types import Hit

DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.,'’ ]{3,40}(?:, [A-Z][a-z.]+)? ?(?:\((?:[A-Z]{2,}|Reuters)\) ?)?(?:[—–]|--?)"
    r"|(?:[A-Z][A-Z.,'’ ]{3,40} )?\((?:[A-Z]{2,}|Reuters)\)) ?(?=[A-Z“\"])"
)
"""A dispatch's place and agency before its first sentence: "LONDON — ", "WASHINGTON (AP) — ", "(CNN)"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An objection: ``contradicted`` or ``not_stated``, and why, for a reader."""

    label: Label
    why: str


@dataclass(frozen=True)
class Cited:
    """One cited text. ``before`` is what the passage says ahead of it, used only to know who "he" is."""

    doc: Doc
    before: Doc | None
    published: date | None


@dataclass(frozen=True)
class Source:
    """The cited texts of one claim and their surroundings."""

    cited: tuple[Cited, ...]
    around: tuple[Doc, ...]
    heads: str

    @classmethod
    def of(cls, cited: Sequence[Hit], context: Sequence[Hit]) -> Source:
        """Reads the cited texts; ``context`` holds the passages that they may stand in."""
        lines = " ".join(line[0] for hit in cited if (line := DATELINE.match(hit.text)))
        heads = " ".join(dict.fromkeys([*(f"{hit.title} . {hit.outlet or ''}" for hit in cited), lines]))
        found = tuple(
            Cited(analyse(DATELINE.sub("", hit.text)), _before(hit, context), published_day(hit.published))
            for hit in cited
        )
        return cls(found, tuple(analyse(hit.text) for hit in context), heads)

    @property
    def docs(self) -> tuple[Doc, ...]:
        """The parsed cited texts."""
        return tuple(one.doc for one in self.cited)

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
        return frozenset(form for doc in self.around for token in doc for form in forms(token))


def _before(hit: Hit, context: Sequence[Hit]) -> Doc | None:
    for passage in context:
        if (passage.article_id, passage.version) == (hit.article_id, hit.version) and passage.start <= hit.start:
            ahead = passage.text[: hit.start - passage.start].rstrip()
            if hit.end <= passage.end and ahead:
                return analyse(ahead)
    return None
