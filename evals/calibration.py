"""The judge's curve, fitted to people's labels on half of their sources and kept in calibration.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.judge import LLMJudge, fit_curve
from evals.session import default_work, open_judge
from vectorstore.errors import BadInput

FLATTEST = 0.01
"""Slope below which a judge's odds say nothing."""

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evals.agreement import Row


def calibrate_judge(rows: Iterable[Row], form: str, path: Path) -> str:
    """Fits the curve of the judge ``form`` on these rows, writes it into ``path``, and says what it is.

    Each verdict is kept as it comes, so that a stopped run goes on. Raises BadInput when there is only one label, or
    when the judge does not lean to the supported claims.
    """
    judge = open_judge(form, default_work())
    if not isinstance(judge, LLMJudge):
        raise BadInput("only a language model as judge can be calibrated; name one with --judge")
    asked = [(judge.odds(row.source, row.claim)[0], row) for row in rows]
    known = [(odds, row) for odds, row in asked if odds is not None]
    if len({row.supported for _, row in known}) < 2:  # noqa: PLR2004
        raise BadInput("calibrating needs supported claims and others; give more rows")
    slope, intercept = fit_curve(
        [odds for odds, _ in known], [row.supported for _, row in known], [row.set for _, row in known]
    )
    if slope < FLATTEST:
        raise BadInput(f"{judge.name} does not tell supported claims from others in these rows; nothing was kept")
    curves = json.loads(path.read_text("utf-8")) if path.exists() else {}
    curves[judge.name] = {"prompt": judge.prompt_digest, "slope": round(slope, 4), "intercept": round(intercept, 4),
                          "rows": len(known)}  # fmt: skip
    path.write_text(json.dumps(curves, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return f"{judge.name}: threshold {-intercept / slope:.2f} on its log odds, from {len(known)} rows; kept in {path}"
