"""The seam to language models, against real server processes that behave and misbehave."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from assistant import llm
from assistant.settings import Settings
from vectorstore.errors import BadInput, LLMError, ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

ASKED = [HumanMessage("When did the bridge open?")]
WHOLE = "The bridge opened in March."


def model_at(url: str, **settings: object) -> BaseChatModel:
    model = llm.chat_model(Settings(llm=url, **settings))  # type: ignore[arg-type]
    assert model is not None
    return model


def text(model: BaseChatModel, timeout: float = 20) -> str:
    return "".join(llm.stream_text(model, ASKED, max_tokens=50, timeout=timeout))


def test_none_is_no_model() -> None:
    assert llm.chat_model(Settings(llm="none")) is None


@pytest.mark.parametrize("form", ["gpt", "", "ftp://x/v1", "http://", "nosuchprovider:model"])
def test_an_unknown_form_is_told_the_known_ones(form: str) -> None:
    with pytest.raises(BadInput, match="embedded"):
        llm.chat_model(Settings(llm=form))


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="news-assistant models download"):
        llm.chat_model(Settings(llm="embedded", models_dir=tmp_path))


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("embedded", "embedded:qwen2.5-coder-1.5b"),
        ("embedded:/home/someone/own.gguf", "embedded:own.gguf"),
        ("https://user:secret@host/v1#m", "https://host/v1#m"),
        ("openai:gpt-x", "openai:gpt-x"),
        ("none", "none"),
    ],
)
def test_a_trace_names_the_model_without_secrets(form: str, name: str) -> None:
    assert llm.llm_name(Settings(llm=form)) == name


def test_text_streams_from_a_url(serve: Callable[[str], str]) -> None:
    model = model_at(serve("good"))
    pieces = list(llm.stream_text(model, ASKED, max_tokens=50, timeout=20))
    assert "".join(pieces) == WHOLE
    assert len(pieces) > 3


def test_the_first_listed_model_is_used_unless_one_is_named(serve: Callable[[str], str]) -> None:
    url = serve("good")
    assert model_at(url).model_name == "small-model"  # type: ignore[attr-defined]
    assert model_at(f"{url}#other").model_name == "other"  # type: ignore[attr-defined]


def test_a_key_is_sent_and_a_wrong_one_is_one_sentence(serve: Callable[[str], str]) -> None:
    url = serve("needs-key")
    assert text(model_at(url, llm_api_key=SecretStr("sesame"))) == WHOLE
    with pytest.raises(LLMError, match="NEWS_ASSISTANT_LLM_API_KEY"):
        model_at(url)
    with pytest.raises(LLMError, match="NEWS_ASSISTANT_LLM_API_KEY"):
        text(model_at(f"{url}#small-model", llm_api_key=SecretStr("wrong")))


def test_a_refused_connection_is_one_sentence(free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}/v1"
    with pytest.raises(LLMError, match="cannot be reached"):
        model_at(url)
    with pytest.raises(LLMError, match="cannot be reached"):
        text(model_at(f"{url}#m"))
    with pytest.raises(LLMError, match="cannot be reached"):
        llm.log_odds_yes(model_at(f"{url}#m"), ASKED, timeout=20)


@pytest.mark.parametrize(
    ("mode", "told"),
    [("badjson", "cannot be read"), ("garbage", "language model"), ("fails", "HTTP 500"), ("dies", "language model")],
)
def test_a_server_that_misbehaves_is_one_sentence(serve: Callable[[str], str], mode: str, told: str) -> None:
    model = model_at(f"{serve(mode)}#m")
    with pytest.raises(LLMError, match=told) as caught:
        text(model)
    assert "\n" not in str(caught.value)


def test_a_connection_lost_once_is_tried_again_without_repeating_text(serve: Callable[[str], str]) -> None:
    assert text(model_at(serve("breaks"))) == WHOLE


@pytest.mark.parametrize("mode", ["endless", "silent"])
def test_the_time_limit_holds(serve: Callable[[str], str], mode: str) -> None:
    model = model_at(f"{serve(mode)}#m")
    with pytest.raises(LLMError, match="too long"):
        list(llm.stream_text(model, ASKED, max_tokens=10**6, timeout=1.0))
    if mode == "silent":
        with pytest.raises(LLMError, match="too long"):
            llm.log_odds_yes(model, ASKED, timeout=0.5)


def test_a_server_that_ignores_the_token_limit_is_cut_off(serve: Callable[[str], str]) -> None:
    pieces = list(llm.stream_text(model_at(serve("endless")), ASKED, max_tokens=5, timeout=60))
    assert 5 <= len(pieces) <= 30


def test_log_odds_sum_the_variants_of_yes_and_no(serve: Callable[[str], str]) -> None:
    odds = llm.log_odds_yes(model_at(serve("good")), ASKED, timeout=20)
    assert odds == pytest.approx(-0.5 + 1.5 + 0.2014, abs=0.001)  # ln(e^-0.5 + e^-2) = -0.5 + 0.2014


def test_without_probabilities_a_plain_word_counts(serve: Callable[[str], str]) -> None:
    assert llm.log_odds_yes(model_at(serve("plain")), ASKED, timeout=20) == -llm.PLAIN_ODDS


def test_closing_the_iterator_stops_the_server(serve: Callable[[str], str]) -> None:
    """The server's thread fails at writing when the connection is gone; it goes on serving others."""
    url = serve("endless")
    pieces = llm.stream_text(model_at(url), ASKED, max_tokens=10**6, timeout=60)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and httpx.get(f"{url}/models").json()["streaming"]:
        time.sleep(0.05)
    assert httpx.get(f"{url}/models").json()["streaming"] == 0
