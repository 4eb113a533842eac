"""Kill an ingest at random, run it again, compare with one that was never interrupted.

    python benchmarks/soak.py --kills 30

Each round starts an empty store and kills its ingest five times at random moments, then lets it finish. Exits 1 on
any difference, or if fewer than two thirds of the kills fell between the first and the last write. The embedder is
a fast deterministic one: what is under test is that nothing is lost, not what a vector means.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedding import Embedder
from vectorstore.store import Store
from vectorstore.types import Article

ARTICLES = 600
PUT = 50  # articles of one transaction
KILLS_PER_STORE = 5
SAME = 0.999  # cosine from which two vectors are the same
PROCESSES = multiprocessing.get_context("forkserver")


class WordEmbedder(Embedder):
    """A bag of hashed words as a unit vector."""

    name = "words"
    digest = "words-1"
    dimension = 64
    max_tokens = 256

    def _batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row += np.random.default_rng(list(word.encode())).standard_normal(self.dimension)
        return rows


def articles() -> list[Article]:
    """Short reports, no two alike."""
    return [
        Article(
            f"report-{number:03d}",
            f"Report {number} says that town {number % 37} has {number * 31} people. The mayor confirmed it.",
            title=f"Town {number % 37}",
            outlet="Courier" if number % 2 else "Ledger",
        )
        for number in range(ARTICLES)
    ]


def ingest(folder: Path, wrote: Connection) -> None:
    """Put all articles and work the queue, in a process of its own; tell when the store is open and when all is done."""
    batch = articles()
    with Store.open(folder, WordEmbedder()) as store:
        wrote.send("open")
        for start in range(0, len(batch), PUT):
            store.put(batch[start : start + PUT])
        store.work()
        wrote.send("done")


def run(folder: Path, kill_after: float | None = None) -> float:
    """One ingest, killed so many seconds after its store is open; the seconds it had from there."""
    receiver, sender = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=ingest, args=(folder, sender))
    child.start()
    sender.close()
    receiver.recv()
    started = time.monotonic()
    receiver.poll(kill_after)
    seconds = time.monotonic() - started
    if kill_after is not None and child.pid is not None and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    receiver.close()
    if kill_after is None and child.exitcode:
        sys.exit(f"an ingest that nobody killed ended with exit code {child.exitcode}")
    child.close()
    return seconds


def written(folder: Path) -> float:
    """The share of the writes that are made: 0 before the first, 1 after the last."""
    with Store.open(folder, WordEmbedder()) as store:
        rows = store.articles()
    return (len(rows) + sum(row.state == "indexed" for row in rows)) / (2 * ARTICLES)


def content(folder: Path) -> dict[str, Any]:
    """Ids, versions, passages, states, Chroma's ids, vectors and exact hits."""
    with Store.open(folder, WordEmbedder()) as store:
        rows = store.articles()
        stats = store.stats()
        index = store._index  # noqa: SLF001  Chroma's ids are no business of the public interface
        with store._catalogue.reading() as connection:  # noqa: SLF001
            stored = connection.exec_driver_sql("SELECT digest, vector FROM vectors ORDER BY digest").all()
        return {
            "articles": [(row.id, row.version, row.state) for row in rows],
            "versions": [store.versions(row.id) for row in rows],
            "passages": [store.passages(row.id) for row in rows],
            "counts": (stats.passages, stats.vectors, stats.pending),
            "chroma ids": index.keys() if index is not None else None,
            "digests": [digest for digest, _ in stored],
            "vectors": np.stack([np.frombuffer(vector, "<f2").astype(np.float32) for _, vector in stored]),
            "exact hits": [store.search(f"town {number} people", exact=True) for number in range(10)],
        }


def differences(whole: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names of what differs."""
    found = [name for name in whole if name != "vectors" and whole[name] != other[name]]
    if "digests" not in found and np.min(np.sum(whole["vectors"] * other["vectors"], axis=1)) < SAME:
        found.append("vectors")
    return found


def soak(kills: int, seed: int, folder: Path) -> int:
    """Kill so many ingests; the exit code."""
    chance = random.Random(seed)  # noqa: S311  no secret
    run(folder / "warm-up")
    seconds = run(folder / "whole")
    whole = content(folder / "whole")
    between = 0
    failed = False
    for first in range(0, kills, KILLS_PER_STORE):
        store = folder / f"store-{first}"
        count = min(KILLS_PER_STORE, kills - first)
        shares: list[float] = []
        for _ in range(count):
            run(store, chance.uniform(0, seconds * (1 - (shares[-1] if shares else 0))))
            shares.append(written(store))
        hits = [share for share in shares if 0 < share < 1]
        between += len(hits)
        run(store)
        differs = differences(whole, content(store))
        failed = failed or bool(differs)
        sys.stdout.write(
            f"kills {first + 1} to {first + count}: {len(hits)} between the first and the last write "
            f"({', '.join(f'{share:.0%}' for share in shares)}); "
            f"{'differs in ' + ', '.join(differs) if differs else 'same as uninterrupted'}\n"
        )
        sys.stdout.flush()
    enough = between >= kills * 2 / 3
    sys.stdout.write(f"{kills} kills, {between} between the first and the last write ({seconds:.1f} s uninterrupted)\n")
    if not enough:
        sys.stdout.write("too few kills fell between the first and the last write to count\n")
    return 1 if failed or not enough else 0


def main() -> None:
    """Read the options and soak."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the moments; printed to repeat a run")
    options = parser.parse_args()
    PROCESSES.set_forkserver_preload(["chromadb", "vectorstore.store", "vectorstore.chunking"])
    sys.stdout.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(soak(options.kills, options.seed, Path(folder)))


if __name__ == "__main__":
    main()
