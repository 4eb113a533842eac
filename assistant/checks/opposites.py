"""Words of opposite sense: what the article says of prices that rose is not said by "fell"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.checks.source import Finding
from assistant.language import forms, is_content, stem, stems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Source

PAIRS = """
rise grow increase climb gain jump surge soar|fall drop decline decrease slump sink plunge shrink
raise|cut lower reduce
approve accept back endorse|reject refuse oppose dismiss
win|lose
confirm admit|deny
support favour|oppose
open|close shut
allow permit|ban forbid prohibit bar
survive|die
succeed|fail
public|private
guilty|innocent
legal lawful|illegal unlawful
major large big high|minor small low
largest biggest highest most|smallest lowest least fewest
longer|shorter
longest|shortest
older|younger
oldest|youngest
higher|lower
larger bigger more|smaller fewer less
better|worse
best|worst
faster|slower
stronger|weaker
strengthen|weaken
early earlier|late later
before|after
first|last
majority|minority
inside|outside
arrive|leave depart
hire appoint|dismiss sack fire
start begin|end finish stop
praise welcome|criticise criticize condemn
agree|disagree
lift|impose
possible|impossible
likely|unlikely
safe|unsafe dangerous
successful|unsuccessful
north northern|south southern
east eastern|west western
husband|wife
brother|sister
father|mother
son|daughter
always|never
buy|sell
acquit clear|convict
""".strip()
PREFIXES = ("un", "non", "sub", "semi", "anti", "pre", "post")
"""Parts before an adjective that make another one of it: a subtropical storm is not a tropical one."""
SHORTEST = 4
NEGATING = frozenset("no not n't never without nor neither fail refuse deny".split())


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects to a word whose opposite stands in its place in the cited texts, and which is not there itself."""
    if _denials(claim) != _denials(source.tokens):
        return None
    table = _opposites()
    for token in claim:
        word, opposite = _pair(token, table)
        if word & source.forms or (not opposite and not _may_be_prefixed(token, source)):
            continue
        beside = _beside(token)
        for other in source.tokens:
            against = _keys(other) & opposite or _prefixed(token, other)
            if against and other.pos_ == token.pos_ and beside & _beside(other):
                return Finding("contradicted", f"the article says “{other.text}”, not “{token.text}”")
    return None


def _may_be_prefixed(token: Token, source: Source) -> bool:
    """Whether a word is an adjective that the cited texts do not have as it stands."""
    return token.pos_ == "ADJ" and len(token) >= SHORTEST and not _keys(token) & source.forms


def _prefixed(one: Token, other: Token) -> bool:
    """Whether one of two adjectives of the same noun is the other with a part before it that changes it."""
    if not (one.dep_ == other.dep_ == "amod" and forms(one.head) & forms(other.head)):
        return False
    short, long = sorted((one.lower_, other.lower_), key=len)
    return len(short) >= SHORTEST and long.removesuffix(short).rstrip("-") in PREFIXES


def _denials(tokens: Iterable[Token]) -> int:
    return sum(token.lower_ in NEGATING or token.lemma_.lower() in NEGATING for token in tokens)


def _pair(
    token: Token, table: dict[str, tuple[frozenset[str], frozenset[str]]]
) -> tuple[frozenset[str], frozenset[str]]:
    """The words of one sense with this one, and those of the opposite sense."""
    found = next((table[key] for key in _keys(token) if key in table), None)
    return found or (frozenset(), frozenset())


def _keys(token: Token) -> set[str]:
    """A word as it stands and its stem; comparatives keep their form, so that "higher" is not "high"."""
    return (
        {token.lower_, stem(token.lower_)}
        if token.pos_ in {"ADJ", "ADV"}
        else {token.lower_, stem(token.lemma_.lower())}
    )


def _beside(token: Token) -> set[str]:
    """The stems of what a word governs, and of what it belongs to."""
    words = [child for child in token.subtree if is_content(child) and child != token][:12]
    above = token.head if token.head != token and is_content(token.head) else None
    return stems([*words, *([above] if above is not None else [])])


def sides(table: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The two sides of each line of a table like ``PAIRS``."""
    return [(both_forms(one), both_forms(other)) for one, other in (line.split("|") for line in table.splitlines())]


def both_forms(words: str) -> frozenset[str]:
    """Some words as they stand, and their stems."""
    return frozenset(form for word in words.split() for form in (word, stem(word)))


@cache
def _opposites() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for one, other in sides(PAIRS):
        for mine, theirs in ((one, other), (other, one)):
            for word in mine:
                same, against = found.get(word, (frozenset(), frozenset()))
                found[word] = same | mine, against | theirs
    return found
