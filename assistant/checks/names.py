"""Names: every name of a claim stands in the cited text, or means someone who stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.checks.source import Finding
from assistant.checks.synonyms import meanings
from assistant.language import forms, is_content, root, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Cited, Source

SAME = {
    "us": "us usa america american americans washington", "uk": "uk britain british britons briton",
    "eu": "eu european europe", "un": "un", "china": "china chinese beijing",
    "russia": "russia russian russians moscow kremlin", "france": "france french",
    "germany": "germany german germans", "spain": "spain spanish spaniard",
    "ireland": "ireland irish", "netherlands": "netherlands dutch", "wales": "wales welsh",
    "england": "england english",
    "scotland": "scotland scottish scots", "greece": "greece greek greeks", "denmark": "denmark danish danes",
    "sweden": "sweden swedish swedes", "turkey": "turkey turkish turks", "poland": "poland polish poles",
    "switzerland": "switzerland swiss", "norway": "norway norwegian",
    "iraq": "iraq iraqi iraqis", "iran": "iran iranian",
    "japan": "japan japanese", "thailand": "thailand thai", "philippines": "philippines filipino philippine",
    "ukraine": "ukraine ukrainian", "israel": "israel israeli israelis", "republican": "gop republican republicans",
    "covid": "covid covid-19 coronavirus",
}  # fmt: skip
CANONICAL = {word: name for name, words in SAME.items() for word in words.split()}
LONG = {"united states of america": "US", "united states": "US", "united kingdom": "UK", "great britain": "UK",
        "european union": "EU", "united nations": "UN"}  # fmt: skip
NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
HONORIFICS = frozenset("mr mrs ms miss dr sir dame lord lady the of and for".split())
TITLES = frozenset(stem(word) for word in (
    "president prime minister premier senator secretary governor mayor chancellor king queen prince princess pope "
    "judge professor general captain chief director chairman chairwoman chair spokesman spokeswoman leader coach "
    "manager sergeant detective inspector ambassador attorney congressman congresswoman representative "
    "first lady").split())  # fmt: skip
BODIES = frozenset("company firm giant maker chain carmaker retailer airline broadcaster club party ministry "
                   "government court team group agency university charity association union league board council "
                   "department office committee bank".split())  # fmt: skip
PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
PRONOUNS = PERSONAL | frozenset({"they", "them", "their", "it", "its", "who", "which", "i", "we", "my", "our"})
LONGEST_ACRONYM = 8
MONTH_LIKE = frozenset({"DATE", "TIME"})


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a name that neither the cited texts nor their headlines know."""
    known = known_names(source)
    for span in name_spans(claim):
        missing = [token for token in span if not _known(token, known)]
        if not missing:
            if not _in_one_text(span, source):
                name = " ".join(token.text for token in span)
                return Finding("not_stated", f"no cited passage says this of {name}")
            continue
        if _acronym(span, source) or _completed(span, missing, known, source):
            continue
        if any(
            keys(span) & found for cited in source.cited if _has_reference(cited.doc) for found in antecedents(cited)
        ):
            continue
        if any(keys(span) & described for described in _descriptions(source)):
            continue
        name = " ".join(token.text for token in span)
        return Finding("not_stated", f"the cited text does not mention {name}")
    return None


def known_names(source: Source) -> set[str]:
    """The names and words of the cited texts and their headlines, as keys."""
    found = {canonical(token.text) for token in source.tokens} | set(source.forms)
    heads = {canonical(word) for word in re.findall(r"[\w.'-]+", shorten(source.heads))}
    text = shorten(" ".join(doc.text for doc in source.docs))
    return found | heads | {canonical(word) for word in re.findall(r"[\w.]+", text)}


def name_spans(doc: Doc) -> list[list[Token]]:
    """The proper names of a sentence, each as its words without honorifics."""
    spans: list[list[Token]] = []
    previous = -2
    for token in doc:
        if not _is_name(token):
            continue
        if token.i == previous + 1 and spans and (token.ent_iob_ != "B" or not doc[previous].ent_type_):
            spans[-1].append(token)
        else:
            spans.append([token])
        previous = token.i
    return [span for span in spans if any(token.lower_ not in HONORIFICS for token in span)]


