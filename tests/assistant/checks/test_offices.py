"""Who holds which office is what the article says."""

from __future__ import annotations

import pytest

from assistant.checks import offices
from assistant.language import analyse
from tests.assistant.checks.texts import source

ARTICLE = "Harbour Minister Ana Reyes met Tom Bell, the mayor of Quell. Reyes said that the port would stay open."
CITED = "Reyes said that the port would stay open."


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("President Reyes said that the port would stay open.", "calls Reyes the harbour minister, not the president"),
        ("Mayor Ana Reyes said that the port would stay open.", "calls Reyes the harbour minister, not the mayor"),
        ("Ana Reyes, the mayor, said that the port would stay open.", "not the mayor"),
        ("Transport Minister Ana Reyes said that the port would stay open.", "not the transport minister"),
    ],
)
def test_another_office_is_contradicted(claim: str, why: str) -> None:
    finding = offices.check(analyse(claim), source(CITED, around=ARTICLE))
    assert finding is not None
    assert finding.label == "contradicted"
    assert why in finding.why


@pytest.mark.parametrize(
    "claim",
    [
        "Minister Ana Reyes said that the port would stay open.",
        "Ms Reyes, the harbour minister, said that the port would stay open.",
        "Reyes met the mayor, Tom Bell.",
        "Former mayor Ana Reyes said that the port would stay open.",
        "President Ines Dorado said nothing.",
    ],
)
def test_the_same_office_or_one_that_the_article_leaves_open_passes(claim: str) -> None:
    assert offices.check(analyse(claim), source(CITED, around=ARTICLE)) is None
