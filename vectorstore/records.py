"""How articles and passages lie in the catalogue's tables: to rows and back, and what a filter means in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, or_, select

from vectorstore.schema import articles, passages, versions
from vectorstore.types import Article, Filters, Kind, State, published_day

_BATCH = 500  # values in one IN list
T = TypeVar("T")

_DETAILS = ("agency", "authors", "date_source", "origin", "extractor", "boilerplate", "notes")
CURRENT = (passages.c.article_id == articles.c.id) & (passages.c.version == articles.c.version) & articles.c.prepared
"""What is searched: the passages of each article's current version, once they are prepared."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of the list of articles: what is known of its current version, without its text."""

    id: str
    version: str
    title: str
    outlet: str | None
    published: str | None
    state: State
    section: str | None
    kind: Kind
    url: str | None
    first_seen: str
    indexed_at: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that is searched, with what ranking and a Hit need."""

    passage_id: int
    key: str
    digest: str
    article_id: str
    version: str
    start: int
    end: int
    text: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    day: str | None
    first_seen: str


def to_article(row: RowMapping) -> Article:
    """An Article from a row of versions joined to articles."""
    details = {name: row["details"][name] for name in _DETAILS}
    details["authors"], details["notes"] = tuple(details["authors"]), tuple(details["notes"])
    details["boilerplate"] = tuple((start, end) for start, end in details["boilerplate"])
    names = ("text", "title", "url", "outlet", "published", "section", "kind", "language", "first_seen", "indexed_at")
    return Article(id=row["article_id"], **{name: row[name] for name in names}, **details)


def article_columns() -> Select[Any]:
    """The query of current versions that to_article reads, to be narrowed by the caller."""
    return select(versions, articles.c.first_seen, articles.c.indexed_at, articles.c.revision).join(
        articles, articles.c.id == versions.c.article_id
    )


def to_row(article: Article) -> dict[str, Any]:
    """The row of versions for an article."""
    day = published_day(article.published)
    details = {name: getattr(article, name) for name in _DETAILS}
    details["authors"], details["notes"] = list(article.authors), list(article.notes)
    details["boilerplate"] = [list(span) for span in article.boilerplate]
    return {
        "article_id": article.id,
        "version": article.version,
        "text": article.text,
        "title": article.title,
        "shown_title": article.display_title,
        "outlet": article.outlet,
        "outlet_key": article.outlet.casefold() if article.outlet else None,
        "section": article.section,
        "section_key": article.section.casefold() if article.section else None,
        "published": article.published,
        "day": day.isoformat() if day else None,
        "url": article.url,
        "kind": article.kind,
        "language": article.language,
        "details": details,
    }


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What an article in its current version must meet."""
    found: list[ColumnElement[bool]] = []
    if filters.dates.since:
        found.append(versions.c.day >= filters.dates.since.isoformat())
    if filters.dates.until:
        found.append(versions.c.day <= filters.dates.until.isoformat())
    if filters.as_of:
        found.append(or_(versions.c.day.is_(None), versions.c.day <= filters.as_of.isoformat()))
    if filters.outlets:
        found.append(versions.c.outlet_key.in_([outlet.casefold() for outlet in filters.outlets]))
    if filters.sections:
        found.append(versions.c.section_key.in_([section.casefold() for section in filters.sections]))
    if filters.article_ids:
        found.append(articles.c.id.in_(filters.article_ids))
    return found


def is_current_version() -> ColumnElement[bool]:
    """The join of articles with the versions that are current."""
    return (versions.c.article_id == articles.c.id) & (versions.c.version == articles.c.version)


def article_query(article_id: str, version: str | None) -> Select[Any]:
    """The query of one version of an article, the current one for None."""
    wanted = articles.c.version if version is None else version
    return article_columns().where(versions.c.article_id == article_id, versions.c.version == wanted)


def row_query() -> Select[Any]:
    """The query of the ArticleRows of all current versions, the newest published first, undated ones last."""
    return (
        select(
            articles.c.id, articles.c.version, versions.c.shown_title.label("title"), versions.c.outlet,
            versions.c.published, articles.c.state, versions.c.section, versions.c.kind, versions.c.url,
            articles.c.first_seen, articles.c.indexed_at, versions.c.language,
        )
        .join(versions, is_current_version())
        .order_by(versions.c.day.desc().nulls_last(), versions.c.published.desc(), articles.c.number)
    )  # fmt: skip


def found_query(ids: Sequence[int]) -> Select[Any]:
    """The query of the passages among these ids that are searched, their texts left out."""
    return (
        select(
            passages.c.id.label("passage_id"), passages.c.key, passages.c.digest, passages.c.article_id,
            passages.c.version, passages.c.start, passages.c.end, versions.c.number,
            versions.c.shown_title.label("title"), versions.c.outlet, versions.c.published, versions.c.url,
            versions.c.day, articles.c.first_seen,
        )
        .join(articles, CURRENT)
        .join(versions, is_current_version())
        .where(passages.c.id.in_(ids))
    )  # fmt: skip


def allowed(filters: Filters) -> Select[tuple[int]]:
    """The ids of the searched passages that filters leave."""
    query = select(passages.c.id).join(articles, CURRENT).join(versions, is_current_version())
    return query.where(*conditions(filters))


def heading(title: str, outlet: str | None) -> str:
    """What the lexical index holds of a passage's article."""
    return f"{title} {outlet}" if outlet else title


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in runs that fit one IN list."""
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
