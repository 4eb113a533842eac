"""False claims made out of true sentences in known ways: another name, number, date or speaker, or a denial.

Kryściński et al., "Evaluating the Factual Consistency of Abstractive Text Summarization" (EMNLP 2020), train on
sentences changed like this. Names, numbers, dates and speakers come from the same article first: those are the
changes that a reader of headlines would not notice.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from assistant.checks import numbers, speech
from assistant.checks.dates_named import date_spans
from assistant.checks.names import PRONOUNS, canonical, shorten
from assistant.dates import MONTHS, WEEKDAYS
from assistant.language import analyse
from training import clauses
from training.inflection import cased_like
from training.splicing import Edit, inside_name, splice

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

KINDS: tuple[str, ...] = ("entity", "number", "negation", "date", "speaker", "roles", "hedging")
"""The ways in which a sentence is made false."""

INVENTED = {
    "PERSON": ("Oda Brannick", "Tomas Revell", "Lena Ashcombe", "Idris Kell", "Mara Quillon", "Joss Pendry"),
    "ORG": ("Halden Group", "the Brightwater Trust", "Corvane Industries", "the Merrow Institute"),
    "GPE": ("Tarnholm", "Velmora", "Eastmere", "Ostrava", "Lindale", "Quenby"),
}
WORDS = {**numbers.UNITS, **numbers.TENS}
SPELLED = {value: word for word, value in WORDS.items()}
SCALES = {"thousand": "million", "million": "billion", "billion": "million", "hundred": "thousand"}
_NUMBER = re.compile(r"(?<![\w.,/:-])(\d+(?:,\d{3})*(?:\.\d+)?)(?!\d)(?![-/:]\d)")
_BEFORE_DATE = re.compile(r"(?:,| and| or| to) \d+(?:st|nd|rd|th)? [A-Z]")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DAYS = "|".join(WEEKDAYS)
_MONTHS = "|".join(name for name in MONTHS if len(name) > 3)  # noqa: PLR2004 - full names
_DATED = re.compile(
    rf"\b(?:(?P<weekday>{_DAYS})|(?P<month>{_MONTHS}|May)|(?P<year>(?:1[5-9]|20)\d\d)(?!,?\d))\b"
    rf"|\b(?P<day>[1-9]|[12]\d|3[01])(?=(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS}|May)\b)"
    rf"|(?<=\b)(?:(?<=January )|(?<=February )|(?<=March )|(?<=April )|(?<=May )|(?<=June )|(?<=July )|(?<=August )"
    rf"|(?<=September )|(?<=October )|(?<=November )|(?<=December ))(?P<after>[1-9]|[12]\d|3[01])\b(?!,?\d)",
    re.I,
)


class Name(NamedTuple):
    """A name of a sentence without its article and its possessive; offsets are characters."""

    start: int
    end: int
    text: str
    label: str


def corrupt(sentence: str, others: Sequence[str], kind: str, rng: random.Random) -> str | None:
    """One false version of ``sentence``, or None where it does not offer that kind of change.

    ``others`` are sentences of the same article, which lend names, numbers, dates and speakers. ``kind`` is one of
    ``KINDS``. The same ``rng`` state gives the same result. Raises ValueError for another kind.
    """
    if kind not in _MAKERS:
        raise ValueError(f"no kind of corruption is called {kind!r}; there are {', '.join(KINDS)}")
    options = list(dict.fromkeys(_MAKERS[kind](analyse(sentence), others, rng)))
    rng.shuffle(options)
    for edits in options:
        changed = splice(sentence, edits)
        if changed.casefold() != sentence.casefold():
            return changed
    return None


def _entity(doc: Doc, others: Sequence[str], rng: random.Random) -> Iterator[tuple[Edit, ...]]:
    own = _names(doc.text)
    for name in own:
        rivals = [
            other.text for text in others for other in _names(text) if other.label == name.label
            and not any(_one_bearer(other.text, mine.text) for mine in own)
        ]  # fmt: skip
        rival = _like(rng.choice(rivals or INVENTED[name.label]), name.text, doc.text[: name.start])
        yield tuple((one.start, one.end, rival) for one in own if one.text == name.text)


def _like(rival: str, name: str, before: str) -> str:
    """The new name as long as the old one: the last name for a last name; no second article."""
    bare = re.sub(r"^the ", "", rival, flags=re.I)
    article = rival != bare and not re.search(
        r"\b(?:the|a|an|this|that|his|her|their|its)\s+(?:\w+\s+)?$", before, re.I
    )
    if " " not in name and " " in bare and not article and "the" not in rival.lower().split():
        return bare.rsplit(maxsplit=1)[-1] if bare[-1].isalpha() and len(bare.split()) == 2 else bare  # noqa: PLR2004
    return ("the " if article else "") + bare


@lru_cache(maxsize=4096)
def _names(sentence: str) -> tuple[Name, ...]:
    return tuple(_trimmed(entity) for entity in analyse(sentence).ents if entity.label_ in INVENTED and _proper(entity))


def _proper(entity: Span) -> bool:
    return any(token.pos_ == "PROPN" for token in entity) and entity.text[-1].isalnum() and "\n" not in entity.text


def _trimmed(entity: Span) -> Name:
    found = re.fullmatch(r"(?:the\s+)?(.*?)(?:['’]s?)?", entity.text, re.I | re.S)
    text = found[1] if found else entity.text
    start = entity.start_char + entity.text.find(text)
    return Name(start, start + len(text), text, entity.label_)


def _one_bearer(one: str, other: str) -> bool:
    """Whether two names may mean the same: they share a word, or one is the other's initials."""
    mine, theirs = ({canonical(word) for word in shorten(name).split()} for name in (one, other))
    initials = ("".join(word[0] for word in name.split() if word[0].isupper()) for name in (one, other))
    return bool(mine & theirs) or any(name in {one, other} for name in initials)


