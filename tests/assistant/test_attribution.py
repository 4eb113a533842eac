"""Each sentence is attributed to the one to three evidence sentences that support it best."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.attribution import attribute
from assistant.types import Evidence

TEXTS = [
    "The Orle bridge reopened on Monday after four years.",
    "It cost £15m, twice what the council had planned.",
    "Ana Reyes, the mayor, called the delay a disgrace.",
    "Ferries will stop in June.",
]


def evidence(texts: list[str]) -> list[Evidence]:
    """Evidence sentences of one passage."""
    found, start = [], 0
    for text in texts:
        found.append(
            Evidence("article", "1", start, start + len(text), text, "", None, None, None, 1.0, "both", (0, 1000))
        )
        start += len(text) + 1
    return found


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It cost £15m in the end.", [1]),
        ("Mayor Ana Reyes called the delay a disgrace.", [2]),
        ("The ferries are to stop in June.", [3]),
        ("The Orle bridge reopened on Monday and cost £15m.", [0, 1]),
        ("Penguins live in Antarctica.", []),
    ],
)
def test_the_supporting_sentences_are_found(sentence: str, expected: list[int]) -> None:
    found = attribute(sentence, evidence(TEXTS))
    assert [TEXTS.index(one.text) for one in found] == expected


def test_further_sentences_are_of_the_same_article() -> None:
    here, there = (evidence([text])[0] for text in TEXTS[:2])
    elsewhere = replace(there, article_id="another")
    sentence = "The Orle bridge reopened on Monday and cost £15m."
    assert attribute(sentence, [here, there]) == [here, there]
    assert attribute(sentence, [here, elsewhere]) == [here]


def test_similarity_decides_between_equals() -> None:
    twice = evidence(["The bridge reopened.", "The bridge reopened."])
    assert attribute("The bridge reopened.", twice, [0.2, 0.9]) == [twice[1]]


def test_similarities_must_fit_the_evidence() -> None:
    with pytest.raises(ValueError, match="similarities"):
        attribute("The bridge reopened.", evidence(TEXTS), [0.5])


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.lists(st.sampled_from(TEXTS), unique=True))
def test_at_most_three_in_the_order_given(sentence: str, texts: list[str]) -> None:
    given_evidence = evidence(texts)
    found = attribute(sentence, given_evidence)
    assert len(found) <= 3
    assert found == [one for one in given_evidence if one in found]
