"""A news page to an article: JSON-LD first, then meta, then the page itself; the body by trafilatura."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from assistant.sources import jsonld
from assistant.sources.article import Found
from assistant.sources.decoding import decode
from assistant.sources.failure import Unreadable
from assistant.sources.metadata import clean, clean_title
from assistant.sources.visible import drop_hidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vectorstore.types import DateSource

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_MARKUP = re.compile(r"</(?:p|div|a|span|em|strong|b|i|h[1-6]|ul|ol|li|blockquote|article|section|body|html)>|<br\s*/?>")
_DEEPEST = 500
_META_DATES = (
    "article:published_time", "og:article:published_time", "article.published", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "publish_date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "article_date_original", "citation_date",
)  # fmt: skip
_META_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author")


def read_page(data: bytes, place: str) -> Found:
    """The article of one HTML page. Raises Unreadable for what is not a page, is nested too deeply or has no body."""
    declared = _CHARSET.search(data[:4096])
    text, note = decode(data, declared[1].decode("ascii").lower() if declared else None)
    tree = _parse(text)
    meta = _meta(tree)
    stated = jsonld.describe(tree.xpath("//script[contains(@type, 'ld+json')]/text()"))
    url = _url(tree, meta, stated)
    drop_hidden(tree)
    return Found(
        place=place,
        text=_body(tree, url) or _plain_body(stated),
        extractor=_extractor(),
        title=_title(tree, meta, stated, url),
        url=url,
        outlet=_first(stated.outlet, *meta.get("og:site_name", ()), *meta.get("application-name", ())),
        authors=[*stated.authors] or [value for key in _META_AUTHORS for value in meta.get(key, ())],
        dates=_dates(tree, meta, stated),
        section=_first(stated.section, *meta.get("article:section", ())),
        schema_types=stated.types,
        language=stated.language or tree.get("lang"),
        notes=[note] if note else [],
    )


def looks_like_html(text: str) -> bool:
    """Whether a field of a record holds markup rather than text."""
    return bool(_MARKUP.search(text))


def fragment_text(markup: str) -> str:
    """The visible text of an HTML fragment, its blocks separated by blank lines. Raises Unreadable as read_page."""
    tree = _parse(f"<html><body>{markup}</body></html>")
    drop_hidden(tree)
    for element in tree.iter("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "section", "tr", "ul"):
        element.tail = "\n\n" + (element.tail or "")
    for line_break in tree.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in str(tree.text_content()).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _parse(text: str) -> HtmlElement:
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")  # without it a deep page is cut off silently
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except UnicodeEncodeError as error:
        raise Unreadable("it holds lone surrogates, which are not valid Unicode; save it as UTF-8") from error
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("it holds no HTML that can be read") from error
    if _depth(tree) > _DEEPEST:
        raise Unreadable(f"its HTML is nested more than {_DEEPEST} levels deep; it does not look like a news page")
    return tree


def _depth(tree: HtmlElement) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The page's meta elements by lower-case name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (content := element.get("content", "").strip()):
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _url(tree: HtmlElement, meta: dict[str, list[str]], stated: jsonld.Description) -> str | None:
    base = _first(*meta.get("og:url", ()), stated.url) or ""
    links = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href")
    try:
        return _first(*(urljoin(base, str(link).strip()) for link in links), base)
    except ValueError:
        return base or None


def _title(tree: HtmlElement, meta: dict[str, list[str]], stated: jsonld.Description, url: str | None) -> str:
    outlets = (stated.outlet, *meta.get("og:site_name", ()))
    headings = [clean(heading.text_content()) for heading in tree.iter("h1")]
    pages = [clean(heading.text_content()) for heading in tree.iter("title")]
    candidates = (stated.headline, *meta.get("og:title", ()), *meta.get("twitter:title", ()), *headings[:1], *pages[:1])
    return next((title for title in (clean_title(candidate, outlets, url) for candidate in candidates) if title), "")


def _dates(tree: HtmlElement, meta: dict[str, list[str]], stated: jsonld.Description) -> list[tuple[DateSource, object]]:
    dates: list[tuple[DateSource, object]] = [("json-ld", stated.published)] if stated.published else []
    dates += [("meta", value) for key in _META_DATES for value in meta.get(key, ())]
    marked = tree.xpath("//*[contains(@itemprop, 'datePublished')]")
    times = tree.xpath("//article//time | //header//time | //main//time") or list(tree.iter("time"))
    return dates + [("time", el.get("datetime") or el.get("content") or el.text_content()) for el in [*marked, *times][:4]]


def _body(tree: HtmlElement, url: str | None) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it would report every odd page on its own
    document = bare_extraction(tree, url=url, include_comments=False, include_tables=False, with_metadata=False)
    return str(getattr(document, "text", None) or "").strip()


def _plain_body(stated: jsonld.Description) -> str:
    return fragment_text(stated.body) if looks_like_html(stated.body) else stated.body


def _extractor() -> str:
    from importlib.metadata import version

    return f"trafilatura {version('trafilatura')}"


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value and value.strip()), None)
