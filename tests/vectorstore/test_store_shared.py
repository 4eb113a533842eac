"""One store in the hands of several processes."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.vectorstore.conftest import WordEmbedder
from tests.vectorstore.test_store import NEWS
from vectorstore.errors import StoreBusy
from vectorstore.store import Store
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROCESSES = multiprocessing.get_context("spawn")


def in_processes(count: int, work: Callable[[Path], None], folder: Path) -> None:
    """So many processes that do this work at once, all to its end."""
    children = [PROCESSES.Process(target=work, args=(folder,)) for _ in range(count)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
        child.close()


def add_and_search(folder: Path) -> None:
    """What a second process does while the first has the store open."""
    with Store.open(folder, WordEmbedder()) as store:
        assert len(store.articles()) == 5
        assert store.stats().chroma == "elsewhere"
        store.put([Article("second", "Written by another process.")])
        store.work()
        assert store.search("written by another process")[0].article_id == "second"
        assert store.stats().pending == 1
        with pytest.raises(StoreBusy):
            store.reindex()


def test_another_process_lists_searches_and_ingests_while_the_store_is_open(
    tmp_path: Path, words: WordEmbedder
) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        store.work()
        in_processes(1, add_and_search, tmp_path)
        assert (store.stats().pending, store.stats().vectors) == (1, 5)
        assert store.search("written by another process")[0].article_id == "second"
        assert (store.stats().pending, store.stats().vectors) == (0, 6)


def delete_storm(folder: Path) -> None:
    with Store.open(folder, WordEmbedder()) as store:
        store.delete("storm")


def test_the_owner_drops_what_another_process_deleted(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        store.work()
        in_processes(1, delete_storm, tmp_path)
        assert store.stats().vectors == 5
        assert "storm" not in {hit.article_id for hit in store.search("hurricane along the coast")}
        assert store.stats().vectors == 4


def ingest_all(folder: Path) -> None:
    with Store.open(folder, WordEmbedder()) as store:
        store.put([Article(f"n{number}", f"Notice {number}.") for number in range(200)])
        store.work()


def test_two_processes_ingesting_at_once_end_as_one_would(tmp_path: Path, words: WordEmbedder) -> None:
    in_processes(2, ingest_all, tmp_path)
    with Store.open(tmp_path, words) as store:
        store.work()
        stats = store.stats()
        assert (stats.articles, stats.versions, stats.passages, stats.vectors, stats.pending) == (200,) * 4 + (0,)


def test_a_new_store_opened_by_many_at_once_opens_for_each(tmp_path: Path, words: WordEmbedder) -> None:
    def opened(folder: Path) -> int:
        with Store.open(folder, words, search="exact") as store:
            return store.stats().articles

    with ThreadPoolExecutor(8) as pool:
        for attempt in range(20):
            assert list(pool.map(opened, [tmp_path / str(attempt)] * 8)) == [0] * 8
