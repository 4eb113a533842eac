"""The assistant for other programs: Gradio's API endpoints ``/ask`` and ``/retrieve``. They give the CLI's JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from assistant.chain import Ask, checked_question
from assistant.cli_options import narrowed, valid
from assistant.cli_questions import turns
from assistant.dates import parse_day
from assistant.types import Done
from assistant.ui.serve_stream import watched
from vectorstore.errors import BadInput, NewsAssistantError

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.api import Assistant

MOST_PASSAGES = 200
LONGEST_HISTORY = 100
"""Turns that a question may bring along."""


def build(assistant: Assistant) -> None:
    """Adds both endpoints to the Blocks that are being built. Every other event of the page is private."""

    def ask(
        question: str, since: str | None = None, until: str | None = None, outlets: list[str] | None = None,
        history: list[list[str]] | None = None, k: int | None = None, now: str | None = None,
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        with telling():
            asked = asking(assistant, question, since, until, outlets, history, k, now)
            for event in watched(assistant, asked):
                yield event.answer.to_dict() if isinstance(event, Done) else {}

    def retrieve(
        question: str, since: str | None = None, until: str | None = None, outlets: list[str] | None = None,
        k: int | None = None, now: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        with telling():
            return found(assistant, question, since, until, outlets, k, now)

    api(ask, api_name="ask", api_description=ASK)
    api(retrieve, api_name="retrieve", api_description=RETRIEVE)


FILTERS = """\
since, until: days (2026-05-03), months or years, or words such as "last week"; both inclusive.
outlets: only articles of these outlets.
k: how many passages are searched for, 1 to 200.
now: the clock that "latest" and "last week" are relative to; by default the present."""
ASK = f"""\
Answer a question from the news articles of this library. Every sentence of the answer is verified against the passage
that it cites; where the articles do not say, the answer says so (status "not_in_articles") and holds no claim.

question: what you want to know, at most 2,000 characters.
history: earlier turns, [[question, answer], …], which a follow-up question may refer to.
{FILTERS}

Gives an Answer: text; claims, each with its citations (article, version, start, end, the exact quote, title, outlet,
published, url) and its verdict; premises that the articles contradict; dropped sentences, never to be shown as said by
the articles; hits; trace. While it is written, empty objects say that the work goes on."""
RETRIEVE = f"""\
Find the passages of this library's news articles that speak of a question, best first, and answer nothing.

question: what you are looking for, at most 2,000 characters.
{FILTERS}

Gives the question and its hits: article_id, version, start, end, text, title, outlet, published, url, score, found_by;
text is exactly the article's text in that version from start to end."""


def asking(
    assistant: Assistant, question: str, since: str | None, until: str | None, outlets: list[str] | None,
    history: list[list[str]] | None, k: int | None, now: str | None,
) -> Ask:  # fmt: skip
    """One question with what belongs to it, from plain JSON. Raises BadInput for what cannot be used."""
    if len(history or ()) > LONGEST_HISTORY:
        raise BadInput(f"the history has more than {LONGEST_HISTORY} turns; send the last ones")
    clock = _clock(now)
    filters = narrowed(assistant.now(clock), _text(since), _text(until), _texts(outlets))
    return Ask(
        checked_question(_text(question) or ""), turns(history or []), filters, _passages(k), assistant.now(clock)
    )


def found(
    assistant: Assistant, question: str, since: str | None, until: str | None, outlets: list[str] | None,
    k: int | None, now: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The question and its hits as plain JSON, as ``news-assistant retrieve --json`` prints them. Raises BadInput."""
    clock = _clock(now)
    filters = narrowed(assistant.now(clock), _text(since), _text(until), _texts(outlets))
    asked = _text(question) or ""
    hits = assistant.retrieve(asked, k=_passages(k), filters=filters, now=assistant.now(clock))
    return {"question": asked, "hits": [asdict(hit) for hit in hits]}


@contextmanager
def telling() -> Iterator[None]:
    """Our errors become Gradio's, which tell the caller their sentence."""
    try:
        yield
    except NewsAssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _clock(now: str | None) -> datetime | None:
    text = _text(now)
    return parse_day(text) if text else None


def _passages(k: object) -> int | None:
    if k is None:
        return None
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= MOST_PASSAGES:
        raise BadInput(f"k is a whole number from 1 to {MOST_PASSAGES}")
    return k


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadInput("the question, since, until, now and each outlet are text")
    return valid(value) if value else None


def _texts(values: object) -> list[str]:
    if values is not None and not isinstance(values, list):
        raise BadInput("outlets is a list of names")
    return [text for value in values or [] if (text := _text(value))]
