"""Files and folders to articles: each file by its extension, each failure on its own, in a fixed order."""

from __future__ import annotations

import io
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from assistant.sources.archives import members, read_gzip
from assistant.sources.article import Found, build
from assistant.sources.failure import MAX_JSON_BYTES, MAX_TEXT_BYTES, MEGABYTE, Failure, Unreadable
from assistant.sources.html import read_page
from assistant.sources.plain import read_markdown, read_text
from assistant.sources.records import read_csv, read_json, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from typing import BinaryIO

    from vectorstore.types import Article

_PAGES: dict[str, Callable[[bytes, str], Found]] = {
    ".txt": read_text, ".md": read_markdown, ".html": read_page, ".htm": read_page,
}  # fmt: skip
_ROWS = {".jsonl": read_jsonl, ".csv": read_csv}
_PLAIN = frozenset({*_PAGES, *_ROWS, ".json"})
_KNOWN = "txt, md, html, json, jsonl, csv or zip"


def read(locations: Sequence[str], *, now: datetime) -> Iterator[Article | Failure]:
    """The articles of files and folders (recursive, in order of name), and a Failure for each that cannot be read.

    ``now`` (timezone-aware) decides which dates lie in the future. A file that is met twice is read once; in folders,
    hidden files and files of other kinds are passed over. Never raises for what a source holds.
    """
    seen: set[Path] = set()
    for location in locations:
        try:
            for path in _files(location):
                if isinstance(path, Failure):
                    yield path
                    continue
                resolved = path.resolve()
                if resolved not in seen:
                    seen.add(resolved)
                    yield from _read_file(resolved, now)
        except (Unreadable, OSError, ValueError) as error:
            yield Failure(location, _sentence(error))


def _files(location: str) -> Iterator[Path | Failure]:
    """The files a location names, and its folders that cannot be opened. Raises Unreadable where it names none."""
    if "://" in location:
        raise Unreadable("web addresses cannot be read yet; save the page as HTML and give its file")
    path = Path(location).expanduser()
    if path.is_dir():
        if not path.resolve().exists() or not (found := list(_walk(path))):
            raise Unreadable(f"the folder holds no {_KNOWN} files")
        yield from found
    elif not os.path.lexists(path):
        raise Unreadable("there is no such file or folder")
    elif not path.is_file():
        raise Unreadable("it is neither a file nor a folder")
    elif _suffix(path) not in _PLAIN | {".zip"}:
        raise Unreadable(f"its kind is unknown; give a {_KNOWN} file")
    else:
        yield path


def _walk(folder: Path) -> Iterator[Path | Failure]:
    """Readable kinds of files under a folder, sorted; hidden ones and links to folders (which may loop) are skipped.

    A folder that cannot be opened fails alone.
    """
    pending = [folder]
    while pending:
        path = pending.pop()
        try:
            if path.is_dir() and (path == folder or not path.is_symlink()):
                pending += sorted((entry for entry in path.iterdir() if not entry.name.startswith(".")), reverse=True)
            elif path.is_file() and _suffix(path) in _PLAIN | {".zip"}:
                yield path
        except OSError as error:
            yield Failure(str(path), _sentence(error))


def _suffix(path: Path) -> str:
    """The extension that says how to read a file; that of what it holds for .gz."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def _read_file(path: Path, now: datetime) -> Iterator[Article | Failure]:
    place = str(path)
    try:
        place.encode("utf-8")
        if path.suffix.lower() == ".zip":
            for member in members(path, place, _PLAIN):
                if isinstance(member, Failure):
                    yield member
                else:
                    yield from _read_data(io.BytesIO(member[1]), f"{place}!{member[0]}", now)
        elif path.suffix.lower() == ".gz":
            yield from _read_data(io.BytesIO(read_gzip(path)), place.removesuffix(path.suffix), now)
        else:
            _check_size(path)
            with path.open("rb") as stream:
                yield from _read_data(stream, place, now)
    except (Unreadable, OSError, UnicodeEncodeError) as error:
        yield Failure(place.encode("utf-8", "replace").decode(), _sentence(error))
    except ImportError:
        raise  # our installation is damaged, not the file
    except Exception as error:  # noqa: BLE001 (a damaged file may break a parser in any way; the others go on)
        yield Failure(place, f"it is damaged and cannot be read ({type(error).__name__})")


def _check_size(path: Path) -> None:
    limits = dict.fromkeys(_PAGES, MAX_TEXT_BYTES) | {".json": MAX_JSON_BYTES}
    limit = limits.get(_suffix(path))
    if limit is not None and path.stat().st_size > limit:
        raise Unreadable(f"it is larger than {limit // MEGABYTE} MB; split it and try again")


def _read_data(stream: BinaryIO, place: str, now: datetime) -> Iterator[Article | Failure]:
    """The articles of one file's bytes; what cannot be built or read fails alone."""
    try:
        for found in _found(stream, place):
            yield found if isinstance(found, Failure) else _built(found, now)
    except Unreadable as error:
        yield Failure(place, str(error))


def _built(found: Found, now: datetime) -> Article | Failure:
    try:
        return build(found, now)
    except Unreadable as error:
        return Failure(found.place, str(error))


def _found(stream: BinaryIO, place: str) -> Iterator[Found | Failure]:
    suffix = PurePosixPath(place).suffix.lower()
    if suffix in _ROWS:
        yield from _ROWS[suffix](stream, place)
        return
    data = stream.read()
    if not data.strip():
        raise Unreadable("it is empty")
    if suffix == ".json":
        yield from read_json(data, place)
    else:
        yield _PAGES[suffix](data, place)


def _sentence(error: Exception) -> str:
    """One sentence for the user."""
    if isinstance(error, PermissionError):
        return "it may not be read; check its permissions"
    if isinstance(error, UnicodeEncodeError):
        return "its file name is not valid UTF-8; rename it and try again"
    if isinstance(error, OSError):
        return f"it cannot be read: {error.strerror or error}"
    if isinstance(error, Unreadable):
        return str(error)
    return "its name cannot be used as a path"
