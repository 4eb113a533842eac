"""Run in a child process: whether a Chroma folder can be opened and searched at all.

A damaged index can kill the process that opens it (chroma #7090, #7238), so after an unclean stop a child tries
first: ``python -m vectorstore.probe FOLDER COLLECTION`` reads unit vectors that the index should hold as JSON
on its standard input and exits 0 if it answers and finds each of them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_SAME = 0.01  # cosine distance of a stored vector to itself, float16 and the index's own rounding included


def probe(folder: Path, collection: str, sample: list[list[float]]) -> bool:
    """Whether the folder opens, counts and finds the sample."""
    from vectorstore.dense import folder_client

    client = folder_client(folder)
    try:
        rows = client.get_collection(collection, embedding_function=None)
        if rows.count() < len({tuple(vector) for vector in sample}):
            return False
        if not sample:
            return True
        found = rows.query(query_embeddings=sample, n_results=1, include=["distances"])  # type: ignore[arg-type]
        return all(distances and distances[0] < _SAME for distances in found["distances"] or [])
    finally:
        client.close()  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(0 if probe(Path(sys.argv[1]), sys.argv[2], json.load(sys.stdin)) else 1)
