"""What the commands of the evals share: consoles, a progress bar, and how a failure is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from vectorstore.errors import NewsAssistantError

if TYPE_CHECKING:
    from evals.runner import Progress as OnProgress

FAILED, STOPPED = 3, 130

JudgeOption = Annotated[
    str, typer.Option(metavar="MODEL", help="Judge of the claims: embedded, none, provider:model, or a URL.")
]


def output() -> Console:
    """The console for results, wide where it is no terminal. Nothing is read as markup, whoever wrote it."""
    return Console(markup=False, emoji=False, highlight=False, width=None if sys.stdout.isatty() else 160)


def say(line: str) -> None:
    """One line on stdout, never wrapped."""
    output().print(line, soft_wrap=True)


@contextmanager
def progress() -> Iterator[OnProgress]:
    """A bar on stderr, where that is a terminal."""
    errors = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("")

        def on_progress(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield on_progress


@contextmanager
def told() -> Iterator[None]:
    """Ends with one sentence on stderr and exit code 3 for whatever cannot be used or fails."""
    from assistant.terminal import one_line

    try:
        yield
    except NewsAssistantError as error:
        typer.echo(f"evals: {one_line(str(error))}", err=True)
        raise typer.Exit(FAILED) from error
