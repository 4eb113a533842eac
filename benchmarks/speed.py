"""How fast: News Assistant beside the tutorial pipeline, in one run on one machine, as a Markdown table.

    python benchmarks/speed.py ARTICLES [--questions N] [--quick]

ARTICLES is a .jsonl of articles (id, title, text), or a folder that holds articles.jsonl. The two pipelines take turns
and never compute at the same time; each ingest and each cold start is a process of its own. ``--quick`` takes 40
articles and 2 questions: it shows that the benchmark runs, and its figures mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from assistant import Assistant
from assistant.types import Done, Reading, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions.jsonl"
PROGRAM = [sys.executable, "-m", "assistant"]
TUTORIAL = [sys.executable, str(HERE / "tutorial.py")]
WARM_UP = "What happened?"


@dataclass(frozen=True)
class Row:
    """One line of the table, in seconds; None where a pipeline has no such thing."""

    what: str
    tutorial: float | None
    ours: float

    def markdown(self) -> str:
        """The line as Markdown, with how many times as fast ours is."""
        ratio = f"{self.tutorial / self.ours:.1f} ×" if self.tutorial else "–"
        return f"| {self.what} | {_duration(self.tutorial)} | {_duration(self.ours)} | {ratio} |"


@dataclass(frozen=True)
class Asked:
    """The seconds of one answer: until the passages were shown, and whole. ``right``: it contains the gold answer."""

    reading: float
    whole: float
    right: bool


def timed(command: Sequence[str]) -> tuple[float, str]:
    """The seconds a command took from start to exit, and its standard output. Ends the benchmark if it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return seconds, done.stdout


def tutorial(command: str, first: Path, second: Path) -> list[dict[str, Any]]:
    """The JSON lines of one command of tutorial.py."""
    _, output = timed([*TUTORIAL, command, str(first), str(second)])
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def measure_ingest(articles: Path, work: Path) -> Row:
    """Whole processes: imports, loading the model, splitting, encoding, indexing."""
    theirs, _ = timed([*TUTORIAL, "ingest", str(articles), str(work / "tutorial")])
    ours, _ = timed([*PROGRAM, "ingest", str(articles), "--store", str(work / "store"), "--json"])
    return Row(f"ingest of {len(read_rows(articles)):,} articles", theirs, ours)


def measure_cold(question: dict[str, Any], work: Path) -> Row:
    """One question from the shell without a language model; the tutorial's counterpart only retrieves."""
    one = write_rows(work / "one.jsonl", [question])
    theirs, _ = timed([*TUTORIAL, "retrieve", str(work / "tutorial"), str(one)])
    ours, _ = timed([*PROGRAM, "ask", question["question"], "--llm", "none", "--store", str(work / "store")])
    return Row("`ask --llm none` from a cold shell (tutorial: retrieval alone)", theirs, ours)


def measure_warm(questions: list[dict[str, Any]], queries: list[dict[str, Any]], work: Path) -> list[Row]:
    """Retrieval over many queries, and quoted answers to the questions, in one process that has started."""
    theirs = [
        line["seconds"] for line in tutorial("retrieve", work / "tutorial", write_rows(work / "q.jsonl", queries))
    ]
    with Assistant.open(work / "store", llm="none") as assistant:
        assistant.ask(WARM_UP)
        ours = [_seconds(lambda row=row: assistant.retrieve(row["question"])) for row in queries]
        quoted = [_seconds(lambda row=row: assistant.ask(row["question"])) for row in questions]
    return [
        Row(f"retrieval, median of {len(queries)} queries", median(theirs), median(ours)),
        Row("retrieval, 95th percentile", _p95(theirs), _p95(ours)),
        Row("`ask --llm none`, warm, median", None, median(quoted)),
    ]


