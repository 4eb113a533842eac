"""Text fragments: read as a browser reads them, they lead to exactly the cited words."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.ui.fragment import text_fragment

WORDS = st.lists(
    st.sampled_from(
        ["the", "Ferry", "ferry", "sank", "a-b", "x,y", "off.", "“Sarrow”", "and", "9", "&", "né", "\n\nThen"]
    ),
    min_size=1,
    max_size=60,
)


def first_match(text: str, fragment: str) -> tuple[int, int] | None:
    """Where a browser lands: the first place that fits, white space and case folded, at the bounds of words."""
    assert fragment.startswith(":~:text=")
    parts = fragment.removeprefix(":~:text=").split(",")
    before = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    after = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    words = [re.escape(unquote(part)).replace(r"\ ", r"[ \t]+") for part in parts]
    opening = rf"(?<!\w){re.escape(before)}[ \t]+".replace(r"\ ", r"[ \t]+") if before else r"(?<!\w)"
    closing = rf"[ \t]+{re.escape(after)}(?!\w)".replace(r"\ ", r"[ \t]+") if after else r"(?!\w)"
    found = re.search(f"{opening}({'.*?'.join(words)}){closing}", text, re.I | re.S)
    return found.span(1) if found else None


@given(WORDS, st.data())
def test_the_first_place_that_fits_is_never_elsewhere_where_a_place_can_be_told_apart(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(f"{word} w{place}" for place, word in enumerate(words))
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start, len(words) - 1))
    cited = [(one.start(), one.end()) for one in re.finditer(r"\S+", text)]
    low, high = cited[2 * start][0], cited[2 * end + 1][1]
    assume(re.match(r"\w", text[low]))
    assert first_match(text, text_fragment(text, low, high)) == (low, high)


def test_words_around_tell_equal_sentences_apart() -> None:
    text = "On Monday he paid. It was late. On Tuesday he paid. It was later."
    second = text.rindex("he paid.")
    fragment = text_fragment(text, second, second + 8)
    assert fragment == ":~:text=Tuesday-,he%20paid.,-It"
    assert first_match(text, fragment) == (second, second + 8)


def test_long_words_are_named_by_their_ends_and_a_paragraph_is_not_crossed() -> None:
    text = "One two three.\n\nFour five six."
    assert text_fragment(text, 0, len(text)) == ":~:text=One%20two%20three.,Four%20five%20six."


@pytest.mark.parametrize(("text", "encoded"), [("a-b", "a%2Db"), ("1,2", "1%2C2"), ("x&y", "x%26y"), ("né", "n%C3%A9")])
def test_signs_of_the_grammar_are_encoded(text: str, encoded: str) -> None:
    assert text_fragment(text, 0, len(text)) == f":~:text={encoded}"


def test_nothing_to_find_gives_nothing() -> None:
    assert text_fragment("a   b", 1, 3) == ""
