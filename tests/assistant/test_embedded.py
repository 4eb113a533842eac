"""The whole main path with the real embedded language model over the shared library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.chain import AnswerChain, Ask
from assistant.settings import Settings
from assistant.types import Answer, Turn
from tests.assistant.scripted import check_offsets

if TYPE_CHECKING:
    from pathlib import Path

    from vectorstore.store import Store


@pytest.fixture(scope="module")
def chain(library: Store, llm_weights: Path) -> AnswerChain:
    return AnswerChain(library, Settings(llm=f"embedded:{llm_weights}"))


def asked(chain: AnswerChain, question: str, *history: Turn) -> Answer:
    answer = chain.invoke(Ask(question, history))
    check_offsets(answer, chain.store)
    return answer


@pytest.mark.parametrize(
    ("question", "words", "article"),
    [
        ("How much will the harbour tunnel cost?", "410 million", "tunnel"),
        ("Who will lead the inquiry into the sinking of the Halcyon?", "Korrin", "ferry-2"),
        ("When was the ferry Halcyon built?", "1988", "ferry-1"),
    ],
)
def test_what_the_articles_say_is_answered_and_cited(
    chain: AnswerChain, question: str, words: str, article: str
) -> None:
    answer = asked(chain, question)
    assert words in " ".join(claim.text for claim in answer.claims)
    assert article in {citation.article_id for claim in answer.claims for citation in claim.citations}
    assert "answerable" in answer.trace.timings, "the model was heard"


@pytest.mark.parametrize("question", ["What is the population of France?", "Why did Orla Venn sell her house?"])
def test_what_they_do_not_say_is_refused(chain: AnswerChain, question: str) -> None:
    answer = asked(chain, question)
    assert (answer.status, answer.claims) == ("not_in_articles", ())
    assert "do not say" in answer.text


def test_a_follow_up_is_searched_as_a_question_of_its_own(chain: AnswerChain) -> None:
    first = Turn("Who is the mayor of Veld?", "Mayor Orla Venn blamed the price of steel. [1]")
    answer = asked(chain, "What did she blame for the cost of the harbour tunnel?", first)
    assert "Venn" in answer.standalone
    assert "steel" in answer.text
