"""Question -> the statements that it takes for granted: "Why did Reyes resign?" takes for granted that Reyes resigned.

A question is first put in the order of a statement, without its question word; the parse of the statement then gives
what stands inside it: clauses of time and reason, relative clauses and participles of definite noun phrases, "again"
and "stop" (Karttunen, "Presuppositions of Compound Sentences", 1973, calls these the triggers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.declarative import LEAST, QUESTION_WORDS, SUBJECTS, joined, reordered, statement_of
from assistant.language import analyse, definite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

GRANTED = frozenset("after before when since because although though while until once as".split())
CHANGES = frozenset("stop quit cease resume continue keep".split())
ADVERBS = frozenset({"again", "still"})
PERSONAL = frozenset("he she it they him them".split())
UNIQUE = frozenset("first only last".split())
LISTENERS = frozenset({"i", "you", "we", "me", "us"})


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
        statement = reordered(tokens[start:], "")
        told = analyse(statement) if statement else analyse(" ".join(token.text for token in tokens))
        if asked is not None and _addresses(told):
            yield from _indirect(tokens, asked)
            return
        yield from _inner(told, main=False)
        return
    statement = statement_of(tokens[asked:], stranded=asked > 0 and tokens[asked - 1].pos_ == "ADP")
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
        yield from _inner(analyse(joined(clause)), main=True)


def _inner(told: Doc, *, main: bool) -> Iterator[str]:
    """The statements inside a statement; with ``main`` also that of its main clause, without the clauses beside it."""
    root = next((token for token in told if token.dep_ == "ROOT"), None)
    if root is None:
        return
    subject = next((child for child in root.children if child.dep_ in SUBJECTS), None)
    beside = [token for token in told if token.dep_ == "advcl" and _mark(token) in GRANTED]
    inside = {inner for clause in beside for inner in clause.subtree}
    text = joined([token.text for token in told if token not in inside]).rstrip(" ,")
    if main and len(text.split()) >= LEAST and _says_something(told, root):
        yield text
    if not main:
        yield from _continued(told, root, subject)
    for clause in beside:
        yield from _clause(clause, subject)
    for token in told if root.pos_ in {"VERB", "AUX"} else ():
        if token.dep_ in {"relcl", "acl"} and definite(token.head) and not _is_asked_for(token.head):
            yield from _relative(token)


def _is_asked_for(noun: Token) -> bool:
    """Whether it is only asked which one is the most so: "What is the longest sentence that they could get?"."""
    told = noun.doc
    unique = any(child.lower_ in UNIQUE or child.tag_ == "JJS" for child in noun.children)
    return unique and noun.dep_ == "attr" and told[0].lower_ in {"someone", "something"}


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
    rest = joined([token.text for token in told if token not in words])
    if len(rest.split()) >= LEAST and any(token.lower_ in ADVERBS for token in words):
        yield rest
    gerund = next((child for child in root.children if child.dep_ == "xcomp" and child.tag_ == "VBG"), None)
    if root.lemma_.lower() in CHANGES and gerund is not None and subject is not None:
        yield joined([_phrase(subject), _was(subject), *(token.text for token in gerund.subtree)])


def _mark(clause: Token) -> str:
    return next((child.lower_ for child in clause.children if child.dep_ in {"mark", "advmod"}), "")


def _clause(clause: Token, subject: Token | None) -> Iterator[str]:
    """A clause of time or reason as a statement, its pronoun replaced by the subject of the main clause."""
    words = [token for token in clause.subtree if not (token.head == clause and token.lower_ == _mark(clause))]
    own = next((child for child in clause.children if child.dep_ in SUBJECTS), None)
    if own is None or (subject is not None and any(_may_be_another(token, subject) for token in words)):
        return
    spoken = [
        _phrase(subject) if token.head == clause and token.lower_ in PERSONAL and subject is not None else token.text
        for token in words
    ]
    yield joined(spoken).strip(" ,")


def _may_be_another(pronoun: Token, subject: Token) -> bool:
    """Whether "he" or "she" may be somebody else than the subject: it is no person by its label, and a person is named.

    Without another one the subject is taken for a person, whom spaCy takes for an organisation now and then. Nobody
    calls a listener "it" or "she".
    """
    if subject.lower_ in LISTENERS:
        return pronoun.lower_ in PERSONAL
    if pronoun.lower_ not in {"he", "she", "him"} or subject.ent_type_ == "PERSON":
        return False
    before = (one for one in pronoun.doc.ents if one.end <= pronoun.i and subject not in one)
    return any(one.label_ == "PERSON" for one in before)


def _relative(clause: Token) -> Iterator[str]:
    """Makes "the report blamed Osei" of "the report that blamed Osei", "15 people were killed" of "the 15 killed"."""
    noun = clause.head
    inside = set(clause.subtree)
    name = [token for token in noun.subtree if token not in inside and token.i < clause.i]
    named = [token.text for token in name if not (token.lower_ == "the" and any(t.like_num for t in name))]
    words = [token for token in clause.subtree if token.lower_ != ","]
    if clause.dep_ == "acl" and not any(child.dep_ in SUBJECTS for child in clause.children):
        if clause.tag_ == "VBN":
            yield joined([*named, _was(noun), *(token.text for token in words)])
        return
    if words[0].tag_ == "WRB":  # "the dinner where Lind spoke"
        if any(child.dep_ in SUBJECTS for child in clause.children):
            yield joined([token.text for token in words[1:]])
        return
    link = next((token for token in words if token.tag_ in {"WDT", "WP"} or token.text == "that"), None)
    own = next((child for child in clause.children if child.dep_ in SUBJECTS), None)
    if own is None or words[0].tag_ == "TO" or (link is not None and link.head != clause):
        return
    said = [token.text for token in words if token != link]
    if own == link:
        yield joined([*named, *said])
    elif any(child.dep_ == "dobj" and child != link for child in clause.children):
        return
    else:
        at = next(i for i, token in enumerate([token for token in words if token != link]) if token == clause) + 1
        yield joined([*said[:at], *named, *said[at:]])


def _was(noun: Token) -> str:
    return "were" if noun.tag_ in {"NNS", "NNPS"} or noun.conjuncts else "was"


def _phrase(noun: Token) -> str:
    return joined([token.text for token in noun.subtree])
