"""The selector finds the sentence that answers, not only the one that is near."""

from __future__ import annotations

import numpy as np
import pytest

from assistant import selector
from assistant.selector import relevance
from vectorstore.embedding import open_embedder

ARTICLE = [
    "The cannery at Ostwick closed its gates on Friday after a hundred and six years.",
    "Its last manager, Petra Voll, handed the keys to the harbour master.",
    "Some 240 people worked there when the owner announced the end in April.",
    "The building will become a school of navigation, the town said.",
    "Gulls circled over the empty quay as usual.",
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people worked at the cannery?", 2),
        ("What will the cannery's building become?", 3),
        ("What does the town plan to do with the building of the old cannery?", 3),
    ],
)
def test_the_sentence_that_answers_comes_before_the_nearest(question: str, answer: int) -> None:
    nearest = open_embedder().encode(ARTICLE) @ open_embedder().encode([question])[0]
    assert int(nearest.argmax()) != answer
    assert int(relevance(question, ARTICLE, open_embedder().encode(ARTICLE), open_embedder()).argmax()) == answer


def test_probabilities_for_each_sentence_in_order() -> None:
    scores = relevance("Who ran the cannery?", ARTICLE, open_embedder().encode(ARTICLE), open_embedder())
    backwards = relevance("Who ran the cannery?", ARTICLE[::-1], open_embedder().encode(ARTICLE[::-1]), open_embedder())
    assert scores.shape == (5,)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert np.allclose(scores, backwards[::-1], atol=0.02)


def test_no_sentences_give_no_scores() -> None:
    assert relevance("Who?", [], open_embedder().encode([]), open_embedder()).shape == (0,)


def test_beyond_what_is_read_the_near_ones_are_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selector, "READ", 4)
    many = [f"Bus number {number} runs every ten minutes." for number in range(30)] + ARTICLE
    scores = relevance("Who was the last manager of the cannery?", many, open_embedder().encode(many), open_embedder())
    assert int(scores.argmax()) == 31
