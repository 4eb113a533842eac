"""Who said it: what a claim puts into someone's mouth is said by that one in the cited text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from assistant.checks.names import BODIES, PRONOUNS, abbreviates, antecedents, canonical, keys, linked
from assistant.checks.source import Finding
from assistant.checks.synonyms import meanings
from assistant.language import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Cited, Source

SAYING = frozenset(
    "say tell add note state announce claim warn argue explain insist suggest admit confirm report write declare "
    "comment describe tweet remark reply respond acknowledge stress reveal recall".split()
)
SPEAKING = SAYING | frozenset(
    "accuse promise vow pledge urge call deny agree ask question criticize criticise praise thank blame demand "
    "reject propose testify predict believe think hope want expect allege conclude find show indicate "
    "caution condemn".split()
)
UTTERANCES = frozenset(stem(word) for word in "statement speech interview comment remark letter testimony warning "
                       "tweet post accusation claim call report announcement message".split())  # fmt: skip
WRITINGS = frozenset("book memoir diary letter article column blog email speech statement report".split())
"""What says what its owner says: "Peston's book claims"."""
NARRATORS = frozenset(
    {"article", "report", "passage", "text", "story", "source", "paper", "newspaper", "news", "outlet"}
)
Relation = Literal["same", "different", "unknown"]


class Speech(NamedTuple):
    """A speaker (the head of the noun phrase) and the verb of speaking."""

    speaker: Token
    verb: Token


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a speaker who is not the one in the cited texts."""
    for speaker, _ in speeches(claim):
        if speaker.ent_type_ in {"DATE", "TIME", "ORDINAL", "CARDINAL", "MONEY", "PERCENT"}:
            continue
        if speaker.lower_ in PRONOUNS or _narrates(speaker, source):
            continue
        finding = _check_speaker(speaker, source)
        if finding is not None:
            return finding
    return None


def speeches(doc: Doc, verbs: frozenset[str] = SAYING) -> list[Speech]:
    """Every speaker of a text, in order."""
    found = []
    for token in doc:
        if token.lemma_.lower() in verbs and token.pos_ in {"VERB", "AUX"}:
            subjects = [child for child in token.children if child.dep_ == "nsubj"]
            subject = min(subjects, key=lambda child: abs(child.i - token.i), default=None) or _shared_subject(token)
            if subject is not None:
                found.append(Speech(subject, token))
            found += [Speech(agent, token) for agent in _agents(token)]
        if token.lower_ == "according":
            found += [
                Speech(inner, token) for child in token.children for inner in child.children if inner.dep_ == "pobj"
            ]
    return found


def relation(  # noqa: PLR0911 - one return a case
    mine: Token, theirs: Token, cited: Cited, source: Source
) -> Relation:
    """Whether a claim's noun phrase and one of the cited text mean the same."""
    if mine.lower_ in PRONOUNS:
        return "unknown"
    my_keys, their_keys = phrase_keys(mine), phrase_keys(theirs)
    if my_keys & their_keys:
        return "different" if _namesakes(mine, theirs, my_keys, their_keys) else "same"
    if theirs.lower_ in PRONOUNS:
        return "same" if any(my_keys & found for found in antecedents(cited)) else "unknown"
    if mine.pos_ == "PROPN" and theirs.pos_ == "PROPN":
        if abbreviates(phrase(mine), theirs.text) or abbreviates(mine.text, phrase(theirs)):
            return "same"
        comparable = mine.ent_type_ == theirs.ent_type_ and mine.ent_type_ in {"PERSON", "GPE"}
        return "different" if comparable else "unknown"
    if mine.pos_ == "PROPN":
        names = linked(stem(theirs.lemma_.lower()), source)
        bodies = theirs.lemma_.lower() in BODIES and not my_keys & {
            key for token in theirs.sent for key in _own_keys(token)
        }
        described = bodies and my_keys & source.around_forms
        wrote = theirs.lemma_.lower() in WRITINGS and any(
            child.dep_ == "poss" and my_keys & _own_keys(child) for child in theirs.children
        )
        return "same" if described or wrote or any(my_keys & name for name in names) else "unknown"
    if theirs.pos_ == "PROPN":
        if any(their_keys & _own_keys(token) for token in mine.subtree if token.dep_ in {"appos", "compound", "nmod"}):
            return "same"
        names = linked(stem(mine.lemma_.lower()), source)
        return "same" if any(their_keys & name for name in names) else "unknown"
    return "same" if my_keys & {stem(token.lemma_.lower()) for token in theirs.lefts} else "unknown"


