"""Earlier runs in the folders beside a run, as far as they measured the same: for the chart of scores over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from evals.types import Environment, Metric

if TYPE_CHECKING:
    from pathlib import Path

    from evals.types import RunReport

LATEST = 40
"""Runs that a chart shows."""


class _System(BaseModel):
    cases: str
    metrics: dict[str, Metric]


class _Run(BaseModel):
    """What a chart needs of a report; the results of its cases are left unread."""

    environment: Environment
    suites: tuple[str, ...]
    systems: dict[str, _System]


@dataclass(frozen=True)
class Past:
    """One run. ``systems``: name -> metric -> value.

    ``changed``: measured on other cases, articles or prompts than the run before it.
    """

    started: str
    systems: dict[str, dict[str, Metric]]
    changed: bool


def past_runs(folder: Path, report: RunReport) -> list[Past]:
    """The runs in sibling folders that ran the same suites, oldest first, and this one as the last.

    A folder without a readable report is passed over: it may be a run that goes on, or something else.
    """
    present = _Run.model_validate(report.model_dump(include={"environment", "suites", "systems"}))
    found = [run for path in sorted(folder.resolve().parent.glob("*/report.json"))
             if path.parent != folder.resolve() and (run := _read(path)) and run.suites == present.suites]  # fmt: skip
    earlier = [run for run in found if run.environment.started < present.environment.started]
    runs = [*sorted(earlier, key=lambda run: run.environment.started), present][-LATEST:]
    return [_past(run, runs[number - 1] if number else run, present) for number, run in enumerate(runs)]


def _read(path: Path) -> _Run | None:
    try:
        return _Run.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _past(run: _Run, before: _Run, present: _Run) -> Past:
    return Past(
        started=run.environment.started,
        systems={name: one.metrics for name, one in run.systems.items()
                 if name in present.systems and one.cases == present.systems[name].cases},
        changed=_measured(run.environment) != _measured(before.environment),
    )  # fmt: skip


def _measured(environment: Environment) -> tuple[str, ...]:
    return environment.cases_digest, environment.corpus_digest, environment.prompts_digest
