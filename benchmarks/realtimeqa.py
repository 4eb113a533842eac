"""How good: News Assistant with and without a language model, beside the tutorial pipeline, over dated news.

    python -m benchmarks.realtimeqa DATA --store DIR --out FILE.jsonl [--systems none,embedded,tutorial] [--without]

DATA is RealtimeQA's folder: all its articles go into one store, once, and each question is asked as of the day on which
it was. ``--without`` asks them with the question's own articles left out of the search: what should be refused then.
Every answer is appended to FILE as it comes; a run that was stopped goes on where it was. The tables are printed at
the end, and by ``python -m benchmarks.realtimeqa_report DATA FILE.jsonl …`` at any time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress

from assistant import Assistant
from assistant.api import read_settings
from assistant.drafter import is_refusal
from benchmarks import tutorial
from benchmarks.realtimeqa_metrics import declines
from benchmarks.realtimeqa_questions import Question, kept_ids, read_articles, read_questions
from benchmarks.realtimeqa_report import Reply, read_replies, tables
from evals.wording import contains
from vectorstore.errors import LLMError
from vectorstore.sentences import sentences
from vectorstore.types import Filters

if TYPE_CHECKING:
    from langchain_chroma import Chroma

    from assistant.settings import Settings
    from assistant.types import Answer

SYSTEMS = ("none", "embedded", "tutorial")
HITS = 10
"""Hits whose articles are kept."""
NEAR = 20
"""Hits among which another article may still state the answer once the question's own are left out."""

System = Callable[[Question, Collection[str]], Reply]
"""A question, and the ids of the articles to leave out of the search -> the reply."""


class Ours:
    """News Assistant over a store that is open, as one system of the table."""

    def __init__(self, name: str, assistant: Assistant, article_ids: Sequence[str]) -> None:
        self.name = name
        self.assistant = assistant
        self.article_ids = article_ids

    def __call__(self, question: Question, left_out: Collection[str]) -> Reply:
        """Asks as of the question's day. The search that shows the hits is not part of the seconds."""
        now = datetime.fromisoformat(question.asked_on).replace(hour=12, tzinfo=UTC)
        rest = tuple(one for one in self.article_ids if one not in left_out) if left_out else ()
        filters = Filters(article_ids=rest)
        hits = self.assistant.retrieve(question.text, k=NEAR if left_out else HITS, filters=filters, now=now)
        started = time.perf_counter()
        answer = self.assistant.ask(question.text, filters=filters, now=now)
        seconds = time.perf_counter() - started
        read = answer.hits[: self.assistant.settings.passages_read]
        return Reply(
            system=self.name,
            question=question.id,
            removed=bool(left_out),
            seconds=round(seconds, 3),
            hits=[hit.article_id for hit in hits],
            near=any(contains(hit.text, question.answer) for hit in hits),
            read=[text for hit in read for text in split(hit.text)],
            shown=" ".join(claim.text for claim in answer.claims),
            status=answer.status,
            cited=[citation.quote for claim in answer.claims for citation in claim.citations],
            sentences=[] if self.name == "none" else fates(answer),
        )


def fates(answer: Answer) -> list[tuple[str, str, str]]:
    """Each drafted sentence, what became of it, and why: kept, moved, replaced (by a quotation) or dropped.

    A quotation that is shown stands for a sentence that did not pass. Saying that the passages do not say is refused.
    """
    shown = [claim for claim in answer.claims if not claim.quoted]
    kept = [(one.text, "moved" if getattr(one, "moved", False) else "kept", one.verdict.why) for one in shown]
    rejected = [one for one in answer.dropped if not is_refusal(one.sentence)]
    replaced = min(len(rejected), len(answer.claims) - len(shown))
    lost = [
        (one.sentence, "replaced" if place < replaced else "dropped", one.verdict.why)
        for place, one in enumerate(rejected)
    ]
    return kept + lost + [(one.sentence, "refused", "") for one in answer.dropped if is_refusal(one.sentence)]


