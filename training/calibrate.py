"""Join measured features into probabilities: logistic regressions on what the trained parts have not learned from.

The selector has seen SelQA, so a quotation's relevance is optimistic there; its threshold is chosen with that in mind.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant import answerable, selector, verifier
from assistant.attribution import attribute
from assistant.types import Evidence
from training import claims, drafts, selection
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences

GROUPS = 300
"""SelQA questions from which the quotation's weights are fitted, each with and without its answering sentences."""
NEAREST = 3
"""Sentences of each question that are candidates for a quotation."""
SEED = 1
STRENGTH = 1.0
"""Inverse of the ridge penalty, on features of unit variance."""

Features = Mapping[str, float]


def write(data: Path, drafted: Path, out: Path, progress: Callable[[str], None]) -> None:
    """Fit all and write them into ``out``, each with the threshold that it had or, where none stands, 0.5."""
    known: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    for name, (features, labels) in {
        "verifier": supported(data),
        "quotation": quoted(data),
        "draft": answered(drafts.load(drafted)),
    }.items():
        weights, bias, area = fit(features, labels)
        threshold = known.get(name, {}).get("threshold", 0.5)
        known[name] = {"weights": weights, "bias": bias, "threshold": threshold}
        progress(f"{name}: {len(labels)} examples, {sum(labels)} yes, ROC-AUC {area:.3f} (5-fold), {known[name]}")
    out.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


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
        evidence = _evidence([one.source[start:end] for start, end in sentences(one.source)])
        similarity = (claims.Read.of(one.source).vectors @ open_embedder().encode([one.claim])[0]).tolist()
        cited = attribute(one.claim, evidence, similarity)
        if cited:
            closest = max(similarity[evidence.index(text)] for text in cited)
            found.append(verifier.features(one.claim, cited, similarity=closest))
            labels.append(one.supported)
    return found, labels


def quoted(data: Path) -> tuple[list[Features], list[bool]]:
    """Of SelQA's questions: the nearest sentences, with the answering ones there and taken away."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in selection.rows(data / "selection" / "selqa.jsonl"):
        groups.setdefault(row["qid"], []).append(row)
    drawn = random.Random(SEED).sample(sorted(groups), GROUPS)  # noqa: S311 - a draw, not a secret
    found: list[Features] = []
    labels: list[bool] = []
    for rows in (groups[qid] for qid in drawn):
        for read in (rows, [row for row in rows if row["label"] != "answers"]):
            scores = selector.relevance(rows[0]["a"], [row["b"] for row in read], open_embedder())
            context = _evidence([row["b"] for row in read])
            for index in np.argsort(-scores)[:NEAREST]:
                quote = read[index]
                found.append(answerable.quotation_features(quote["a"], float(scores[index]), quote["b"], context))
                labels.append(quote["label"] == "answers")
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
