"""Kill an ingest at random, run it again, compare with one that was never interrupted.

    python benchmarks/soak.py --kills 30

Each round starts an empty store and kills its ingest five times, then lets it finish. A kill comes a random moment
after a random share of the writes is made, so that the kills are spread over the putting of the articles, their
preparing and Chroma, however long a resumed run takes to come back to where it was. Exits 1 on any difference, or if
fewer than two thirds of the kills fell between the first and the last write. The embedder is a fast deterministic
one: what is under test is that nothing is lost, not what a vector means.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vectorstore import queue
from vectorstore.embedding import Embedder
from vectorstore.store import Store
from vectorstore.types import Article

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARTICLES = 600
BATCH = 50  # articles of one transaction, and of one write to Chroma
POLL = 0.002  # seconds between two looks at a running ingest
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
        for number, text in enumerate(texts):
            for word in text.lower().split():
                rows[number] += np.random.default_rng(list(word.encode())).standard_normal(self.dimension)
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
    """Put all articles and work the queue; tell when the store is open and when all is done."""
    batch = articles()
    queue._ARTICLES = queue._READY = BATCH  # noqa: SLF001  many steps out of few articles
    with Store.open(folder, WordEmbedder()) as store:
        wrote.send("open")
        for start in range(0, len(batch), BATCH):
            store.put(batch[start : start + BATCH])
        store.work()
        wrote.send("done")


@dataclass(frozen=True)
class Written:
    """How many articles are put, prepared and indexed."""

    put: int
    prepared: int
    indexed: int

    @property
    def share(self) -> float:
        """The share of the writes that are made: 0 before the first, 1 after the last."""
        return (self.put + self.prepared + self.indexed) / (3 * ARTICLES)

    @property
    def phase(self) -> str:
        """What an ingest that got so far does next."""
        if self.put < ARTICLES:
            return "putting"
        return "writing to Chroma" if self.prepared > self.indexed else "preparing"


def written(folder: Path) -> Written:
    """How far an ingest is or was, read without changing anything."""
    address = f"{(folder / 'catalogue.sqlite3').as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as catalogue:
        counts = "SELECT count(*), total(prepared), total(state = 'indexed') FROM articles"
        return Written(*map(int, catalogue.execute(counts).fetchone()))


def run(folder: Path, kill_at: float | None = None, delay: float = 0) -> float:
    """One ingest, killed so many seconds after it has made a share of its writes; its seconds since it was open."""
    receiver, sender = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=ingest, args=(folder, sender))
    child.start()
    sender.close()
    receiver.recv()
    started = time.monotonic()
    if kill_at is None:
        receiver.poll(None)
    else:
        while not receiver.poll(POLL) and written(folder).share < kill_at:
            pass
        receiver.poll(delay)
    seconds = time.monotonic() - started
    if kill_at is not None and child.pid is not None and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    receiver.close()
    if kill_at is None and child.exitcode:
        sys.exit(f"an ingest that nobody killed ended with exit code {child.exitcode}")
    child.close()
    return seconds


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
    step = seconds / (3 * ARTICLES / BATCH)
    kills_at: list[Written] = []
    failed = False
    for first in range(0, kills, KILLS_PER_STORE):
        store = folder / f"store-{first}"
        here: list[Written] = []
        for aim in sorted(chance.random() for _ in range(min(KILLS_PER_STORE, kills - first))):
            made = here[-1].share if here else 0
            run(store, aim if aim > made else chance.uniform(made, 1), chance.uniform(0, step))
            here.append(written(store))
        run(store)
        differs = differences(whole, content(store))
        failed = failed or bool(differs)
        kills_at += here
        shares = ", ".join(f"{one.share:.0%}" for one in here)
        verdict = f"differs in {', '.join(differs)}" if differs else "same as uninterrupted"
        sys.stdout.write(f"kills {first + 1} to {first + len(here)} at {shares} of the writes: {verdict}\n")
        sys.stdout.flush()
    between = [one for one in kills_at if 0 < one.share < 1]
    sys.stdout.write(
        f"{kills} kills, {len(between)} between the first and the last write ({seconds:.1f} s in one go)\n"
    )
    for phase, count in Counter(one.phase for one in between).most_common():
        sys.stdout.write(f"  while {phase:<18} {count}\n")
    tenths = Counter(int(one.share * 10) for one in between)
    for tenth in range(10):
        sys.stdout.write(f"  {tenth * 10:>3} to {tenth * 10 + 10:>3} %  {'#' * tenths[tenth]}\n")
    enough = len(between) >= kills * 2 / 3
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
