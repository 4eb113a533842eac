from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from tests.vectorstore.conftest import WordEmbedder
from vectorstore.errors import ModelMismatch, NotFound, StoreError
from vectorstore.store import Store
from vectorstore.types import Article, DateRange, Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vectorstore.embedding import Embedder

COPIED = "The ferry Halcyon sank off Port Sarrow with 61 people aboard, the coast guard said on Monday. " * 2
NEWS = [
    Article("copy", COPIED, title="Ferry sinks", outlet="Ledger", published="2026-03-03"),
    Article("original", COPIED, title="Halcyon lost", outlet="Courier", published="2026-03-02"),
    Article("other-count", COPIED.replace("61", "16"), title="Ferry sinks", outlet="Post", published="2026-03-04"),
    Article("budget", "Ministers agreed on next year's budget after a long night.", outlet="Courier", section="Money"),
    Article("storm", "A hurricane destroyed houses along the coast.", outlet="Post", published="2025-09-01"),
]
LONG = Article(
    "long",
    " ".join(f"The harbor tunnel project entered phase {n} as engineers dug {n * 13} metres." for n in range(150)),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("news"), bundled) as opened:
        opened.put([*NEWS, LONG])
        assert opened.work() == len(NEWS) + 1
        yield opened


def test_meaning_finds_what_words_do_not(store: Store) -> None:
    best = store.search("Which boat was wrecked at sea?")[0]
    assert best.article_id in {"original", "other-count"}
    assert store.search("cyclone wrecked homes")[0].article_id == "storm"


def test_hits_quote_their_articles_exactly(store: Store) -> None:
    for hit in store.search("harbor tunnel engineers", k=20):
        assert store.get(hit.article_id, hit.version).text[hit.start : hit.end] == hit.text


def test_copies_appear_once_as_their_original_but_other_numbers_are_other_news(store: Store) -> None:
    found = [hit.article_id for hit in store.search("ferry Halcyon sank Port Sarrow")]
    assert "original" in found
    assert "copy" not in found
    assert "other-count" in found


def test_one_article_does_not_crowd_out_the_rest(store: Store) -> None:
    found = [hit.article_id for hit in store.search("harbor tunnel phase engineers metres", k=6)]
    assert found.count("long") == 3
    alone = store.search("harbor tunnel phase", k=6, filters=Filters(article_ids=("long",)))
    assert len(alone) == 6


def test_scores_fall_and_a_search_repeats_itself(store: Store) -> None:
    hits = store.search("ferry coast guard", k=5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert store.search("ferry coast guard", k=5) == hits


def test_chroma_and_exact_search_agree(store: Store) -> None:
    assert store.stats().chroma == "owned"
    for query in ("ferry", "budget night", "phase 77 of the tunnel"):
        assert store.search(query) == store.search(query, exact=True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(outlets=("COURIER",)), {"original", "budget"}),
        (Filters(sections=("money",)), {"budget"}),
        (Filters(dates=DateRange(since=date(2026, 3, 3))), {"copy", "other-count"}),
        (Filters(dates=DateRange(until=date(2025, 12, 31))), {"storm"}),
        (Filters(outlets=("nobody",)), set()),
    ],
)
def test_filters_leave_out_what_does_not_pass(store: Store, filters: Filters, expected: set[str]) -> None:
    assert {hit.article_id for hit in store.search("ferry budget coast", filters=filters)} == expected


def test_it_says_how_many_articles_have_no_date(store: Store) -> None:
    dates = DateRange(since=date(2026, 1, 1))
    assert store.undated(Filters(dates=dates)) == 2
    assert store.undated(Filters(dates=dates, outlets=("courier",))) == 1
    assert store.undated(Filters()) == 0


@pytest.mark.parametrize("query", ["", "  \n", "\x00", "\ud800", "?", "the", '" OR NEAR(', "日本 😀"])
def test_any_query_is_answered(store: Store, query: str) -> None:
    assert len(store.search(query, k=3)) <= 3


