"""How near a rewritten follow-up question is to the one that a person wrote.

Token F1 and exact match with SQuAD's normalisation (Rajpurkar et al. 2016, arXiv:1606.05250), against CANARD's rewrites
(Elgohary et al. 2019); and what a search needs of a rewriting: the names that only the conversation supplies, and no
pronoun that a person replaced.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.types import Turn
from evals.wording import token_f1
from training.selection import rows
from vectorstore.errors import BadInput

PRONOUNS = frozenset("he she it they him her them his hers its their theirs this that these those".split())
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation + "‘’“”")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class FollowUp:
    """A question inside a conversation, and how a person wrote it so that it stands alone."""

    id: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str

    @property
    def conversation(self) -> str:
        """The person or thing that it is about: CANARD asks of one in several conversations, which stay together."""
        return self.id.rsplit("_", 2)[0]

    @property
    def half(self) -> int:
        """1 or 2, the same for a whole conversation: what was tuned on one half is measured on the other."""
        return 1 + hashlib.sha256(self.conversation.encode()).digest()[0] % 2


def read_followups(path: Path) -> list[FollowUp]:
    """The questions of a file that have a conversation before them. Raises BadInput."""
    try:
        return [_followup(row) for row in rows(path) if row["history"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is no file of follow-ups with id, history, question and rewrite: {error}") from error


def _followup(row: Mapping[str, Any]) -> FollowUp:
    asked, answered = row["history"][::2], row["history"][1::2]
    turns = tuple(Turn(*turn) for turn in zip(asked, answered, strict=True))
    return FollowUp(row["id"], turns, row["question"], row["rewrite"])


def squad_words(text: str) -> list[str]:
    """Words as SQuAD compares them: lower case, without punctuation and articles.

    >>> squad_words("When did the U.S. join?")
    ['when', 'did', 'us', 'join']
    """
    plain = text.lower().translate(_NO_PUNCTUATION)
    return [word for word in plain.split() if word not in {"a", "an", "the"}]


def f1(text: str, gold: str) -> float:
    """Token F1 of a rewriting with a person's.

    >>> f1("When did Ana Reyes leave?", "When did Reyes leave?") == 2 * 4 / (5 + 4)
    True
    """
    return token_f1(squad_words(text), squad_words(gold))


def exact(text: str, gold: str) -> bool:
    """Whether a rewriting is a person's, word for word.

    >>> exact("when did Reyes leave", "When did Reyes leave?")
    True
    """
    return squad_words(text) == squad_words(gold)


def names_supplied(row: FollowUp) -> frozenset[str]:
    """The words of names in a person's rewriting that only the conversation supplies, in lower case.

    Words that have a capital letter in both, and do not stand in the question; the first word of a rewriting is
    skipped, since it has one anyway.

    >>> history = (Turn("Who is the mayor?", "Ana Reyes of Port Sarrow."),)
    >>> sorted(names_supplied(FollowUp("a_0_1", history, "When was she elected?", "When was Ana Reyes elected?")))
    ['ana', 'reyes']
    """
    said = {word for turn in row.history for word in _words(f"{turn.question} {turn.answer}") if word[0].isupper()}
    own = _lower(row.question)
    return frozenset(word.lower() for word in _words(row.rewrite)[1:] if word in said and word.lower() not in own)


def names_held(row: FollowUp, text: str) -> list[bool]:
    """For each word of a name that the conversation must supply: whether the rewriting holds it.

    >>> row = FollowUp("a_0_1", (Turn("Who?", "Ana Reyes."),), "When was she elected?", "When was Ana Reyes elected?")
    >>> names_held(row, "When was Reyes elected?")
    [False, True]
    """
    held = _lower(text)
    return [name in held for name in sorted(names_supplied(row))]


def pronouns_left(row: FollowUp, text: str) -> list[bool]:
    """For each pronoun of the question that a person replaced: whether the rewriting still has it.

    >>> row = FollowUp("a_0_1", (), "When did he sell it?", "When did Reyes sell the harbour?")
    >>> pronouns_left(row, "When did Reyes sell it?")
    [False, True]
    """
    replaced = _pronouns(row.question) - _pronouns(row.rewrite)
    left = _pronouns(text) - _pronouns(row.rewrite)
    return [at < left[word] for word in sorted(replaced) for at in range(replaced[word])]


def _words(text: str) -> Sequence[str]:
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text)]


def _lower(text: str) -> set[str]:
    return {word.lower() for word in _words(text)}


def _pronouns(text: str) -> Counter[str]:
    return Counter(word for word in map(str.lower, _words(text)) if word in PRONOUNS)
