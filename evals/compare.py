"""Two runs compared: what changed case by case, and which differences of means are more than noise.

The interval of a difference is a paired bootstrap over the cases that both runs scored (Efron 1979; as Koehn 2004 and
Berg-Kirkpatrick et al. 2012 use it): pairing takes out how hard each case is. A bootstrap is too sure of itself where
very few cases differ, so at least MIN_CHANGED must: of fewer, all in one direction are what a fair coin gives in more
than one of twenty comparisons (sign test).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.console import Group
from rich.table import Table
from rich.text import Text

from assistant.terminal import one_line
from evals.faults import explain, faults
from evals.intervals import mean_interval
from evals.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from evals.types import CaseResult, RunReport

MIN_CHANGED = 6
"""2 · 0.5⁶ = 0.03 < 0.05 < 2 · 0.5⁵ = 0.06."""

Direction = Literal["better", "worse", "same"]
Pair = tuple["CaseResult", "CaseResult"]


@dataclass(frozen=True)
class MetricChange:
    """One metric over the ``n`` cases that both runs scored; ``changed`` of them have another value now.

    ``low`` and ``high``: the 95 % interval of the difference of means, after minus before.
    """

    system: str
    metric: str
    n: int
    changed: int
    before: float
    after: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def direction(self) -> Direction:
        """Whether the mean moved to the better side of this metric, noise or not."""
        better = METRICS[self.metric].better
        gain = self.difference if better == "higher" else -self.difference
        if better == "zero":
            gain = abs(self.before) - abs(self.after)
        return "better" if gain > 0 else "worse" if gain < 0 else "same"

    @property
    def beyond_noise(self) -> bool:
        """Whether the difference is more than the choice of cases explains."""
        return self.changed >= MIN_CHANGED and not self.low <= 0 <= self.high

    @property
    def remark(self) -> str:
        """What to think of the difference, in words."""
        if not self.changed:
            return "same"
        return self.direction if self.beyond_noise else "within noise"


@dataclass(frozen=True)
class CaseChange:
    """One case whose result changed. ``mended`` and ``broken``: faults that went and came (evals.faults).

    Where both are empty only the words shown, or whether it ran, changed.
    """

    system: str
    before: CaseResult
    after: CaseResult
    mended: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def direction(self) -> Direction:
        """Better or worse where only faults went or only faults came; a case that ran and no longer does is worse."""
        stopped, started = self.after.error is not None, self.before.error is not None
        if stopped != started:
            return "worse" if stopped else "better"
        if bool(self.mended) == bool(self.broken):
            return "same"
        return "better" if self.mended else "worse"

    def __str__(self) -> str:
        """What happened, in words."""
        if self.after.error is not None:
            return f"did not run: {self.after.error}"
        if self.before.error is not None:
            return "runs again"
        parts = [f"was wrong: {explain(self.mended)}"] if self.mended else []
        parts += [f"now wrong: {explain(self.broken)}"] if self.broken else []
        return "; ".join(parts) or "other words, the same faults"


@dataclass(frozen=True)
class Comparison:
    """``differs``: what else is not the same in both runs. ``edited``: cases whose question or expectation changed.

    ``unpaired``: cases, as "system: id", that only one run has.
    """

    differs: tuple[str, ...]
    metrics: tuple[MetricChange, ...]
    cases: tuple[CaseChange, ...]
    edited: tuple[str, ...]
    unpaired: tuple[str, ...]

    def of(self, direction: Direction) -> list[CaseChange]:
        """The cases that moved in this direction."""
        return [one for one in self.cases if one.direction == direction]


def compare(before: RunReport, after: RunReport) -> Comparison:
    """What changed from one run to another, over the cases that both ran."""
    metrics, cases = list[MetricChange](), list[CaseChange]()
    edited, unpaired = list[str](), list[str]()
    for old, new in _systems(before, after):
        name = new if old == new else f"{old} → {new}"
        earlier, later = _of(before, old), _of(after, new)
        unpaired += [f"{name}: {case}" for case in sorted(earlier.keys() ^ later.keys())]
        both = [(earlier[case], later[case]) for case in earlier if case in later]
        edited += [f"{name}: {a.case}" for a, b in both if not _same_case(a, b)]
        pairs = [(a, b) for a, b in both if _same_case(a, b)]
        metrics += _metrics(name, pairs)
        cases += [change for a, b in pairs if (change := _case(name, a, b)) is not None]
    return Comparison(tuple(_differs(before, after)), tuple(metrics), tuple(cases), tuple(edited), tuple(unpaired))


def _systems(before: RunReport, after: RunReport) -> list[tuple[str, str]]:
    """The systems of both runs, paired by name; where one is left over on each side, these two."""
    pairs = [(name, name) for name in after.systems if name in before.systems]
    old = [name for name in before.systems if name not in after.systems]
    new = [name for name in after.systems if name not in before.systems]
    return [*pairs, (old[0], new[0])] if len(old) == len(new) == 1 else pairs


def _of(report: RunReport, system: str) -> dict[str, CaseResult]:
    return {one.case: one for one in report.results if one.system == system}


def _same_case(a: CaseResult, b: CaseResult) -> bool:
    return (a.question, a.expect, a.kind) == (b.question, b.expect, b.kind)


def _metrics(system: str, pairs: Sequence[Pair]) -> list[MetricChange]:
    found = []
    for name in METRICS:
        values = [(x, y) for a, b in pairs
                  if (x := a.scores.get(name)) is not None and (y := b.scores.get(name)) is not None]  # fmt: skip
        if values:
            found.append(_metric(system, name, values))
    return found


def _metric(system: str, name: str, values: Sequence[tuple[float, float]]) -> MetricChange:
    low, high = mean_interval([after - before for before, after in values])
    return MetricChange(
        system=system,
        metric=name,
        n=len(values),
        changed=sum(before != after for before, after in values),
        before=sum(before for before, _ in values) / len(values),
        after=sum(after for _, after in values) / len(values),
        low=low,
        high=high,
    )


def _case(system: str, before: CaseResult, after: CaseResult) -> CaseChange | None:
    was, now = faults(before), faults(after)
    if (was, _shown(before), before.error) == (now, _shown(after), after.error):
        return None
    mended = tuple(name for name in was if name not in now and after.error is None)
    broken = tuple(name for name in now if name not in was and before.error is None)
    return CaseChange(system, before, after, mended, broken)


def _shown(result: CaseResult) -> str:
    return str(result.answer["text"]) if result.answer else ""


def _differs(before: RunReport, after: RunReport) -> Iterable[str]:
    """What the numbers depend on and is not the same in both runs."""
    was, now = before.environment, after.environment
    names = {"cases_digest": "the cases", "corpus_digest": "the corpus", "prompts_digest": "the prompts"}
    yield from (f"{shown} changed" for field, shown in names.items() if getattr(was, field) != getattr(now, field))
    for field, shown in {"llm": "language model", "judge": "judge", "machine": "machine"}.items():
        if getattr(was, field) != getattr(now, field):
            yield f"{shown}: {getattr(was, field)} → {getattr(now, field)}"
    for name in sorted(was.versions.keys() | now.versions.keys()):
        old, new = was.versions.get(name, "none"), now.versions.get(name, "none")
        if old != new:
            yield f"{name}: {old} → {new}"


def render(comparison: Comparison) -> RenderableType:
    """The comparison for a terminal; everything from cases and models is neutralised."""
    parts: list[RenderableType] = [Text(f"differs: {one_line(one)}") for one in comparison.differs]
    table = Table("System", "Metric", "n", "before", "after", "difference", "")
    for one in comparison.metrics:
        if one.changed:
            table.add_row(
                Text(one_line(one.system)), METRICS[one.metric].label, str(one.n), f"{one.before:.3f}",
                f"{one.after:.3f}", f"{one.difference:+.3f} [{one.low:+.2f}, {one.high:+.2f}]",
                Text(one.remark, style=_style(one.direction) if one.beyond_noise else "dim"),
            )  # fmt: skip
    parts.append(table if table.row_count else Text("No metric changed."))
    for direction in ("worse", "better", "same"):
        for change in comparison.of(direction):
            what = f"{change.system} · {change.after.case}: {change}"
            parts.append(Text(one_line(what), style=_style(direction)))
    parts += [Text(f"not compared, the case itself changed: {one_line(one)}") for one in comparison.edited]
    if comparison.unpaired:
        parts.append(Text(f"{len(comparison.unpaired)} cases ran in one of the two runs only and are not compared."))
    parts.append(Text("Intervals: paired bootstrap over cases, 95 %: of twenty metrics that did not change, one may "
                      "still be called better or worse.", style="dim"))  # fmt: skip
    return Group(*parts)


def _style(direction: Direction) -> str:
    return {"better": "green", "worse": "red", "same": ""}[direction]