def test_threads_find_what_one_thread_finds(store: Store) -> None:
    queries = ["ferry", "storm damage", "budget", "tunnel phase 9", "coast guard", "Halcyon", "ministers", "metres"]
    expected = [store.search(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(store.search, queries)) == expected


def test_lists_and_numbers(store: Store) -> None:
    assert store.outlets() == ["Courier", "Ledger", "Post"]
    assert store.sections() == ["Money"]
    stats = store.stats()
    assert (stats.articles, stats.versions, stats.pending, stats.undated) == (6, 6, 0, 2)
    assert stats.vectors == stats.passages
    assert stats.newest == "2026-03-04"
    assert store.newest() == store.articles()[0]


def test_without_a_date_there_is_no_newest_article(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        assert store.newest() is None
        store.put([Article("undated", "Nobody knows when.")])
        assert store.newest() is None


def test_the_same_content_again_does_no_work(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        seen: list[tuple[int, int]] = []
        assert store.work(lambda done, total: seen.append((done, total))) == len(NEWS)
        assert seen[-1] == (5, 5)
        encoded = words.encoded
        assert store.put(NEWS) == ["unchanged"] * 5
        assert store.work() == 0
        assert words.encoded == encoded


def test_an_update_is_searched_and_the_old_version_is_not(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        store.work()
        store.put([Article("storm", "The hurricane spared the coast.", outlet="Post")])
        store.work()
        assert [hit.text for hit in store.search("hurricane", filters=Filters(article_ids=("storm",)))] == [
            "The hurricane spared the coast."
        ]
        assert store.passages("storm", store.versions("storm")[0])[0].text.startswith("A hurricane destroyed")
        assert store.stats().vectors == store.stats().passages


def test_a_deleted_article_is_gone_from_chroma_too(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        store.work()
        store.delete("storm")
        assert (store.stats().vectors, store.stats().articles) == (4, 4)
        assert all(hit.article_id != "storm" for hit in store.search("hurricane coast"))
        with pytest.raises(NotFound):
            store.get("storm")


def test_another_embedding_model_is_refused_until_a_reindex(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        store.work()
    other = WordEmbedder()
    other.digest = "words-2"
    other.name = "other words"
    with pytest.raises(ModelMismatch, match="reindex"):
        Store.open(tmp_path, other)
    with Store.open(tmp_path, other, reindex=True) as store:
        assert store.reindex() == 5
        assert store.search("hurricane")[0].article_id == "storm"
    with Store.open(tmp_path, other) as store:
        encoded = other.encoded
        assert store.reindex() == 5
        assert other.encoded == encoded
    with pytest.raises(ModelMismatch):
        Store.open(tmp_path, words)


@contextmanager
def full_disk() -> Iterator[None]:
    """Until it is left, no catalogue that is opened can grow."""

    def limit(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes the file's size if that is larger

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


MANY = [Article(f"m{number}", f"Notice {number} tells of road works. " * 20) for number in range(200)]


def test_a_full_disk_loses_nothing_and_the_store_works_again(tmp_path: Path, words: WordEmbedder) -> None:
    with Store.open(tmp_path, words) as store:
        store.put(NEWS)
        store.work()
        before = store.search("ferry coast")
    with full_disk(), Store.open(tmp_path, words) as store:
        with pytest.raises(StoreError, match="is full; free some space"):
            store.put(MANY)
        assert len(store.articles()) == len(NEWS)
        assert store.search("ferry coast") == before
    with Store.open(tmp_path, words) as store:
        assert store.put(MANY) == ["added"] * len(MANY)
    with full_disk(), Store.open(tmp_path, words) as store:
        with pytest.raises(StoreError, match="is full; free some space"):
            store.work()
        assert store.stats().articles == len(NEWS) + len(MANY)
        assert store.stats().pending > 0
    with Store.open(tmp_path, words) as store:
        store.work()
        stats = store.stats()
        assert stats.pending == 0
        assert stats.vectors == stats.passages


ON_A_FULL_DISK = """
from sqlalchemy import Engine, event
event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
from assistant.cli import main
main()
"""


def command_line(program: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *program, *arguments], capture_output=True, text=True, check=False)


def test_the_command_line_says_in_one_sentence_that_the_disk_is_full(tmp_path: Path) -> None:
    first, more, store = tmp_path / "first.txt", tmp_path / "more", tmp_path / "store"
    first.write_text("The ferry Halcyon sank off Port Sarrow on Monday, the coast guard said.")
    more.mkdir()
    for article in MANY[:40]:
        (more / f"{article.id}.txt").write_text(f"{article.id}. {article.text}" * 5)
    at = ("--store", str(store))
    assert command_line(["-m", "assistant"], "ingest", str(first), *at).returncode == 0
    full = command_line(["-c", ON_A_FULL_DISK], "ingest", str(more), *at)
    assert full.returncode == 1
    assert "is full; free some space" in full.stderr
    assert "Traceback" not in full.stderr
    listed = command_line(["-m", "assistant"], "list", "--json", *at)
    assert [row["state"] for row in json.loads(listed.stdout)] == ["indexed"]
    again = command_line(["-m", "assistant"], "ingest", str(more), "--json", *at)
    assert (again.returncode, json.loads(again.stdout)["added"], json.loads(again.stdout)["pending"]) == (0, 40, 0)


def test_a_store_on_a_server_and_without_chroma(tmp_path: Path, words: WordEmbedder, chroma_server: str) -> None:
    with Store.open(tmp_path, words, search="exact") as store:
        store.put(NEWS)
        store.work()
        assert (store.stats().chroma, store.stats().vectors, store.stats().pending) == ("off", None, 0)
        exact = store.search("hurricane coast")
    with Store.open(tmp_path, words, chroma_url=chroma_server) as store:
        assert (store.stats().chroma, store.stats().vectors) == ("server", 5)
        assert store.search("hurricane coast") == exact
