from __future__ import annotations

import subprocess
import sys

from vectorstore.tokens import count_embedder_tokens, count_llm_tokens, embedder_tokenizer


def test_embedder_tokens_leave_out_special_tokens() -> None:
    assert count_embedder_tokens(["Hello world", "", "unbelievably"]) == [2, 0, 5]


def test_no_texts_have_no_counts() -> None:
    assert count_embedder_tokens([]) == []


def test_embedder_tokens_are_not_truncated() -> None:
    assert count_embedder_tokens(["word " * 5_000]) == [5_000]


def test_the_tokenizer_is_loaded_once() -> None:
    assert embedder_tokenizer() is embedder_tokenizer()


def test_llm_tokens_are_those_of_cl100k_base() -> None:
    assert count_llm_tokens("tiktoken is great!") == 6
    assert count_llm_tokens("") == 0


def test_what_looks_like_a_special_token_is_text() -> None:
    assert count_llm_tokens("<|endoftext|>") > 1


def test_counting_opens_no_connection() -> None:
    code = (
        "import socket\n"
        "def refuse(*a): raise SystemExit('connected')\n"
        "socket.socket.connect = refuse\n"
        "from vectorstore.tokens import count_embedder_tokens, count_llm_tokens\n"
        "assert count_llm_tokens('a b') == 2 and count_embedder_tokens(['a b']) == [2]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": "", "TIKTOKEN_CACHE_DIR": ""})
