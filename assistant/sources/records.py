"""Articles in records: one JSON document, JSON lines, or CSV rows, with the field names that newsrooms use."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from assistant.sources.article import Found
from assistant.sources.decoding import decode, encoding_of
from assistant.sources.failure import MAX_TEXT_BYTES, MEGABYTE, Failure, Unreadable
from assistant.sources.html import fragment_text, looks_like_html

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

_FIELDS = {
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "article", "articlebody"),
    "date": ("datepublished", "published", "publishedat", "publishdate", "pubdate", "date", "timestamp"),
    "authors": ("authors", "author", "byline", "creator"),
    "outlet": ("outlet", "source", "publisher", "publication"),
    "url": ("url", "link"),
    "id": ("id", "guid"),
    "section": ("section", "category"),
    "agency": ("agency",),
    "language": ("language", "lang"),
    "kind": ("kind",),
}


def read_json(data: bytes, place: str) -> Iterator[Found | Failure]:
    """The records of a JSON document: one, a list, or a list under "articles". Raises Unreadable for broken JSON."""
    text, note = decode(data)
    document = _loads(text)
    if isinstance(document, dict) and not _has_text(document):
        document = next((value for key, value in document.items() if key.lower() == "articles"), document)
    if not isinstance(document, list):
        yield from_record(document, place, "json", note)
        return
    if not document:
        raise Unreadable("its list of articles is empty")
    for number, record in enumerate(document, 1):
        yield from _row(record, place, number, "json", note)


def read_jsonl(stream: BinaryIO, place: str) -> Iterator[Found | Failure]:
    """One record a line; a bad line fails alone. Raises Unreadable for a file without lines."""
    empty = True
    for number, line in enumerate(_lines(stream), 1):
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        empty = False
        if len(line) > MAX_TEXT_BYTES:
            yield Failure(f"{place}#{number}", f"its line is longer than {MAX_TEXT_BYTES // MEGABYTE} MB")
            continue
        try:
            text, note = decode(line)
            record = _loads(text)
        except Unreadable as error:
            yield Failure(f"{place}#{number}", str(error))
            continue
        yield from _row(record, place, number, "jsonl", note)
    if empty:
        raise Unreadable("it is empty")


def read_csv(stream: BinaryIO, place: str) -> Iterator[Found | Failure]:
    """One record a row under a header; a bad row fails alone, named by the line it starts on.

    The delimiter (comma, semicolon, tab or bar) is the one that the header uses most. Raises Unreadable where the
    header is missing or has no column for the text.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    encoding = _encoding_of_rows(stream.read(MEGABYTE))
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    try:
        first = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter=max(",;\t|", key=first.count), strict=True)
        header = _header(reader)
        note = None if encoding.startswith("utf") else f"its encoding was not stated and was read as {encoding}"
        for line, row in _numbered(reader):
            if isinstance(row, list) and len(row) == len(header):
                yield from _row(dict(zip(header, row, strict=True)), place, line, "csv", note)
            elif row:
                fault = row if isinstance(row, str) else f"it has {len(row)} columns where the header has {len(header)}"
                last = max(line, reader.line_num)
                lines = f"line {line}" if last == line else f"lines {line} to {last}"
                yield Failure(f"{place}#{line}", f"{lines} cannot be read: {fault}; quote its fields")
    finally:
        text.detach()  # the stream stays its opener's to close


