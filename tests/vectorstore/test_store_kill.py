"""An ingest is killed after each of its commit points, run again, and compared with one that was never interrupted."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.vectorstore.conftest import WordEmbedder
from vectorstore import queue
from vectorstore.catalogue import Catalogue
from vectorstore.dense import ChromaIndex
from vectorstore.queue import unpack
from vectorstore.store import Store
from vectorstore.types import Article

ARTICLES = [
    Article(
        f"a{number:02d}",
        f"Report {number} says that town {number % 9} has {number * 31} people.",
        title=f"Town {number}",
    )
    for number in range(24)
]
PROCESSES = multiprocessing.get_context("forkserver")
PROBED = 4  # one in so many resumed runs first tries the index in a process of its own, which is slow to start


def ingest(store: Store) -> None:
    """Add, update, change the metadata of and delete articles: every kind of write there is."""
    for start in range(0, 24, 12):
        store.put(ARTICLES[start : start + 12])
    store.work()
    store.put([replace(article, text=article.text + " It grew.") for article in ARTICLES[:5]])
    store.put([replace(article, title="City") for article in ARTICLES[5:8]])
    store.work()
    store.delete("a09")


def ingest_until_killed(folder: Path, points: Synchronized[int], kill_at: int) -> None:
    """Count each commit and each write to Chroma; die right after number ``kill_at``."""

    def passed() -> None:
        points.value += 1
        if points.value == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    original = Catalogue.writing

    @contextmanager
    def writing(self: Catalogue) -> Iterator[Any]:
        with original(self) as connection:
            yield connection
        passed()

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            result = method(*arguments)
            passed()
            return result

        return call

    Catalogue.writing = writing  # type: ignore[method-assign]
    for name in ("upsert", "delete", "reset"):
        setattr(ChromaIndex, name, counted(getattr(ChromaIndex, name)))
    queue._ARTICLES = 12  # noqa: SLF001  several batches out of few articles
    with Store.open(folder, WordEmbedder()) as store:
        ingest(store)


def run(folder: Path, kill_at: int) -> tuple[int | None, int]:
    """The exit code of an ingest in a process of its own, and the points it passed."""
    points: Synchronized[int] = PROCESSES.Value("i", 0)
    child = PROCESSES.Process(target=ingest_until_killed, args=(folder, points, kill_at))
    child.start()
    child.join(60)
    code, passed = child.exitcode, points.value
    child.close()
    return code, passed


def finish(folder: Path) -> dict[str, Any]:
    """Run the ingest again, in this process, to its end; what the store holds then."""
    with Store.open(folder, WordEmbedder()) as store:
        ingest(store)
        return content(store)


def content(store: Store) -> dict[str, Any]:
    """What the promise is about: ids, versions, passages, states, Chroma's ids, vectors and exact hits."""
    rows = store.articles()
    vectors = store.stats().vectors
    index = store._index  # noqa: SLF001  Chroma's ids are no business of the public interface
    assert index is not None
    with store._catalogue.reading() as connection:  # noqa: SLF001
        stored = connection.exec_driver_sql("SELECT digest, vector FROM vectors ORDER BY digest").all()
    return {
        "articles": [(row.id, row.version, row.title, row.state) for row in rows],
        "versions": {row.id: store.versions(row.id) for row in rows},
        "passages": {
            (row.id, version): store.passages(row.id, version) for row in rows for version in store.versions(row.id)
        },
        "chroma": (vectors, index.keys()),
        "digests": [digest for digest, _ in stored],
        "matrix": unpack([vector for _, vector in stored]),
        "hits": [store.search(query, exact=True) for query in ("town 4 people", "it grew", "City", "310")],
    }


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    found = [name for name in one if name != "matrix" and one[name] != other[name]]
    if not found and np.min(np.sum(one["matrix"] * other["matrix"], axis=1)) < 0.999:
        found.append("matrix")
    return found


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    PROCESSES.set_forkserver_preload(["chromadb", "vectorstore.store", __name__])
    folder = tmp_path_factory.mktemp("whole")
    code, points = run(folder, 0)
    assert code == 0
    with Store.open(folder, WordEmbedder()) as store:
        return points, content(store)


def test_killed_after_any_commit_and_run_again_it_is_as_if_nothing_happened(
    tmp_path: Path, uninterrupted: tuple[int, dict[str, Any]]
) -> None:
    points, whole = uninterrupted
    assert points > 15

    def kill_and_finish(kill_at: int) -> list[str]:
        folder = tmp_path / str(kill_at)
        assert run(folder, kill_at) == (-signal.SIGKILL, kill_at)
        if kill_at % PROBED:
            (folder / "chroma.open").unlink(missing_ok=True)
        return differences(whole, finish(folder))

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(range(1, points + 1), pool.map(kill_and_finish, range(1, points + 1)), strict=True))
    assert found == {kill_at: [] for kill_at in found}


def test_killed_twice_it_still_ends_the_same(tmp_path: Path, uninterrupted: tuple[int, dict[str, Any]]) -> None:
    points, whole = uninterrupted
    assert run(tmp_path, points // 2)[0] == -signal.SIGKILL
    assert run(tmp_path, points // 3)[0] == -signal.SIGKILL
    assert differences(whole, finish(tmp_path)) == []


def test_work_alone_finishes_what_was_put(tmp_path: Path) -> None:
    assert run(tmp_path, 7)[0] == -signal.SIGKILL
    with Store.open(tmp_path, WordEmbedder()) as store:
        pending = store.stats().pending
        assert pending > 0
        assert store.work() > 0
        assert store.stats().pending == 0
