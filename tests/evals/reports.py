"""Small reports made by hand, which the tests of what is written about runs share."""

from __future__ import annotations

from typing import Any

from evals.aggregate import system_report, verdicts
from evals.types import CaseResult, Environment, Judged, RunReport

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> | @octocat #17 <!-- news-assistant-eval --> "
    "[click](https://evil.example) https://evil.example ](x) ``` \x1b[31m\u202e &lt; \n## forged"
)


def answer(
    text: str = "It cost 410 million.", *, cited: str = "It cost 410 million.", **changed: Any
) -> dict[str, Any]:
    """An answer of one claim that cites one passage, as ``Answer.to_dict`` gives it."""
    citation = {
        "article_id": "tunnel", "version": "v", "start": 0, "end": len(cited), "quote": cited, "title": text,
        "outlet": "The Courier", "published": "2026-01-15", "url": "https://courier.example/tunnel",
    }  # fmt: skip
    claim = {
        "text": text, "citations": [citation], "verdict": {"label": "supported", "score": 0.97, "why": ""},
        "said_by": None, "as_of": None, "quoted": False, "moved": False, "disagrees": [],
    }  # fmt: skip
    whole = {
        "asked_at": "2026-11-20T10:00:00+00:00", "status": "answered", "text": f"{text} [1]", "claims": [claim],
        "premises": [], "dropped": [],
    }  # fmt: skip
    return whole | changed


def result(case: int | str, scores: dict[str, float | None] | None = None, **changed: Any) -> CaseResult:
    """A case that ran, or with ``error`` did not."""
    known: dict[str, Any] = {
        "system": "quotes", "suite": "own", "case": f"case-{case}", "kind": "single", "question": "What did it cost?",
        "expect": "answered", "answer": answer(), "scores": scores or {}, "milliseconds": 120.0,
    }  # fmt: skip
    if "error" in changed:
        known |= {"answer": None, "scores": {}}
    return CaseResult(**known | changed)


def judged(
    claim: str = "It cost 410 million.", cited: str = "It cost 41 million.", *, supported: bool | None
) -> Judged:
    score = None if supported is None else 0.9 if supported else 0.1
    return Judged(claim=claim, cited=cited, score=score, supported=supported, faithful=supported, drafted=True)


def report(results: list[CaseResult], started: str = "2026-11-20T10:00:00+00:00", **environment: Any) -> RunReport:
    """A run of these results, each system aggregated as a run does it."""
    known: dict[str, Any] = {
        "started": started, "llm": "none", "judge": "none", "judge_calibrated": False, "cases_digest": "c" * 64,
        "corpus_digest": "a" * 64, "prompts_digest": "p" * 64, "versions": {"python": "3.13"}, "machine": "Linux",
    }  # fmt: skip
    systems = dict.fromkeys(one.system for one in results)
    return RunReport(
        environment=Environment(**known | environment),
        suites=("own",),
        complete=True,
        systems={name: system_report([one for one in results if one.system == name], "all") for name in systems},
        verdicts=verdicts(results),
        results=tuple(results),
        seconds=3.0,
    )


def correct(right: int, wrong: int, **changed: Any) -> list[CaseResult]:
    """So many cases, the first of them right."""
    return [result(number, {"correct": float(number < right)}, **changed) for number in range(right + wrong)]
