"""Only what a reader of the page sees: hidden elements are dropped, so that text hidden in them never arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.sources.colours import blends_in, rule_blends_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_UNSEEN_TAGS = ("template", "noscript", "script", "style", "dialog", "iframe", "object")
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|content-visibility:hidden"
    r"|(?:left|top|right|bottom|text-indent|margin-left|margin-top):-(?:\d{3,}|\d\d+(?:r?em|vw|vh))"
    r"|(?:left|text-indent):\d{4,}|text-indent:\d{3,}%|translate(?:[xy]|3d)?\((?:0(?:px)?,)?-\d{3,}"
    r"|clip:rect\([01]|clip-path:(?:inset\((?:50|100)%|circle\(0)|scale[xy]?[:(]0(?:\.0\d*)?(?:[);,!]|$)|zoom:0(?:[;!]|$)"
)
_SIZE = re.compile(r"(?<![\w-])font(?:-size)?:[a-z-]*(\d+\.?\d*|\.\d+)(?:(px|pt|r?em|%)|(?![\w.%]))")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, "": 1.0}
_SMALLEST = 3.0
"""Pixels below which a letter is a speck."""
_OPACITY = re.compile(r"(?<![\w-])opacity[:(](\d+\.?\d*|\.\d+)(%?)")
_FAINTEST = 0.06
_NO_ROOM = re.compile(r"(?<![\w-])(?:max-)?(?:height|width):[01](?:px)?(?:;|!|$)")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)
_MOST = 0.5
_LONGEST_SHEET = 500_000


def drop_hidden(tree: HtmlElement, *, keep_main: bool = False) -> None:
    """Remove from ``tree``, in place, what is not shown: by attribute, inline style or a plain rule of a sheet.

    ``keep_main`` keeps an element with most of the page's paragraphs: a page that is hidden until its scripts run.
    """
    classes, ids = _hidden_by_sheet(tree)
    whole = paragraph_letters(tree) if keep_main else 0
    for element in list(tree.iter()):
        if element is tree or not isinstance(element.tag, str):
            continue
        hidden = element.tag not in {"body", "head"} and _is_hidden(element, classes, ids)
        if element.tag in _UNSEEN_TAGS or (hidden and not (whole and paragraph_letters(element) > _MOST * whole)):
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
    return bool(style and _unseen(re.sub(r"\s+", "", style.lower()))) or blends_in(element)


def _unseen(style: str) -> bool:
    """Whether declarations, in lower case and without space, hide an element; linear in their length."""
    sizes = (float(size) * _PIXELS[unit] for size, unit in _SIZE.findall(style))
    opacities = (float(value) / (100 if unit else 1) for value, unit in _OPACITY.findall(style))
    return (
        _UNSEEN_STYLE.search(style) is not None
        or any(size < _SMALLEST for size in sizes)
        or any(opacity < _FAINTEST for opacity in opacities)
        or ("overflow:hidden" in style and _NO_ROOM.search(style) is not None)
    )


def _hidden_by_sheet(tree: HtmlElement) -> tuple[frozenset[str], frozenset[str]]:
    """Classes and ids that a plain ``.name { display: none }`` hides; rules inside @media and the like do not count."""
    hidden: dict[str, set[str]] = {".": set(), "#": set()}
    shown: set[str] = set()
    for sheet in tree.iter("style"):
        for selectors, body in _rules((sheet.text or "")[:_LONGEST_SHEET]):
            rules = re.sub(r"\s+", "", body.lower())
            unseen = _unseen(rules) or rule_blends_in(body)
            for selector in selectors.split(","):
                if match := _SIMPLE.fullmatch(selector.strip()):
                    if unseen:
                        hidden[match[1]].add(match[2])
                    elif "display:" in rules or "visibility:visible" in rules:
                        shown.add(match[2])
    return frozenset(hidden["."] - shown), frozenset(hidden["#"] - shown)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule outside @media and other blocks; linear in the sheet's length."""
    open_blocks: list[str] = []
    words = ""
    for part in re.split(r"([{}])", re.sub(r"/\*.*?(?:\*/|\Z)", "", sheet, flags=re.DOTALL)):
        if part == "{":
            open_blocks.append(words.rpartition(";")[2].strip())
        elif part == "}":
            selectors = open_blocks.pop() if open_blocks else "@"
            if not open_blocks and not selectors.startswith("@"):
                yield selectors, words
        else:
            words = part


def paragraph_letters(element: HtmlElement) -> int:
    """How many characters its paragraphs hold."""
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
