"""Exact cosine over the catalogue's vectors: the reference search, and the one that always works.

The matrix is kept in memory (float32: 300 MB for 200,000 passages of 384 dimensions) and follows the catalogue: a
changed generation makes the next search read the rows that are new, whichever process wrote them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, select

from vectorstore.catalogue import Catalogue
from vectorstore.queue import Matrix, unpack
from vectorstore.records import CURRENT, is_current_version, parts
from vectorstore.schema import articles, passages, read_meta, vectors, versions
from vectorstore.types import Filters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_DAY = ""


@dataclass(frozen=True)
class _Snapshot:
    """The searched passages at one generation; all arrays have a row for each, in the order of the ids."""

    generation: int
    ids: NDArray[np.int64]
    digests: list[str]
    matrix: Matrix
    articles: NDArray[np.str_]
    days: NDArray[np.str_]
    outlets: NDArray[np.str_]
    sections: NDArray[np.str_]


class ExactSearch:
    """Cosine over all searched passages; any number of threads may search at once."""

    def __init__(self, catalogue: Catalogue, model: str) -> None:
        """Search the vectors of the embedding model with this digest."""
        self._catalogue = catalogue
        self._model = model
        self._lock = threading.Lock()
        self._snapshot: _Snapshot | None = None

    def search(self, vector: Matrix, limit: int, filters: Filters) -> list[tuple[int, float]]:
        """The passages nearest to a unit vector: (passage id, cosine), best first, the lower id first among equals."""
        snapshot = self._current()
        if not len(snapshot.ids):
            return []
        if filters.empty:
            chosen = np.arange(len(snapshot.ids))
            scores = snapshot.matrix @ vector
        else:
            chosen = np.flatnonzero(_mask(snapshot, filters))
            scores = snapshot.matrix[chosen] @ vector
        if limit < len(chosen):
            best = np.argpartition(-scores, limit - 1)[:limit]
            # Everything that ties with the last one taken, so that the order does not depend on the partition.
            best = np.flatnonzero(scores >= scores[best].min())
        else:
            best = np.arange(len(chosen))
        order = best[np.lexsort((snapshot.ids[chosen[best]], -scores[best]))][:limit]
        return [(int(snapshot.ids[chosen[row]]), float(scores[row])) for row in order]

    def _current(self) -> _Snapshot:
        snapshot = self._snapshot
        if snapshot is not None and snapshot.generation == self._catalogue.generation():
            return snapshot
        with self._lock, self._catalogue.reading() as connection:
            generation = int(read_meta(connection, "generation") or 0)
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = self._load(connection, generation, self._snapshot)
            return self._snapshot

    def _load(self, connection: Connection, generation: int, before: _Snapshot | None) -> _Snapshot:
        query = (
            select(
                passages.c.id, passages.c.digest, passages.c.article_id,
                versions.c.day, versions.c.outlet_key, versions.c.section_key,
            )
            .join(articles, CURRENT)
            .join(versions, is_current_version())
            .order_by(passages.c.id)
        )  # fmt: skip
        rows = connection.execute(query).all()
        known = {} if before is None else {digest: row for row, digest in enumerate(before.digests)}
        fresh = self._vectors(connection, sorted({row.digest for row in rows} - known.keys()))
        rows = [row for row in rows if row.digest in known or row.digest in fresh]
        dimension = len(next(iter(fresh.values()))) if fresh else before.matrix.shape[1] if before else 0
        matrix = np.empty((len(rows), dimension), dtype=np.float32)
        for position, row in enumerate(rows):
            matrix[position] = fresh[row.digest] if row.digest in fresh else before.matrix[known[row.digest]]  # type: ignore[union-attr]
        return _Snapshot(
            generation,
            np.array([row.id for row in rows], dtype=np.int64),
            [row.digest for row in rows],
            matrix,
            np.array([row.article_id for row in rows], dtype=object),
            np.array([row.day or _NO_DAY for row in rows], dtype=np.str_),
            np.array([row.outlet_key or "" for row in rows], dtype=object),
            np.array([row.section_key or "" for row in rows], dtype=object),
        )

    def _vectors(self, connection: Connection, digests: list[str]) -> dict[str, Matrix]:
        found: dict[str, Matrix] = {}
        for part in parts(digests):
            query = select(vectors.c.digest, vectors.c.vector)
            rows = connection.execute(query.where(vectors.c.model == self._model, vectors.c.digest.in_(part))).all()
            found.update(zip([row.digest for row in rows], unpack([row.vector for row in rows]), strict=True))
        return found


def _mask(snapshot: _Snapshot, filters: Filters) -> NDArray[np.bool_]:
    mask = np.ones(len(snapshot.ids), dtype=bool)
    if filters.dates.since:
        mask &= snapshot.days >= filters.dates.since.isoformat()
    if filters.dates.until:
        mask &= (snapshot.days <= filters.dates.until.isoformat()) & (snapshot.days != _NO_DAY)
    if filters.as_of:
        mask &= snapshot.days <= filters.as_of.isoformat()  # no day sorts before every day, and stays
    for values, wanted in (
        (snapshot.outlets, {outlet.casefold() for outlet in filters.outlets}),
        (snapshot.sections, {section.casefold() for section in filters.sections}),
        (snapshot.articles, set(filters.article_ids)),
    ):
        if wanted:
            mask &= np.fromiter((value in wanted for value in values), dtype=bool, count=len(values))
    return mask
