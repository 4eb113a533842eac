"""A run's report: a table for the terminal, and a folder with report.json, report.md, junit.xml and report.html."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from assistant.terminal import one_line
from evals.metrics import METRICS

if TYPE_CHECKING:
    from pathlib import Path

    from evals.gate import Outcome
    from evals.types import Metric, RunReport

JSON, MARKDOWN, JUNIT, PAGE = "report.json", "report.md", "junit.xml", "report.html"


def write(report: RunReport, folder: Path, previous: RunReport | None = None, outcome: Outcome | None = None) -> None:
    """Writes the four files into a folder, which is created where there is none.

    ``previous``: the run to compare with; ``outcome``: what the gate says. The page charts the runs in sibling folders.
    """
    from evals.junit import junit
    from evals.page import page
    from evals.past import past_runs
    from evals.report_markdown import markdown

    folder.mkdir(parents=True, exist_ok=True)
    (folder / JSON).write_text(report.model_dump_json(by_alias=True, indent=1) + "\n", encoding="utf-8")
    (folder / MARKDOWN).write_text(markdown(report, previous, outcome), encoding="utf-8")
    (folder / JUNIT).write_bytes(junit(report, outcome))
    (folder / PAGE).write_text(page(report, past_runs(folder, report), outcome), encoding="utf-8")


def table(report: RunReport) -> Table:
    """The metrics of each system with interval and n for a terminal; unscored cases are told beside n."""
    shown = Table("Metric")
    for name, system in report.systems.items():
        cases = "all cases" if system.cases == "all" else "a slice of the cases"
        failed = f", {system.failed} failed" if system.failed else ""
        shown.add_column(Text(f"{one_line(name)}\n{system.n} run, {cases}{failed}"), justify="right")
    for name, measure in METRICS.items():
        measured = [system.metrics.get(name) for system in report.systems.values()]
        if any(measured):
            shown.add_row(measure.label, *map(cell, measured), style="" if measure.gated else "dim")
    shown.add_section()
    latency = [system.latency for system in report.systems.values()]
    shown.add_row("Latency: p50, p95", *(_seconds(one) for one in latency))
    for kind in dict.fromkeys(kind for system in report.systems.values() for kind in system.tokens):
        counts = [system.tokens.get(kind) for system in report.systems.values()]
        shown.add_row(f"Tokens: {one_line(kind)}", *("–" if one is None else f"{one:,}" for one in counts))
    shown.caption = verdicts_line(report)
    return shown


def cell(measured: Metric | None) -> str:
    """A mean with its interval, n, and how many cases could not be scored; – where nothing was.

    >>> from evals.types import Metric
    >>> cell(Metric(mean=0.9, low=0.8, high=1.0, n=20, unscored=1))
    '0.90 [0.80, 1.00] 20 (1 unscored)'
    """
    if measured is None:
        return "–"
    blank = f" ({measured.unscored} unscored)" if measured.unscored else ""
    if measured.mean is None or measured.low is None or measured.high is None:
        return f"–{blank}"
    return f"{measured.mean:.2f} [{measured.low:.2f}, {measured.high:.2f}] {measured.n}{blank}"


def verdicts_line(report: RunReport) -> str:
    """Where the judge's verdicts come from, in one sentence."""
    found, judge = report.verdicts, report.environment.judge
    fit = "" if judge == "none" else ", calibrated" if report.environment.judge_calibrated else ", not calibrated"
    return (
        f"Claims: {found.exact} stand word for word in what they cite, {found.cached} verdicts from the cache, "
        f"{found.asked} asked, {found.unscored} unscored. Judge: {one_line(judge)}{fit}."
    )


def _seconds(latency: dict[str, float]) -> str:
    return f"{latency['p50'] / 1000:.2f} s, {latency['p95'] / 1000:.2f} s" if latency else "–"
