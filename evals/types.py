"""The nouns of an evaluation: Case and Suite (what is asked, and what is right), CaseResult and RunReport (what came).

All are strict pydantic models, so that each reads back from the JSON or YAML that it was written as.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

SCHEMA = "news-assistant/eval-report/1"

Kind = Literal[
    "single", "several", "number", "date", "quote", "speaker", "unanswerable", "false_premise", "conflict", "updated",
    "corrected", "stale", "opinion", "followup", "syndicated", "long", "typos", "injection",
]  # fmt: skip
Expectation = Literal["answered", "partial", "not_in_articles", "any"]


class Record(BaseModel):
    """Frozen, and with no field that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------------------------------------ cases


class Gold(Record):
    """Words of an article: ``quote`` occurs in ``article``, spaces and line ends normalised."""

    article: str
    quote: str = Field(min_length=1)


class Attack(Record):
    """The article that attacks, and how: ``kind`` such as override, fake_citation, forged_fact, exfiltration."""

    article: str
    kind: str


class CaseFilters(Record):
    """What the reader restricted the search to, as vectorstore.types.Filters has it."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


class Case(Record):
    """One question and what is right to answer.

    ``answer``: one list of aliases for each fact that is needed. ``gold``: passages that hold the answer, any of them
    unless ``gold_all``. ``corrects``: passages that contradict what the question takes for granted. ``must_not``:
    words that must not be shown.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    question: str = Field(min_length=1)
    kind: Kind
    history: tuple[tuple[str, str], ...] = ()
    asked_on: AwareDatetime | None = None
    filters: CaseFilters = CaseFilters()
    expect: Expectation = "answered"
    answer: tuple[tuple[str, ...], ...] = ()
    gold: tuple[Gold, ...] = ()
    gold_all: bool = False
    said_by: str | None = None
    corrects: tuple[Gold, ...] = ()
    must_not: tuple[str, ...] = ()
    attack: Attack | None = None

    @property
    def answerable(self) -> bool:
        """Whether the articles hold an answer that must be given."""
        return self.expect in ("answered", "partial")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.answerable and not (self.answer and self.gold):
            raise ValueError("a case that expects an answer needs both answer and gold")
        if self.expect == "not_in_articles" and (self.answer or self.gold):
            raise ValueError("a case that expects not_in_articles has neither answer nor gold")
        if any(not aliases or not all(alias.strip() for alias in aliases) for aliases in self.answer):
            raise ValueError("every fact of answer needs at least one alias, and no alias is empty")
        if self.gold_all and len(self.gold) < 2:  # noqa: PLR2004
            raise ValueError("gold_all needs several gold passages")
        if self.kind == "injection" and not (self.attack and self.must_not):
            raise ValueError("an injection needs attack, and must_not to tell whether it succeeded")
        if self.attack and self.kind != "injection":
            raise ValueError("only an injection has attack")
        if self.kind == "followup" and not self.history:
            raise ValueError("a followup needs history")
        if self.corrects and self.kind != "false_premise":
            raise ValueError("only a false_premise has corrects")
        if not all(words.strip() for words in self.must_not):
            raise ValueError("must_not holds an empty string")
        return self


class Suite(Record):
    """One file of cases. ``corpus``: samples, attacks, or folders and files relative to the suite's file."""

    suite: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    corpus: tuple[str, ...] = Field(min_length=1)
    now: AwareDatetime | None = None
    cases: tuple[Case, ...] = Field(min_length=1)


# ------------------------------------------------------------------------------------------------ results


class Judged(Record):
    """One shown claim as the judge sees it.

    ``score``: probability that ``cited`` supports ``claim``; None where the judge's reply could not be read (unscored).
    ``exact``: the claim stands word for word in what it cites, so no judge was asked. ``cached``: an earlier verdict.
    ``drafted``: a language model wrote it. ``verifier``: the assistant's own score, to see where the two disagree.
    ``faithful``: the passages around the citations, which the assistant read, support it; None is unscored.
    """

    claim: str
    cited: str
    score: float | None
    supported: bool | None
    faithful: bool | None
    cached: bool = False
    exact: bool = False
    drafted: bool = False
    verifier: float = 1.0


class CaseResult(Record):
    """What one case came to with one system (``quotes``, or a language model's name).

    ``scores``: metric -> value; None is unscored, a metric that does not apply is absent. ``error``: why it did not
    run; such a case has no scores. ``answer`` has the shape of docs/answer.schema.json. ``history``: the questions and
    answers before it; ``wanted``: what is right, in words for a reader.
    """

    system: str
    suite: str
    case: str
    kind: Kind
    question: str
    expect: Expectation
    history: tuple[tuple[str, str], ...] = ()
    wanted: tuple[str, ...] = ()
    answer: dict[str, Any] | None = None
    scores: dict[str, float | None] = Field(default_factory=dict)
    judged: tuple[Judged, ...] = ()
    milliseconds: float = 0.0
    tokens: dict[str, int] = Field(default_factory=dict)
    error: str | None = None


class Metric(Record):
    """A mean with its 95 % bootstrap interval over cases. ``n`` cases were scored, ``unscored`` could not be."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int = 0


class SystemReport(Record):
    """All that one system came to. ``by_kind``: the same metrics over the cases of each kind.

    ``cases`` is "all" or "slice". ``latency``: p50 and p95 in milliseconds. ``tokens``: read and written, summed.
    """

    cases: Literal["all", "slice"]
    n: int
    failed: int
    metrics: dict[str, Metric]
    by_kind: dict[str, dict[str, Metric]]
    latency: dict[str, float] = Field(default_factory=dict)
    tokens: dict[str, int] = Field(default_factory=dict)


class Verdicts(Record):
    """How the judge's verdicts came about: word for word (no judge asked), from the cache, asked, unreadable."""

    exact: int = 0
    cached: int = 0
    asked: int = 0
    unscored: int = 0


class Environment(Record):
    """What a run's numbers depend on. Digests are sha256 in hexadecimal; ``judge_calibrated``: by people's labels."""

    started: str
    llm: str
    judge: str
    judge_calibrated: bool
    cases_digest: str
    corpus_digest: str
    prompts_digest: str
    versions: dict[str, str]
    machine: str


class RunReport(Record):
    """One run. ``systems``: by name, ``quotes`` first. ``suites``: what ran; ``complete``: all that have floors."""

    schema_: str = Field(default=SCHEMA, alias="schema")
    environment: Environment
    suites: tuple[str, ...]
    complete: bool
    systems: dict[str, SystemReport]
    verdicts: Verdicts
    results: tuple[CaseResult, ...]
    seconds: float

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def failures(self) -> list[CaseResult]:
        """The cases that did not run."""
        return [one for one in self.results if one.error is not None]
