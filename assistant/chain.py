"""AnswerChain: the main path, from a question to an answer whose every sentence is verified.

    condense -> find -> select -> check premises -> draft -> attribute -> verify -> is it answered? -> assemble

``events`` yields each stage as it happens; a sentence is shown only once it has passed, and never withdrawn.
"""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config

from assistant import llm, premises, prompts, render, retriever
from assistant.asking import Asking
from assistant.checking import Outcome, best_quotation, covers_all_parts, quote, similarity_to
from assistant.condense import condense
from assistant.dates import clock
from assistant.evidence import select
from assistant.stopwatch import Stopwatch
from assistant.types import Answer, Done, Event, Reading, Searching, Status, Trace, Turn
from vectorstore.errors import BadInput
from vectorstore.types import Filters, Hit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.callbacks import CallbackManagerForChainRun
    from langchain_core.language_models import BaseChatModel

    from assistant.evidence import Selection
    from assistant.settings import Settings
    from vectorstore.store import Store

LONGEST_QUESTION = 2_000


@dataclass(frozen=True)
class Ask:
    """One question with all that belongs to it. ``now`` is the clock; None is the present.

    ``k``: passages to find; ``articles``: of so many articles.
    """

    question: str
    history: Sequence[Turn] = ()
    filters: Filters = field(default_factory=Filters)
    k: int | None = None
    now: datetime | None = None
    articles: int | None = None

    @classmethod
    def of(cls, value: str | dict[str, Any] | Ask) -> Ask:
        """An Ask from what LangChain hands on: a question, or a dict of Ask's fields."""
        if isinstance(value, Ask):
            return value
        return cls(value) if isinstance(value, str) else cls(**value)


