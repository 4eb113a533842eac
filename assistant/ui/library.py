"""The library: the list of articles, one article to read or delete, and ways to add more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.ui import library_add, library_list
from assistant.ui.endpoints import telling
from assistant.ui.library_list import ORDERS, Shelf
from assistant.ui.library_reader import article_html, version_name
from assistant.ui.markup import Markup, html, join, line

if TYPE_CHECKING:
    from assistant.api import Assistant

CHOOSE = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-article]');
  if (button) trigger('select', {article: button.dataset.article, start: button.dataset.start,
                                 end: button.dataset.end, version: button.dataset.version});
});
"""
"""Tells Python which article was chosen, by mouse or keyboard."""
UNFOLD = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  button?.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'));
});
"""
"""Opens and closes what follows; the style sheet looks at the button."""
FOCUS = "() => { setTimeout(() => document.querySelector('%s')?.focus(), 50); }"
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
"""The page's own events are no part of the API."""
QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden"}


def view(value: Markup | None = None, *, js: str | None = None, elem_id: str | None = None) -> gr.HTML:
    """A place for HTML of ours, with the style of the library and none of Gradio's."""
    css = files("assistant.ui").joinpath("library.css").read_text(encoding="utf-8")
    return gr.HTML(value, css_template=css, apply_default_css=False, padding=False, js_on_load=js, elem_id=elem_id)


def build(assistant: Assistant) -> None:
    """Adds the library to the Blocks that are being built, inside its part of the page."""
    shelf, changes = Shelf(assistant.store), gr.State(0)
    with gr.Column(elem_id="library-list") as overview:
        table = _listing(shelf, changes)
        _adding(assistant, shelf, changes)
    with gr.Column(visible=False, elem_id="library-article") as reading:
        _reading(assistant, shelf, changes, table, overview, reading)


def _listing(shelf: Shelf, changes: gr.State) -> gr.HTML:
    """The list with its search, its order and its pages; gives the table, which tells what is chosen."""
    page = gr.State(1)
    with gr.Row():
        query = gr.Textbox("", label="Find articles by headline, outlet, section or date", scale=3, max_lines=1)
        order = gr.Dropdown(list(ORDERS), value=ORDERS[0], label="Order", scale=1)
    position = view(elem_id="library-position")
    table = view(js=CHOOSE, elem_id="library-table")
    with gr.Row():
        before = gr.Button("Previous page", size="sm", scale=0, min_width=140)
        after = gr.Button("Next page", size="sm", scale=0, min_width=140)

    def refresh(words: str | None, sorting: str, number: int, _changes: int) -> list[Any]:
        with telling():
            shown = library_list.page(shelf.rows(), words or "", sorting, number)
        return [
            status(shown.position, empty=not shown.of), library_list.table(shown),
            gr.update(interactive=shown.number > 1, visible=shown.pages > 1),
            gr.update(interactive=shown.number < shown.pages, visible=shown.pages > 1),
        ]  # fmt: skip

    def turn(by: int, words: str | None, sorting: str, number: int) -> int:
        with telling():
            return library_list.page(shelf.rows(), words or "", sorting, number + by).number

    outputs = [position, table, before, after]
    gr.on(None, refresh, [query, order, page, changes], outputs, trigger_mode="always_last", **QUIET)
    gr.on([query.change, order.change], lambda: 1, None, page, **QUIET)
    before.click(partial(turn, -1), [query, order, page], page, **QUIET)
    after.click(partial(turn, 1), [query, order, page], page, **QUIET)
    return table


