"""One article to read: its headline, what is known of it, and its whole text. Everything is escaped."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.render import show_date
from assistant.terminal import neutralise, one_line

if TYPE_CHECKING:
    from vectorstore.types import Article

SHORT = 8
"""Characters of a version's name that are shown."""


def article_html(article: Article, *, marked: tuple[int, int] | None = None) -> str:
    """The article as HTML. ``marked`` is a span [start, end) of its text to highlight.

    What is not part of the story (and never cited) is set apart. No markup of the article survives.
    """
    notes = "".join(f'<p class="na-note">{_line(note)}</p>' for note in article.notes)
    language = f' lang="{escape(article.language)}"' if article.language else ""
    return (
        f'<article class="na-article"><h2 tabindex="-1"{language}>{_line(article.display_title)}</h2>'
        f'<p class="na-byline">{_byline(article)}</p>{notes}'
        f'<div class="na-text"{language}>{_text(article, marked)}</div>{_facts(article)}</article>'
    )


def version_name(version: str, position: int, of: int) -> str:
    """What a version is called among all of them, the oldest of which is at position 1."""
    return f"{position} of {of}{', the current one' if position == of else ''} ({version[:SHORT]})"


def _byline(article: Article) -> str:
    parts = [article.outlet or "", article.agency or "", ", ".join(article.authors), show_date(article.published)]
    return " · ".join(_line(part) for part in parts if part)


def _text(article: Article, marked: tuple[int, int] | None) -> str:
    """The text in paragraphs. Spans change what is around the characters, never the characters."""
    cuts = {0, len(article.text), *(edge for span in article.boilerplate for edge in span), *(marked or ())}
    ends = {*_line_ends(article.text), len(article.text)}
    edges = sorted(cut for cut in cuts | ends if 0 <= cut <= len(article.text))
    pieces, paragraph = [], ""
    for start, end in pairwise(edges):
        paragraph += _piece(article, start, end, marked)
        if end in ends:
            pieces.append(f"<p>{paragraph}</p>" if paragraph.strip() else "")
            paragraph = ""
    return "".join(pieces)


def _piece(article: Article, start: int, end: int, marked: tuple[int, int] | None) -> str:
    shown = escape(neutralise(article.text[start:end].strip("\n")))
    if not shown.strip():
        return shown
    if any(first <= start and end <= last for first, last in article.boilerplate):
        shown = f'<span class="na-boilerplate">{shown}</span>'
    if marked and marked[0] <= start and end <= marked[1]:
        shown = f"<mark>{shown}</mark>"
    return shown


def _line_ends(text: str) -> list[int]:
    """The offsets just after each line feed."""
    return [position + 1 for position, character in enumerate(text) if character == "\n"]


def _facts(article: Article) -> str:
    """What is known of the article, as a list of names and values; a web address is a link."""
    facts = {
        "Section": article.section, "Kind": article.kind if article.kind != "unknown" else None,
        "Language": article.language, "Date from": article.date_source if article.published else None,
        "First seen": show_date(article.first_seen), "Read from": article.origin, "Id": article.id,
        "Version": article.version[:SHORT],
    }  # fmt: skip
    listed = "".join(f"<dt>{name}</dt><dd>{_line(value)}</dd>" for name, value in facts.items() if value)
    return f'<dl class="na-facts">{_link(article.url)}{listed}</dl>'


def _link(url: str | None) -> str:
    """A link to the live page; an address that leads elsewhere than the web is shown as text."""
    if not url:
        return ""
    shown = _line(url)
    if url.lower().startswith(("https://", "http://")):
        shown = f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    return f"<dt>Address</dt><dd>{shown}</dd>"


def _line(text: str) -> str:
    return escape(one_line(text))
