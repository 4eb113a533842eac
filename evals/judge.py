"""The judge of claims: does this text support this sentence? Never the verifier, whose work it judges.

A language model is asked for Yes or No (LLM-as-a-judge, Zheng et al. 2023, arXiv:2306.05685), and its log P(Yes) -
log P(No) is turned into a probability by a logistic curve fitted to people's labels (Platt 1999), because a small
model's own threshold is far off. ``calibration.json`` holds the curve of each judge that was calibrated.
"""

from __future__ import annotations

import hashlib
import json
import math
import weakref
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant import llm, prompts
from assistant.selector import overlap
from vectorstore.errors import BadInput
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from assistant.settings import Settings

FOCUS = 160
"""Words of a source that the judge reads; of a longer one the sentences nearest the claim, so that it sees them."""


@dataclass(frozen=True)
class Opinion:
    """What a judge says: ``score`` is the probability of support; None where its reply could not be read."""

    score: float | None
    cached: bool = False

    @property
    def supported(self) -> bool | None:
        """Whether the claim is taken to be supported; None is unscored."""
        return None if self.score is None else self.score >= 0.5  # noqa: PLR2004


@dataclass(frozen=True)
class Curve:
    """Log odds -> probability of support, for the prompt of this digest."""

    prompt: str
    slope: float
    intercept: float

    def probability(self, odds: float) -> float:
        """The probability of support, in [0, 1]."""
        return 1 / (1 + math.exp(-max(-500.0, self.slope * odds + self.intercept)))


class Judge(Protocol):
    """Anything that says how probably a source text supports a claim."""

    name: str
    calibrated: bool

    def judge(self, source: str, claim: str) -> Opinion:
        """The opinion on one claim. Raises LLMError when the judge cannot be asked."""
        ...


class VerdictCache:
    """Log odds by content in a JSON Lines file, so that nothing is asked twice; ``path`` None keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._odds: dict[str, float] = {}
        if path is not None and path.exists():
            text = path.read_text(encoding="utf-8")
            if text and not text.endswith("\n"):  # a run that was killed; the next verdict gets a line of its own
                path.write_text(text + "\n", encoding="utf-8")
            for line in text.splitlines():
                key, _, odds = line.partition(" ")
                try:
                    self._odds[key] = float(odds)
                except ValueError:
                    continue

    def get(self, key: str) -> float | None:
        """What is known under a key."""
        return self._odds.get(key)

    def put(self, key: str, odds: float) -> None:
        """Keeps the log odds under a key, on disk at once."""
        self._odds[key] = odds
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{key} {odds!r}\n")


class LLMJudge:
    """A language model as judge, by its log odds of Yes; calibrated where its curve was fitted for this prompt."""

    def __init__(self, settings: Settings, cache: VerdictCache | None = None) -> None:
        """``settings.llm`` names the model. Raises BadInput for ``none``, and as ``llm.chat_model`` does."""
        model = llm.chat_model(settings)
        if model is None:
            raise BadInput("a judge needs a language model; name one with --judge, or leave the option out")
        self.name = llm.llm_name(settings)
        self._model, self._timeout = model, settings.llm_timeout
        weakref.finalize(self, llm.close, model)
        self._prompt = prompts.load("judge")
        self.prompt_digest = self._prompt.digest
        self._cache = cache or VerdictCache(None)
        curve = _curves().get(self.name)
        self.calibrated = curve is not None and curve.prompt == self._prompt.digest
        self._curve = curve if curve is not None and self.calibrated else Curve(self._prompt.digest, 1.0, 0.0)

    def judge(self, source: str, claim: str) -> Opinion:
        """The opinion on one claim, from the cache where the same was asked before."""
        odds, cached = self.odds(source, claim)
        if odds is None:
            return Opinion(None)
        return Opinion(self._curve.probability(odds), cached)

    def odds(self, source: str, claim: str) -> tuple[float | None, bool]:
        """The model's log P(Yes) - log P(No), None where its reply is neither, and whether it comes from the cache."""
        key = _digest(f"{self.name}\x00{self._prompt.digest}\x00{source}\x00{claim}")
        if (known := self._cache.get(key)) is not None:
            return known, True
        messages = self._prompt.render(
            source=prompts.fence(focus(source, claim)), claim=prompts.fence(claim), mark=mark(source, claim)
        )
        odds = llm.log_odds_yes(self._model, messages, timeout=self._timeout)
        if odds is not None:
            self._cache.put(key, odds)
        return odds, False


def focus(source: str, claim: str) -> str:
    """A source, or of a long one its sentences that share most with the claim, in their order."""
    if len(source.split()) <= FOCUS:
        return source
    parts = [source[start:end] for start, end in sentences(source)]
    shared = overlap(claim, parts)
    chosen, length = set[int](), 0
    for index in sorted(range(len(parts)), key=lambda index: (-shared[index], index)):
        length += len(parts[index].split())
        if chosen and length > FOCUS:
            break
        chosen.add(index)
    return " ".join(parts[index] for index in sorted(chosen))


def mark(*texts: str) -> str:
    """A line that none of the texts can hold, because it is made from what they say."""
    return f"[{_digest(chr(0).join(texts))[:12]}]"


def fit_curve(odds: Sequence[float], supported: Sequence[bool], sets: Sequence[str]) -> tuple[float, float]:
    """Slope and intercept of the probability of support (Platt 1999); sets, and both labels in each, weigh the same.

    >>> slope, intercept = fit_curve([-4.0, -3.0, -1.0, 0.0], [False, False, True, True], ["one"] * 4)
    >>> slope > 0, -2.2 < -intercept / slope < -1.8  # half-way between the labels
    (True, True)
    """
    from sklearn.linear_model import LogisticRegression

    cells = list(zip(sets, supported, strict=True))
    count = Counter(cells)
    weights = [len(cells) / (len(count) * count[cell]) for cell in cells]
    fitted = LogisticRegression().fit([[one] for one in odds], supported, sample_weight=weights)
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def _curves() -> dict[str, Curve]:
    raw = json.loads(files("evals").joinpath("calibration.json").read_text("utf-8"))
    return {name: Curve(one["prompt"], one["slope"], one["intercept"]) for name, one in raw.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
