from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.catalogue import Catalogue
from vectorstore.errors import ModelMismatch, NewerStore, NotFound, StoreError
from vectorstore.indexing import Indexing
from vectorstore.schema import MIGRATIONS
from vectorstore.types import Article, DateRange, Filters, normalise

from .conftest import WordEmbedder

BRIDGE = Article(
    "a1", "The mayor opened the bridge.", title="Bridge", outlet="Harbor Times", authors=("Ana Ruiz",),
    published="2026-03-04", date_source="record", boilerplate=((0, 3),), notes=("a note",),
)  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.sqlite3")


def test_the_same_article_is_added_once(catalogue: Catalogue) -> None:
    assert catalogue.put([BRIDGE, BRIDGE]) == ["added", "unchanged"]
    assert catalogue.put([BRIDGE]) == ["unchanged"]
    stored = catalogue.get("a1")
    assert replace(stored, first_seen=None) == BRIDGE
    assert stored.first_seen is not None


def test_other_text_is_a_new_version_and_the_old_one_stays_readable(catalogue: Catalogue) -> None:
    newer = replace(BRIDGE, text="The mayor closed the bridge.", boilerplate=())
    catalogue.put([BRIDGE])
    assert catalogue.put([newer]) == ["updated"]
    assert catalogue.versions("a1") == [BRIDGE.version, newer.version]
    assert catalogue.get("a1").text == newer.text
    assert catalogue.get("a1", BRIDGE.version).text == BRIDGE.text


def test_an_article_can_return_to_an_earlier_version(catalogue: Catalogue) -> None:
    newer = replace(BRIDGE, text="The mayor closed the bridge.", boilerplate=())
    catalogue.put([BRIDGE, newer])
    assert catalogue.put([BRIDGE]) == ["updated"]
    assert catalogue.get("a1").version == BRIDGE.version
    assert len(catalogue.versions("a1")) == 2


def test_changed_metadata_updates_in_place(catalogue: Catalogue, words: WordEmbedder) -> None:
    catalogue.put([BRIDGE])
    Indexing(catalogue, words, None).run()
    assert catalogue.rows()[0].state == "indexed"
    assert catalogue.put([replace(BRIDGE, title="The new bridge")]) == ["updated"]
    row = catalogue.rows()[0]
    assert (row.title, row.version, row.state) == ("The new bridge", BRIDGE.version, "pending")
    assert catalogue.versions("a1") == [BRIDGE.version]


def test_articles_are_listed_newest_first_and_undated_last(catalogue: Catalogue) -> None:
    dates = {"old": "2025-01-01", "none": None, "new": "2026-05-01T10:00:00+02:00", "mid": "2026-05-01"}
    catalogue.put([Article(name, f"Text of {name}.", published=day) for name, day in dates.items()])
    assert [row.id for row in catalogue.rows()] == ["new", "mid", "old", "none"]
    assert catalogue.undated(Filters(dates=DateRange(since=date(2026, 1, 1)))) == 1
    assert catalogue.undated(Filters(outlets=("x",))) == 0


def test_what_does_not_exist_is_not_found(catalogue: Catalogue) -> None:
    catalogue.put([BRIDGE])
    for call in (
        lambda: catalogue.get("a2"),
        lambda: catalogue.get("a1", "0" * 64),
        lambda: catalogue.versions("a2"),
        lambda: catalogue.passages("a2"),
        lambda: catalogue.delete("a2"),
    ):
        with pytest.raises(NotFound):
            call()


def test_delete_leaves_no_byte_of_the_text_on_the_disk(catalogue: Catalogue, words: WordEmbedder) -> None:
    secret = Article("secret", "Zanzibarquux met Fnordheim twice. " * 30, title="Zanzibarquux")
    catalogue.put([BRIDGE, secret, replace(secret, text="Zanzibarquux again.")])
    Indexing(catalogue, words, None).run()
    catalogue.delete("secret")
    assert [row.id for row in catalogue.rows()] == ["a1"]
    for file in catalogue.path.parent.iterdir():
        content = file.read_bytes().lower()
        assert b"zanzibarquux" not in content, file
        assert b"fnordheim" not in content, file


def test_a_store_of_a_newer_program_is_refused(catalogue: Catalogue) -> None:
    catalogue.close()
    with sqlite3.connect(catalogue.path) as database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(len(MIGRATIONS) + 1),))
    with pytest.raises(NewerStore, match="update the program"):
        Catalogue(catalogue.path)


def test_a_damaged_store_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StoreError, match="damaged"):
        Catalogue(path)


def test_a_store_of_another_embedding_model_is_refused(catalogue: Catalogue) -> None:
    catalogue.check_model("minilm", 384, "d1", replace=False)
    catalogue.check_model("minilm", 384, "d1", replace=False)
    with pytest.raises(ModelMismatch, match="reindex"):
        catalogue.check_model("other", 768, "d2", replace=False)
    catalogue.check_model("other", 768, "d2", replace=True)


def test_filters_compare_outlets_and_sections_without_case(catalogue: Catalogue) -> None:
    catalogue.put([replace(BRIDGE, section="Politik/STRASSE")])
    dates = DateRange(since=date(2027, 1, 1))
    undated = Article("a2", "No date.", outlet="HARBOR TIMES", section="politik/straße")
    catalogue.put([undated])
    assert catalogue.undated(Filters(dates=dates, outlets=("harbor times",), sections=("Politik/Straße",))) == 1


_TEXTS = st.sampled_from(
    [
        "One. Two. Three.",
        "",
        "Ünïcode 😀 e\u0301 שלום. Next.",
        "A" * 900,
        "Line one.\r\nLine two.\n\nPara. " * 60,
        "nul\x00nul.",
    ]
)
_STEPS = st.lists(st.tuples(st.sampled_from(["put", "delete", "work"]), st.sampled_from("abc"), _TEXTS), max_size=12)


@settings(max_examples=25, deadline=None)
@given(_STEPS)
def test_every_passage_is_its_text_in_every_version_ever_stored(steps: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "catalogue.sqlite3")
        worker = Indexing(catalogue, WordEmbedder(), None)
        history: dict[str, set[str]] = {}
        for step, name, text in steps:
            if step == "put":
                article = Article(name, normalise(text), title=name)
                catalogue.put([article])
                history.setdefault(name, set()).add(article.version)
            elif step == "delete" and name in history:
                catalogue.delete(name)
                del history[name]
            elif step == "work":
                worker.run()
        worker.run()
        assert {row.id for row in catalogue.rows()} == history.keys()
        assert all(row.state == "indexed" for row in catalogue.rows())
        for name, versions in history.items():
            assert set(catalogue.versions(name)) == versions
            for version in versions:
                text = catalogue.get(name, version).text
                for passage in catalogue.passages(name, version):
                    assert passage.text == text[passage.start : passage.end]
        with catalogue.reading() as connection:
            orphans = "SELECT count(*) FROM vectors WHERE digest NOT IN (SELECT digest FROM passages)"
            assert connection.exec_driver_sql(orphans).scalar() == 0
        catalogue.close()
