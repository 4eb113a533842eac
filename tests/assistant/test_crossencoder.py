"""The trained cross-encoders as they ship: read, merged over the bundled weights, and scored."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.crossencoder import LONGEST, CrossEncoder, tokenize, trained
from vectorstore.errors import ModelError

PAIRS = [
    ("Who leads the port?", "The port is led by Ulla Brandt."),
    ("Who leads the port?", "It rained on Tuesday in the whole of the north, and roads were closed."),
    ("When does the ferry sail?", "The ferry sails at nine."),
]


@pytest.mark.parametrize("name", ["selector", "verifier"])
def test_a_shipped_model_gives_one_logit_for_each_pair(name: str) -> None:
    scores = trained(name).score(PAIRS)
    assert scores.shape == (3, 1)
    assert np.isfinite(scores).all()
    assert len({round(float(score), 3) for score in scores[:, 0]}) == 3


def test_a_score_depends_neither_on_order_nor_on_company() -> None:
    model = trained("selector")
    together = model.score(PAIRS)[:, 0]
    alone = np.array([model.score([pair])[0, 0] for pair in PAIRS])
    backwards = model.score(PAIRS[::-1])[::-1, 0]
    assert np.allclose(together, alone, atol=0.1)
    assert np.allclose(together, backwards, atol=0.1)


def test_nothing_gives_no_scores() -> None:
    assert trained("selector").score([]).shape == (0, 1)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.text(max_size=3000))
def test_any_two_texts_fit(first: str, second: str) -> None:
    ids, types = tokenize([(first, second)])[0]
    assert len(ids) == len(types) <= LONGEST


def test_the_small_file_ships_in_the_package() -> None:
    folder = resources.files("assistant") / "trained"
    for name in ("selector", "verifier"):
        assert len((folder / f"{name}.safetensors").read_bytes()) < 4_000_000


def test_damaged_weights_are_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "selector.safetensors"
    path.write_bytes(b"not weights")
    with pytest.raises(ModelError, match=r"the trained weights selector\.safetensors cannot be read"):
        CrossEncoder(path)
