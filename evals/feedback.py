"""Cases from what readers thought: the UI's likes and dislikes (assistant/ui/feedback.py tells the file's form).

A liked refusal is a finished case. What a reader says should have been answered becomes answer and gold where an
article holds these words. Every other question is kept with ``expect: any`` until a person has decided what is right.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from evals.drafts import Draft
from evals.types import Case, CaseFilters, Gold
from vectorstore.errors import BadInput
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from pathlib import Path

    from evals.corpus import Corpus

LONGEST_ID = 40
MOST_GOLD = 5
"""Sentences offered as gold, any of which counts; a person strikes those that do not answer."""


class Opinion(BaseModel):
    """One line of the file, as far as a case needs it."""

    model_config = ConfigDict(extra="ignore")

    question: str = Field(min_length=1)
    history: tuple[tuple[str, str], ...] = ()
    filters: dict[str, Any] = Field(default_factory=dict)
    asked_at: AwareDatetime | None = None
    status: str = ""
    rating: Literal["like", "dislike"]
    reason: str | None = None
    comment: str | None = None
    expected: str | None = None


def read_feedback(path: Path, corpus: Corpus) -> list[Draft]:
    """One draft for each question that was rated, as it was rated last. Raises BadInput naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 text: {error}") from error
    opinions: dict[tuple[object, ...], Opinion] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            one = _opinion(line, f"{path}, line {number}")
            opinions[one.question, one.history] = one
    return [_draft(number, one, corpus) for number, one in enumerate(opinions.values(), start=1)]


def _opinion(line: str, place: str) -> Opinion:
    try:
        return Opinion.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BadInput(f"{place}: {f'{field}: ' if field else ''}{first['msg']}") from error


def _draft(number: int, opinion: Opinion, corpus: Corpus) -> Draft:
    known: dict[str, Any] = {
        "id": f"feedback-{number:02}-{_slug(opinion.question)}".rstrip("-"), "question": opinion.question,
        "kind": "followup" if opinion.history else "single", "history": opinion.history,
        "asked_on": opinion.asked_at, "filters": _filters(opinion.filters),
    }  # fmt: skip
    if opinion.rating == "like" and opinion.status == "not_in_articles":
        kind = {"kind": "unanswerable"}
        return Draft(Case(**known | kind, expect="not_in_articles"), "a reader liked that this was refused")
    gold = _gold(opinion.expected, corpus) if opinion.expected else ()
    if gold:
        case = Case(**known, expect="answered", answer=((str(opinion.expected),),), gold=gold)
        return Draft(case, f"{_told(opinion)}; the gold was found by the expected words: see that it answers")
    return Draft(Case(**known, expect="any"), f"{_told(opinion)}; decide what is right: expect, answer, gold")


def _told(opinion: Opinion) -> str:
    said = [f"{name}: {words}" for name in ("reason", "comment", "expected") if (words := getattr(opinion, name))]
    return "; ".join([f"{opinion.rating}d, {opinion.status}", *said])


def _gold(expected: str, corpus: Corpus) -> tuple[Gold, ...]:
    """The first sentences of the corpus that hold these words, whatever white space and case."""
    pattern = re.compile(r"\b" + r"\s+".join(map(re.escape, expected.strip(" .").split())) + r"\b", re.IGNORECASE)
    found: list[Gold] = []
    for article in {one.id: one for one in corpus.articles.values()}.values():
        for start, end in sentences(article.text, skip=article.boilerplate):
            if pattern.search(article.text, start, end):
                found.append(Gold(article=article.id, quote=" ".join(article.text[start:end].split())))
    return tuple(found[:MOST_GOLD])


def _filters(given: dict[str, Any]) -> CaseFilters:
    dates = given.get("dates") or {}
    try:
        return CaseFilters(
            since=dates.get("since"), until=dates.get("until"), outlets=tuple(given.get("outlets") or ()),
            sections=tuple(given.get("sections") or ()),
        )  # fmt: skip
    except (ValidationError, TypeError, AttributeError) as error:
        raise BadInput(f"the filters {given!r} of a rated question are not those of an answer's trace") from error


def _slug(question: str) -> str:
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].rstrip("-")
