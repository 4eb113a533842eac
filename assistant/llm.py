"""The language model behind one seam, LangChain's BaseChatModel: embedded, any OpenAI-compatible URL, or a provider."""

from __future__ import annotations

import contextvars
import logging
import math
import queue
import re
import threading
import time
from typing import TYPE_CHECKING, Any

from assistant import llm_server, models
from vectorstore.errors import BadInput, LLMError, ModelError, NewsAssistantError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import httpx
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import RunnableConfig

    from assistant.settings import Settings

log = logging.getLogger("news_assistant")

DEFAULT_WEIGHTS = "qwen2.5-coder-1.5b"
FORMS = "none, embedded, embedded:NAME, embedded:FILE.gguf, provider:model, or http(s)://HOST/v1#MODEL"
PLAIN_ODDS = 3.0
"""Log-odds that a bare Yes or No counts for, where the server gives no probabilities."""
TOO_LONG = "the language model took too long; ask again, or give it more seconds with NEWS_ASSISTANT_LLM_TIMEOUT"
TOP_LOGPROBS = 20
EXCERPT = 200


def llm_name(settings: Settings) -> str:
    """The language model's name for a trace, without credentials."""
    if settings.llm == "embedded":
        return f"embedded:{DEFAULT_WEIGHTS}"
    if settings.llm.startswith("embedded:"):
        return "embedded:" + re.split(r"[\\/]", settings.llm.removeprefix("embedded:"))[-1]
    return re.sub(r"(?<=://)[^/@]*@", "", settings.llm)


def chat_model(settings: Settings) -> BaseChatModel | None:
    """The language model that the settings name, None for ``none``. The embedded one is started at its first use.

    Raises BadInput for a name of no known form, ModelError for missing weights, LLMError when a URL does not answer.
    """
    form = settings.llm.strip()
    if form == "none":
        return None
    if form == "embedded" or form.startswith("embedded:"):
        return _embedded(settings)
    if re.match(r"https?://", form, re.I):
        return _at_url(form, settings)
    if re.fullmatch(r"[\w-]+:[^\s/][^\s]*", form):
        return _from_provider(form, settings)
    raise BadInput(f"{form!r} names no language model; use {FORMS}")


def embedded_server(settings: Settings) -> llm_server.EmbeddedServer:
    """The process-wide embedded server of these settings, not started yet. Raises ModelError for missing weights."""
    weights = models.resolve(settings.llm.strip().partition(":")[2] or DEFAULT_WEIGHTS, settings.models_dir)
    return llm_server.server(llm_server.Options(str(weights.resolve()), settings.llm_threads, settings.llm_cache))


def warm(settings: Settings, messages: Sequence[BaseMessage] = ()) -> None:
    """Start the embedded model in the background and have it read ``messages``: prompts that begin so are then fast.

    Returns at once. What goes wrong is logged here and told by the call that needs the model.
    """
    if settings.llm == "embedded" or settings.llm.startswith("embedded:"):
        threading.Thread(target=_warm, args=(settings, list(messages)), daemon=True, name="llm-warm").start()


def _warm(settings: Settings, messages: list[BaseMessage]) -> None:
    try:
        model = chat_model(settings)
        embedded_server(settings).address()
        if model is not None and messages:
            model.invoke(messages, max_tokens=1)
    except Exception as error:  # noqa: BLE001 (a warm-up may fail in any way; the real call will tell)
        log.info("the language model could not be warmed up: %s", type(error).__name__)


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
            if attempt == 2:  # noqa: PLR2004
                raise LLMError(str(error)) from error
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
            if attempt == 2:  # noqa: PLR2004
                raise LLMError(str(error)) from error
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
        return _status_error(int(status), error)
    if any(isinstance(cause, httpx.TimeoutException) for cause in causes):
        return LLMError(TOO_LONG)
    if any(isinstance(cause, (httpx.ConnectError, ConnectionRefusedError)) for cause in causes):
        return LLMError("the language model cannot be reached; check that its server runs and that its URL is right")
    if any(isinstance(cause, httpx.TransportError) for cause in causes):
        return _LostError("the language model broke off in the middle of its answer; ask again")
    return LLMError(f"the language model's reply cannot be read ({type(error).__name__}); check its URL and name")


