"""Everybody can read the page: axe-core in every part of it, dark and light, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.assistant.ui.page_running import COST, NOWHERE, ask, open_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(params=[("light", WIDE), ("dark", WIDE), ("dark", NARROW)], ids=["light", "dark", "dark-narrow"])
def page(site: tuple[Browser, str], request: pytest.FixtureRequest) -> Iterator[Page]:
    scheme, size = request.param
    context = site[0].new_context(base_url=site[1], color_scheme=scheme, viewport=size, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def violations(page: Page) -> set[str]:
    """What axe-core finds on the page as it stands, and whether it is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    expect = pytest.importorskip("playwright.sync_api").expect
    expect(page.locator("p.loading"), "Gradio's place for a part that still comes").to_have_count(0, timeout=30_000)
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    told = {f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]}
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return told | ({f"{wide} pixels wider than the screen"} if wide > 0 else set())


def test_nothing_stands_in_the_way_where_one_asks(page: Page) -> None:
    open_page(page)
    found = violations(page)
    ask(page, COST)
    ask(page, NOWHERE)
    for summary in page.locator("#desk details > summary").all():
        summary.click()
    found |= violations(page)
    page.locator("#past .cite").first.click()
    page.wait_for_selector(".reader mark")
    found |= violations(page)
    page.keyboard.press("Escape")
    page.click("[data-act=help]")
    assert found | violations(page) == set()


def test_nothing_stands_in_the_way_in_the_archive(page: Page) -> None:
    page.goto("/#archive")
    page.get_by_role("textbox", name="Search the articles").fill("Halcyon ferry")
    found = violations(page)
    page.click("#archive-go")
    page.wait_for_selector("#archive-found li")
    found |= violations(page)
    page.locator("#archive-found button").first.click()
    page.wait_for_selector("#archive-article mark")
    assert found | violations(page) == set()


def test_nothing_stands_in_the_way_in_the_library(page: Page) -> None:
    page.goto("/#library")
    page.wait_for_selector("#library-table button")
    page.get_by_role("button", name="Add articles").click()
    found = violations(page)
    page.locator("#library-table button").first.click()
    page.locator("#library-delete").click()
    page.wait_for_selector("#library-keep")
    assert found | violations(page) == set()


def test_an_article_fills_a_narrow_screen(site: tuple[Browser, str]) -> None:
    context = site[0].new_context(base_url=site[1], viewport={"width": 360, "height": 740})
    page = context.new_page()
    open_page(page)
    ask(page, COST)
    page.locator("#present .cite").first.click()
    page.wait_for_selector(".reader mark")
    box = page.locator(".reader").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    context.close()
