"""A sentence of the evidence read for what it tells of a statement, and what may be objected to the statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from assistant.checks.names import PRONOUNS, antecedents, known_names, name_spans
from assistant.checks.names import keys as name_keys
from assistant.checks.source import Cited, Source
from assistant.checks.synonyms import meanings
from assistant.language import is_content, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from assistant.types import Evidence, Label
    from vectorstore.types import Hit


@dataclass(frozen=True)
class Reading:
    """One sentence of the evidence, parsed, in its passages."""

    evidence: Evidence
    source: Source

    @classmethod
    def of(cls, evidence: Evidence, passages: Sequence[Hit]) -> Reading:
        """A sentence read in the passages of its article."""
        return cls(evidence, Source.of([evidence], [one for one in passages if one.article_id == evidence.article_id]))

    @property
    def cited(self) -> Cited:
        """The parsed sentence with what stands before it."""
        return self.source.cited[0]

    @cached_property
    def words(self) -> set[str]:
        """The stems of its words and of the words that news uses for them."""
        return {form for token in self.cited.doc for form in meanings(token)}

    @cached_property
    def known(self) -> set[str]:
        """Names of the sentence, its headline and whom its pronouns may mean."""
        return known_names(self.source).union(*antecedents(self.cited))

    def carries(self, claim: Doc) -> float:
        """Share of the statement's content words that the sentence has, names also by its headline and pronouns."""
        tokens = content(claim)
        met = sum(
            bool(meanings(token) & self.words or (token.pos_ == "PROPN" and name_keys([token]) & self.known))
            for token in tokens
        )
        return met / len(tokens) if tokens else 0.0

    def names(self, claim: Doc, *, itself: bool = False) -> bool:
        """Whether the sentence, its headline or its passages know every name of the statement.

        With ``itself`` the sentence and its pronouns must, and the passages do not count.
        """
        near = self.own_names if itself else self.known | self.source.around_forms
        return all(name_keys(span) & near or stems(span) & near for span in name_spans(claim))

    @cached_property
    def own_names(self) -> set[str]:
        """Names of the sentence and of whom its pronouns may mean, and its words."""
        own = name_keys(self.cited.doc) | stems(self.cited.doc)
        pronoun = any(token.lower_ in PRONOUNS for token in self.cited.doc)
        return own.union(*antecedents(self.cited)) if pronoun else own

    @cached_property
    def persons(self) -> set[str]:
        """The names of people in the sentence."""
        return {key for entity in self.cited.doc.ents if entity.label_ == "PERSON" for key in name_keys(entity)}


class Objection(NamedTuple):
    """Why a statement is not what the articles say, and the sentence that shows it (None: no sentence speaks of it).

    ``alone``: no sentence of the evidence has the deed as stated, so that likeness of words does not weigh against it.
    """

    label: Label
    why: str
    shown: Evidence | None
    alone: bool = False


def content(claim: Doc) -> list[Token]:
    """The content words of a statement that are no part of a number."""
    return [token for token in claim if is_content(token) and not token.like_num and token.pos_ != "NUM"]
