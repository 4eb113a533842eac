"""The conversation in a terminal: an answer as it happens, follow-ups, and the commands that begin with a slash."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

import typer
from rich.text import Text

from assistant.cli_options import (
    EMPTY_LIBRARY,
    JsonOption,
    KOption,
    LlmOption,
    NowOption,
    OutletOption,
    SinceOption,
    StoreOption,
    UntilOption,
    narrowed,
    opened,
    stdout,
)
from assistant.dates import parse_day
from assistant.render import (
    claim_sentence,
    filter_remarks,
    number,
    print_block,
    print_sources,
    show_date,
    source,
    text_beyond_claims,
    to_json,
)
from assistant.terminal import one_line, styled
from assistant.types import Answer, Claim, Done, Event, Quoted, Reading, Searching, Turn, Verified
from vectorstore.errors import BadInput, NewsAssistantError
from vectorstore.types import DateRange, Filters

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.api import Assistant

READING_SHOWN = 3
HELP = """\
/sources               the passages that the last answer rests on and the articles they are from
/filter                the filters in force
/filter since DATE     only articles from that day on; likewise until DATE and outlet NAME
/filter off            search everything again
/new                   forget what was said
/quit                  leave (as Ctrl-D does); Ctrl-C stops an answer"""


def follow(console: Console, events: Iterator[Event], *, preview: bool = True) -> Answer:
    """Shows an answer as it comes about and returns it. Leaving early, by Ctrl-C or an error, stops the work.

    ``preview`` shows a quotation that answers while the language model is still writing.
    """
    claims: list[Claim] = []
    with contextlib.closing(cast("Generator[Event, None, None]", events)):
        for event in events:
            if isinstance(event, Searching):
                _dim(console, "searching…")
            elif isinstance(event, Reading):
                _reading(console, event)
            elif isinstance(event, Quoted) and preview:
                _dim(console, f"quoted meanwhile: “{event.evidence.text}” ({', '.join(source(event.evidence))})")
            elif isinstance(event, Verified):
                claims.append(event.claim)
                _sentence(console, event.claim, claims)
            elif isinstance(event, Done):
                _conclude(console, event.answer)
                return event.answer
    raise RuntimeError("the answer has no end")


def _dim(console: Console, words: str) -> None:
    print_block(console, Text(one_line(words), style="dim"))


def _reading(console: Console, event: Reading) -> None:
    titles = dict.fromkeys(f"{hit.title} ({', '.join(source(hit))})" for hit in event.hits)
    for title in list(titles)[:READING_SHOWN]:
        _dim(console, f"reading: {title}")


def _sentence(console: Console, claim: Claim, claims: list[Claim]) -> None:
    """One verified sentence with its marks."""
    numbers = number((), claims)
    marks = "".join(f"[{index}]" for index in sorted({numbers[citation] for citation in claim.citations}))
    print_block(console, styled(f"{claim_sentence(claim, claims)} {marks}"))


def _conclude(console: Console, answer: Answer) -> None:
    """What the text says beyond the sentences already shown, then the sources."""
    if rest := text_beyond_claims(answer):
        print_block(console, styled(rest))
    print_sources(console, answer)


class Conversation:
    """What is said in one chat: the turns so far, the filters and the last answer."""

    def __init__(
        self, assistant: Assistant, console: Console, filters: Filters, now: datetime | None, *, as_json: bool
    ) -> None:
        self.assistant = assistant
        self.console = console
        self.filters = filters
        self.now = now
        self.as_json = as_json
        self.turns: list[Turn] = []
        self.last: Answer | None = None

    def welcome(self) -> None:
        """How many articles there are to ask about."""
        stats = self.assistant.store.stats()
        if not stats.articles:
            self._say(EMPTY_LIBRARY)
            return
        newest = f", the newest of {show_date(stats.newest)}" if stats.newest else ""
        self._say(f"{_count(stats.articles, 'article')} from {_count(stats.outlets, 'outlet')}{newest}. "
                  "Ask a question; /help lists the commands.")  # fmt: skip

    def take(self, line: str) -> bool:
        """Acts on one line that was typed; False ends the conversation. An error is said and the talk goes on."""
        try:
            if line.startswith("/"):
                return self._command(*line[1:].split(maxsplit=1))
            self._ask(line)
        except KeyboardInterrupt:
            self._say("stopped")
        except NewsAssistantError as error:
            self._fail(str(error))
        return True

    def _ask(self, question: str) -> None:
        if self.as_json:
            answer = self.assistant.ask(question, history=self.turns, filters=self.filters, now=self.now)
            typer.echo(to_json(answer))
        else:
            events = self.assistant.stream(question, history=self.turns, filters=self.filters, now=self.now)
            answer = follow(self.console, events, preview=self.assistant.settings.llm != "none")
        self.last = answer
        self.turns.append(Turn(question, answer.text))

    def _command(self, name: str = "help", rest: str = "") -> bool:
        if name in ("quit", "exit"):
            return False
        if name == "new":
            self.turns.clear()
            self.last = None
            self._say("a new conversation")
        elif name == "sources":
            self._sources()
        elif name == "filter":
            self._filter(*rest.split(maxsplit=1))
        elif name == "help":
            self._say(HELP)
        else:
            raise BadInput(f"/{name} is not a command; /help lists them")
        return True

    def _sources(self) -> None:
        if self.last is None:
            raise BadInput("nothing has been answered yet")
        print_sources(self.console, self.last)
        for article_id in dict.fromkeys(hit.article_id for hit in self.last.hits):
            _dim(self.console, f"news-assistant show “{article_id}”")

    def _filter(self, what: str = "", value: str = "") -> None:
        clock = self.assistant.now(self.now)
        if what == "off":
            self.filters = Filters()
        elif what == "outlet" and value:
            self.filters = replace(self.filters, outlets=(*self.filters.outlets, value))
        elif what in ("since", "until") and value:
            added = narrowed(clock, value if what == "since" else None, value if what == "until" else None, ()).dates
            dates = self.filters.dates
            self.filters = replace(
                self.filters, dates=DateRange(added.since or dates.since, added.until or dates.until)
            )
        elif what:
            raise BadInput("write /filter since DATE, /filter until DATE, /filter outlet NAME or /filter off")
        dates, outlets = self.filters.dates, self.filters.outlets
        shown = {"since": str(dates.since or ""), "until": str(dates.until or "")}
        self._say(*(filter_remarks({"dates": shown, "outlets": outlets}) or ["Everything is searched."]))

    def _say(self, *paragraphs: str) -> None:
        if not self.as_json:
            for paragraph in paragraphs:
                print_block(self.console, styled(paragraph, "dim"))

    def _fail(self, message: str) -> None:
        if self.as_json:
            typer.echo(to_json({"error": message}))
        else:
            print_block(self.console, Text(one_line(message), style="red"))


def chat(
    context: typer.Context, *, store: StoreOption = None, as_json: JsonOption = False, since: SinceOption = None,
    until: UntilOption = None, outlet: OutletOption = None, now: NowOption = None, k: KOption = None,
    llm: LlmOption = None,
) -> None:  # fmt: skip
    """Talk about the articles: questions and follow-ups. With --json each answer is one line of JSON."""
    clock = parse_day(now) if now else None
    with opened(context, store, llm=llm, k=k) as assistant:
        from assistant.llm import warm

        filters = narrowed(assistant.now(clock), since, until, outlet)
        warm(assistant.settings)  # it loads while the first question is typed
        conversation = Conversation(assistant, stdout(), filters, clock, as_json=as_json)
        conversation.welcome()
        for line in _typed(prompt="" if as_json else "\n> "):
            if line.strip() and not conversation.take(line.strip()):
                return


def _typed(prompt: str) -> Iterator[str]:
    """The lines that a person types, until Ctrl-D; at the prompt Ctrl-C drops the line. Also reads a pipe."""
    interactive = sys.stdin.isatty()
    if interactive:
        with contextlib.suppress(ImportError):  # there is no readline on Windows
            import readline  # noqa: F401 (gives input() editing and a history)
    while True:
        try:
            yield input(prompt if interactive else "")
        except EOFError:
            return
        except KeyboardInterrupt:
            typer.echo()


def _count(number_of: int, noun: str) -> str:
    return f"{number_of:,} {noun}{'' if number_of == 1 else 's'}"
