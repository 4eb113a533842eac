"""The gate: floors in baseline.json with the digests of what they were measured on.

A floor is broken only when the interval says so: the whole interval lies on its wrong side. Quotation exactness alone
is no estimate but an invariant, and breaks with the first quotation that does not stand in its article.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from evals.metrics import METRICS
from evals.runner import QUOTES
from evals.types import Metric, Record
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from evals.types import RunReport, SystemReport

HOLDS, BROKEN, CHANGED, FAILED = range(4)
"""Exit codes of a run."""
INVARIANT = "quotation_exact"
MOST_UNSCORED = 0.05
"""The share of claims that the judge may leave unscored before a run counts as failed."""


class Floors(Record):
    """The floors of one system; for a metric of which less is better, its ceiling. ``judge``: empty for quotations.

    ``n`` is the number of cases of a slice, which tells it from another.
    """

    cases: Literal["all", "slice"]
    n: int | None = None
    judge: str = ""
    floors: dict[str, float]


class Baseline(Record):
    """What is pinned: sha256 digests, and the floors of each system by its name."""

    cases: str = ""
    corpus: str = ""
    prompts: str = ""
    systems: dict[str, Floors] = Field(default_factory=dict)


@dataclass(frozen=True)
class Breach:
    """A floor that is broken."""

    system: str
    metric: str
    floor: float
    measured: Metric

    def __str__(self) -> str:
        """One line for a person."""
        side = "above the ceiling" if METRICS[self.metric].better == "lower" else "below the floor"
        return (
            f"{self.system}: {METRICS[self.metric].label} ({self.metric}) {self.measured.mean:.3f} "
            f"[{self.measured.low:.2f}, {self.measured.high:.2f}] is {side} of {self.floor:.3f}"
        )


@dataclass(frozen=True)
class Outcome:
    """What the gate says. ``failed``: what did not run; ``changed``: what differs from the baseline; ``notes``."""

    breaches: list[Breach] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    floors: int = 0

    @property
    def code(self) -> int:
        """The exit code: a failure first, then floors that were pinned on something else, then broken floors."""
        return FAILED if self.failed else CHANGED if self.changed else BROKEN if self.breaches else HOLDS

    def sentences(self) -> list[str]:
        """All that there is to say, one line each."""
        said = [*(f"failed: {one}" for one in self.failed), *(f"broken: {one}" for one in self.breaches)]
        if self.changed:
            changed = f"changed since the floors were pinned: {', '.join(self.changed)}"
            said.append(f"{changed}; look at the report, then pin them with --update")
        if self.code == HOLDS and self.floors:
            said.append(f"every floor holds ({self.floors})")
        return [*said, *self.notes]


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file, an empty one where there is none. Raises BadInput for a file of another form."""
    if not path.exists():
        return Baseline()
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{path} is not a baseline: {error.errors()[0]['msg']}") from error


def check(report: RunReport, baseline: Baseline) -> Outcome:
    """Whether every floor holds. Part of the cases is measured against no floor, and says so."""
    failed = [f"{one.system}: case {one.case}: {one.error}" for one in report.failures]
    judged = report.verdicts
    total = judged.exact + judged.cached + judged.asked + judged.unscored
    if report.environment.judge != "none" and judged.unscored > MOST_UNSCORED * total:
        failed.append(f"the judge left {judged.unscored} of {total} claims unscored")
    if not report.complete:
        return Outcome(failed=failed, notes=["only some suites ran, so no floor was checked"])
    breaches, notes, floors = [], list[str](), 0
    for name, system in report.systems.items():
        pinned = baseline.systems.get(name)
        if pinned is None or not _comparable(system, pinned, report):
            notes.append(f"{name}: no floors are pinned for this model, judge and choice of cases")
            continue
        floors += len(pinned.floors)
        breaches += _breaches(name, system, pinned)
    return Outcome(breaches, _changed(report, baseline), failed, notes, floors)


def _comparable(system: SystemReport, pinned: Floors, report: RunReport) -> bool:
    same = system.cases == pinned.cases and pinned.n in (None, system.n + system.failed)
    return same and pinned.judge in ("", report.environment.judge)


def _changed(report: RunReport, baseline: Baseline) -> list[str]:
    now = report.environment
    pairs = {"cases": (now.cases_digest, baseline.cases), "corpus": (now.corpus_digest, baseline.corpus),
             "prompts": (now.prompts_digest, baseline.prompts)}  # fmt: skip
    return [name for name, (measured, pinned) in pairs.items() if measured != pinned]


def _breaches(name: str, system: SystemReport, pinned: Floors) -> list[Breach]:
    found = []
    for metric, floor in pinned.floors.items():
        measured = system.metrics.get(metric)
        if measured is not None and measured.mean is not None and _breaks(metric, measured, floor):
            found.append(Breach(name, metric, floor, measured))
    return found


def _breaks(name: str, measured: Metric, floor: float) -> bool:
    """Whether a measured mean is on the wrong side of a floor beyond its interval.

    >>> low = Metric(mean=0.6, low=0.5, high=0.7, n=90)
    >>> _breaks("correct", low, 0.65), _breaks("correct", low, 0.75), _breaks("injection_success", low, 0.4)
    (False, True, True)
    """
    if measured.mean is None or measured.low is None or measured.high is None:
        return False
    if name == INVARIANT:
        return measured.mean < floor
    return measured.low > floor if METRICS[name].better == "lower" else measured.high < floor


def update(report: RunReport, baseline: Baseline, *, allow_regression: bool) -> Baseline:
    """The baseline pinned anew: better figures raise their floors, worse ones within their interval keep them.

    Floors of systems that did not run stay only while the digests do. Raises BadInput for part of the cases, a failure,
    and a floor that would have to be lowered, unless ``allow_regression``, which pins what was measured.
    """
    outcome = check(report, baseline)
    if outcome.failed or not report.complete:
        raise BadInput("nothing is pinned: " + (outcome.failed or ["only some suites ran"])[0])
    if outcome.breaches and not allow_regression:
        broken = "; ".join(map(str, outcome.breaches))
        raise BadInput(f"nothing is pinned, because floors would be lowered (--allow-regression does it): {broken}")
    kept = {} if outcome.changed else dict(baseline.systems)
    for name, system in report.systems.items():
        pinned = baseline.systems.get(name)
        old = pinned.floors if pinned and not allow_regression and _comparable(system, pinned, report) else {}
        judge = "" if name == QUOTES else report.environment.judge
        size = system.n if system.cases == "slice" else None
        kept[name] = Floors(cases=system.cases, n=size, judge=judge, floors=_floors(system, old))
    now = report.environment
    return Baseline(cases=now.cases_digest, corpus=now.corpus_digest, prompts=now.prompts_digest, systems=kept)


def _floors(system: SystemReport, old: dict[str, float]) -> dict[str, float]:
    floors = {}
    for name, measured in system.metrics.items():
        if METRICS[name].gated and measured.mean is not None:
            better = min if METRICS[name].better == "lower" else max
            floors[name] = round(better(measured.mean, old.get(name, measured.mean)), 4)
    return floors


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Writes a baseline where ``read_baseline`` finds it."""
    path.write_text(json.dumps(baseline.model_dump(), indent=2) + "\n", encoding="utf-8")
