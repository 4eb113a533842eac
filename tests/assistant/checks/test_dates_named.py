"""Dates are compared by the days they mean."""

from __future__ import annotations

import pytest

from assistant.checks import dates_named
from assistant.language import analyse
from tests.assistant.checks.texts import source


@pytest.mark.parametrize(
    ("claim", "text", "published"),
    [
        ("The port closed on April 2.", "The port closed on 2 April 2031.", None),
        ("The port closed in 2031.", "The port closed on 2 April 2031.", None),
        ("The port closed on 2 April 2031.", "The port closed on Wednesday.", "2031-04-03"),
        ("The port closed in November 2030.", "The port closed last November.", "2031-04-03"),
        ("The port closed last November.", "It has been shut since last November.", None),
        ("The port closed on Wednesday.", "The port closed yesterday.", "2031-04-03"),
        ("The port closed in 2030.", "The port closed last year.", "2031-04-03"),
        ("The port closed in the 1990s.", "The port closed in 1994.", None),
    ],
)
def test_the_same_day_in_other_words_passes(claim: str, text: str, published: str | None) -> None:
    assert dates_named.check(analyse(claim), source(text, published=published)) is None


@pytest.mark.parametrize(
    ("claim", "text", "published", "label"),
    [
        ("The port closed on Tuesday.", "The port closed on Monday.", None, "contradicted"),
        ("The port closed last October.", "The port closed last November.", "2031-04-03", "contradicted"),
        ("The port closed on 12 April.", "The port closed on 2 April.", None, "contradicted"),
        ("The port closed in 2029.", "The port closed on Wednesday.", "2031-04-03", "not_stated"),
        ("The port closed on 15 November 2030.", "The port closed last November.", "2031-04-03", "contradicted"),
        ("The port closed on Monday.", "The port has closed.", "2031-04-03", "not_stated"),
    ],
)
def test_another_day_is_stopped(claim: str, text: str, published: str | None, label: str) -> None:
    finding = dates_named.check(analyse(claim), source(text, published=published))
    assert finding is not None
    assert finding.label == label


def test_a_date_taken_from_another_cited_text_is_stopped() -> None:
    texts = ["Governor Ada Krol spoke to farmers Sunday.", "Conditions may worsen as early as Tuesday."]
    assert dates_named.check(analyse("Conditions may worsen as early as Sunday."), source(*texts)) is not None
    assert dates_named.check(analyse("Conditions may worsen as early as Tuesday."), source(*texts)) is None
