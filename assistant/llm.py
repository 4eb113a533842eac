"""The language model behind one seam, LangChain's BaseChatModel: embedded, any OpenAI-compatible URL, or a provider."""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING, Any

from assistant import llm_server, models
from assistant.llm_stream import EXCERPT, PLAIN_ODDS, log_odds_yes, status_error, stream_text
from vectorstore.errors import BadInput, LLMError, ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

    from assistant.settings import Settings

__all__ = [
    "DEFAULT_WEIGHTS", "FORMS", "PLAIN_ODDS", "chat_model", "close", "embedded_server", "llm_name",
    "log_odds_yes", "stream_text", "warm",
]  # fmt: skip

log = logging.getLogger("news_assistant")

DEFAULT_WEIGHTS = "qwen2.5-coder-1.5b"
FORMS = "none, embedded, embedded:NAME, embedded:FILE.gguf, provider:model, or http(s)://HOST/v1#MODEL"


def llm_name(settings: Settings) -> str:
    """The language model's name for a trace, without credentials: a URL's user and query are dropped."""
    if settings.llm == "embedded":
        return f"embedded:{DEFAULT_WEIGHTS}"
    if settings.llm.startswith("embedded:"):
        return "embedded:" + re.split(r"[\\/]", settings.llm.removeprefix("embedded:"))[-1]
    if "://" not in settings.llm:
        return settings.llm
    return re.sub(r"(?<=://)[^/@]*@|\?[^#]*", "", settings.llm)


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


def close(model: BaseChatModel) -> None:
    """Closes the connections of a model that ``chat_model`` made; the embedded server lives on."""
    client = getattr(model, "http_client", None)
    if client is not None:
        client.close()


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
        raise status_error(error.response.status_code, error) from error
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
