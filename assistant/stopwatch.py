"""Where the time of one answer goes."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stopwatch:
    """Milliseconds spent in each stage; a stage inside another one counts as itself alone."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self._started = time.perf_counter()
        self._inside = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the time inside the block to the stage ``name``."""
        started, before, self._inside = time.perf_counter(), self._inside, 0.0
        try:
            yield
        finally:
            spent = (time.perf_counter() - started) * 1000
            self.timings[name] = round(self.timings.get(name, 0.0) + spent - self._inside, 1)
            self._inside = before + spent

    def total(self) -> dict[str, float]:
        """All stages and the total so far."""
        return {**self.timings, "total": round((time.perf_counter() - self._started) * 1000, 1)}
