"""Questions as readers word them, unlike the articles: what is answered and what is refused.

    python -m benchmarks.readers ARTICLES --store DIR --out FILE [--llm embedded|none]
                                 [--part tuned|blind|fresh|last|plain|everyday|later|newest] [--tutorial]

``readers.jsonl`` holds 695 questions of ours over the BBC news corpus of 2004-05 (``benchmarks/README.md``): facts,
what the articles do not tell, and questions that take something for granted, wrongly or rightly. They were written from
the articles without a look at the program. Its rules were made while looking at the first hundred ("tuned"); the second
hundred ("blind") was first asked when they were made, and was then in view of what followed; 119 others ("fresh") were
first asked after that, and 72 ("last") when what was made with these in view was done. The 96 "plain" ones ask for
single facts in everyday words, and so do the 100 of "everyday", first asked when what was made with the plain ones in
view was done, the 60 of "later", first asked when the same was done with the everyday ones, and the 48 of "newest",
first asked after that.

ARTICLES goes into DIR at the first run; each answer is written to FILE as soon as it is there, and a second run goes on
where the first ended. A fact is right if an answer of the list stands in what is shown, which is a floor: what says it
in other words counts as beside the point. Intervals are Wilson's of 95 %. ``--tutorial`` asks the pipeline of
``tutorial.py`` instead, with the same language model, over an index of its own in DIR; it cites nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from assistant.api import Assistant, read_settings
from assistant.types import Answer
from benchmarks import tutorial
from benchmarks.realtimeqa_metrics import declines
from evals.intervals import wilson
from evals.wording import contains

Pair = tuple["Asked", "Reply"]
System = Callable[["Asked"], "Reply"]
QUESTIONS = Path(__file__).with_suffix(".jsonl")
PARTS = ("tuned", "blind", "fresh", "last", "plain", "everyday", "later", "newest")


@dataclass(frozen=True)
class Asked:
    """A question of the file: the wordings of its answer, if it has one, and the articles that tell the story."""

    id: str
    part: str
    kind: str
    question: str
    answers: tuple[str, ...]
    articles: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether the articles hold the answer."""
        return bool(self.answers)


@dataclass(frozen=True)
class Reply:
    """What came of a question: the sentences shown, the articles they cite, the premises corrected, and the seconds."""

    id: str
    shown: tuple[str, ...]
    quoted: int
    cited: tuple[str, ...]
    corrected: tuple[str, ...]
    seconds: float

    @classmethod
    def of(cls, asked: Asked, answer: Answer, seconds: float) -> Reply:
        """The part of an answer that is counted."""
        return cls(
            asked.id,
            tuple(claim.text for claim in answer.claims),
            sum(claim.quoted for claim in answer.claims),
            tuple(citation.article_id for claim in answer.claims for citation in claim.citations),
            tuple(premise.text for premise in answer.premises),
            round(seconds, 2),
        )


