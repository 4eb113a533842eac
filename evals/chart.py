"""Scores over past runs as SVG: one small chart for each metric, a line for each system with its 95 % interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from assistant.terminal import one_line
from evals.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.past import Past
    from evals.types import Metric

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 300, 132, 30, 10, 10, 20
COLOURS = 4
"""Classes s0 … s3 of page.css."""

Point = tuple[float, float, float, float]
"""x, and the y of mean, low and high."""


def charts(runs: Sequence[Past], systems: Sequence[str]) -> Markup:
    """One figure for each gated metric that any of the runs has."""
    names = [name for name, measure in METRICS.items() if measure.gated
             and any(name in metrics for run in runs for metrics in run.systems.values())]  # fmt: skip
    return Markup("\n").join(chart(name, runs, systems) for name in names)


def chart(metric: str, runs: Sequence[Past], systems: Sequence[str]) -> Markup:
    """The chart of one metric, from 0 to 1; a dashed upright line where cases, articles or prompts changed."""
    label, lower = METRICS[metric].label, METRICS[metric].better == "lower"
    parts = [_grid(), *(_changed(number, len(runs)) for number, run in enumerate(runs) if run.changed)]
    for index, system in enumerate(systems):
        known = [(number, run, found) for number, run in enumerate(runs)
                 if (found := run.systems.get(system, {}).get(metric)) and found.mean is not None]  # fmt: skip
        parts.append(_line([_point(number, len(runs), found) for number, _, found in known], index % COLOURS))
        parts += [_dot(_point(number, len(runs), found), index % COLOURS, _told(system, run, found))
                  for number, run, found in known]  # fmt: skip
    return Markup(
        '<figure><figcaption>{label}{lower}</figcaption><svg viewBox="0 0 {width} {height}" role="img" '
        'aria-label="{label} over {count} runs">{parts}</svg></figure>'
    ).format(label=label, lower=" (less is better)" if lower else "", width=WIDTH, height=HEIGHT, count=len(runs),
             parts=Markup("").join(parts))  # fmt: skip


def _x(number: int, count: int) -> float:
    inner = WIDTH - LEFT - RIGHT
    return round(LEFT + inner * (0.5 if count == 1 else 0.04 + 0.92 * number / (count - 1)), 1)


def _y(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(max(value, 0.0), 1.0)), 1)


def _point(number: int, count: int, metric: Metric) -> Point:
    mean = metric.mean or 0.0
    low = mean if metric.low is None else metric.low
    high = mean if metric.high is None else metric.high
    return _x(number, count), _y(mean), _y(low), _y(high)


def _grid() -> Markup:
    rules = Markup("").join(
        Markup(
            '<line class="rule" x1="{x1}" x2="{x2}" y1="{y}" y2="{y}"/><text x="{x}" y="{base}">{value}</text>'
        ).format(x1=LEFT, x2=WIDTH - RIGHT, y=_y(value), x=LEFT - 5, base=_y(value) + 3, value=f"{value:g}")
        for value in (0, 0.5, 1)
    )
    return rules + Markup('<text class="time" x="{x}" y="{y}">runs →</text>').format(x=WIDTH - RIGHT, y=HEIGHT - 5)


def _changed(number: int, count: int) -> Markup:
    return Markup('<line class="changed" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}">'
                  "<title>cases, articles or prompts changed</title></line>").format(
        x=_x(number, count), top=TOP, bottom=HEIGHT - BOTTOM)  # fmt: skip


def _line(points: Sequence[Point], colour: int) -> Markup:
    upper = [f"{x},{high}" for x, _, _, high in points]
    lower = [f"{x},{low}" for x, _, low, _ in reversed(points)]
    means = " ".join(f"{x},{mean}" for x, mean, _, _ in points)
    return Markup('<polygon class="s{colour}" points="{band}"/><polyline class="s{colour}" points="{means}"/>').format(
        colour=colour, band=" ".join([*upper, *lower]), means=means
    )


def _dot(point: Point, colour: int, told: str) -> Markup:
    x, mean, low, high = point
    return Markup('<line class="s{colour}" x1="{x}" x2="{x}" y1="{low}" y2="{high}"/>'
                  '<circle class="s{colour}" cx="{x}" cy="{mean}" r="3"><title>{told}</title></circle>').format(
        x=x, mean=mean, low=low, high=high, colour=colour, told=told)  # fmt: skip


def _told(system: str, run: Past, metric: Metric) -> str:
    interval = "" if metric.low is None or metric.high is None else f" [{metric.low:.2f}, {metric.high:.2f}]"
    return f"{one_line(system)}, {one_line(run.started)}: {metric.mean:.3f}{interval}, n = {metric.n}"


def legend(systems: Sequence[str]) -> Markup:
    """Which line is which system."""
    return Markup(" ").join(
        Markup('<span class="key"><svg viewBox="0 0 22 10"><line class="s{colour}" x1="1" x2="21" y1="5" y2="5"/>'
               '<circle class="s{colour}" cx="11" cy="5" r="3"/></svg>{name}</span>').format(
            colour=index % COLOURS, name=escape(one_line(system)))
        for index, system in enumerate(systems)
    )  # fmt: skip
