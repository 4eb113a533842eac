"""Questions and histories as files hold them, and the loop that answers a file of questions."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from assistant.dates import parse_day
from assistant.render import to_json
from assistant.types import Turn
from vectorstore.errors import BadInput, NewsAssistantError

LOG = logging.getLogger("news_assistant")


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a batch. ``asked_on`` is its clock."""

    question: str
    history: tuple[Turn, ...] = ()
    asked_on: datetime | None = None


def read_history(path: Path) -> tuple[Turn, ...]:
    """The earlier turns in a JSON file, ``[[question, answer], …]``. Raises BadInput."""
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"the history {path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the history {path} is not JSON; write it as [[question, answer], …]") from error
    return turns(value)


def turns(value: object) -> tuple[Turn, ...]:
    """The earlier turns in plain JSON. Raises BadInput unless each is a question and an answer, both text."""
    if not isinstance(value, list):
        raise BadInput("the history is not a list; write it as [[question, answer], …]")
    for position, turn in enumerate(value, start=1):
        if not (isinstance(turn, list) and len(turn) == len(("question", "answer"))):
            raise BadInput(f"turn {position} of the history is not a pair; write it as [question, answer]")
        if not all(isinstance(part, str) for part in turn):
            raise BadInput(f"turn {position} of the history holds something that is not text")
        try:
            "".join(turn).encode()
        except UnicodeEncodeError as error:
            raise BadInput(f"turn {position} of the history holds invalid Unicode; write it again") from error
    return tuple(Turn(question, answer) for question, answer in value)


def run_batch(path: Path, reply: Callable[[Row], dict[str, Any]]) -> None:
    """Prints one line of JSON for each line of a file, in order, as they come: its id and the reply, or the error.

    Raises BadInput if the file cannot be read. A row that fails does not stop the rest; exits 1 if all did.
    """
    failures = []
    for number, line in _lines(path):
        replied = _replied(line, number, reply)
        typer.echo(to_json(replied))
        failures.append("error" in replied)
    if failures and all(failures):
        raise typer.Exit(1)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1."""
    try:
        with path.open("rb") as file:
            yield from ((number, line) for number, line in enumerate(file, start=1) if line.strip())
    except OSError as error:
        raise BadInput(f"the questions {path} cannot be read: {error.strerror}") from error


def _replied(line: bytes, number: int, reply: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
    row_id = None
    try:
        record = _record(line, number)
        row_id = _id(record, number)
        return {"id": row_id, **reply(_row(record))}
    except NewsAssistantError as error:
        return {"id": row_id, "error": str(error)}
    except Exception as error:
        LOG.debug("line %d failed", number, exc_info=True)
        return {"id": row_id, "error": f"unexpected {type(error).__name__}; NEWS_ASSISTANT_LOG_LEVEL=DEBUG shows more"}


def _record(line: bytes, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number} is not JSON in UTF-8") from error
    if not isinstance(record, dict):
        raise BadInput(f'line {number} is not an object; write it as {{"id": …, "question": …}}')
    return record


def _id(record: dict[str, Any], number: int) -> str | int:
    row_id = record.get("id")
    if isinstance(row_id, bool) or not isinstance(row_id, str | int):
        raise BadInput(f"line {number} needs an id, as text or a whole number")
    return row_id


def _row(record: dict[str, Any]) -> Row:
    question, asked_on = record.get("question"), record.get("asked_on")
    if not isinstance(question, str):
        raise BadInput("the question is missing or is not text")
    if not (asked_on is None or isinstance(asked_on, str)):
        raise BadInput("asked_on is not a date; write it as 2026-05-03")
    history = record.get("history")
    return Row(question, turns(history) if history is not None else (), parse_day(asked_on) if asked_on else None)
