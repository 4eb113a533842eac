"""What readers think of answers, one JSON object a line in a local file that ``evals`` reads as cases.

    {"question": …, "history": [[question, answer], …], "filters": {…}, "asked_at": …, "answer_id": …,
     "status": …, "model": …, "rating": "like" | "dislike", "reason": …, "comment": …, "expected": …, "rated_at": …}

``reason`` is one of REASONS or null. ``comment`` and ``expected`` are the reader's words or null; ``expected`` is what
the answer should have said. ``filters`` is the trace's: empty where nothing was restricted. Nothing is sent anywhere.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vectorstore.errors import BadInput, StoreError
from vectorstore.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.types import Answer, Turn

REASONS = {
    "wrong": "Something in it is wrong",
    "not_cited": "The citation does not support it",
    "missing": "The articles say more",
    "refused": "The articles answer this, and it says that they do not",
    "off_topic": "It answers another question",
}
LONGEST = 4_000
"""Characters of a comment."""
NAME = "feedback.jsonl"

_writing = threading.Lock()


def record(
    folder: Path,
    answer: Answer,
    history: Sequence[Turn],
    rating: Literal["like", "dislike"],
    *,
    reason: str | None = None,
    comment: str | None = None,
    expected: str | None = None,
) -> Path:
    """Appends one opinion to the file in a folder, and gives the file. Raises BadInput and StoreError."""
    if rating not in ("like", "dislike"):
        raise BadInput("an answer is liked or disliked, nothing else")
    if reason and reason not in REASONS:
        raise BadInput(f"{reason!r} is not one of the reasons")
    opinion: dict[str, Any] = {
        "question": answer.question,
        "history": [[turn.question, turn.answer] for turn in history],
        "filters": answer.trace.filters,
        "asked_at": answer.asked_at,
        "answer_id": answer.answer_id,
        "status": answer.status,
        "model": answer.trace.model,
        "rating": rating,
        "reason": reason or None,
        "comment": _trimmed(comment),
        "expected": _trimmed(expected),
        "rated_at": utc_now(),
    }
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _writing, path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(opinion, ensure_ascii=True) + "\n")
    except OSError as error:
        raise StoreError(f"the opinion cannot be written to {path}: {error.strerror}") from error
    return path


def _trimmed(words: str | None) -> str | None:
    return (words or "").strip()[:LONGEST] or None
