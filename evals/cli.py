"""The command line of the evals: ``python -m evals``, which is also ``news-assistant eval``.

Exit codes of a run: 0 every floor holds · 1 a floor is broken · 2 cases, corpus or prompts changed since the floors
were pinned · 3 something failed to run, or cannot be used · 130 stopped by Ctrl-C
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vectorstore.errors import BadInput, NewsAssistantError

if TYPE_CHECKING:
    from evals.agreement import Agreement, Row, Scorer
    from evals.runner import Progress as OnProgress
    from evals.session import Options
    from evals.types import RunReport

FAILED, STOPPED = 3, 130
WRONG_USAGE: type[Any] = typer.BadParameter.__bases__[0]
"""What typer raises for wrong usage; it does not name it."""
BASELINE = Path(__file__).parent / "baseline.json"

app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, invoke_without_command=True
)
errors = Console(stderr=True, markup=False, emoji=False, highlight=False)
output = Console(markup=False, emoji=False, highlight=False)

SuiteOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--suite", metavar="PATH", help="A suite's file or folder, or the name of one that ships; repeatable."
    ),
]
JudgeOption = Annotated[
    str, typer.Option(metavar="MODEL", help="Judge of the claims: embedded, none, provider:model, or a URL.")
]


@app.callback()
def evaluate(
    context: typer.Context,
    *,
    suite: SuiteOption = None,
    llm: Annotated[
        str, typer.Option(metavar="MODEL", help="embedded, none (quotations only), provider:model, or a URL.")
    ] = "embedded",
    judge: JudgeOption = "embedded",
    full: Annotated[bool, typer.Option("--full", help="Ask the language model every case, not a slice.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the report, else evals/runs/…")] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Finish the interrupted run in this folder.")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Pin the floors anew on what is measured.")] = False,
    allow_regression: Annotated[
        bool, typer.Option("--allow-regression", help="With --update: also lower floors that are broken.")
    ] = False,
    baseline: Annotated[Path, typer.Option(metavar="FILE", show_default=False, help="File of the floors.")] = BASELINE,
) -> None:
    """Run the assistant on cases, score its answers, and check the floors."""
    if context.invoked_subcommand is not None:
        return
    from evals.session import Options, default_work, new_folder

    options = Options(
        out=resume or out or new_folder(), work=default_work(), suites=tuple(suite or ()), llm=llm, judge=judge,
        full=full, resume=resume is not None,
    )  # fmt: skip
    with told():
        raise typer.Exit(_evaluate(options, baseline, update=update, allow_regression=allow_regression))


def _evaluate(options: Options, baseline: Path, *, update: bool, allow_regression: bool) -> int:
    """Runs, prints, and gives the exit code."""
    from evals import gate
    from evals.session import run_evals

    pinned = gate.read_baseline(baseline)
    try:
        with _progress() as on_progress:
            report = run_evals(options, on_progress)
    except KeyboardInterrupt:
        errors.print(f"stopped; finish it with: python -m evals --resume {options.out}", soft_wrap=True)
        return STOPPED
    print_report(report)
    output.print(f"report: {options.out}", soft_wrap=True)
    if update:
        gate.write_baseline(gate.update(report, pinned, allow_regression=allow_regression), baseline)
        output.print(f"pinned: {baseline}", soft_wrap=True)
        return gate.HOLDS
    outcome = gate.check(report, pinned)
    print_outcome(outcome)
    return outcome.code


def print_report(report: RunReport) -> None:
    """The metrics of each system as a table."""
    from evals.metrics import METRICS

    table = Table("Metric")
    for name, system in report.systems.items():
        table.add_column(f"{name} ({system.n})", justify="right")
    for name, measure in METRICS.items():
        measured = [system.metrics.get(name) for system in report.systems.values()]
        cells = ["–" if one is None or one.mean is None else f"{one.mean:.2f} [{one.low:.2f}, {one.high:.2f}] {one.n}"
                 for one in measured]  # fmt: skip
        table.add_row(measure.label, *cells)
    output.print(table)


def print_outcome(outcome: object) -> None:
    """What the gate says, one line each."""
    from evals.gate import Outcome

    assert isinstance(outcome, Outcome)  # noqa: S101
    lines = [*(f"failed: {one}" for one in outcome.failed), *(f"broken: {one}" for one in outcome.breaches)]
    if outcome.changed:
        lines.append(f"changed since the floors were pinned: {', '.join(outcome.changed)}; "
                     "look at the report, then pin them with --update")  # fmt: skip
    lines += outcome.notes
    if not outcome.code and outcome.floors:
        lines.append(f"every floor holds ({outcome.floors})")
    for line in lines:
        output.print(line, soft_wrap=True)


@app.command()
def agreement(
    file: Annotated[Path, typer.Argument(help="JSON Lines of set, source, claim, supported.")],
    *,
    scorer: Annotated[
        str | None, typer.Option(metavar="MODULE:FUNCTION", help="(source, claim) → score, in place of the judge.")
    ] = None,
    judge: JudgeOption = "embedded",
    limit: Annotated[int | None, typer.Option(min=4, help="Rows of each set, drawn with a fixed seed.")] = None,
    calibrate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Fit the judge's curve on half of the rows; keep it here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure a judge, or any scorer, against people's labels."""
    from evals.agreement import agreements, read_rows, score_rows

    with told():
        if not file.is_file():
            raise BadInput(f"{file} is not a file; name one of JSON Lines")
        rows = read_rows(file, limit)
        if calibrate is not None:
            from evals.calibration import calibrate_judge

            output.print(calibrate_judge(rows, judge, calibrate), soft_wrap=True)
        scored, unscored = score_rows(_counted(rows), _scorer(scorer, judge))
        found = agreements(scored, unscored)
        if as_json:
            typer.echo(json.dumps([one.to_dict() for one in found]))
        else:
            print_agreement(found)


