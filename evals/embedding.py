"""The embedder of a run: many cases read the same articles, so each sentence is encoded once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.embedding import Embedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vectorstore.embedding import Progress, Vectors

REMEMBERED = 50_000


class RememberingEmbedder(Embedder):
    """Another embedder whose vectors are remembered.

    Each text is encoded alone: in a batch its vector depends, in the last digits, on what it is padded with, and then a
    case's figures would depend on the cases before it.
    """

    def __init__(self, inner: Embedder) -> None:
        """Remember the vectors of ``inner``."""
        super().__init__()
        self.name = inner.name
        self._inner = inner
        self._vector = lru_cache(maxsize=REMEMBERED)(lambda text: inner.encode([text])[0])

    @property
    def digest(self) -> str:
        """That of the embedder itself."""
        return self._inner.digest

    @property
    def dimension(self) -> int:
        """That of the embedder itself."""
        return self._inner.dimension

    @property
    def max_tokens(self) -> int:
        """That of the embedder itself."""
        return self._inner.max_tokens

    def encode(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        """Unit vectors as the embedder itself gives them for each text alone."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for index, text in enumerate(texts):
            vectors[index] = self._vector(text)
            if on_progress:
                on_progress(index + 1)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """As the embedder itself, which remembers questions."""
        return self._inner.embed_query(text)

    def _batch(self, texts: Sequence[str]) -> Vectors:
        return self._inner.encode(texts)
