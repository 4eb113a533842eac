"""The store: put articles, work the queue, search by meaning and by words."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from vectorstore import fusion
from vectorstore.catalogue import Catalogue
from vectorstore.dense import ChromaIndex, unit
from vectorstore.embedding import Embedder
from vectorstore.errors import StoreError
from vectorstore.exact import ExactSearch
from vectorstore.indexing import Indexing
from vectorstore.queue import Matrix
from vectorstore.records import ArticleRow
from vectorstore.types import Article, Filters, Hit, Passage
from vectorstore.writing import Change

logger = logging.getLogger("news_assistant")

Progress = Callable[[int, int], None]
ChromaState = Literal["owned", "elsewhere", "server", "off"]

_CANDIDATES, _PER_HIT = 50, 5  # passages that each search contributes: at least, and for each one wanted
_SPARE = 20  # distinct passages looked at beyond those returned, so that no article crowds out the rest
_RETRY_SECONDS = 5.0  # between attempts of a search to own Chroma, and between those to catch up
_CATCH_UP_SECONDS = 1.0  # what one search gives to the work that other processes left


@dataclass(frozen=True, slots=True)
class Stats:
    """What the store holds. ``vectors`` is Chroma's count, None where this process cannot ask (``chroma`` says why)."""

    articles: int
    versions: int
    passages: int
    vectors: int | None
    pending: int
    newest: str | None
    outlets: int
    undated: int
    chroma: ChromaState


