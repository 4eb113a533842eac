"""The tables of the RealtimeQA benchmark, from the replies it kept.

    python -m benchmarks.realtimeqa_report DATA FILE.jsonl …

Shares stand with Wilson's 95 % interval and what they are shares of; times with the bootstrap's. Questions of grade A
come first and apart. A question counts only where every system of the files was asked it.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from benchmarks.kept import read_kept
from benchmarks.realtimeqa_metrics import is_evidence
from benchmarks.realtimeqa_questions import Question, read_questions
from evals.intervals import bootstrap, share
from evals.retrieval import hit_at, reciprocal_rank
from evals.wording import contains

FIRST = 5
FATES = {"kept": "kept", "moved": "re-pointed", "replaced": "replaced by a quotation", "dropped": "dropped",
         "refused": "only said that nothing is stated"}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """One system's answer to one question, as it is kept.

    ``removed``: the question's articles were left out. ``hits``: article ids, best first. ``near``: the gold answer
    stands in one of them. ``read``: the sentences read. ``shown``: our sentences, empty where refused, or the
    tutorial's text. ``cited``: the quotes. ``sentences``: drafted sentence, its fate, why.
    """

    system: str
    question: str
    removed: bool
    seconds: float
    hits: list[str]
    near: bool
    read: list[str]
    shown: str
    status: str
    cited: list[str]
    sentences: list[tuple[str, str, str]]

    @property
    def refused(self) -> bool:
        """Whether the system said that the articles do not hold the answer."""
        return self.status == "not_in_articles"


Pair = tuple[Question, Reply]
Metric = Callable[[Sequence[Pair]], str]


def read_replies(paths: Iterable[Path]) -> list[Reply]:
    """The replies of some files; the later of two for the same question, system and condition."""
    replies: dict[tuple[str, str, bool], Reply] = {}
    for path in paths:
        for reply in (Reply(**kept) for kept in read_kept(path)):
            replies[reply.system, reply.question, reply.removed] = reply
    return list(replies.values())


def right(question: Question, reply: Reply) -> bool:
    """Whether the shown answer contains the gold answer."""
    return not reply.refused and contains(reply.shown, question.answer)


def meets(question: Question, texts: Iterable[str]) -> bool:
    """Whether the evidence sentence of one of the question's articles is among some sentences."""
    return any(is_evidence(text, evidence) for text in texts for evidence in question.evidence.values())


def _rate(holds: Callable[[Question, Reply], bool]) -> Metric:
    return lambda pairs: share([holds(*pair) for pair in pairs])


def _ranking(question: Question, reply: Reply) -> list[set[int]]:
    """The hits as evals.retrieval reads them; any article that holds the answer is the gold one."""
    return [{0} if hit in question.evidence else set() for hit in reply.hits]


def _found(question: Question, reply: Reply) -> bool:
    return bool(hit_at(_ranking(question, reply), FIRST))


def _reciprocal_rank(pairs: Sequence[Pair]) -> str:
    values = [reciprocal_rank(_ranking(*pair)) for pair in pairs]
    low, high = bootstrap(values)
    return f"{fmean(values):.3f} [{low:.2f}, {high:.2f}] of {len(values)}"


def _cited(pairs: Sequence[Pair]) -> str:
    """Of the answers with citations, those with one on the evidence sentence."""
    return share([meets(question, reply.cited) for question, reply in pairs if reply.cited])


def _right_of_shown(pairs: Sequence[Pair]) -> str:
    return share([right(*pair) for pair in pairs if not pair[1].refused])


def _fate(fate: str) -> Metric:
    def metric(pairs: Sequence[Pair]) -> str:
        fates = [kind for _, reply in pairs for _, kind, _ in reply.sentences]
        return share([kind == fate for kind in fates])

    return metric


def _seconds(pairs: Sequence[Pair]) -> str:
    values = [reply.seconds for _, reply in pairs]
    low, high = bootstrap(values, median)
    return f"{median(values):.2f} s [{low:.2f}, {high:.2f}]"


