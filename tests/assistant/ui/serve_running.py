"""A server and a browser as the tests of the page use them: the real command on a free port, real Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@contextmanager
def served(store: Path, *options: str | Path, temporary: Path, **environment: str) -> Iterator[str]:
    """The address of ``news-assistant serve`` over a store, as a process of its own with this temporary folder."""
    command = [sys.executable, "-m", "assistant", "--store", str(store), "serve", "--port", "0", "--llm", "none"]
    ours = {"PYTHONUNBUFFERED": "1", "TMPDIR": str(temporary), "NEWS_ASSISTANT_SEARCH": "exact"}
    process = subprocess.Popen(
        [*command, *map(str, options)], stdout=subprocess.PIPE, text=True, env=os.environ | ours | environment
    )
    try:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        assert words, "the server ended before it printed its address"
        yield next(word for word in words if word.startswith("http"))
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert list(temporary.glob("news-assistant-*")) == []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium; the test skips where Playwright or the browser is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright (pip install playwright)")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            browser.close()
