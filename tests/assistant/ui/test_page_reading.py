"""From an answer to the cited words and back, and everything that stands with an answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from assistant.render import to_markdown
from tests.assistant.ui.page_running import COST, NOWHERE, WHO, ask

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from assistant.api import Assistant

ZEBRA = "What did the zebra keeper Jorun Aske say?"


def test_a_citation_leads_to_the_cited_words_and_back_by_keyboard_alone(page: Page, assistant: Assistant) -> None:
    ask(page, COST)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    cite = page.locator(".cite:focus")
    name = cite.get_attribute("aria-label") or ""
    assert "Veld Business Daily, Harbour tunnel to cost 410 million crowns, 15 January 2026" in name
    quote = page.locator("#card blockquote").inner_text()
    assert "410 million crowns" in quote
    page.keyboard.press("Enter")
    mark = page.locator(".reader mark:focus")
    assert mark.inner_text() == quote
    assert mark.inner_text() in assistant.store.get("tunnel").text
    assert "a hole that eats money" in page.locator(".reader").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".cite:focus").get_attribute("aria-label") == name


def test_what_the_answer_rests_on_stands_under_it(page: Page) -> None:
    ask(page, WHO)
    turn = page.locator("#present .turn").inner_text()
    assert "Supported" in turn
    assert "as of 9 March 2026" in turn
    assert "6 articles from 4 outlets, newest 9 March 2026, 2 days before you asked." in turn
    assert page.locator("details.also").get_attribute("open") is None
    cited = page.locator(".sources .headline").all_inner_texts()
    assert cited == ["Death toll of Halcyon rises to nine"]


def test_a_refusal_looks_different_and_names_what_does_not_answer(page: Page) -> None:
    ask(page, NOWHERE)
    assert page.locator(".turn.not_in_articles .refusal .not-said").inner_text() == "The articles do not say."
    assert "do not answer the question" in page.locator(".refusal").inner_text()
    page.locator(".nearest button").first.click()
    page.wait_for_selector(".reader mark")


def test_hostile_articles_are_shown_as_text(page: Page) -> None:
    ask(page, ZEBRA)
    page.locator("#present :is(.cite, .nearest button, .also button)").first.click(force=True)
    page.wait_for_selector(".reader mark")
    text = page.locator(".reader").inner_text()
    for trick in ("<script>window.hacked = 1</script>", "{{7*7}} ${7*7}", "![image](http://127.0.0.1:9/beacon.png)"):
        assert trick in text
    assert page.locator(".reader :is(img, script, a[href^='javascript']), .turn :is(img, script)").count() == 0
    assert page.locator(".reader .live").count() == 0


def test_copied_markdown_is_what_the_renderer_gives(
    page: Page, site: tuple[Browser, str], assistant: Assistant
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site[1].rstrip("/"))
    ask(page, COST)
    page.click("#present [data-act=copy]")
    page.wait_for_function("() => document.querySelector('#present [data-act=copy]').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == to_markdown(assistant.ask(COST))
    with page.expect_download() as saved:
        page.click("#present [data-act=download]")
    assert re.fullmatch(r"answer-2026-03-11-\w+\.md", saved.value.suggested_filename)


def test_an_opinion_is_written_down_as_a_case(page: Page, assistant: Assistant) -> None:
    ask(page, COST)
    page.click("#present [data-act=open-opinion]")
    page.select_option("#present .opinion select", "missing")
    page.fill("#present .opinion [name=comment]", "It also says why.")
    page.click("#present .opinion [type=submit]")
    page.wait_for_selector("#present [data-act=open-opinion][aria-pressed=true]")
    file: Path = assistant.settings.store.parent / "feedback.jsonl"
    case = json.loads(file.read_text().splitlines()[-1])
    assert (case["question"], case["rating"], case["reason"], case["comment"]) == (
        COST, "dislike", "missing", "It also says why.",
    )  # fmt: skip
