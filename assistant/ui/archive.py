"""The archive: a plain search that gives the passages alone, for those who want the archive and no answer."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import gradio as gr
import snowballstemmer

from assistant.cli_options import narrowed
from assistant.render import filter_remarks, source
from assistant.ui.endpoints import telling
from assistant.ui.library import CHOOSE, FOCUS, PRIVATE, QUIET, status, view
from assistant.ui.library_reader import article_html
from assistant.ui.markup import Markup, html, join, line
from vectorstore.lexical import STOP_WORDS

if TYPE_CHECKING:
    from assistant.api import Assistant
    from vectorstore.types import Hit

SHOWN = 20
"""Passages that one search shows."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def build(assistant: Assistant) -> None:
    """Adds the search to the Blocks that are being built, inside its part of the page."""
    with gr.Column(elem_id="archive-search") as searching:
        with gr.Row():
            query = gr.Textbox(
                "", label="Search the articles", scale=4, max_lines=1, max_length=2_000, elem_id="archive-query"
            )
            search = gr.Button("Search", variant="primary", scale=1, elem_id="archive-go")
        with gr.Row():
            since = gr.Textbox("", label="From (a day, a month, “last week”)", max_lines=1, max_length=40)
            until = gr.Textbox("", label="Until", max_lines=1, max_length=40)
            outlets = gr.Dropdown([], label="Outlets", multiselect=True)
        found = view(js=CHOOSE, elem_id="archive-found")
    with gr.Column(visible=False, elem_id="archive-article") as reading:
        back = gr.Button("Back to the passages", size="sm", scale=0, min_width=180)
        text = view()

    def passages(words: str, first: str, last: str, chosen: list[str] | None) -> str:
        with telling():
            filters = narrowed(assistant.now(), first.strip() or None, last.strip() or None, chosen)
            hits = assistant.retrieve(words, k=SHOWN, filters=filters)
            undated = assistant.store.undated(filters)
        dates = {
            name: str(day) for name, day in (("since", filters.dates.since), ("until", filters.dates.until)) if day
        }
        remarks = filter_remarks({"dates": dates, "outlets": filters.outlets})
        if undated:
            remarks.append(f"{undated:,} article{'s' if undated > 1 else ''} without a date left out.")
        return hits_html(words, hits, remarks)

    def read(chosen: gr.EventData) -> list[Any]:
        with telling():
            article = assistant.store.get(str(chosen.article), str(chosen.version))
        marked = int(chosen.start), int(chosen.end)
        return [gr.update(visible=False), gr.update(visible=True), article_html(article, marked=marked)]

    def offered() -> Any:  # noqa: ANN401 (Gradio's update)
        return gr.update(choices=assistant.store.outlets())

    gr.on(
        [search.click, query.submit], passages, [query, since, until, outlets], found, show_progress_on=found, **PRIVATE
    )
    outlets.focus(offered, None, outlets, **QUIET)
    found.select(read, None, [searching, reading, text], **QUIET).then(
        None, js=FOCUS % "#archive-article h2", **PRIVATE
    )
    back.click(lambda: [gr.update(visible=True), gr.update(visible=False)], None, [searching, reading], **QUIET)


def hits_html(query: str, hits: list[Hit], remarks: list[str]) -> Markup:
    """Passages as a list, best first, the words of the query marked."""
    found = "No passage was found." if not hits else "1 passage." if len(hits) == 1 else f"{len(hits)} passages."
    stems = {_stem(word) for word in WORD.findall(query.casefold())} - {_stem(word) for word in STOP_WORDS}
    items = join(_item(hit, stems) for hit in hits)
    told = status(" ".join([found, *remarks]))
    return html('{told}<ol class="na-hits">{items}</ol>', told=told, items=items)


def _item(hit: Hit, stems: set[str]) -> Markup:
    return html(
        '<li><h2><button type="button" data-article="{id}" data-version="{version}" data-start="{start}"'
        ' data-end="{end}">{title}</button></h2><p class="na-byline">{source}</p><p>{passage}</p></li>',
        id=hit.article_id, version=hit.version, start=hit.start, end=hit.end, title=line(hit.title),
        source=line(" · ".join(source(hit))), passage=highlighted(hit.text, stems),
    )  # fmt: skip


def highlighted(passage: str, stems: set[str]) -> Markup:
    """The passage on one line, with the words that share a stem with the query in ``<mark>``."""
    shown, previous = [], 0
    plain = line(passage)
    for word in WORD.finditer(plain):
        marked = _stem(word.group().casefold()) in stems
        between = plain[previous : word.start()]
        shown.append(html("{between}<mark>{word}</mark>" if marked else "{between}{word}", between=between,
                          word=word.group()))  # fmt: skip
        previous = word.end()
    return join([*shown, html("{rest}", rest=plain[previous:])])


@cache
def _stemmer() -> Any:  # noqa: ANN401 (the library ships no types)
    return snowballstemmer.stemmer("english")


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(re.sub(r"['’]s$", "", word)))
