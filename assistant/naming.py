"""Does an article name what a question names? It tells of others otherwise: last year's summit, another jackpot."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.checks.dates_named import date_spans
from assistant.checks.names import canonical, name_spans
from assistant.checks.numbers import MEASURES, NEAR, quantities
from assistant.language import LONGEST, analyse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from assistant.checks.numbers import Quantity

FIGURES = 9
"""Figures of a number that are compared; no series has longer ones."""
COUNTED = 12
"""Numbers up to this one may come from counting, or tell a place ("the No 1 spot")."""
NUMERAL = r"(?P<number>\d+|[IVXL]{2,})\b(?![-–.,:]?\d)"
SERIES = re.compile(rf"\b(?P<name>[^\W\d_]{{2,}})[ -]?{NUMERAL}")
"""One of a series: "COP28", "Super Bowl LVIII", "Boeing 747", but no score such as "Leeds 3-1"."""
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
SUFFIXES = frozenset("jr sr ii iii iv qc kc obe cbe mbe phd".split())
"""What may follow a person's last name."""
SINGLE = frozenset({"PERSON", "ORG", "PRODUCT"})
"""spaCy's labels of names that an article must have although they are one word: not of places, which it may call by
another ("Italy" is where the Milan exchange is)."""
PLACES = frozenset({"GPE", "LOC", "FAC"})
"""spaCy's labels of names that a text may write with small letters: "the east coast"."""
INSTITUTIONS = frozenset(
    "parliament senate congress kremlin pentagon treasury cabinet commons lords vatican fed".split()
)
"""Names of one word whose deeds are told of others: senators, the Russian government."""
SLIP, LONG = 0.8, 5
"""Likeness (difflib's ratio) from which on a capitalised word is taken for a slip of a name of so many letters."""


def names_what_is_asked(question: str, headline: str, article: str, outlet: str = "") -> bool:
    """Whether an article has every name and every figure of the question, and is of the same one of a series.

    ``outlet`` is a name that it has, too.
    """
    text = f"{headline}\n{article}"
    named = _has_names(question, f"{text}\n{outlet}")
    return named and _is_of_series(question, headline, text) and _has_figures(question, text)


def _has_names(question: str, text: str) -> bool:
    """Whether a text has the names of a question, each by something that its bearer may be called."""
    spans, words, capitalised = name_spans(analyse(question)), _bare_words(text), _capitalised(text)
    known, flat = frozenset(words), f" {' '.join(words)} "
    full = all(
        _stands_whole(span, flat)
        or any(called <= (known if span[-1].ent_type_ in PLACES else capitalised) for called in _callings(span))
        for span in spans if len(span) > 1
    )  # fmt: skip
    return full and all(_has_single(span[0].text, known, capitalised) for span in spans if _is_single(span))


def _stands_whole(span: Sequence[Token], flat: str) -> bool:
    """Whether a name stands among the words of a text as in the question, in capitals or not: "the prime minister"."""
    name = span[0].doc[span[0].i : span[-1].i + 1].text
    return f" {' '.join(_bare_words(name))} " in flat


def _callings(span: Sequence[Token]) -> list[frozenset[str]]:
    """What one with a full name may be called by: a person by the last name, others by one word or the initials.

    Of several ("the Lib Dems", "the Olympics") also by the word for one of them.
    """
    parts = [token.text for token in span if token.ent_type_ != "PERSON" or token.lower_.rstrip(".") not in SUFFIXES]
    last = parts[-1] if parts else ""
    one = [last.removesuffix("s")] if span[-1].tag_ == "NNPS" else []
    initials = "".join(part[0] for part in parts if part[0].isupper())
    return [_plain_words(name) for name in ([last] if span[-1].ent_type_ == "PERSON" else [*parts, initials]) + one]


def _is_single(span: Sequence[Token]) -> bool:
    """Whether a name is one word that an article has to have: no initials, and nothing like "a rich Yorkshireman"."""
    name = span[0]
    described = any(child.dep_ in {"det", "amod"} and child.lower_ != "the" for child in name.children)
    hyphened = "-" in {token.text for token in name.doc[max(0, name.i - 1) : name.i + 2]}
    told_otherwise = name.text.isupper() or described or hyphened or name.lower_ in INSTITUTIONS
    return len(span) == 1 and name.ent_type_ in SINGLE and not told_otherwise


