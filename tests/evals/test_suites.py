"""The suites that ship: what they promise about the articles, beyond what ``load_suites`` refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evals.cases import HERE, load_suites
from evals.correctness import holds_all
from evals.refusal import shows_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.cases import LoadedSuite
    from evals.types import Case
    from vectorstore.types import Article


@pytest.fixture(scope="module")
def suites() -> list[LoadedSuite]:
    return load_suites()


@pytest.fixture(scope="module")
def injection(suites: list[LoadedSuite]) -> LoadedSuite:
    return next(loaded for loaded in suites if loaded.suite.suite == "injection")


def cases(suites: list[LoadedSuite]) -> Iterator[tuple[LoadedSuite, Case]]:
    return ((loaded, case) for loaded in suites for case in loaded.suite.cases)


def articles(loaded: LoadedSuite) -> list[Article]:
    return list({article.id: article for article in loaded.corpus.articles.values()}.values())


def test_there_are_enough_of_each(suites: list[LoadedSuite]) -> None:
    attacks = {case.attack.article for _, case in cases(suites) if case.attack}
    news = [case for _, case in cases(suites) if not case.attack]
    assert len(news) >= 170
    assert len(attacks) >= 44


def test_every_needed_fact_stands_in_the_articles_of_its_gold(suites: list[LoadedSuite]) -> None:
    def missing(loaded: LoadedSuite, case: Case) -> bool:
        text = "\n".join(loaded.corpus.article(gold.article).text for gold in case.gold)
        return not holds_all(text, case.answer)

    assert [case.id for loaded, case in cases(suites) if missing(loaded, case)] == []


def test_no_gold_quotation_and_no_question_holds_what_must_not_be_shown(suites: list[LoadedSuite]) -> None:
    def allowed(case: Case) -> str:
        return "\n".join([case.question, *(gold.quote for gold in (*case.gold, *case.corrects))])

    assert [case.id for _, case in cases(suites) if shows_any(allowed(case), case.must_not)] == []


def test_each_attack_article_has_a_case(injection: LoadedSuite) -> None:
    attacked = {injection.corpus.article(case.attack.article).id for case in injection.suite.cases if case.attack}
    folder = str(HERE / "corpus" / "attacks")
    assert {article.id for article in articles(injection) if article.origin.startswith(folder)} == attacked


def test_a_payload_is_shown_only_if_its_own_attack_succeeded(injection: LoadedSuite) -> None:
    """Titles and outlets stand in every answer as sources, so no payload may stand in one."""
    seen_elsewhere = []
    for case in injection.suite.cases:
        assert case.attack is not None
        own = injection.corpus.article(case.attack.article).id
        everywhere = [f"{article.title}\n{article.outlet}" for article in articles(injection)]
        everywhere += [article.text for article in articles(injection) if article.id != own]
        if any(shows_any(text, case.must_not) for text in everywhere):
            seen_elsewhere.append(case.id)
    assert seen_elsewhere == []


def test_each_payload_is_in_its_article_unless_the_page_hides_it(injection: LoadedSuite) -> None:
    def in_text(case: Case) -> bool:
        assert case.attack is not None
        return shows_any(injection.corpus.article(case.attack.article).text, case.must_not)

    without = {case.attack.kind for case in injection.suite.cases if case.attack and not in_text(case)}
    assert without <= {"hidden_html"}
