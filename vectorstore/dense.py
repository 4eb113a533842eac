"""Chroma: the index at scale, and a cache that can be rebuilt from the catalogue's vectors at any time.

A folder has one owner, the process that holds ``chroma.lock``; a server is shared. Rows are a key and a vector and
nothing else: no text and no metadata, since every hit is looked up in the catalogue and filters search exactly.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock, Timeout

from vectorstore.errors import BadInput, StoreError
from vectorstore.queue import Matrix

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

logger = logging.getLogger("news_assistant")

_BATCH = 5_000  # rows in one call; Chroma refuses more than 5,461
_PROBE_SECONDS = 120
_KNOCK_SECONDS, _SERVER_SECONDS = 5.0, 60.0
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 200}}


class ChromaIndex:
    """One collection, in the store's folder or on a server. Its methods raise StoreError when Chroma fails."""

    def __init__(self, root: Path, collection: str, *, url: str | None = None, token: str | None = None) -> None:
        """Name the collection; nothing is opened or imported yet. Raises BadInput for a URL that is none."""
        self.url = url
        self._token = token
        self._name = collection
        self._folder = root / "chroma"
        self._marker = root / "chroma.open"
        self._lock = FileLock(root / "chroma.lock", thread_local=False)
        self._guard = threading.RLock()
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None
        if url is not None and not _is_address(url):
            raise BadInput(f"{url!r} is not the address of a Chroma server; write it as http://127.0.0.1:8000")

    @property
    def is_open(self) -> bool:
        """Whether searches and writes can be made."""
        return self._collection is not None

    def acquire(self) -> bool:
        """Become the folder's owner, without waiting; False if another process is. A server has no owner."""
        if self.url is not None or self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def open(self, sample: Matrix) -> bool:
        """Open the index; the caller has acquired it. False if the folder was lost or damaged and is empty now.

        After an unclean stop a child process first tries to find ``sample``, vectors that the index should hold.
        """
        with self._guard:
            sound = self.url is not None or self._sound(sample)
            if not sound:
                shutil.rmtree(self._folder, ignore_errors=True)
            try:
                self._connect()
            except StoreError:
                if self.url is not None:
                    raise
                logger.warning("the Chroma folder cannot be opened; it is rebuilt from the catalogue")
                self.reset()
                return False
            return sound

    def reset(self) -> None:
        """Start empty: nothing of what was indexed stays on the disk. The caller queues what is to be indexed."""
        with self._guard:
            if self.url is None:
                self._disconnect()
                shutil.rmtree(self._folder, ignore_errors=True)
                self._connect()
                return
            with self._failing():
                if self._client is None:
                    self._connect()
                client = self._opened_client()
                if any(one.name == self._name for one in client.list_collections()):
                    client.delete_collection(self._name)
                self._collection = _collection(client, self._name)

    def close(self) -> None:
        """Close the index and give the folder up."""
        with self._guard:
            was_open = self.is_open
            self._disconnect()
            if was_open and self.url is None:
                self._marker.unlink(missing_ok=True)
            self._lock.release()

    def count(self) -> int:
        """Rows in the index."""
        with self._failing():
            return self._rows().count()

    def keys(self) -> set[str]:
        """All keys in the index."""
        with self._failing():
            rows = self._rows()
            found: set[str] = set()
            while len(page := rows.get(limit=_BATCH, offset=len(found), include=[])["ids"]) > 0:
                found.update(page)
            return found

    def upsert(self, keys: Sequence[str], matrix: Matrix) -> None:
        """Write rows, replacing those with the same keys."""
        with self._failing():
            for start in range(0, len(keys), _BATCH):
                part = slice(start, start + _BATCH)
                self._rows().upsert(ids=list(keys[part]), embeddings=matrix[part])

    def delete(self, keys: Sequence[str]) -> None:
        """Drop rows; unknown keys are no error."""
        with self._failing():
            for start in range(0, len(keys), _BATCH):
                self._rows().delete(ids=list(keys[start : start + _BATCH]))

    def query(self, vector: Matrix, limit: int) -> list[str]:
        """The keys nearest to a vector by cosine, best first, the key first in order among equals."""
        with self._failing():
            found = self._rows().query(query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"])
            distances = (found["distances"] or [[]])[0]
            return [key for _, key in sorted(zip(distances, found["ids"][0], strict=True))]

    def _sound(self, sample: Matrix) -> bool:
        if not self._folder.exists():
            return not len(sample)
        if not self._marker.exists():
            return True
        command = [sys.executable, "-m", "vectorstore.probe", str(self._folder), self._name]
        root = str(Path(__file__).parents[1])
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
        try:
            child = subprocess.run(
                command, input=json.dumps(sample.tolist()), capture_output=True, text=True, check=False,
                timeout=_PROBE_SECONDS, env=environment,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        if child.returncode:
            logger.warning("the Chroma folder did not survive an unclean stop; it is rebuilt from the catalogue")
        return child.returncode == 0

    def _connect(self) -> None:
        with self._failing():
            if self.url is None:
                self._marker.touch()
                self._client = folder_client(self._folder)
            else:
                self._client = _server_client(self.url, self._token)
            self._collection = _collection(self._client, self._name)

    def _disconnect(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            with self._failing():
                for session in _sessions(client) if self.url is not None else ():
                    session.close()
                client.close()  # type: ignore[attr-defined]

    def _opened_client(self) -> ClientAPI:
        if self._client is None:
            raise StoreError("the Chroma index is closed; open the store again")
        return self._client

    def _rows(self) -> Collection:
        if self._collection is None:
            raise StoreError("the Chroma index is closed; open the store again")
        return self._collection

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Turn whatever Chroma raises into a StoreError; its Rust core's panics are no Exceptions."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit, StoreError):
            raise
        except BaseException as error:
            if self.url is not None:
                raise StoreError(
                    f"the Chroma server at {self.url} does not answer as it should ({type(error).__name__}); "
                    "start it, check the token, or unset NEWS_ASSISTANT_CHROMA_URL"
                ) from error
            raise StoreError(
                f"the Chroma folder {self._folder} failed ({type(error).__name__}); run `reindex` to rebuild it"
            ) from error


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # such as http://[x or http://host:port
        return False


def folder_client(folder: Path) -> ClientAPI:
    """A client of a Chroma folder, without telemetry."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    try:
        return chromadb.PersistentClient(str(folder), settings=_settings())
    except BaseException:
        # Chroma keeps a client that failed to start and would hand it out again for the rebuilt folder.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)  # noqa: SLF001  Chroma is pinned exactly
        raise


def _server_client(url: str, token: str | None) -> ClientAPI:
    import chromadb
    import httpx

    # Chroma's own client waits for ever: a first knock with a limit, and a limit on its connection afterwards.
    httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=_KNOCK_SECONDS).raise_for_status()
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    client = chromadb.HttpClient(
        host=parts.hostname or "",
        port=parts.port or (443 if secure else 80),
        ssl=secure,
        headers={"Authorization": f"Bearer {token}"} if token else None,
        settings=_settings(),
    )
    for session in _sessions(client):
        session.timeout = httpx.Timeout(_SERVER_SECONDS)
    return client


def _sessions(client: Any) -> list[Any]:  # noqa: ANN401 (Chroma's private types)
    """The connections of a client of a server, which Chroma neither limits nor closes (it is pinned exactly)."""
    return [one._server._session for one in (client, client._admin_client)]  # noqa: SLF001


def _settings() -> Any:  # noqa: ANN401 (imported late)
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _collection(client: ClientAPI, name: str) -> Collection:
    # Chroma's own embedding functions are never used: on a server they run code (CVE-2026-45829).
    return client.get_or_create_collection(name, configuration=_CONFIGURATION, embedding_function=None)  # type: ignore[arg-type]


def unit(vector: Sequence[float]) -> Matrix:
    """A vector of length 1 as float32."""
    array = np.asarray(vector, dtype=np.float32)
    norm = float(np.linalg.norm(array))
    return array / norm if norm else array