def _has_single(name: str, known: frozenset[str], capitalised: frozenset[str]) -> bool:
    """Whether a text of these words has a name of one, by any of its forms ("Covid", "coronavirus") or with a slip."""
    if canonical(name) in map(canonical, known) or _plain_words(name) <= known:
        return True
    return len(name) >= LONG and all(
        difflib.get_close_matches(word, capitalised, 1, SLIP) for word in _plain_words(name)
    )


def _capitalised(text: str) -> frozenset[str]:
    """The words of a text that are written with a capital or a figure, without case and accents."""
    words = re.findall(r"[\w'’-]+", text)
    return _plain_words(" ".join(word for word in words if any(one.isupper() or one.isdigit() for one in word)))


def _is_of_series(question: str, headline: str, text: str) -> bool:
    """Whether an article is not of another one of a series: of COP27 by its headline, or of COP27 alone."""
    for one in _series(question):
        for told in (headline, text):
            numbers = {_value(it["number"]) for it in re.finditer(rf"\b{re.escape(one['name'])}[ -]?{NUMERAL}", told)}
            if numbers and _value(one["number"]) not in numbers:
                return False
    return True


def _value(numeral: str) -> int:
    """The value of figures or of a Roman numeral (a smaller letter before a larger one counts against it)."""
    if numeral.isdigit():
        return int(numeral[:FIGURES])
    values = [ROMAN[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _series(question: str) -> Iterator[re.Match[str]]:
    dates, doc = date_spans(question), analyse(question)
    for match in SERIES.finditer(question):
        token = next((one for one in doc if one.idx <= match.start() < one.idx + len(one)), None)
        dated = any(start < match.end() and match.start() < end for start, end in dates)
        if token is not None and token.pos_ == "PROPN" and not dated:
            yield match


def _has_figures(question: str, text: str) -> bool:
    """Whether the article has the exact figures of the question, or nearly: $1.73 billion is no jackpot of $2.04.

    Rough ones, fractions and measures are passed, since people convert and round these, and so is money where the
    article has none of its currency.
    """
    numbered, asked = [one.span() for one in _series(question)], quantities(analyse(question))
    passed = {one.at for one in asked if not _identifies(one)}  # "1500m" may be read as metres or millions
    wanted = [
        one for one in asked
        if one.at not in passed and not any(start <= one.at < end for start, end in numbered)
    ]  # fmt: skip
    if not wanted:
        return True
    plain, given = re.sub(r"(?<=\d),(?=\d)", "", text), quantities(analyse(text[:LONGEST]))
    return all(_stands(one, plain, given) for one in wanted)


def _stands(number: Quantity, text: str, given: Sequence[Quantity]) -> bool:
    """Whether a number is among those of a text; a score also in other order, or in words ("220 votes to 205")."""
    if number.kind == "pair":
        scores = [(int(number.value), int(number.other or 0)), (int(number.other or 0), int(number.value))]
        return any(re.search(rf"(?<!\d){one}\b[^.\d]{{1,20}}\b{other}\b", text) for one, other in scores)
    if number.kind == "money" and number.currency not in {one.currency for one in given}:
        return True
    near = any(abs(one.value - number.value) <= NEAR * number.value for one in given)
    stands = re.search(rf"(?<!\d){number.value:.0f}(?!\d)", text) is not None
    return near or (number.kind == "plain" and stands)


def _identifies(number: Quantity) -> bool:
    exact = number.bound == "exact" and number.noun not in MEASURES and 0 < number.value < math.inf
    return exact and (
        number.kind in {"money", "pair"}
        or (number.kind == "plain" and number.value > COUNTED)
        or (number.kind == "share" and "%" in number.text)
    )


def _plain_words(text: str) -> frozenset[str]:
    """The words of a text without case and accents."""
    return frozenset(_bare_words(text))


def _bare_words(text: str) -> list[str]:
    """The words of a text in their order, without case and accents."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return re.findall(r"\w+", bare)
