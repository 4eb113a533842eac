"""BERT's encoder (Devlin et al., 2019) as functions of a dict of weights.

One forward pass serves the embedder, the cross-encoders built over it, and their training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    Weights = Mapping[str, torch.Tensor]
    Layer = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

LAYERS, HEADS, DIMENSION, EPSILON = 6, 12, 384, 1e-12
SEP = 102


def embed(weights: Weights, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
    """Token ids and segment types, each (batch, width), to float32 embeddings (batch, width, 384)."""
    from torch.nn import functional

    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    segments = weights["embeddings.token_type_embeddings.weight"][types]
    embedded = weights["embeddings.word_embeddings.weight"][ids] + places + segments
    scale, shift = weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"]
    return functional.layer_norm(embedded, (DIMENSION,), scale, shift, EPSILON)


def layers(weights: Weights, dtype: torch.dtype) -> list[Layer]:
    """The encoder's layers in ``dtype``: each takes hidden states and the mask of real tokens (batch, 1, 1, width)."""
    return [_layer(weights, number, dtype) for number in range(LAYERS)]


def truncated(ids: list[int], longest: int) -> list[int]:
    """At most ``longest`` token ids; what is cut off ends with the separator all the same."""
    return ids if len(ids) <= longest else [*ids[: longest - 1], SEP]


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of token ids as one tensor filled up with zeros, and which of its places are real."""
    import torch

    width = max(map(len, rows))
    filled = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    real = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in rows])
    return filled, real


def _layer(weights: Weights, number: int, dtype: torch.dtype) -> Layer:
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
        heads = functional.linear(hidden, *projection).view(batch, width, 3, HEADS, DIMENSION // HEADS)
        queries, keys, values = heads.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(batch, width, DIMENSION)
        hidden = functional.layer_norm(
            hidden + functional.linear(attended, *mixed), (DIMENSION,), *mixed_norm, eps=EPSILON
        )
        inner = functional.gelu(functional.linear(hidden, *widened))
        return functional.layer_norm(
            hidden + functional.linear(inner, *narrowed), (DIMENSION,), *output_norm, eps=EPSILON
        )

    return forward
