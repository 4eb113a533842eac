"""One run from its options: suites, systems and judge put together, run, and summed up in a report."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from evals import aggregate
from evals.cases import cases_digest, load_suites
from evals.runner import QUOTES, Progress, Results, System, choose_slice, run
from evals.types import Environment, RunReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.settings import Settings
    from evals.cases import LoadedSuite
    from evals.judge import Judge

PROMPTS = ("answer", "answerable", "condense", "judge")
PACKAGES = ("news-assistant", "chromadb", "langchain", "sentence-transformers", "spacy", "torch", "xllamacpp")
SLICE = 12
"""Cases that the language model is asked by default: with the judge they fit a run of five minutes on two cores."""
RESULTS = "results.jsonl"


@dataclass(frozen=True)
class Options:
    """What to run. ``llm``: none for quotations only; ``full``: the language model gets every case, not a slice.

    ``work``: folder that keeps stores and verdicts between runs. ``resume``: ``out`` holds an interrupted run.
    ``own_floors``: the floors are those of exactly these suites, not of those that ship.
    """

    out: Path
    work: Path
    suites: tuple[Path, ...] = ()
    llm: str = "embedded"
    judge: str = "embedded"
    full: bool = False
    resume: bool = False
    own_floors: bool = False
    slice_size: int = SLICE


def default_work() -> Path:
    """The folder for stores and verdicts: ``evals`` in the cache."""
    from platformdirs import user_cache_path

    from assistant.settings import APP

    return user_cache_path(APP) / "evals"


def new_folder() -> Path:
    """A folder for a new run: evals/runs/ and the present instant."""
    return Path("evals", "runs", datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S"))


def run_evals(options: Options, on_progress: Progress = lambda _done, _total, _name: None) -> RunReport:
    """Runs the suites; ``evals.report.write`` puts what comes of it on disk.

    Raises BadInput for suites, options and settings that cannot be used, ModelError for missing weights.
    """
    started = datetime.now(UTC).replace(microsecond=0).isoformat()
    clock = time.monotonic()
    suites = load_suites(options.suites)
    systems, environment = _set_up(suites, options, started)
    log = Results(options.out / RESULTS, _run_digest(environment, systems), resume=options.resume)
    results = run(suites, systems, work=options.work, log=log, on_progress=on_progress)
    everything = frozenset(case.id for loaded in suites for case in loaded.suite.cases)
    return RunReport(
        environment=environment,
        suites=tuple(loaded.suite.suite for loaded in suites),
        complete=options.own_floors or not options.suites,
        systems={
            system.name: aggregate.system_report(
                [one for one in results if one.system == system.name], "all" if system.cases == everything else "slice"
            )
            for system in systems
        },
        verdicts=aggregate.verdicts(results),
        results=tuple(results),
        seconds=round(time.monotonic() - clock, 1),
    )


def read_report(path: Path) -> RunReport:
    """The report of a run's folder or file. Raises BadInput."""
    from pydantic import ValidationError

    from evals.report import JSON
    from vectorstore.errors import BadInput

    file = path / JSON if path.is_dir() else path
    try:
        return RunReport.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise BadInput(f"{file} is not a report of an evaluation: {error.errors()[0]['msg']}") from error


def _set_up(suites: Sequence[LoadedSuite], options: Options, started: str) -> tuple[list[System], Environment]:
    from assistant.api import read_settings
    from assistant.llm import chat_model, llm_name

    everything = frozenset(case.id for loaded in suites for case in loaded.suite.cases)
    settings = read_settings(llm=options.llm, llm_cache=False)
    judge = open_judge(options.judge, options.work) if options.llm != "none" else None
    systems = [System(QUOTES, "none", everything, judge)]
    if chat_model(settings) is not None:
        asked = everything if options.full else choose_slice(suites, options.slice_size)
        systems.append(System(llm_name(settings), options.llm, asked, judge))
    return systems, _environment(suites, settings, judge, started)


def open_judge(form: str, work: Path) -> Judge | None:
    """The judge that ``--judge`` names, with its verdicts kept under ``work``; None for ``none``."""
    from assistant.api import read_settings
    from evals.judge import LLMJudge, VerdictCache

    if form == "none":
        return None
    return LLMJudge(read_settings(llm=form, llm_cache=False), VerdictCache(work / "verdicts.txt"))


def _environment(suites: Sequence[LoadedSuite], settings: Settings, judge: Judge | None, started: str) -> Environment:
    from assistant import prompts
    from assistant.llm import llm_name

    corpora = sorted({loaded.corpus.digest for loaded in suites})
    return Environment(
        started=started,
        llm=llm_name(settings),
        judge=judge.name if judge else "none",
        judge_calibrated=judge is not None and judge.calibrated,
        cases_digest=cases_digest(suites),
        corpus_digest=_digest(corpora),
        prompts_digest=_digest([prompts.load(name).digest for name in PROMPTS]),
        versions={name: _version(name) for name in PACKAGES} | {"python": platform.python_version()},
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    )


def _run_digest(environment: Environment, systems: Sequence[System]) -> str:
    measured = environment.model_dump(exclude={"started", "machine"})
    return _digest([repr(sorted(measured.items())), *(f"{one.name} {sorted(one.cases)}" for one in systems)])


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
