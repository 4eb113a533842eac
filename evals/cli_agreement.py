"""``python -m evals agreement``: a judge, or any scorer of claims, against people's labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from evals.cli_shared import STOPPED, JudgeOption, output, progress, say, told
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from evals.agreement import Agreement, Row, Scorer

EXPLAINED = (
    "The threshold is chosen on one half of a set's sources; balanced accuracy and kappa are of the other. Kept and "
    "stopped: supported claims that the scorer's own verdict passes, and others that it stops. ms: median and p95 of "
    "verdicts that were not in the cache."
)


def agreement(
    file: Annotated[Path, typer.Argument(help="JSON Lines of set, source, claim, supported.")],
    *,
    scorer: Annotated[
        str | None, typer.Option(metavar="MODULE:FUNCTION", help="(source, claim) → score, in place of the judge.")
    ] = None,
    judge: JudgeOption = "embedded",
    limit: Annotated[
        int | None, typer.Option(min=4, help="Rows of each set, its sources in turn, drawn with a fixed seed.")
    ] = None,
    calibrate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Fit the judge's curve on half of the sources; keep it here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure a judge, or any scorer, against people's labels."""
    from evals.agreement import agreements, read_rows, score_rows

    with told():
        if not file.is_file():
            raise BadInput(f"{file} is not a file; name one of JSON Lines")
        rows = read_rows(file, limit)
        try:
            if calibrate is not None:
                from evals.calibration import calibrate_judge

                say(calibrate_judge(_counted([row for row in rows if row.tuning]), judge, calibrate))
            found = agreements(*score_rows(_counted(rows), _scorer(scorer, judge)))
        except KeyboardInterrupt:
            say("stopped; a judge's verdicts are kept, and the same command goes on")
            raise typer.Exit(STOPPED) from None
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in found]))
    else:
        _print(found)


def _scorer(name: str | None, judge: str) -> Scorer:
    from evals.agreement import resolve
    from evals.session import default_work, open_judge

    if name is not None:
        return resolve(name)
    asked = open_judge(judge, default_work())
    if asked is None:
        raise BadInput("there is nothing to measure; name a judge or a scorer")
    return asked.judge


def _print(found: Sequence[Agreement]) -> None:
    table = Table("Set", "n", "unscored", "ROC-AUC", "threshold", "balanced accuracy", "kappa", "kept", "stopped", "ms")
    for one in found:
        table.add_row(
            one.set, str(one.n), str(one.unscored), str(one.roc_auc), _number(one.threshold),
            str(one.balanced_accuracy), str(one.kappa), _number(one.kept), _number(one.stopped),
            "–" if one.milliseconds is None else f"{one.milliseconds[0]:.0f}, {one.milliseconds[1]:.0f}",
        )  # fmt: skip
    output().print(table)
    say(EXPLAINED)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _counted(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows one by one, under a progress bar."""
    with progress() as on_progress:
        for done, row in enumerate(rows):
            on_progress(done, len(rows), row.set)
            yield row
