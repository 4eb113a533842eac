"""What the assistant says and how it came to say it. Every type turns into plain JSON by ``to_dict``.

Vocabulary and invariants: an Answer's text is derived from its claims; each Claim has at least one Citation whose
quote is the exact text of that article's version at ``[start:end]``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from vectorstore.types import Hit

SCHEMA = "news-assistant/answer/1"

Label = Literal["supported", "contradicted", "not_stated", "unchecked"]
Status = Literal["answered", "partial", "not_in_articles"]


@dataclass(frozen=True, slots=True)
class Evidence(Hit):
    """One sentence of a passage that is read. ``passage`` is the passage's [start, end) in the same article.

    ``relevance`` is the selector's probability that the sentence answers the question.
    """

    passage: tuple[int, int] = (0, 0)
    relevance: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact passage a claim rests on: ``quote == text_of(article_id, version)[start:end]``."""

    article_id: str
    version: str
    start: int
    end: int
    quote: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None

    @classmethod
    def of(cls, evidence: Hit) -> Citation:
        """The citation of one hit or evidence sentence."""
        return cls(
            evidence.article_id, evidence.version, evidence.start, evidence.end, evidence.text,
            evidence.title, evidence.outlet, evidence.published, evidence.url,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier found. ``score`` in [0, 1] is its confidence in support; ``why`` is for a reader."""

    label: Label
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as the language model wrote it, or a quotation when ``quoted``."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that is shown, with the citations that support it.

    ``moved``: what it was first attributed to did not support it, other evidence does. ``disagrees``: the positions,
    among the answer's claims, of those that tell the same thing differently because other articles do.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    said_by: str | None = None
    as_of: str | None = None
    quoted: bool = False
    moved: bool = False
    disagrees: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a claim needs at least one citation")
        if self.verdict.label != "supported":
            raise ValueError("only a supported sentence is a claim")


@dataclass(frozen=True, slots=True)
class Premise:
    """What the question took for granted and the articles contradict or do not say."""

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A drafted sentence that is not shown, and why."""

    sentence: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Trace:
    """How the answer was made. ``timings`` in milliseconds; ``tokens`` counted by tiktoken or reported by the LLM."""

    model: str
    prompts: dict[str, str] = field(default_factory=dict)
    settings: str = ""
    inferred: dict[str, Any] = field(default_factory=dict)
    filters: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer, or the statement that the articles do not hold one (``not_in_articles``, no claims).

    ``text`` is derived from the claims and render.py's fixed sentences. ``hits`` are the passages found, best first.
    """

    answer_id: str
    asked_at: str
    question: str
    standalone: str
    status: Status
    text: str
    claims: tuple[Claim, ...]
    premises: tuple[Premise, ...]
    dropped: tuple[Dropped, ...]
    hits: tuple[Hit, ...]
    trace: Trace

    def __post_init__(self) -> None:
        if (self.status == "not_in_articles") != (not self.claims):
            raise ValueError("an answer without claims is not_in_articles, and only that")

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape every surface gives (docs/answer.schema.json)."""
        return {"schema": SCHEMA, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Searching:
    """The question as it is searched."""

    standalone: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The passages found, best first; those read stand in front."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation that answers the question by itself; the claim that shows it follows."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence that passed the check; never withdrawn."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Rejected:
    """A drafted sentence that did not pass."""

    dropped: Dropped


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; the last event."""

    answer: Answer


Event = Searching | Reading | Quoted | Verified | Rejected | Done
