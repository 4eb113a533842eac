"""Conversations in the browser: kept, continued, changed, and the same in every tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.ui.conversations import read_kept
from tests.assistant.ui.page_running import COST, NOWHERE, TURNS, WHO, answered, ask, asking_held, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_a_reload_shows_the_same_bytes_and_a_follow_up_knows_what_was_said(page: Page) -> None:
    ask(page, "Who ordered the inquiry into the ferry Halcyon?")
    ask(page, WHO)
    turns = f"[...document.querySelectorAll('{TURNS}')].map((turn) => turn.outerHTML)"
    before = page.evaluate(turns)
    assert len(before) == 2
    open_page(page)
    assert page.evaluate(turns)[1] == before[1]
    assert page.evaluate(turns)[0] == before[0]
    assert page.locator("#spoken p").count() == 0
    assert page.locator("#shelf button.title").all_inner_texts() == ["Who ordered the inquiry into the ferry Halcyon?"]


def test_conversations_are_renamed_chosen_and_deleted(page: Page) -> None:
    ask(page, COST)
    page.click("[data-act=new]")
    page.wait_for_selector(".welcome")
    ask(page, WHO)
    assert page.locator("#shelf button.title").all_inner_texts() == [WHO, COST]
    page.locator("[data-act=rename]").nth(1).click()
    page.keyboard.type("Money")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#shelf').textContent.includes('Money')")
    page.click("#shelf button.title:has-text('Money')")
    answered(page, COST)
    page.once("dialog", lambda asked: asked.accept())
    page.click("#shelf li.current [data-act=delete]")
    page.wait_for_selector(".welcome")
    assert page.locator("#shelf button.title").all_inner_texts() == [WHO]


def test_one_reader_never_sees_what_another_asked(page: Page, site: tuple[Browser, str]) -> None:
    ask(page, COST)
    other = site[0].new_context(base_url=site[1])
    second = other.new_page()
    open_page(second)
    assert COST not in second.content()
    other.close()


def test_edit_and_retry_replaces_and_undo_removes_the_last_question(page: Page) -> None:
    ask(page, NOWHERE)
    page.click("#present [data-act=edit]")
    assert page.input_value("#question") == NOWHERE
    page.fill("#question", COST)
    page.keyboard.press("Enter")
    answered(page, COST)
    assert page.locator(TURNS).count() == 1
    page.click("[data-act=undo]")
    page.wait_for_selector(".welcome")


def test_a_full_storage_is_said(site: tuple[Browser, str]) -> None:
    context = site[0].new_context(base_url=site[1])
    page = context.new_page()
    open_page(page)
    page.evaluate(
        """() => { const room = "x".repeat(1024 * 512);
          try { for (let n = 0; n < 40; n++) localStorage.setItem("filler" + n, room); } catch {}
          try { for (let n = 0; ; n++) localStorage.setItem("fine" + n, "y".repeat(512)); } catch {} }"""
    )
    page.evaluate("document.querySelectorAll('#paper > .problem').forEach((one) => one.remove())")
    with page.expect_console_message(lambda said: "localStorage" in said.text):
        ask(page, COST)
    assert "storage is full" in page.locator("#paper > .problem").first.inner_text()
    context.close()


def test_what_a_browser_hands_back_is_checked() -> None:
    assert read_kept({"conversations": "none"})[1] is not None
    kept, problem = read_kept({"conversations": [{"id": "x", "title": "y", "exchanges": [{"answer": {}}]}]})
    assert (kept.conversations, problem is None) == ((), False)


def titles(page: Page) -> list[str]:
    return page.locator("#shelf button.title").all_inner_texts()


def wait_for_titles(page: Page, *expected: str) -> None:
    page.wait_for_function(
        """(expected) => [...document.querySelectorAll("#shelf button.title")].map((one) => one.textContent).sort()
          .join("|") === expected.sort().join("|")""",
        arg=list(expected),
        polling=50,
    )


def test_an_earlier_question_is_edited_in_a_new_conversation(page: Page) -> None:
    ask(page, COST)
    ask(page, WHO)
    page.click("#past [data-act=edit]")
    assert "goes on in a new conversation" in page.locator(".editing").inner_text()
    page.fill("#question", NOWHERE)
    page.keyboard.press("Enter")
    answered(page, NOWHERE)
    assert page.locator(TURNS).count() == 1
    assert titles(page) == [NOWHERE, COST]
    page.click(f"#shelf button.title:has-text('{COST}')")
    answered(page, WHO)
    assert page.locator(TURNS).count() == 2


def test_two_tabs_of_one_browser_keep_the_same_conversations(page: Page) -> None:
    ask(page, COST)
    other = page.context.new_page()
    open_page(other)
    assert titles(other) == [COST]
    other.click("[data-act=new]")
    other.wait_for_selector(".welcome")
    ask(other, WHO)
    wait_for_titles(page, COST, WHO)
    assert page.locator("#present .question").inner_text() == COST
    ask(page, NOWHERE)
    assert page.locator(TURNS).count() == 2
    other.once("dialog", lambda asked: asked.accept())
    other.click("#shelf li.current [data-act=delete]")
    wait_for_titles(page, COST)
    for tab in (page, other):
        open_page(tab)
        wait_for_titles(tab, COST)
    assert page.locator(TURNS).count() == 2


def test_what_another_tab_keeps_while_an_answer_is_written_is_not_lost(page: Page) -> None:
    other = page.context.new_page()
    open_page(other)
    with asking_held(page, COST, "**/queue/data**", "#coming .stages li"):
        ask(other, WHO)
    answered(page, COST)
    for tab in (page, other):
        wait_for_titles(tab, COST, WHO)
    open_page(page)
    assert page.locator("#present .question").inner_text() == COST
    wait_for_titles(page, COST, WHO)


def test_two_tabs_that_go_on_with_one_conversation_keep_both_answers(page: Page) -> None:
    ask(page, COST)
    other = page.context.new_page()
    open_page(other)
    with asking_held(page, WHO, "**/queue/data**", "#coming .stages li"):
        ask(other, NOWHERE)
    answered(page, WHO)
    for tab, question in ((page, WHO), (other, NOWHERE)):
        wait_for_titles(tab, COST, COST)
        assert tab.locator("#present .question").inner_text() == question
        tab.wait_for_function(
            """() => JSON.parse(sessionStorage.getItem("news-assistant-current"))
              === document.querySelector("#shelf li.current").dataset.id""",
            polling=50,
        )
        open_page(tab)
        assert tab.locator("#present .question").inner_text() == question
        assert tab.locator(TURNS).count() == 2


def test_a_tab_in_which_only_was_read_shows_the_same_when_it_is_opened_anew(page: Page) -> None:
    ask(page, COST)
    page.click("[data-act=new]")
    page.wait_for_selector(".welcome")
    ask(page, WHO)
    other = page.context.new_page()
    open_page(other)
    assert other.locator("#present .question").inner_text() == WHO
    before = page.evaluate("localStorage.getItem('news-assistant')")
    page.click(f"#shelf button.title:has-text('{COST}')")
    answered(page, COST)
    page.wait_for_function("(before) => localStorage.getItem('news-assistant') !== before", arg=before, polling=50)
    open_page(other)
    assert other.locator("#present .question").inner_text() == WHO
