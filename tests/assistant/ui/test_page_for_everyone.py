"""Everybody can read the page: axe-core, dark and light, and narrow screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assistant.ui.page_running import COST, NOWHERE, ask, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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