class Tutorial:
    """The tutorial pipeline over its own index, with the same language model."""

    def __init__(self, index: Chroma, settings: Settings) -> None:
        self.index = index
        self.chain = tutorial.writer(settings)

    def __call__(self, question: Question, left_out: Collection[str]) -> Reply:
        """Four chunks are read; the hits go on to ten, or to twenty where articles are left out, outside its time."""
        chosen: dict[str, Any] | None = {"id": {"$nin": sorted(left_out)}} if left_out else None
        started = time.perf_counter()
        chunks = self.index.similarity_search(question.text, k=4, filter=chosen)
        text = self.chain.invoke({"question": question.text, "context": tutorial.stuff(chunks)})
        seconds = time.perf_counter() - started
        hits = self.index.similarity_search(question.text, k=NEAR if left_out else HITS, filter=chosen)
        return Reply(
            system="tutorial",
            question=question.id,
            removed=bool(left_out),
            seconds=round(seconds, 3),
            hits=[hit.metadata["id"] for hit in hits],
            near=any(contains(hit.page_content, question.answer) for hit in hits),
            read=[one for chunk in chunks for one in split(chunk.page_content)],
            shown=text,
            status="not_in_articles" if declines(text) else "answered",
            cited=[],
            sentences=[],
        )


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentences(text)]


@contextmanager
def opened(names: Sequence[str], data: Path, folder: Path, llm: str) -> Iterator[dict[str, System]]:
    """The systems over their stores in ``folder``, which are filled first where they are not.

    The embedded language model is one server for all. Raises SystemExit where the articles cannot all be stored.
    """
    source, ids = data / "articles.jsonl", list(read_articles(data))
    systems: dict[str, System] = {}
    with ExitStack() as stack:
        for name in names:
            settings = read_settings(llm="none" if name == "none" else llm)
            if name == "tutorial":
                systems[name] = Tutorial(tutorial.made(source, folder / "tutorial"), settings)
                continue
            assistant = stack.enter_context(Assistant.open(folder / "assistant", settings=settings))
            print(f"{name}: storing the articles that are not stored yet", file=sys.stderr)
            report = assistant.ingest(source)
            if report.failed or report.pending:
                raise SystemExit(f"not all articles are stored: {report.to_dict()}")
            systems[name] = Ours(name, assistant, ids)
        yield systems


def ask_all(questions: Sequence[Question], systems: dict[str, System], out: Path, *, without: bool) -> None:
    """Puts every question to every system in turn and appends the replies; what stands in the file is skipped."""
    done = {(reply.system, reply.question, reply.removed) for reply in read_replies([out])}
    todo = [(question, name) for question in questions for name in systems if (name, question.id, without) not in done]
    with Progress(console=Console(stderr=True)) as progress, out.open("a", encoding="utf-8") as file:
        task = progress.add_task("asking", total=len(todo))
        for question, name in todo:
            reply = systems[name](question, question.evidence.keys() if without else ())
            file.write(json.dumps(asdict(reply)) + "\n")
            file.flush()
            progress.advance(task)


def drawn(data: Path, count: int | None, seed: int, *, grade_a: bool) -> list[Question]:
    """The first ``count`` of the kept questions in an order that the seed shuffles: a longer draw extends a shorter."""
    kept = set(kept_ids())
    questions = [one for one in read_questions(data) if one.id in kept and (one.grade_a or not grade_a)]
    random.Random(seed).shuffle(questions)  # noqa: S311 - a draw, not secrets
    return questions[:count]


def main() -> None:
    """Asks what has not been asked and prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="a folder with questions.jsonl and articles.jsonl")
    parser.add_argument("--store", type=Path, required=True, help="folder of the stores, filled the first time")
    parser.add_argument("--out", type=Path, required=True, help="the .jsonl that replies are appended to")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which of them, comma-separated")
    parser.add_argument("--llm", default="embedded", help="the language model of embedded and tutorial")
    parser.add_argument("--questions", type=int, help="how many questions are drawn; all by default")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--grade-a", action="store_true", help="only questions whose evidence is of grade A")
    parser.add_argument("--without", action="store_true", help="leave the question's articles out of the search")
    given = parser.parse_args()
    names = given.systems.split(",")
    if unknown := set(names) - set(SYSTEMS):
        parser.error(f"there is no system {', '.join(sorted(unknown))}; use {', '.join(SYSTEMS)}")
    questions = drawn(given.data, given.questions, given.seed, grade_a=given.grade_a)
    given.store.mkdir(parents=True, exist_ok=True)
    try:
        with opened(names, given.data, given.store, given.llm) as systems:
            ask_all(questions, systems, given.out, without=given.without)
    except KeyboardInterrupt:
        raise SystemExit(f"stopped; what was answered is in {given.out}, and the same command goes on") from None
    except LLMError as error:
        raise SystemExit(f"{error}; what was answered is in {given.out}, and the same command goes on") from error
    print(tables(read_replies([given.out]), read_questions(given.data)))


if __name__ == "__main__":
    main()