class Store:
    """Articles that can be searched. Safe to use from several threads; several processes may open one folder."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, index: ChromaIndex | None) -> None:
        """Use ``Store.open``."""
        self._catalogue = catalogue
        self.embedder = embedder
        self._index = index
        self._indexing = Indexing(catalogue, embedder, index)
        self._exact = ExactSearch(catalogue, embedder.digest)
        self._lock = threading.Lock()
        self._next_attempt = 0.0
        self._next_catch_up = 0.0

    @classmethod
    def open(
        cls,
        path: Path,
        embedder: Embedder,
        *,
        chroma_url: str | None = None,
        chroma_token: str | None = None,
        search: Literal["auto", "exact"] = "auto",
        reindex: bool = False,
    ) -> Store:
        """Open the store in a folder, creating it if absent. Chroma is not touched before the first search or work.

        Raises ModelMismatch if the store was written with another embedding model, unless ``reindex`` says that
        the caller is about to call reindex(); NewerStore; StoreError.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the store {path} cannot be created: {error.strerror}; name another folder") from error
        catalogue = Catalogue(path / "catalogue.sqlite3")
        try:
            catalogue.check_model(embedder.name, embedder.dimension, embedder.digest, replace=reindex)
            name = f"news-{catalogue.fact('store_id')}"
            index = ChromaIndex(path, name, url=chroma_url, token=chroma_token) if search == "auto" else None
        except BaseException:
            catalogue.close()
            raise
        return cls(catalogue, embedder, index)

    def put(self, articles: Sequence[Article]) -> list[Change]:
        """Store articles in one transaction, one Change for each; work() makes them searchable."""
        return self._catalogue.put(articles)

    def work(self, on_progress: Progress | None = None) -> int:
        """Work the queue until it is empty: chunk, embed, index. Returns the articles processed.

        ``on_progress`` gets (done, total) articles. May be interrupted at any point and called again. While another
        process owns Chroma, articles become searchable and stay pending for that process. Raises StoreError if a
        Chroma server does not answer.
        """
        with self._lock:
            return self._indexing.run(on_progress)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        filters: Filters = Filters(),
        exact: bool = False,
    ) -> list[Hit]:
        """The k passages nearest to a query by meaning and by words, best first; scores are fused ranks.

        At most three passages of one article stand before the rest; copies appear once, as their original.
        Filters are strict: what lacks a field that is filtered is left out. ``exact`` bypasses Chroma.
        """
        query = query.encode("utf-8", "replace").decode("utf-8").strip()
        if not query or k < 1:
            return []
        limit = max(_CANDIDATES, _PER_HIT * k)
        vector = unit(self.embedder.embed_query(query))
        near = None if exact or not filters.empty else self._from_chroma(vector, limit)
        if near is None:
            near = [passage_id for passage_id, _ in self._exact.search(vector, limit, filters)]
        worded = [passage_id for passage_id, _ in self._catalogue.lexical(query, limit, filters)]
        found = self._catalogue.found(dict.fromkeys(near + worded))
        ranked = fusion.collapse(fusion.rank(found, near, worded), k + max(k, _SPARE))
        return [fusion.to_hit(one) for one in fusion.spread(ranked, k)]

    def undated(self, filters: Filters) -> int:
        """How many articles a date filter leaves out only because they have no date."""
        return self._catalogue.undated(filters)

    def later(self, day: date, filters: Filters) -> int:
        """How many of the articles that pass the filters are dated later than a day."""
        return self._catalogue.later(day, filters)

    def get(self, article_id: str, version: str | None = None) -> Article:
        """An article, in its current version by default. Raises NotFound."""
        return self._catalogue.get(article_id, version)

    def articles(self) -> list[ArticleRow]:
        """All articles without their texts, the newest published first."""
        return self._catalogue.rows()

    def newest(self) -> ArticleRow | None:
        """The article published last, None if none has a date."""
        return self._catalogue.newest()

    def versions(self, article_id: str) -> list[str]:
        """The versions of an article, oldest first. Raises NotFound."""
        return self._catalogue.versions(article_id)

    def coverage(self) -> tuple[int, int, str | None]:
        """How many articles, from how many outlets, and when the newest was published; never waits for an ingest."""
        counts = self._catalogue.counts()
        return counts["articles"], counts["outlets"], counts["newest"]

    def passages(self, article_id: str, version: str | None = None) -> list[Passage]:
        """The passages of an article's version, in order. Raises NotFound."""
        return self._catalogue.passages(article_id, version)

    def delete(self, article_id: str) -> None:
        """Erase an article in all its versions. Raises NotFound.

        Text and vectors leave the catalogue's file at once. Chroma keeps dropped vectors in its files, so the owner
        rebuilds a small index right away (2 s for 9,000 passages) and a larger one when 30 % of it are dropped rows;
        reindex() does so at any time. If another process owns Chroma, that process does it at its next work().
        """
        self._catalogue.delete(article_id)
        with self._lock:
            self._indexing.drop()

    def outlets(self) -> list[str]:
        """The outlets of the articles, sorted."""
        return self._catalogue.distinct("outlet")

    def sections(self) -> list[str]:
        """The sections of the articles, sorted."""
        return self._catalogue.distinct("section")

    def stats(self) -> Stats:
        """What the store holds. Raises StoreError if a Chroma server does not answer."""
        state: ChromaState = "off"
        vectors = None
        if self._index is not None:
            with self._lock:
                opened = self._indexing.open()
            state = "elsewhere" if not opened else "server" if self._index.url else "owned"
            vectors = self._index.count() if opened else None
        return Stats(vectors=vectors, chroma=state, **self._catalogue.counts())

    def reindex(self, on_progress: Progress | None = None) -> int:
        """Rebuild Chroma from the catalogue's vectors, or everything from the texts if the embedding model changed.

        Returns the articles processed. Raises StoreBusy if another process owns Chroma.
        """
        with self._lock:
            return self._indexing.rebuild(on_progress)

    def close(self) -> None:
        """Close the files and give up Chroma's folder."""
        if self._index is not None:
            self._index.close()
        self._catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _from_chroma(self, vector: Matrix, limit: int) -> list[int] | None:
        """Ids from Chroma, or None where it cannot be used or lacks something that is searchable."""
        index = self._index
        if index is None or not self._opened():
            return None
        self._catch_up()
        if not self._indexing.complete():
            return None
        try:
            keys = index.query(vector, limit)
            ids = self._catalogue.ids_of(keys)
            if len(ids) < min(limit, index.count()):
                logger.warning("Chroma returned fewer passages than it holds; searched exactly instead")
                return None
        except StoreError as error:
            logger.warning("%s; searched exactly instead", error)
            with self._lock:
                self._indexing.distrust()
            return None
        return [ids[key] for key in keys if key in ids]

    def _opened(self) -> bool:
        """Whether Chroma is open to this process, tried again every few seconds. A failure is logged, not raised."""
        if self._index is None or self._index.is_open:
            return self._index is not None
        if time.monotonic() < self._next_attempt or not self._lock.acquire(blocking=False):
            return False
        try:
            return self._indexing.open()
        except StoreError as error:
            logger.warning("%s; searching exactly meanwhile", error)
            return False
        finally:
            self._next_attempt = time.monotonic() + _RETRY_SECONDS
            self._lock.release()

    def _catch_up(self) -> None:
        """Give Chroma what other processes ingested or deleted, every few seconds. A failure is logged, not raised."""
        if time.monotonic() < self._next_catch_up or not self._lock.acquire(blocking=False):
            return
        try:
            self._indexing.catch_up(_CATCH_UP_SECONDS)
        except StoreError as error:
            logger.warning("%s; searching exactly meanwhile", error)
        finally:
            self._next_catch_up = time.monotonic() + _RETRY_SECONDS
            self._lock.release()
