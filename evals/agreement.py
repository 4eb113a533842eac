"""How well a judge, or any scorer of claims, agrees with people's labels.

Rows are JSON Lines of {set, source, claim, supported}. For each set: ROC-AUC (threshold-free; Fawcett 2006), balanced
accuracy (Brodersen et al. 2010; as SummaC and AlignScore report it) and Cohen's kappa (1960) with the threshold chosen
on one half of the sources and measured on the other, and the scorer's own verdicts where it gives them.
"""

from __future__ import annotations

import hashlib
import importlib
import random
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ConfigDict, ValidationError

from evals.intervals import bootstrap
from evals.judge import Opinion
from evals.types import Record
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

Score = float | tuple[float, bool] | Opinion
Scorer = Callable[[str, str], Score]
"""(source, claim) -> the score, higher for more support; or with the scorer's own verdict; or a judge's opinion."""
SEED = 1


class Row(Record):
    """A claim about a source, and whether people found it supported."""

    set: str
    source: str
    claim: str
    supported: bool

    model_config = ConfigDict(frozen=True, extra="ignore")

    @property
    def tuning(self) -> bool:
        """Whether the row is of the half that thresholds and curves are fitted on: all claims of a source together."""
        return hashlib.sha256(self.source.encode("utf-8", "surrogatepass")).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Scored:
    """What a scorer made of a row. ``verdict`` is its own, if it gives one; ``milliseconds`` None: from the cache.

    ``tuning``: the row's half, see Row.
    """

    set: str
    supported: bool
    score: float
    verdict: bool | None
    milliseconds: float | None
    tuning: bool


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; None where it cannot be computed, as with one label only."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        return "–" if self.value is None else f"{self.value:.3f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True)
class Agreement:
    """One set. ``kept``: supported claims that the scorer's own verdict passes; ``stopped``: others that it stops.

    ``threshold`` was chosen on the tuning half; ``balanced_accuracy`` and ``kappa`` are measured on the other.
    ``milliseconds``: median and 95th percentile for one claim, of those not from the cache.
    """

    set: str
    n: int
    unscored: int
    roc_auc: Estimate
    threshold: float | None
    balanced_accuracy: Estimate
    kappa: Estimate
    kept: float | None
    stopped: float | None
    milliseconds: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def read_rows(path: Path, limit: int | None = None) -> list[Row]:
    """The rows of a file, at most ``limit`` of each set, drawn at random with a fixed seed. Raises BadInput.

    Sources take turns, so that none with many claims outweighs the others; a larger draw extends a smaller one.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = Row.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(map(str, first["loc"])) or "the row"
                raise BadInput(f"{path}, line {number}: {field}: {first['msg']}") from error
            found[row.set].append(row)
    if not found:
        raise BadInput(f"{path} holds no rows; each line is JSON with set, source, claim and supported")
    return [row for name in sorted(found) for row in _in_turn(found[name])[:limit]]


def _in_turn(rows: Sequence[Row]) -> list[Row]:
    """The rows shuffled with a fixed seed, then the first claim of every source, then the second, and on."""
    shuffled = list(rows)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311 - a sample, not secrets
    seen = Counter[str]()
    turns = []
    for row in shuffled:
        turns.append(seen[row.source])
        seen[row.source] += 1
    return [shuffled[index] for index in sorted(range(len(shuffled)), key=lambda index: turns[index])]


def resolve(name: str) -> Scorer:
    """The function that ``module:function`` names. Raises BadInput."""
    module, _, function = name.partition(":")
    try:
        found: Scorer = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadInput(f"{name!r} names no function ({error}); write module:function") from error
    return found


def score_rows(rows: Iterable[Row], scorer: Scorer) -> tuple[list[Scored], dict[str, int]]:
    """Each row scored, and how many of each set could not be."""
    scored, unscored = [], dict[str, int]()
    for row in rows:
        started = time.perf_counter()
        found = scorer(row.source, row.claim)
        spent = 1000 * (time.perf_counter() - started)
        score, verdict = _score_and_verdict(found)
        if score is None:
            unscored[row.set] = unscored.get(row.set, 0) + 1
            continue
        cached = isinstance(found, Opinion) and found.cached
        scored.append(Scored(row.set, row.supported, score, verdict, None if cached else spent, row.tuning))
    return scored, unscored


def _score_and_verdict(found: Score) -> tuple[float | None, bool | None]:
    if isinstance(found, Opinion):
        return found.score, found.supported
    return found if isinstance(found, tuple) else (float(found), None)


def agreements(scored: Sequence[Scored], unscored: dict[str, int]) -> list[Agreement]:
    """The agreement of each set, and of ``all`` where there are several."""
    names = sorted({one.set for one in scored} | unscored.keys())
    sets = [agreement(name, [one for one in scored if one.set == name], unscored.get(name, 0)) for name in names]
    return [*sets, agreement("all", list(scored), sum(unscored.values()))] if len(sets) > 1 else sets


def agreement(name: str, rows: Sequence[Scored], unscored: int) -> Agreement:
    """The agreement of one set of rows."""
    tuning, held = ([one for one in rows if one.tuning is half] for half in (True, False))
    threshold = max(sorted({one.score for one in tuning}), key=lambda at: balanced(tuning, at) or 0.0, default=None)
    times = [one.milliseconds for one in rows if one.milliseconds is not None]
    own = [one for one in rows if one.verdict is not None]
    return Agreement(
        set=name,
        n=len(rows),
        unscored=unscored,
        roc_auc=_estimate(rows, roc_auc),
        threshold=threshold,
        balanced_accuracy=_estimate(held, lambda drawn: balanced(drawn, threshold)),
        kappa=_estimate(held, lambda drawn: kappa(drawn, threshold)),
        kept=_share([one.verdict is True for one in own if one.supported]),
        stopped=_share([one.verdict is False for one in own if not one.supported]),
        milliseconds=(float(np.percentile(times, 50)), float(np.percentile(times, 95))) if times else None,
    )


def roc_auc(rows: Sequence[Scored]) -> float | None:
    """The probability that a supported claim scores above another one; None with one label only."""
    from sklearn.metrics import roc_auc_score

    labels = [one.supported for one in rows]
    return float(roc_auc_score(labels, [one.score for one in rows])) if len(set(labels)) > 1 else None


def balanced(rows: Sequence[Scored], threshold: float | None) -> float | None:
    """The mean of the shares of supported claims passed and of other claims stopped; None with one label only."""
    passed = [[one.score >= threshold for one in rows if one.supported is label] for label in (True, False)] \
        if threshold is not None else [[], []]  # fmt: skip
    if not all(passed):
        return None
    return (sum(passed[0]) / len(passed[0]) + 1 - sum(passed[1]) / len(passed[1])) / 2


def kappa(rows: Sequence[Scored], threshold: float | None) -> float | None:
    """Agreement beyond chance (Cohen 1960); None with one label only."""
    from sklearn.metrics import cohen_kappa_score

    labels = [one.supported for one in rows]
    if threshold is None or len(set(labels)) < 2:  # noqa: PLR2004
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(cohen_kappa_score(labels, [one.score >= threshold for one in rows]))


def _estimate(rows: Sequence[Scored], of: Callable[[Sequence[Scored]], float | None]) -> Estimate:
    value = of(rows)
    if value is None:
        return Estimate(None)
    low, high = bootstrap(rows, lambda drawn: value if (found := of(drawn)) is None else found, resamples=500)
    return Estimate(value, low, high)


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None
