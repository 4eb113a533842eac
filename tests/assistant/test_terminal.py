from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.terminal import neutralise, one_line, progress, styled

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
@example("\x1b[2J\x1b]0;title\x07\x9b31m\x7f\r\n\u2028\u202e\ufeff\ud800\U000e0041")
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = neutralise(text)
    assert {character for character in shown if unicodedata.category(character) == "Cc"} <= {"\n", "\t"}
    assert not {unicodedata.category(character) for character in shown} & {"Zl", "Zp", "Cs"}
    assert not set(shown) & set(BIDI)
    assert {character for character in shown if unicodedata.category(character) == "Cf"} <= {"\u200c", "\u200d"}
    shown.encode("utf-8")


@given(ANYTHING)
def test_neutral_text_stays_as_it_is(text: str) -> None:
    assert neutralise(neutralise(text)) == neutralise(text)


@given(ANYTHING)
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain “text”, naïve, 東京, שלום", "plain “text”, naïve, 東京, שלום"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07 and delete\x7f", "bell␇ and delete␡"),
        ("over\rwritten", "over␍written"),
        ("user\u202etxt.exe", "usertxt.exe"),
        ("line\u2028separator", "line\nseparator"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
    ],
)
def test_controls_become_visible_and_reordering_is_removed(text: str, shown: str) -> None:
    assert neutralise(text) == shown


def test_article_text_is_never_read_as_markup() -> None:
    assert styled("[bold red]not markup[/] :smile:").plain == "[bold red]not markup[/] :smile:"


def test_progress_says_nothing_into_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("reading") as advance:
        advance("read", 3, 0)
        advance("a\x1b[2Jb", 5, 10)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
