"""The archive tab: a plain search that gives the passages alone, for those who want the archive and no answer."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr
import snowballstemmer

from assistant.cli_options import narrowed
from assistant.render import filter_remarks, source
from assistant.terminal import neutralise, one_line
from assistant.ui.endpoints import telling
from assistant.ui.library import CHOOSE, FOCUS, PRIVATE, style
from assistant.ui.library_reader import article_html
from vectorstore.lexical import STOP_WORDS

if TYPE_CHECKING:
    from assistant.api import Assistant
    from vectorstore.types import Hit

SHOWN = 20
"""Passages that one search shows."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def build(assistant: Assistant) -> None:
    """Adds the search to the Blocks that are being built, inside a tab."""
    with gr.Column(elem_id="archive-search") as searching:
        with gr.Row():
            query = gr.Textbox(
                label="Search the articles", scale=4, max_lines=1, max_length=2_000, elem_id="archive-query"
            )
            search = gr.Button("Search", variant="primary", scale=1, elem_id="archive-go")
        with gr.Row():
            since = gr.Textbox(label="From (a day, a month, “last week”)", max_lines=1, max_length=40)
            until = gr.Textbox(label="Until", max_lines=1, max_length=40)
            outlets = gr.Dropdown([], label="Outlets", multiselect=True)
        found = gr.HTML(css_template=style(), js_on_load=CHOOSE, elem_id="archive-found")
    with gr.Column(visible=False, elem_id="archive-article") as reading:
        back = gr.Button("Back to the passages", size="sm")
        text = gr.HTML(css_template=style())

    def passages(words: str, first: str, last: str, chosen: list[str] | None) -> str:
        with telling():
            filters = narrowed(assistant.now(), first.strip() or None, last.strip() or None, chosen)
            hits = assistant.retrieve(words, k=SHOWN, filters=filters)
            undated = assistant.store.undated(filters)
        dates = {
            name: str(day) for name, day in (("since", filters.dates.since), ("until", filters.dates.until)) if day
        }
        remarks = filter_remarks({"dates": dates, "outlets": filters.outlets})
        remarks += [f"{undated:,} articles without a date were left out."] if undated else []
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
    outlets.focus(offered, None, outlets, show_progress="hidden", **PRIVATE)
    found.select(read, None, [searching, reading, text], **PRIVATE).then(
        None, js=FOCUS % "#archive-article h2", **PRIVATE
    )
    back.click(lambda: [gr.update(visible=True), gr.update(visible=False)], None, [searching, reading], **PRIVATE)


def hits_html(query: str, hits: list[Hit], remarks: list[str]) -> str:
    """Passages as a list, best first, the words of the query marked; everything is escaped."""
    told = f"{len(hits)} passage{'' if len(hits) == 1 else 's'}" if hits else "No passage was found."
    sentences = " ".join([told + ("." if hits else ""), *remarks])
    stems = {_stem(word) for word in WORD.findall(query.casefold())} - {_stem(word) for word in STOP_WORDS}
    items = "".join(_item(hit, stems) for hit in hits)
    return f'<p class="na-status" role="status">{escape(one_line(sentences))}</p><ol class="na-hits">{items}</ol>'


def _item(hit: Hit, stems: set[str]) -> str:
    place = f'data-version="{escape(hit.version)}" data-start="{hit.start}" data-end="{hit.end}"'
    title = (
        f'<button type="button" data-article="{escape(hit.article_id)}" {place}>{escape(one_line(hit.title))}</button>'
    )
    described = escape(one_line(" · ".join(source(hit))))
    return f'<li><h3>{title}</h3><p class="na-byline">{described}</p><p>{highlighted(hit.text, stems)}</p></li>'


def highlighted(text: str, stems: set[str]) -> str:
    """The text on one line as HTML, with the words that share a stem with the query in ``<mark>``."""
    shown, previous = [], 0
    plain = " ".join(neutralise(text).split())
    for word in WORD.finditer(plain):
        shown.append(escape(plain[previous : word.start()]))
        said = escape(word.group())
        shown.append(f"<mark>{said}</mark>" if _stem(word.group().casefold()) in stems else said)
        previous = word.end()
    return "".join(shown) + escape(plain[previous:])


@cache
def _stemmer() -> Any:  # noqa: ANN401 (the library ships no types)
    return snowballstemmer.stemmer("english")


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(re.sub(r"['’]s$", "", word)))
