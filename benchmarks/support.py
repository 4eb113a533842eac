"""What each part of the verifier adds: agreement with people's labels with it and without it.

    python -m benchmarks.support DATA [--limit N]

DATA holds faithfulness/. The weights that join the features are fitted once more without those of each part, on the
held-out claims that the shipped ones are fitted on, and tried on the claims of dev.jsonl, which measure only. Beside
ROC-AUC stands balanced accuracy, the threshold chosen on one half of the sources and reported on the other. Without
the exact checks means without what they take from a score; some objections change the label alone, and count nowhere
here. Claims for which the source has nothing that may be cited are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from assistant import calibration
from assistant.calibration import Logistic
from assistant.scorer import attributed
from assistant.verifier import features, verify
from evals.agreement import Agreement, Row, Scored, agreements, read_rows
from training import calibrate

EXACT = "the exact checks"


@dataclass(frozen=True)
class Judged:
    """A labelled claim, its features, and what the exact checks leave of the odds of its score."""

    row: Row
    features: dict[str, float]
    left: float


def judged(row: Row) -> Judged | None:
    """A claim as the product judges it; None where the source has nothing that it could cite."""
    cited, context, closest = attributed(row.source, row.claim)
    if not cited:
        return None
    verdict = verify(row.claim, cited, context=context, similarity=closest)
    found = features(row.claim, cited, context=context, similarity=closest)
    return Judged(row, found, _odds(verdict.score) / _odds(calibration.fitted("verifier")(found)))


def scored(found: Sequence[Judged], joined: Logistic, *, exact: bool = True) -> list[Scored]:
    """The claims with their scores by other weights."""
    return [
        Scored(one.row.set, one.row.supported, odds / (1 + odds), None, None, one.row.tuning)
        for one in found
        for odds in [_odds(joined(one.features)) * (one.left if exact else 1.0)]
    ]


def fitted(samples: Sequence[calibrate.Sample], left_out: Collection[str] = ()) -> Logistic:
    """Weights fitted as the shipped ones are, without some features."""
    found = calibrate.fit(calibrate.without(samples, left_out), calibrate.STRENGTH["verifier"], balanced=True)
    return Logistic(found.weights, found.bias, 0.5)


def line(name: str, rows: Sequence[Agreement]) -> str:
    """One row of the table."""
    return f"| {name} | " + " | ".join(f"{one.roc_auc} | {one.balanced_accuracy}" for one in rows) + " |"


def _odds(score: float) -> float:
    kept = min(1 - 1e-9, max(1e-9, score))
    return kept / (1 - kept)


def main() -> None:
    """Judges all claims once and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with faithfulness/")
    parser.add_argument("--limit", type=int, help="how many claims of each set")
    given = parser.parse_args()
    samples = list(calibrate.supported(given.data))
    everything = fitted(samples)
    labelled = read_rows(given.data / "faithfulness" / "dev.jsonl", given.limit)
    found = [one for row in track(labelled, description="claims") if (one := judged(row)) is not None]
    table = {"all parts": scored(found, everything), f"without {EXACT}": scored(found, everything, exact=False)}
    for part, left_out in calibrate.PARTS["verifier"].items():
        table[f"without {part}"] = scored(found, fitted(samples, left_out))
    agreed = {name: agreements(rows, {}) for name, rows in table.items()}
    names = [one.set for one in agreed["all parts"]]
    print("| | " + " | ".join(f"{name}, ROC-AUC | balanced accuracy" for name in names) + " |")
    print("|---" * (1 + 2 * len(names)) + "|")
    for name, sets in agreed.items():
        print(line(name, sets))


if __name__ == "__main__":
    main()
