"""The library and the archive in a real browser: list, read, upload, paste, delete, search, and nothing executes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.api import Assistant
from tests.assistant.library import articles
from tests.assistant.ui.serve_running import chromium, served
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'> "
    "[link](javascript:window.hacked=1) ![image](http://127.0.0.1:9/beacon.png) {{7*7}} ${7*7} &lt;b&gt;\n\n"
    "A second paragraph of the hostile zebra article."
)


LEFT = ("aborted", "Connection errored out")
"""What Gradio says in the console of a page that is left while it loads."""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The store as another process sees it, which leaves Chroma to the server."""
    with Assistant.open(tmp_path_factory.mktemp("store"), llm="none", search="exact") as opened:
        hostile = Article(
            id='hostile"><script>window.hacked=1</script>', title="<img src=x onerror=window.hacked=1>",
            outlet="<b>Outlet</b>", url="javascript:window.hacked=1", text=HOSTILE, published="2026-04-01",
        )  # fmt: skip
        opened.store.put([*articles(), hostile])
        opened.store.work()
        yield opened


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def tab(assistant: Assistant, temporary: Path) -> Iterator[Page]:
    """One page in one browser; each test opens it anew."""
    with chromium() as browser, served(assistant.settings.store, temporary=temporary) as address:
        yield browser.new_page(viewport={"width": 1200, "height": 900}, base_url=address)


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    problems: list[str] = []
    listen = {"console": lambda said: problems.append(said.text) if said.type == "error" else None,
              "pageerror": lambda error: problems.append(str(error))}  # fmt: skip
    for event, listener in listen.items():
        tab.on(event, listener)  # type: ignore[call-overload]
    show_library(tab)
    yield tab
    for event, listener in listen.items():
        tab.remove_listener(event, listener)
    assert tab.evaluate("window.hacked") is None
    assert [said for said in problems if not any(words in said for words in LEFT)] == []


