"""Zip and gzip files, opened with limits: an archive may lie about its size, its names and its contents."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from assistant.sources.failure import MAX_JSON_BYTES, MAX_TEXT_BYTES, MEGABYTE, Failure, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

MAX_MEMBERS = 200_000
MAX_EXPANDED_BYTES = 4_000 * MEGABYTE
MAX_RATIO = 300
"""Expanded to compressed size of a member beyond 10 MB: real text stays under 20, a bomb reaches 1,000."""
_FREE_OF_RATIO = 10 * MEGABYTE


def read_gzip(path: Path, limit: int = MAX_JSON_BYTES) -> bytes:
    """What a .gz file holds. Raises Unreadable where it is broken or expands beyond ``limit`` bytes."""
    try:
        with gzip.open(path) as stream:
            return _at_most(stream, limit)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable("its gzip data is broken") from error


def members(path: Path, place: str, suffixes: frozenset[str]) -> Iterator[tuple[str, bytes] | Failure]:
    """Name and contents of each member with one of ``suffixes``, in order of name; others are passed over.

    Members with unsafe names, encrypted, nested, broken or oversized ones fail alone. Raises Unreadable for what is
    no zip file and for an archive beyond the limits as a whole.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _members(archive, place, suffixes)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Unreadable("it is not a zip file that can be read") from error


def _members(archive: zipfile.ZipFile, place: str, suffixes: frozenset[str]) -> Iterator[tuple[str, bytes] | Failure]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise Unreadable(f"it holds {len(infos):,} files; more than {MAX_MEMBERS:,} are not read, split it")
    if sum(info.file_size for info in infos) > MAX_EXPANDED_BYTES:
        raise Unreadable(f"it expands to more than {MAX_EXPANDED_BYTES // MEGABYTE:,} MB and looks like a zip bomb")
    for info in sorted(infos, key=lambda info: info.filename):
        if info.is_dir() or _is_hidden(info.filename):
            continue
        try:
            _check(info)
            if PurePosixPath(info.filename).suffix.lower() in suffixes:
                yield info.filename, _contents(archive, info)
        except Unreadable as error:
            yield Failure(f"{place}!{info.filename}", str(error))


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part not in {".", ".."} for part in parts)


def _check(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (parts and ":" in parts[0]) or "\x00" in name:
        raise Unreadable("its name points outside the archive; such members are refused")
    if name.lower().endswith((".zip", ".gz", ".tar", ".tgz", ".7z", ".rar")):
        raise Unreadable("archives inside an archive are refused; unpack it first")
    if info.flag_bits & 0x1:
        raise Unreadable("it is encrypted; unpack it with its password first")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable("it is a symbolic link; such members are refused")


def _contents(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    limit = _limit(info.filename)
    bomb = info.file_size > _FREE_OF_RATIO and info.file_size > MAX_RATIO * max(1, info.compress_size)
    if bomb or info.file_size > limit:
        raise Unreadable(f"it expands to {info.file_size:,} bytes, which is refused as a possible zip bomb")
    try:
        with archive.open(info) as stream:
            return _at_most(stream, limit)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError, OSError) as error:
        raise Unreadable("its data in the archive is broken") from error


def _limit(name: str) -> int:
    return MAX_JSON_BYTES if name.lower().endswith((".json", ".jsonl", ".csv")) else MAX_TEXT_BYTES


def _at_most(stream: IO[bytes] | gzip.GzipFile, limit: int) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"it expands to more than {limit // MEGABYTE} MB; split it and try again")
    return data
