"""A run: every case put to the assistant, judged and scored; each result is on disk as soon as it is there."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.types import Turn
from evals import citations, correctness, faithfulness, refusal, retrieval
from evals.corpus import build_store
from evals.drafts import UNWRITTEN
from evals.embedding import RememberingEmbedder
from evals.faults import wanted
from evals.types import Case, CaseResult
from vectorstore.errors import BadInput, NewsAssistantError
from vectorstore.types import DateRange, Filters

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.api import Assistant
    from assistant.types import Answer
    from evals.cases import LoadedSuite
    from evals.judge import Judge
    from vectorstore.embedding import Embedder

QUOTES = "quotes"
"""The system without a language model."""
STRATA = (
    ("single", "number", "date", "quote", "speaker", "several"),
    ("unanswerable", "false_premise"),
    ("updated", "conflict", "corrected", "stale"),
    ("injection",),
    ("followup", "long", "typos", "opinion", "syndicated"),
)
"""Kinds of cases from which a slice takes in turn."""

Progress = Callable[[int, int, str], None]
Asked = tuple["LoadedSuite", Case]


@dataclass(frozen=True)
class System:
    """One way of answering: ``llm`` as in the settings, ``cases`` are the ids it is asked, ``judge`` of its claims."""

    name: str
    llm: str
    cases: frozenset[str]
    judge: Judge | None


def choose_slice(suites: Sequence[LoadedSuite], size: int) -> frozenset[str]:
    """Ids of ``size`` cases, the strata in turn; which ones depends on their ids only, not on the other cases."""
    queues = [iter(_in_turn(suites, kinds)) for kinds in STRATA]
    chosen: list[str] = []
    while queues and len(chosen) < size:
        for queue in list(queues):
            following = next(queue, None)
            if following is None:
                queues.remove(queue)
            elif len(chosen) < size:
                chosen.append(following)
    return frozenset(chosen)


def _in_turn(suites: Sequence[LoadedSuite], kinds: Sequence[str]) -> list[str]:
    """The ids of a stratum, its kinds in turn, within a kind by the hash of the id."""
    found = {kind: sorted((one.id for suite in suites for one in suite.suite.cases if one.kind == kind), key=_hash)
             for kind in kinds}  # fmt: skip
    longest = max((len(ids) for ids in found.values()), default=0)
    return [ids[index] for index in range(longest) for ids in found.values() if index < len(ids)]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def run(
    suites: Sequence[LoadedSuite], systems: Sequence[System], *, work: Path, log: Results,
    on_progress: Progress = lambda _done, _total, _name: None, **settings: Any,  # noqa: ANN401 (checked by Settings)
) -> list[CaseResult]:  # fmt: skip
    """Every system's result for each of its cases, in order; those that ``log`` already has are not run again.

    ``work`` is the folder for stores, ``settings`` are further fields of Settings. A case that fails has an error.
    """
    asked = [(system, loaded, case) for system in systems for loaded in suites for case in loaded.suite.cases
             if case.id in system.cases]  # fmt: skip
    todo = sorted(asked, key=lambda one: (systems.index(one[0]), one[1].corpus.digest, _about(one[2])))
    with ExitStack() as stack:
        assistants: dict[tuple[str, str], Assistant] = {}
        for done, (system, loaded, case) in enumerate(todo):
            on_progress(done, len(todo), f"{system.name} · {case.id}")
            if (system.name, case.id) in log.known:
                continue
            key = (system.name, loaded.corpus.digest)
            if key not in assistants:
                assistants[key] = stack.enter_context(_open(system, loaded, work, settings))
            log.add(_result(assistants[key], system, loaded, case))
        on_progress(len(todo), len(todo), "done")
    return [log.known[system.name, case.id] for system, _, case in asked]


def _about(case: Case) -> str:
    """The article that a case is about: cases in its order read the same passages, which are then parsed once."""
    named = [one.article for one in (*case.gold, *case.corrects)]
    return min(named, default=case.attack.article if case.attack else "")


def _open(system: System, loaded: LoadedSuite, work: Path, settings: dict[str, Any]) -> Assistant:
    """The assistant over the suite's articles, set up so that the same run gives the same numbers."""
    from assistant.api import Assistant, read_settings
    from vectorstore.store import Store

    chosen = read_settings(llm=system.llm, search="exact", llm_cache=False, **settings)
    embedder = _embedder(chosen.embedding_model)
    folder = build_store(loaded.corpus, work, embedder)
    return Assistant(Store.open(folder, RememberingEmbedder(embedder), search="exact"), chosen)


@cache
def _embedder(model: str) -> Embedder:
    from vectorstore.embedding import open_embedder

    return open_embedder(model)