def _status_error(status: int, error: Exception) -> LLMError:
    if status in (401, 403):
        return LLMError("the language model refused the key; set NEWS_ASSISTANT_LLM_API_KEY or the provider's variable")
    said = " ".join(str(error).split())[:EXCERPT]
    return LLMError(f"the language model's server answered with an error (HTTP {status}): {said}")


def _common(settings: Settings) -> dict[str, Any]:
    return {
        "temperature": 0,
        "timeout": settings.llm_timeout,
        "max_retries": 0,
        "max_tokens": settings.llm_max_tokens,
    }


def _embedded(settings: Settings) -> BaseChatModel:
    import asyncio

    import httpx
    from langchain_openai import ChatOpenAI

    running = embedded_server(settings)

    def aim(request: httpx.Request) -> None:
        """Send the request to the child that lives now; starts one if there is none."""
        address, key = running.address()
        target = httpx.URL(address)
        request.url = request.url.copy_with(host=target.host, port=target.port)
        request.headers["Host"] = f"{target.host}:{target.port}"
        request.headers["Authorization"] = f"Bearer {key}"

    async def aim_async(request: httpx.Request) -> None:
        await asyncio.to_thread(aim, request)

    return ChatOpenAI(
        model=llm_name(settings),
        base_url="http://127.0.0.1/v1",
        api_key="set at each request",  # type: ignore[arg-type]
        seed=settings.seed,
        use_responses_api=False,
        openai_proxy="",
        http_client=httpx.Client(event_hooks={"request": [aim]}, trust_env=False, timeout=settings.llm_timeout),
        http_async_client=httpx.AsyncClient(
            event_hooks={"request": [aim_async]}, trust_env=False, timeout=settings.llm_timeout
        ),
        **_common(settings),
    )


def _at_url(form: str, settings: Settings) -> BaseChatModel:
    import httpx
    from langchain_openai import ChatOpenAI

    url, _, name = form.partition("#")
    try:
        host = httpx.URL(url).host
    except httpx.InvalidURL as error:
        raise BadInput(f"{form!r} is not a URL ({error}); use {FORMS}") from error
    if not host:
        raise BadInput(f"{form!r} names no host; use {FORMS}")
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    return ChatOpenAI(
        model=name or _first_model(url, key),
        base_url=url,
        api_key=key,  # type: ignore[arg-type]
        seed=settings.seed,
        use_responses_api=False,
        **_common(settings),
    )


def _first_model(url: str, key: str) -> str:
    """The first model that a server lists."""
    import httpx

    try:
        response = httpx.get(f"{url.rstrip('/')}/models", headers={"Authorization": f"Bearer {key}"}, timeout=10)
        response.raise_for_status()
        return str(response.json()["data"][0]["id"])
    except httpx.HTTPStatusError as error:
        raise _status_error(error.response.status_code, error) from error
    except httpx.HTTPError as error:
        raise LLMError(f"the language model at {url} cannot be reached; check that its server runs") from error
    except (ValueError, LookupError, TypeError) as error:
        raise LLMError(f"{url} does not list its models; name one as {url}#MODEL") from error


def _from_provider(form: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        made: BaseChatModel = init_chat_model(form, **_common(settings))
    except ImportError as error:
        raise BadInput(f"{form!r} needs a package that is not installed: {error}") from error
    except ModelError:
        raise
    except Exception as error:
        raise BadInput(f"{form!r} cannot be used as a language model ({str(error)[:EXCERPT]}); use {FORMS}") from error
    return made
