"""Join measured features into probabilities, on what the trained parts have not learned from.

The weights are logistic regressions, judged in five-fold cross-validation by article: their ROC-AUC and their
reliability (of what gets 0.6 to 0.8, are seven tenths right?). What a draft rests on has two features, the language
model's odds and the share of the draft it holds: beside them the selector's relevance and the question's words, names
and kind of answer told nothing more on questions worded unlike their article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant import answerable, selector, verifier
from assistant.attribution import attribute
from assistant.types import Evidence
from training import claims, drafts, questions
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences
from vectorstore.types import Hit

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRENGTH = {"verifier": 0.03, "quotation": 1.0, "draft": 1.0}
"""Inverse of the ridge penalty, on features of unit variance.

Strong for the verifier: how much each feature tells differs much from set to set, and small weights carry over better.
"""
PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "verifier": {
        "the trained model": ("entails",),
        "words": ("words", "best", "in_row", "around"),
        "cosine": ("cosine",),
    },
    "quotation": {
        "the selector": ("relevance",),
        "coverage": ("content", "content_around", "predicate", "predicate_missing", "missing"),
        "the kind asked for": ("kind_held", "kind_missing"),
        "the speaker": ("speaker_held", "speaker_missing"),
    },
    "draft": {"the language model's odds": ("odds",), "what it holds of the draft": ("held",)},
}
"""The features of each that belong together: what each part adds is told by leaving it out."""
FOLDS = 5
NEAR = 10
"""Sentences of what is read that may be quoted, the most relevant."""
BINS = 5


@dataclass(frozen=True)
class Sample:
    """What was measured of one case, whether it is right, and its article: folds are drawn by article.

    ``asked`` tells the cases of one question from another's: only the likeliest of them is shown.
    """

    features: Mapping[str, float]
    right: bool
    article: str
    asked: str = ""


@dataclass(frozen=True)
class Fit:
    """Weights for the raw features, their bias, and each sample's probability by weights that have not seen it."""

    weights: dict[str, float]
    bias: float
    unseen: NDArray[np.float64]


def write(data: Path, drafted: Path, out: Path, progress: Callable[[str], None]) -> None:
    """Fit the verifier, the quotation and the draft into ``out``, keeping their thresholds; say how good they are."""
    known: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    materials: list[tuple[str, list[Sample], bool]] = [
        ("verifier", list(supported(data)), True),
        ("quotation", list(quoted(questions.asked(data / "selection", 1))), False),
        ("draft", list(answered(drafts.load(drafted))), False),
    ]
    for name, samples, balanced in materials:
        found = fit(samples, STRENGTH[name], balanced=balanced)
        known[name] |= {"weights": found.weights, "bias": found.bias}
        progress(described(name, samples, found.unseen, known[name]["threshold"]))
        for part, left_out in PARTS[name].items():
            less = fit(without(samples, left_out), STRENGTH[name], balanced=balanced)
            progress(f"{name} without {part}: ROC-AUC {told_apart(samples, less.unseen):.3f}")
    out.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def fit(samples: Sequence[Sample], strength: float, *, balanced: bool) -> Fit:
    """A logistic regression over standardised features; ``balanced`` counts both outcomes alike."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    names = sorted(samples[0].features)
    values = np.array([[one.features[name] for name in names] for one in samples])
    wanted = np.array([one.right for one in samples])
    weight = "balanced" if balanced else None
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, class_weight=weight))
    folds = GroupKFold(min(FOLDS, len({one.article for one in samples})))
    groups = [one.article for one in samples]
    unseen = cross_val_predict(model, values, wanted, groups=groups, cv=folds, method="predict_proba")[:, 1]
    scale, regression = (step for _, step in model.fit(values, wanted).steps)
    weights = regression.coef_[0] / scale.scale_
    return Fit(
        {name: round(float(one), 3) for name, one in zip(names, weights, strict=True)},
        round(float(regression.intercept_[0] - (weights * scale.mean_).sum()), 3),
        unseen,
    )


def described(name: str, samples: Sequence[Sample], unseen: NDArray[np.float64], threshold: float) -> str:
    """How well unseen samples are told apart, of each question the likeliest only, and how reliable it is."""
    chosen = _likeliest(samples, unseen)
    right, values = np.array([samples[index].right for index in chosen]), unseen[chosen]
    kept, refused = (values[right] >= threshold).mean(), (values[~right] < threshold).mean()
    bins = np.minimum((values * BINS).astype(int), BINS - 1)
    curve = ", ".join(
        f"{one / BINS:.1f}-{(one + 1) / BINS:.1f}: {right[bins == one].mean():.2f} of {(bins == one).sum()}"
        for one in range(BINS) if (bins == one).any()
    )  # fmt: skip
    return (
        f"{name}: {len(chosen)}, {right.sum()} right, ROC-AUC {told_apart(samples, unseen):.3f}; at {threshold} kept "
        f"{kept:.2f} of the right ones and refused {refused:.2f} of the others; right by probability {curve}"
    )


def told_apart(samples: Sequence[Sample], unseen: NDArray[np.float64]) -> float:
    """ROC-AUC of unseen samples' probabilities, of each question the likeliest only."""
    from sklearn.metrics import roc_auc_score

    chosen = _likeliest(samples, unseen)
    return float(roc_auc_score([samples[index].right for index in chosen], unseen[chosen]))


