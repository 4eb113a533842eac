"""Follow-up questions made to stand alone: ours beside the tutorials' prompt, with the same language model, in one run.

    python -m benchmarks.followups CANARD.jsonl --out FILE.jsonl [--half 2] [--limit N] [--json]

``embedded`` is what the assistant does with a language model and ``none`` without; ``unchanged`` is the question as it
was asked; ``tutorial`` is the usual prompt of LangChain's tutorials (followups_tutorial.txt). Every rewriting is
appended to FILE as it comes, and a run that was stopped goes on where it was. The halves are of whole conversations:
what was tuned on one is measured on the other. The table is printed at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress

from assistant import llm
from assistant.api import read_settings
from assistant.condense import condense
from benchmarks.followups_metrics import FollowUp, exact, f1, names_held, pronouns_left, read_followups
from benchmarks.kept import read_kept
from evals.intervals import bootstrap
from vectorstore.errors import NewsAssistantError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.settings import Settings

SYSTEMS = ("embedded", "none", "unchanged", "tutorial")
TUTORIAL = Path(__file__).with_name("followups_tutorial.txt")

System = Callable[[FollowUp], str]


@dataclass(frozen=True)
class Rewriting:
    """What one system made of one question."""

    system: str
    id: str
    text: str
    milliseconds: float


Pair = tuple[FollowUp, Rewriting]
METRICS: Mapping[str, Callable[[FollowUp, str], float | None]] = {
    "token F1": lambda row, text: f1(text, row.rewrite),
    "exact match": lambda row, text: float(exact(text, row.rewrite)),
    "names that the conversation supplies": lambda row, text: _share(names_held(row, text)),
    "pronouns left unresolved": lambda row, text: _share(pronouns_left(row, text)),
}
"""Of one rewriting; None where the question has none of what is counted."""


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def systems(settings: Settings) -> dict[str, System]:
    """All systems with the language model of the settings. Raises SystemExit where they name none."""
    model = llm.chat_model(settings)
    if model is None:
        raise SystemExit("two of the systems need a language model; name one with --llm")
    return {
        "embedded": lambda row: condense(row.question, row.history, model, settings),
        "none": lambda row: condense(row.question, row.history, None, settings),
        "unchanged": lambda row: row.question,
        "tutorial": tutorial(model),
    }


def tutorial(model: BaseChatModel) -> System:
    """The tutorials' chain: the whole conversation and the question in one prompt, and what the model says is taken."""
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate

    chain = ChatPromptTemplate.from_template(TUTORIAL.read_text(encoding="utf-8")) | model | StrOutputParser()

    def rewrite(row: FollowUp) -> str:
        said = "\n".join(f"Human: {turn.question}\nAssistant: {turn.answer}" for turn in row.history)
        return chain.invoke({"chat_history": said, "question": row.question}).strip()

    return rewrite


def drawn(path: Path, half: int, limit: int | None, seed: int = 1) -> list[FollowUp]:
    """The first ``limit`` questions of a half in an order that the seed shuffles: a longer draw extends a shorter."""
    found = [row for row in read_followups(path) if row.half == half]
    random.Random(seed).shuffle(found)  # noqa: S311 - a draw, not secrets
    return found[:limit]


def rewrite_all(questions: Sequence[FollowUp], rewriters: Mapping[str, System], out: Path) -> None:
    """Each question by every system in turn, appended to the file; what stands there is not asked again."""
    done = {(one.system, one.id) for one in read_rewritings(out)}
    todo = [(row, name) for row in questions for name in rewriters if (name, row.id) not in done]
    with Progress(console=Console(stderr=True)) as progress, out.open("a", encoding="utf-8") as file:
        task = progress.add_task("rewriting", total=len(todo))
        for row, name in todo:
            started = time.perf_counter()
            text = rewriters[name](row)
            spent = 1000 * (time.perf_counter() - started)
            file.write(json.dumps(asdict(Rewriting(name, row.id, text, round(spent, 1)))) + "\n")
            file.flush()
            progress.advance(task)


def read_rewritings(path: Path) -> list[Rewriting]:
    """The rewritings of a file, none where there is no file."""
    return [Rewriting(**kept) for kept in read_kept(path)]


def measure(questions: Sequence[FollowUp], rewritings: Sequence[Rewriting]) -> dict[str, Any]:
    """By system each metric as mean, 95 % interval and n; ``ahead`` is F1 less that of the tutorial, row by row."""
    by_id = {row.id: row for row in questions}
    texts: dict[str, dict[str, Rewriting]] = {}
    for one in rewritings:
        if one.id in by_id:
            texts.setdefault(one.system, {})[one.id] = one
    report: dict[str, Any] = {}
    for name, own in texts.items():
        pairs = [(by_id[key], one) for key, one in own.items()]
        report[name] = {what: _estimate([of(row, one.text) for row, one in pairs]) for what, of in METRICS.items()}
        times = [one.milliseconds for one in own.values()]
        report[name]["milliseconds, median"] = _estimate(times, median)
        both = [row for row, _ in pairs if row.id in texts.get("tutorial", {})]
        ahead = [f1(own[row.id].text, row.rewrite) - f1(texts["tutorial"][row.id].text, row.rewrite) for row in both]
        report[name]["token F1 ahead of the tutorial"] = _estimate(ahead)
    return report


def _estimate(values: Sequence[float | None], of: Callable[[Sequence[float]], float] = fmean) -> dict[str, Any]:
    known = [one for one in values if one is not None]
    if not known:
        return {"value": None, "low": None, "high": None, "n": 0}
    low, high = bootstrap(known, of)
    return {"value": of(known), "low": low, "high": high, "n": len(known)}


def table(report: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """A Markdown table: a line for each metric, a column for each system."""
    lines = [f"| | {' | '.join(report)} |", "|---" * (len(report) + 1) + "|"]
    whats = next(iter(report.values()), {})
    lines += [f"| {what} | {' | '.join(_cell(own[what]) for own in report.values())} |" for what in whats]
    return "\n".join(lines)


def _cell(one: Mapping[str, Any]) -> str:
    if one["value"] is None:
        return "–"
    return f"{one['value']:.3g} [{one['low']:.3g}, {one['high']:.3g}] of {one['n']}"


def main() -> None:
    """Rewrites what has not been rewritten and prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="JSON Lines of id, history, question, rewrite")
    parser.add_argument("--out", type=Path, required=True, help="the .jsonl that rewritings are appended to")
    parser.add_argument("--half", type=int, choices=(1, 2), default=2, help="which half of the conversations")
    parser.add_argument("--limit", type=int, help="how many questions are drawn; all by default")
    parser.add_argument("--llm", default="embedded", help="the language model of embedded and tutorial")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    given = parser.parse_args()
    try:
        questions = drawn(given.data, given.half, given.limit)
        rewrite_all(questions, systems(read_settings(llm=given.llm)), given.out)
    except KeyboardInterrupt:
        raise SystemExit(f"stopped; what was rewritten is in {given.out}, and the same command goes on") from None
    except (NewsAssistantError, OSError) as error:
        raise SystemExit(str(error)) from error
    report = measure(questions, read_rewritings(given.out))
    print(json.dumps(report, indent=2) if given.json else table(report))


if __name__ == "__main__":
    main()
