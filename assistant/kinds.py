"""The kind of answer that a question asks for, and whether a text holds one: a person, a day, a price, a length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.checks.names import HONORIFICS, TITLES
from assistant.checks.numbers import DURATIONS, LENGTHS, MEASURES, Quantity, quantities
from assistant.language import analyse, stem
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Doc, Token

YEAR = re.compile(r"(?:19|20)\d\d")
WHEN = re.compile(r"^\W*(?:\w+\s+)?when\b|\bsince\s+when\b|\b(?:what|which)\s+(?:year|date|day|month|time)\b"
                  r"|\bwhat\s+(?:is|was|are|were)\s+the\s+(?:deadline|date|year)\b", re.I)  # fmt: skip
HOW_MANY = re.compile(
    r"\bhow\s+(?P<how>many|much|old|long|far|tall|deep|wide|big|large|often|high|fast)\b(?P<counted>(?:\s+\w+){0,3})"
    r"|\bwhat\s+(?:(?:is|are|was|were)\s+the\s+(?:\w+\s+)?)?"
    r"(?P<what>share|percentage|percent|proportion|number(?!\s+(?:one|1)\b)|amount|price|score)\b", re.I,
)  # fmt: skip
TIMES = frozenset({"DATE", "TIME"})
PLACES = frozenset({"GPE", "LOC", "FAC", "ORG"})
PEOPLE = frozenset({"PERSON", "ORG", "NORP", "GPE"})
NAMES = PLACES | PEOPLE | {"EVENT", "LAW", "PRODUCT", "WORK_OF_ART"}
"""spaCy's labels of names."""
WORKS = "show series film movie song album book novel"
NOUNS = (
    (PEOPLE - {"ORG", "GPE"}, (
        "person member man woman boy girl actor actress singer musician rapper artist player athlete golfer "
        "driver star celebrity president minister premier chancellor secretary senator congressman "
        "congresswoman governor mayor mp lawmaker politician candidate leader chief ceo boss billionaire "
        "founder coach manager author writer director journalist presenter host judge lawyer scientist "
        "officer official king queen prince princess pope bishop")),
    (PLACES - {"ORG"} | {"NORP"}, (
        "city country nation state town village place island continent region province county district "
        "capital river lake mountain sea ocean street airport venue")),
    (NAMES, (
        "company firm team club party band group organisation organization agency university college school "
        "newspaper network bank airline brand platform app award prize ship hurricane storm rocket league "
        "championship museum gallery park restaurant chain broadcaster carmaker automaker maker retailer store "
        "casino hotel theatre studio magazine")),
    (NAMES | {"QUOTED"}, f"name {WORKS}"),
)  # fmt: skip
"""What "which …" and "what …" ask a name for."""
_KINDS_OF_NOUN = {noun: labels for labels, nouns in NOUNS for noun in nouns.split()}
_BEARERS = _KINDS_OF_NOUN | dict.fromkeys(
    "captain striker goalkeeper referee jockey trainer teacher pupil student doctor surgeon nurse soldier producer "
    "professor economist analyst victim suspect wife husband mother father son daughter brother sister widow friend "
    "neighbour".split(), PEOPLE - {"ORG", "GPE"},
)  # fmt: skip
"""Of what a name is asked: whom "which son" asks for may be told as "the eldest", but not what the son is called."""
_TITLED = frozenset(f"{WORKS} play episode".split())
"""What has a title; other titles are offices and prizes."""
_BETWEEN = frozenset({"ADJ", "ADV", "NUM", "DET", "PUNCT", "PART"})
"""What may stand between "which" and its noun."""
_WHERE = frozenset({"in", "at", "near"})
_QUOTED = re.compile(r"""(?<!\w)["'](\w[^"]{,40}?)["'](?!\w)""")
"""What a text puts in quotes, where it is short: a title, or what somebody calls something."""
_PAID = re.compile(
    r"\b(?:cost|pay|paid|worth|price|spen[dt]|fine|owe|earn|rais|charg|invest|sold|sell|buy|bought)", re.I
)
_POINTS = re.compile(r"\b(?:after|before|ago|later|earlier|since)\b", re.I)
_POINT = re.compile(r"\W*[\w.,]+[\s-]+\w+\s+" + _POINTS.pattern, re.I)
"""A duration that tells a point in time: "three months after the vote"."""
_SINCE = re.compile(r"\b(?:since|until|till)\b", re.I)
_RATE = re.compile(r"\b(?:an?|per|each|every)\b")
"""Before the "a day" of "how many people a day"."""
_COUNTS = re.compile(r"\b(?:one|no|none|nobody|once|twice|dozens|hundreds|thousands|millions|billions)\b", re.I)


def holds_kind(question: str, answer: str) -> bool | None:
    """Whether ``answer`` holds something of the kind asked for that is not in the question; None: any kind will do.

    Of several sentences the last one that asks decides: "She left. When did she leave?" asks for a time.
    """
    asks = _asking(question)
    if WHEN.search(asks):
        return _holds_name(question, answer, TIMES)
    if wanted := HOW_MANY.search(asks):
        return _holds_number(question, wanted, answer)
    labels = _asked_name(asks)
    return None if labels is None else _holds_name(question, answer, labels)


def _asking(question: str) -> str:
    """The last sentence of the question that ends in a question mark; the whole without one."""
    texts = [question[start:end] for start, end in sentences(question)]
    return next((text for text in reversed(texts) if text.rstrip().endswith("?")), question)


