"""The judge's curve, fitted to people's labels on half of their rows and kept in calibration.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.judge import LLMJudge, fit_curve
from evals.session import default_work, open_judge
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.agreement import Row


def calibrate_judge(rows: Sequence[Row], form: str, path: Path) -> str:
    """Fits the curve of the judge ``form`` on the even rows, writes it into ``path``, and says what it is.

    Raises BadInput when there are too few rows or only one label.
    """
    judge = open_judge(form, default_work())
    if not isinstance(judge, LLMJudge):
        raise BadInput("only a language model as judge can be calibrated; name one with --judge")
    asked = [(judge.odds(row.source, row.claim)[0], row.supported) for row in rows[::2]]
    known = [(odds, supported) for odds, supported in asked if odds is not None]
    if len({supported for _, supported in known}) < 2:  # noqa: PLR2004
        raise BadInput("calibrating needs supported claims and others; give more rows")
    slope, intercept = fit_curve([odds for odds, _ in known], [supported for _, supported in known])
    curves = json.loads(path.read_text("utf-8")) if path.exists() else {}
    curves[judge.name] = {"prompt": judge.prompt_digest, "slope": round(slope, 4), "intercept": round(intercept, 4),
                          "rows": len(known)}  # fmt: skip
    path.write_text(json.dumps(curves, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return f"{judge.name}: threshold {-intercept / slope:.2f} on its log odds, from {len(known)} rows; kept in {path}"
