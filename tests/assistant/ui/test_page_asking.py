"""Asking: the stages, the search behind an answer, filters, what cannot be asked, and Stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.types import Verified
from tests.assistant.ui.page_running import COST, TURNS, WHO, answered, ask, asking_held, open_page
from vectorstore.errors import LLMError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from playwright.sync_api import Browser, Page

    from assistant.api import Assistant


def test_stages_are_shown_before_the_answer_and_sentences_are_spoken_once(page: Page) -> None:
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
          const stages = document.querySelectorAll(".stages > li");
          for (const one of stages) window.seen.push(one.firstChild.textContent.trim());
        }).observe(document.querySelector("#present"), {childList: true, subtree: true, characterData: true}); }"""
    )
    ask(page, COST)
    seen = page.evaluate("window.seen")
    assert seen[0].startswith("Searching")
    said = page.locator("#spoken p").all_inner_texts()
    assert said[0] == "Searching."
    assert said[-1] == "The answer is complete."
    assert sum("410 million crowns" in one for one in said) == 1


def test_the_search_is_shown_and_can_be_edited(page: Page) -> None:
    ask(page, COST)
    page.click("#present details.search > summary")
    page.fill("#present [name=question]", WHO)
    page.fill("#present [name=until]", "2026-03-05")
    page.fill("#present [name=most_articles]", "2")
    page.click("#present details.search [type=submit]")
    answered(page, WHO)
    assert "Searched only: until 5 March 2026." in page.locator("#present .footing").inner_text()
    assert page.locator(TURNS).count() == 1
    summary = page.locator("#present details.search summary").inner_text()
    assert "until 5 March 2026" in summary
    assert "2 articles" in summary


def test_filters_narrow_the_next_question_and_stand_under_the_answer(page: Page) -> None:
    page.click("#dock details.filters summary")
    page.check("#dock input[value='Radio Veld']")
    assert "Radio Veld" in page.locator(".in-force").inner_text()
    ask(page, COST)
    assert "Searched only: outlet Radio Veld." in page.locator("#present .footing").inner_text()


def test_an_empty_or_too_long_question_gets_a_sentence(page: Page) -> None:
    page.keyboard.press("Enter")
    assert page.locator(TURNS).count() == 0
    page.evaluate("() => document.querySelector('#question').removeAttribute('maxlength')")
    page.fill("#question", "why " * 600)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.failed")
    assert "longer than 2000 characters" in page.locator(".turn.failed .problem").inner_text()


def test_stop_ends_a_running_answer(site: tuple[Browser, str], assistant: Assistant) -> None:
    context = site[0].new_context(base_url=site[1])
    page = context.new_page()
    open_page(page)
    stream = assistant.chain.stream
    closed = []

    def slow(*given: object) -> Iterator[object]:
        events = stream(*given)  # type: ignore[arg-type]
        try:
            yield next(events)
            for _ in range(100):
                time.sleep(0.1)
                yield next(events)
        finally:
            closed.append(True)

    assistant.chain.stream = slow  # type: ignore[method-assign, assignment]
    try:
        page.fill("#question", COST)
        page.keyboard.press("Enter")
        page.wait_for_selector(".stages li:has-text('Searching for')")
        page.click(".halt")
        page.wait_for_selector(".turn.stopped .halted")
        deadline = time.monotonic() + 30
        while not closed and time.monotonic() < deadline:
            page.wait_for_timeout(100)
    finally:
        assistant.chain.stream = stream  # type: ignore[method-assign]
    assert closed == [True]
    assert page.locator(".turn:not(.running):visible").count() == 0
    ask(page, WHO)
    context.close()


def test_the_question_and_its_first_stage_stand_there_before_the_server_answers(site: tuple[Browser, str]) -> None:
    context = site[0].new_context(base_url=site[1], reduced_motion="reduce")
    page = context.new_page()
    open_page(page)
    ask(page, COST)
    with asking_held(page, WHO, "**/queue/join**", "#coming .stages li:has-text('Searching')"):
        coming = page.locator("#coming .question")
        assert coming.inner_text() == WHO
        assert page.locator("[id=coming]").count() == 1
        place = coming.bounding_box()
        assert page.locator("#spoken p").all_inner_texts()[-1] == "Searching."
    answered(page, WHO)
    assert not coming.is_visible()
    assert page.locator("#present .question").bounding_box() == place
    context.close()


def test_what_was_shown_stays_where_the_language_model_fails(
    page: Page, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = assistant.chain.stream

    def failing(*given: object) -> Iterator[object]:
        for event in stream(*given):  # type: ignore[arg-type]
            yield event
            if isinstance(event, Verified):
                raise LLMError("the language model has ended")

    monkeypatch.setattr(assistant.chain, "stream", failing)
    page.fill("#question", COST)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.failed")
    assert page.locator(".turn.failed .problem").inner_text() == "the language model has ended"
    assert "410 million crowns" in page.locator(".turn.failed .claim .words").first.inner_text()
    page.locator(".turn.failed .cite").first.click()
    page.wait_for_selector(".reader mark")
    assert page.locator("#shelf button.title").count() == 0, "an answer that was not finished is not kept"


def test_what_is_pressed_under_an_answer_does_not_end_the_wait_for_the_next(site: tuple[Browser, str]) -> None:
    context = site[0].new_context(base_url=site[1])
    page = context.new_page()
    open_page(page)
    ask(page, COST)
    with asking_held(page, WHO, "**/queue/join**", "#coming .stages li:has-text('Searching')"):
        page.click("#present [data-act=copy]")
        page.wait_for_selector("#spoken p:text-matches('Copied|Not allowed here')", state="attached")
        page.click("#present [data-act=rate][data-rating=like]")
        page.wait_for_timeout(300)  # the page looks at what has changed within a tenth of a second
        assert page.locator("#coming .question").is_visible()
        assert page.locator(".ask .halt").is_visible()
    answered(page, WHO)
    page.wait_for_selector("#past [data-rating=like][aria-pressed=true]")
    context.close()
