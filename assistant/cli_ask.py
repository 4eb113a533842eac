"""The commands that answer: ask and retrieve."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from assistant.cli_chat import follow
from assistant.cli_options import (
    EMPTY_LIBRARY,
    BatchOption,
    JsonOption,
    KOption,
    LlmOption,
    NowOption,
    OutletOption,
    SinceOption,
    StoreOption,
    UntilOption,
    hint,
    narrowed,
    opened,
    stdout,
)
from assistant.cli_questions import Row, read_history, run_batch
from assistant.dates import parse_day
from assistant.render import print_answer, print_block, source, to_json
from assistant.terminal import one_line, styled

if TYPE_CHECKING:
    from rich.console import Console

    from vectorstore.types import Hit

Question = Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)]
HistoryOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Earlier turns, as JSON: [[question, answer], …].")
]


def ask(
    context: typer.Context, question: Question = None, *, store: StoreOption = None, as_json: JsonOption = False,
    since: SinceOption = None, until: UntilOption = None, outlet: OutletOption = None, now: NowOption = None,
    k: KOption = None, llm: LlmOption = None, history: HistoryOption = None, batch: BatchOption = None,
) -> None:  # fmt: skip
    """Answer a question from the articles, each sentence with the passage that it rests on."""
    _one_of(question, batch)
    if batch and history:
        raise typer.BadParameter("--history goes with one question; in a batch each line has its own history")
    earlier = read_history(history) if history else ()
    clock = parse_day(now) if now else None
    with opened(context, store, llm=llm, k=k) as assistant:
        filters = narrowed(assistant.now(clock), since, until, outlet)
        if batch:

            def answered(row: Row) -> dict[str, Any]:
                at = row.asked_on or clock
                then = narrowed(assistant.now(at), since, until, outlet)  # “last week” is relative to the row's clock
                return assistant.ask(row.question, history=row.history, filters=then, now=at).to_dict()

            run_batch(batch, answered)
            return
        console = stdout()
        if console.is_terminal and not as_json:
            events = assistant.stream(question or "", history=earlier, filters=filters, now=clock)
            answer = follow(console, events, preview=assistant.settings.llm != "none")
        else:
            answer = assistant.ask(question or "", history=earlier, filters=filters, now=clock)
            typer.echo(to_json(answer, indent=2)) if as_json else print_answer(console, answer)
        if not answer.hits and not assistant.store.articles():
            hint(EMPTY_LIBRARY)


def retrieve(
    context: typer.Context, question: Question = None, *, store: StoreOption = None, as_json: JsonOption = False,
    since: SinceOption = None, until: UntilOption = None, outlet: OutletOption = None, now: NowOption = None,
    k: KOption = None, batch: BatchOption = None,
) -> None:  # fmt: skip
    """Find the passages that speak of a question, best first, and answer nothing."""
    _one_of(question, batch)
    clock = parse_day(now) if now else None
    with opened(context, store, k=k) as assistant:
        from assistant.chain import checked_question
        from assistant.condense import condense

        filters = narrowed(assistant.now(clock), since, until, outlet)

        def found(row: Row) -> dict[str, Any]:
            at = row.asked_on or clock
            then = narrowed(assistant.now(at), since, until, outlet)
            standalone = condense(checked_question(row.question), row.history, None, assistant.settings)
            hits = assistant.retrieve(standalone, filters=then, now=at)
            return {"question": row.question, "hits": [asdict(hit) for hit in hits]}

        if batch:
            run_batch(batch, found)
        elif as_json:
            typer.echo(to_json(found(Row(question or "")), indent=2))
        else:
            hits = assistant.retrieve(question or "", filters=filters, now=clock)
            _print_hits(stdout(), hits)
            if not hits and not assistant.store.articles():
                hint(EMPTY_LIBRARY)


def _one_of(question: str | None, batch: Path | None) -> None:
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or --batch FILE")


def _print_hits(console: Console, hits: list[Hit]) -> None:
    if not hits:
        console.print(Text("No passage was found."))
    for index, hit in enumerate(hits, start=1):
        *outlet, day = source(hit)
        print_block(console, Text(f"{index}. {one_line(' · '.join([*outlet, hit.title, day]))}", style="cyan"))
        print_block(console, styled(" ".join(hit.text.split())), indent=4)
