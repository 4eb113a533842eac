"""Are false premises corrected and true ones left alone? Questions of ours over the shipped fictional articles.

    python -m benchmarks.premises [--part tuning|held-out]

``premises.jsonl`` holds the questions: half of each part take something for granted that the articles tell (in other
words), half something that they do not. The held-out part was written before the rules and judged once when they were
made (6 of 14 false ones corrected, 2 of 14 true ones wrongly); a rule for firsts was narrowed after that, so what the
part shows now is no longer held out. The shipped articles go into a store of their own; each question is searched and
its passages are selected as the answer chain does without a language model. Printed for each part: the share of false
premises corrected, the share of true ones wrongly corrected, both with 95 % intervals (Wilson, "Probable Inference",
1927), milliseconds for the check, and the questions on which it errs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from statistics import median

from assistant import premises, retriever
from assistant.api import Assistant
from assistant.evidence import Selection, select
from assistant.types import Premise
from evals.intervals import wilson

QUESTIONS = Path(__file__).with_suffix(".jsonl")
PARTS = ("tuning", "held-out")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A question; whether what it takes for granted is true; what is wrong with it, or would be (``kind``)."""

    id: str
    part: str
    kind: str
    true: bool
    question: str


@dataclass(frozen=True)
class Judged:
    """A case with the premises that were corrected, and the milliseconds it took."""

    case: Case
    corrected: tuple[Premise, ...]
    milliseconds: float


def read_cases() -> list[Case]:
    """The questions of the file, in order."""
    return [Case(**json.loads(line)) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def judge(cases: Sequence[Case]) -> Iterator[Judged]:
    """Asks each question of a store that holds the shipped articles, and checks its premises."""
    with (
        tempfile.TemporaryDirectory() as folder,
        resources.as_file(resources.files("assistant") / "samples") as samples,
        Assistant.open(folder, llm="none", now=NOW) as assistant,
    ):
        assistant.ingest(samples)
        for case in cases:
            yield judge_one(case, assistant)


def judge_one(case: Case, assistant: Assistant) -> Judged:
    """One question, searched and selected as the chain does; only the check is timed."""
    settings, embedder = assistant.settings, assistant.store.embedder
    found = retriever.find(case.question, assistant.store, k=settings.k, now=assistant.now(), infer=settings.infer)
    selection: Selection = select(
        case.question, found.hits, embedder,
        passages_read=settings.passages_read, budget=settings.evidence_tokens,
    )  # fmt: skip

    def similarity(sentence: str) -> list[float]:
        return [float(value) for value in selection.vectors @ embedder.encode([sentence])[0]]

    started = time.perf_counter()
    corrected = premises.check(case.question, selection.evidence, selection.passages, similarity)
    return Judged(case, corrected, 1000 * (time.perf_counter() - started))


def share(rows: Sequence[Judged]) -> str:
    """How many of the rows were corrected, as a share with its interval."""
    count = sum(bool(row.corrected) for row in rows)
    low, high = wilson(count, len(rows))
    return f"{count:2} of {len(rows)} = {count / len(rows):.2f} [{low:.2f}, {high:.2f}]"


def report(part: str, rows: Sequence[Judged]) -> str:
    """The figures of one part, then its errors."""
    false, true = [row for row in rows if not row.case.true], [row for row in rows if row.case.true]
    kinds: dict[str, list[bool]] = defaultdict(list)
    for row in false:
        kinds[row.case.kind].append(bool(row.corrected))
    times = [row.milliseconds for row in rows]
    lines = [
        f"{part}: false premises corrected {share(false)}; true premises wrongly corrected {share(true)}",
        f"  milliseconds a question: median {median(times):.0f}, most {max(times):.0f}",
        "  corrected by kind: " + ", ".join(f"{kind} {sum(own)} of {len(own)}" for kind, own in kinds.items()),
    ]
    for row in rows:
        if bool(row.corrected) == row.case.true:
            what = "; ".join(f"{one.text} ({one.verdict.why})" for one in row.corrected) or "let pass"
            lines.append(f"  {'true' if row.case.true else 'false'} {row.case.kind}: {row.case.question} -> {what}")
    return "\n".join(lines)


def main() -> None:
    """Prints the report of each part."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--part", choices=PARTS, default=None, help="only this part of the questions")
    chosen = options.parse_args().part
    judged = list(judge([case for case in read_cases() if chosen in {None, case.part}]))
    for part in PARTS:
        rows = [row for row in judged if row.case.part == part]
        if rows:
            print(report(part, rows))


if __name__ == "__main__":
    main()
