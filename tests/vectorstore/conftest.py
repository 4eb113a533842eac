"""A small deterministic embedder for what depends on storage alone, the bundled one for what depends on meaning."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vectorstore.embedding import Embedder, open_embedder

if TYPE_CHECKING:
    from numpy.typing import NDArray


class WordEmbedder(Embedder):
    """A bag of hashed words as a unit vector; counts the texts it encoded."""

    name = "words"
    digest = "words-1"
    dimension = 64
    max_tokens = 256

    def __init__(self) -> None:
        super().__init__()
        self.encoded = 0

    def _batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        rows = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for index, text in enumerate(texts):
            for word in text.lower().split():
                seed = int.from_bytes(word.encode()[:8].ljust(8, b"."), "little") ^ len(word)
                rows[index] += np.random.default_rng(seed).standard_normal(self.dimension)
        return rows


@pytest.fixture
def words() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    return open_embedder()


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server on a free port of the loopback interface."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/api/v2/heartbeat", process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the Chroma server did not start")
