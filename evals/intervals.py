"""95 % intervals beside what is measured."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

import numpy as np
from scipy.stats import binomtest  # type: ignore[import-untyped] # scipy ships no types

RESAMPLES = 2000


def wilson(right: int, n: int) -> tuple[float, float]:
    """The score interval of a share (Wilson, 1927); [0, 1] where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    found = binomtest(right, n).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def bootstrap(
    values: Sequence[Any], of: Callable[[Sequence[Any]], float] = fmean, seed: int = 1, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The percentile interval of a statistic over resampled values (Efron, 1979)."""
    draw = random.Random(seed)  # noqa: S311 - resampling, not secrets
    found = sorted(of(draw.choices(values, k=len(values))) for _ in range(resamples))
    return found[int(0.025 * resamples)], found[int(0.975 * resamples)]


def share(right: Sequence[bool]) -> str:
    """A share with its interval and its n, as it stands in a table; – where nothing was counted."""
    if not right:
        return "–"
    low, high = wilson(sum(right), len(right))
    return f"{sum(right) / len(right):.3f} [{low:.2f}, {high:.2f}] of {len(right)}"


def mean_interval(values: Sequence[float], seed: int = 1) -> tuple[float, float]:
    """The bootstrap interval of a mean, as ``bootstrap`` finds it, for many values at once.

    >>> mean_interval([1.0, 1.0, 1.0])
    (1.0, 1.0)
    """
    given = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(given), (RESAMPLES, len(given)))
    low, high = np.percentile(given[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