def _reading(
    assistant: Assistant, shelf: Shelf, changes: gr.State, table: gr.HTML, overview: gr.Column, reading: gr.Column
) -> None:
    """One article, in any of its versions, and its deletion, which asks first."""
    opened = gr.State("")
    with gr.Row():
        back = gr.Button("Back to the list", size="sm", scale=0, min_width=160)
        version = gr.Radio([], label="Version", visible=False)
    text = view()
    with gr.Row():
        remove = gr.Button(
            "Delete this article …", variant="stop", size="sm", scale=0, min_width=200, elem_id="library-delete"
        )
    with gr.Group(visible=False) as confirmation:
        warning = view()
        with gr.Row():
            keep = gr.Button("Keep it", elem_id="library-keep")
            erase = gr.Button("Delete for ever", variant="stop", elem_id="library-erase")

    def read(chosen: gr.EventData) -> list[Any]:
        article_id = str(chosen.article)
        with telling():
            article, versions = assistant.store.get(article_id), assistant.store.versions(article_id)
        names = [(version_name(one, place, len(versions)), one) for place, one in enumerate(versions, start=1)]
        return [
            article_id, gr.update(visible=False), gr.update(visible=True), article_html(article),
            gr.update(choices=names, value=article.version, visible=len(names) > 1), gr.update(visible=False),
        ]  # fmt: skip

    def other(article_id: str, which: str) -> str:
        with telling():
            return article_html(assistant.store.get(article_id, which))

    def ask_first(article_id: str) -> list[Any]:
        with telling():
            title = assistant.store.get(article_id).display_title
            count = len(assistant.store.versions(article_id))
        versions = "" if count == 1 else f" in all {count} versions"
        said = f"Delete “{line(title)}”{versions}? Answers that cite it lose their source. This cannot be undone."
        return [status(said), gr.update(visible=True)]

    def erased(article_id: str, count: int) -> list[Any]:
        with telling():
            assistant.store.delete(article_id)
        shelf.changed()
        return ["", count + 1, gr.update(visible=True), gr.update(visible=False), gr.update(visible=False)]

    shown = [opened, overview, reading, text, version, confirmation]
    table.select(read, None, shown, **QUIET).then(None, js=FOCUS % "#library-article h2", **PRIVATE)
    version.input(other, [opened, version], text, **QUIET)
    back.click(lambda: [gr.update(visible=True), gr.update(visible=False)], None, [overview, reading], **QUIET)
    asked = remove.click(ask_first, opened, [warning, confirmation], **QUIET)
    asked.then(None, js=FOCUS % "#library-keep", **PRIVATE)
    kept = keep.click(lambda: gr.update(visible=False), None, confirmation, **QUIET)
    kept.then(None, js=FOCUS % "#library-delete", **PRIVATE)
    erase.click(erased, [opened, changes], [opened, changes, overview, reading, confirmation], **PRIVATE)


def _adding(assistant: Assistant, shelf: Shelf, changes: gr.State) -> None:
    """Upload and paste; ``changes`` grows when the library does."""
    unfold = html('<button type="button" aria-expanded="false" aria-controls="library-add">Add articles</button>')
    view(unfold, js=UNFOLD, elem_id="library-unfold")
    with gr.Column(elem_id="library-add"):
        view(html("<p>{limits}</p>", limits=library_add.LIMITS))
        uploads = gr.File(label="Drop files here or choose them", file_count="multiple", elem_id="library-upload")
        text = gr.Textbox("", label="Or paste the text of an article", lines=8, max_length=library_add.LONGEST_PASTE)
        with gr.Row():
            title = gr.Textbox("", label="Headline (optional)", max_lines=1, max_length=300)
            outlet = gr.Textbox("", label="Outlet (optional)", max_lines=1, max_length=100)
            date = gr.Textbox("", label="Day (optional), such as 2026-05-03", max_lines=1, max_length=40)
        paste = gr.Button("Add this text", variant="primary", elem_id="library-paste")
    results = view(elem_id="library-results")

    def receive(paths: list[str] | None, count: int, progress: gr.Progress = gr.Progress()) -> Iterator[list[Any]]:  # noqa: B008 (Gradio finds it there)
        def advance(done: int, total: int, what: str) -> None:
            progress((done, total), desc=line(what))

        with telling():
            given, folder, outcomes = [Path(path) for path in paths or ()], Path(get_upload_folder()), []
            for outcome in library_add.add_files(given, folder, assistant.store, assistant.now(), advance):
                outcomes.append(outcome)
                yield [_outcomes(outcomes), gr.skip(), gr.skip()]
            library_add.index(assistant.store, advance)
        shelf.changed()
        yield [_outcomes(outcomes), None, count + 1]

    def take(body: str, headline: str, source: str, day: str, count: int) -> list[Any]:
        with telling():
            outcome = library_add.add_text(body, headline, source, day, assistant.store, assistant.now())
            library_add.index(assistant.store, lambda *_: None)
        shelf.changed()
        return [_outcomes([outcome]), "", "", "", "", count + 1]

    uploads.upload(receive, [uploads, changes], [results, uploads, changes], show_progress_on=results, **PRIVATE)
    pasted = [text, title, outlet, date, changes]
    paste.click(take, pasted, [results, *pasted], show_progress_on=results, **PRIVATE)


def status(sentence: str, *, empty: bool = False) -> Markup:
    """A sentence that is read out when it changes; ``empty``: the library is, which opens the way to add articles."""
    return html('<p class="na-status{empty}" role="status">{sentence}</p>', sentence=line(sentence),
                empty=" na-empty" if empty else "")  # fmt: skip


def _outcomes(outcomes: list[library_add.Outcome]) -> Markup:
    """What became of each file."""
    items = join(
        html("<li><strong>{name}</strong>: {told}</li>", name=line(one.name), told=line(one.sentence))
        for one in outcomes
    )
    return html('<ul class="na-outcomes" role="status">{items}</ul>', items=items)