def canonical(word: str) -> str:
    """A name's key: "U.S.", "America" and "American" are one."""
    bare = word.lower().replace(".", "").removesuffix("'s").strip("'-")
    return CANONICAL.get(bare, bare)


def abbreviates(one: str, other: str) -> bool:
    """Whether one name is the initials of the other: "DNC", "Democratic National Committee"."""
    words = [[word for word in name.split() if word[0].isupper() and word != "The"] for name in (one, other)]
    initials = ["".join(word[0] for word in name) for name in words]
    return initials[0] == other.replace(".", "") or initials[1] == one.replace(".", "")


def shorten(text: str) -> str:
    """The text with long names of unions and states as their short forms."""
    for long, short in LONG.items():
        text = re.sub(rf"\b{long}\b", short, text, flags=re.I)
    return text


def keys(tokens: Iterable[Token]) -> set[str]:
    """The keys of a name's words, without titles."""
    return {
        canonical(token.text)
        for token in tokens
        if token.lower_ not in HONORIFICS and stem(token.lower_) not in TITLES and token.text[:1].isalnum()
    }


def named_subject(claim: Doc) -> set[str]:
    """The names in the subject of a statement, as their keys; none where it speaks of "someone" or "a Spanish club"."""
    subjects = [child for child in root(claim).children if child.dep_ in {"nsubj", "nsubjpass"}]
    inside = {
        token
        for subject in subjects
        for token in subject.subtree
        if not (token.ent_type_ == "NORP" and token.dep_ == "amod")
    }
    return {key for span in name_spans(claim) if set(span) & inside for key in keys(span)}


def antecedents(cited: Cited) -> list[set[str]]:
    """Whom a pronoun at the start of the cited text may mean: the subject last named before it, or the only person."""
    if cited.before is None:
        return []
    for sentence in list(cited.before.sents)[:-4:-1]:
        named = [entity for entity in sentence.ents if entity.label_ in {"PERSON", "ORG", "GPE", "NORP"}]
        subjects = [entity for entity in named if entity.root.dep_ in {"nsubj", "nsubjpass", "poss"}]
        persons = [entity for entity in named if entity.label_ == "PERSON"]
        if subjects or persons:
            return [
                keys([*entity, *_name_at(entity.root)])
                for entity in (subjects or (persons if len(persons) == 1 else []))
            ]
    return []


def linked(noun: str, source: Source) -> list[set[str]]:
    """The names that the article gives to a description: "official" -> "Ana Reyes, a senior official"."""
    return [keys(_name_at(name)) for doc in source.speaking_of(noun) for name in _links(noun, doc)]


def _links(noun: str, doc: Doc) -> Iterator[Token]:
    for token in doc:
        if stem(token.lemma_.lower()) != noun and stem(token.lower_) != noun:
            continue
        if (
            token.dep_ in {"compound", "appos", "nmod"}
            and token.head.pos_ == "PROPN"
            and token.head.lower_ not in BODIES
        ):
            yield token.head
        yield from (child for child in token.children if child.dep_ == "appos" and child.pos_ == "PROPN")
        if token.dep_ == "attr":
            yield from (child for child in token.head.children if child.dep_ == "nsubj" and child.pos_ == "PROPN")


def _name_at(head: Token) -> list[Token]:
    return [head, *(child for child in head.children if child.pos_ == "PROPN" and child.dep_ in {"compound", "flat"})]


def _descriptions(source: Source) -> Iterator[set[str]]:
    """Names of those whom the cited texts call "the official", "the company", where the passage says who that is."""
    for doc in source.docs:
        for token in doc:
            if token.pos_ == "NOUN" and any(child.lower_ in {"the", "this"} for child in token.children):
                yield from linked(stem(token.lemma_.lower()), source)


def _is_name(token: Token) -> bool:
    if not token.text[:1].isupper() and not token.text[:1].isdigit():
        return False
    if re.fullmatch(r"[\d.,]+(?:k|m|mn|bn|b|tn|%)?\.?", token.text, re.I):
        return False
    if token.lower_ in HONORIFICS or token.ent_type_ in MONTH_LIKE or not re.search(r"[A-Za-z]", token.text):
        return False
    if token.ent_type_ in NAMED and token.pos_ not in {"DET", "PRON", "ADP", "CCONJ", "VERB", "AUX", "ADV"}:
        return True
    return token.pos_ == "PROPN"