def show_library(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Library").click()
    page.wait_for_selector("#library-table button")


def show_archive(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Archive").click()
    page.get_by_role("textbox", name="Search the articles").wait_for()


def open_article(page: Page, title: str) -> str:
    page.locator("#library-table").get_by_role("button", name=title).click()
    page.wait_for_selector("#library-article article")
    return page.locator("#library-article article").inner_text()


def test_the_list_names_every_article_the_newest_first(page: Page) -> None:
    rows = page.locator("#library-table tbody tr")
    assert rows.count() == 6
    assert "Death toll of Halcyon rises to nine" in rows.nth(1).inner_text()
    assert "Sarrow Courier" in rows.nth(1).inner_text()
    assert "9 March 2026" in rows.nth(1).inner_text()
    assert "no date" in rows.nth(5).inner_text()


def test_words_narrow_the_list_and_the_order_turns_it(page: Page) -> None:
    page.get_by_label("Find articles").fill("halcyon courier")
    page.wait_for_function("document.querySelectorAll('#library-table tbody tr').length === 2")
    assert "2 articles found among 6" in page.locator("#library-position").inner_text()
    page.get_by_label("Find articles").fill("no such words")
    page.wait_for_function("document.querySelectorAll('#library-table tbody tr').length === 0")
    assert "None of 6 articles" in page.locator("#library-position").inner_text()


def test_an_article_is_read_in_full_by_keyboard_alone(page: Page) -> None:
    page.locator("#library-table button").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-article article")
    text = page.locator("#library-article article").inner_text()
    assert "raising the death toll to nine" in text
    assert "The inquiry may take six months, Reyl said." in text
    page.wait_for_function("document.activeElement.tagName === 'H2'")


def test_a_hostile_article_is_text_and_nothing_else(page: Page) -> None:
    text = open_article(page, "<img src=x")
    assert "<script>window.hacked = 1</script>" in text
    assert "{{7*7}} ${7*7} &lt;b&gt;" in text
    article = page.locator("#library-article article")
    assert article.locator("script, img, b, a").count() == 0


def test_an_uploaded_file_is_ingested_then_unchanged_then_a_new_version(
    page: Page, assistant: Assistant, temporary: Path, tmp_path: Path
) -> None:
    storm = tmp_path / "2026-05-03 storm <b>.txt"
    storm.write_text("A storm felled the old oak of Veld. Nobody was hurt, the fire brigade said.", encoding="utf-8")
    broken = tmp_path / "broken.json"
    broken.write_text('{"title": "no text"', encoding="utf-8")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG")
    first = send(page, storm, broken, picture)
    assert "storm" in first[0]
    assert "ingested" in first[0]
    assert "its JSON is broken at line 1" in first[1]
    assert "refused: its kind is unknown" in first[2]
    [found] = [row for row in assistant.store.articles() if row.id.startswith("upload:")]
    assert found.published == "2026-05-03"
    assert str(temporary) not in assistant.store.get(found.id).origin
    assert "unchanged" in send(page, storm)[0]
    storm.write_text("A storm felled the old oak of Veld. One woman was hurt, police said.", encoding="utf-8")
    assert "ingested as a new version" in send(page, storm)[0]
    assert len(assistant.store.versions(found.id)) == 2
    assert not [path for path in temporary.glob("news-assistant-*/**/*") if path.is_file() and path.stat().st_size]
    page.locator("#library-table").get_by_role("button", name="A storm felled").click()
    page.get_by_label("1 of 2").check()
    page.wait_for_function("document.querySelector('#library-article article').innerText.includes('Nobody was hurt')")


def send(page: Page, *files: Path) -> list[str]:
    """What the page says of each file."""
    show_library(page)
    page.get_by_role("button", name="Add articles").click()
    page.locator("#library-upload input[type=file]").set_input_files([str(file) for file in files])
    page.wait_for_function(
        "count => document.querySelectorAll('#library-results li').length === count "
        "&& !document.querySelector('#library-upload .file-preview')", arg=len(files),
    )  # fmt: skip
    return page.locator("#library-results li").all_inner_texts()


def test_a_pasted_text_can_be_found_and_deleted_after_a_question(page: Page, assistant: Assistant) -> None:
    page.get_by_role("button", name="Add articles").click()
    page.get_by_label("Or paste the text").fill("The zeppelin Aurora landed in Veld on Monday with 40 passengers.")
    page.get_by_label("Headline (optional)").fill("Zeppelin lands in Veld")
    page.get_by_label("Outlet (optional)").fill("Radio Veld")
    page.get_by_label("Day (optional)").fill("2026-05-04")
    page.locator("#library-paste").click()
    page.wait_for_selector("#library-results li")
    assert "Zeppelin lands in Veld: ingested" in page.locator("#library-results").inner_text()
    [row] = [row for row in assistant.store.articles() if row.title == "Zeppelin lands in Veld"]
    assert (row.outlet, row.published, row.state) == ("Radio Veld", "2026-05-04", "indexed")
    open_article(page, "Zeppelin lands in Veld")
    page.locator("#library-delete").click()
    page.locator("#library-keep").click()
    page.wait_for_selector("#library-keep", state="hidden")
    assert assistant.store.get(row.id)
    page.locator("#library-delete").click()
    page.locator("#library-erase").click()
    page.wait_for_selector("#library-table button")
    page.wait_for_function("!document.querySelector('#library-table').innerText.includes('Zeppelin')")
    assert row.id not in {left.id for left in assistant.store.articles()}


def test_a_date_that_is_none_is_told_and_nothing_is_stored(page: Page, assistant: Assistant) -> None:
    before = len(assistant.store.articles())
    page.get_by_role("button", name="Add articles").click()
    page.get_by_label("Or paste the text").fill("Something happened.")
    page.get_by_label("Day (optional)").fill("the day of wrath")
    page.locator("#library-paste").click()
    page.wait_for_selector("text=the day of wrath")
    assert len(assistant.store.articles()) == before


def test_the_archive_gives_passages_with_the_words_marked_and_the_way_to_the_article(page: Page) -> None:
    show_archive(page)
    page.get_by_label("Search the articles").fill("hostile zebra articles")
    page.locator("#archive-go").click()
    page.wait_for_selector("#archive-found li")
    first = page.locator("#archive-found li").first
    assert "1 April 2026" in first.inner_text()
    assert first.locator("mark").all_inner_texts() == ["hostile", "zebra", "article"]
    first.get_by_role("button").click()
    page.wait_for_selector("#archive-article mark")
    assert "A second paragraph" in page.locator("#archive-article mark").all_inner_texts()[-1]


def test_the_archive_can_be_narrowed_to_days_and_says_what_it_left_out(page: Page) -> None:
    show_archive(page)
    page.get_by_label("From (").fill("2026-03-05")
    page.get_by_role("textbox", name="Until").fill("2026-03-31")
    page.get_by_label("Search the articles").fill("Halcyon ferry")
    page.locator("#archive-go").click()
    page.wait_for_selector("#archive-found li")
    said = page.locator("#archive-found").inner_text()
    assert "Searched only: from 5 March 2026, until 31 March 2026." in said
    assert "1 article without a date left out." in said
    assert "Ferry Halcyon sinks" not in said
    assert "Death toll of Halcyon" in said


TYPE_AT_ONCE = """
new MutationObserver(() => {
  for (const box of document.querySelectorAll(".view :is(input:not([type]), input[type=text], textarea)")) {
    if (box.typed) continue;
    box.typed = true;
    requestAnimationFrame(() => {
      box.value = "typed at once";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}).observe(document, { childList: true, subtree: true });
"""
"""Types into every box before it is painted for the first time, as nobody is quicker."""


def test_what_is_typed_at_once_stays(page: Page) -> None:
    early = page.context.browser.new_page(base_url=page.url)  # type: ignore[union-attr]
    early.add_init_script(TYPE_AT_ONCE)
    show_archive(early)
    early.wait_for_selector("#bridge[data-ready]", state="attached")
    for label in ("Search the articles", "From (", "Until"):
        assert early.get_by_role("textbox", name=label).input_value() == "typed at once"
    early.get_by_role("link", name="Library").click()
    assert early.get_by_label("Find articles").input_value() == "typed at once"
    early.get_by_role("button", name="Add articles").click()
    for label in ("Or paste the text", "Headline (", "Outlet (", "Day ("):
        assert early.get_by_label(label).input_value() == "typed at once"
    early.close()


def test_an_address_leads_to_a_part_of_the_page_and_the_browser_goes_back(page: Page) -> None:
    page.goto("/#archive")
    page.get_by_role("textbox", name="Search the articles").wait_for()
    page.get_by_role("link", name="Ask").click()
    page.locator("#question").wait_for()
    page.go_back()
    page.get_by_role("textbox", name="Search the articles").wait_for()
    assert page.locator(".views [aria-current=page]").inner_text() == "Archive"
    assert not page.locator("#question").is_visible()


def test_nothing_is_wider_than_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    try:
        show_library(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    finally:
        page.set_viewport_size({"width": 1200, "height": 900})


def test_the_first_files_in_an_empty_library_are_told_of_although_the_way_to_add_closes(
    page: Page, tmp_path: Path
) -> None:
    storm, broken, temporary = tmp_path / "storm.txt", tmp_path / "broken.json", tmp_path / "temporary"
    storm.write_text("A storm felled the old oak of Veld. Nobody was hurt, the fire brigade said.", encoding="utf-8")
    broken.write_text('{"title": "no text"', encoding="utf-8")
    temporary.mkdir()
    with served(tmp_path / "store", temporary=temporary) as address:
        first = page.context.browser.new_page(base_url=address)  # type: ignore[union-attr]
        first.goto("/#library")
        first.wait_for_selector("#library-position .na-empty")
        first.locator("#library-upload input[type=file]").set_input_files([str(storm), str(broken)])
        first.wait_for_selector("#library-table button")
        first.wait_for_selector("#library-add", state="hidden")
        told = first.locator("#library-results li")
        assert [one.is_visible() for one in told.all()] == [True, True]
        assert "its JSON is broken" in told.nth(1).inner_text()
        first.close()
