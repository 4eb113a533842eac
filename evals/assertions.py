"""Assertions on answers for a team's own tests: ``from evals import assert_faithful, assert_refused``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from evals.faithfulness import judge_claim

if TYPE_CHECKING:
    from assistant.types import Answer
    from evals.judge import Judge, Opinion
    from evals.types import Judged


def assert_faithful(answer: Answer, judge: Judge | str = "embedded") -> None:
    """Fails unless the passages support every sentence of an answer.

    A sentence that stands word for word in what it cites needs no judge. Others are put to ``judge``: ``embedded``,
    ``none``, ``provider:model``, a URL, or an object of your own; one that it cannot judge fails, too. So does a
    refusal, which has no sentence to be faithful: say what you mean with ``assert_refused``.
    """
    __tracebackhide__ = True
    if not answer.claims:
        raise AssertionError(f"nothing was answered, so there is nothing to be faithful: {answer.text}")
    asked = _named(judge) if isinstance(judge, str) else judge
    found = [judge_claim(claim, answer.hits, asked)[0] for claim in answer.claims]
    wrong = [one for one in found if not one.faithful]
    if wrong:
        raise AssertionError(
            "\n".join([f"{len(wrong)} of {len(found)} sentences are not shown to be supported:", *map(_told, wrong)])
        )


def assert_refused(answer: Answer) -> None:
    """Fails unless the answer says that the articles do not hold one."""
    __tracebackhide__ = True
    if answer.claims:
        raise AssertionError(f"it was answered: {answer.text}")


def _told(judged: Judged) -> str:
    why = "it could not be judged" if judged.faithful is None else "the judge finds no support"
    score = "" if judged.score is None else f" ({judged.score:.2f})"
    return f"  {judged.claim}\n    cites: {judged.cited}\n    {why}{score}"


def _named(judge: str) -> Judge | None:
    return None if judge == "none" else _Named(judge)


@dataclass
class _Named:
    """A judge by its name, opened when it is first asked: most answers that quote never need it."""

    name: str
    calibrated: bool = False

    def judge(self, source: str, claim: str) -> Opinion:
        return _opened(self.name).judge(source, claim)


@cache
def _opened(name: str) -> Judge:
    from evals.session import default_work, open_judge

    judge = open_judge(name, default_work())
    assert judge is not None  # noqa: S101 (only "none" opens none)
    return judge
