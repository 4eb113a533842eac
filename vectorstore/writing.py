"""Changes to articles and to what is searched of them, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from vectorstore import lexical
from vectorstore.records import CURRENT, heading, is_current_version, parts, to_row
from vectorstore.schema import articles, passages, read_meta, stale, vectors, versions, write_meta
from vectorstore.types import Article, utc_now

Change = Literal["added", "updated", "unchanged"]
HOW_READ = frozenset({"origin", "extractor", "notes"})
"""What tells how an article came here; the same article from elsewhere is no change."""


def bump(connection: Connection) -> None:
    """Note that what is searched has changed."""
    write_meta(connection, generation=str(int(read_meta(connection, "generation") or 0) + 1))


def unindex(connection: Connection, article_id: str) -> None:
    """Take the searched passages of an article out of the lexical index."""
    query = (
        select(passages.c.id, passages.c.start, passages.c.end, versions.c.number, versions.c.title, versions.c.outlet)
        .join(articles, CURRENT)
        .join(versions, is_current_version())
        .where(articles.c.id == article_id)
    )
    rows = connection.execute(query).all()
    if rows:
        text = connection.scalar(select(versions.c.text).where(versions.c.number == rows[0].number)) or ""
        lexical.remove(
            connection, [(row.id, heading(row.title, row.outlet), text[row.start : row.end]) for row in rows]
        )


def queue_stale(connection: Connection, keys: Iterable[str]) -> None:
    """Note rows that Chroma still has to drop."""
    rows = [{"key": key} for key in keys]
    if rows:
        connection.execute(insert_or_ignore(stale).on_conflict_do_nothing(), rows)


def drop_orphans(connection: Connection, digests: Iterable[str]) -> None:
    """Delete those vectors that no passage of any version uses."""
    for part in parts(sorted(digests)):
        used = exists().where(passages.c.digest == vectors.c.digest)
        connection.execute(delete(vectors).where(vectors.c.digest.in_(part), ~used))


def _told(row: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """What a row tells of an article itself."""
    details = {name: value for name, value in row["details"].items() if name not in HOW_READ}
    return {name: row[name] for name in fields if name != "details"} | details


def store(connection: Connection, article: Article) -> Change:
    """Store an article; what changed becomes pending."""
    values = to_row(article)
    current = connection.execute(select(articles).where(articles.c.id == article.id)).first()
    this = (versions.c.article_id == article.id) & (versions.c.version == article.version)
    if current is None:
        connection.execute(
            insert(articles).values(
                id=article.id,
                version=article.version,
                state="pending",
                prepared=False,
                revision=1,
                first_seen=utc_now(),
            )
        )
        connection.execute(insert(versions).values(values))
        return "added"
    stored = connection.execute(select(versions).where(this)).mappings().first()
    if stored and current.version == article.version and _told(dict(stored), values) == _told(values, values):
        return "unchanged"
    unindex(connection, article.id)
    if current.version != article.version:
        superseded = (passages.c.article_id == article.id) & (passages.c.version == current.version)
        queue_stale(connection, connection.scalars(select(passages.c.key).where(superseded)).all())
    if stored:
        connection.execute(update(versions).where(this).values(values))
    else:
        connection.execute(insert(versions).values(values))
    connection.execute(
        update(articles)
        .where(articles.c.id == article.id)
        .values(version=article.version, state="pending", prepared=False, revision=articles.c.revision + 1)
    )
    return "updated"
