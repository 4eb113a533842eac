"""The command line of the evals: ``python -m evals``, which is also ``news-assistant eval``.

Exit codes of a run: 0 every floor holds · 1 a floor is broken · 2 cases, corpus or prompts changed since the floors
were pinned · 3 something failed to run, or cannot be used · 130 stopped by Ctrl-C
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.cli_agreement import agreement
from evals.cli_init import init
from evals.cli_shared import FAILED, STOPPED, JudgeOption, output, progress, say, told

if TYPE_CHECKING:
    from evals.session import Options

BASELINE = Path(__file__).parent / "baseline.json"
WRONG_USAGE: type[Any] = typer.BadParameter.__bases__[0]
"""What typer raises for wrong usage; it does not name it."""

app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, invoke_without_command=True
)
app.command()(agreement)
app.command()(init)


@app.callback()
def evaluate(
    context: typer.Context,
    *,
    suite: Annotated[
        list[Path] | None,
        typer.Option("--suite", metavar="PATH", help="File or folder of suites, or a shipped one's name; repeatable."),
    ] = None,
    llm: Annotated[
        str, typer.Option(metavar="MODEL", help="embedded, none (quotations only), provider:model, or a URL.")
    ] = "embedded",
    judge: JudgeOption = "embedded",
    full: Annotated[bool, typer.Option("--full", help="Ask the language model every case, not a slice.")] = False,
    slice_size: Annotated[
        int | None, typer.Option("--slice", metavar="N", min=1, help="Cases that the language model is asked.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the report, else evals/runs/….")] = None,
    resume: Annotated[Path | None, typer.Option(metavar="DIR", help="Finish the interrupted run in it.")] = None,
    before: Annotated[Path | None, typer.Option(metavar="DIR", help="Earlier run that the report compares to.")] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="A B", help="Run nothing; say what changed from A to B.")
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
    from evals.session import SLICE, Options, default_work, new_folder

    options = Options(
        out=resume or out or new_folder(), work=default_work(), suites=tuple(suite or ()), llm=llm, judge=judge,
        full=full, resume=resume is not None, own_floors=baseline.resolve() != BASELINE.resolve(),
        slice_size=slice_size or SLICE,
    )  # fmt: skip
    with told():
        if compare is not None:
            _compare(*compare)
            return
        raise typer.Exit(_evaluate(options, baseline, before, update=update, allow_regression=allow_regression))


def _evaluate(options: Options, baseline: Path, before: Path | None, *, update: bool, allow_regression: bool) -> int:
    """Runs, reports, and gives the exit code."""
    from evals import gate, report
    from evals.session import read_report, run_evals

    pinned = gate.read_baseline(baseline)
    previous = read_report(before) if before else None
    try:
        with progress() as on_progress:
            measured = run_evals(options, on_progress)
    except KeyboardInterrupt:
        say(f"stopped; finish it with: {resuming(options, baseline)}")
        return STOPPED
    outcome = gate.check(measured, pinned)
    report.write(measured, options.out, previous, outcome)
    output().print(report.table(measured))
    say(f"report: {options.out}")
    if update:
        gate.write_baseline(gate.update(measured, pinned, allow_regression=allow_regression), baseline)
        say(f"pinned: {baseline}")
        return gate.HOLDS
    for sentence in outcome.sentences():
        say(sentence)
    return outcome.code


def resuming(options: Options, baseline: Path) -> str:
    """The command that finishes a run which was stopped: what it measures has to be named again."""
    from evals.session import SLICE

    words = ["python", "-m", "evals"]
    words += [word for suite in options.suites for word in ("--suite", str(suite))]
    words += [word for name, value in (("--llm", options.llm), ("--judge", options.judge)) if value != "embedded"
              for word in (name, value)]  # fmt: skip
    words += ["--full"] if options.full else []
    words += ["--slice", str(options.slice_size)] if options.slice_size != SLICE else []
    words += ["--baseline", str(baseline)] if options.own_floors else []
    return shlex.join([*words, "--resume", str(options.out)])


def _compare(before: Path, after: Path) -> None:
    from evals.compare import compare, render
    from evals.session import read_report

    output().print(render(compare(read_report(before), read_report(after))))


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