def measure_llm(questions: list[dict[str, Any]], work: Path) -> tuple[list[Row], str]:
    """Whole answers by the same embedded language model, and the share of them that contain the gold answer."""
    fresh = [row for row in questions if not row.get("history")]
    theirs = tutorial("ask", work / "tutorial", write_rows(work / "q.jsonl", fresh))
    with Assistant.open(work / "store") as assistant:
        answer(assistant, {"question": WARM_UP, "answer": ""})
        first = [answer(assistant, row) for row in fresh]
        later = [answer(assistant, row) for row in questions if row.get("history")]
    rows = [
        Row("what is being read is shown, median", None, median(one.reading for one in first)),
        Row(f"whole verified answer, median of {len(first)}", median(line["seconds"] for line in theirs),
            median(one.whole for one in first)),
        Row(f"whole verified answer to a follow-up, median of {len(later)}", None, median(one.whole for one in later)),
    ]  # fmt: skip
    theirs_right = sum(contains(line["answer"], row["answer"]) for line, row in zip(theirs, fresh, strict=True))
    right = f"Answers that contain the expected one: tutorial {theirs_right} of {len(fresh)}, "
    right += f"News Assistant {sum(one.right for one in first)} of {len(first)}, "
    return rows, right + f"follow-ups {sum(one.right for one in later)} of {len(later)}."


def answer(assistant: Assistant, row: dict[str, Any]) -> Asked:
    """Asks one question and watches its events."""
    history = [Turn(*turn) for turn in row.get("history", [])]
    started = time.perf_counter()
    reading, text = 0.0, ""
    for event in assistant.stream(row["question"], history=history):
        if isinstance(event, Reading):
            reading = time.perf_counter() - started
        if isinstance(event, Done):
            text = event.answer.text
    return Asked(reading, time.perf_counter() - started, contains(text, row["answer"]))


def contains(text: str, expected: str) -> bool:
    """Whether the expected words stand in a text, whatever their case."""
    return expected.casefold() in text.casefold()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Writes a .jsonl file and returns its path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def machine() -> str:
    """The machine and the main libraries, as one line under the table."""
    import chromadb
    import torch

    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        processor = names[0] if names else processor
    return (
        f"{os.cpu_count()} cores ({processor}), {platform.system()}, Python {platform.python_version()}, "
        f"torch {torch.__version__} on {torch.get_num_threads()} threads, chromadb {chromadb.__version__}."
    )


def main() -> None:
    """Measures everything and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, help="a .jsonl of articles, or a folder that holds articles.jsonl")
    parser.add_argument("--questions", type=int, help="how many first questions the language model answers")
    parser.add_argument("--queries", type=int, default=200, help="how many headlines are searched besides")
    parser.add_argument("--no-llm", action="store_true", help="leave the language model out")
    parser.add_argument("--quick", action="store_true", help="a small slice, to see that it runs")
    given = parser.parse_args()
    source = given.articles / "articles.jsonl" if given.articles.is_dir() else given.articles
    if not source.is_file():
        raise SystemExit(f"there are no articles at {source}; name a .jsonl with id, title and text")

    articles, questions = read_rows(source), read_rows(QUESTIONS)
    headlines = [{"question": row["title"]} for row in articles[:: max(1, len(articles) // given.queries)]]
    limit = 2 if given.quick else given.questions
    first = [row for row in questions if not row.get("history")][:limit]
    later = [row for row in questions if row.get("history")][: 1 if given.quick else None]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        taken = write_rows(work / "articles.jsonl", articles[:40] if given.quick else articles)
        print("| | tutorial | News Assistant | times as fast |\n|---|---|---|---|")
        show([measure_ingest(taken, work)])
        show([measure_cold(first[0], work)])
        show(measure_warm(first, [*first, *(headlines[:20] if given.quick else headlines)], work))
        if not given.no_llm:
            rows, right = measure_llm([*first, *later], work)
            show(rows)
            print(f"\n{right}")
    print(f"\n{machine()}")


def show(rows: Sequence[Row]) -> None:
    """Prints lines of the table as soon as they are measured."""
    for row in rows:
        print(row.markdown(), flush=True)


def _seconds(work: Any) -> float:  # noqa: ANN401 (any function of no argument)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


if __name__ == "__main__":
    main()
