"""A news page to an article: JSON-LD first, then meta, then the page itself; the body by trafilatura."""

from __future__ import annotations

import logging
import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from assistant.sources import jsonld
from assistant.sources.article import Found
from assistant.sources.decoding import decode
from assistant.sources.failure import Unreadable
from assistant.sources.metadata import clean, clean_authors, clean_title
from assistant.sources.visible import drop_hidden, paragraph_letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from vectorstore.types import DateSource

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_MARKUP = re.compile(
    r"</(?:p|div|a|span|em|strong|b|i|h[1-6]|ul|ol|li|blockquote|article|section|body|html)>|<br\s*/?>", re.IGNORECASE
)
_DEEPEST = 500
_LEAST = 100
_MUCH_LONGER = 1.3
_MOST = 0.9
_LONGEST_COMPARED = 200_000
_META_DATES = (
    "article:published_time", "og:article:published_time", "article.published", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "publish_date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "article_date_original", "citation_date",
)  # fmt: skip
_META_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")


def read_page(data: bytes, place: str) -> Found:
    """The article of one HTML page. Raises Unreadable for what is not a page, is nested too deeply or has no body."""
    declared = _CHARSET.search(data[:4096])
    text, note = decode(data, declared[1].decode("ascii").lower() if declared else None)
    tree = _parse(text)
    meta = _meta(tree)
    stated = jsonld.describe(tree.xpath("//script[contains(@type, 'ld+json')]/text()"))
    url = _url(tree, meta, stated)
    drop_hidden(tree)
    notes = [note] if note else []
    if paragraph_letters(tree) < _LEAST:
        whole = _parse(text)
        drop_hidden(whole, keep_main=True)
        if paragraph_letters(whole) >= _LEAST:
            tree = whole
            notes.append("its text is hidden on the page until scripts run")
    return Found(
        place=place,
        text=_body(tree, url, stated) or _plain(stated.body),
        extractor=_extractor(),
        title=_title(tree, meta, stated, url),
        url=url,
        outlet=_outlet(meta, stated, url),
        authors=_authors(tree, meta, stated),
        dates=_dates(tree, meta, stated),
        section=_first(stated.section, *meta.get("article:section", ())),
        schema_types=stated.types,
        language=stated.language or tree.get("lang"),
        notes=notes,
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
    """The headline on which two of JSON-LD, OpenGraph and the page's heading agree, else the first of them."""
    outlets = (stated.outlet, *meta.get("og:site_name", ()))
    headings, pages = ([clean(element.text_content()) for element in tree.iter(tag)] for tag in ("h1", "title"))
    places = (stated.headline, _first(*meta.get("og:title", ())), _first(*headings))
    titles = [title for title in (clean_title(place, outlets, url) for place in places) if title]
    votes = Counter(map(_letters, titles))
    if best := max(titles[:2] or titles, key=lambda title: votes[_letters(title)], default=""):
        return best
    return clean_title(_first(*meta.get("twitter:title", ()), *pages), outlets, url)


def _letters(title: str) -> str:
    return re.sub(r"\W+", "", title.lower())


def _outlet(meta: dict[str, list[str]], stated: jsonld.Description, url: str | None) -> str | None:
    """The publisher's name: of several, the one that the page's host spells, since some put a slogan there."""
    names = [stated.outlet, *meta.get("og:site_name", ()), *meta.get("application-name", ())]
    host = _letters(urlsplit(url or "").hostname or "")
    spelled = (name for name in names if name and len(_letters(name)) > 1 and _letters(name) in host)
    return next(spelled, _first(*names))


def _authors(tree: HtmlElement, meta: dict[str, list[str]], stated: jsonld.Description) -> list[object]:
    """Names from the first place that gives any: JSON-LD, one of the meta elements, the marked byline."""
    places = [stated.authors, *(meta.get(key, []) for key in _META_AUTHORS)]
    marked = tree.xpath("//*[@rel='author' or @itemprop='author' or contains(@class, 'author-name')]")
    places.append([element.text_content() for element in marked[:5]])
    return next((list(names) for names in places if clean_authors(names)), [])


def _dates(
    tree: HtmlElement, meta: dict[str, list[str]], stated: jsonld.Description
) -> list[tuple[DateSource, object]]:
    dates: list[tuple[DateSource, object]] = [("json-ld", stated.published)] if stated.published else []
    dates += [("meta", value) for key in _META_DATES for value in meta.get(key, ())]
    marked = tree.xpath("//*[contains(@itemprop, 'datePublished')]")
    times = tree.xpath("//article//time | //header//time | //main//time") or list(tree.iter("time"))
    for element in [*marked, *times][:4]:
        dates.append(("time", element.get("datetime") or element.get("content") or element.text_content()))
    return dates


def _body(tree: HtmlElement, url: str | None, stated: jsonld.Description) -> str:
    """The article's text as trafilatura finds it; as JSON-LD states it where that is seen on the page and much longer.

    Empty where the page shows no article; text that only JSON-LD holds (behind a paywall) is left to the caller.
    """
    bare_extraction = _trafilatura()
    seen = _letters(tree.text_content())
    document = bare_extraction(tree, url=url, include_comments=False, include_tables=True)
    found = "\n".join(line.strip() for line in str(getattr(document, "text", None) or "").splitlines()).strip()
    body = _plain(stated.body)
    much_longer = len(found) * _MUCH_LONGER < len(body) < _LONGEST_COMPARED
    return body if found and much_longer and _share_seen(body, seen) > _MOST else found


def _trafilatura() -> Callable[..., object]:
    """The extractor, silent: it warns of proxies that we never use and logs every odd page on its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from trafilatura import bare_extraction
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return bare_extraction


def _plain(body: str) -> str:
    return fragment_text(body) if looks_like_html(body) else body.strip()


def _share_seen(body: str, seen: str) -> float:
    """The share of a text's sentences that the page shows."""
    sentences = [letters for sentence in re.split(r"[.!?\n]", body) if (letters := _letters(sentence))]
    return sum(sentence in seen for sentence in sentences) / max(1, len(sentences))


def _extractor() -> str:
    from importlib.metadata import version

    return f"trafilatura {version('trafilatura')}"


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value and value.strip()), None)
