"""Words for events, and words that exclude each other, as stems: what a premise is looked for by."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.checks.opposites import PAIRS, both_forms, sides
from assistant.language import stem

if TYPE_CHECKING:
    from spacy.tokens import Token

MORE_OPPOSITES = """
overturn quash strike|uphold confirm
acquit clear|convict sentence imprison jail
oppose fight|support back
accept|refuse reject decline
succeed|fail
resign quit|stay remain
""".strip()
EVENTS = """
resign quit|leave left depart exit step go successor replace former ex acting dismiss sack part oust retire remove
arrest detain|custody jail prison caught catch held hold seize handcuff charge confess release bail raid
acquit|clear innocent free guilty dismiss release drop exonerate discharge
apologise apologize|apology sorry regret forgive withdraw pardon remorse
die kill|dead death fatal body victim drown murder bury funeral toll late lose loss
marry wed|wife husband spouse bride wedding couple
divorce|separate split marriage wife husband
sell|sale buy purchase acquire bid price transfer deal own takeover auction
buy purchase acquire|sale sell bid price transfer deal own takeover pay sign
sue|court lawsuit claim damages complaint legal judge
plead|guilty admit confess
close shut|cancel suspend down stop end open reopen lock
injure wound|hurt hospital burn break
visit|trip travel come arrive tour meet go see call
explode|explosion blast burst bomb
collapse|fall fell down give bankrupt
postpone|delay cancel later put suspend
retire|leave left step pension former last quit
strike|walkout stoppage industrial picket stop work
""".strip()
"""Events of news, each with every word by which it may also be told: where none of them stands, it is not told."""


@cache
def opposites() -> list[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of sets of word forms that exclude each other."""
    return sides(f"{PAIRS}\n{MORE_OPPOSITES}")


@cache
def events() -> dict[str, frozenset[str]]:
    """For the stem of an event's verb, the words in which such an event may be told."""
    found: dict[str, frozenset[str]] = {}
    for line in EVENTS.splitlines():
        verbs, hints = line.split("|")
        for verb in verbs.split():
            found[stem(verb)] = both_forms(f"{verbs} {hints}")
    return found


def opposed(one: Token, other: Token) -> bool:
    """Whether two words exclude each other: raised and cut, first and last."""
    mine, theirs = {one.lower_, stem(one.lemma_.lower())}, {other.lower_, stem(other.lemma_.lower())}
    return any(
        (mine & first and theirs & second) or (mine & second and theirs & first) for first, second in opposites()
    )
