"""A run's embedder gives every text the vector that it has alone, whatever was asked before."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.embedding import RememberingEmbedder
from vectorstore.embedding import open_embedder

SENTENCES = (
    "It rained.", "The tunnel will cost 410 million crowns, the council said.", "", "Nine people died at sea.",
    "On Friday the office that runs the harbour, which had been shut for nine days, opened it again to ferries.",
)  # fmt: skip
INNER = open_embedder()
ALONE = {text: INNER.encode([text])[0] for text in SENTENCES}


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=6), max_size=4))
def test_vectors_do_not_depend_on_what_was_encoded_before(asked: list[list[str]]) -> None:
    embedder = RememberingEmbedder(INNER)
    for texts in asked:
        found = embedder.encode(texts)
        assert found.shape == (len(texts), embedder.dimension)
        assert all(np.array_equal(vector, ALONE[text]) for text, vector in zip(texts, found, strict=True))


def test_it_stands_for_the_embedder_that_made_the_store() -> None:
    embedder = RememberingEmbedder(INNER)
    assert (embedder.name, embedder.digest, embedder.dimension) == (INNER.name, INNER.digest, INNER.dimension)
    assert embedder.embed_query("Who died?") == INNER.embed_query("Who died?")
    assert np.allclose(embedder.embed_documents(list(SENTENCES)), INNER.encode(SENTENCES), atol=0.02)
