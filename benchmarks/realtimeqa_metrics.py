"""What counts as right on RealtimeQA: the gold answer contained in a text, and the evidence sentence met."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.drafter import is_refusal
from assistant.language import stem
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME = 0.7
"""Token F1 from which two sentences are the same one, cut or cleaned differently."""
SHORTEST = 4
"""Words that a sentence needs for being the evidence because the other contains it."""
DOES_NOT_KNOW = re.compile(
    r"\b(?:do not|don[’']t|does not|doesn[’']t) (?:know|have|contain|include|mention|say)\b", re.I
)

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
    if _holds(words, plain_words(answer)):
        return True
    parts = [plain_words(part) for part in re.split(r"\s+and\s+|\s*,\s+|\s*&\s*", answer)]
    return len(parts) > 1 and all(_holds(words, part) for part in parts)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the words wanted stand in a row; no word is never found."""
    length = len(wanted)
    return length > 0 and any(words[at : at + length] == wanted for at in range(len(words) - length + 1))


def is_evidence(sentence: str, evidence: str) -> bool:
    """Whether a sentence is the evidence sentence: one contains the other, or their words agree to an F1 of 0.7."""
    ours, gold = plain_words(sentence), plain_words(evidence)
    if min(len(ours), len(gold)) >= SHORTEST and (_holds(ours, gold) or _holds(gold, ours)):
        return True
    return token_f1(ours, gold) >= SAME


def declines(text: str) -> bool:
    """Whether an answer of the tutorial pipeline begins by saying that it does not know or that nothing is stated."""
    first = next((text[start:end] for start, end in sentences(text)), "")
    return DOES_NOT_KNOW.search(first) is not None or is_refusal(first)


def token_f1(ours: Sequence[str], gold: Sequence[str]) -> float:
    """The harmonic mean of the shares of words in common (as SQuAD's, Rajpurkar et al. 2016)."""
    common = sum((Counter(ours) & Counter(gold)).values())
    return 2 * common / (len(ours) + len(gold)) if common else 0.0
