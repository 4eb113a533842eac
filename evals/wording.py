"""Whether a text holds an answer, however it is written: words made comparable, containment, exact match, token F1."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.language import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS = dict(zip(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split(), range(20), strict=True,
))  # fmt: skip
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SCALES = {"m": "million", "mn": "million", "bn": "billion", "b": "billion", "tn": "trillion", "k": "thousand"}
_COUNTRIES = [
    (r"\bU\.?S\.?A?\b\.?|\bUnited States(?: of America)?", "United States"),
    (r"\bU\.?K\.?(?!\w)", "United Kingdom"),
]
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")


@lru_cache(maxsize=100_000)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text made comparable.

    Case, accents, punctuation, possessives and articles go; ``U.S.`` and ``UK`` are written out; ``%`` is percent,
    ``$`` and other signs of currency go; numbers are digits without thousands separators ("five" and "5", "1,000"
    and "1000", "15m" and "15 million"); other words are stems, so that a plural is its singular.
    """
    for pattern, name in _COUNTRIES:
        text = re.sub(pattern, name, text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(character for character in text if not unicodedata.combining(character) and character != "\u200b")
    text = re.sub(r"['’]s\b", "", text).replace("’", "").replace("'", "")
    text = re.sub(r"\bper cent\b|%", " percent ", text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"(?<=\d)\s?(mn|m|bn|b|tn|k)\b", lambda found: f" {_SCALES[found[1]]}", text)
    words = [word for word in _TOKEN.findall(text) if word not in {"a", "an", "the"}]
    return tuple(word if word[0].isdigit() else stem(word) for word in _in_digits(words))


def _in_digits(words: Sequence[str]) -> list[str]:
    """Number words below a hundred as digits; "twenty five" is 25."""
    digits: list[str] = []
    tens = 0
    for word in words:
        unit = _UNITS.get(word)
        if tens and unit and unit < 10:  # noqa: PLR2004 (twenty-five, never twenty-eleven)
            digits[-1] = str(tens + unit)
        else:
            number = _TENS.get(word, unit)
            digits.append(word if number is None else str(number))
        tens = _TENS.get(word, 0)
    return digits


def contains(text: str, answer: str) -> bool:
    """Whether the gold answer stands in a text: its words in a row, or each part of "A and B" somewhere.

    A floor: another name for the same thing ("Hoops" for basketball) does not count, and nobody asks whether the text
    affirms what it contains.
    """
    words = plain_words(text)
    if holds(words, plain_words(answer)):
        return True
    parts = [plain_words(part) for part in re.split(r"\s+and\s+|\s*,\s+|\s*&\s*", answer)]
    return len(parts) > 1 and all(holds(words, part) for part in parts)


def holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the words wanted stand in a row; no word is never found."""
    length = len(wanted)
    return length > 0 and any(words[at : at + length] == wanted for at in range(len(words) - length + 1))


def token_f1(ours: Sequence[str], gold: Sequence[str]) -> float:
    """The harmonic mean of the shares of words in common (as SQuAD's, Rajpurkar et al. 2016)."""
    common = sum((Counter(ours) & Counter(gold)).values())
    return 2 * common / (len(ours) + len(gold)) if common else 0.0
