"""HTML that cannot be broken by what stands in it: every value is escaped where it enters, and nowhere else.

Articles, file names, addresses, questions and models are untrusted. A template is a constant of ours; values reach it
only through ``html``, which escapes them unless they are ``Markup`` already.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from assistant.terminal import neutralise, one_line

__all__ = ["Markup", "html", "join", "line", "text"]

EMPTY = Markup("")


def html(template: str, **values: object) -> Markup:
    """A template of ours with escaped values in place of its ``{names}``; None and False give nothing."""
    shown = {name: "" if value is None or value is False else value for name, value in values.items()}
    return Markup(template).format(**shown)  # noqa: S704 (the template is ours, the values are escaped)


def join(parts: Iterable[Markup], separator: str = "") -> Markup:
    """Pieces of HTML one after another."""
    return Markup(separator).join(parts)  # noqa: S704 (the separator is ours)


def line(value: str | None) -> str:
    """Untrusted words on one line, without characters that reorder or hide; still to be escaped by ``html``."""
    return one_line(value or "")


def text(value: str) -> str:
    """Untrusted text with its lines, without characters that reorder or hide; still to be escaped by ``html``."""
    return neutralise(value)