def without(samples: Sequence[Sample], features: Collection[str]) -> list[Sample]:
    """The samples with some of their features left out."""
    return [
        replace(one, features={name: value for name, value in one.features.items() if name not in features})
        for one in samples
    ]


def _likeliest(samples: Sequence[Sample], unseen: NDArray[np.float64]) -> list[int]:
    """The likeliest sample of each question; all that belong to none."""
    likeliest: dict[str, int] = {}
    for index, one in enumerate(samples):
        key = one.asked or str(index)
        if key not in likeliest or unseen[index] > unseen[likeliest[key]]:
            likeliest[key] = index
    return list(likeliest.values())


def supported(data: Path) -> Iterator[Sample]:
    """People's labels of held-out sources, each claim attributed as a draft would be.

    Sentences reworded by rule or made false were tried beside them; the weights then did worse on fresh wordings.
    """
    held = [one for one in claims.allowed(data / "faithfulness") if claims.held_out(one.source)]
    sources = claims.read_sources(one.source for one in held)
    for one in held:
        source = sources[one.source]
        evidence = _evidence(source.sentences)
        similarity = (source.vectors @ open_embedder().encode([one.claim])[0]).tolist()
        cited = attribute(one.claim, evidence, similarity)
        if cited:
            closest = max(similarity[evidence.index(text)] for text in cited)
            passage = _passage(source.sentences)
            features = verifier.features(one.claim, cited, context=[passage], similarity=closest)
            yield Sample(features, one.supported, one.source)


def quoted(asked: Sequence[questions.Asked]) -> Iterator[Sample]:
    """The sentences that may be quoted for each question: right is the one that holds the answer."""
    for number, case in enumerate(asked):
        spans = [(hit, start, end) for hit in case.passages for start, end in sentences(hit.text)]
        texts = [hit.text[start:end] for hit, start, end in spans]
        vectors = open_embedder().encode(texts)
        relevance = selector.relevance(case.question, texts, vectors, open_embedder())
        for index in np.argsort(-relevance)[:NEAR]:
            hit, start, end = spans[index]
            yield Sample(
                answerable.quotation_features(case.question, float(relevance[index]), texts[index], case.passages),
                hit.article_id == case.gold and start <= case.at < end,
                case.title,
                str(number),
            )


def answered(drafted: Sequence[drafts.Drafted]) -> Iterator[Sample]:
    """The sentences that drafted answers may rest on: right is the one that holds the gold answer."""
    for one in drafted:
        for judged in one.judged:
            if judged.odds is not None:
                right = one.present and _plain(one.answer) in _plain(judged.text)
                features = {"odds": judged.odds, "held": judged.held}
                yield Sample(features, right, one.title, f"{one.question} {one.present}")


def _evidence(texts: Sequence[str]) -> list[Evidence]:
    found: list[Evidence] = []
    start = 0
    for text in texts:
        end = start + len(text)
        found.append(Evidence("source", "1", start, end, text, "", None, None, None, 1.0, "both", (start, end)))
        start = end + 1
    return found


def _passage(texts: Sequence[str]) -> Hit:
    """The text that ``_evidence`` has the sentences of."""
    whole = " ".join(texts)
    return Hit("source", "1", 0, len(whole), whole, "", None, None, None, 1.0, "both")


def _plain(text: str) -> str:
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "
