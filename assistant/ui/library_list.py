"""The list of articles: searched, sorted and cut into pages here, so that a browser never gets tens of thousands."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.render import show_date
from assistant.ui.markup import Markup, html, join, line

if TYPE_CHECKING:
    from vectorstore.records import ArticleRow
    from vectorstore.store import Store

PAGE = 50
"""Articles on one page."""
FRESH_SECONDS = 5.0
"""Seconds after which the list is read again, since other processes change the library, too."""
NEWEST, OLDEST, ADDED, TITLE = "Newest first", "Oldest first", "Added last first", "By headline"
COLUMNS = ("Headline", "Outlet", "Published", "Section", "State")
ORDERS = (NEWEST, OLDEST, ADDED, TITLE)


class Shelf:
    """All articles of a store without their texts, read once for several readers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._rows: list[ArticleRow] = []
        self._until = 0.0

    def rows(self) -> list[ArticleRow]:
        """The articles, the newest published first, at most some seconds old."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._rows = self._store.articles()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._rows

    def changed(self) -> None:
        """Says that this process changed the library: the next reader reads anew."""
        with self._lock:
            self._until = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the articles that were searched for. ``number`` counts from 1, also where there is nothing."""

    rows: Sequence[ArticleRow]
    number: int
    pages: int
    found: int
    of: int

    @property
    def position(self) -> str:
        """Where this page stands, in words."""
        if not self.of:
            return "The library is empty. Add articles below."
        if not self.found:
            return f"None of {_articles(self.of)} has all of these words in its headline, outlet or section."
        first = (self.number - 1) * PAGE + 1
        return f"{first:,}–{first + len(self.rows) - 1:,} of {_articles(self.found)}" + (
            f" found among {self.of:,}" if self.found < self.of else ""
        )


def page(rows: Sequence[ArticleRow], query: str, order: str, number: int) -> Page:
    """The page with this number of the articles that have all words of a query in headline, outlet, section or date.

    ``rows`` come newest first; a number beyond the last page gives the last one.
    """
    words = query.casefold().split()
    found = [row for row in rows if all(word in _searched(row) for word in words)] if words else list(rows)
    if order == OLDEST:
        found = [row for row in reversed(found) if row.published] + [row for row in found if not row.published]
    elif order == ADDED:
        found.sort(key=lambda row: row.first_seen, reverse=True)
    elif order == TITLE:
        found.sort(key=lambda row: row.title.casefold())
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(1, number), pages)
    return Page(found[(number - 1) * PAGE : number * PAGE], number, pages, len(found), len(rows))


def _searched(row: ArticleRow) -> str:
    return " ".join((row.title, row.outlet or "", row.section or "", row.published or "")).casefold()


def table(shown: Page) -> Markup:
    """The page as HTML: a table whose headlines are buttons that carry the article's id; nothing for no article."""
    if not shown.rows:
        return join(())
    head = join(html('<th scope="col">{name}</th>', name=name) for name in COLUMNS)
    return html(
        '<div class="na-shelf"><table><caption class="na-hidden">Articles of the library</caption>'
        "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        head=head, body=join(_row(row) for row in shown.rows),
    )  # fmt: skip


def _row(row: ArticleRow) -> Markup:
    state = "searchable" if row.state == "indexed" else "waits to be indexed"
    return html(
        '<tr><th scope="row"><button type="button" data-article="{id}">{title}</button></th><td>{outlet}</td>'
        '<td class="na-short">{published}</td><td>{section}</td><td class="na-short">{state}</td></tr>',
        id=row.id, title=line(row.title), outlet=line(row.outlet), published=show_date(row.published),
        section=line(row.section), state=state,
    )  # fmt: skip


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"
