"""Results of cases -> means with intervals, for each system and for each kind of case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from evals.intervals import mean_interval
from evals.metrics import METRICS
from evals.types import CaseResult, Metric, SystemReport, Verdicts


def system_report(results: Sequence[CaseResult], cases: Literal["all", "slice"]) -> SystemReport:
    """What one system came to; cases that failed count as failed and in no mean."""
    ran = [one for one in results if one.error is None]
    kinds: dict[str, list[CaseResult]] = defaultdict(list)
    for one in ran:
        kinds[one.kind].append(one)
    tokens: Counter[str] = Counter()
    for one in ran:
        tokens.update(one.tokens)
    return SystemReport(
        cases=cases,
        n=len(ran),
        failed=len(results) - len(ran),
        metrics=metrics(ran),
        by_kind={kind: metrics(kinds[kind]) for kind in sorted(kinds)},
        latency=latency([one.milliseconds for one in ran]),
        tokens=dict(sorted(tokens.items())),
    )


def metrics(results: Sequence[CaseResult]) -> dict[str, Metric]:
    """Each metric that applies to one of these cases, in the order of METRICS."""
    found = {name: [one.scores[name] for one in results if name in one.scores] for name in METRICS}
    return {name: metric(values) for name, values in found.items() if values}


def metric(values: Iterable[float | None]) -> Metric:
    """The mean of what was scored, with its interval (Efron 1979) and how many were not.

    >>> metric([1.0, 1.0, None])
    Metric(mean=1.0, low=1.0, high=1.0, n=2, unscored=1)
    """
    given = list(values)
    known = [value for value in given if value is not None]
    if not known:
        return Metric(mean=None, low=None, high=None, n=0, unscored=len(given))
    low, high = mean_interval(known)
    return Metric(mean=sum(known) / len(known), low=low, high=high, n=len(known), unscored=len(given) - len(known))


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile.

    >>> latency([100.0, 200.0, 300.0])
    {'p50': 200.0, 'p95': 290.0}
    """
    if not milliseconds:
        return {}
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def verdicts(results: Iterable[CaseResult]) -> Verdicts:
    """Where the judge's verdicts come from."""
    judged = [one for result in results for one in result.judged]
    return Verdicts(
        exact=sum(one.exact for one in judged),
        cached=sum(one.cached and one.score is not None for one in judged),
        asked=sum(not one.exact and not one.cached and one.score is not None for one in judged),
        unscored=sum(one.score is None for one in judged),
    )
