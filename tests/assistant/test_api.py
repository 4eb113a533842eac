"""The product from Python: open, ingest, retrieve, ask, stream; inside LangChain code; from many threads."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

import assistant
from assistant import Assistant
from assistant.types import Done
from tests.assistant.library import articles
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTIONS = [
    "How much will the harbour tunnel in Veld cost?",
    "Who will lead the inquiry into the ferry Halcyon?",
    "How many people died when the Halcyon sank?",
    "Who organised the lantern festival in Veld?",
    "When was the Halcyon built?",
    "What is the population of France?",
    "How many visitors did Mina Dahl speak of?",
    "When is the work on the tunnel due to end?",
]


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("api")
    rows = [
        {"id": one.id, "title": one.title, "outlet": one.outlet, "published": one.published, "text": one.text}
        for one in articles()
    ]
    (folder / "news.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with Assistant.open(folder / "store", llm="none") as opened:
        report = opened.ingest(folder / "news.jsonl")
        assert (report.added, report.failed) == (5, ())
        yield opened


def test_the_public_name_is_assistant() -> None:
    assert assistant.__all__ == ["Assistant"]
    with pytest.raises(AttributeError):
        _ = assistant.Nothing


def test_ingesting_again_does_no_work(quoting: Assistant, tmp_path: Path) -> None:
    one = articles()[0]
    (tmp_path / "again.json").write_text(
        json.dumps(
            {"id": one.id, "title": one.title, "outlet": one.outlet, "published": one.published, "text": one.text}
        )
    )
    report = quoting.ingest(tmp_path / "again.json")
    assert (report.added, report.updated, report.unchanged) == (0, 0, 1)


def test_eight_asks_at_once_give_what_eight_in_a_row_give(quoting: Assistant) -> None:
    in_a_row = [quoting.ask(question) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(quoting.ask, QUESTIONS))
    assert [(one.answer_id, one.text, one.hits) for one in at_once] == [
        (one.answer_id, one.text, one.hits) for one in in_a_row
    ]


def test_stream_ends_with_the_answer_that_ask_gives(quoting: Assistant) -> None:
    *_, last = quoting.stream(QUESTIONS[0])
    assert isinstance(last, Done)
    assert last.answer.claims == quoting.ask(QUESTIONS[0]).claims


def test_retriever_and_chain_inside_langchain_code(quoting: Assistant) -> None:
    assert isinstance(quoting.retriever, BaseRetriever)
    assert isinstance(quoting.chain, Runnable)
    both = RunnablePassthrough.assign(
        documents=RunnableLambda(lambda given: given["question"]) | quoting.retriever,
        answer=RunnableLambda(lambda given: given["question"]) | quoting.chain,
    )
    result = both.invoke({"question": QUESTIONS[0]})
    top = result["documents"][0]
    text = quoting.store.get(top.metadata["article_id"], top.metadata["version"]).text
    assert text[top.metadata["start"] : top.metadata["end"]] == top.page_content
    assert "410 million" in result["answer"].text


async def _ainvoke(quoting: Assistant) -> str:
    return (await quoting.chain.ainvoke(QUESTIONS[0])).text


def test_async_calls_work(quoting: Assistant) -> None:
    import asyncio

    assert "410 million" in asyncio.run(_ainvoke(quoting))


def test_the_clock_is_the_callers(quoting: Assistant) -> None:
    answer = quoting.ask("What happened last week?", now=datetime(2026, 3, 11, tzinfo=UTC))
    assert answer.trace.inferred["dates"] == ["2026-03-02", "2026-03-08"]
    assert answer.asked_at.startswith("2026-03-11")


@pytest.mark.parametrize(
    ("setting", "value"), [("k", 0), ("llm_timeout", -1), ("timezone", "Mars/Olympus"), ("search", "magic")]
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, setting: str, value: object) -> None:
    with pytest.raises(BadInput, match=r"Mars|" + setting.upper()):
        Assistant.open(tmp_path, **{setting: value})
