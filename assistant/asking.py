"""What comes of asking a language model: a quotation that it confirms, what it drafts, or what its drafts point at."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant import answerable, drafter
from assistant.checking import check, covers_all_parts, most_relevant, quotable, quote, quote_likeliest, settle
from assistant.evidence import passages_text
from assistant.pointing import HALF
from vectorstore.tokens import count_llm_tokens

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

    from assistant.checking import Outcome, Quotation
    from assistant.settings import Settings
    from assistant.stopwatch import Stopwatch
    from assistant.types import Event, Evidence
    from vectorstore.store import Store
    from vectorstore.types import Hit

READ_FIRST = 2
"""Passages that are drafted from first, and the others only where these give no answer: of many passages a small model
takes the wrong name."""
ASKED_OF = 6
"""Sentences that are asked about where the drafts point nowhere."""


@dataclass
class Asking:
    """One question put to a language model.

    ``judged``: the odds of what it was asked about so far, see answerable.
    """

    model: BaseChatModel
    outcome: Outcome
    store: Store
    settings: Settings
    watch: Stopwatch
    config: RunnableConfig | None
    judged: dict[tuple[Evidence, ...], float | None] = field(default_factory=dict)

    def events(self, quotation: Quotation | None) -> Generator[Event]:
        """A quotation that surely answers is enough for a simple question; else what is drafted, or else pointed at.

        What likely answers is shown at once; what may answer waits until all is read.
        Raises LLMError when the model cannot be reached, dies, or takes longer than ``settings.llm_timeout`` seconds.
        """
        outcome = self.outcome
        if quotation and quotation.surely_answers(outcome.question):
            likely = self._likelihood(quotation.evidence.text, [quotation.whole], HALF)
            if outcome.is_answered_by(likely):
                yield from quote(quotation, outcome)
                if len(answerable.parts(outcome.question)) == 1:
                    return
        read = outcome.selection.passages
        outcome.more_to_read = len(read) > READ_FIRST
        for passages in filter(None, (read[:READ_FIRST], read[READ_FIRST:])):
            yield from self._drafted(passages)
            if not outcome.claims:
                yield from quote_likeliest(self._pointed(quotation), outcome, self._likelihood)
            if outcome.claims and covers_all_parts(outcome):
                break
        last = {} if outcome.claims else self._last_resort() | self._pointed(quotation)
        yield from settle(last, outcome, self._likelihood)

    def _drafted(self, passages: Sequence[Hit]) -> Generator[Event]:
        """What is drafted from some of the passages, each sentence checked against all, once."""
        text, outcome, tokens = passages_text(passages), self.outcome, self.outcome.tokens
        tokens["read"] = tokens.get("read", 0) + count_llm_tokens(text)
        with closing(drafter.draft(self.model, outcome.question, text, self.settings, self.config)) as drafts:
            while True:
                with self.watch.stage("draft"):
                    sentence = next(drafts, None)
                if sentence is None:
                    return
                tokens["written"] = tokens.get("written", 0) + count_llm_tokens(sentence.text)
                if outcome.has_heard(sentence.text):
                    continue
                with self.watch.stage("verify"):
                    events = check(sentence, outcome, self.store, self._likelihood)
                yield from events

    def _pointed(self, quotation: Quotation | None) -> dict[Evidence, float]:
        """What may be quoted where no drafted sentence could be shown, with the share of a draft that it holds."""
        found = dict(self.outcome.pointed)
        if quotation and quotation.answers:
            found[quotation.evidence] = max(HALF, found.get(quotation.evidence, 0.0))
        return found

    def _last_resort(self) -> dict[Evidence, float]:
        """The most relevant sentence, with no share of a draft; several where the drafts led to no sentence.

        None where all drafts only say that the passages do not say.
        """
        outcome = self.outcome
        led_somewhere = bool(outcome.pointed or outcome.waiting)
        if not led_somewhere and all(drafter.is_refusal(one.sentence) for one in outcome.dropped):
            return {}
        return dict.fromkeys(most_relevant(outcome, 1 if led_somewhere else ASKED_OF), 0.0)

    def _likelihood(self, text: str, cited: Sequence[Evidence], held: float) -> float:
        """How likely a text answers, as the model judges what it cites, of which it is asked once.

        An article that does not name what the question names does not answer it. Where the model says neither Yes nor
        No the rule for quotations decides.
        """
        if not self.outcome.names_what_is_asked(cited[0], self.store):
            return 0.0
        key = tuple(cited)
        if key not in self.judged:
            with self.watch.stage("answerable"):
                self.judged[key] = answerable.odds(
                    self.model, self.outcome.question, cited[0].title, " ".join(one.text for one in cited),
                    timeout=self.settings.llm_timeout, config=self.config,
                )  # fmt: skip
        odds = self.outcome.odds = self.judged[key]
        if odds is None:
            return float(answerable.quotes(quotable(cited, self.outcome)))
        return answerable.draft_probability(odds, held, self.outcome.question, text)
