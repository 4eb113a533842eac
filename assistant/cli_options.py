"""What the commands share: their options, the opened assistant, the console, and where logs go."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from assistant.terminal import neutralise
from vectorstore.errors import BadInput
from vectorstore.types import DateRange, Filters

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.settings import Settings

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Folder of the library. [env var: NEWS_ASSISTANT_STORE]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SinceOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only articles from this day on: 2026-05-03, or “last week”.")
]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles up to this day.")]
OutletOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only articles of this outlet; may be repeated.")
]
NowOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="The date taken as today; articles published more than a day later are left out.",
    ),
]
KOption = Annotated[int | None, typer.Option("--k", min=1, max=200, metavar="N", help="Passages to search for.")]
LlmOption = Annotated[
    str | None,
    typer.Option(metavar="MODEL", help="embedded, none (quotes only), provider:model, or an OpenAI-compatible URL."),
]
BatchOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Answer each line of a JSON Lines file: id, question, history, asked_on."),
]

EMPTY_LIBRARY = (
    "The library is empty. Fill it with “news-assistant ingest PATH…”, "
    "or with the fictional articles that are shipped: “news-assistant ingest --samples”."
)


def settings_for(context: typer.Context, store: Path | None, **overrides: Any) -> Settings:  # noqa: ANN401 (checked by Settings)
    """The settings of this command: its options, else the global --store, else the environment. Starts logging.

    Raises BadInput for a setting that cannot be used, or text on the command line that is no valid Unicode.
    """
    from assistant.api import read_settings

    for value in context.params.values():
        if isinstance(value, str):
            valid(value)
    given = {"store": store or context.obj, **overrides}
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    start_logging(settings.log_level)
    return settings


@contextmanager
def opened(
    context: typer.Context, store: Path | None, *, reindex: bool = False, **overrides: Any  # noqa: ANN401 (as above)
) -> Iterator[Assistant]:  # fmt: skip
    """The assistant that a command works with, closed afterwards."""
    settings = settings_for(context, store, **overrides)
    from assistant.api import Assistant

    with Assistant.open(settings=settings, reindex=reindex) as assistant:
        yield assistant


def narrowed(now: datetime, since: str | None, until: str | None, outlets: Sequence[str] | None) -> Filters:
    """The filters that the options ask for. Raises BadInput for what is not a date or no valid Unicode."""
    from assistant.dates import parse_range

    first = parse_range(since, now).since if since else None
    last = parse_range(until, now).until if until else None
    for given, day, end in ((since, first, "first"), (until, last, "last")):
        if given and day is None:
            raise BadInput(f"{given!r} has no {end} day; write a day such as 2026-05-03, a month or a year")
    return Filters(dates=DateRange(first, last), outlets=tuple(valid(outlet) for outlet in outlets or ()))


def valid(text: str) -> str:
    """The text as it is. Raises BadInput where it holds half a character, which no database and no page can."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{text!r} holds invalid Unicode; type it again") from error
    return text


def stdout() -> Console:
    """The console for answers. Nothing is read as markup, whoever wrote it."""
    return Console(markup=False, emoji=False, highlight=False)


def hint(text: str) -> None:
    """A remark for a person, on stderr."""
    typer.echo(text, err=True)


class _Harmless(logging.Formatter):
    """Log lines with file names and URLs neutralised."""

    def format(self, record: logging.LogRecord) -> str:
        return neutralise(super().format(record))


def start_logging(level: str) -> None:
    """Our one logger to stderr; libraries' loggers, warnings and progress bars stay silent unless at DEBUG."""
    logger = logging.getLogger("news_assistant")
    handler = logging.StreamHandler()
    handler.setFormatter(_Harmless("%(asctime)s %(levelname)s %(message)s"))
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False
    if level != "DEBUG":
        logging.getLogger().addHandler(logging.NullHandler())
        warnings.simplefilter("ignore")
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
