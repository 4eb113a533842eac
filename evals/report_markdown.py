"""A run as the Markdown of a pull-request comment: before, after, what changed, and what a person should read.

Questions, article text and model output are untrusted: they cannot add markup, links, mentions of people or issues, or
the marker by which a workflow finds its own comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.render import markdown_line
from evals.compare import MIN_CHANGED, compare
from evals.faults import disagreements
from evals.gate import BROKEN, CHANGED, FAILED, HOLDS
from evals.metrics import METRICS
from evals.report import cell, verdicts_line

if TYPE_CHECKING:
    from evals.compare import CaseChange, Comparison, Direction, MetricChange
    from evals.gate import Outcome
    from evals.types import RunReport

MARKER = "<!-- news-assistant-eval -->"
"""The first line: how a workflow finds the comment that it wrote before."""
LONGEST, LISTED = 280, 20
"""Characters of one text and entries of one list; GitHub takes 65,536 characters for a comment."""
JOINER = "\N{WORD JOINER}"
VERDICTS = {
    HOLDS: "✅ every floor holds",
    BROKEN: "❌ a floor is broken",
    CHANGED: "⚠️ the floors were pinned on other cases, articles or prompts",
    FAILED: "❌ something failed to run",
}


def markdown(report: RunReport, previous: RunReport | None = None, outcome: Outcome | None = None) -> str:
    """The comment, at most 65,536 characters long."""
    comparison = compare(previous, report) if previous is not None else None
    parts = [MARKER, _heading(outcome), *_gate(outcome)]
    for name in report.systems:
        parts += _system(report, name, comparison)
    if comparison is not None:
        parts += _changes(comparison)
    parts += _failures(report)
    parts += _disagreements(report)
    return "\n\n".join([*parts, _footer(report)]) + "\n"


def quoted(text: str) -> str:
    r"""Untrusted text on one line of Markdown, cut where it is long; GitHub finds no person or issue named in it.

    GitHub looks for @name and #1 in the finished HTML, where a backslash is gone: a joiner of no width stops it.

    >>> quoted("ask @octocat about <b>#1</b>").replace(JOINER, "")
    'ask \\@octocat about &lt;b&gt;\\#1&lt;/b&gt;'
    """
    short = text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"
    return re.sub(r"(?<=[@#])|(?<=:)(?=\\/)|(?<=\b(?:GH|gh)\\-)", JOINER, markdown_line(short))


def _heading(outcome: Outcome | None) -> str:
    return "## News Assistant evals" + (f": {VERDICTS[outcome.code]}" if outcome is not None else "")


def _gate(outcome: Outcome | None) -> list[str]:
    if outcome is None:
        return []
    lines = [f"- floor broken: {quoted(str(breach))}" for breach in outcome.breaches]
    lines += [f"- changed since the floors were pinned: the {quoted(name)}" for name in outcome.changed]
    lines += [f"- {quoted(note)}" for note in outcome.notes]
    return ["\n".join(lines)] if lines else []


# ------------------------------------------------------------------------------------------------ metrics


def _system(report: RunReport, name: str, comparison: Comparison | None) -> list[str]:
    """One system's metrics: what the gate looks at in the open, the others folded."""
    system = report.systems[name]
    cases = "all cases" if system.cases == "all" else "a slice of the cases"
    latency = f" · p50 {system.latency['p50'] / 1000:.2f} s, p95 {system.latency['p95'] / 1000:.2f} s" \
        if system.latency else ""  # fmt: skip
    title = f"### {quoted(name)}: {cases}"
    changes = {} if comparison is None else {
        one.metric: one for one in comparison.metrics if one.system.rpartition(" → ")[2] == name
    }  # fmt: skip
    measured = [one for one in METRICS if one in system.metrics]
    open_rows = [_row(report, name, one, changes) for one in measured if METRICS[one].gated]
    folded = [_row(report, name, one, changes) for one in measured if not METRICS[one].gated]
    head = "| Metric | Before | After | Change |\n|---|---|---|---|" if changes else "| Metric | Mean |\n|---|---|"
    described = f"{system.n} cases ran, {system.failed} failed{latency}"
    parts = [f"{title}\n\n{described}", "\n".join([head, *open_rows])]
    return [*parts, _fold("Other metrics", "\n".join([head, *folded]))] if folded else parts


