"""The part of the page in which questions are asked and answers are read beside their evidence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.chain import Ask
from assistant.marks import citations
from assistant.types import Answer, Done, Event, Quoted, Reading, Rejected, Searching, Verified
from assistant.ui import feedback
from assistant.ui.composer import ask_box, filters_html, read_asked
from assistant.ui.conversations import FULL, Exchange, Kept, read_kept
from assistant.ui.coverage import Coverage, coverage_line
from assistant.ui.markup import Markup, html, join
from assistant.ui.questions import Questions
from assistant.ui.reading import passage_html
from assistant.ui.secret import installation_secret
from assistant.ui.serve_stream import watched
from assistant.ui.shelf_view import frame, shelf_html, welcome_html
from assistant.ui.turn_view import Running, exchange_html, failed_html, running_html
from vectorstore.errors import BadInput, NewsAssistantError, NotFound

if TYPE_CHECKING:
    from assistant.api import Assistant
    from vectorstore.store import Store
    from vectorstore.types import Filters

logger = logging.getLogger("news_assistant")

STORAGE_KEY = "news-assistant"
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden", "queue": False}
SCRIPTS = ("bridge.js", "reader.js", "composer.js", "shelf.js", "tabs.js", "keys.js")
OWN_CONVERSATION = """
(kept) => {
  const own = sessionStorage.getItem("news-assistant-current") ?? JSON.stringify(kept?.current ?? null);
  sessionStorage.setItem("news-assistant-current", own);
  return [kept?.conversations ? { ...kept, current: JSON.parse(own) } : kept];
}
"""
"""A page that is opened anew shows the conversation of its own tab, whatever another tab has kept since."""
TELL = '(kept) => { document.dispatchEvent(new CustomEvent("news-assistant-kept", { detail: kept })); }'
WHEN_THERE = """
(async () => {
  const there = () => ["#question", "#shelf", "#present", "#filters form", "#spoken", "#help"].every(
    (part) => document.querySelector(part));
  while (!there()) await new Promise((resolve) => setTimeout(resolve, 20));
  %s
})();
"""
"""Gradio builds the page part by part."""
BROKEN = "The program could not answer this; its log says why."
Update = dict[Any, Any]


def part(elem_id: str, value: Markup | str = "", **more: Any) -> gr.HTML:  # noqa: ANN401 (Gradio's options)
    """A part of the page whose HTML is all ours."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, **{"js_on_load": None, **more})


