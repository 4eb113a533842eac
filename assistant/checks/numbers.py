"""Numbers with what they mean: "15m" is 15 million, "a third" is not 30 %, "nearly 200" is not "200"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from assistant.checks.dates_named import date_spans
from assistant.checks.source import Finding
from assistant.language import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Source

Kind = Literal["plain", "money", "share", "ordinal", "pair", "clock"]
Bound = Literal["exact", "about", "below", "above"]

UNITS = {word: value for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split())}  # fmt: skip
TENS = {word: 10 * value for value, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}  # fmt: skip
SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9,
          "billion": 1e9, "tn": 1e12, "tr": 1e12, "trn": 1e12, "trillion": 1e12, "dozen": 12.0}  # fmt: skip
FIRST_TO_TWELFTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
                    "eleventh", "twelfth")  # fmt: skip
ORDINALS = {
    **{word: value for value, word in enumerate(FIRST_TO_TWELFTH, start=1)},
    **{f"{word}th": value for word, value in UNITS.items() if value > len(FIRST_TO_TWELFTH)},
    **{f"{word[:-1]}ieth": value for word, value in TENS.items()},
    **{
        f"{word}-{last}": ten + value
        for word, ten in TENS.items() for value, last in enumerate(FIRST_TO_TWELFTH[:9], start=1)
    },
}  # fmt: skip
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10}
CURRENCIES = {"$": "$", "us$": "$", "dollar": "$", "dollars": "$", "£": "£", "pound": "£", "pounds": "£", "€": "€",
              "euro": "€", "euros": "€", "¥": "¥", "yen": "¥", "yuan": "yuan"}  # fmt: skip
DURATIONS = frozenset(map(stem, "year month week day hour minute second decade century".split()))
LENGTHS = frozenset(map(stem, "mile kilometre kilometer km metre meter foot feet inch centimetre cm".split()))
MEASURES = DURATIONS | LENGTHS | frozenset(map(stem, (
    "acre hectare tonne ton kilogram kg gram litre liter gallon barrel degree mph age").split()))  # fmt: skip
OF_ONE_KIND = MEASURES | {stem("time")}
"""What is not counted in other words: "six times" are no six events."""
BOUNDS: dict[str, Bound] = {
    "nearly": "below", "almost": "below", "just under": "below", "less than": "below", "fewer than": "below",
    "under": "below", "up to": "below", "as many as": "below", "as much as": "below", "no more than": "below",
    "at most": "below", "below": "below", "close to": "about", "about": "about", "around": "about",
    "roughly": "about", "approximately": "about", "some": "about", "an estimated": "about", "estimated": "about",
    "more than": "above", "over": "above", "at least": "above", "just over": "above", "no fewer than": "above",
    "above": "above", "no less than": "above", "upwards of": "above",
}  # fmt: skip
HANDED = frozenset({"hand", "sign", "turn"})
"""Verbs that an "over" belongs to."""
SMALL = 3
"""Counts up to three in words may come from counting names ("the two men") and need not stand in the text."""
NEAR = 0.08
"""A rounded number ("about 200") may be this share away from the exact one."""

_WORDS = rf"(?:{'|'.join([*UNITS, *TENS])})\b"
_LARGE = r"(?:hundred|thousand|million|billion|trillion|dozen)(?=s?\b)"
_SCALE = rf"(?:{_LARGE}|(?:bn|mn|trn|tn|tr)\b|[mkb]\b)"
_PLACE = (rf"(?:-(?:{'|'.join(FIRST_TO_TWELFTH[:9])})|[\s-](?:and\s)?(?:(?:hundred|thousand|million|billion)ths?"
          r"|thirds|quarters|(?:fif|six|seven|eigh|nin|ten)ths))\b")  # fmt: skip
"""What makes of "three" a place or a part: "three-hundredth", "nine-tenths"."""
_AMOUNT = (
    rf"(?:(?:\d+(?:,\d+|,\s000\b)*(?:\.\d+)?|\.\d+)(?:\s?{_SCALE}|-{_LARGE})*"
    rf"|(?>{_WORDS}(?:[\s-](?:and\s)?(?:{_WORDS}|{_SCALE}))*)(?!{_PLACE})|a {_LARGE})"
)
_FRACTION = (r"(?:(?:(?P<top>a|one|two|three|four)[\s-])?(?P<bottom>half|thirds?|quarters?|fifths?|tenth)"
             r"(?=\s+(?:of|the|a|an|its|their|his|her)\b|\s*[.,;]|$))")  # fmt: skip
_PATTERN = re.compile(
    rf"(?<![\w.,/])(?<!\w[-–])(?:"
    rf"(?P<clock>\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\d{{1,2}}:\d\d(?!\d))"
    rf"|(?P<pair>\d{{1,3}}[-–]\d{{1,3}})(?![\w-])"
    rf"|(?P<ordinal>(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,12}})(?:st|nd|rd|th)\b|(?:{'|'.join(ORDINALS)})\b)(?!\s+of\b)"
    rf"|{_FRACTION}"
    rf"|(?P<currency>US\$|[$£€¥])?\s?(?P<amount>{_AMOUNT})\s?"
    rf"(?P<unit>%|percent\b|per\scent\b|percentage\b|dollars?\b|pounds?\b|euros?\b|yen\b|yuan\b)?"
    rf")",
    re.I,
)
_BOUND = re.compile(r"\b(" + "|".join(sorted(BOUNDS, key=len, reverse=True)) + r")\s+(?:a\s+)?$", re.I)
_OF = re.compile(r"\s+of\b", re.I)
_WORD = re.compile(r"\s+[a-z]", re.I)
_AGE = re.compile(r"[\s-]{0,3}years?[\s-]{1,3}olds?", re.I)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as meant. ``value`` in base units: 1.5e7 for "15m", a share in 0…1, a clock in minutes."""

    kind: Kind
    value: float
    text: str
    bound: Bound = "exact"
    noun: str | None = None
    currency: str = ""
    other: float | None = None
    spelled: bool = False
    at: int = 0


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a number that the cited texts do not give, give of something else, or give only roughly."""
    stated = [quantity for doc in source.docs for quantity in quantities(doc)]
    for _, readings in groupby(quantities(claim), key=lambda quantity: quantity.at):
        findings = [_check_one(quantity, stated) for quantity in readings]
        if all(findings):
            return findings[0]
    return None


def quantities(doc: Doc) -> list[Quantity]:
    """The numbers of a text that are not dates."""
    dates = date_spans(doc.text)
    found = []
    for match in _PATTERN.finditer(doc.text):
        if not any(start < match.end() and match.start() < end for start, end in dates):
            found += [replace(quantity, at=match.start()) for quantity in _read(match, doc)]
    return found


def _check_one(quantity: Quantity, stated: list[Quantity]) -> Finding | None:  # noqa: PLR0911 - one return a case
    comparable = [other for other in stated if other.kind == quantity.kind]
    equal = [other for other in comparable if _same_value(quantity, other)]
    fitting = [other for other in equal if _same_meaning(quantity, other)]
    counted = [other for other in comparable if other.noun and other.noun == quantity.noun]
    if counted and fitting and not any(other in fitting for other in counted) and all(other.noun for other in fitting):
        return Finding("contradicted", f"the article says {counted[0].text}, not {quantity.text}")
    if any(_hedge_kept(quantity, other) for other in fitting):
        return None
    if fitting:
        return Finding("not_stated", f"the article says “{fitting[0].text}”, not “{quantity.text}”")
    counts_names = quantity.spelled and quantity.value <= SMALL and quantity.noun not in MEASURES
    if counts_names and quantity.kind == "plain":
        comparable = [other for other in comparable if other.noun and other.noun == quantity.noun]
        if not comparable:
            return None
    same_noun = [other for other in comparable if other.noun and other.noun == quantity.noun]
    best = (same_noun or [other for other in comparable if quantity.noun is None or other.noun is None] or comparable)[
        :1
    ]
    if same_noun or (best and quantity.kind in {"money", "share", "pair", "clock"}):
        return Finding("contradicted", f"the article says {best[0].text}, not {quantity.text}")
    if equal:
        return Finding("contradicted", f"the article gives {equal[0].text} for something else")
    return Finding("not_stated", f"no cited passage states the number {quantity.text}")


def _same_value(one: Quantity, other: Quantity) -> bool:
    if one.kind == "pair":
        return sorted((one.value, one.other or 0)) == sorted((other.value, other.other or 0))
    if one.kind == "share":
        return abs(one.value - other.value) < 0.005  # noqa: PLR2004 - "a third" is 33 %
    if abs(one.value - other.value) <= 1e-6 * max(1.0, abs(one.value)):
        return True
    return one.bound != "exact" and _rounds_to(one, other)


def _rounds_to(rough: Quantity, exact: Quantity) -> bool:
    """Whether "about 200", "nearly 200" or "more than 200" is said rightly of ``exact``."""
    ratio = exact.value / rough.value if rough.value else 0.0
    low, high = {"about": (1 - NEAR, 1 + NEAR), "below": (1 - NEAR, 1.0), "above": (1.0, 1 + 2 * NEAR)}.get(
        rough.bound, (1.0, 1.0)
    )
    return low <= ratio <= high and exact.bound in {"exact", rough.bound}


def _same_meaning(one: Quantity, other: Quantity) -> bool:
    if one.kind == "money":
        return not (one.currency and other.currency) or one.currency == other.currency
    if one.kind != "plain" or one.noun is None or other.noun is None or one.noun == other.noun:
        return True
    return not (OF_ONE_KIND & {one.noun, other.noun}) or one.noun[:4] == other.noun[:4]


def _hedge_kept(claim: Quantity, stated: Quantity) -> bool:
    if claim.bound == "exact":
        return stated.bound == "exact"
    if abs(claim.value - stated.value) > 1e-6 * max(1.0, abs(claim.value)):
        return True
    return claim.bound in {"about", stated.bound}


def _read(match: re.Match[str], doc: Doc) -> Iterator[Quantity]:
    bound_match = _bound_before(match, doc)
    bound: Bound = BOUNDS[bound_match[1].lower()] if bound_match else "exact"
    text = (bound_match[1] + " " if bound_match else "") + match.group(0).strip()
    noun = _noun_after(match, doc)
    if match["clock"]:
        yield Quantity("clock", _minutes(match["clock"]), text, bound)
    elif match["pair"]:
        first, second = (float(part) for part in re.split(r"[-–]", match["pair"]))
        yield Quantity("pair", first, text, bound, other=second)
    elif match["ordinal"]:
        word = match["ordinal"].lower()
        yield Quantity("ordinal", float(ORDINALS.get(word) or int(re.sub(r"\D", "", word))), text)
        if (tens := TENS.get(word.removesuffix("-second"))) and _WORD.match(doc.text, match.end()):  # of a clip
            yield Quantity("plain", float(tens), text, bound, stem("second"), spelled=True)
    elif match["bottom"]:
        if not match["top"] and match["bottom"].lower() != "half" and not _OF.match(doc.text, match.end()):
            return  # the coin, or three months
        top = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get((match["top"] or "a").lower(), 1)
        yield Quantity("share", top / FRACTIONS[match["bottom"].lower()], text, bound)
    elif match["amount"]:
        yield from _amount(match, text, bound, noun)


def _bound_before(match: re.Match[str], doc: Doc) -> re.Match[str] | None:
    """The "over" of "over 200 people", but not of "handed over 200 pounds"."""
    found = _BOUND.search(doc.text[: match.start()])
    word = doc.char_span(found.start(1), found.end(1)) if found else None
    if word is None or word.text.lower() != "over" or word.start == 0:
        return found
    return None if word.root.dep_ == "prt" or doc[word.start - 1].lemma_ in HANDED else found


def _amount(match: re.Match[str], text: str, bound: Bound, noun: str | None) -> Iterator[Quantity]:
    amount = match["amount"].lower()
    if amount == "one" and not match["currency"] and not match["unit"]:
        return
    value = _value(amount.replace(", ", ","))
    unit = (match["unit"] or "").lower()
    if unit.startswith(("%", "per")):
        yield Quantity("share", value / 100, text, bound)
    elif match["currency"] or unit in CURRENCIES:
        yield Quantity("money", value, text, bound, currency=CURRENCIES[(match["currency"] or unit).lower()])
    else:
        yield Quantity("plain", value, text, bound, noun, spelled=not any(map(str.isdigit, amount)))
        if re.fullmatch(r"[\d,.]+\s?m", amount):
            yield Quantity("plain", value / 1e6, text, bound, stem("metre"))


def _value(amount: str) -> float:
    """The value of "1,200", "15m", "twenty-five", "two hundred and six thousand"."""
    total, current = 0.0, 0.0
    for part in re.findall(r"\d+(?:,\d+)*(?:\.\d+)?|\.\d+|[a-z]+", amount):
        if part[-1].isdigit():
            current += float(part.replace(",", ""))
        elif part in SCALES:
            scale = SCALES[part]
            if scale > 100:  # noqa: PLR2004 - hundreds multiply what stands before them, larger scales close a group
                total, current = total + (current or 1.0) * scale, 0.0
            else:
                current = (current or 1.0) * scale
        else:
            current += UNITS.get(part, TENS.get(part, 0))
    return total + current


def _minutes(clock: str) -> float:
    hours, minutes = re.match(r"(\d+)(?:[:.](\d\d))?", clock).groups()  # type: ignore[union-attr]
    late = "p" in clock.lower() and int(hours) < 12  # noqa: PLR2004
    return (int(hours) + 12 * late) * 60 + int(minutes or 0)


def _noun_after(match: re.Match[str], doc: Doc) -> str | None:
    """The stem of what is counted: the noun that the number modifies, "age" for "45-year-old"."""
    if _AGE.match(doc.text, match.end()):
        return stem("age")
    start, end = match.start("amount"), match.end("amount")
    if start < 0:
        return None
    tokens = [token for token in doc if start <= token.idx < end]
    if not tokens:
        return None
    after = re.match(r"[\s-]*([A-Za-z]+)", doc.text[match.end() :])
    if after and stem(after[1].lower()) in MEASURES:
        return stem(after[1].lower())
    head = _counted(tokens[-1])
    if head is None and after:
        head = next((token for token in doc if token.idx == end + after.start(1) and token.pos_ == "NOUN"), None)
    return stem(head.lemma_.lower()) if head is not None else None


def _counted(token: Token) -> Token | None:
    while token.head != token and token.dep_ in {"compound", "quantmod", "nummod", "advmod", "amod"}:
        token = token.head
        if token.pos_ in {"NOUN", "PROPN"}:
            return token
    return None
