"""What cannot be read, and the limits beyond which nothing is read. Every reason is one sentence for the user."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.errors import BadInput

MEGABYTE = 1_000_000
MAX_TEXT_BYTES = 50 * MEGABYTE
"""Largest article file (.txt, .md, .html) and largest row of a .jsonl or .csv file."""
MAX_JSON_BYTES = 500 * MEGABYTE
"""Largest .json file: it is parsed whole; .jsonl and .csv are read row by row and have no such limit."""


class Unreadable(BadInput):
    """A file, member or row that cannot become an article; it fails alone and the rest goes on."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One source that could not be read: where it is, and one sentence that says why."""

    location: str
    reason: str