def _namesakes(mine: Token, theirs: Token, my_keys: set[str], their_keys: set[str]) -> bool:
    """Whether two full names share the last name only: "Ana Reyes", "Luis Reyes"."""
    full = mine.pos_ == theirs.pos_ == "PROPN" and mine.lower_ == theirs.lower_
    return full and bool(my_keys - their_keys) and bool(their_keys - my_keys)


def phrase_keys(head: Token) -> set[str]:
    """The keys of a noun phrase: those of its name, or the stem of its noun."""
    if head.lower_ in PRONOUNS:
        return set()
    if head.pos_ == "PROPN":
        return keys(token for token in head.subtree if token.pos_ == "PROPN" and _joined(token, head)) or {head.lower_}
    return {stem(head.lemma_.lower())} | ({canonical(head.text)} if head.text[0].isupper() else set())


def phrase(head: Token) -> str:
    """The words of a noun phrase without its relative clauses and appositions."""
    left = [token for token in head.lefts if token.dep_ in {"det", "compound", "amod", "poss", "nmod", "nummod"}]
    first = min((inner.i for token in left for inner in token.subtree), default=head.i)
    doc: Doc = head.doc
    return doc[first : head.i + 1].text


def _check_speaker(speaker: Token, source: Source) -> Finding | None:
    found = [(speech, cited) for cited in source.cited for speech in speeches(cited.doc, SPEAKING)]
    if any(relation(speaker, speech.speaker, cited, source) == "same" for speech, cited in found):
        return None
    if any(relation(speaker, speech.speaker, cited, source) == "same" for speech, cited in _earlier(source)):
        return None
    mine = phrase(speaker)
    spoken = [(speech, cited) for speech, cited in found if speech.speaker.pos_ != "PRON"]
    if spoken:
        elsewhere = phrase_keys(speaker) & {
            key for cited in source.cited for token in cited.doc for key in _own_keys(token)
        }
        different = any(relation(speaker, speech.speaker, cited, source) == "different" for speech, cited in spoken)
        if elsewhere or different:
            return Finding("contradicted", f"said by {phrase(spoken[-1][0].speaker)}, not by {mine}")
        if speaker.pos_ != "PROPN" and meanings(speaker) & source.forms:
            return None
    elif (found and any(phrase_keys(speaker) & name for cited in source.cited for name in antecedents(cited))) or (
        UTTERANCES & source.forms and phrase_keys(speaker) & source.forms
    ):
        return None
    return Finding("not_stated", f"no cited passage says that {mine} said this")


def _earlier(source: Source) -> Iterator[tuple[Speech, Cited]]:
    """Speakers of the two sentences ahead of a cited quotation that names no speaker of its own."""
    for cited in source.cited:
        if '"' in cited.doc.text and not speeches(cited.doc, SPEAKING) and cited.before is not None:
            ahead = list(cited.before.sents)[-2:]
            yield from ((speech, cited) for speech in speeches(cited.before) if speech.verb.i >= ahead[0].start)


def _own_keys(token: Token) -> set[str]:
    return keys([token]) if token.pos_ == "PROPN" else {stem(token.lemma_.lower())} if token.pos_ == "NOUN" else set()


def _shared_subject(verb: Token) -> Token | None:
    if verb.dep_ != "conj":
        return None
    return next((child for child in verb.head.children if child.dep_ == "nsubj"), None)


def _agents(verb: Token) -> list[Token]:
    return [
        inner for child in verb.children if child.dep_ == "agent" for inner in child.children if inner.dep_ == "pobj"
    ]


def _joined(token: Token, head: Token) -> bool:
    return token == head or (token.dep_ in {"compound", "flat", "nmod", "amod"} and abs(token.i - head.i) <= 4)  # noqa: PLR2004


def _narrates(speaker: Token, source: Source) -> bool:
    return speaker.lemma_.lower() in NARRATORS or speaker.lower_ in source.heads.lower().split(" . ")[-1]


def is_attribution(speech: Speech) -> bool:
    """Whether a verb of speaking attributes what the sentence says, by a clause or a quotation."""
    return (
        speech.verb.lower_ == "according"
        or any(child.dep_ in {"ccomp", "parataxis"} for child in speech.verb.children)
        or speech.verb.dep_ in {"parataxis", "ROOT"}
    )
