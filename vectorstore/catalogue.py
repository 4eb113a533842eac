"""The catalogue: every article in every version. It is the truth; queue.py says what is still to be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, select

from vectorstore import lexical
from vectorstore.errors import ModelMismatch, NotFound
from vectorstore.records import (
    CURRENT,
    ArticleRow,
    Found,
    allowed,
    article_query,
    conditions,
    found_query,
    is_current_version,
    parts,
    row_query,
    to_article,
)
from vectorstore.schema import (
    articles,
    connect,
    migrate,
    passages,
    read_meta,
    translated,
    versions,
    write_meta,
)
from vectorstore.types import Article, Filters, Passage
from vectorstore.writing import Change, bump, drop_orphans, queue_stale, store, unindex


class Catalogue:
    """Articles, versions and passages in one SQLite file, open to all processes."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating or migrating it. Raises NewerStore or StoreError."""
        self.path = path
        self._engine = connect(path)
        with self.writing() as connection:
            migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store."""
        with translated(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock; committed when the block ends, undone when it raises."""
        with (
            translated(self.path),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def put(self, batch: Sequence[Article]) -> list[Change]:
        """Store articles in one transaction; what changed becomes pending. One Change for each, in order."""
        with self.writing() as connection:
            changes = [store(connection, article) for article in batch]
            if "updated" in changes:
                bump(connection)
        return changes

    def get(self, article_id: str, version: str | None = None) -> Article:
        """An article in one version, the current one by default. Raises NotFound."""
        with self.reading() as connection:
            row = connection.execute(article_query(article_id, version)).mappings().first()
        if row is None:
            raise NotFound(_missing(article_id, version))
        return to_article(row)

    def rows(self) -> list[ArticleRow]:
        """All articles in their current versions, the newest published first, undated ones last."""
        with self.reading() as connection:
            return [ArticleRow(**row) for row in connection.execute(row_query()).mappings()]

    def newest(self) -> ArticleRow | None:
        """The article published last, None if none has a date."""
        with self.reading() as connection:
            row = connection.execute(row_query().where(versions.c.day.is_not(None)).limit(1)).mappings().first()
        return ArticleRow(**row) if row else None

    def versions(self, article_id: str) -> list[str]:
        """The versions of an article, the one stored first in front. Raises NotFound."""
        query = select(versions.c.version).where(versions.c.article_id == article_id).order_by(versions.c.number)
        with self.reading() as connection:
            found = list(connection.scalars(query))
        if not found:
            raise NotFound(_missing(article_id, None))
        return found

    def passages(self, article_id: str, version: str | None = None) -> list[Passage]:
        """The passages of one version, in order; empty while it is not prepared. Raises NotFound."""
        article = self.get(article_id, version)
        query = (
            select(passages.c.start, passages.c.end)
            .where(passages.c.article_id == article_id, passages.c.version == article.version)
            .order_by(passages.c.start, passages.c.end)
        )
        with self.reading() as connection:
            spans = connection.execute(query).all()
        return [Passage(article_id, article.version, start, end, article.text[start:end]) for start, end in spans]

    def delete(self, article_id: str) -> None:
        """Erase an article: all versions, passages and vectors that no other passage shares. Raises NotFound.

        Its rows of Chroma are queued to be dropped; nothing of its text is left in the file.
        """
        with self.writing() as connection:
            unindex(connection, article_id)
            rows = connection.execute(
                select(passages.c.key, passages.c.digest).where(passages.c.article_id == article_id)
            ).all()
            if not connection.execute(delete(articles).where(articles.c.id == article_id)).rowcount:
                raise NotFound(_missing(article_id, None))
            queue_stale(connection, [row.key for row in rows])
            drop_orphans(connection, {row.digest for row in rows})
            lexical.compact(connection)
            write_meta(connection, erasure="owed")
            bump(connection)
        with translated(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")

    def distinct(self, column: Literal["outlet", "section"]) -> list[str]:
        """The outlets or sections of the current versions, sorted."""
        query = select(versions.c[column]).distinct().join(articles, is_current_version())
        with self.reading() as connection:
            return sorted(value for value in connection.scalars(query) if value)

    def undated(self, filters: Filters) -> int:
        """Articles that pass all of the filters but have no date, if the filters restrict dates; else 0."""
        if filters.dates == Filters().dates:
            return 0
        undated = Filters(outlets=filters.outlets, sections=filters.sections, article_ids=filters.article_ids)
        query = select(func.count()).select_from(articles).join(versions, is_current_version())
        with self.reading() as connection:
            return connection.scalar(query.where(versions.c.day.is_(None), *conditions(undated))) or 0

    def later(self, day: date, filters: Filters) -> int:
        """Articles that pass all of the filters and are dated later than a day."""
        query = select(func.count()).select_from(articles).join(versions, is_current_version())
        with self.reading() as connection:
            return connection.scalar(query.where(versions.c.day > day.isoformat(), *conditions(filters))) or 0

    def generation(self) -> int:
        """A number that grows with every change of what is searched, whichever process makes it."""
        with self.reading() as connection:
            return int(read_meta(connection, "generation") or 0)

    def fact(self, key: str) -> str | None:
        """One of the facts that the store keeps of itself, or None."""
        with self.reading() as connection:
            return read_meta(connection, key)

    def note(self, **facts: str) -> None:
        """Set facts, if they differ from what is stored."""
        if any(self.fact(key) != value for key, value in facts.items()):
            with self.writing() as connection:
                write_meta(connection, **facts)

    def check_model(self, name: str, dimension: int, digest: str, *, replace: bool) -> None:
        """Stamp a new store with its embedding model. Raises ModelMismatch if it has another, unless to be replaced."""
        stored = self.fact("model_digest")
        if stored is None:
            self.note(model_name=name, dimension=str(dimension), model_digest=digest)
        elif stored != digest and not replace:
            raise ModelMismatch(
                f"the store was written with the embedding model {self.fact('model_name')} and this is {name}; "
                "choose that model, or run `reindex` to embed all articles again with this one"
            )

    def counts(self) -> dict[str, Any]:
        """What the store holds: articles, versions, passages searched, pending, newest, outlets, undated."""
        current = select(func.count()).select_from(articles).join(versions, is_current_version())
        with self.reading() as connection:
            return {
                "articles": connection.scalar(select(func.count()).select_from(articles)),
                "versions": connection.scalar(select(func.count()).select_from(versions)),
                "passages": connection.scalar(select(func.count()).select_from(passages).join(articles, CURRENT)),
                "pending": connection.scalar(
                    select(func.count()).select_from(articles).where(articles.c.state == "pending")
                ),
                "newest": connection.scalar(
                    select(versions.c.published).join(articles, is_current_version())
                    .where(versions.c.day.is_not(None))
                    .order_by(versions.c.day.desc(), versions.c.published.desc()).limit(1)
                ),
                "outlets": connection.scalar(
                    select(func.count(versions.c.outlet.distinct())).join(articles, is_current_version())
                ),
                "undated": connection.scalar(current.where(versions.c.day.is_(None))),
            }  # fmt: skip

    def lexical(self, query: str, limit: int, filters: Filters) -> list[tuple[int, float]]:
        """BM25: (passage id, score), best first."""
        with self.reading() as connection:
            return lexical.search(connection, query, limit, None if filters.empty else allowed(filters))

    def found(self, ids: Iterable[int]) -> dict[int, Found]:
        """The passages among these ids that are searched at this moment, with their texts."""
        wanted = list(ids)
        with self.reading() as connection:
            rows = [row for part in parts(wanted) for row in connection.execute(found_query(part)).mappings()]
            numbers = {row["number"] for row in rows}
            query = select(versions.c.number, versions.c.text)
            texts = {
                number: text
                for part in parts(sorted(numbers))
                for number, text in connection.execute(query.where(versions.c.number.in_(part)))
            }
        return {
            row["passage_id"]: Found(
                text=texts[row["number"]][row["start"] : row["end"]],
                **{name: value for name, value in row.items() if name != "number"},
            )
            for row in rows
        }

    def ids_of(self, keys: Sequence[str]) -> dict[str, int]:
        """Chroma's keys → ids of the passages that are searched; unknown and superseded keys are missing."""
        with self.reading() as connection:
            return {
                key: passage_id
                for part in parts(list(keys))
                for key, passage_id in connection.execute(
                    select(passages.c.key, passages.c.id).join(articles, CURRENT).where(passages.c.key.in_(part))
                )
            }


def _missing(article_id: str, version: str | None) -> str:
    if version is None:
        return f"there is no article {article_id!r} in the store; `list` shows the ids"
    return f"there is no version {version!r} of an article {article_id!r} in the store; `show` gives the current one"
