"""Untrusted text on a terminal: characters that could act or deceive are neutralised. And progress bars.

Article text, file names, URLs and model output pass through here before they are printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

SUSPECT = re.compile(r"[^\n\t\x20-\x7e]")
JOINERS = "\u200c\u200d"
"""Format characters that are kept: emoji and several scripts are misspelt without them, and they cannot reorder."""

LONGEST_LABEL = 40


def neutralise(text: str) -> str:
    """The text with nothing that a terminal obeys; newlines and tabs stay.

    Controls (with ESC, so every ANSI sequence) become visible pictures, line separators newlines, lone surrogates
    a replacement character; bidirectional controls and other format characters are removed.
    """
    return SUSPECT.sub(_harmless, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The neutralised text on one line, runs of whitespace as one space: for titles, names and messages."""
    return " ".join(neutralise(text).split())


def _harmless(match: re.Match[str]) -> str:
    character = match.group()
    category = unicodedata.category(character)
    if category == "Cc":
        return _picture(ord(character))
    if category == "Cf":
        return character if character in JOINERS else ""
    if category in ("Zl", "Zp"):
        return "\n"
    return "\N{REPLACEMENT CHARACTER}" if category == "Cs" else character


def _picture(code: int) -> str:
    """Unicode's picture of a C0 control or DEL; C1 controls have none."""
    if code < ord(" "):
        return chr(ord("\N{SYMBOL FOR NULL}") + code)
    return "\N{SYMBOL FOR DELETE}" if code == ord("\x7f") else "\N{REPLACEMENT CHARACTER}"


def styled(text: str, style: str = "") -> Text:
    """Untrusted text, ready for rich: neutralised, and never read as rich's markup."""
    return Text(neutralise(text), style=style)


@contextmanager
def progress(label: str, *, of_bytes: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr, as a function of (what is being done, done, total); silent where stderr is a file.

    A total of 0 is one that is not known yet.
    """
    console = Console(stderr=True)
    count = DownloadColumn() if of_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), count, TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)

        def advance(what: str, done: int, total: int) -> None:
            shown = one_line(what)
            shown = shown if len(shown) <= LONGEST_LABEL else "…" + shown[1 - LONGEST_LABEL :]
            bar.update(task, description=shown or label, completed=done, total=total or None)

        yield advance