def _scorer(name: str | None, judge: str) -> Scorer:
    from evals.agreement import resolve
    from evals.session import default_work, open_judge

    if name is not None:
        return resolve(name)
    asked = open_judge(judge, default_work())
    if asked is None:
        raise BadInput("there is nothing to measure; name a judge or a scorer")

    def by_judge(source: str, claim: str) -> tuple[float, bool] | None:
        opinion = asked.judge(source, claim)
        return None if opinion.score is None or opinion.supported is None else (opinion.score, opinion.supported)

    return by_judge


def print_agreement(found: list[Agreement]) -> None:
    """One row for each set."""
    table = Table("Set", "n", "unscored", "ROC-AUC", "threshold", "balanced accuracy", "kappa", "kept", "stopped", "ms")
    for one in found:
        table.add_row(
            one.set, str(one.n), str(one.unscored), str(one.roc_auc), _number(one.threshold),
            str(one.balanced_accuracy), str(one.kappa), _number(one.kept), _number(one.stopped),
            f"{one.milliseconds[0]:.0f}, {one.milliseconds[1]:.0f}",
        )  # fmt: skip
    output.print(table)
    output.print("The threshold is chosen on the even rows of a set; balanced accuracy and kappa are of the odd ones. "
                 "Kept and stopped: the scorer's own verdicts. ms: median and p95.")  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _counted(rows: list[Row]) -> Iterator[Row]:
    with _progress() as on_progress:
        for done, row in enumerate(rows):
            on_progress(done, len(rows), row.set)
            yield row


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """A bar on stderr, where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("")

        def on_progress(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield on_progress


@contextmanager
def told() -> Iterator[None]:
    """Ends with one sentence and exit code 3 for whatever cannot be used or fails."""
    from assistant.terminal import one_line

    try:
        yield
    except NewsAssistantError as error:
        errors.print(f"evals: {one_line(str(error))}", soft_wrap=True)
        raise typer.Exit(FAILED) from error


def main() -> None:
    """Runs the command line and exits; wrong usage is code 3, because 2 says that cases changed."""
    from assistant.cli_options import start_logging

    start_logging("WARNING")
    try:
        code = app(prog_name="python -m evals", standalone_mode=False)
    except WRONG_USAGE as wrong:
        wrong.show()
        code = FAILED
    except typer.Abort:
        code = STOPPED
    raise SystemExit(code)
