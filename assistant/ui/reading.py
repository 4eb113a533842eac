"""The article behind a citation, for the panel beside the answer: the cited words highlighted in their full context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.render import safe_url
from assistant.ui.fragment import text_fragment
from assistant.ui.library_reader import article_html
from assistant.ui.markup import Markup, html, join
from vectorstore.errors import BadInput, NotFound

if TYPE_CHECKING:
    from vectorstore.store import Store
    from vectorstore.types import Article

GONE = "This article was deleted from the library. The quotation under the answer is what it said."
EARLIER = "This is the version that was cited. The article has changed since."
UNKNOWN = "The page asked for a passage that does not exist; reload it."


def passage_html(store: Store, asked: Mapping[str, object]) -> Markup:
    """The article with one passage highlighted; ``asked`` names article, version, start and end.

    Raises BadInput where it names no passage.
    """
    article_id, version = str(asked.get("article") or ""), str(asked.get("version") or "")
    try:
        article = store.get(article_id, version)
    except NotFound:
        return html('<p class="problem">{gone}</p>', gone=GONE)
    start, end = _span(asked, len(article.text))
    changed = store.get(article_id).version != version
    return html(
        '{note}{live}{article}<p class="only"><button type="button" class="plain" data-act="only"'
        ' data-article="{id}" data-title="{title}">Ask this article only</button></p>',
        note=html('<p class="flag">{earlier}</p>', earlier=EARLIER) if changed else join(()),
        live=_live(article, start, end), article=article_html(article, marked=(start, end)),
        id=article_id, title=article.display_title,
    )  # fmt: skip


def _span(asked: Mapping[str, object], length: int) -> tuple[int, int]:
    try:
        start, end = int(str(asked.get("start"))), int(str(asked.get("end")))
    except ValueError as error:
        raise BadInput(UNKNOWN) from error
    if not 0 <= start < end <= length:
        raise BadInput(UNKNOWN)
    return start, end


def _live(article: Article, start: int, end: int) -> Markup:
    """A link to the cited words on the live page; none for an address that leads elsewhere than to the web."""
    url = safe_url(article.url)
    if url is None:
        return join(())
    address = url.partition("#")[0] + "#" + text_fragment(article.text, start, end)
    return html(
        '<p class="live"><a href="{address}" target="_blank" rel="noopener noreferrer nofollow">'
        "Find these words on the live page</a></p>", address=address,
    )  # fmt: skip
