"""What comes of asking a language model: a quotation that it confirms, what it drafts, or what its drafts point at."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from assistant import answerable, drafter
from assistant.checking import check, covers_all_parts, most_relevant, quotable, quote, quote_likeliest
from assistant.evidence import passages_text
from assistant.pointing import HALF
from vectorstore.tokens import count_llm_tokens

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

    from assistant.checking import Likelihood, Outcome, Quotation
    from assistant.settings import Settings
    from assistant.stopwatch import Stopwatch
    from assistant.types import Event, Evidence
    from vectorstore.store import Store
    from vectorstore.types import Hit

READ_FIRST = 2
"""Passages that are drafted from first, and the others only where that gives no answer: of many passages a small model
takes the wrong name."""
ASKED_OF = 6
"""Sentences that are asked about where the drafts point nowhere."""


def asked(
    model: BaseChatModel, outcome: Outcome, quotation: Quotation | None, store: Store, settings: Settings,
    watch: Stopwatch, config: RunnableConfig | None,
) -> Generator[Event]:  # fmt: skip
    """A quotation that surely answers is enough for a simple question; else what is drafted, or else pointed at.

    Raises LLMError when the model cannot be reached, dies, or takes longer than ``settings.llm_timeout`` seconds.
    """
    likelihood = _judged_by(model, outcome, settings, watch, config)
    if quotation and quotation.surely_answers(outcome.question):
        found = quotation.evidence
        if answerable.answers(likelihood(found.text, [found], HALF)):
            yield from quote(quotation, outcome)
            if len(answerable.parts(outcome.question)) == 1:
                return
    read = outcome.selection.passages
    for passages in filter(None, (read[:READ_FIRST], read[READ_FIRST:])):
        yield from _drafted(model, passages, outcome, store, settings, watch, likelihood, config)
        if not outcome.claims:
            yield from quote_likeliest(_pointed(outcome, quotation), outcome, likelihood)
        if outcome.claims and covers_all_parts(outcome):
            return
    if not outcome.claims:
        yield from quote_likeliest(_last_resort(outcome), outcome, likelihood)


def _drafted(
    model: BaseChatModel, passages: Sequence[Hit], outcome: Outcome, store: Store, settings: Settings,
    watch: Stopwatch, likelihood: Likelihood, config: RunnableConfig | None,
) -> Generator[Event]:  # fmt: skip
    """What is drafted from some of the passages, each sentence checked against all; what was dropped stays so."""
    text = passages_text(passages)
    tokens = outcome.tokens
    tokens["read"] = tokens.get("read", 0) + count_llm_tokens(text)
    with closing(drafter.draft(model, outcome.question, text, settings, config)) as drafts:
        while True:
            with watch.stage("draft"):
                sentence = next(drafts, None)
            if sentence is None:
                return
            tokens["written"] = tokens.get("written", 0) + count_llm_tokens(sentence.text)
            if sentence.text in (one.sentence for one in outcome.dropped):
                continue
            with watch.stage("verify"):
                events = check(sentence, outcome, store, likelihood)
            yield from events


def _pointed(outcome: Outcome, quotation: Quotation | None) -> dict[Evidence, float]:
    """What may be quoted where no drafted sentence could be shown, with the share of a draft that it holds."""
    found = dict(outcome.pointed)
    if quotation and quotation.answers:
        found[quotation.evidence] = max(HALF, found.get(quotation.evidence, 0.0))
    return found


def _last_resort(outcome: Outcome) -> dict[Evidence, float]:
    """The most relevant sentences, where drafts only repeat their question or were read nowhere: these hold none of it.

    Drafts that only say that the passages do not say leave none.
    """
    if outcome.pointed or all(drafter.is_refusal(one.sentence) for one in outcome.dropped):
        return {}
    return dict.fromkeys(most_relevant(outcome, ASKED_OF), 0.0)


def _judged_by(
    model: BaseChatModel, outcome: Outcome, settings: Settings, watch: Stopwatch, config: RunnableConfig | None
) -> Likelihood:
    """How likely a text answers, as the model judges what it cites, of which it is asked once.

    Where it says neither Yes nor No the rule for quotations decides.
    """
    judged: dict[tuple[Evidence, ...], float | None] = {}

    def likelihood(text: str, cited: Sequence[Evidence], held: float) -> float:
        key = tuple(cited)
        if key not in judged:
            with watch.stage("answerable"):
                judged[key] = answerable.odds(
                    model, outcome.question, cited[0].title, " ".join(one.text for one in cited),
                    timeout=settings.llm_timeout, config=config,
                )  # fmt: skip
        odds = outcome.odds = judged[key]
        if odds is None:
            return float(answerable.quotes(quotable(cited, outcome)))
        return answerable.draft_probability(odds, held, outcome.question, text)

    return likelihood
