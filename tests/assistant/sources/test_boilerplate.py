from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sources.boilerplate import boilerplate_spans

PROSE = "The harbour authority closed the north pier on Tuesday after engineers found cracks in two of its supports."


def marked(*lines: str) -> list[str]:
    text = "\n".join([PROSE, *lines])
    return [text[start:end] for start, end in boilerplate_spans(text)]


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "Story continues below advertisement",
        "Original News Source Link – Coastal Times",
        "This article was originally published on The Debate. Read the original article.",
        "A version of this article appeared in print on May 3, Section A, Page 4.",
        "Read more: Ferry fares rise again in Port Ellery",
        "READ MORE >>",
        "Related: What we know about the pier",
        "More from Coastal",
        "Subscribe to our newsletter",
        "Sign up for the Morning Tide newsletter to get the day's news.",
        "Get our free weekly newsletter",
        "Follow us on Twitter and Facebook",
        "Follow Mara Quill on Twitter: @maraquill.",
        "Share this article",
        "Click here to see the photographs",
        "CLICK HERE TO GET THE COASTAL APP",
        "© 2025 Coastal Media Group",
        "Copyright 2024 The Coastal Times. All rights reserved. This material may not be published or rewritten.",
        "We use cookies to improve your experience on this site.",
        "Leave a comment",
        "Comments are closed.",
        "Have a news tip? Write to tips@coastal.example",
        "Email: mara.quill@coastal.example",
        "@coastaltimes",
        "https://coastal.example/pier",
        "For the latest news from the coast, sign up here",
    ],
)
def test_marks_what_is_not_the_article(line: str) -> None:
    assert marked(line) == [line]
    assert marked(line, PROSE) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Need A New Roof? Harbour Home Services – Storm Damage Experts!",
        "Ready to Sail? Book Your Cruise Today!",
        "Pier Closed After Cracks Found | Coastal Times",
    ],
)
def test_marks_slogans_at_the_very_end_only(line: str) -> None:
    assert marked(line) == [line]
    assert marked("Eva Stone contributed to this report.", line) == [line]
    assert marked(line, PROSE) == []


@pytest.mark.parametrize(
    "line",
    [
        "Eva Stone contributed to this report.",
        "Reporting by Eva Stone; Editing by Karl Voss",
        "“Follow us on the pier and you will see,” the engineer said.",
        '"Click here," the notice in the window said.',
        "Subscribers to the ferry scheme will be repaid by June, the council said.",
        "Copyright law does not protect the design, the judge ruled.",
        "Like me, many in the valley lost a barn to the flood.",
        "For more than twenty years the family lived here, above the shop.",
        "Share prices fell by 3 per cent on Tuesday.",
        "More than 40 boats were moored there.",
        "Read more widely, the headteacher told her pupils, and the world opens.",
        "Terms of service at the bank changed last week, it said.",
        "What happens next?",
        "Why the pier matters",
        "Animation – Brush Head",
        "Best film - The Long Tide",
        "‘We are done here!’",
        "No comment was given.",
        "Sign language classes are free today.",
        "They won!",
    ],
)
def test_leaves_prose_quotations_credits_and_headings_alone(line: str) -> None:
    assert marked(line, PROSE) == []
    assert marked(line) == []


def test_a_text_of_nothing_else_is_left_whole() -> None:
    assert boilerplate_spans("Read more: Pier closed") == ()
    assert boilerplate_spans("") == ()


@given(st.text(st.sampled_from("aZ .\n\r\t!?|“@©é\u0301\U0001f300"), max_size=200), st.booleans())
def test_spans_are_ordered_inside_and_hold_whole_lines(text: str, promote: bool) -> None:
    text = f"{text}\nClick here\n{text}" if promote else text
    previous = 0
    for start, end in boilerplate_spans(text):
        assert previous <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        previous = end


def test_the_tail_of_the_seed_article_and_nothing_else(shared: Path) -> None:
    (path,) = (shared / "data" / "seed").glob("*.txt")
    text = path.read_text(encoding="utf-8")
    spans = boilerplate_spans(text)
    assert [text[start:end] for start, end in spans] == text.splitlines()[-2:]
