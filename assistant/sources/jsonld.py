"""The schema.org description of an article in a page's JSON-LD: the publisher's own word on it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARTICLE = re.compile(r"(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting|Report|ScholarlyArticle|TechArticle)$")
_WRAPPER = re.compile(r"^\s*(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*$")
_DEEPEST = 12
Node = dict[str, Any]


@dataclass(slots=True)
class Description:
    """What JSON-LD says: empty strings, lists and None where it is silent."""

    headline: str = ""
    authors: list[str] = field(default_factory=list)
    outlet: str | None = None
    published: object = None
    section: str | None = None
    url: str | None = None
    types: tuple[str, ...] = ()
    language: str | None = None
    body: str = ""


def describe(scripts: list[str]) -> Description:
    """The description of the page's article; an empty one where no script holds any. Broken scripts are passed over."""
    nodes = [node for script in scripts for node in _nodes(_parsed(script))]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(map(_ARTICLE.match, _types(node))) and _text(node.get("headline"))]
    if not articles:
        articles = [node for node in nodes if any(map(_ARTICLE.match, _types(node)))]
    if not articles:
        return Description()
    node = max(articles, key=_completeness)
    return Description(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        authors=[name for key in ("author", "creator") for name in _names(node.get(key), by_id)],
        outlet=next(iter(_names(node.get("publisher") or node.get("sourceOrganization"), by_id)), None),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")) or None,
        section=next(iter(_strings(node.get("articleSection"))), None),
        url=_text(node.get("url")) or _link(node.get("mainEntityOfPage")),
        types=tuple(name for same in articles if same.get("headline") == node.get("headline") for name in _types(same)),
        language=_text(node.get("inLanguage")) or None,
        body=_text(node.get("articleBody")),
    )


def _parsed(script: str) -> object:
    text = _WRAPPER.sub("", script).strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int = 0) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                yield from _nodes(item, depth + 1)


def _completeness(node: Node) -> int:
    """How much a node says; the article of the page says more than the teasers around it."""
    specific = any(name.endswith(("NewsArticle", "LiveBlogPosting")) for name in _types(node))
    weights = {"datePublished": 2, "author": 2, "articleBody": 1, "publisher": 1}
    return specific + sum(weight for key, weight in weights.items() if node.get(key))


def _types(node: Node) -> list[str]:
    return [name.rpartition("/")[2] for name in _strings(node.get("@type"))]


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item.strip() for item in values if isinstance(item, str) and item.strip()]


def _text(value: object) -> str:
    return next(iter(_strings(value)), "")


def _link(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return _text(value) or None


def _names(value: object, by_id: dict[str, Node]) -> list[str]:
    """Names of people or organisations, given as strings, nodes, references to nodes, or lists of these."""
    names = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            node = item if "name" in item else by_id.get(str(item.get("@id")), item)
            names += _strings(node.get("name"))
        else:
            names += _strings(item)
    return names
