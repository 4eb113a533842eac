"""An answer's events for readers who may leave: between them the caller is asked, and leaving stops all work."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler

from assistant.types import Done, Event

if TYPE_CHECKING:
    from collections.abc import Generator

    from assistant.api import Assistant
    from assistant.chain import Ask

TICK = 0.5
"""Seconds after which a reader is asked again whether they are still there."""


class Stopped(Exception):
    """Raised inside the language model's work where nobody waits for it any more."""


class Stop(BaseCallbackHandler):
    """Ends the language model's work at its next token once ``wanted`` is set."""

    raise_error = True

    def __init__(self) -> None:
        self.wanted = threading.Event()

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 (LangChain's signature)
        """Before the model is called."""
        self._look()

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 (LangChain's signature)
        """At each token."""
        self._look()

    def _look(self) -> None:
        if self.wanted.is_set():
            raise Stopped


def watched(assistant: Assistant, ask: Ask) -> Generator[Event | None]:
    """The events of one answer, and None whenever half a second brought none; the last is Done.

    Closing the generator, which a server can do at each of them, stops the language model at its next token: the
    request to it is aborted. Raises what the chain raises.
    """
    events: queue.Queue[Event | Exception] = queue.Queue()
    stop = Stop()

    def work() -> None:
        try:
            for event in assistant.chain.stream(ask, {"callbacks": [stop]}):
                events.put(event)
                if stop.wanted.is_set():
                    return
        except Exception as error:  # noqa: BLE001 (handed to the reader, who raises it)
            events.put(error)

    threading.Thread(target=work, daemon=True, name="answer").start()
    try:
        while True:
            try:
                event = events.get(timeout=TICK)
            except queue.Empty:
                yield None
                continue
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Done):
                return
    finally:
        stop.wanted.set()