class AnswerChain(Runnable["str | dict[str, Any] | Ask", Answer]):
    """A LangChain Runnable: ``invoke`` gives an Answer, ``stream`` the Events that lead to it."""

    def __init__(self, store: Store, settings: Settings, model: BaseChatModel | None = None) -> None:
        """``model`` is any LangChain chat model; without it, the one that ``settings.llm`` names."""
        self.store = store
        self.settings = settings
        self._model_lock = threading.Lock()
        self._turn = threading.Lock() if settings.llm.startswith("embedded") else nullcontext()
        self._model = model
        self._given = model is not None

    def invoke(
        self,
        input: str | dict[str, Any] | Ask,  # noqa: A002 (LangChain's name)
        config: RunnableConfig | None = None,
        **_: Any,  # noqa: ANN401
    ) -> Answer:
        """The answer to a question, a dict of Ask's fields or an Ask."""
        return self._call_with_config(self._answer, input, config)

    def stream(  # type: ignore[override] # LangChain streams pieces of the output; ours are the Events before it
        self,
        input: str | dict[str, Any] | Ask,  # noqa: A002 (LangChain's name)
        config: RunnableConfig | None = None,
        **_: Any,  # noqa: ANN401
    ) -> Iterator[Event]:
        """The events of one answer; the last is Done. Closing the iterator stops the language model."""
        yield from self.events(Ask.of(input), config)

    def transform(self, input: Iterator[Any], config: RunnableConfig | None = None, **_: Any) -> Iterator[Answer]:  # noqa: A002, ANN401
        """Inside a LangChain sequence the whole answer is handed on, once."""
        for value in input:
            yield self.invoke(value, config)

    def model(self) -> BaseChatModel | None:
        """The language model of the settings, started at first use; None for quotations only."""
        with self._model_lock:
            if self._model is None:
                self._model = llm.chat_model(self.settings)
            return self._model

    def close(self) -> None:
        """Closes the connections to the language model, unless it was given; the next question opens new ones."""
        with self._model_lock:
            if self._model is not None and not self._given:
                llm.close(self._model)
                self._model = None

    def _answer(
        self, value: str | dict[str, Any] | Ask, run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Answer:
        config = patch_config(config, callbacks=run_manager.get_child())
        for event in self.events(Ask.of(value), config):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("the chain ended without an answer")

    def events(self, ask: Ask, config: RunnableConfig | None = None) -> Iterator[Event]:
        """The main path. Raises BadInput for an empty question and LLMError when the model fails."""
        question = checked_question(ask.question)
        watch, now = Stopwatch(), clock(ask.now or self.settings.now, self.settings.timezone)
        with watch.stage("condense"):
            standalone = self._condense(question, ask, config)
        yield Searching(standalone)
        with watch.stage("retrieve"):
            found = retriever.find(
                standalone, self.store, k=ask.k or self.settings.k, now=now, filters=ask.filters,
                infer=self.settings.infer, articles=ask.articles,
            )  # fmt: skip
        with watch.stage("select"):
            selection = select(
                standalone, [hit for hit in found.hits if hit not in found.early], self.store.embedder,
                passages_read=self.settings.passages_read, budget=self.settings.evidence_tokens,
            )  # fmt: skip
        hits = _read_first(selection, found.hits)
        yield Reading(hits)
        foreign = self._foreign(hits)
        english = selection.without(foreign)
        told = [hit for hit in hits if hit.article_id not in foreign and hit not in found.early]
        outcome = Outcome(standalone, english or selection, told)
        if english:
            with watch.stage("premises"):
                outcome.premises = premises.check(
                    standalone, english.evidence, english.passages,
                    lambda statement: similarity_to(statement, outcome, self.store),
                )  # fmt: skip
        model = self.model() if english else None
        if model is not None or not outcome.premises:
            yield from self._claims(model, outcome, watch, config)
        if outcome.claims:  # only a likely answer is shown in spite of an objection, and shows that the premise holds
            outcome.premises = ()
        read = {hit.article_id for hit in selection.passages}
        notes = (*found.notes, *_language_note({one: foreign[one] for one in read & foreign.keys()}))
        trace = self._trace(outcome, found.inferred, notes, ask, watch)
        asked_at = now.replace(microsecond=0).isoformat()
        yield Done(_assemble(question, asked_at, outcome, hits, trace))

    def _foreign(self, hits: Sequence[Hit]) -> dict[str, str]:
        """The articles among those found that are known not to be in English, with their languages."""
        articles = (self.store.get(*one) for one in {(hit.article_id, hit.version) for hit in hits})
        return {one.id: one.language for one in articles if one.language not in {None, "en"} and one.language}

    def _condense(self, question: str, ask: Ask, config: RunnableConfig | None) -> str:
        model = self.model() if ask.history else None
        with self._turn if model is not None else nullcontext():
            return condense(question, ask.history, model, self.settings, config)

    def _claims(
        self, model: BaseChatModel | None, outcome: Outcome, watch: Stopwatch, config: RunnableConfig | None
    ) -> Iterator[Event]:
        """Without a language model a quotation that answers; with one, what comes of asking it."""
        if not outcome.selection.evidence:
            return
        with watch.stage("quote"):
            quotation = best_quotation(outcome)
        if model is None:
            if quotation and quotation.answers and outcome.names_what_is_asked(quotation.evidence, self.store):
                yield from quote(quotation, outcome)
            return
        asking = Asking(model, outcome, self.store, self.settings, watch, config)
        with closing(asking.events(quotation)) as events:
            yield from self._in_turn(events)

    def _in_turn(self, events: Iterator[Event]) -> Iterator[Event]:
        """Events of work that shares one language model: each is prepared in turn, and nobody waits for a reader."""
        while True:
            with self._turn:
                event = next(events, None)
            if event is None:
                return
            yield event

    def _trace(
        self, outcome: Outcome, inferred: dict[str, Any], notes: tuple[str, ...], ask: Ask, watch: Stopwatch
    ) -> Trace:
        used = ["answer", "answerable", "condense"] if self.settings.llm != "none" else []
        inferred = dict(inferred)
        if outcome.odds is not None:
            inferred["answerable_log_odds"] = round(outcome.odds, 2)
        return Trace(
            model=llm.llm_name(self.settings),
            prompts={name: prompts.load(name).digest for name in used},
            settings=settings_digest(self.settings),
            inferred=inferred,
            filters={} if ask.filters.empty else json.loads(json.dumps(asdict(ask.filters), default=str)),
            notes=notes,
            timings=watch.total(),
            tokens=outcome.tokens,
        )


def settings_digest(settings: Settings) -> str:
    """sha256 of the settings that shape an answer (no paths, no secrets)."""
    shaping = settings.model_dump(
        mode="json", exclude={"store", "models_dir", "chroma_token", "llm_api_key", "log_level"}
    )
    return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()


def checked_question(question: str) -> str:
    """The question without surrounding space. Raises BadInput when it is empty, too long or no valid Unicode."""
    if not question.strip():
        raise BadInput("the question is empty; write what you want to know")
    if len(question) > LONGEST_QUESTION:
        raise BadInput(f"the question is longer than {LONGEST_QUESTION} characters; ask something shorter")
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise BadInput("the question holds invalid Unicode; type it again") from error
    return question.strip()


def _read_first(selection: Selection, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return (*selection.passages, *(hit for hit in hits if hit not in selection.passages))


def _language_note(foreign: dict[str, str]) -> tuple[str, ...]:
    if not foreign:
        return ()
    return (f"articles in other languages ({', '.join(sorted(set(foreign.values())))}) are quoted only",)


def _assemble(question: str, asked_at: str, outcome: Outcome, hits: tuple[Hit, ...], trace: Trace) -> Answer:
    claims = tuple(outcome.claims)
    status: Status = "not_in_articles" if not claims else "answered" if covers_all_parts(outcome) else "partial"
    text = render.answer_text(claims, premises=outcome.premises, nearest=hits, status=status)
    said = [asdict(claim) for claim in claims] + [asdict(premise) for premise in outcome.premises]
    body = json.dumps([outcome.question, said, status], sort_keys=True)
    return Answer(
        answer_id=hashlib.sha256(body.encode()).hexdigest()[:16],
        asked_at=asked_at,
        question=question,
        standalone=outcome.question,
        status=status,
        text=text,
        claims=claims,
        premises=outcome.premises,
        dropped=tuple(outcome.dropped),
        hits=hits,
        trace=trace,
    )
