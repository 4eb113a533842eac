"""Question -> the statements that it takes for granted: "Why did Reyes resign?" takes for granted that Reyes resigned.

A question is first put in the order of a statement, without its question word; the parse of the statement then gives
what stands inside it: clauses of time and reason, relative clauses and participles of definite noun phrases, "again"
and "stop" (Karttunen, "Presuppositions of Compound Sentences", 1973, calls these the triggers).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.inflection import past, third_person
from assistant.language import analyse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
SOMEONE = {"who": "someone", "whom": "someone", "what": "something"}
MEASURES = frozenset("time year day date month week hour often long far old soon fast big large high deep wide".split())
GRANTED = frozenset("after before when since because although though while until once as".split())
CHANGES = frozenset("stop quit cease resume continue keep".split())
ADVERBS = frozenset({"again", "still"})
PERSONAL = frozenset("he she it they him them".split())
PARTICLES = frozenset("be been out off down up over".split())
PLAIN = frozenset("last show call give make go see say take keep move put get become seem name".split())
"""Verbs that spaCy counts among the stop words."""
UNIQUE = frozenset("first only last".split())
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
LISTENERS = frozenset({"i", "you", "we", "me", "us"})
LEAST = 2
"""Words that a statement has at least."""


def presupposed(question: str) -> tuple[str, ...]:
    """The statements that ``question`` takes for granted, in plain English without a full stop; often one, or none.

    What a yes/no question asks is not taken for granted, nor that which only a question word asks for.
    Raises ModelError when the English model cannot be loaded and BadInput for a text over 100,000 characters.
    """
    sentences = list(analyse(question.strip()).sents)
    asking = [sentence for sentence in sentences if sentence.text.rstrip().endswith("?")] or sentences
    return tuple(dict.fromkeys(statement for sentence in asking for statement in _of_sentence(sentence)))


def _of_sentence(sentence: Span) -> Iterator[str]:
    tokens = [token for token in sentence if not token.is_space and token.text not in {"?", ".", "!", "…"}]
    start = next((i for i, token in enumerate(tokens) if token.tag_ not in {"CC", "UH", "IN", ","}), 0)
    asked = next((i for i, token in enumerate(tokens) if _asks(token)), None)
    if asked is None or not _in_front(tokens, asked):
        statement = _reordered(tokens[start:], "")
        told = analyse(statement) if statement else analyse(" ".join(token.text for token in tokens))
        if asked is not None and _addresses(told):
            yield from _indirect(tokens, asked)
            return
        yield from _inner(told, main=False)
        return
    statement = _statement(tokens[asked:], stranded=asked > 0 and tokens[asked - 1].pos_ == "ADP")
    if statement:
        yield from _inner(analyse(statement), main=True)


def _asks(token: Token) -> bool:
    """Whether a word asks: "who" and "why", but not the "who" of a relative or the "when" of another clause."""
    if token.lower_ not in QUESTION_WORDS:
        return False
    return not (token.i and token.nbor(-1).pos_ in {"NOUN", "PROPN"} and token.lower_ in {"who", "which", "whose"})


def _in_front(tokens: Sequence[Token], asked: int) -> bool:
    """Whether the question word opens the question, maybe behind "by", "and" or "In May,"."""
    ahead = tokens[:asked]
    return all(token.pos_ not in {"VERB", "AUX", "PRON"} for token in ahead)


def _addresses(told: Doc) -> bool:
    """Whether the main clause only asks the listener: "Tell me why …", "Do you know when …"."""
    return any(token.lower_ in LISTENERS for token in told[:5])


def _indirect(tokens: Sequence[Token], asked: int) -> Iterator[str]:
    """What "tell me why she resigned" takes for granted: the clause behind the question word, as it stands."""
    clause = [token.text for token in tokens[asked + 1 :]]
    if tokens[asked].lower_ in {"why", "when", "where", "how"} and len(clause) >= LEAST:
        yield from _inner(analyse(_joined(clause)), main=True)


def _statement(tokens: Sequence[Token], *, stranded: bool) -> str:
    """The main clause of a question that begins with its question word, as a statement; empty where it says nothing.

    ``stranded``: a preposition stands before the question word ("by how many votes"), whose place is left empty.
    """
    verb = next((i for i, token in enumerate(tokens) if i and _finite(token)), None)
    if verb is None:
        return ""
    front, rest = tokens[:verb], tokens[verb:]
    if len(rest) > 1 and _auxiliary(rest[0]) and _begins_subject(rest[1]):
        if rest[0].lemma_ != "be" or not _names(front, rest):
            return _reordered(rest, "" if stranded else _filler(front))
        told = _reordered(rest, "") if front[0].lower_ == "how" else ""
        if told and not any(token.lemma_ == "be" and token.nbor().pos_ == "ADP" for token in analyse(told)[:-1]):
            return told
        return _joined([SOMEONE.get(front[0].lower_, "someone"), *(token.text for token in rest)])
    return _joined([_filler(front, subject=True), *(token.text for token in rest)])


def _names(front: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether it is only asked who or how something is: "Who was the first woman …", "How old is the mayor who …"."""
    if front[0].lower_ in {"why", "when", "where"} or (front[0].lower_ == "how" and len(front) == 1):
        return False
    root = rest[0].sent.root
    return root == rest[0] or root.tag_ not in {"VBN", "VBG"}


