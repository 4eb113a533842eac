from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from assistant.types import Answer, Citation, Claim, Trace, Verdict
from evals import assert_faithful, assert_refused
from evals.judge import Opinion


@dataclass
class Fixed:
    """A judge that always says the same."""

    score: float | None
    name: str = "fixed"
    calibrated: bool = False

    def judge(self, source: str, claim: str) -> Opinion:
        del source, claim
        return Opinion(self.score)


def answered(text: str, quote: str) -> Answer:
    cited = Citation("a", "v", 0, len(quote), quote, "Tunnel to cost more", None, None, None)
    claims = (Claim(text, (cited,), Verdict("supported", 0.9)),) if text else ()
    known: dict[str, Any] = {"answer_id": "1", "asked_at": "2026-11-01", "question": "q", "standalone": "q"}
    return Answer(
        **known, status="answered" if claims else "not_in_articles", text=text or "The articles do not say.",
        claims=claims, premises=(), dropped=(), hits=(), trace=Trace("none"),
    )  # fmt: skip


def test_what_stands_word_for_word_needs_no_judge() -> None:
    assert_faithful(answered("It cost 410 million.", "It cost 410 million. So they said."), judge="none")


def test_a_sentence_that_the_judge_supports_passes_and_another_fails_with_what_it_cites() -> None:
    answer = answered("It cost 500 million.", "It cost 410 million.")
    assert_faithful(answer, judge=Fixed(0.9))
    with pytest.raises(AssertionError, match=r"(?s)1 of 1 .*cites: It cost 410 million.*finds no support \(0.10\)"):
        assert_faithful(answer, judge=Fixed(0.1))


@pytest.mark.parametrize("judge", ["none", Fixed(None)])
def test_what_cannot_be_judged_does_not_pass(judge: str | Fixed) -> None:
    with pytest.raises(AssertionError, match="could not be judged"):
        assert_faithful(answered("It cost 500 million.", "It cost 410 million."), judge=judge)


def test_a_refusal_is_not_faithful_but_refused() -> None:
    refusal = answered("", "")
    assert_refused(refusal)
    with pytest.raises(AssertionError, match="nothing was answered"):
        assert_faithful(refusal, judge="none")
    with pytest.raises(AssertionError, match="it was answered: It cost"):
        assert_refused(answered("It cost 410 million.", "It cost 410 million."))
