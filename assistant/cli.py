"""The command line: ``news-assistant``. Every failure is one sentence on stderr and an exit code.

0 done (a refusal to answer is an answer) · 1 something cannot be used, is missing or failed · 2 wrong usage ·
70 a mistake in this program · 130 stopped by Ctrl-C
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
from importlib.metadata import PackageNotFoundError, entry_points, version
from io import TextIOWrapper
from typing import Annotated

import typer

from assistant import cli_ask, cli_chat, cli_library, cli_serve
from assistant.cli_options import StoreOption, start_logging
from assistant.terminal import one_line
from vectorstore.errors import NewsAssistantError

NAME = "news-assistant"
FAILED, BROKEN, STOPPED = 1, 70, 130

app = typer.Typer(name=NAME, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
for command in (cli_library.ingest, cli_ask.ask, cli_ask.retrieve, cli_chat.chat, cli_serve.serve):
    app.command()(command)
app.command("list")(cli_library.list_articles)
for keeper in (cli_library.show, cli_library.delete, cli_library.stats, cli_library.reindex, cli_library.models):
    app.command()(keeper)
for added in entry_points(group="news_assistant.commands"):
    app.add_typer(added.load(), name=added.name)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    *,
    store: StoreOption = None,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Ask news articles; every sentence of an answer is verified against the passage that it cites."""
    context.obj = store
    if show_version:
        typer.echo(f"{NAME} {_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _version() -> str:
    try:
        return version(NAME)
    except PackageNotFoundError:
        return "(not installed)"


def main() -> None:
    """Runs the command line and exits."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    start_logging("DEBUG" if os.environ.get("NEWS_ASSISTANT_LOG_LEVEL") == "DEBUG" else "WARNING")
    sys.exit(_run())


def _run() -> int:
    """The exit code of the command on the command line."""
    try:
        code = _command()
        sys.stdout.flush()
    except NewsAssistantError as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        code = STOPPED
    except OSError as error:
        return _os_error(error)
    except Exception as error:
        logging.getLogger("news_assistant").debug("the traceback", exc_info=True)
        return _say(
            f"this is a mistake in the program ({type(error).__name__}); please report it, "
            "with what NEWS_ASSISTANT_LOG_LEVEL=DEBUG prints",
            BROKEN,
        )
    return _say("stopped; nothing is lost, run it again", STOPPED) if code == STOPPED else code


def _command() -> int:
    try:
        app(prog_name=NAME)
    except SystemExit as stop:  # typer has already explained wrong usage
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def _os_error(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        with contextlib.suppress(OSError):  # the reader has left: nothing more can be said, also not at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    if error.errno == errno.ENOSPC:
        return _say("the disk is full; free some space and run it again, nothing is lost", FAILED)
    where = f" {error.filename}" if error.filename else ""
    return _say(f"the system refuses access{where}: {error.strerror or type(error).__name__}", FAILED)


def _say(sentence: str, code: int) -> int:
    with contextlib.suppress(OSError):
        typer.echo(f"{NAME}: {one_line(sentence)}", err=True)
    return code


if __name__ == "__main__":
    main()
