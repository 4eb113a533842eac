"""The page over the real embedded language model: the stages of an answer, its citation, and Stop."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from assistant.api import Assistant
from tests.assistant.library import articles
from tests.assistant.ui.page_running import COST, WHO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

PATIENCE = 240_000
"""Milliseconds that a slow machine may take for one answer."""
WRITING = "#present .stages li:has-text('Writing, and checking each sentence')"


@pytest.fixture(scope="module")
def assistant(llm_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("data") / "store"
    with Assistant.open(folder, llm=f"embedded:{llm_weights}", search="exact", now="2026-03-11T12:00:00Z") as opened:
        opened.store.put(articles())
        opened.store.work()
        yield opened


def send(page: Page, question: str) -> None:
    page.set_default_timeout(PATIENCE)
    page.fill("#question", question)
    page.keyboard.press("Enter")


@pytest.mark.llm
def test_an_answer_is_written_in_stages_and_leads_to_the_cited_words(page: Page) -> None:
    send(page, COST)
    page.wait_for_selector(WRITING)
    assert "Harbour tunnel to cost 410 million crowns" in page.locator("#present .stages").inner_text()
    page.wait_for_selector("#present .turn.answered")
    turn = page.locator("#present .turn")
    assert "410 million crowns" in turn.locator(".said").first.inner_text()
    quote = turn.locator(".sources blockquote").first.inner_text()
    turn.locator(".cite").first.click()
    page.wait_for_selector(".reader mark")
    assert page.locator(".reader mark").inner_text() == quote


@pytest.mark.llm
def test_stop_ends_the_language_models_work(page: Page) -> None:
    send(page, WHO)
    page.wait_for_selector(WRITING)
    page.click(".halt")
    page.wait_for_selector("#present .turn.stopped .halted")
    deadline = time.monotonic() + PATIENCE / 1000
    while any(thread.name == "answer" for thread in threading.enumerate()) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert not any(thread.name == "answer" for thread in threading.enumerate())
    assert page.locator("#shelf button.title").count() == 0