WITH: Mapping[str, Metric] = {
    "gold article in the first 5 hits": _rate(_found),
    "MRR@10 of the gold article": _reciprocal_rank,
    "evidence sentence among what was read": _rate(lambda question, reply: meets(question, reply.read)),
    "gold answer in the shown answer": _rate(right),
    "… of the answers that were not refusals": _right_of_shown,
    "a citation on the evidence sentence, of answers that cite": _cited,
    "status answered": _rate(lambda _, reply: reply.status == "answered"),
    "status partial": _rate(lambda _, reply: reply.status == "partial"),
    "refused (wrongly)": _rate(lambda _, reply: reply.refused),
    **{f"drafted sentences: {name}": _fate(fate) for fate, name in FATES.items()},
    "time, median": _seconds,
}
WITHOUT: Mapping[str, Metric] = {
    "refused": _rate(lambda _, reply: reply.refused),
    "answered, and the gold answer in it": _rate(right),
    "answered otherwise": _rate(lambda question, reply: not reply.refused and not right(question, reply)),
    "time, median": _seconds,
}


def table(title: str, metrics: Mapping[str, Metric], pairs: Mapping[str, Sequence[Pair]]) -> str:
    """One Markdown table: a line for each metric, a column for each system."""
    if not any(pairs.values()):
        return f"{title}: no question\n"
    names = list(pairs)
    lines = [f"{title}\n", f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for what, metric in metrics.items():
        cells = [metric(pairs[name]) for name in names]
        if set(cells) != {"–"}:
            lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def tables(replies: Sequence[Reply], questions: Sequence[Question]) -> str:
    """All tables: with the question's articles and without, grade A and all."""
    by_id = {question.id: question for question in questions}
    parts = []
    for removed in (False, True):
        pairs = compared([(by_id[one.question], one) for one in replies if one.removed is removed])
        for grade, of in (("grade A", lambda one: one.grade_a), ("all questions", lambda _: True)):
            chosen = {name: [pair for pair in own if of(pair[0])] for name, own in pairs.items()}
            count = max(map(len, chosen.values()), default=0)
            if count and removed:
                parts += _without(grade, chosen)
            elif count:
                parts += [table(f"With the articles, {grade}, {count} questions", WITH, chosen), *differences(chosen)]
    return "\n".join(parts)


def compared(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """By system, the pairs of the questions that every system was asked, in one order."""
    by_system: dict[str, dict[str, Pair]] = defaultdict(dict)
    for question, reply in pairs:
        by_system[reply.system][question.id] = (question, reply)
    asked = Counter(one for own in by_system.values() for one in own)
    common = [one for one, count in asked.items() if count == len(by_system)]
    return {name: [own[one] for one in common] for name, own in by_system.items()}


def _without(grade: str, pairs: Mapping[str, Sequence[Pair]]) -> list[str]:
    """Where the answer stands in none of anybody's first 20 hits it should be refused; the others are apart."""
    standing = {question.id for own in pairs.values() for question, reply in own if reply.near}
    parts = []
    for title, apart in (("should be refused", False), ("the answer still stands in a first hit", True)):
        chosen = {name: [one for one in own if (one[0].id in standing) is apart] for name, own in pairs.items()}
        count = max(map(len, chosen.values()))
        parts.append(table(f"Without the question's articles, {grade}, {title}, {count} questions", WITHOUT, chosen))
    return parts


def differences(pairs: Mapping[str, Sequence[Pair]]) -> list[str]:
    """How far the first systems are ahead of the others in right answers, question by question (bootstrap)."""
    lines = []
    for one, other in (("embedded", "tutorial"), ("none", "tutorial"), ("embedded", "none")):
        if one in pairs and other in pairs:
            ahead = [float(right(*a)) - float(right(*b)) for a, b in zip(pairs[one], pairs[other], strict=True)]
            low, high = bootstrap(ahead)
            lines.append(f"Right answers, {one} less {other}: {fmean(ahead):+.3f} [{low:+.2f}, {high:+.2f}]")
    return ["  \n".join(lines) + "\n"] if lines else []


def main() -> None:
    """Prints the tables of the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="a folder with questions.jsonl")
    parser.add_argument("files", type=Path, nargs="+", help="replies that benchmarks.realtimeqa kept")
    given = parser.parse_args()
    print(tables(read_replies(given.files), read_questions(given.data)))


if __name__ == "__main__":
    main()