def _known(token: Token, known: set[str]) -> bool:
    key = canonical(token.text)
    if key in known or stem(token.lower_) in known or forms(token) & known or stem(token.lower_) in TITLES:
        return True
    parts = [canonical(part) for part in re.split(r"[-/]", token.text) if part]
    if len(parts) > 1 and all(part in known or stem(part) in known for part in parts):
        return True
    if key in {"states", "kingdom", "united", "union", "nations"}:
        return bool({"us", "uk", "eu", "un"} & known)
    return token.ent_type_ in {"NORP", "GPE"} and len(key) > 4 and any(_demonym(key, other) for other in known)  # noqa: PLR2004


def _demonym(one: str, other: str) -> bool:
    """Whether one word is the other's country or people: Kenya, Kenyan; Sudan, Sudanese."""
    short, long = sorted((one, other), key=len)
    pattern = re.escape(short.rstrip("aey")) + r"[aey]?(?:an|ian|ese|i|n|s|ns|ians|ans)"
    return len(short) > 3 and re.fullmatch(pattern, long) is not None  # noqa: PLR2004


def _in_one_text(span: list[Token], source: Source) -> bool:
    """Whether some one cited text has the name, or refers back, and has something that the claim says of it."""
    own = keys(span) | {form for token in span for form in forms(token)}
    if len(source.cited) < 2 or own & {canonical(word) for word in re.findall(r"\w+", source.heads)}:  # noqa: PLR2004
        return True
    naming = [doc for doc in source.docs if _has_reference(doc) or own & _words(doc)]
    return spoken_of(span, naming)


def spoken_of(span: list[Token], docs: Iterable[Doc]) -> bool:
    """Whether one of the texts has something of what stands beside these words in their sentence."""
    said = [token for token in _company(span) if is_content(token) and token not in span]
    return not said or any(meanings(token) & _words(doc) for doc in docs for token in said)


def _words(doc: Doc) -> set[str]:
    return {form for token in doc for form in forms(token)} | {canonical(token.text) for token in doc}


def _company(span: list[Token]) -> Iterator[Token]:
    """The nearest content word above a name and those around it."""
    root = next((token for token in span if token.head not in span), span[-1])
    above = next((token for token in root.ancestors if is_content(token)), None)
    if above is not None:
        yield above
    yield from (token for token in root.subtree if token not in span)


def _acronym(span: list[Token], source: Source) -> bool:
    """Whether the name is spelled out, or abbreviated, in the article: "CCP", "Chinese Communist Party"."""
    if len(span) == 1 and span[0].text.replace(".", "").isupper():
        letters = [letter for letter in span[0].text if letter.isalpha()]
        pattern = r"\b" + r"\w*[\s-]+(?:(?:of|the|for|and)\s+)*".join(letters) + r"\w*"
        return 1 < len(letters) <= LONGEST_ACRONYM and any(re.search(pattern, text) for text in source.texts)
    initials = "".join(token.text[0] for token in span if token.text[0].isupper())
    return len(initials) > 2 and any(re.search(rf"\b{initials}\b", text) for text in source.texts)  # noqa: PLR2004


def _completed(span: list[Token], missing: list[Token], known: set[str], source: Source) -> bool:
    """Whether the cited text holds part of the name and the passages the whole: "Reyes" for "Ana Reyes"."""
    rest = [token for token in span if token not in missing and stem(token.lower_) not in TITLES]
    name = " ".join(token.text for token in span if token.lower_ not in HONORIFICS).lower()
    return bool(rest) and canonical(rest[-1].text) in known and any(name in text.lower() for text in source.around)


def _has_reference(doc: Doc) -> bool:
    return any(token.lower_ in PRONOUNS for token in doc) or any(
        token.pos_ == "NOUN"
        and token.dep_ in {"nsubj", "nsubjpass"}
        and any(child.lower_ == "the" for child in token.children)
        for token in doc
    )
