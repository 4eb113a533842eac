"""Ingest: articles from their sources into the store, whatever happens on the way.

What is read is written to the store's queue first and worked off after: an ingest that is killed or interrupted
loses nothing, and the next one, with or without new sources, finishes its work.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.sources import Failure, read
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vectorstore.store import Store

BATCH = 256


@dataclass(frozen=True, slots=True)
class IngestReport:
    """How many articles were added, updated or unchanged, what failed and why, and what is still to be indexed."""

    added: int
    updated: int
    unchanged: int
    failed: tuple[Failure, ...]
    pending: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape of the report."""
        return asdict(self)


def ingest(
    locations: Sequence[str],
    store: Store,
    *,
    now: datetime | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> IngestReport:
    """Read files and folders into the store and index everything that waits there.

    ``now`` (timezone-aware; None: the present) decides which dates lie in the future. ``on_progress`` gets the phase,
    what is done and the total: ("read", articles so far, 0 while unknown), then ("index", done, of all that waits).
    Raises StoreError where the store fails; a source that fails is listed in the report.
    """
    started = time.monotonic()
    report = on_progress or _quiet
    outcomes: Counter[str] = Counter()
    failed: list[Failure] = []
    for batch in _batches(read(locations, now=now or datetime.now(UTC))):
        articles = [item for item in batch if isinstance(item, Article)]
        failed += [item for item in batch if isinstance(item, Failure)]
        if articles:
            outcomes.update(store.put(articles))
        report("read", outcomes.total(), 0)
    store.work(lambda done, total: report("index", done, total))
    return IngestReport(
        added=outcomes["added"],
        updated=outcomes["updated"],
        unchanged=outcomes["unchanged"],
        failed=tuple(failed),
        pending=store.stats().pending,
        seconds=round(time.monotonic() - started, 3),
    )


def _batches(items: Iterator[Article | Failure]) -> Iterator[list[Article | Failure]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _quiet(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody asked for."""
