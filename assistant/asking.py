"""What comes of asking a language model: a quotation that it confirms, what it drafts, or what its drafts point at."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from assistant import answerable, drafter
from assistant.checking import check, most_relevant, quotable, quote, quote_likeliest
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
    passages = passages_text(outcome.selection.passages)
    outcome.tokens["read"] = count_llm_tokens(passages)
    with closing(drafter.draft(model, outcome.question, passages, settings, config)) as drafts:
        while True:
            with watch.stage("draft"):
                sentence = next(drafts, None)
            if sentence is None:
                break
            outcome.tokens["written"] = outcome.tokens.get("written", 0) + count_llm_tokens(sentence.text)
            with watch.stage("verify"):
                events = check(sentence, outcome, store, likelihood)
            yield from events
    if not outcome.claims:
        yield from quote_likeliest(_instead(outcome, quotation), outcome, likelihood)


def _instead(outcome: Outcome, quotation: Quotation | None) -> dict[Evidence, float]:
    """What may be quoted where no drafted sentence could be shown, with the share of a draft that it holds.

    A draft that only repeats its question, or was read nowhere, leaves the most relevant sentences, which hold nothing
    of it. One that says that the passages do not say leaves none.
    """
    found = dict(outcome.pointed)
    if not found and any(not drafter.is_refusal(one.sentence) for one in outcome.dropped):
        found = dict.fromkeys(most_relevant(outcome, ASKED_OF), 0.0)
    if quotation and quotation.answers:
        found[quotation.evidence] = max(HALF, found.get(quotation.evidence, 0.0))
    return found


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
