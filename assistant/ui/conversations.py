"""The conversations that a browser keeps: nothing of them stays on the server, so nobody else can see them.

What the browser hands back is untrusted: it is checked against the types, and what does not fit is left out and told.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from assistant.types import SCHEMA, Answer, Turn
from assistant.ui.coverage import Coverage

LARGEST = 3_700_000
"""Bytes of JSON that fit a browser's storage of 5 million characters, once encrypted and written in base 64."""
LONGEST_TITLE = 80
REMEMBERED = 200
"""Deleted conversations, and exchanges, that are remembered as such, so that another tab does not bring them back."""
FULL = (
    "The browser's storage is full: this page's conversations are no longer kept when you close it. "
    "Delete some of them to keep the rest."
)
UNREADABLE = "Some conversations that the browser had kept cannot be read by this version, and are left out."

Rating = Literal["like", "dislike"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, and what its page showed beside them, so that it can be shown again unchanged.

    ``bylines`` maps an article's id and version, with a space between, to its authors.
    """

    answer: Answer
    coverage: Coverage
    bylines: dict[str, str] = field(default_factory=dict)
    narrower: tuple[str, ...] = ()
    rating: Rating | None = None

    @property
    def key(self) -> str:
        """What tells it from other exchanges, however it is rated."""
        return f"{self.answer.asked_at} {self.answer.answer_id}"

    def rated(self, rating: Rating) -> Exchange:
        """With what the reader thinks of it."""
        return replace(self, rating=rating)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges that follow one another, under the reader's own words. ``changed``: when, in seconds of Unix time.

    ``removed`` are the keys of exchanges that the reader took out or replaced.
    """

    id: str
    title: str
    exchanges: tuple[Exchange, ...] = ()
    changed: float = 0.0
    removed: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its exchanges."""
        return tuple(one.key for one in self.exchanges)

    def having(self, exchanges: Sequence[Exchange]) -> Conversation:
        """With other exchanges; those that are not among them are removed."""
        changed = replace(self, exchanges=tuple(exchanges))
        gone = [key for key in self.keys if key not in changed.keys]
        return replace(changed, removed=(*self.removed, *gone)[-REMEMBERED:])

    def knows(self, other: Conversation) -> bool:
        """Whether each exchange of the other is in it, or was removed from it."""
        return {*other.keys} <= {*self.keys, *self.removed}

    def apart(self) -> Conversation:
        """The same under an id of its own, which is the same in every tab."""
        return replace(self, id=hashlib.sha256(repr((self.id, self.changed, self.keys)).encode()).hexdigest()[:16])

    def history(self) -> tuple[Turn, ...]:
        """The turns that a follow-up question may refer to."""
        return tuple(Turn(one.answer.question, one.answer.text) for one in self.exchanges)


@dataclass(frozen=True, slots=True)
class Kept:
    """All conversations of one browser, the latest first; ``current`` is the id of the one on the page, if any.

    ``deleted`` says of the ids of deleted ones when that was.
    """

    conversations: tuple[Conversation, ...] = ()
    current: str | None = None
    deleted: dict[str, float] = field(default_factory=dict)

    @property
    def conversation(self) -> Conversation:
        """The one on the page; a new, empty one where there is none."""
        return next((one for one in self.conversations if one.id == self.current), Conversation("", ""))

    def answered(self, exchange: Exchange, *, instead_of: int | None = None) -> Kept:
        """With one more exchange in the current conversation; ``instead_of``: the place of one asked anew.

        Where others follow that one, it goes on in a new conversation, and the old one stays as it is.
        """
        now = self.conversation
        if instead_of is not None:
            last = instead_of == len(now.exchanges) - 1
            now = (now if last else Conversation("", "")).having(now.exchanges[:instead_of])
        grown = replace(
            now.having((*now.exchanges, exchange)), id=now.id or secrets.token_hex(8),
            title=now.title or shortened(exchange.answer.question), changed=time.time(),
        )  # fmt: skip
        others = tuple(one for one in self.conversations if one.id != grown.id)
        return replace(self, conversations=(grown, *others), current=grown.id)

    def with_exchanges(self, exchanges: Sequence[Exchange]) -> Kept:
        """With other exchanges in the current conversation; without any it is gone."""
        if not exchanges:
            return self.without(self.current)
        return self._changed(self.conversation.having(exchanges))

    def chosen(self, conversation_id: str | None) -> Kept:
        """With another conversation on the page; None, or one that is not kept, begins a new one."""
        known = any(one.id == conversation_id for one in self.conversations)
        return replace(self, current=conversation_id if known else None)

    def renamed(self, conversation_id: str, title: str) -> Kept:
        """With another title; an empty one changes nothing."""
        title = shortened(title)
        found = next((one for one in self.conversations if one.id == conversation_id), None)
        return self._changed(replace(found, title=title)) if found and title else self

    def without(self, conversation_id: str | None) -> Kept:
        """With one conversation deleted."""
        left = tuple(one for one in self.conversations if one.id != conversation_id)
        if len(left) == len(self.conversations) or conversation_id is None:
            return self
        current = None if self.current == conversation_id else self.current
        return Kept(left, current, _latest({**self.deleted, conversation_id: time.time()}))

    def merged(self, other: Kept) -> Kept:
        """With what another tab of the browser keeps: of each conversation what was done last, on either side.

        Where that lacks an exchange of the other side, the other side's is kept, too, as a conversation of its own.
        The page stays at its own conversation.
        """
        deleted = {
            name: max(one.deleted.get(name, 0.0) for one in (self, other)) for name in self.deleted | other.deleted
        }
        both = _alive((*self.conversations, *other.conversations), deleted)
        latest = {one.id: one for one in sorted(both, key=lambda one: (one.changed, one.keys))}
        apart = {one.id: one.apart() for one in both if not latest[one.id].knows(one)}
        for one in _alive(apart.values(), deleted):
            latest.setdefault(one.id, one)
        mine = self.conversation
        current = self.current if mine.id not in latest or latest[mine.id].knows(mine) else mine.apart().id
        ordered = sorted(latest.values(), key=lambda one: (-one.changed, one.id))
        return Kept(tuple(ordered), current if current in latest else None, _latest(deleted))

    def _changed(self, changed: Conversation) -> Kept:
        others = tuple(one for one in self.conversations if one.id != changed.id)
        return replace(self, conversations=(replace(changed, changed=time.time()), *others))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON for the browser; answers have the shape that every surface gives."""
        return {
            "current": self.current,
            "deleted": self.deleted,
            "conversations": [
                {
                    "id": one.id,
                    "title": one.title,
                    "changed": one.changed,
                    "removed": one.removed,
                    "exchanges": [_exchange_to_dict(each) for each in one.exchanges],
                }
                for one in self.conversations
            ],
        }

    @property
    def fits(self) -> bool:
        """Whether a browser's storage holds it."""
        return len(json.dumps(self.to_dict()).encode()) <= LARGEST


def read_kept(value: Any) -> tuple[Kept, str | None]:  # noqa: ANN401 (whatever a browser hands back)
    """The conversations in what a browser hands back, and a sentence where some of it cannot be read."""
    if not value:
        return Kept(), None
    if not isinstance(value, dict) or not isinstance(value.get("conversations"), list):
        return Kept(), UNREADABLE
    found = [_read(one) for one in value["conversations"]]
    readable = tuple(one for one in found if one is not None)
    deleted = value.get("deleted")
    known = deleted.items() if isinstance(deleted, dict) else ()
    times = {str(name): float(when) for name, when in known if isinstance(when, (int, float))}
    kept = Kept(readable, deleted=times).chosen(value.get("current") if isinstance(value.get("current"), str) else None)
    return kept, UNREADABLE if None in found else None


def _alive(conversations: Iterable[Conversation], deleted: Mapping[str, float]) -> list[Conversation]:
    """Those that went on after they were deleted, or were not."""
    return [one for one in conversations if one.changed >= deleted.get(one.id, 0.0)]


def _latest(deleted: dict[str, float]) -> dict[str, float]:
    return dict(sorted(deleted.items(), key=lambda one: one[1])[-REMEMBERED:])


def shortened(words: str) -> str:
    """A title from the reader's own words, on one line."""
    title = " ".join(words.split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def _exchange_to_dict(exchange: Exchange) -> dict[str, Any]:
    return {**asdict(exchange), "answer": exchange.answer.to_dict()}


def _read(value: Any) -> Conversation | None:  # noqa: ANN401 (as read_kept)
    try:
        exchanges = [{**one, "answer": _without_schema(one["answer"])} for one in value["exchanges"]]
        return _shape().validate_python({**value, "exchanges": exchanges})
    except (ValidationError, KeyError, TypeError, ValueError):
        return None


def _without_schema(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["schema"] != SCHEMA:
        raise ValueError("an answer of another version")
    return {name: value for name, value in answer.items() if name != "schema"}


@cache
def _shape() -> TypeAdapter[Conversation]:
    return TypeAdapter(Conversation)
