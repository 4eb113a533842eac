"""A draft points at the sentence that holds what it adds to its question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.pointing import HALF, MOST, held, pointed
from assistant.types import Evidence

TEXTS = [
    "The firm gives its staff a small grey token.",
    "It shows a new code which stays active for 60 seconds.",
    "The deal with Brask & Daughters is worth 481.42m crowns, the port said.",
    "Ana Reyes, who runs the port, praised the rain.",
]
EVIDENCE = [
    Evidence("article", "1", at, at + len(text), text, "", None, None, None, 1.0, "both", (0, 1000))
    for at, text in enumerate(TEXTS)
]


def places(question: str, draft: str, similarity: list[float] | None = None) -> list[int]:
    found = pointed(question, draft, EVIDENCE, similarity or [0.5] * len(EVIDENCE))
    return [TEXTS.index(one.text) for one in found]


@pytest.mark.parametrize(
    ("question", "draft", "expected"),
    [
        ("How long is a code valid?", "A code is valid for 60 seconds.", [1]),
        ("How much did Brask agree to pay?", "Brask agreed to pay 481.42 million crowns.", [2]),
        ("Who praised the rain?", "Ana Reyes praised the rain.", [3]),
        ("Why did the port praise the rain?", "The port praised the rain.", []),
        ("Who left?", "Ivo Marsh left the town hall.", []),
    ],
)
def test_the_sentence_with_what_is_added_is_found(question: str, draft: str, expected: list[int]) -> None:
    assert places(question, draft) == expected


def test_the_nearest_of_those_that_hold_it_come_first() -> None:
    question, draft = "What is small?", "The staff of the port is small."
    assert places(question, draft, [0.9, 0.0, 0.1, 0.2]) == [0, 3, 2]
    assert places(question, draft, [0.1, 0.0, 0.9, 0.2]) == [2, 3, 0]


def test_the_share_that_a_sentence_holds() -> None:
    question, draft = "Who runs the port?", "Ana Reyes and Brask run the port."
    assert held(question, draft, TEXTS[3]) == pytest.approx(2 / 3)
    assert held(question, draft, " ".join(TEXTS)) == 1.0
    assert held(question, draft, TEXTS[0]) == 0.0
    assert held("What is the deal worth?", "The port said it is worth 500m crowns.", TEXTS[2]) == 0.0, "another number"
    assert held(question, "The port is run.", TEXTS[0]) == HALF, "nothing is added that could be held"


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_what_a_draft_points_at_holds_half_of_what_it_adds(question: str, draft: str) -> None:
    found = pointed(question, draft, EVIDENCE, [0.5] * len(EVIDENCE))
    assert len(found) <= MOST
    assert all(one in EVIDENCE and HALF <= held(question, draft, one.text) <= 1 for one in found)
    assert found == {one: held(question, draft, one.text) for one in found}
    assert list(pointed(draft, draft, EVIDENCE, [0.5] * len(EVIDENCE))) == [], "what repeats its question adds nothing"