class Desk:
    """The chat's parts, and what happens in them. It keeps nothing about readers: that is with their browsers."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.questions = Questions(assistant.store, assistant.settings)
        self.questions.examples()  # looked for before anybody opens the page
        self.folder = assistant.settings.store.parent
        self.kept = gr.BrowserState({}, storage_key=STORAGE_KEY, secret=installation_secret(self.folder))
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="shelf-column"):
                self.shelf = part("shelf")
            with gr.Column(elem_id="paper"):
                self.notice = part("notice")
                self.past = part("past")
                self.present = part("present")
                part("coming", running_html(Running("next", "")))
                with gr.Column(elem_id="dock"):
                    part("composer", ask_box())
                    self.filters = part("filters")
            with gr.Column(elem_id="reader-column"):
                part("reader", frame())
        self.bridge = part("bridge", js_on_load=script(), server_functions=[self._passage()])
        self.pieces = [self.shelf, self.notice, self.past, self.present, self.kept]
        self._listen()

    def load(self, page: gr.Blocks) -> None:
        """Shows what the browser kept whenever the page is opened."""
        page.load(self._opened, [self.kept], [*self.pieces, self.filters], js=OWN_CONVERSATION, **QUIET)

    def _listen(self) -> None:
        bridge = self.bridge
        asking = bridge.submit(
            self._ask, [self.kept], self.pieces, show_progress="minimal", show_progress_on=self.present,
            trigger_mode="multiple", **PRIVATE,
        )  # fmt: skip
        bridge.stop(None, None, None, cancels=[asking], **PRIVATE)
        bridge.focus(self._refreshed, None, [self.present, self.filters], **QUIET)
        for event, change in (
            (bridge.select, lambda kept, data: kept.chosen(data.get("id"))),
            (bridge.edit, lambda kept, data: kept.renamed(str(data.get("id")), str(data.get("title")))),
            (bridge.delete, lambda kept, data: kept.without(str(data.get("id")))),
            (bridge.undo, lambda kept, _: kept.with_exchanges(kept.conversation.exchanges[:-1])),
            (bridge.clear, lambda kept, _: kept.with_exchanges(())),
        ):
            event(self._changing(change), [self.kept], self.pieces, **QUIET)
        bridge.input(self._taken_in, [self.kept], self.pieces, trigger_mode="always_last", **QUIET)
        self.kept.change(None, self.kept, None, js=TELL)
        bridge.like(self._rate, [self.kept], self.pieces, **QUIET)

    def _passage(self) -> Callable[[Mapping[str, object]], str]:
        def passage(asked: Mapping[str, object]) -> str:
            """The article behind a citation."""
            try:
                return str(passage_html(self.assistant.store, asked))
            except NewsAssistantError as error:
                return str(html('<p class="problem">{error}</p>', error=str(error)))

        return passage

    def _opened(self, kept_value: Any) -> Update:  # noqa: ANN401 (whatever the browser kept)
        kept, problem = read_kept(kept_value)
        shown = self._shown(kept, problem)
        if problem:
            del shown[self.kept]  # what cannot be read is not written over by opening the page
        return {**shown, self.filters: filters_html(self.assistant.store)}

    def _taken_in(self, kept_value: Any, event: gr.EventData) -> Update:  # noqa: ANN401 (whatever the browser kept)
        """What another tab of the same browser has changed."""
        kept, problem = read_kept(kept_value)
        merged = kept.merged(read_kept(_data(event).get("kept"))[0])
        if merged == kept:
            return {self.notice: gr.skip()}
        same = merged.conversation == kept.conversation
        return self._around(merged, problem) if same else self._shown(merged, problem)

    def _refreshed(self) -> Update:
        """The page before a first question, as the library is now."""
        return {self.present: self._welcome(), self.filters: filters_html(self.assistant.store)}

    def _changing(self, change: Callable[[Kept, Mapping[str, Any]], Kept]) -> Callable[[Any, gr.EventData], Update]:
        def changed(kept_value: Any, event: gr.EventData) -> Update:  # noqa: ANN401 (whatever the browser kept)
            kept, problem = read_kept(kept_value)
            return self._shown(change(kept, _data(event)), problem)

        return changed

    def _rate(self, kept_value: Any, event: gr.EventData) -> Update:  # noqa: ANN401 (whatever the browser kept)
        kept, problem = read_kept(kept_value)
        data = _data(event)
        try:
            return self._shown(self._rated(kept, data), problem)
        except NewsAssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _rated(self, kept: Kept, data: Mapping[str, Any]) -> Kept:
        exchanges = list(kept.conversation.exchanges)
        place = data.get("place")
        if not isinstance(place, int) or not 0 <= place < len(exchanges):
            raise BadInput("the answer that was rated is not in this conversation any more; reload the page")
        rating: Any = data.get("rating")
        words = {name: str(data[name]) for name in ("reason", "comment", "expected") if data.get(name)}
        history = kept.conversation.history()[:place]
        feedback.record(self.folder, exchanges[place].answer, history, rating, **words)
        exchanges[place] = exchanges[place].rated(rating)
        return kept.with_exchanges(exchanges)

    def _shown(self, kept: Kept, problem: str | None = None) -> Update:
        """All parts of the page for what is kept."""
        exchanges = kept.conversation.exchanges
        return {
            self.past: past_html(exchanges[:-1]),
            self.present: self._last(exchanges) if exchanges else self._welcome(),
            **self._around(kept, problem),
        }

    def _welcome(self) -> Markup:
        """What stands on the page before the first question."""
        coverage = Coverage.of(self.assistant.store)
        return welcome_html(coverage_line(coverage) if coverage.articles else None, self.questions.examples())

    def _last(self, exchanges: tuple[Exchange, ...]) -> Markup:
        place = len(exchanges) - 1
        return exchange_html(exchanges[-1], turn_name(place), place, last=True)

    def _around(self, kept: Kept, problem: str | None) -> Update:
        told = [one for one in (problem, None if kept.fits else FULL) if one]
        notice = join(html('<p class="problem" role="alert">{one}</p>', one=one) for one in told)
        return {self.shelf: shelf_html(kept), self.notice: notice, self.kept: kept.to_dict()}

    def _ask(self, kept_value: Any, event: gr.EventData) -> Iterator[Update]:  # noqa: ANN401 (whatever the browser kept)
        """Shows an answer as it comes about. Closing the generator, as Gradio does on Stop, stops the work."""
        data = _data(event)
        kept, problem = read_kept(kept_value)
        earlier, instead_of = kept.conversation.exchanges, data.get("instead_of")
        if instead_of not in range(len(earlier)):
            instead_of = None
        earlier = earlier[:instead_of]
        running = Running(turn_name(len(earlier)), str(data.get("question") or ""))
        yield {self.past: past_html(earlier), self.present: running_html(running)}
        try:
            asked = read_asked(data)
            history = () if asked.alone else kept.with_exchanges(earlier).conversation.history() if earlier else ()
            ask = Ask(asked.question, history, asked.filters, now=self.assistant.now(), articles=asked.most_articles)
            for step in watched(self.assistant, ask):
                if isinstance(step, Done):
                    kept = kept.answered(self._exchange(step.answer, running, asked.filters), instead_of=instead_of)
                    yield {self.present: self._last(kept.conversation.exchanges), **self._around(kept, problem)}
                elif step is None:
                    yield {self.present: gr.skip()}
                else:
                    self._note(running, step)
                    yield {self.present: running_html(running)}
        except NewsAssistantError as error:
            yield {self.present: failed_html(running, str(error))}
        except Exception:
            logger.exception("a question could not be answered")
            yield {self.present: failed_html(running, BROKEN)}

    def _note(self, running: Running, step: Event) -> None:
        """Takes up one event."""
        if isinstance(step, Searching):
            running.standalone = step.standalone
        elif isinstance(step, Reading):
            running.hits = step.hits
        elif isinstance(step, Quoted):
            running.quoted = step.evidence
        elif isinstance(step, Verified):
            running.claims.append(step.claim)
            cited = ((one.article_id, one.version) for one in step.claim.citations)
            running.bylines |= bylines(self.assistant.store, cited)
        elif isinstance(step, Rejected):
            running.left_out += 1

    def _exchange(self, answer: Answer, running: Running, filters: Filters) -> Exchange:
        store = self.assistant.store
        narrower = self.questions.narrower(answer.hits, filters) if answer.status == "not_in_articles" else ()
        cited = {(one.article_id, one.version) for one in citations(answer.claims, answer.premises)}
        return Exchange(
            answer=answer, coverage=Coverage.of(store), bylines={**running.bylines, **bylines(store, cited)},
            narrower=tuple(narrower),
        )  # fmt: skip


def turn_name(place: int) -> str:
    """What an exchange is called on the page, by its place in the conversation from 0."""
    return f"turn{place + 1}"


def past_html(exchanges: tuple[Exchange, ...]) -> Markup:
    """The exchanges before the last one."""
    return join(exchange_html(one, turn_name(place), place, last=False) for place, one in enumerate(exchanges))


def bylines(store: Store, cited: Any) -> dict[str, str]:  # noqa: ANN401 (pairs of article id and version)
    """The authors of articles, by id and version; what has none, or was deleted meanwhile, is left out."""
    found = {}
    for article_id, version in cited:
        try:
            authors = store.get(article_id, version).authors
        except NotFound:
            continue
        if authors:
            found[f"{article_id} {version}"] = ", ".join(authors)
    return found


def script() -> str:
    """The page's JavaScript, run in the browser when the page is there."""
    static = files("assistant.ui") / "static"
    body = "\n".join((static / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return WHEN_THERE % body


def _data(event: gr.EventData) -> Mapping[str, Any]:
    data = event._data  # noqa: SLF001 (Gradio's documented way to what JavaScript sends is attribute by attribute)
    return data if isinstance(data, dict) else {}
