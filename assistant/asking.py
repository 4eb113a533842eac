"""What comes of asking a language model: a quotation that it confirms, what it drafts, or what its drafts point at."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from assistant import answerable, drafter
from assistant.checking import check, quotable, quote, quote_likeliest
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
        if quotation and quotation.answers:
            outcome.pointed.setdefault(quotation.evidence, HALF)
        yield from quote_likeliest(outcome, likelihood)


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
