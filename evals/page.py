"""A run as one HTML page that needs nothing else: scores, their course over past runs, and every case to read.

Everything from articles, models and cases is escaped where it enters a template (markupsafe), and a content security
policy lets nothing run or load but the page's own script and style.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from assistant.terminal import one_line
from evals.chart import charts, legend
from evals.metrics import METRICS
from evals.page_cases import fill, outcome_of, show_case
from evals.report import cell, verdicts_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.gate import Outcome
    from evals.past import Past
    from evals.types import CaseResult, Metric, RunReport

FIRST = "No earlier run of the same suites lies in the folders beside this one; from the second on, scores are charted."
OUTCOMES = {"pass": "passed", "fail": "failed", "error": "did not run", "disagree": "judge and verifier disagree"}


def page(report: RunReport, runs: Sequence[Past], outcome: Outcome | None = None) -> str:
    """The whole page. ``runs``: past runs and this one, oldest first; ``outcome``: what the gate says."""
    style, script = _static("page.css"), _static("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return fill(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>Evals: {started}</title>\n<style>{style}</style>\n</head>\n<body>\n{head}\n<main>\n{scores}\n{charts}\n"
        "{cases}\n</main>\n<script>{script}</script>\n</body>\n</html>\n",
        policy=policy, started=one_line(report.environment.started), head=_head(report, outcome),
        scores=_scores(report), charts=_charts(report, runs), cases=_cases(report.results),
        style=Markup(style), script=Markup(script),  # noqa: S704 (our own files)
    )  # fmt: skip


def _static(name: str) -> str:
    return files("evals").joinpath("static", name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(report: RunReport, outcome: Outcome | None) -> Markup:
    now = report.environment
    facts = [
        f"{one_line(now.started)} · {report.seconds:.0f} s · {one_line(now.machine)} · model {one_line(now.llm)}",
        verdicts_line(report),
        f"cases {now.cases_digest[:12]} · corpus {now.corpus_digest[:12]} · prompts {now.prompts_digest[:12]} · "
        + ", ".join(f"{name} {version}" for name, version in now.versions.items()),
    ]
    said = [] if outcome is None else _gate(outcome)
    return fill(
        '<header class="top"><h1>Evals of {started}</h1>{gate}{facts}</header>',
        started=one_line(now.started).replace("T", " ")[:16],
        gate=_join(fill('<p><span class="tag {tone}">{line}</span></p>', tone=tone, line=one_line(line))
                   for tone, line in said),
        facts=_join(fill('<p class="soft small">{fact}</p>', fact=one_line(fact)) for fact in facts),
    )  # fmt: skip


def _gate(outcome: Outcome) -> list[tuple[str, str]]:
    lines = [("bad", f"failed: {one}") for one in outcome.failed]
    lines += [("bad", f"floor broken: {one}") for one in outcome.breaches]
    lines += [("warn", f"changed since the floors were pinned: {one}") for one in outcome.changed]
    lines += [("warn", one) for one in outcome.notes]
    return lines or [("good", f"every floor holds ({outcome.floors})")]


def _scores(report: RunReport) -> Markup:
    """The metrics of each system, then the same by kind of case, folded."""
    names = list(report.systems)
    heads = [f"{name}: {system.n} {'cases' if system.cases == 'all' else 'cases of a slice'}"
             for name, system in report.systems.items()]  # fmt: skip
    rows = [
        fill(
            '<tr class="{tone}"><td>{label}</td>{cells}</tr>', tone="" if measure.gated else "aside",
            label=measure.label, cells=_cells(cell(system.metrics.get(metric)) for system in report.systems.values()),
        )
        for metric, measure in METRICS.items() if any(metric in system.metrics for system in report.systems.values())
    ]  # fmt: skip
    latency = [report.systems[name].latency for name in names]
    rows.append(fill("<tr><td>Latency: p50, p95</td>{cells}</tr>", cells=_cells(
        f"{one['p50'] / 1000:.2f} s, {one['p95'] / 1000:.2f} s" if one else "–" for one in latency)))  # fmt: skip
    return fill(
        '<section><h2>Scores</h2><div class="scroll"><table><thead><tr><th>Metric</th>{heads}</tr></thead>'
        '<tbody>{rows}</tbody></table></div><p class="soft small">Mean [95 % bootstrap interval] and the number of '
        "cases scored. Metrics in grey have no floor.</p>{kinds}</section>",
        heads=_join(fill("<th>{head}</th>", head=one_line(head)) for head in heads), rows=_join(rows),
        kinds=_join(_by_kind(report, name) for name in names),
    )  # fmt: skip


def _by_kind(report: RunReport, name: str) -> Markup:
    kinds = report.systems[name].by_kind
    rows = [
        fill("<tr><td>{label}</td>{cells}</tr>", label=METRICS[metric].label,
             cells=_cells(_short(kinds[kind].get(metric)) for kind in kinds))
        for metric in METRICS if METRICS[metric].gated and any(metric in kinds[kind] for kind in kinds)
    ]  # fmt: skip
    heads = _join(fill("<th>{kind}</th>", kind=_words(kind)) for kind in kinds)
    return fill(
        '<details><summary>{name} by kind of case</summary><div class="scroll"><table><thead><tr><th>Metric</th>{heads}'
        "</tr></thead><tbody>{rows}</tbody></table></div></details>",
        name=one_line(name), heads=heads, rows=_join(rows),
    )  # fmt: skip


def _short(measured: Metric | None) -> str:
    return "–" if measured is None or measured.mean is None else f"{measured.mean:.2f} ({measured.n})"


def _charts(report: RunReport, runs: Sequence[Past]) -> Markup:
    names = list(report.systems)
    if len(runs) == 1:
        return fill('<section><h2>Over time</h2><p class="soft small">{told}</p></section>', told=FIRST)
    return fill(
        '<section><h2>Over {count} runs</h2><p>{legend}</p><div class="charts">{charts}</div><p class="soft small">'
        "Runs of the same suites in the folders beside this one, oldest left. Bands are 95 % intervals; a dashed line "
        "stands where cases, articles or prompts changed.</p></section>",
        count=len(runs), legend=legend(names), charts=charts(runs, names),
    )  # fmt: skip


def _cases(results: Sequence[CaseResult]) -> Markup:
    """Every case, with what each system made of it side by side."""
    grouped: dict[tuple[str, str], list[CaseResult]] = {}
    for one in results:
        grouped.setdefault((one.suite, one.case), []).append(one)
    return fill(
        "<section><h2>Cases</h2>{filters}{cases}</section>",
        filters=_filters(results), cases=_join((show_case(group) for group in grouped.values()), "\n"),
    )  # fmt: skip


def _filters(results: Sequence[CaseResult]) -> Markup:
    found = {value for one in results for value in outcome_of([one]).split()}
    suites = {one.suite: one.suite for one in results}
    kinds: dict[str, str] = {one.kind: _words(one.kind) for one in results}
    outcomes = {name: label for name, label in OUTCOMES.items() if name in found}
    return fill(
        '<form hidden aria-label="Filter the cases">{suite}{kind}{outcome}<label>Words '
        '<input type="search" name="words"></label><span id="count" class="soft small" role="status"></span></form>',
        suite=_select("suite", "Suite", suites), kind=_select("kind", "Kind", kinds),
        outcome=_select("outcome", "Outcome", outcomes),
    )  # fmt: skip


def _select(name: str, label: str, options: dict[str, str]) -> Markup:
    return fill(
        '<label>{label} <select name="{name}"><option value="">all</option>{options}</select></label>',
        label=label, name=name,
        options=_join(fill('<option value="{value}">{shown}</option>', value=value, shown=shown)
                      for value, shown in sorted(options.items())),
    )  # fmt: skip


def _cells(values: Iterable[str]) -> Markup:
    return _join(fill('<td class="number">{value}</td>', value=value) for value in values)


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _join(parts: Iterable[Markup], separator: str = "") -> Markup:
    return Markup(separator).join(parts)  # noqa: S704 (our own)
