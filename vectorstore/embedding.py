"""Turn text into vectors: the bundled MiniLM, any sentence-transformers model, or an API through LangChain."""

from __future__ import annotations

import hashlib
import threading
from abc import abstractmethod
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore import minilm
from vectorstore.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Vectors = NDArray[np.float32]
    Progress = Callable[[int], None]

_REMEMBERED = 512
"""Questions whose vectors are kept."""


class Embedder(Embeddings):
    """A LangChain Embeddings that says which model it is and encodes many texts at once. Safe to share by threads.

    ``digest`` tells weights apart; ``max_tokens`` is what the model reads of a text. Nothing is loaded until needed.
    """

    name: str
    batch_size = 16

    def __init__(self) -> None:
        """Prepare the memory of questions and the lock that keeps the model to one thread at a time."""
        self._lock = threading.RLock()
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._query)

    @property
    @abstractmethod
    def digest(self) -> str:
        """sha256 of the weights, or of the model's name where an API keeps them."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    @abstractmethod
    def max_tokens(self) -> int:
        """Tokens of a text that the model reads."""

    @abstractmethod
    def _batch(self, texts: Sequence[str]) -> Vectors:
        """Vectors of one batch of documents."""

    def _query(self, text: str) -> Vectors:
        """The vector of one question, shape (1, dimension)."""
        with self._lock:
            return _unit(self._batch([text]))

    def encode(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        """Unit vectors (float32, one row a text, in order); on_progress gets the number of texts done so far.

        Texts of like length share a batch, so that little is padded. Raises ModelError when the model cannot be used.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]), reverse=True)
        for start in range(0, len(texts), self.batch_size):
            batch = by_length[start : start + self.batch_size]
            with self._lock:
                vectors[batch] = _unit(self._batch([texts[index] for index in batch]))
            if on_progress:
                on_progress(start + len(batch))
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of many texts."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question; the latest few hundred are remembered."""
        vector: list[float] = self._remembered(text)[0].tolist()
        return vector


class BundledEmbedder(Embedder):
    """all-MiniLM-L6-v2 as installed with this program: needs no network, in bfloat16 where the CPU is fast at it."""

    name = minilm.NAME
    dimension = minilm.DIMENSION
    max_tokens = minilm.MAX_TOKENS

    @cached_property
    def digest(self) -> str:
        """sha256 of the weights file."""
        return minilm.weights_digest()

    @cached_property
    def _model(self) -> minilm.MiniLM:
        return minilm.MiniLM()

    def _batch(self, texts: Sequence[str]) -> Vectors:
        return self._model.encode(texts)


class SentenceTransformerEmbedder(Embedder):
    """A sentence-transformers model from a folder or by its name on the model hub, in float32."""

    def __init__(self, name: str) -> None:
        """Note the name; the model is loaded when first needed."""
        super().__init__()
        self.name = name

    @cached_property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            try:
                from sentence_transformers import SentenceTransformer

                return SentenceTransformer(self.name)
            except Exception as error:  # the hub's client, torch and tokenizers each raise their own
                raise ModelError(
                    f"the embedding model {self.name!r} cannot be loaded ({_reason(error)}); give a folder or name "
                    "of a sentence-transformers model, provider:model, or bundled"
                ) from error

    @cached_property
    def digest(self) -> str:
        """sha256 over the parameters' names and values."""
        import torch

        sha256 = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            sha256.update(name.encode())
            sha256.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
        return sha256.hexdigest()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that the model reads."""
        return int(self._model.max_seq_length or minilm.MAX_TOKENS)

    def _batch(self, texts: Sequence[str]) -> Vectors:
        return self._model.encode_document(list(texts), show_progress_bar=False)

    def _query(self, text: str) -> Vectors:
        with self._lock:
            return _unit(self._model.encode_query([text], show_progress_bar=False))


class APIEmbedder(Embedder):
    """An embedding service behind LangChain's ``init_embeddings``, as ``provider:model``."""

    batch_size = 256
    max_tokens = 512
    """A limit that every known service keeps; passages are far below it."""

    def __init__(self, name: str) -> None:
        """Prepare the client. Raises ModelError for an unknown provider, a missing package or a missing key."""
        super().__init__()
        self.name = name
        try:
            from langchain.embeddings import init_embeddings

            # langchain-openai would download a tokenizer to cut texts that are too long; ours are not.
            options: dict[str, Any] = {"check_embedding_ctx_length": False} if name.startswith("openai:") else {}
            self._client = init_embeddings(name, **options)
        except Exception as error:
            raise ModelError(f"the embedding model {name!r} cannot be used: {_reason(error)}") from error

    @cached_property
    def digest(self) -> str:
        """sha256 of the name: the service does not tell its weights."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @cached_property
    def dimension(self) -> int:
        """Length of a vector, found by asking for one."""
        return len(self.embed_query("dimension"))

    def _batch(self, texts: Sequence[str]) -> Vectors:
        return self._ask(lambda: self._client.embed_documents(list(texts)), len(texts))

    def _query(self, text: str) -> Vectors:
        return _unit(self._ask(lambda: [self._client.embed_query(text)], 1))

    def _ask(self, call: Callable[[], list[list[float]]], count: int) -> Vectors:
        """The service's reply, checked to be one finite vector a text."""
        try:
            vectors = np.asarray(call(), dtype=np.float32)
        except Exception as error:
            raise ModelError(f"the embedding service {self.name!r} failed: {_reason(error)}") from error
        if vectors.shape[:-1] != (count,) or not np.isfinite(vectors).all():
            raise ModelError(f"the embedding service {self.name!r} did not return one vector for each text; try again")
        return vectors


def open_embedder(model: str = "bundled") -> Embedder:
    """The embedder named ``bundled``, a sentence-transformers name or folder, or ``provider:model``.

    Raises ModelError for a folder that does not exist or a provider that cannot be used; a name that the model hub
    does not know is found out when the model is first needed.
    """
    if model == "bundled":
        return BundledEmbedder()
    folder = Path(model).expanduser()
    if folder.is_dir():
        return SentenceTransformerEmbedder(str(folder))
    if ":" in model and not folder.drive:
        return APIEmbedder(model)
    if folder.is_absolute() or model.startswith((".", "~")) or not model.strip():
        raise ModelError(f"there is no embedding model in the folder {model!r}; check the path")
    return SentenceTransformerEmbedder(model)


def _unit(vectors: Vectors) -> Vectors:
    """The vectors at length 1; a zero vector stays zero."""
    vectors = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(norms, np.finfo(np.float32).tiny)
    return unit


def _reason(error: Exception) -> str:
    """The first line of a library's message, without its full stop."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:200]
