"""Whether a sentence names a speaker, however the name is written: in full, the surname alone, or behind a title."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from assistant.language import analyse
from evals.wording import contains, plain_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady king queen prince princess president chancellor premier "
    "prime minister secretary senator governor mayor judge justice chief captain colonel general sergeant inspector "
    "commissioner councillor bishop pastor reverend rabbi imam coach director spokesman spokeswoman".split()
)
_SUFFIX = re.compile(r"(?:,.*|\s(?:jr|sr|ii|iii|iv)\.?)$", re.IGNORECASE)


def names(text: str, speaker: str) -> bool:
    """Whether a text names a person (attribution, Rashkin et al. 2023, arXiv:2112.12870); what is no name is contained.

    The surname is enough, and a title or office before it is no part of the name; somebody else of the same surname
    does not count.

    >>> names("Reyes said so.", "Ana Reyes"), names("So said Mayor Reyes.", "Ana Reyes, the mayor")
    (True, True)
    >>> names("A. Reyes said so.", "Dr Ana Reyes"), names("Tomas Reyes said so.", "Ana Reyes")
    (True, False)
    >>> names("The council said so.", "the city council"), names("The city council said so.", "the city council")
    (False, True)
    """
    given = _name(speaker)
    if not given or not all(word[0].isupper() for word in given):
        return contains(text, speaker)
    *first, surname = given
    doc = analyse(text)
    return any(_may_be(list(takewhile(_is_name, reversed(list(doc[:at])))), first) for at in _met(doc, surname))


def _met(doc: Doc, surname: str) -> list[int]:
    """Where the words of a surname, of which "Brask-Hale" has two, stand in a row."""
    words = [(word, token.i) for token in doc for word in plain_words(token.text)]
    wanted = plain_words(surname)
    return [
        place for at, (_, place) in enumerate(words)
        if wanted and tuple(word for word, _ in words[at : at + len(wanted)]) == wanted
    ]  # fmt: skip


def _name(speaker: str) -> list[str]:
    """The words of a name without titles before it and what follows it."""
    words = _SUFFIX.sub("", speaker.strip()).split()
    titles = list(takewhile(_is_title, words))
    return words[len(titles) :]


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES


def _is_name(token: Token) -> bool:
    return token.ent_type_ == "PERSON" and token.text[0].isupper() and not _is_title(token.text)


def _may_be(before: list[Token], given: list[str]) -> bool:
    """Whether the names that stand before a surname are a person's own, in full or as initials, or there are none."""
    own = set(plain_words(" ".join(given)))
    initials = {word[0] for word in own}
    words = plain_words(" ".join(token.text for token in before))
    return all(word in own or (len(word) == 1 and word in initials) or not own for word in words)
