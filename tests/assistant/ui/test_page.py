"""The page in a real browser, over a real server: from the question to the highlighted words, and back."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest

from assistant.api import Assistant
from assistant.render import to_markdown
from assistant.ui.conversations import read_kept
from tests.assistant.library import articles
from tests.assistant.ui.page_running import answered, ask, open_page, page_of
from tests.assistant.ui.serve_running import chromium
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

COST = "How much will the harbour tunnel in Veld cost?"
WHO = "Who will lead the inquiry?"
NOWHERE = "Who won the chess championship in Lisbon?"
ZEBRA = "What did the zebra keeper Jorun Aske say?"
HOSTILE = (
    "The zebra keeper Jorun Aske said on Monday: <script>window.hacked = 1</script> <img src=x"
    " onerror='window.hacked=1'> "
    "[link](javascript:window.hacked=1) ![image](http://127.0.0.1:9/beacon.png) {{7*7}} ${7*7}"
    " &lt;b&gt; </textarea>.\n\n"
    "The zebra of the keeper ate hay."
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("data") / "store"
    with Assistant.open(folder, llm="none", search="exact", now="2026-03-11T12:00:00+00:00") as opened:
        hostile = Article(
            id='hostile"><script>window.hacked=1</script>', title="<img src=x onerror=window.hacked=1> zebra",
            outlet="<b>Zebra</b> Outlet", url="javascript:window.hacked=1", text=HOSTILE, published="2026-03-01",
            authors=("<i>A. Uthor</i>",),
        )  # fmt: skip
        opened.store.put([*articles(), hostile])
        opened.store.work()
        yield opened


@pytest.fixture(scope="module")
def site(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str]]:
    with chromium() as browser, page_of(assistant, tmp_path_factory.mktemp("uploads")) as address:
        yield browser, address


@pytest.fixture
def page(site: tuple[Browser, str]) -> Iterator[Page]:
    """A page of a reader who has never been here; whatever goes wrong in the browser fails the test."""
    browser, address = site
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda sent: None if _ours(sent.url, address) else problems.append(f"requested {sent.url}"))
    open_page(page)
    yield page
    assert page.evaluate("window.hacked") is None
    context.close()
    assert [said for said in problems if "aborted" not in said] == []  # Gradio says so when a page is left


def _ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


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


def test_a_reload_shows_the_same_bytes_and_a_follow_up_knows_what_was_said(page: Page) -> None:
    ask(page, "Who ordered the inquiry into the ferry Halcyon?")
    ask(page, WHO)
    turns = "[...document.querySelectorAll('article.turn')].map((turn) => turn.outerHTML)"
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


def test_the_search_is_shown_and_can_be_edited(page: Page) -> None:
    ask(page, COST)
    page.click("#present details.search > summary")
    page.fill("#present [name=question]", WHO)
    page.fill("#present [name=until]", "2026-03-05")
    page.click("#present details.search [type=submit]")
    answered(page, WHO)
    assert "Searched only: until 5 March 2026." in page.locator("#present .footing").inner_text()
    assert page.locator("article.turn").count() == 1
    assert "until 5 March 2026" in page.locator("#present details.search summary").inner_text()


def test_filters_narrow_the_next_question_and_stand_under_the_answer(page: Page) -> None:
    page.click("#dock details.filters summary")
    page.check("#dock input[value='Radio Veld']")
    assert "Radio Veld" in page.locator(".in-force").inner_text()
    ask(page, COST)
    assert "Searched only: outlet Radio Veld." in page.locator("#present .footing").inner_text()


def test_edit_and_retry_replaces_and_undo_removes_the_last_question(page: Page) -> None:
    ask(page, NOWHERE)
    page.click("#present [data-act=edit]")
    assert page.input_value("#question") == NOWHERE
    page.fill("#question", COST)
    page.keyboard.press("Enter")
    answered(page, COST)
    assert page.locator("article.turn").count() == 1
    page.click("[data-act=undo]")
    page.wait_for_selector(".welcome")


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


def test_an_empty_or_too_long_question_gets_a_sentence(page: Page) -> None:
    page.keyboard.press("Enter")
    assert page.locator("article.turn").count() == 0
    page.evaluate("() => document.querySelector('#question').removeAttribute('maxlength')")
    page.fill("#question", "why " * 600)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.failed")
    assert "longer than 2000 characters" in page.locator(".turn.failed .problem").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_our_markup(site: tuple[Browser, str], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = site[0].new_context(base_url=site[1], color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page)
    found = axe.run(page).response["violations"]
    ask(page, COST)
    ask(page, NOWHERE)
    for summary in page.locator("#desk details > summary").all():
        summary.click()
    page.locator("#past .cite").first.click()
    page.wait_for_selector(".reader mark")
    found += axe.run(page).response["violations"]
    page.keyboard.press("Escape")
    page.click("[data-act=help]")
    found += axe.run(page).response["violations"]
    context.close()
    told = {f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]}
    assert told == set()


def test_the_page_fits_360_pixels(site: tuple[Browser, str]) -> None:
    context = site[0].new_context(base_url=site[1], viewport={"width": 360, "height": 740})
    page = context.new_page()
    open_page(page)
    ask(page, COST)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("#present .cite").first.click()
    page.wait_for_selector(".reader mark")
    box = page.locator(".reader").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    context.close()


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
    assert page.locator(".turn:not(.running)").count() == 0
    ask(page, WHO)
    context.close()


def test_what_a_browser_hands_back_is_checked() -> None:
    assert read_kept({"conversations": "none"})[1] is not None
    kept, problem = read_kept({"conversations": [{"id": "x", "title": "y", "exchanges": [{"answer": {}}]}]})
    assert (kept.conversations, problem is None) == ((), False)