def _row(report: RunReport, system: str, metric: str, changes: dict[str, MetricChange]) -> str:
    now = cell(report.systems[system].metrics.get(metric))
    if not changes:
        return f"| {METRICS[metric].label} | {now} |"
    change = changes.get(metric)
    before = "–" if change is None else f"{change.before:.2f}"
    return f"| {METRICS[metric].label} | {before} | {now} | {_change(change)} |"


def _change(change: MetricChange | None) -> str:
    if change is None or not change.changed:
        return "–" if change is None else "same"
    sign = {"better": "🟢 ", "worse": "🔴 "}.get(change.direction, "") if change.beyond_noise else ""
    interval = f"{change.difference:+.3f} [{change.low:+.2f}, {change.high:+.2f}]"
    return f"{sign}{interval} of {change.n} paired: {change.remark}"


# ------------------------------------------------------------------------------------------------ cases


def _changes(comparison: Comparison) -> list[str]:
    parts = ["### What changed"]
    notes = [f"- {quoted(one)}" for one in comparison.differs]
    notes += [f"- {len(comparison.edited)} cases were edited and are not compared"] * bool(comparison.edited)
    notes += [f"- {len(comparison.unpaired)} cases ran in one of the two runs only"] * bool(comparison.unpaired)
    parts += ["\n".join(notes)] if notes else []
    headings: tuple[tuple[Direction, str], ...] = (
        ("worse", "Worse"), ("better", "Better"), ("same", "Answered otherwise, neither better nor worse")
    )  # fmt: skip
    for direction, heading in headings:
        changes = comparison.of(direction)
        if changes:
            parts.append(_fold(f"{heading}: {len(changes)} cases", _list(map(_case, changes), len(changes))))
    return parts if comparison.cases else [*parts, "No case changed."]


def _case(change: CaseChange) -> str:
    lines = [
        f"- {quoted(change.system)} · {quoted(change.after.case)} · {quoted(change.after.question)}",
        f"  - {quoted(str(change))}",
    ]
    for label, result in (("before", change.before), ("after", change.after)):
        if result.answer is not None:
            lines.append(f"  - {label}: {quoted(str(result.answer['text']))}")
    return "\n".join(lines)


def _failures(report: RunReport) -> list[str]:
    failed = report.failures
    if not failed:
        return []
    lines = (f"- {quoted(one.system)} · {quoted(one.case)}: {quoted(one.error or '')}" for one in failed)
    return [f"### Failed to run: {len(failed)}", _list(lines, len(failed))]


def _disagreements(report: RunReport) -> list[str]:
    """Sentences that the verifier let pass and the judge does not."""
    found = disagreements(report.results)
    if not found:
        return []
    lines = (
        f"- {quoted(result.case)} ({quoted(result.system)}): “{quoted(judged.claim)}”\n"
        f"  - cites: “{quoted(judged.cited)}”\n"
        f"  - judge {'–' if judged.score is None else f'{judged.score:.2f}'}, verifier {judged.verifier:.2f}"
        + ("; the passages around it do support it" if judged.faithful else "")
        for result, judged in found
    )
    return [_fold(f"For a person to read: judge and verifier disagree on {len(found)} sentences",
                  _list(lines, len(found)))]  # fmt: skip


def _list(lines: Iterable[str], total: int) -> str:
    shown = [line for line, _ in zip(lines, range(LISTED), strict=False)]
    more = [f"- … and {total - LISTED} more in report.html"] if total > LISTED else []
    return "\n".join([*shown, *more])


def _fold(summary: str, body: str) -> str:
    """A part that opens on a click; ``summary`` is ours."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _footer(report: RunReport) -> str:
    now = report.environment
    versions = ", ".join(f"{name} {version}" for name, version in now.versions.items())
    method = (
        "Means with 95 % bootstrap intervals and the number of cases scored. A change is called better or worse only "
        f"where the paired bootstrap over cases leaves no doubt and at least {MIN_CHANGED} cases changed."
    )
    measured = (
        f"<sub>{quoted(now.started)} · {report.seconds:.0f} s · {quoted(now.machine)} · {quoted(versions)} · "
        f"cases {quoted(now.cases_digest[:12])} · corpus {quoted(now.corpus_digest[:12])} · "
        f"prompts {quoted(now.prompts_digest[:12])}</sub>"
    )
    return "\n\n".join([quoted(verdicts_line(report)), method, measured])
