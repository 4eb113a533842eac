"""Citation marks: one number per article and a letter per passage, in the order in which an answer first cites them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Citation, Claim, Premise


@dataclass(frozen=True, slots=True)
class Source:
    """One cited article: its number and its cited passages with their letters."""

    number: int
    passages: tuple[tuple[str, Citation], ...]

    @property
    def article(self) -> Citation:
        """A citation of the article, for its headline, outlet and date."""
        return self.passages[0][1]


def sources(claims: Sequence[Claim], premises: Sequence[Premise]) -> list[Source]:
    """The articles that what is shown rests on, numbered. A mark never changes as further claims follow."""
    articles: dict[tuple[str, str], list[Citation]] = {}
    for citation in dict.fromkeys(citations(claims, premises)):
        articles.setdefault((citation.article_id, citation.version), []).append(citation)
    return [
        Source(number, tuple((letter(place), one) for place, one in enumerate(cited)))
        for number, cited in enumerate(articles.values(), start=1)
    ]


def citations(claims: Sequence[Claim], premises: Sequence[Premise]) -> list[Citation]:
    """Everything that is cited, in order: by the claims, then by the premises."""
    named = [citation for claim in claims for citation in claim.citations]
    return named + [citation for premise in premises for citation in premise.citations]


def marks(cited: Sequence[Source]) -> dict[Citation, str]:
    """The mark of every citation, such as 3a."""
    return {citation: f"{one.number}{letter}" for one in cited for letter, citation in one.passages}


def letter(place: int) -> str:
    """a, b, … z, aa, ab, …: the letter of a passage by its place from 0."""
    before, here = divmod(place, 26)
    return (letter(before - 1) if before else "") + chr(ord("a") + here)