def _finite(token: Token) -> bool:
    return token.tag_ in {"VBD", "VBZ", "VBP", "MD"} or token.pos_ == "AUX"


def _begins_subject(token: Token) -> bool:
    return (
        token.dep_ == "neg"
        or token.pos_ in {"DET", "PROPN", "NOUN", "PRON", "NUM"}
        or token.tag_ in {"PRP$", "JJ", "JJS", "NNS", "NN"}
    )


def _filler(front: Sequence[Token], *, subject: bool = False) -> str:
    """What stands for the question words: "people" for "how many people", "a company" for "which company"."""
    words = [token.lower_ for token in front]
    if words[0] in {"why", "when", "where"} or words == ["how"] or (words[0] == "how" and words[1] in MEASURES):
        return ""
    if len(words) == 1:
        return SOMEONE.get(words[0], "")
    named = [token.text for token in front if token.lower_ not in {*QUESTION_WORDS, "many", "much"}]
    if not named:
        return "something" if subject else ""
    if words[1] == "of" or words[0] == "whose":
        return _joined(["one" if words[1] == "of" else "someone's", *named])
    if front[-1].lower_ in MEASURES:
        return ""
    return _joined(named if words[0] == "how" or front[-1].tag_ in {"NNS", "NNPS"} else [_article(named[0]), *named])


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def _reordered(tokens: Sequence[Token], filler: str) -> str:
    """Auxiliary, subject and the rest as a statement, at the first cut with which the statement parses as it should."""
    if len(tokens) <= LEAST or not _auxiliary(tokens[0]):
        return ""
    auxiliary, rest = tokens[0], tokens[1:]
    negated = rest[0].lower_ == "n't"
    rest = rest[1:] if negated else rest
    made = []
    for cut in _cuts(auxiliary, rest):
        subject, said = [token.text for token in rest[:cut]], rest[cut:]
        contracted = [f"{auxiliary.lower_}n't", *(token.text for token in said)]
        behind = contracted if negated else _behind(auxiliary, said, filler)
        made.append((_joined([*subject, *behind]), rest[:cut]))
    fitting = next((statement for statement, subject in made if _fits(statement, subject)), "")
    return fitting or (made[0][0] if made and auxiliary.lemma_ == "do" else "")


def _auxiliary(token: Token) -> bool:
    return token.lemma_.lower() in {"be", "do", "have"} or token.tag_ == "MD"


