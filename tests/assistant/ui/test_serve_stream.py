"""Who leaves stops the work: the request to the language model is aborted, whoever was waiting for it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.api import Assistant
from assistant.chain import Ask
from assistant.types import Done, Quoted, Reading, Searching, Verified
from assistant.ui.serve_stream import watched
from tests.assistant.library import articles
from tests.assistant.ui.serve_running import served
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SERVER = Path(__file__).parents[2] / "openai_server.py"
QUESTION = "How much will the harbour tunnel in Veld cost?"
DRAFTED = "What is the talk of the town about the tunnel?"
"""No quotation surely answers it, so that the language model is asked to write."""


@pytest.fixture(scope="module")
def endless() -> Iterator[str]:
    """An OpenAI-compatible server that writes for ever."""
    process = subprocess.Popen([sys.executable, str(SERVER), "endless"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        process.terminate()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store")
    with Assistant.open(path, llm="none") as opened:
        opened.store.put(articles())
        opened.store.work()
    return path


def streaming(url: str) -> int:
    """How many replies the language model is writing."""
    with urllib.request.urlopen(f"{url}/models", timeout=10) as reply:
        return int(json.load(reply)["streaming"])


def becomes(count: int, url: str) -> bool:
    return eventually(lambda: streaming(url) == count)


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_the_events_are_the_chains_and_end_with_the_answer(store: Path) -> None:
    with Assistant.open(store, llm="none", search="exact") as assistant:
        events = [event for event in watched(assistant, Ask(QUESTION)) if event is not None]
    assert [type(event) for event in events] == [Searching, Reading, Quoted, Verified, Done]
    done = events[-1]
    assert isinstance(done, Done)
    assert "410 million crowns" in done.answer.text


def test_an_error_of_the_chain_reaches_the_reader(store: Path) -> None:
    with Assistant.open(store, llm="none", search="exact") as assistant, pytest.raises(BadInput, match="empty"):
        list(watched(assistant, Ask(" ")))


def test_closing_the_events_stops_the_language_model(store: Path, endless: str) -> None:
    with Assistant.open(store, llm=endless, llm_max_tokens=100_000, search="exact") as assistant:
        events = watched(assistant, Ask(DRAFTED))
        while next(events) is not None or streaming(endless) == 0:
            pass
        events.close()
        assert becomes(0, endless)


def test_a_client_that_goes_away_stops_its_work(store: Path, endless: str, tmp_path: Path) -> None:
    environment = {"NEWS_ASSISTANT_LLM_MAX_TOKENS": "100000"}
    with (
        served(store, "--llm", endless, temporary=tmp_path, **environment) as address,
        httpx.Client(base_url=address, timeout=60) as http,
    ):
        event = http.post("gradio_api/call/v2/ask", json={"question": DRAFTED}).json()["event_id"]
        with http.stream("GET", f"gradio_api/call/v2/ask/{event}") as reply:
            lines = reply.iter_lines()
            next(lines)
            assert becomes(1, endless)
        assert becomes(0, endless)
