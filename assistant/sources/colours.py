"""Whether a text has the colour of the ground that it stands on, as far as the page itself tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

Colour = tuple[float, float, float, float]
"""Red, green, blue and alpha, each in [0, 1]."""
Ground = Colour | str
"""What a text stands on: a colour, or the words of the sheet where no colour describes it, as of a picture."""

_WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
_NEAR = 0.1
"""Difference in each channel below which nobody tells two colours apart; alpha below which nothing is seen."""
_DECLARATION = re.compile(r"(?:^|;)\s*(color|background|background-color|background-image)\s*:([^;]*)", re.IGNORECASE)
_NO_GROUND = {"", "none", "transparent", "inherit", "initial", "unset", "revert"}
_PICTURE = re.compile(r"url\(|gradient", re.IGNORECASE)
_LONGEST = 2_000


def blends_in(element: HtmlElement, grounds: Mapping[str, Ground]) -> bool:
    """Whether an element that gives its text a colour gives it that of its ground, and nothing inside gives another.

    The ground is the nearest background that a style, ``bgcolor`` or one of ``grounds``, which belong to selectors,
    names; else the white of an empty page.
    """
    text, _ = _paint(element)
    if text is None or not _same(text, _ground(element, grounds)):
        return False
    return not any(inner is not element and _paints(inner) for inner in element.iter())


def rule_blends_in(declarations: str) -> bool:
    """Whether the declarations of one rule give text and ground the same colour."""
    text, ground = _declared(declarations)
    return text is not None and _same(text, ground)


def rule_ground(declarations: str) -> Ground | None:
    """The ground that the declarations of one rule give, if it is a colour or a picture."""
    _, ground = _declared(declarations)
    return ground if not isinstance(ground, str) or _PICTURE.search(ground) else None


def selectors(element: HtmlElement) -> Iterator[str]:
    """The simple selectors that an element meets: ``#id``, each ``.class`` and its tag."""
    if name := element.get("id"):
        yield f"#{name}"
    yield from (f".{name}" for name in element.get("class", "").split())
    yield element.tag


def _paint(element: HtmlElement) -> tuple[Colour | None, Ground | None]:
    """The colour of text and ground that an element itself names; a ground that no colour describes is its words."""
    text, ground = _declared(element.get("style", ""))
    if text is None and element.tag == "font":
        text = _attribute(element.get("color", ""))
    return text, ground or _attribute(element.get("bgcolor", ""))


def _attribute(value: str) -> Colour | None:
    """The colour that an attribute names, in which ``000080`` needs no ``#``."""
    return _parsed(value) or _parsed(f"#{value}")


def _paints(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and any(_paint(element))


@lru_cache(maxsize=1024)
def _declared(style: str) -> tuple[Colour | None, Ground | None]:
    text, ground, picture = None, None, None
    for name, value in _DECLARATION.findall(style[:_LONGEST]):
        plain = value.replace("!important", "").strip()
        if name.lower() == "color":
            text = _parsed(plain)
        elif plain.lower() in _NO_GROUND:
            continue
        elif name.lower() == "background-image":
            picture = plain
        else:
            ground = _opaque(_parsed(plain)) or plain
    return text, picture or ground


def _opaque(ground: Colour | None) -> Colour | None:
    """A ground as it looks over white."""
    if ground is None:
        return None
    red, green, blue = (1 - ground[3] * (1 - one) for one in ground[:3])
    return (red, green, blue, 1.0)


def _ground(element: HtmlElement, grounds: Mapping[str, Ground]) -> Ground:
    for one in (element, *element.iterancestors()):
        if ground := _paint(one)[1] or next((grounds[name] for name in selectors(one) if name in grounds), None):
            return ground
    return _WHITE


def _same(text: Colour, ground: Ground | None) -> bool:
    """Whether text of a colour is not seen: it lets everything through, or differs too little from its ground."""
    if text[3] < _NEAR:
        return not (isinstance(ground, str) and "gradient" in ground)  # a headline cut out of a gradient is seen
    if ground is None or isinstance(ground, str):
        return False
    return all(abs(one - other) < _NEAR for one, other in zip(text[:3], ground[:3], strict=True))


@lru_cache(maxsize=1024)
def _parsed(value: str) -> Colour | None:
    """A CSS colour in any form; None for what is none, such as a variable."""
    from tinycss2.color4 import Color, parse_color

    found = parse_color(value)
    if not isinstance(found, Color):
        return None
    try:
        red, green, blue = found.to("srgb").coordinates
    except NotImplementedError:  # lab and its like begin with the lightness: near enough to tell white from black
        red = green = blue = found.coordinates[0] / (100 if found.space in {"lab", "lch"} else 1)
    return (red, green, blue, found.alpha)