def _cuts(auxiliary: Token, rest: Sequence[Token]) -> list[int]:
    """Where the subject may end: before a verb, the longest first; else where the parser took the verb for a noun."""
    ends = [i for i in range(1, len(rest)) if _may_end(rest[i - 1])]
    if auxiliary.lemma_ == "be":
        ends = [i for i in ends if rest[i - 1].dep_ != "compound"]
    wanted = {"VB", "VBP"} if auxiliary.lemma_ == "do" or auxiliary.tag_ == "MD" else {"VBN", "VBG", "VBD"}
    verbs = [i for i in ends if _first_word(rest[i:]).tag_ in wanted]
    if auxiliary.lemma_ == "be":
        named = [i for i in ends if rest[i].pos_ in {"DET", "ADJ"}]
        return list(dict.fromkeys([*reversed(verbs), *reversed(named), *reversed(ends)]))
    likely = [i for i in ends if _may_be_verb(_first_word(rest[i:]))]
    return [*reversed(verbs), *(i for i in likely if i not in verbs)]


def _may_be_verb(token: Token) -> bool:
    return token.is_lower and (token.lower_ in PLAIN or not token.is_stop) and token.pos_ not in {"NUM", "DET"}


def _may_end(token: Token) -> bool:
    if token.is_title or token.text == ",":
        return True
    return (
        token.dep_ not in {"amod", "det", "nummod", "case"}
        and token.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}
        and token.tag_ not in {"PRP$", "POS"}
    )


def _first_word(rest: Sequence[Token]) -> Token:
    """The first word that is no adverb."""
    return next((token for token in rest[:-1] if token.pos_ != "ADV" and token.dep_ != "neg"), rest[-1])


def _behind(auxiliary: Token, rest: Sequence[Token], filler: str) -> list[str]:
    """The words behind the subject, with the verb in its tense."""
    words = [token.text for token in rest]
    at = list(rest).index(_first_word(rest))
    denied = any(token.lower_ in {"not", "n't"} for token in rest[:at])
    if auxiliary.lemma_ != "do" or denied:
        return _with_object([auxiliary.text.lower(), *words], at + 1, rest[at], filler)
    verb = rest[at].lower_
    words[at] = past(verb) if auxiliary.lower_ == "did" else third_person(verb) if auxiliary.lower_ == "does" else verb
    return _with_object(words, at, rest[at], filler)


def _with_object(words: list[str], at: int, verb: Token, filler: str) -> list[str]:
    """Puts "something" where the question word's own place is: behind a last preposition, or behind the verb."""
    if not filler:
        return words
    if analyse(words[-1])[0].pos_ == "ADP":
        return [*words, filler]
    if verb.tag_ == "VBN":
        return words
    while at + 1 < len(words) and words[at + 1].lower() in PARTICLES:
        at += 1
    taken = any(child.dep_ in {"dobj", "attr", "acomp"} and child.i > verb.i for child in verb.children)
    return words if taken else [*words[: at + 1], filler, *words[at + 1 :]]


