from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.vectorstore.conftest import WordEmbedder
from vectorstore.dense import ChromaIndex
from vectorstore.errors import BadInput, StoreError
from vectorstore.store import Store
from vectorstore.types import Article

VECTORS = np.random.default_rng(1).standard_normal((50, 16)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
KEYS = [f"key-{number:02d}" for number in range(50)]
NOTHING = np.zeros((0, 0), np.float32)
ARTICLES = [Article(f"a{number}", f"Report {number} from town {number % 9}.") for number in range(40)]


@pytest.fixture(params=["folder", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaIndex]:
    url = request.getfixturevalue("chroma_server") if request.param == "server" else None
    opened = ChromaIndex(tmp_path, f"news-{tmp_path.name}"[:60], url=url)
    assert opened.acquire()
    opened.open(NOTHING)
    yield opened
    opened.close()


def test_the_nearest_by_cosine_come_first(index: ChromaIndex) -> None:
    index.upsert(KEYS, VECTORS)
    expected = [KEYS[row] for row in np.argsort(-(VECTORS @ VECTORS[3]))[:10]]
    assert index.query(VECTORS[3], 10) == expected


def test_rows_are_replaced_dropped_and_forgotten(index: ChromaIndex) -> None:
    index.upsert(KEYS, VECTORS)
    index.upsert(KEYS[:1], VECTORS[7:8])
    assert set(index.query(VECTORS[7], 2)) == {KEYS[0], KEYS[7]}
    index.delete([KEYS[0], "never there"])
    assert index.count() == 49
    assert index.keys() == set(KEYS[1:])
    index.reset()
    assert index.count() == 0


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    first, second = ChromaIndex(tmp_path, "news-x"), ChromaIndex(tmp_path, "news-x")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.close()
    assert second.acquire()
    second.close()


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words, chroma_url="http://127.0.0.1:9") as store:
        store.put(ARTICLES)
        with pytest.raises(StoreError, match=r"the Chroma server at http://127\.0\.0\.1:9 does not answer"):
            store.work()
        with pytest.raises(StoreError, match="does not answer"):
            store.stats()
    with Store.open(tmp_path, words, search="exact") as store:
        store.work()
    with Store.open(tmp_path, words, chroma_url="http://127.0.0.1:9") as store:
        assert store.search("Report 5 from town 5")[0].article_id == "a5"


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not the address"):
        ChromaIndex(tmp_path, "news-x", url="localhost")


def largest(folder: Path) -> Path:
    return max((file for file in folder.rglob("*") if file.is_file()), key=lambda file: file.stat().st_size)


def delete_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def delete_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").unlink()


def truncate_database(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:10_000])


def scribble_over_database(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    database.write_bytes(b"\xff" * database.stat().st_size)


def lose_rows(folder: Path) -> None:
    index = ChromaIndex(folder.parent, next(iter(collection_names(folder))))
    assert index.acquire()
    index.open(NOTHING)
    index.delete(sorted(index.keys())[:7])
    index.upsert(["foreign"], np.ones((1, WordEmbedder.dimension), np.float32))
    index.close()


def collection_names(folder: Path) -> list[str]:
    import sqlite3

    with sqlite3.connect(folder / "chroma.sqlite3") as database:
        names = [name for (name,) in database.execute("SELECT name FROM collections")]
    database.close()
    return names


@pytest.mark.parametrize("clean", [True, False], ids=["after a close", "after a kill"])
@pytest.mark.parametrize(
    "damage", [delete_folder, delete_database, truncate_database, scribble_over_database, lose_rows]
)
def test_a_damaged_folder_is_rebuilt_without_encoding(
    damage: Callable[[Path], None], clean: bool, tmp_path: Path, words: WordEmbedder
) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(ARTICLES)
        store.work()
        before = store.search("town 4", exact=True)
    damage(tmp_path / "chroma")
    if not clean:
        (tmp_path / "chroma.open").touch()
    encoded = words.encoded
    with Store.open(tmp_path, words) as store:
        stats = store.stats()
        assert (stats.vectors, stats.pending, stats.chroma) == (40, 0, "owned")
        assert words.encoded == encoded
        assert store.search("town 4", exact=True) == before
        assert {hit.article_id for hit in store.search("town 4")} == {hit.article_id for hit in before}


def test_a_damaged_index_file_is_noticed(tmp_path: Path, words: WordEmbedder) -> None:
    many = [Article(f"b{number}", f"Bulletin {number} of station {number * 7919}.") for number in range(1500)]
    with Store.open(tmp_path, words) as store:
        store.put(many)
        store.work()
    file = largest(tmp_path / "chroma")
    vectors = next(iter((tmp_path / "chroma").rglob("data_level0.bin")), file)
    vectors.write_bytes(vectors.read_bytes()[:1000])
    (tmp_path / "chroma.open").touch()
    with Store.open(tmp_path, words) as store:
        assert store.stats().vectors == 1500
        assert store.search("Bulletin 77 of station 609763")[0].article_id == "b77"


def test_chroma_failing_under_a_search_is_answered_exactly(
    tmp_path: Path, words: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(ARTICLES)
        store.work()
        expected = [hit.article_id for hit in store.search("town 4", exact=True)]
        owner = store._index  # noqa: SLF001  the fault is put where no public call reaches
        assert owner is not None
        owner._opened_client().delete_collection(owner._name)  # noqa: SLF001
        assert [hit.article_id for hit in store.search("town 4")] == expected
        assert "searched exactly" in caplog.text
        store.work()
        assert store.stats().vectors == 40