def _asked_name(asks: str) -> AbstractSet[str] | None:
    """The labels of the names that "who", "where", "which …", "what …" or "the name of" ask for."""
    for token in analyse(asks):
        if token.lower_ in {"why", "how"}:
            return None
        if token.tag_ in {"WP", "WP$"} and token.lower_ in {"who", "whom", "whose"} and not _relative(token):
            return PEOPLE
        if token.lower_ == "where" and not _relative(token):
            return PLACES
        if token.lower_ in {"which", "what"} and (labels := _labels_after(token)):
            return labels
    return None


def _labels_after(asking: Token) -> AbstractSet[str] | None:
    """What "which popular app", "which state's capital" (a state) or "what is the name of the ship" asks a name of."""
    noun, owner, asks_of = "", "", True
    for token in asking.doc[asking.i + 1 :]:
        if token.pos_ in {"NOUN", "PROPN"}:
            noun = token.lemma_.lower()
            if noun in {"name", "title"} and token.dep_ != "compound":
                return _bearer_of(token, owner)
        elif token.pos_ == "AUX" and not noun:
            asks_of = False
        elif (token.tag_ == "POS" and asks_of) or (noun and token.tag_ != "POS") or token.pos_ not in _BETWEEN:
            break
        elif token.tag_ == "POS":
            owner = noun
    return _KINDS_OF_NOUN.get(noun) if asks_of else None


def _bearer_of(name: Token, owner: str) -> AbstractSet[str] | None:
    """The kind of what bears the name or title in "the woman's name", "the name of the woman", "the film's title"."""
    after = {child.lower_: child for child in name.children}
    bearers = [thing.lemma_.lower() for thing in after["of"].children] if "of" in after else []
    if "for" not in after:  # "her name for the plan" is none of her own
        bearers.append(owner)
    if name.lemma_.lower() == "title":
        return NAMES | {"QUOTED"} if _TITLED.intersection(bearers) else None
    return next((_BEARERS[one] for one in bearers if one in _BEARERS), _BEARERS["name"])


def _relative(token: Token) -> bool:
    """Whether a "who" or "where" belongs to a noun before it: "the man who left"."""
    return token.i > 0 and any(one.dep_ == "relcl" for one in (token.head, token.head.head))


def _holds_name(question: str, answer: str, labels: AbstractSet[str]) -> bool:
    asked = question.lower()
    return any(text.lower() not in asked for text in _named(analyse(answer), labels))


def _named(doc: Doc, labels: AbstractSet[str]) -> list[str]:
    """The names of these labels, and the capitalised words that spaCy takes for no name at all.

    "Sir" is no name, and an office only where people are asked for: "the Queen".
    """
    found = [entity.text for entity in doc.ents if entity.label_ in labels]
    if labels == TIMES:
        return found + [token.text for token in doc if YEAR.fullmatch(token.text)]
    if "QUOTED" in labels:
        found += _QUOTED.findall(doc.text)
    if not labels & {"PERSON"}:  # spaCy takes many a town for an organisation
        found += [token.text for token in doc if token.ent_type_ == "ORG" and token.head.lower_ in _WHERE]
    titles = HONORIFICS if labels & {"PERSON"} else HONORIFICS | TITLES
    return found + [
        token.text for token in doc
        if token.pos_ == "PROPN" and not token.ent_type_ and not _begins_compound(token)
        and not titles & {token.lower_, stem(token.lower_)}
    ]  # fmt: skip


def _begins_compound(token: Token) -> bool:
    """Whether a capital only begins the sentence, as in "Father-of-two"."""
    return bool(token.is_sent_start) and token.i + 1 < len(token.doc) and token.nbor().text == "-"


def _holds_number(question: str, wanted: re.Match[str], answer: str) -> bool:
    """Whether the answer gives a number of the kind wanted that the question does not give itself."""
    known = {(one.kind, one.value) for one in quantities(analyse(question))}
    given = [one for one in quantities(analyse(answer)) if (one.kind, one.value) not in known]
    if not _POINTS.search(question):
        given = [one for one in given if not (one.noun in DURATIONS and _POINT.match(answer, one.at))]
    if any(_fits(one, wanted, question) for one in given):
        return True
    if wanted["how"] and wanted["how"].lower() == "long":
        return bool(_SINCE.search(answer)) and _holds_name(question, answer, TIMES)
    return bool(wanted["how"] and wanted["how"].lower() in {"many", "often"} and _COUNTS.search(answer))


def _fits(number: Quantity, wanted: re.Match[str], question: str) -> bool:  # noqa: PLR0911 - one return a kind
    """Whether a number is of the kind wanted: "how long" wants hours or metres, "how much did it cost" money."""
    unit = number.noun if number.noun in MEASURES else None
    counted = [stem(word) for word in _RATE.split((wanted["counted"] or "").lower())[0].split()]
    match (wanted["how"] or wanted["what"]).lower():
        case "many":
            measure = next((word for word in counted if word in MEASURES), None)
            return unit == measure if measure else unit is None and number.kind not in {"money", "clock"}
        case "much" if counted[:1] in (["time"], [stem("longer")]):
            return unit in DURATIONS
        case "much" | "price" if _PAID.search(question):
            return number.kind in {"money", "share"} or _bare(number)
        case "much":
            return unit not in DURATIONS or number.kind != "plain"
        case "old":
            return _bare(number) or unit in DURATIONS or unit == "age"
        case "long":
            return unit in DURATIONS or unit in LENGTHS
        case "far" | "tall" | "deep" | "wide":
            return unit in LENGTHS or _bare(number)
        case "share" | "percentage" | "percent":
            return number.kind == "share"
        case "score":
            return number.kind in {"pair", "plain"} and unit is None
    return number.kind not in {"ordinal", "clock"}


def _bare(number: Quantity) -> bool:
    """Whether a number stands without a measure, as in "410 million crowns" or "a man of 45"."""
    return number.kind == "plain" and number.noun not in MEASURES
