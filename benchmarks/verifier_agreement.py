"""How well the verifier agrees with people: balanced accuracy per set on rows of {set, source, claim, supported}.

    python benchmarks/verifier_agreement.py ROWS.jsonl [--limit N]

Each claim is attributed to sentences of its source and verified against them, as in the product. The threshold on the
score is chosen on the even rows of a set and reported on the odd ones, beside the verifier's own label on all rows.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.attribution import attribute
from assistant.types import Evidence
from assistant.verifier import verify
from benchmarks.intervals import bootstrap
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences
from vectorstore.types import Hit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


@dataclass(frozen=True)
class Row:
    """One claim, judged by people and by the verifier."""

    supported: bool
    score: float
    passed: bool
    why: str
    claim: str
    milliseconds: float


def judge(source: str, claim: str, *, supported: bool) -> Row:
    """Attributes and verifies one claim against its source."""
    passage = Hit("source", "1", 0, len(source), source, "", None, None, None, 1.0, "both")
    evidence, vectors = read(source)
    similarity = [float(value) for value in vectors @ open_embedder().encode([claim])[0]]
    start = time.perf_counter()
    cited = attribute(claim, evidence, similarity)
    best = max((similarity[evidence.index(one)] for one in cited), default=0.0)
    verdict = verify(claim, cited, context=[passage], similarity=best)
    spent = 1000 * (time.perf_counter() - start)
    return Row(supported, verdict.score, verdict.label == "supported", verdict.why, claim, spent)


@lru_cache(maxsize=8)
def read(source: str) -> tuple[list[Evidence], np.ndarray]:
    """The sentences of a source and their vectors."""
    evidence = [
        Evidence("source", "1", start, end, source[start:end], "", None, None, None, 1.0, "both", (0, len(source)))
        for start, end in sentences(source)
    ]
    return evidence, open_embedder().encode([one.text for one in evidence])


def balanced(rows: Sequence[Row], threshold: float | None = None) -> float:
    """Mean of the shares of supported claims passed and of unsupported ones stopped."""
    shares = []
    for truth in (True, False):
        own = [(row.passed if threshold is None else row.score >= threshold) for row in rows if row.supported is truth]
        shares.append(sum(passed is truth for passed in own) / len(own) if own else 0.0)
    return sum(shares) / 2


def report(name: str, rows: Sequence[Row]) -> str:
    """One line of the table."""
    tuning, held = rows[::2], rows[1::2]
    threshold = max(sorted({row.score for row in tuning}), key=lambda value: balanced(tuning, value))
    low, high = bootstrap(held, lambda drawn: balanced(drawn, threshold))
    kept = sum(row.passed for row in rows if row.supported) / max(1, sum(row.supported for row in rows))
    stopped = sum(not row.passed for row in rows if not row.supported) / max(1, sum(not row.supported for row in rows))
    times = sorted(row.milliseconds for row in rows)
    return (
        f"{name:12} n={len(rows):4}  own label {balanced(rows):.3f} (right ones kept {kept:.2f}, wrong ones stopped "
        f"{stopped:.2f})  tuned threshold {threshold:.2f}: {balanced(held, threshold):.3f} [{low:.3f}, {high:.3f}]  "
        f"median {times[len(times) // 2]:.0f} ms, p95 {times[int(0.95 * len(times))]:.0f} ms"
    )


def main() -> None:
    """Reads the rows and writes the table to standard output."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("rows", type=Path)
    options.add_argument("--limit", type=int, default=None, help="rows of each set")
    options.add_argument("--errors", type=Path, default=None, help="write every row and its verdict here")
    chosen = options.parse_args()
    judged: dict[str, list[Row]] = defaultdict(list)
    for line in chosen.rows.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if chosen.limit is None or len(judged[row["set"]]) < chosen.limit:
            judged[row["set"]].append(judge(row["source"], row["claim"], supported=row["supported"]))
    if chosen.errors:
        lines = (json.dumps({"set": name, **vars(row)}) for name, rows in judged.items() for row in rows)
        chosen.errors.write_text("\n".join(lines), encoding="utf-8")
    for name, rows in sorted(judged.items()):
        sys.stdout.write(report(name, rows) + "\n")


if __name__ == "__main__":
    main()
