"""Only what a reader of the page sees: hidden elements are dropped, so that text hidden in them never arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN_TAGS = ("template", "noscript", "script", "style", "dialog", "iframe", "object")
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0*\.?0(?:px|pt|r?em|%|;|!|$)|(?<![\w-])opacity:0*\.?0(?:;|!|$)"
    r"|(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}"
    r"|clip:rect\(0|clip-path:inset\((?:50|100)%|transform:scale\(0\)"
    r"|(?<![\w-])(?:max-)?(?:height|width):0(?:px)?(?=;|!|$)(?=.*overflow:hidden)"
    r"|overflow:hidden.*(?<![\w-])(?:max-)?(?:height|width):0(?:px)?(?:;|!|$)"
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_AT_BLOCK = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)
_MOST = 0.5
"""An element with more than this share of the page's paragraphs is the page itself, hidden until scripts run."""


def drop_hidden(tree: HtmlElement) -> None:
    """Remove from ``tree``, in place, what is not shown: by attribute, inline style or a plain rule of a sheet."""
    classes, ids = _hidden_by_sheet(tree)
    whole = _paragraph_letters(tree)
    for element in list(tree.iter()):
        if element is tree or not isinstance(element.tag, str):
            continue
        hidden = element.tag not in {"body", "head"} and _is_hidden(element, classes, ids)
        if element.tag in _UNSEEN_TAGS or (hidden and _paragraph_letters(element) <= _MOST * whole):
            _drop(element)
    for comment in tree.xpath("//comment()"):
        _drop(comment)


def _is_hidden(element: HtmlElement, classes: frozenset[str], ids: frozenset[str]) -> bool:
    if "hidden" in element.attrib or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if element.tag == "input" or (ids and element.get("id") in ids):
        return True
    if classes and not classes.isdisjoint(element.get("class", "").split()):
        return True
    style = element.get("style")
    return bool(style and _UNSEEN_STYLE.search(re.sub(r"\s+", "", style.lower())))


def _hidden_by_sheet(tree: HtmlElement) -> tuple[frozenset[str], frozenset[str]]:
    """Classes and ids that a plain ``.name { display: none }`` hides; rules inside @media and the like do not count."""
    hidden: dict[str, set[str]] = {".": set(), "#": set()}
    shown: set[str] = set()
    for sheet in tree.iter("style"):
        for selectors, body in _RULE.findall(_AT_BLOCK.sub("", (sheet.text or "")[:500_000])):
            rules = re.sub(r"\s+", "", body.lower())
            unseen = bool(_UNSEEN_STYLE.search(rules))
            for selector in selectors.split(","):
                if match := _SIMPLE.fullmatch(selector.strip()):
                    if unseen:
                        hidden[match[1]].add(match[2])
                    elif "display:" in rules or "visibility:visible" in rules:
                        shown.add(match[2])
    return frozenset(hidden["."] - shown), frozenset(hidden["#"] - shown)


def _paragraph_letters(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _drop(element: HtmlElement) -> None:
    """Remove an element but keep the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
