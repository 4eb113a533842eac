from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from vectorstore import lexical
from vectorstore.catalogue import Catalogue
from vectorstore.records import allowed
from vectorstore.schema import passages
from vectorstore.types import Filters

ROWS = [
    (1, "Bridge opens", "The mayor opened the new bridge over the harbor on Monday."),
    (2, "Budget", "The council debated the budget; the mayor was running late."),
    (3, "Weather", "Rain is expected in the harbor."),
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    catalogue = Catalogue(tmp_path_factory.mktemp("lexical") / "catalogue.sqlite3")
    with catalogue.writing() as opened:
        lexical.add(opened, ROWS)
    with catalogue.reading() as opened:
        yield opened
    catalogue.close()


def ids(found: list[tuple[int, float]]) -> list[int]:
    return [passage_id for passage_id, _ in found]


def test_words_are_found_by_their_stems_and_the_rare_ones_count_most(connection: Connection) -> None:
    assert ids(lexical.search(connection, "Who opens bridges?", 10)) == [1]
    assert ids(lexical.search(connection, "the mayor runs", 10)) == [2, 1]


def test_scores_fall_and_the_limit_holds(connection: Connection) -> None:
    found = lexical.search(connection, "mayor harbor bridge", 10)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert lexical.search(connection, "mayor harbor bridge", 1) == found[:1]


@pytest.mark.parametrize("query", ["", "   ", "what was the", "?!…", "\x00", '""', "😀", "NOT"])
def test_nothing_to_look_for_finds_nothing(connection: Connection, query: str) -> None:
    assert lexical.search(connection, query, 10) == []


@pytest.mark.parametrize(
    "query", ['bridge"', "bridge*", "bridge NEAR(", "heading:bridge", "bridge\x00", "-bridge", "(bridge"]
)
def test_the_syntax_of_fts5_means_nothing(connection: Connection, query: str) -> None:
    assert ids(lexical.search(connection, query, 10))[0] == 1


@given(st.text())
def test_any_text_is_a_query(connection: Connection, query: str) -> None:
    assert set(ids(lexical.search(connection, query, 10))) <= {1, 2, 3}


def test_a_filter_leaves_only_what_it_allows(connection: Connection) -> None:
    assert lexical.search(connection, "mayor", 10, allowed(Filters(outlets=("nobody",)))) == []
    assert lexical.search(connection, "mayor", 10, select(passages.c.id)) == []


def test_common_words_are_read_only_while_the_budget_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "POSTINGS", 5)
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3")
    with catalogue.writing() as opened:
        lexical.add(opened, [(number, "", "common" + (" rare" if number == 7 else "")) for number in range(1, 21)])
    with catalogue.reading() as opened:
        assert ids(lexical.search(opened, "common rare", 30)) == [7]
        assert len(lexical.search(opened, "common", 30)) == 20
    catalogue.close()


def test_removed_passages_are_gone_and_the_index_stays_whole(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3")
    with catalogue.writing() as opened:
        lexical.add(opened, ROWS)
        lexical.remove(opened, ROWS[:1])
        lexical.compact(opened)
        assert lexical.search(opened, "bridge", 10) == []
        assert ids(lexical.search(opened, "mayor", 10)) == [2]
        try:
            opened.exec_driver_sql("INSERT INTO lexical(lexical) VALUES ('integrity-check')")
        except DBAPIError as error:
            pytest.fail(f"the index is damaged: {error}")
    catalogue.close()
