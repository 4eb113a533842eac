"""The shared library, ingested once with the real embedder and a real Chroma folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assistant.library import articles
from vectorstore.embedding import open_embedder
from vectorstore.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("library"), open_embedder()) as store:
        store.put(articles())
        store.work()
        yield store