def _numbered(reader: CsvReader) -> Iterator[tuple[int, list[str] | str]]:
    """Each row, or what is wrong with it, with the number of the line it starts on."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, str(error)


def _encoding_of_rows(sample: bytes) -> str:
    """UTF-8 where most rows that could tell are UTF-8, so that one broken row does not decide for all."""
    rows = sample[: sample.rfind(b"\n") + 1] or sample
    telling = [row for row in rows.split(b"\n") if not row.isascii()]
    valid = sum(row.decode("utf-8", "ignore").encode() == row for row in telling)
    return "utf-8" if valid > len(telling) / 2 else encoding_of(rows)


def _header(reader: CsvReader) -> list[str]:
    try:
        header = [name.lstrip("\ufeff").strip() for name in next(reader)]
    except StopIteration:
        raise Unreadable("it is empty") from None
    except csv.Error as error:
        raise Unreadable(f"its first line is not valid CSV ({error})") from error
    if not _has_text(dict.fromkeys(header)):
        raise Unreadable("its first line names no column for the text; call one of them text, body, content or article")
    return header


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines of a binary stream; UTF-16 and UTF-32, whose line feeds are no single bytes, are converted first."""
    head = stream.read(4)
    stream.seek(0)
    if not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        while line := stream.readline(MAX_TEXT_BYTES + 1):
            yield line
            while len(line) > MAX_TEXT_BYTES and not line.endswith(b"\n"):
                line = stream.readline(MAX_TEXT_BYTES)  # the rest of a line that is refused for its length
        return
    text, _ = decode(stream.read())
    yield from (line.encode("utf-8", "surrogatepass") for line in text.split("\n"))


def _loads(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise Unreadable("its JSON is nested too deeply to be read") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"its JSON is broken at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except ValueError as error:
        raise Unreadable("its JSON holds a number that is too long to be read") from error


def _row(record: object, place: str, number: int, kind: str, note: str | None) -> Iterator[Found | Failure]:
    try:
        yield from_record(record, f"{place}#{number}", kind, note)
    except Unreadable as error:
        yield Failure(f"{place}#{number}", str(error))


def from_record(record: object, place: str, kind: str, note: str | None = None) -> Found:
    """The article of one record; ``kind`` names its format. Raises Unreadable where it has no text."""
    if not isinstance(record, dict):
        raise Unreadable("it is not a record with named fields, such as title, text and date")
    fields = _by_role(record)
    body = _body(fields.get("text"))
    markup = looks_like_html(body)
    return Found(
        place=place,
        text=fragment_text(body) if markup else body,
        extractor=f"{kind} (HTML body)" if markup else kind,
        id=_identifier(fields.get("id")),
        title=_string(fields.get("title")),
        url=_string(fields.get("url")) or None,
        outlet=_name(fields.get("outlet")) or None,
        agency=_name(fields.get("agency")) or None,
        authors=_names(fields.get("authors")),
        dates=[("record", value) for value in _values(record, "date")],
        section=_name(fields.get("section")) or None,
        language=_string(fields.get("language")) or None,
        schema_types=(_string(fields.get("kind")),),
        notes=[note] if note else [],
    )


def _key(name: object) -> str:
    return re.sub(r"[\s_\-]", "", str(name)).lower()


def _by_role(record: Mapping[Any, Any]) -> dict[str, Any]:
    """The first value that is not empty for each of our field names."""
    return {role: values[0] for role in _FIELDS if (values := _values(record, role))}


def _values(record: Mapping[Any, Any], role: str) -> list[Any]:
    by_key = {_key(name): value for name, value in record.items()}
    return [by_key[name] for name in _FIELDS[role] if by_key.get(name) not in (None, "", [], {})]


def _has_text(record: Mapping[Any, Any]) -> bool:
    return any(_key(name) in _FIELDS["text"] for name in record)


def _body(value: object) -> str:
    """The text as a string or a list of paragraphs. Raises Unreadable for anything else."""
    if isinstance(value, list) and all(isinstance(paragraph, str) for paragraph in value):
        return "\n\n".join(value)
    if value is None:
        raise Unreadable("it has no text; name the field text, body, content or article")
    if not isinstance(value, str):
        raise Unreadable("its text is neither a string nor a list of paragraphs")
    return value


def _string(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _identifier(value: object) -> str:
    """RSS writes guids as {"#text": "…"}."""
    return _string(value.get("#text", value.get("value")) if isinstance(value, dict) else value).strip()


def _name(value: object) -> str:
    """A name given as itself, as {"name": "…"} (NewsAPI), or first in a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or value.get("id")
    return _string(value)


def _names(value: object) -> list[object]:
    return [_name(item) for item in value] if isinstance(value, list) else [_name(value)]
