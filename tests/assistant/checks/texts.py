"""Builders of fictional cited texts for the checks' tests."""

from __future__ import annotations

from assistant.checks.source import Source
from vectorstore.types import Hit


def passage(
    text: str, *, start: int = 0, published: str | None = None, title: str = "", outlet: str | None = None
) -> Hit:
    """A cited text of one fictional article."""
    return Hit("article", "1", start, start + len(text), text, title, outlet, published, None, 1.0, "both")


def source(*texts: str, around: str = "", published: str | None = None) -> Source:
    """Cited texts, standing in the passage ``around`` where it holds them."""
    cited = [passage(text, start=max(0, around.find(text)), published=published) for text in texts]
    return Source.of(cited, [passage(around, published=published)] if around else [])
