"""Bytes of unknown encoding to text: a byte order mark, else UTF-8, else what is declared, else what is detected."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from assistant.sources.failure import MEGABYTE, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS: Sequence[tuple[bytes, str]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE_BYTES = MEGABYTE // 5


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of ``data`` and, where its encoding was guessed, a note that says so.

    ``declared`` is the encoding that the document names itself. Raises Unreadable for binary or undecodable data.
    """
    encoding = encoding_of(data, declared)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise Unreadable("its characters cannot be decoded; save it as UTF-8 and try again") from error
    if _is_binary(text):
        raise Unreadable("it holds binary data, not text; give an article as text, HTML, JSON or CSV")
    guessed = encoding not in {"utf-8", *(name for _, name in _MARKS)} and encoding != declared
    return text, f"its encoding was not stated and was read as {encoding}" if guessed else None


def encoding_of(data: bytes, declared: str | None = None) -> str:
    """The encoding that decodes ``data``. Raises Unreadable where none is plausible."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    for stated in filter(None, ("utf-8", declared)):
        if _decodes(data, stated):
            return stated
    return _detected(data[:_SAMPLE_BYTES])


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _detected(sample: bytes) -> str:
    """Western text fits several code pages equally well; Windows-1252 is by far the most common of them."""
    from charset_normalizer import from_bytes

    if b"\x00" in sample:
        raise Unreadable("it holds binary data, not text; give an article as text, HTML, JSON or CSV")
    matches = from_bytes(sample)
    names = [match.encoding for match in matches]
    if not names:
        raise Unreadable("its characters cannot be decoded; save it as UTF-8 and try again")
    single_byte = names[0].startswith(("cp125", "mac_latin", "iso8859", "latin"))
    return "cp1252" if single_byte and "cp1252" in names else names[0]


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    return len(_CONTROL.findall(sample)) > max(2, len(sample) // 100)
