"""The page as a reader meets it: served by this process with the guard before it, and opened in a browser."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from assistant.api import Assistant

COST = "How much will the harbour tunnel in Veld cost?"
WHO = "Who will lead the inquiry?"
NOWHERE = "Who won the chess championship in Lisbon?"
TURNS = "#past .turn, #present .turn"
"""The questions of the conversation on the page, with what came of them."""


@contextmanager
def page_of(assistant: Assistant, temporary: Path) -> Iterator[str]:
    """The address of the whole page over an assistant."""
    import uvicorn

    from assistant.ui import page, serve

    with (
        patch.dict(os.environ, {"GRADIO_TEMP_DIR": str(temporary)}),
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        app = serve.application(assistant, page.build(assistant), look=page.launch_options())
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 60
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.05)
            assert server.started
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(timeout=30)


def open_page(page: Page) -> None:
    """Opens the page anew and waits until it listens."""
    page.goto("/")
    page.wait_for_selector("#present :is(.welcome, .turn)")
    page.wait_for_function("() => document.querySelector('[data-act=theme]')?.textContent.includes('page')")
    page.wait_for_selector("#bridge[data-ready]", state="attached")


def ask(page: Page, question: str) -> None:
    """Asks by the keyboard alone and waits for the finished answer."""
    page.focus("#question")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    answered(page, question)


def answered(page: Page, question: str) -> None:
    """Waits until the last answer is finished, and is one to this question."""
    page.wait_for_function(
        """(question) => {
          const turn = document.querySelector("#present .turn:not(.running)");
          const finished = document.querySelector(".ask .halt").hidden;
          return finished && turn?.querySelector(".question").textContent === question;
        }""",
        arg=question,
        polling=50,  # a tab in the background paints no frames
    )


@contextmanager
def asking_held(page: Page, question: str, at: str, until: str) -> Iterator[None]:
    """Puts a question and holds its first request to ``at`` back, from when ``until`` stands there, while inside."""
    held: list[Route] = []
    page.route(at, lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks it)
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(until)
    yield
    held[0].continue_()
    page.unroute(at)