def _result(assistant: Assistant, system: System, loaded: LoadedSuite, case: Case) -> CaseResult:
    known: dict[str, Any] = {
        "system": system.name, "suite": loaded.suite.suite, "case": case.id, "kind": case.kind,
        "question": case.question, "expect": case.expect, "history": case.history, "wanted": wanted(case),
    }  # fmt: skip
    if case.question == UNWRITTEN:
        return CaseResult(**known, error="its question is still to be written")
    try:
        started = time.perf_counter()
        answer = ask(assistant, case, loaded)
        spent = round(1000 * (time.perf_counter() - started), 1)
        return CaseResult(
            **known, **score(case, answer, loaded, system.judge, lambda *one: assistant.store.get(*one).text),
            answer=json.loads(json.dumps(answer.to_dict())), milliseconds=spent, tokens=answer.trace.tokens,
        )  # fmt: skip
    except NewsAssistantError as error:
        return CaseResult(**known, error=str(error))
    except Exception as error:  # noqa: BLE001 (whatever breaks one case is told with it; the others go on)
        return CaseResult(**known, error=f"{type(error).__name__}: {error}")


def ask(assistant: Assistant, case: Case, loaded: LoadedSuite) -> Answer:
    """The assistant's answer to a case, at the case's time and under its filters."""
    filters = Filters(DateRange(case.filters.since, case.filters.until), case.filters.outlets, case.filters.sections)
    history = [Turn(question, answer) for question, answer in case.history]
    return assistant.ask(case.question, history=history, filters=filters, now=case.asked_on or loaded.suite.now)


def score(
    case: Case, answer: Answer, loaded: LoadedSuite, judge: Judge | None, text_of: Callable[[str, str], str]
) -> dict[str, Any]:
    """The fields ``scores`` and ``judged`` of a case's result. Raises LLMError when the judge cannot be asked."""
    gold = _distinct([loaded.spans(one) for one in case.gold])
    found = retrieval.ranking(answer.hits, gold)
    scores: dict[str, float | None] = dict(
        refusal.scores(case, answer, [span for one in case.corrects for span in loaded.spans(one)])
    )
    if gold:
        scores |= retrieval.scores(found, len(gold), need_all=case.gold_all)
    if case.answer:
        scores |= correctness.scores(shown(answer), case.answer, answered=bool(answer.claims))
    judged = [faithfulness.judge_claim(claim, answer.hits, judge) for claim in answer.claims]
    if judged:
        scores |= faithfulness.scores([one for one, _ in judged], [cited for _, cited in judged])
        cited = [one for claim in answer.claims for one in claim.citations]
        scores["quotation_exact"] = citations.exact([*cited, *_of_premises(answer)], text_of)
        if gold:
            scores["gold_cited"] = citations.gold_cited(cited, gold, need_all=case.gold_all)
            if (bias := citations.position_bias(cited, answer.hits, found)) is not None:
                scores["position_bias"] = bias
        if case.said_by:
            scores["attribution"] = citations.names_speaker(answer.claims, case.said_by)
    return {"scores": scores, "judged": tuple(one for one, _ in judged)}


def shown(answer: Answer) -> str:
    """The sentences that an answer shows of its own: claims, and what corrects a premise."""
    return " ".join([*(claim.text for claim in answer.claims), *(cited.quote for cited in _of_premises(answer))])


def _of_premises(answer: Answer) -> list[Any]:
    return [cited for premise in answer.premises for cited in premise.citations]


def _distinct(gold: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Gold passages without those that lie in a copy of an article already named."""
    return list(dict.fromkeys(tuple(spans) for spans in gold))


class Results:
    """The results of a run in a JSON Lines file, so that an interrupted run goes on where it stopped."""

    def __init__(self, path: Path, run_digest: str, *, resume: bool) -> None:
        """``run_digest`` says what is measured. Raises BadInput when the file to resume measured something else."""
        self.path = path
        self.known: dict[tuple[str, str], CaseResult] = {}
        if resume:
            self._load(run_digest)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"run": run_digest}) + "\n", encoding="utf-8")

    def _load(self, run_digest: str) -> None:
        if not self.path.is_file():
            raise BadInput(f"{self.path.parent} holds no interrupted run; leave --resume out to start one")
        lines = self.path.read_text(encoding="utf-8").splitlines()
        if not lines or json.loads(lines[0]).get("run") != run_digest:
            raise BadInput(
                f"the run in {self.path.parent} measured other cases, articles, prompts or models; start anew"
            )
        for one in _whole(lines[1:]):
            if one.error is None:
                self.known[one.system, one.case] = one

    def add(self, result: CaseResult) -> None:
        """Keeps a result, on disk at once."""
        self.known[result.system, result.case] = result
        with self.path.open("a", encoding="utf-8") as file:
            file.write(result.model_dump_json() + "\n")


def _whole(lines: Sequence[str]) -> Iterator[CaseResult]:
    """The results of a file whose last line may have been cut off."""
    for number, line in enumerate(lines, start=1):
        try:
            yield CaseResult.model_validate_json(line)
        except ValueError:
            if number < len(lines):
                raise
