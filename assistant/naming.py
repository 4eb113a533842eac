"""Does an article name what a question names? It tells of others otherwise: last year's summit, another jackpot."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.checks.dates_named import date_spans
from assistant.checks.names import name_spans
from assistant.checks.numbers import MEASURES, NEAR, quantities
from assistant.language import LONGEST, analyse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.checks.numbers import Quantity

COUNTED = 12
"""Numbers up to this one may come from counting, or tell a place ("the No 1 spot")."""
SERIES = re.compile(r"\b(?P<name>[^\W\d_]{2,})[ -]?(?P<number>\d+|[IVXL]{2,})\b")
"""One of a series: "COP28", "Super Bowl LVIII", "Boeing 747"."""


def names_what_is_asked(question: str, headline: str, article: str) -> bool:
    """Whether an article has every full name and every figure of the question, and is of the same one of a series."""
    text = f"{headline}\n{article}"
    return _has_names(question, text) and _is_of_series(question, headline, text) and _has_figures(question, text)


def _has_names(question: str, text: str) -> bool:
    """Of a person the last name is enough, of anything else one word: it may be called by less.

    A name of one word is passed: "Italy" is where the Milan exchange is, and "Lind" may be a slip for "Lindt".
    """
    known = _plain_words(text)
    full = [span for span in name_spans(analyse(question)) if len(span) > 1]
    return all(
        any(_plain_words(token.text) <= known for token in (span[-1:] if span[-1].ent_type_ == "PERSON" else span))
        for span in full
    )


def _is_of_series(question: str, headline: str, text: str) -> bool:
    """Whether an article is not of another one of a series: of COP27 by its headline, or of COP27 alone."""
    for one in _series(question):
        for told in (headline, text):
            numbers = set(re.findall(rf"\b{re.escape(one['name'])}[ -]?(\d+|[IVXL]{{2,}})\b", told))
            if numbers and one["number"] not in numbers:
                return False
    return True


def _series(question: str) -> Iterator[re.Match[str]]:
    dates, doc = date_spans(question), analyse(question)
    for match in SERIES.finditer(question):
        token = next((one for one in doc if one.idx <= match.start() < one.idx + len(one)), None)
        dated = any(start < match.end() and match.start() < end for start, end in dates)
        if token is not None and token.pos_ == "PROPN" and not dated:
            yield match


def _has_figures(question: str, text: str) -> bool:
    """Whether the article has the exact figures of the question, or nearly: $1.73 billion is no jackpot of $2.04.

    Rough ones, fractions and measures are passed: people convert and round these.
    """
    numbered = [one.span() for one in _series(question)]
    wanted = [
        one for one in quantities(analyse(question))
        if _identifies(one) and not any(start <= one.at < end for start, end in numbered)
    ]  # fmt: skip
    if not wanted:
        return True
    given = [(one.value, one.other) for one in quantities(analyse(text[:LONGEST]))]
    return all(
        any(abs(value - one.value) <= NEAR * one.value and other == one.other for value, other in given)
        for one in wanted
    )


def _identifies(number: Quantity) -> bool:
    exact = number.bound == "exact" and number.noun not in MEASURES and number.value > 0
    return exact and (
        number.kind in {"money", "pair"}
        or (number.kind == "plain" and number.value > COUNTED)
        or (number.kind == "share" and "%" in number.text)
    )


def _plain_words(text: str) -> frozenset[str]:
    """The words of a text without case and accents."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return frozenset(re.findall(r"\w+", bare))
