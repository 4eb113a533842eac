"""Train low-rank changes of the bundled MiniLM and a head: one loop for every cross-encoder."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.crossencoder import forward, merged, tokenize
from vectorstore import bert
from vectorstore.minilm import bundled_weights, encoder_dtype

if TYPE_CHECKING:
    from pathlib import Path

    import torch

RANK = 32
WARM_UP = 0.1
"""Share of the steps in which the learning rate rises."""
COLLAPSED = 0.01
"""Standard deviation of the outputs below which all pairs are alike to the model."""
POOL = 40
"""Batches that are sorted by length together."""
MATRICES = (
    "attention.self.query", "attention.self.key", "attention.self.value",
    "attention.output.dense", "intermediate.dense", "output.dense",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A pair of texts, the wanted outcome and its weight in the loss."""

    first: str
    second: str
    target: int
    weight: float = 1.0


def fit(
    examples: Sequence[Example],
    outputs: int,
    *,
    epochs: int,
    seed: int,
    learning_rate: float = 1e-3,
    batch: int = 32,
    longest: int = 256,
    progress: Callable[[str], None],
) -> dict[str, torch.Tensor]:
    """The trained changes, in float32, as ``merged`` takes them. One output is trained as a logit, more as classes.

    Raises RuntimeError where the training has collapsed: all pairs get the same outputs, and nothing was learned.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    order = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    weights = bundled_weights()
    changes = _fresh(weights, outputs)
    dtype = encoder_dtype()
    optimizer = torch.optim.AdamW(changes.values(), lr=learning_rate, weight_decay=0.01)
    rows = tokenize([(one.first, one.second) for one in examples], longest)
    steps = epochs * math.ceil(len(rows) / batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps))
    mean, spread, step = 0.0, 0.0, 0
    for _ in range(epochs):
        for chosen in _batches([len(ids) for ids, _ in rows], batch, order):
            current = merged(weights, changes)
            logits = forward(current, bert.layers(current, dtype), [rows[index] for index in chosen], dtype)
            target = torch.tensor([examples[index].target for index in chosen])
            if outputs == 1:
                losses = functional.binary_cross_entropy_with_logits(logits[:, 0], target.float(), reduction="none")
            else:
                losses = functional.cross_entropy(logits, target, reduction="none")
            loss = (losses * torch.tensor([examples[index].weight for index in chosen])).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(changes.values(), 1.0)
            optimizer.step()
            schedule.step()
            apart = logits.detach().std(0, correction=0).max().item()
            kept = 0.98 if step else 0.0
            mean, spread = kept * mean + (1 - kept) * loss.item(), kept * spread + (1 - kept) * apart
            step += 1
            if step % 100 == 0:
                progress(f"step {step} of {steps}, loss {mean:.3f}, outputs apart by {spread:.3f}")
    if spread < COLLAPSED:
        raise RuntimeError(
            "the training has collapsed: all pairs get the same output; take another seed or a lower rate"
        )
    return {name: tensor.detach() for name, tensor in changes.items()}


def save(changes: dict[str, torch.Tensor], path: Path) -> None:
    """Write the changes in float16."""
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.half().contiguous() for name, tensor in changes.items()}, path)


def _fresh(weights: dict[str, torch.Tensor], outputs: int) -> dict[str, torch.Tensor]:
    import torch

    changes: dict[str, torch.Tensor] = {}
    for number in range(bert.LAYERS):
        for matrix in MATRICES:
            name = f"encoder.layer.{number}.{matrix}.weight"
            high, wide = weights[name].shape
            changes[f"{name}.down"] = torch.randn(RANK, wide) / math.sqrt(wide)
            changes[f"{name}.up"] = torch.zeros(high, RANK)
    changes["pooler.dense.weight"] = weights["pooler.dense.weight"].clone()
    changes["pooler.dense.bias"] = weights["pooler.dense.bias"].clone()
    changes["head.weight"] = torch.randn(outputs, bert.DIMENSION) * 0.02
    changes["head.bias"] = torch.zeros(outputs)
    for tensor in changes.values():
        tensor.requires_grad_()
    return changes


def _rate(done: float) -> float:
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _batches(lengths: Sequence[int], size: int, order: random.Random) -> Iterator[list[int]]:
    """Batches of indices in random order, each of texts of similar length."""
    shuffled = order.sample(range(len(lengths)), len(lengths))
    for start in range(0, len(shuffled), size * POOL):
        pool = sorted(shuffled[start : start + size * POOL], key=lambda index: lengths[index])
        batches = [pool[position : position + size] for position in range(0, len(pool), size)]
        yield from order.sample(batches, len(batches))
