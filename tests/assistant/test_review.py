"""Small promises: text that is no Unicode is refused, a range needs an end, a hostile URL or style does no harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from assistant.dates import find_range
from assistant.llm import llm_name
from assistant.prompts import fence
from assistant.settings import Settings
from tests.assistant.command import run
from vectorstore.embedding import open_embedder
from vectorstore.errors import NewsAssistantError
from vectorstore.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_in_a_url_never_reaches_a_trace() -> None:
    assert "secret" not in llm_name(Settings(llm="http://user:secret@127.0.0.1:9/v1?key=secret#model"))


@pytest.mark.parametrize("mark", ["<tool_call>", "</tool_call>", "<\uff5cUser\uff5c>"])
def test_markup_of_other_models_is_removed(mark: str) -> None:
    assert mark not in fence(f"before {mark} after")


def test_before_a_month_ends_the_day_before() -> None:
    found = find_range("before March 2026", datetime(2026, 11, 24, tzinfo=UTC))
    assert found is not None
    assert str(found[0].until) == "2026-02-28"


def test_a_chroma_url_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NewsAssistantError, match=r"\S"):
        Store.open(tmp_path, open_embedder(), chroma_url="http://[x")


@pytest.mark.parametrize(
    "arguments", [("show", "\ud800"), ("delete", "\ud800"), ("retrieve", "\ud800"), ("ask", "x", "--outlet", "\ud800")]
)
def test_lone_surrogates_are_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--store", tmp_path / "store")
    assert result.code == 1
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err


def test_a_start_that_has_no_day_is_refused(tmp_path: Path) -> None:
    result = run("retrieve", "x", "--since", "before May 2026", "--store", tmp_path / "store")
    assert result.code == 1
    assert result.err
