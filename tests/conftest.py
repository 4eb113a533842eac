"""What all tests share: a clean environment, the shipped and the shared articles, and real servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
KEPT = {"NEWS_ASSISTANT_MODELS_DIR", "NEWS_ASSISTANT_TEST_LLM"}

# Before any test module imports a library: no network for models, no telemetry, none of the user's settings.
for name in [key for key in os.environ if key.startswith("NEWS_ASSISTANT_") and key not in KEPT]:
    del os.environ[name]
os.environ.update({"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "TOKENIZERS_PARALLELISM": "false"})

# A shell starts what it runs in the background deaf to Ctrl-C, and the programs under test would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A command that names no store writes into a folder of this run, never into the user's store."""
    os.environ["NEWS_ASSISTANT_STORE"] = str(tmp_path_factory.mktemp("default-store"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles beside the checkout; the test skips where there is none."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data")
    return folder.parent


@pytest.fixture(scope="session")
def samples_dir() -> Iterator[Path]:
    """The folder of the articles shipped with the package."""
    with as_file(files("assistant") / "samples") as folder:
        yield folder


@pytest.fixture(scope="session")
def llm_weights() -> Path:
    """The default language model's weights: NEWS_ASSISTANT_TEST_LLM, else as resolved, else downloaded and verified."""
    if given := os.environ.get("NEWS_ASSISTANT_TEST_LLM"):
        return Path(given)
    from assistant.llm import DEFAULT_WEIGHTS
    from assistant.models import download
    from assistant.settings import Settings

    return download(DEFAULT_WEIGHTS, Settings().models_dir)


@pytest.fixture
def free_port() -> int:
    """A TCP port on the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def serve() -> Iterator[Callable[[str], str]]:
    """Starts the OpenAI-compatible server of these tests in a mode and gives its URL."""
    running: list[subprocess.Popen[str]] = []

    def start(mode: str) -> str:
        script = ROOT / "tests" / "openai_server.py"
        process = subprocess.Popen([sys.executable, str(script), mode], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        return f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def chroma_server(tmp_path: Path, free_port: int) -> Iterator[str]:
    """The URL of a real Chroma server, on loopback, over an empty folder; stopped after the test."""
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path / "chroma-server")]
    log = tmp_path / "chroma.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(free_port)], stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{free_port}"
    try:
        _wait_until_alive(f"{url}/api/v2/heartbeat", server, log)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_alive(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the Chroma server ended with {server.returncode}: {log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("the Chroma server did not answer within 60 seconds")