def _number(doc: Doc, others: Sequence[str], rng: random.Random) -> Iterator[tuple[Edit, ...]]:
    lent = [number for text in others for number in _figures(text)]
    for start, end, text in _figures(doc.text):
        if inside_name(doc, start):
            continue
        for changed in (_lent(text, lent, rng), _transposed(text), _nudged(text, rng)):
            if changed is not None and _value(changed) != _value(text):
                yield ((start, end, changed),)
    for match in re.finditer(rf"(?<=\d )({'|'.join(SCALES)})\b|(?<=[a-z] )(million|billion)\b", doc.text):
        yield ((*match.span(), SCALES[match.group(0)]),)
    for token in doc:
        value = WORDS.get(token.lower_)
        if value is not None and value > 1 and token.dep_ == "nummod" and not inside_name(doc, token.idx):
            near = [
                word for other, word in SPELLED.items() if other > 1 and 0 < abs(other - value) <= max(5, value / 2)
            ]
            yield ((token.idx, token.idx + len(token), cased_like(rng.choice(near), token.text)),)


@lru_cache(maxsize=4096)
def _figures(sentence: str) -> tuple[tuple[int, int, str], ...]:
    """Numbers in figures that are no dates."""
    dated = date_spans(sentence)
    return tuple(
        (match.start(1), match.end(1), match[1]) for match in _NUMBER.finditer(sentence)
        if not any(start <= match.start() < end for start, end in dated) and not _YEAR.fullmatch(match[1])
        and not _BEFORE_DATE.match(sentence, match.end())
    )  # fmt: skip


def _lent(text: str, lent: Sequence[tuple[int, int, str]], rng: random.Random) -> str | None:
    """Another number of the article, of much the same size, so that the sentence still makes sense."""
    value = _value(text)
    near = [other for _, _, other in lent if _value(other) != value and value / 20 < _value(other) < value * 20
            and ("." in other) == ("." in text)]  # fmt: skip
    return rng.choice(near) if near else None


def _transposed(text: str) -> str | None:
    """The number with its first two different neighbours changed over: 45, 54."""
    for index in range(len(text) - 1):
        one, two = text[index], text[index + 1]
        if one.isdigit() and two.isdigit() and one != two and not (index == 0 and two == "0"):
            return text[:index] + two + one + text[index + 2 :]
    return None


def _nudged(text: str, rng: random.Random) -> str:
    """The number with its first digit changed."""
    return rng.choice([digit for digit in "123456789" if digit != text[0]]) + text[1:]


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _date(doc: Doc, others: Sequence[str], rng: random.Random) -> Iterator[tuple[Edit, ...]]:
    lent = [(match.lastgroup, match.group(0)) for text in others for match in _DATED.finditer(text)
            if not match.group(0).islower()]  # fmt: skip
    for match in _DATED.finditer(doc.text):
        kind, text = match.lastgroup, match.group(0)
        token = doc.char_span(*match.span(), alignment_mode="expand")
        if token is None or kind is None or inside_name(doc, match.start()):
            continue
        if kind in {"month", "weekday"} and (not text[0].isupper() or token.root.ent_type_ not in {"DATE", "TIME"}):
            continue
        near = [other for other_kind, other in lent if other_kind == kind and other.lower() != text.lower()]
        yield ((*match.span(), rng.choice(near) if near else _another_date(kind, text, rng)),)


