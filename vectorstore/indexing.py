"""Working the queue: articles → passages → vectors → Chroma, in steps that can each be killed and repeated.

One process works at a time (``work.lock``, released by the system when its holder dies), a batch at a time; readers
go on meanwhile.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import numpy as np
from filelock import FileLock, Timeout

from vectorstore.catalogue import Catalogue
from vectorstore.chunking import embedding_text, split
from vectorstore.dense import ChromaIndex
from vectorstore.embedding import Embedder
from vectorstore.errors import StoreBusy
from vectorstore.queue import Matrix, Queue, Work, digest_of

logger = logging.getLogger("news_assistant")

_REBUILD_AT_ONCE = 10_000  # rows up to which Chroma is rebuilt wherever it is needed: about 2 s
_TOMBSTONES = 0.3  # share of dropped rows from which Chroma is rebuilt
_SAMPLE = 16  # vectors that a probe has to find


class Indexing:
    """The worker of one store in this process. Its caller lets in one thread at a time, except to complete()."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, index: ChromaIndex | None) -> None:
        """``index`` None: articles are done once they are prepared; Chroma is filled when a later open has it."""
        self._catalogue = catalogue
        self._queue = Queue(catalogue)
        self._embedder = embedder
        self._index = index
        self._trusted = True
        self._work_lock = FileLock(catalogue.path.with_name("work.lock"), thread_local=False)

    def run(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Work until nothing is left that this process can do; returns the articles finished."""
        opened = self.open()
        total = self._queue.pending() if opened or self._index is None else self._queue.pending(prepared=False)
        done = 0
        while True:
            with self._work_lock:
                prepared = self._prepare()
                indexed = self._fill() if opened or self._index is None else 0
                dropped = opened and self._drop()
            done += indexed if opened or self._index is None else prepared
            if on_progress is not None and (prepared or indexed):
                on_progress(min(done, total), total)
            if not (prepared or indexed or dropped) and not self._left(opened=opened):
                break
            opened = opened or self.open()
        if opened:
            self._purge()
        return done

    def open(self) -> bool:
        """Open Chroma if this process may, and make good what it has lost; False if another process owns it.

        Raises StoreError if a server does not answer.
        """
        if self._index is None or not self._index.acquire():
            return False
        if self._index.is_open and self._trusted:
            return True
        with self._work_lock:
            self._open_audited(self._index)
        return True

    def complete(self) -> bool:
        """Whether Chroma holds everything that is searchable."""
        return self._trusted and self._queue.pending(prepared=True) == 0

    def catch_up(self, seconds: float) -> None:
        """Give Chroma, which is open, what other processes prepared or deleted, for about so many seconds.

        Leaves it for another time while one of them is working.
        """
        if not self._trusted:
            return
        try:
            self._work_lock.acquire(timeout=0)
        except Timeout:
            return
        try:
            until = time.monotonic() + seconds
            while self._fill() and time.monotonic() < until:
                pass
            self._drop()
        finally:
            self._work_lock.release()

    def distrust(self) -> None:
        """Note that Chroma failed: the next open() rebuilds it."""
        self._trusted = False

    def drop(self) -> None:
        """Drop from Chroma what was deleted, if this process owns it, and erase it from its files if they are small."""
        if self.open():
            with self._work_lock:
                self._drop()
            self._purge()

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Empty Chroma and fill it again from the catalogue. Raises StoreBusy if another process owns it."""
        if self._index is not None:
            if not self._index.acquire():
                raise StoreBusy("another process owns the store's Chroma index; close it and run reindex again")
            with self._work_lock:
                self._reset(self._index)
        model = self._catalogue.fact("model_digest")
        if model != self._embedder.digest:
            self._queue.forget_model(
                model_name=self._embedder.name,
                model_digest=self._embedder.digest,
                dimension=str(self._embedder.dimension),
            )
        return self.run(on_progress)

    def _open_audited(self, index: ChromaIndex) -> None:
        must, may = self._queue.keys()
        sample = self._queue.sample(self._embedder.digest, _SAMPLE) if must else np.zeros((0, 0), np.float32)
        same_version = self._catalogue.fact("chroma_version") in (None, chroma_version())
        if not index.is_open and index.open(sample) and self._trusted and same_version:
            held = index.keys()
            missing, foreign = must - held, held - must - may
            if missing or foreign:
                logger.warning("Chroma lacks %d passages and holds %d too many; repaired", len(missing), len(foreign))
                self._queue.repair(sorted(missing), sorted(foreign))
                self._drop()
        else:
            missing = must
            if must:
                logger.warning("Chroma is rebuilt from the catalogue")
            self._reset(index)
        self._catalogue.note(chroma_version=chroma_version())
        if missing and len(missing) <= _REBUILD_AT_ONCE:
            while self._fill():
                pass

    def _reset(self, index: ChromaIndex) -> None:
        self._queue.requeue_all()
        index.reset()
        self._trusted = True

    def _prepare(self) -> int:
        batch = [self._split(work) for work in self._queue.to_prepare()]
        if not batch:
            return 0
        texts: dict[str, str] = {}
        for work in batch:
            for passage, digest in zip(work.passages, work.digests, strict=True):
                texts[digest] = embedding_text(work.article, passage)
        known = self._queue.known(texts, self._embedder.digest)
        fresh = {digest: text for digest, text in texts.items() if digest not in known}
        encoded = self._embedder.encode(list(fresh.values())) if fresh else np.zeros((0, 0), np.float32)
        vectors: dict[str, Matrix] = dict(zip(fresh, encoded, strict=True))
        return self._queue.prepare(batch, vectors, self._embedder.digest)

    def _split(self, work: Work) -> Work:
        passages = tuple(split(work.article))
        digests = tuple(digest_of(embedding_text(work.article, passage)) for passage in passages)
        return Work(work.article, work.revision, passages, digests)

    def _fill(self) -> int:
        """Write the next prepared articles to Chroma and mark them indexed."""
        ready = self._queue.ready(self._embedder.digest)
        if self._index is not None and ready.keys:
            self._index.upsert(ready.keys, ready.matrix)
        return self._queue.mark_indexed(ready.articles)

    def _drop(self) -> bool:
        keys = self._queue.stale()
        if self._index is None or not keys:
            return False
        self._index.delete(keys)
        self._queue.mark_dropped(keys)
        return True

    def _left(self, *, opened: bool) -> bool:
        """Whether something came in meanwhile that this process can do."""
        return self._queue.pending() > 0 if opened or self._index is None else self._queue.pending(prepared=False) > 0

    def _purge(self) -> None:
        """Rebuild Chroma if erased vectors may be in its files and it is small, or if it is full of dropped rows."""
        if self._index is None:
            return
        rows = self._index.count()
        owed = self._catalogue.fact("erasure") == "owed" and rows <= _REBUILD_AT_ONCE
        dropped = int(self._catalogue.fact("tombstones") or 0)
        if owed or dropped > _TOMBSTONES * (rows + dropped):
            with self._work_lock:
                self._reset(self._index)
                while self._fill():
                    pass


def chroma_version() -> str:
    """The installed version of Chroma, whose files a store holds."""
    from importlib.metadata import version

    return version("chromadb")