def read_questions() -> list[Asked]:
    """The questions of the file, in order."""
    rows = (json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [Asked(**row | {name: tuple(row[name]) for name in ("answers", "articles")}) for row in rows]


def read_replies(path: Path) -> dict[str, Reply]:
    """What has been answered so far, by question."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    tuples = ("shown", "cited", "corrected")
    return {row["id"]: Reply(**row | {name: tuple(row[name]) for name in tuples}) for row in rows}


@contextmanager
def ours(articles: Path, store: Path, llm: str) -> Iterator[System]:
    """News Assistant over its store, which is filled first where it is empty."""
    with Assistant.open(store, llm=llm) as assistant:
        if not assistant.store.stats().articles:
            assistant.ingest(articles)

        def system(asked: Asked) -> Reply:
            started = time.perf_counter()
            answer = assistant.ask(asked.question)
            return Reply.of(asked, answer, time.perf_counter() - started)

        yield system


@contextmanager
def the_tutorial(articles: Path, store: Path, llm: str) -> Iterator[System]:
    """The tutorial pipeline over its index, which is made first where there is none."""
    answer = tutorial.pipeline(tutorial.made(articles, store / "tutorial"), read_settings(llm=llm))

    def system(asked: Asked) -> Reply:
        started = time.perf_counter()
        text = answer(asked.question)
        shown = () if declines(text) else (text,)
        return Reply(asked.id, shown, 0, (), (), round(time.perf_counter() - started, 2))

    yield system


def ask_all(questions: Sequence[Asked], system: System, out: Path) -> dict[str, Reply]:
    """Every question that FILE does not answer yet."""
    replies = read_replies(out)
    with out.open("a", encoding="utf-8") as file:
        for asked in questions:
            if asked.id in replies:
                continue
            replies[asked.id] = system(asked)
            file.write(json.dumps(asdict(replies[asked.id]), ensure_ascii=False) + "\n")
            file.flush()
            sys.stderr.write(f"{asked.id}: {'answered' if replies[asked.id].shown else 'refused'}\n")
    return replies


def report(questions: Sequence[Asked], replies: dict[str, Reply]) -> str:
    """The figures of one part."""
    pairs = [(asked, replies[asked.id]) for asked in questions]
    answerable = [pair for pair in pairs if pair[0].answerable]
    shown = [pair for pair in answerable if pair[1].shown]
    rows: list[tuple[str, Sequence[Pair], Callable[[Asked, Reply], bool]]] = [
        ("gold answer in what is shown", answerable, right),
        ("of answers that are no refusals", shown, right),
        ("an article of the story is cited", shown, lambda asked, reply: bool({*asked.articles} & {*reply.cited})),
        ("wrongly refused", answerable, lambda _, reply: not reply.shown),
        ("true premise wrongly corrected", answerable, lambda _, reply: bool(reply.corrected)),
        ("unanswerable: refused", of_kind(pairs, "unanswerable"), lambda _, reply: not reply.shown),
        ("false premise: corrected or refused", of_kind(pairs, "false premise"), lambda _, reply: not reply.shown),
        ("false premise: corrected", of_kind(pairs, "false premise"), lambda _, reply: bool(reply.corrected)),
    ]
    seconds = median(reply.seconds for _, reply in pairs)
    return "\n".join([*(line(*row) for row in rows), f"  seconds a question, median {seconds:.1f}"])


def right(asked: Asked, reply: Reply) -> bool:
    """Whether a wording of the answer stands in what is shown."""
    return any(contains(" ".join(reply.shown), answer) for answer in asked.answers)


def of_kind(pairs: Iterable[Pair], kind: str) -> list[Pair]:
    """The pairs of one kind of question."""
    return [pair for pair in pairs if pair[0].kind == kind]


def line(name: str, pairs: Sequence[Pair], holds: Callable[[Asked, Reply], bool]) -> str:
    """One figure with its interval."""
    count = sum(holds(*pair) for pair in pairs)
    low, high = wilson(count, len(pairs))
    return f"  {name:38} {count:3} of {len(pairs):3} = {count / max(1, len(pairs)):.2f} [{low:.2f}, {high:.2f}]"


def main() -> None:
    """Asks, and prints the figures of each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--llm", default="embedded")
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--tutorial", action="store_true")
    chosen = parser.parse_args()
    if not chosen.articles.exists():
        sys.exit(f"{chosen.articles} does not exist; name the corpus of benchmarks/README.md")
    questions = [asked for asked in read_questions() if chosen.part in {None, asked.part}]
    opened = the_tutorial if chosen.tutorial else ours
    with opened(chosen.articles, chosen.store, chosen.llm) as system:
        replies = ask_all(questions, system, chosen.out)
    for part in PARTS:
        if own := [asked for asked in questions if asked.part == part]:
            print(f"{part}, {'tutorial, ' if chosen.tutorial else ''}--llm {chosen.llm}")
            print(report(own, replies))


if __name__ == "__main__":
    main()
