from __future__ import annotations

import pytest

from benchmarks.attribution import claim


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Which harbour reopened?", "Ostby", "Ostby harbour reopened."),
        ("A strike ended. In which town did it begin?", "Ostby", "A strike ended. Ostby town did it begin."),
        ("How many ships were stopped?", "35", "35 ships were stopped."),
        ("Name the harbour:", "Ostby", "Name the harbour Ostby."),
    ],
)
def test_a_claim_has_the_answer_in_the_place_of_the_question_word(question: str, answer: str, expected: str) -> None:
    assert claim(question, answer) == expected