def _fits(statement: str, subject: Sequence[Token]) -> bool:
    """Whether these first words of a statement, and they alone, are its subject."""
    doc = analyse(statement)
    found = next((token for token in doc if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT"), None)
    if found is None:
        return False
    words = list(found.subtree)
    return words[0].i == 0 and words[-1].i == len(subject) - 1


def _inner(told: Doc, *, main: bool) -> Iterator[str]:
    """The statements inside a statement; with ``main`` also that of its main clause, without the clauses beside it."""
    root = next((token for token in told if token.dep_ == "ROOT"), None)
    if root is None:
        return
    subject = next((child for child in root.children if child.dep_ in SUBJECTS), None)
    beside = [token for token in told if token.dep_ == "advcl" and _mark(token) in GRANTED]
    inside = {inner for clause in beside for inner in clause.subtree}
    text = _joined([token.text for token in told if token not in inside]).rstrip(" ,")
    if main and len(text.split()) >= LEAST and _says_something(told, root):
        yield text
    if not main:
        yield from _continued(told, root, subject)
    for clause in beside:
        yield from _clause(clause, subject)
    for token in told if root.pos_ in {"VERB", "AUX"} else ():
        if token.dep_ in {"relcl", "acl"} and _definite(token.head):
            yield from _relative(token)


def _says_something(told: Doc, root: Token) -> bool:
    """Whether more is said than that "someone is the mayor"; that he is the first to be mayor is more."""
    if told[-1].lemma_ == "be":
        return False
    if told[0].lower_ not in {"someone", "something"} or root.lemma_ != "be":
        return True
    return any(token.lower_ in UNIQUE or token.tag_ == "JJS" for token in told)


def _continued(told: Doc, root: Token, subject: Token | None) -> Iterator[str]:
    """What "again", "still" and "stop" take for granted even where it is asked whether."""
    words = [token for token in told if token.lower_ in ADVERBS or token.text == "?"]
    if any(token.lower_ in ADVERBS for token in words):
        yield _joined([token.text for token in told if token not in words])
    gerund = next((child for child in root.children if child.dep_ == "xcomp" and child.tag_ == "VBG"), None)
    if root.lemma_.lower() in CHANGES and gerund is not None and subject is not None:
        yield _joined([_phrase(subject), _was(subject), *(token.text for token in gerund.subtree)])


def _mark(clause: Token) -> str:
    return next((child.lower_ for child in clause.children if child.dep_ in {"mark", "advmod"}), "")


def _clause(clause: Token, subject: Token | None) -> Iterator[str]:
    """A clause of time or reason as a statement, its pronoun replaced by the subject of the main clause."""
    words = [token for token in clause.subtree if not (token.head == clause and token.lower_ == _mark(clause))]
    own = next((child for child in clause.children if child.dep_ in SUBJECTS), None)
    if own is None:
        return
    spoken = [
        _phrase(subject) if token.head == clause and token.lower_ in PERSONAL and subject is not None else token.text
        for token in words
    ]
    yield _joined(spoken).strip(" ,")


def _definite(noun: Token) -> bool:
    return noun.pos_ == "PROPN" or any(
        child.lower_ in {"the", "these", "those"} or child.dep_ == "poss" for child in noun.children
    )


def _relative(clause: Token) -> Iterator[str]:
    """Makes "the report blamed Osei" of "the report that blamed Osei", "15 people were killed" of "the 15 killed"."""
    noun = clause.head
    inside = set(clause.subtree)
    name = [token for token in noun.subtree if token not in inside and token.i < clause.i]
    named = [token.text for token in name if not (token.lower_ == "the" and any(t.like_num for t in name))]
    words = [token for token in clause.subtree if token.lower_ != ","]
    if clause.dep_ == "acl" and not any(child.dep_ in SUBJECTS for child in clause.children):
        if clause.tag_ == "VBN":
            yield _joined([*named, _was(noun), *(token.text for token in words)])
        return
    link = next((token for token in words if token.tag_ in {"WDT", "WP"} or token.text == "that"), None)
    own = next((child for child in clause.children if child.dep_ in SUBJECTS), None)
    if own is None or words[0].tag_ == "TO" or (link is not None and link.head != clause):
        return
    said = [token.text for token in words if token != link]
    if own == link:
        yield _joined([*named, *said])
    elif any(child.dep_ == "dobj" and child != link for child in clause.children):
        return
    else:
        at = next(i for i, token in enumerate([token for token in words if token != link]) if token == clause) + 1
        yield _joined([*said[:at], *named, *said[at:]])


def _was(noun: Token) -> str:
    return "were" if noun.tag_ in {"NNS", "NNPS"} or noun.conjuncts else "was"


def _phrase(noun: Token) -> str:
    return _joined([token.text for token in noun.subtree])


def _joined(words: Sequence[str]) -> str:
    """Words as written text: "Vallow 's" is "Vallow's", "Brask - Hale" "Brask-Hale"."""
    text = " ".join(word for word in words if word)
    text = re.sub(r" (?=(?:'s|n't|'|,|%|:|;|\.)(?:\s|$))", "", text)
    return re.sub(r"(?<=\w) ?([-–/]) ?(?=\w)", r"\1", text).strip()
