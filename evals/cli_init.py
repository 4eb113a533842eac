"""The command that starts a suite: ``python -m evals init DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.cli_shared import say, told


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the suite; created where there is none.")],
    *,
    store: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Library whose articles the cases are drawn from.")
    ] = None,
    articles: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="Or files and folders of articles; repeatable.")
    ] = None,
    feedback: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Likes and dislikes from the page: cases that come first.")
    ] = None,
    cases: Annotated[int, typer.Option(min=0, metavar="N", help="Cases to draw.")] = 12,
) -> None:
    """Start a suite from your own articles, for a person to finish."""
    from evals.init import init_suite

    with told():
        path = init_suite(folder, store=store, articles=articles or (), feedback=feedback, cases=cases)
        say(f"{path}: write the questions, then run: news-assistant eval --suite {path}")
