"""The page in a real browser, over a real server in this process, which the tests of the page share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.api import Assistant
from tests.assistant.library import articles
from tests.assistant.ui.page_running import open_page, page_of
from tests.assistant.ui.serve_running import chromium
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HOSTILE = (
    "The zebra keeper Jorun Aske said on Monday: <script>window.hacked = 1</script> <img src=x"
    " onerror='window.hacked=1'> "
    "[link](javascript:window.hacked=1) ![image](http://127.0.0.1:9/beacon.png) {{7*7}} ${7*7}"
    " &lt;b&gt; </textarea>.\n\n"
    "The zebra of the keeper ate hay."
)


@pytest.fixture(scope="session")
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
