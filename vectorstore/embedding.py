"""Turn text into vectors: the bundled MiniLM, any sentence-transformers model, or an API through LangChain."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Embeddings):
    """A LangChain Embeddings that says which model it is and encodes many texts at once. Safe to share by threads."""

    name: str
    digest: str
    dimension: int
    max_tokens: int

    @abstractmethod
    def encode(self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors (float32, one row a text, in order); on_progress gets the number of texts done so far."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of many texts."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question; the latest few hundred are remembered."""
        return self.embed_documents([text])[0]


def open_embedder(model: str = "bundled") -> Embedder:
    """The embedder named ``bundled``, a sentence-transformers name or folder, or ``provider:model``."""
    raise NotImplementedError(model)