def _another_date(kind: str, text: str, rng: random.Random) -> str:
    if kind == "weekday":
        return rng.choice([day.capitalize() for day in WEEKDAYS if day != text.lower()])
    if kind == "month":
        full = [name.capitalize() for name in MONTHS if len(name) > 3 or name == "may"]  # noqa: PLR2004
        return rng.choice([name for name in full if name.lower() != text.lower()])
    if kind == "year":
        return str(int(text) + rng.choice([-10, -3, -2, -1, 1, 2, 3]))
    return str(rng.choice([day for day in range(1, 29) if day != int(text)]))


def _speaker(doc: Doc, others: Sequence[str], rng: random.Random) -> Iterator[tuple[Edit, ...]]:
    own = [name for name in _names(doc.text) if name.label == "PERSON"]
    rivals = [rival for text in others for rival in _speakers(text)]
    for speaker in (_named(said.speaker) for said in speech.speeches(doc)):
        if speaker.lower_ in PRONOUNS or speaker.pos_ not in {"NOUN", "PROPN"}:
            continue
        start, end = _extent(speaker)
        mine = {doc.text[start:end], *(name.text for name in own)}
        for name in own:
            within = speaker.left_edge.idx <= name.start <= speaker.right_edge.idx
            if not within and not _one_bearer(name.text, doc.text[start:end]):
                yield (start, end, name.text), (name.start, name.end, _inner(speaker))
        person = speaker.ent_type_ == "PERSON"
        fitting = [
            text for text, other in rivals
            if not any(_one_bearer(text, known) for known in mine) and (other == "PERSON" or not person)
            and not _together(speaker, text, [doc.text, *others])
        ]  # fmt: skip
        rival = rng.choice(fitting or INVENTED["PERSON"])
        yield ((start, end, cased_like(rival, "A") if start == 0 else rival),)


def _named(speaker: Token) -> Token:
    """The name put beside a description: "Ana Reyes" in "the minister, Ana Reyes, said"."""
    return next((child for child in speaker.children if child.dep_ == "appos" and child.pos_ == "PROPN"), speaker)


@lru_cache(maxsize=4096)
def _speakers(sentence: str) -> tuple[tuple[str, str], ...]:
    """Definite or named speakers of a sentence, as they stand inside it, with their entity label."""
    found = [said.speaker for said in speech.speeches(analyse(sentence)) if said.speaker.pos_ in {"NOUN", "PROPN"}]
    told = [(_inner(speaker), speaker.ent_type_) for speaker in found]
    return tuple((text, label) for text, label in told if text[:1].isupper() or text.startswith("the "))


def _together(speaker: Token, rival: str, sentences: Sequence[str]) -> bool:
    """Whether a sentence has both, and so may say that they are one: "the mayor", "Mayor Ana Reyes"."""
    mine, theirs = speaker.lower_, rival.rsplit(maxsplit=1)[-1].lower()
    return any(mine in sentence.lower() and theirs in sentence.lower() for sentence in sentences)


def _extent(head: Token) -> tuple[int, int]:
    """A noun phrase from its article to its head, with what hangs on a noun by a preposition ("the head of …")."""
    end = head.idx + len(head)
    start = end - len(speech.phrase(head))
    for child in head.rights:
        if child.dep_ == "prep" and head.pos_ == "NOUN" and child.idx == end + 1:
            last = child.right_edge
            end = last.idx + len(last)
    return start, end


def _inner(head: Token) -> str:
    """The phrase as it stands inside a sentence."""
    start, end = _extent(head)
    words = str(head.doc.text[start:end])
    first = next(token for token in head.doc if token.idx + len(token) > start)
    return words if first.pos_ == "PROPN" else words[:1].lower() + words[1:]


def _of_clauses(make: Callable[[Doc], Iterator[tuple[Edit, ...]]]) -> Maker:
    return lambda doc, _others, _rng: make(doc)


if TYPE_CHECKING:
    Maker = Callable[[Doc, Sequence[str], random.Random], Iterator[tuple[Edit, ...]]]
_MAKERS: dict[str, Maker] = {
    "entity": _entity,
    "number": _number,
    "negation": _of_clauses(clauses.negations),
    "date": _date,
    "speaker": _speaker,
    "roles": _of_clauses(clauses.swapped_roles),
    "hedging": _of_clauses(clauses.unhedged),
}
