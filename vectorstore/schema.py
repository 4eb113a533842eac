"""The catalogue's tables, its migrations, and the SQLite engine they live in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_fixed

from vectorstore import lexical
from vectorstore.errors import NewerStore, StoreBusy, StoreError

BUSY = 30
"""Seconds that one process waits for another that holds the store."""

tables = MetaData()

meta = Table("meta", tables, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

articles = Table(
    "articles",
    tables,
    Column("number", Integer, primary_key=True),  # the order of arrival, in which the queue is worked
    Column("id", Text, nullable=False, unique=True),
    Column("version", Text, nullable=False),  # the current one
    Column("state", Text, nullable=False),  # pending: something of it is still to be done; indexed: nothing is
    Column("prepared", Boolean, nullable=False),  # its passages, vectors and lexical rows are written
    Column("revision", Integer, nullable=False),  # grows with every change, so that a worker notices one under it
    Column("first_seen", Text, nullable=False),
    Column("indexed_at", Text),
    Index("articles_state", "state", "prepared"),
)

versions = Table(
    "versions",
    tables,
    Column("number", Integer, primary_key=True),  # the order of arrival
    Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("version", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("shown_title", Text, nullable=False),  # the title, or one derived from the text
    Column("outlet", Text),
    Column("outlet_key", Text),  # casefolded: what filters compare
    Column("section", Text),
    Column("section_key", Text),
    Column("published", Text),
    Column("day", Text),  # the calendar day of published: what date filters compare
    Column("url", Text),
    Column("kind", Text, nullable=False),
    Column("language", Text),
    Column("details", JSON, nullable=False),  # everything else that an Article says of itself
    UniqueConstraint("article_id", "version"),
)

passages = Table(
    "passages",
    tables,
    Column("id", Integer, primary_key=True),  # also the row of the lexical index
    Column("article_id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # the row of Chroma
    Column("digest", Text, nullable=False, index=True),  # sha256 of the embedded text
    ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.version"], ondelete="CASCADE"
    ),
    Index("passages_version", "article_id", "version"),
)  # fmt: skip

vectors = Table(
    "vectors",
    tables,
    Column("digest", Text, primary_key=True),
    Column("model", Text, primary_key=True),  # the embedding model's digest
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
)

stale = Table("stale", tables, Column("key", Text, primary_key=True))  # rows that Chroma still has to drop


def _version_1(connection: Connection) -> None:
    tables.create_all(connection)
    lexical.create(connection)
    write_meta(connection, store_id=uuid.uuid4().hex, generation="0")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_version_1,)
"""Migration n takes a store from schema version n - 1 to n, inside one transaction."""


def read_meta(connection: Connection, key: str) -> str | None:
    """One value of the store's own facts, or None."""
    return connection.scalar(select(meta.c.value).where(meta.c.key == key))


def write_meta(connection: Connection, **values: str) -> None:
    """Set some of the store's own facts."""
    for key, value in values.items():
        connection.execute(meta.delete().where(meta.c.key == key))
        connection.execute(meta.insert().values(key=key, value=value))


def migrate(connection: Connection) -> None:
    """Bring the schema up to date within the caller's transaction.

    Raises NewerStore if the store was written by a newer version of this program.
    """
    known = inspect(connection).has_table("meta")
    version = int(read_meta(connection, "schema") or 0) if known else 0
    if version > len(MIGRATIONS):
        raise NewerStore(
            f"the store has schema version {version} and this program knows {len(MIGRATIONS)}; "
            "update the program, or use another store"
        )
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        step(connection)
        write_meta(connection, schema=str(number))


def connect(path: Path) -> Engine:
    """An engine on one SQLite file: WAL, foreign keys, every commit on the disk before it returns."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # a path may hold what means something in a URL, such as "?"
        connect_args={"timeout": BUSY, "isolation_level": None},
        pool_size=16,
        max_overflow=32,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DBAPI connection has no type)
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write takes the lock at once: two that read first and write later would deadlock.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@retry(
    retry=retry_if_exception_message(match=".*locked"), wait=wait_fixed(0.05), stop=stop_after_delay(BUSY), reraise=True
)
def _write_ahead(connection: Any) -> None:  # noqa: ANN401 (a DBAPI connection has no type)
    """Switch to WAL; for this one statement SQLite does not wait for another process that switches at the same time."""
    connection.execute("PRAGMA journal_mode=WAL")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a StoreError of one sentence."""
    try:
        yield
    except DBAPIError as error:
        raise _explain(str(error.orig), path) from error


def _explain(reason: str, path: Path) -> StoreError:
    lowered = reason.lower()
    if "full" in lowered:
        return StoreError(f"the disk that holds the store {path} is full; free some space and run the command again")
    if "locked" in lowered or "busy" in lowered:
        return StoreBusy(f"another process held the store {path} for 30 s; try again later")
    if "malformed" in lowered or "not a database" in lowered:
        return StoreError(f"the store {path} is damaged ({reason}); restore a backup or ingest into a new one")
    if "readonly" in lowered or "unable to open" in lowered:
        return StoreError(f"the store {path} cannot be opened for writing ({reason}); check its permissions")
    return StoreError(f"the store {path} failed: {reason}")
