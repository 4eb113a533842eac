from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from vectorstore.catalogue import Catalogue
from vectorstore.exact import ExactSearch
from vectorstore.indexing import Indexing
from vectorstore.types import Article, DateRange, Filters

from .conftest import WordEmbedder

ARTICLES = [
    Article(
        f"a{number}", f"Story {number} tells of town {number % 7} and river {number % 5}.", title=f"Story {number}",
        outlet="Harbor Times" if number % 2 else "The Ledger", section="World" if number % 3 else None,
        published=f"2026-01-{number % 28 + 1:02d}" if number % 4 else None,
    )
    for number in range(60)
]  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path, words: WordEmbedder) -> Catalogue:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3")
    catalogue.put(ARTICLES)
    Indexing(catalogue, words, None).run()
    return catalogue


def names(catalogue: Catalogue, found: list[tuple[int, float]]) -> list[str]:
    passages = catalogue.found(passage_id for passage_id, _ in found)
    return [passages[passage_id].article_id for passage_id, _ in found]


def test_it_finds_what_comparing_every_vector_finds(catalogue: Catalogue, words: WordEmbedder) -> None:
    query = words.encode(["town 3 river"])[0]
    found = ExactSearch(catalogue, words.digest).search(query, 60, Filters())
    with catalogue.reading() as connection:
        rows = connection.exec_driver_sql("SELECT p.id, vector FROM passages p JOIN vectors USING (digest)").all()
    cosines = {row[0]: float(np.frombuffer(row[1], "<f2").astype(np.float32) @ query) for row in rows}
    assert len(found) == 60
    assert {passage_id: pytest.approx(score, abs=1e-5) for passage_id, score in found} == cosines
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_smaller_limit_gives_the_front_of_the_same_list(catalogue: Catalogue, words: WordEmbedder) -> None:
    search = ExactSearch(catalogue, words.digest)
    query = words.encode(["river 2"])[0]
    everything = search.search(query, 100, Filters())
    for limit in (1, 7, 59):
        assert search.search(query, limit, Filters()) == everything[:limit]


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(outlets=("HARBOR times",)), lambda article: article.outlet == "Harbor Times"),
        (Filters(sections=("world",)), lambda article: article.section == "World"),
        (Filters(article_ids=("a3", "a9")), lambda article: article.id in {"a3", "a9"}),
        (Filters(dates=DateRange(since=date(2026, 1, 20))), lambda article: (article.published or "") >= "2026-01-20"),
        (
            Filters(dates=DateRange(until=date(2026, 1, 5))),
            lambda article: "" < (article.published or "") <= "2026-01-05",
        ),
        (Filters(as_of=date(2026, 1, 5)), lambda article: (article.published or "") <= "2026-01-05"),
        (Filters(outlets=("none such",)), lambda _article: False),
    ],
)
def test_filters_are_strict(catalogue: Catalogue, words: WordEmbedder, filters: Filters, passes: object) -> None:
    found = ExactSearch(catalogue, words.digest).search(words.encode(["town"])[0], 100, filters)
    assert set(names(catalogue, found)) == {article.id for article in ARTICLES if passes(article)}  # type: ignore[operator]


def test_it_follows_what_another_process_changes(catalogue: Catalogue, words: WordEmbedder) -> None:
    search = ExactSearch(catalogue, words.digest)
    query = words.encode(["zebra crossing"])[0]
    assert len(search.search(query, 100, Filters())) == 60
    other = Catalogue(catalogue.path)
    other.put([Article("new", "zebra crossing"), Article("a0", "Story 0 has changed.")])
    Indexing(other, words, None).run()
    other.delete("a1")
    found = search.search(query, 100, Filters())
    assert names(catalogue, found)[0] == "new"
    assert len(found) == 60
    assert "a1" not in names(catalogue, found)


def test_threads_search_at_once(catalogue: Catalogue, words: WordEmbedder) -> None:
    queries = [words.encode([f"town {number}"])[0] for number in range(8)]
    expected = [ExactSearch(catalogue, words.digest).search(query, 5, Filters()) for query in queries]
    shared = ExactSearch(catalogue, words.digest)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: shared.search(query, 5, Filters()), queries)) == expected


def test_an_empty_store_finds_nothing(tmp_path: Path, words: WordEmbedder) -> None:
    empty = Catalogue(tmp_path / "empty.sqlite3")
    assert ExactSearch(empty, words.digest).search(words.encode(["town"])[0], 5, Filters()) == []
