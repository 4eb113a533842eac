"""pytest plugin: the fixture ``news_assistant``, an assistant over a team's own articles. Imports nothing until used.

    @pytest.fixture(scope="session")
    def news_articles():                       # files and folders; leave it out to use --news-assistant-store
        return ["articles"]

    def test_tunnel(news_assistant):
        assert_faithful(news_assistant.ask("How long will the tunnel be?"))

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.api import Assistant


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two options, named so that no other plugin has them."""
    group = parser.getgroup("news-assistant", "answers over news articles")
    group.addoption("--news-assistant-store", metavar="DIR", help="Library that the fixture news_assistant asks.")
    group.addoption("--news-assistant-llm", metavar="MODEL", help="Its language model: embedded, none, provider:model.")


@pytest.fixture(scope="session")
def news_articles() -> Sequence[str]:
    """Files and folders of articles to ask; override it. By default none: the library is asked."""
    return ()


@pytest.fixture(scope="session")
def news_assistant(
    request: pytest.FixtureRequest, news_articles: Sequence[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """An assistant over ``news_articles``, or over the library of --news-assistant-store or NEWS_ASSISTANT_STORE."""
    from pathlib import Path

    from assistant.api import Assistant, read_settings
    from evals.corpus import build_store, read_corpus
    from vectorstore.embedding import open_embedder

    given = {"store": request.config.getoption("news_assistant_store"),
             "llm": request.config.getoption("news_assistant_llm")}  # fmt: skip
    settings = read_settings(search="exact", llm_cache=False, **{name: one for name, one in given.items() if one})
    store = settings.store
    if news_articles:
        corpus = read_corpus([Path(one) for one in news_articles])
        store = build_store(corpus, tmp_path_factory.mktemp("news-assistant"), open_embedder(settings.embedding_model))
    with Assistant.open(store, settings=settings) as assistant:
        yield assistant
