"""Only what a reader of the page sees: hidden elements are dropped, so that text hidden in them never arrives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.sources.colours import blends_in, rule_blends_in, rule_ground, selectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from assistant.sources.colours import Ground

_UNSEEN_TAGS = ("template", "noscript", "script", "style", "dialog", "iframe", "object")
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|content-visibility:hidden"
    r"|(?<![\w-])(?:left|top|right|bottom|text-indent):-(?:\d{3,}|\d\d+(?:r?em|v[wh]))"
    r"|margin-(?:left|top):-(?:\d{4,}|\d{3,}(?:r?em|v[wh]))|(?<![\w-])(?:(?:margin-)?left|text-indent):\d{4,}"
    r"|text-indent:\d{3,}%|translate(?:[xy]|3d)?\((?:0(?:px)?,)?-(?:[5-9]\d|\d{3})\d\d"
    r"|clip:rect\([01]|clip-path:(?:inset\((?:50|100)%|circle\(0)|scale[xy]?[:(]0(?:\.0\d*)?(?:[);,!]|$)|zoom:0(?:[;!]|$)"
)
"""Not the margin of -50vw that makes a box as wide as the window, nor a carousel's track moved by a few slides."""
_SIZE = re.compile(r"(?<![\w-])font(?:-size)?:[a-z-]*(\d+\.?\d*|\.\d+)(?:(px|pt|r?em|%)|(?![\w.%]))")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, "": 1.0}
_SMALLEST = 3.0
"""Pixels below which a letter is a speck."""
_OPACITY = re.compile(r"(?<![\w-])opacity[:(](\d+\.?\d*|\.\d+)(%?)")
_FAINTEST = 0.06
_NO_ROOM = re.compile(r"(?<![\w-])(?:max-)?(?:height|width):[01](?:px)?(?:;|!|$)")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)|(html|body)", re.IGNORECASE)
_MOST = 0.5
_LONGEST_SHEET = 500_000


class _Sheet(NamedTuple):
    """What the page's own sheets say of selectors such as ``.name``: which they hide, and the grounds of others."""

    hidden: frozenset[str]
    grounds: Mapping[str, Ground]


def drop_hidden(tree: HtmlElement, *, keep_main: bool = False) -> None:
    """Remove from ``tree``, in place, what is not shown: by attribute, inline style or a plain rule of a sheet.

    ``keep_main`` keeps an element with most of the page's paragraphs: a page that is hidden until its scripts run.
    """
    sheet = _read_sheets(tree)
    whole = paragraph_letters(tree) if keep_main else 0
    for element in list(tree.iter()):
        if element is tree or not isinstance(element.tag, str):
            continue
        hidden = element.tag not in {"body", "head"} and _is_hidden(element, sheet)
        if element.tag in _UNSEEN_TAGS or (hidden and not (whole and paragraph_letters(element) > _MOST * whole)):
            _drop(element)
    for comment in tree.xpath("//comment()"):
        _drop(comment)


def _is_hidden(element: HtmlElement, sheet: _Sheet) -> bool:
    if "hidden" in element.attrib or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if element.tag == "input" or not sheet.hidden.isdisjoint(selectors(element)):
        return True
    style = element.get("style")
    return bool(style and _unseen(re.sub(r"\s+", "", style.lower()))) or blends_in(element, sheet.grounds)


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


def _read_sheets(tree: HtmlElement) -> _Sheet:
    """What a plain ``.name { display: none }`` and the like say; rules inside @media and other blocks do not count."""
    hidden: set[str] = set()
    shown: set[str] = set()
    grounds: dict[str, Ground] = {}
    for sheet in tree.iter("style"):
        for listed, body in _rules((sheet.text or "")[:_LONGEST_SHEET]):
            rules = re.sub(r"\s+", "", body.lower())
            names = {match[1] or match[2] for one in listed.split(",") if (match := _SIMPLE.fullmatch(one.strip()))}
            if _unseen(rules) or rule_blends_in(body):
                hidden |= names
            elif "display:" in rules or "visibility:visible" in rules:
                shown |= names
            if ground := rule_ground(body):
                grounds |= dict.fromkeys(names, ground)
    return _Sheet(frozenset(hidden - shown), grounds)


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
