"""Ingest through the real store: what it reports, that it repeats for free, and that an interruption loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.ingest import BATCH, IngestReport, ingest
from vectorstore.embedding import Embedder
from vectorstore.errors import ModelError
from vectorstore.store import Store

BODY = "The harbour authority closed the north pier on Tuesday. Engineers had found cracks in two of its supports."


class LetterEmbedder(Embedder):
    """Counts of letters as a unit vector: what is tested here does not depend on meaning."""

    name = "letters"
    digest = "letters-1"
    dimension = 26
    max_tokens = 256

    def _batch(self, texts: Sequence[str]) -> np.ndarray:
        rows = [[text.lower().count(chr(97 + letter)) + 0.01 for letter in range(26)] for text in texts]
        return np.array(rows, dtype=np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store", LetterEmbedder(), search="exact") as opened:
        yield opened


def folder(path: Path, count: int = 5) -> Path:
    path.mkdir()
    for number in range(count):
        (path / f"{number:04}.txt").write_text(f"{BODY} This is report number {number}.", encoding="utf-8")
    return path


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.pending


def test_articles_are_added_then_unchanged_then_updated(tmp_path: Path, store: Store) -> None:
    news = folder(tmp_path / "news")
    assert counts(ingest([str(news)], store)) == (5, 0, 0, 0)
    assert counts(ingest([str(news)], store)) == (0, 0, 5, 0)
    (news / "0003.txt").write_text(f"{BODY} It reopened on Friday.", encoding="utf-8")
    assert counts(ingest([str(news)], store)) == (0, 1, 4, 0)
    (changed,) = [row for row in store.articles() if row.id.endswith("0003.txt")]
    assert "reopened on Friday" in store.get(changed.id).text
    assert len(store.versions(changed.id)) == 2


def test_what_was_ingested_is_found(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "news.jsonl"
    rows = [
        {"id": "pier", "text": BODY, "title": "Pier closed"},
        {"id": "quay", "text": "The quay stays open to ferries."},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    ingest([str(path)], store)
    hits = store.search("Which pier was closed after cracks were found?", k=2)
    assert hits[0].article_id == "pier"
    assert store.get("pier").text[hits[0].start : hits[0].end] == hits[0].text


def test_failures_are_listed_and_the_rest_is_ingested(tmp_path: Path, store: Store) -> None:
    news = folder(tmp_path / "news")
    (news / "bad.json").write_text("{", encoding="utf-8")
    report = ingest([str(news), str(tmp_path / "missing.txt")], store)
    assert counts(report) == (5, 0, 0, 0)
    assert [Path(failure.location).name for failure in report.failed] == ["bad.json", "missing.txt"]
    assert json.loads(json.dumps(report.to_dict()))["failed"][1]["reason"] == "there is no such file or folder"


def test_more_articles_than_a_batch_and_their_progress(tmp_path: Path, store: Store) -> None:
    lines = [json.dumps({"id": str(number), "text": f"{BODY} {number}"}) for number in range(BATCH + 10)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    seen: list[tuple[str, int, int]] = []
    report = ingest([str(tmp_path / "news.jsonl")], store, on_progress=lambda *step: seen.append(step))
    assert counts(report) == (BATCH + 10, 0, 0, 0)
    assert [step for step in seen if step[0] == "read"] == [("read", BATCH, 0), ("read", BATCH + 10, 0)]
    assert [step for step in seen if step[0] == "index"][-1][1:] == (BATCH + 10, BATCH + 10)


@pytest.mark.parametrize("phase", ["read", "index"])
def test_an_interrupted_ingest_is_finished_by_the_next_even_without_sources(
    tmp_path: Path, store: Store, phase: str
) -> None:
    news = folder(tmp_path / "news")

    def interrupt(now: str, _done: int, _total: int) -> None:
        if now == phase:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([str(news)], store, on_progress=interrupt)
    report = ingest([], store)
    assert counts(report) == (0, 0, 0, 0)
    assert store.stats().articles == 5
    assert len(store.search("north pier", k=5)) >= 1
    assert counts(ingest([str(news)], store)) == (0, 0, 5, 0)


class BrokenEmbedder(LetterEmbedder):
    def _batch(self, texts: Sequence[str]) -> np.ndarray:  # noqa: ARG002
        raise ModelError("the embedding model cannot be run")


def test_a_model_that_fails_is_an_error_and_the_next_ingest_finishes_the_work(tmp_path: Path) -> None:
    news = folder(tmp_path / "news")
    with (
        Store.open(tmp_path / "store", BrokenEmbedder(), search="exact") as broken,
        pytest.raises(ModelError, match="cannot be run"),
    ):
        ingest([str(news)], broken)
    with Store.open(tmp_path / "store", LetterEmbedder(), search="exact") as store:
        assert store.stats().pending == 5
        assert counts(ingest([], store)) == (0, 0, 0, 0)
        assert counts(ingest([str(news)], store)) == (0, 0, 5, 0)
