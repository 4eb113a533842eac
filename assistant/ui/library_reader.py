"""One article to read: its headline, what is known of it, and its whole text. Everything is escaped."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.render import show_date
from assistant.ui.markup import Markup, html, join, line, text

if TYPE_CHECKING:
    from vectorstore.types import Article

SHORT = 8
"""Characters of a version's name that are shown."""
Span = tuple[int, int]


def article_html(article: Article, *, marked: Span | None = None) -> Markup:
    """The article as HTML. ``marked`` is a span [start, end) of its text to highlight.

    What is not part of the story (and never cited) is set apart. No markup of the article survives.
    """
    return html(
        '<article class="na-article"><h2 tabindex="-1" lang="{language}">{title}</h2><p class="na-byline">{byline}</p>'
        '{notes}<div class="na-text" lang="{language}">{text}</div><dl class="na-facts">{link}{facts}</dl></article>',
        title=line(article.display_title), language=article.language or "", byline=_byline(article),
        notes=join(html('<p class="na-note">{note}</p>', note=line(note)) for note in article.notes),
        text=_paragraphs(article, marked), link=_link(article.url), facts=_facts(article),
    )  # fmt: skip


def version_name(version: str, position: int, of: int) -> str:
    """What a version is called among all of them, the oldest of which is at position 1."""
    return f"{position} of {of}{', the newest' if position == of else ''} ({version[:SHORT]})"


def _byline(article: Article) -> str:
    parts = [article.outlet, article.agency, ", ".join(article.authors), show_date(article.published)]
    return " · ".join(line(part) for part in parts if part)


def _paragraphs(article: Article, marked: Span | None) -> Markup:
    """The text, a paragraph for each line that is not blank, cut where something begins or ends to be set apart."""
    ends = [position + 1 for position, character in enumerate(article.text) if character == "\n"]
    lines = pairwise(sorted({0, *ends, len(article.text)}))
    cuts = {edge for span in (*article.boilerplate, marked or (0, 0)) for edge in span}
    paragraphs = []
    for start, end in lines:
        if article.text[start:end].strip():
            edges = pairwise(sorted({start, end, *(cut for cut in cuts if start < cut < end)}))
            pieces = join(_piece(article, piece, marked) for piece in edges)
            paragraphs.append(html("<p>{pieces}</p>", pieces=pieces))
    return join(paragraphs)


def _piece(article: Article, piece: Span, marked: Span | None) -> Markup:
    shown = html("{text}", text=text(article.text[slice(*piece)].rstrip("\n")))
    if any(_holds(span, piece) for span in article.boilerplate):
        shown = html('<span class="na-boilerplate">{shown}</span>', shown=shown)
    return html("<mark>{shown}</mark>", shown=shown) if marked and _holds(marked, piece) else shown


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _facts(article: Article) -> Markup:
    """What is known of the article, as names and values. Of the place it was read from only the file's name."""
    facts = {
        "Section": article.section, "Kind": article.kind if article.kind != "unknown" else None,
        "Language": article.language, "Date from": article.date_source if article.published else None,
        "In the library since": show_date(article.first_seen),
        "Read from": article.origin.replace("\\", "/").rsplit("/", 1)[-1], "Version": article.version[:SHORT],
    }  # fmt: skip
    return join(html("<dt>{name}</dt><dd>{value}</dd>", name=name, value=line(value))
                for name, value in facts.items() if value)  # fmt: skip


def _link(url: str | None) -> Markup:
    """A link to the live page; an address that leads elsewhere than to the web is shown as text."""
    if not url:
        return join(())
    web = url.lower().startswith(("https://", "http://"))
    link = '<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>' if web else "{shown}"
    return html("<dt>Address</dt><dd>{link}</dd>", link=html(link, url=url, shown=line(url)))
