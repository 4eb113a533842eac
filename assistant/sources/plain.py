"""Plain text and Markdown: the text as it is, with front matter and a dated file name as its only metadata."""

from __future__ import annotations

import re
from typing import Any

from assistant.sources.article import Found
from assistant.sources.decoding import decode
from assistant.sources.failure import Unreadable
from assistant.sources.records import from_record

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_DATED_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def read_text(data: bytes, place: str) -> Found:
    """A .txt file: all of it is the text; the first line is not taken for a headline."""
    text, note = decode(data)
    return _found(text, place, "text", note)


def read_markdown(data: bytes, place: str) -> Found:
    """A .md file: YAML front matter, where present, gives the fields of a record. Raises Unreadable if it is broken."""
    text, note = decode(data)
    match = _FRONT_MATTER.match(text)
    if not match:
        return _found(text, place, "markdown", note)
    found = _found(text[match.end() :].lstrip("\r\n"), place, "markdown", note)
    stated = from_record({**_front_matter(match[1]), "text": found.text}, place, "markdown", note)
    stated.text, stated.extractor = found.text, found.extractor
    stated.dates += found.dates
    return stated


def _found(text: str, place: str, kind: str, note: str | None) -> Found:
    day = _day_in_name(place)
    return Found(
        place=place,
        text=text,
        extractor=kind,
        dates=[("file-name", day)] if day else [],
        notes=[note] if note else [],
    )


def _day_in_name(place: str) -> str | None:
    """The day in "2024-05-03-storm.txt" or "storm_20240503.txt"."""
    match = _DATED_NAME.search(re.split(r"[/\\!]", place)[-1])
    return f"{match[1]}-{match[3]}-{match[4]}" if match else None


def _front_matter(source: str) -> dict[str, Any]:
    import yaml

    try:
        stated = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes strings only
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable("its front matter between the --- lines is not valid YAML") from error
    return stated if isinstance(stated, dict) else {}
