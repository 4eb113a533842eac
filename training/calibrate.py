"""Join measured features into probabilities, on what the trained parts have not learned from.

The verifier's weights are a logistic regression. Those that decide whether a draft answers its question are set by
hand: fitted on the few drafts there are they did no better. How they tell the drafts apart is printed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant import answerable, verifier
from assistant.attribution import attribute
from assistant.calibration import fitted
from assistant.types import Evidence
from training import claims, drafts
from vectorstore.embedding import open_embedder

STRENGTH = 1.0
"""Inverse of the ridge penalty, on features of unit variance."""

Features = Mapping[str, float]


def write(data: Path, drafted: Path, out: Path, progress: Callable[[str], None]) -> None:
    """Fit the verifier's weights into ``out``, keeping its threshold; say how drafts are told apart."""
    known: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    features, labels = supported(data)
    weights, bias, area = fit(features, labels)
    known["verifier"] |= {"weights": weights, "bias": bias}
    out.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    progress(
        f"verifier: {len(labels)} claims, {sum(labels)} supported, ROC-AUC {area:.3f} in five-fold cross-validation"
    )
    progress(told_apart(drafts.load(drafted)))


def told_apart(drafted: Sequence[drafts.Drafted]) -> str:
    """How the shipped weights tell drafts that answer from those that do not, as one line."""
    from sklearn.metrics import roc_auc_score

    features, labels = answered(drafted)
    if len(set(labels)) < 2:  # noqa: PLR2004 - both outcomes are needed
        return "drafts: too few to tell right from wrong; run the part drafts first"
    joined, right = fitted("draft"), np.array(labels)
    values = np.array([joined(one) for one in features])
    kept, refused = (values[right] >= joined.threshold).mean(), (values[~right] < joined.threshold).mean()
    return (
        f"drafts: {len(labels)}, {sum(labels)} right, ROC-AUC {roc_auc_score(right, values):.3f}; "
        f"at {joined.threshold} kept {kept:.2f} of the right ones and refused {refused:.2f} of the others"
    )


def fit(features: Sequence[Features], labels: Sequence[bool]) -> tuple[dict[str, float], float, float]:
    """Weights for the raw features, their bias, and the area under the ROC curve in five-fold cross-validation."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    names = sorted(features[0])
    values, wanted = np.array([[one[name] for name in names] for one in features]), np.array(labels)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, class_weight="balanced"))
    apart = cross_val_predict(model, values, wanted, cv=5, method="predict_proba")[:, 1]
    scale, regression = (step for _, step in model.fit(values, wanted).steps)
    weights = regression.coef_[0] / scale.scale_
    bias = regression.intercept_[0] - (weights * scale.mean_).sum()
    return (
        {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
        round(float(bias), 3),
        float(roc_auc_score(wanted, apart)),
    )


def supported(data: Path) -> tuple[list[Features], list[bool]]:
    """The verifier's features of people's labels of held-out sources, each claim attributed as a draft would be.

    Sentences reworded by rule or made false were tried beside them; the weights then did worse on fresh wordings.
    """
    held = [one for one in claims.allowed(data / "faithfulness") if claims.held_out(one.source)]
    found: list[Features] = []
    labels: list[bool] = []
    for one in sorted(held, key=lambda claim: claim.source):
        source = claims.read_source(one.source)
        evidence = _evidence(source.sentences)
        similarity = (source.vectors @ open_embedder().encode([one.claim])[0]).tolist()
        cited = attribute(one.claim, evidence, similarity)
        if cited:
            closest = max(similarity[evidence.index(text)] for text in cited)
            found.append(verifier.features(one.claim, cited, similarity=closest))
            labels.append(one.supported)
    return found, labels


def answered(drafted: Sequence[drafts.Drafted]) -> tuple[list[Features], list[bool]]:
    """Of drafted answers: right where the gold answer stands in them and its paragraph was read."""
    found: list[Features] = []
    labels: list[bool] = []
    for one in drafted:
        if one.sentences:
            told = " ".join(one.sentences)
            found.append(answerable.draft_features(one.odds, one.question, told, _evidence(one.passages)))
            labels.append(one.present and _plain(one.answer) in _plain(told))
    return found, labels


def _evidence(texts: Sequence[str]) -> list[Evidence]:
    found: list[Evidence] = []
    start = 0
    for text in texts:
        end = start + len(text)
        found.append(Evidence("source", "1", start, end, text, "", None, None, None, 1.0, "both", (start, end)))
        start = end + 1
    return found


def _plain(text: str) -> str:
    return " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "
