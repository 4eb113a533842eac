"""A draft points at the sentence that holds what it adds to its question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.pointing import pointed
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


def place(question: str, draft: str, similarity: list[float] | None = None) -> int | None:
    found = pointed(question, draft, EVIDENCE, similarity or [0.5] * len(EVIDENCE))
    return None if found is None else TEXTS.index(found.text)


@pytest.mark.parametrize(
    ("question", "draft", "expected"),
    [
        ("How long is a code valid?", "A code is valid for 60 seconds.", 1),
        ("How much did Brask agree to pay?", "Brask agreed to pay 481.42 million crowns.", 2),
        ("Who praised the rain?", "Ana Reyes praised the rain.", 3),
        ("Why did the port praise the rain?", "The port praised the rain.", None),
        ("Who left?", "Ivo Marsh left the town hall.", None),
    ],
)
def test_the_sentence_with_what_is_added_is_found(question: str, draft: str, expected: int | None) -> None:
    assert place(question, draft) == expected


def test_the_nearest_of_those_that_hold_it() -> None:
    question, draft = "What is small?", "The staff of the port is small."
    assert place(question, draft, [0.9, 0.0, 0.1, 0.2]) == 0
    assert place(question, draft, [0.1, 0.0, 0.9, 0.2]) == 2


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_draft_points_at_evidence_or_at_nothing(question: str, draft: str) -> None:
    found = pointed(question, draft, EVIDENCE, [0.5] * len(EVIDENCE))
    assert found is None or found in EVIDENCE
    assert pointed(draft, draft, EVIDENCE, [0.5] * len(EVIDENCE)) is None, "what repeats its question adds nothing"
