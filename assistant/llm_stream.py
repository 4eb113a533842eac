"""A reply of the language model within its time: streamed text, or the odds of Yes; every failure is one sentence."""

from __future__ import annotations

import contextvars
import math
import queue
import re
import threading
import time
from typing import TYPE_CHECKING, Any

from vectorstore.errors import LLMError, NewsAssistantError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import RunnableConfig

PLAIN_ODDS = 3.0
"""Log-odds that a bare Yes or No counts for, where the server gives no probabilities."""
TOO_LONG = "the language model took too long; ask again, or give it more seconds with NEWS_ASSISTANT_LLM_TIMEOUT"
TOP_LOGPROBS = 20
DYING = 0.5
"""Seconds before a lost connection is tried again: a process that was killed may hold its address for a moment."""
EXCERPT = 200
"""Characters of another program's message that a sentence of ours repeats."""


def stream_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    max_tokens: int,
    stop: Sequence[str] | None = None,
    timeout: float,
    config: RunnableConfig | None = None,
) -> Iterator[str]:
    """Pieces of the reply as they are written; closing the iterator stops the model at its next token.

    A connection lost on the way is tried once more, and what was already given is not repeated.
    Raises LLMError when the model cannot be reached, dies, answers garbage or takes more than ``timeout`` seconds.
    """
    kwargs: dict[str, Any] = {"stop": list(stop)} if stop else {}
    if "max_tokens" in type(model).model_fields:
        kwargs["max_tokens"] = max_tokens
    deadline = time.monotonic() + timeout
    given = ""
    for attempt in (1, 2):
        text = ""
        try:
            for piece in _pieces(model, messages, config, kwargs, deadline, max_tokens):
                text += piece
                if not (text.startswith(given) or given.startswith(text)):
                    raise LLMError("the language model broke off and began another answer; ask again")
                if len(text) > len(given):
                    fresh, given = text[len(given) :], text
                    yield fresh
        except _LostError as error:
            _wait_or_give_up(error, attempt)
        else:
            return


def log_odds_yes(
    model: BaseChatModel, messages: Sequence[BaseMessage], *, timeout: float, config: RunnableConfig | None = None
) -> float | None:
    """The reply's log P(Yes) - log P(No) at its first word; None when it is neither and no probabilities are given.

    A side that is not among the likeliest tokens counts as the least likely of them. A server without probabilities
    gives plus or minus PLAIN_ODDS. Raises LLMError as stream_text does.
    """
    kwargs: dict[str, Any] = {}
    if "max_tokens" in type(model).model_fields:
        kwargs["max_tokens"] = 1
    if "top_logprobs" in type(model).model_fields:
        kwargs |= {"logprobs": True, "top_logprobs": TOP_LOGPROBS}
    deadline = time.monotonic() + timeout
    for attempt in (1, 2):
        try:
            reply = next(_in_time(lambda: iter([model.invoke(list(messages), config=config, **kwargs)]), deadline))
        except _LostError as error:
            _wait_or_give_up(error, attempt)
        else:
            return _odds(reply)
    raise LLMError("the language model gave no answer")


def _odds(reply: AIMessage) -> float | None:
    content = (reply.response_metadata.get("logprobs") or {}).get("content") or []
    top = content[0].get("top_logprobs") if content else None
    if not top:
        word = _word(reply.text)
        return {"yes": PLAIN_ODDS, "no": -PLAIN_ODDS}.get(word)
    floor = min(token["logprob"] for token in top)
    sides: dict[str, list[float]] = {"yes": [], "no": []}
    for token in top:
        if (word := _word(token["token"])) in sides:
            sides[word].append(token["logprob"])
    if not any(sides.values()):
        return None
    yes, no = (math.log(sum(map(math.exp, found))) if found else floor for found in (sides["yes"], sides["no"]))
    return yes - no


def _word(text: str) -> str:
    found = re.match(r"\W*(\w+)", text)
    return found[1].lower() if found else ""


def _pieces(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    config: RunnableConfig | None,
    kwargs: dict[str, Any],
    deadline: float,
    max_tokens: int,
) -> Iterator[str]:
    finished = False
    for count, chunk in enumerate(_in_time(lambda: model.stream(list(messages), config=config, **kwargs), deadline)):
        finished = finished or bool(chunk.response_metadata.get("finish_reason"))
        if chunk.text:
            yield str(chunk.text)
        if count > 2 * max_tokens + 8:  # a server that does not know max_tokens
            return
    if _is_openai(model) and not finished:
        raise _LostError("the language model broke off in the middle of its answer; ask again")


def _is_openai(model: BaseChatModel) -> bool:
    return any(base.__name__ == "BaseChatOpenAI" for base in type(model).__mro__)


class _LostError(Exception):
    """The connection was there and went away."""


def _wait_or_give_up(error: _LostError, attempt: int) -> None:
    """Waits before the second attempt. Raises LLMError after it."""
    if attempt > 1:
        raise LLMError(str(error)) from error
    time.sleep(DYING)


def _in_time(produce: Callable[[], Iterator[Any]], deadline: float) -> Iterator[Any]:
    """What ``produce`` yields, from a thread of its own, so that the deadline holds whatever the model does."""
    items: queue.Queue[tuple[str, Any]] = queue.Queue()
    closed = threading.Event()

    def work() -> None:
        try:
            source = produce()
            for item in source:
                items.put(("item", item))
                if closed.is_set():
                    if hasattr(source, "close"):
                        source.close()
                    return
            items.put(("end", None))
        except Exception as error:  # noqa: BLE001 (a model may raise anything; it is told as one sentence)
            items.put(("error", error))

    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True, name="llm-call").start()
    try:
        while True:
            try:
                kind, value = items.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise LLMError(TOO_LONG) from None
            if kind == "error":
                raise _told(value) from value
            if kind == "end":
                return
            yield value
    finally:
        closed.set()


def _told(error: Exception) -> Exception:
    """What went wrong in one sentence."""
    import httpx

    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, NewsAssistantError):
            return cause
    status = getattr(error, "status_code", None)
    if status is not None:
        return status_error(int(status), error)
    if any(isinstance(cause, httpx.TimeoutException) for cause in causes):
        return LLMError(TOO_LONG)
    if any(isinstance(cause, (httpx.ConnectError, ConnectionRefusedError)) for cause in causes):
        return LLMError("the language model cannot be reached; check that its server runs and that its URL is right")
    if any(isinstance(cause, httpx.TransportError) for cause in causes):
        return _LostError("the language model broke off in the middle of its answer; ask again")
    return LLMError(f"the language model's reply cannot be read ({type(error).__name__}); check its URL and name")


def status_error(status: int, error: Exception) -> LLMError:
    """What a server's HTTP status means, as an error to raise."""
    if status in (401, 403):
        return LLMError("the language model refused the key; set NEWS_ASSISTANT_LLM_API_KEY or the provider's variable")
    said = " ".join(str(error).split())[:EXCERPT]
    return LLMError(f"the language model's server answered with an error (HTTP {status}): {said}")
