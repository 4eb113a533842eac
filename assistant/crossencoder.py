"""Cross-encoders over the bundled MiniLM: two texts read together -> logits.

What ships is small: low-rank changes of the encoder's matrices (LoRA, Hu et al., 2021) and a head. ``training/`` makes
them with the same forward pass.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore import bert
from vectorstore.errors import ModelError
from vectorstore.minilm import bundled_weights, encoder_dtype
from vectorstore.tokens import embedder_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch
    from numpy.typing import NDArray

BATCH = 32
LONGEST = 384
"""Tokens of the pair that are read; the second text is cut."""


class CrossEncoder:
    """A trained model, loaded. ``score`` may be called from several threads."""

    def __init__(self, adapter: Path, *, bfloat16: bool | None = None) -> None:
        """Load ``adapter`` (safetensors) over the bundled weights. Raises ModelError when it cannot be read."""
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            changes = {name: tensor.float() for name, tensor in load_file(adapter).items()}
        except (OSError, SafetensorError) as error:
            raise ModelError(f"the trained weights {adapter.name} cannot be read ({error}); reinstall") from error
        self._dtype = encoder_dtype(bfloat16=bfloat16)
        with torch.inference_mode():
            self._weights = merged(bundled_weights(), changes)
            self._layers = bert.layers(self._weights, self._dtype)

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Logits, shape (n, outputs), one row for each pair of texts."""
        import torch

        rows = tokenize(pairs)
        order = sorted(range(len(rows)), key=lambda index: len(rows[index][0]))
        found: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            with torch.inference_mode():
                logits = forward(self._weights, self._layers, [rows[index] for index in batch], self._dtype)
            found.update(zip(batch, logits.numpy(), strict=True))
        outputs = self._weights["head.bias"].shape[0]
        return np.stack([found[index] for index in range(len(rows))]) if rows else np.zeros((0, outputs), np.float32)


def tokenize(pairs: Sequence[tuple[str, str]], longest: int = LONGEST) -> list[tuple[list[int], list[int]]]:
    """Token ids and segment types of each pair, the second text cut so that both fit ``longest`` tokens."""
    encodings = embedder_tokenizer().encode_batch_fast(list(pairs))
    return [(bert.truncated(one.ids, longest), one.type_ids[:longest]) for one in encodings]


def merged(weights: dict[str, torch.Tensor], changes: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights with the changes applied: ``NAME.up @ NAME.down`` is added to NAME; other tensors replace or join."""
    low_rank = {name.removesuffix(".down") for name in changes if name.endswith(".down")}
    plain = {name: tensor for name, tensor in changes.items() if not name.endswith((".up", ".down"))}
    added = {name: weights[name] + changes[f"{name}.up"] @ changes[f"{name}.down"] for name in low_rank}
    return {**weights, **plain, **added}


def forward(
    weights: dict[str, torch.Tensor],
    layers: Sequence[bert.Layer],
    rows: Sequence[tuple[list[int], list[int]]],
    dtype: torch.dtype,
) -> torch.Tensor:
    """Float32 logits (batch, outputs) of tokenized pairs: the first token's state, BERT's pooler, the head."""
    from torch.nn import functional

    ids, real = bert.padded([ids for ids, _ in rows])
    types, _ = bert.padded([types for _, types in rows])
    hidden = bert.embed(weights, ids, types).to(dtype)
    for layer in layers:
        hidden = layer(hidden, real[:, None, None, :])
    first = hidden[:, 0].float()
    pooled = functional.linear(first, weights["pooler.dense.weight"], weights["pooler.dense.bias"]).tanh()
    return functional.linear(pooled, weights["head.weight"], weights["head.bias"])


@cache
def trained(name: str) -> CrossEncoder:
    """A model that ships with the program ("selector", "verifier"), loaded once."""
    with resources.as_file(resources.files("assistant") / "trained" / f"{name}.safetensors") as path:
        return CrossEncoder(path)
