from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sentences import sentences
from vectorstore.types import normalise


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "The U.S. said it. | Mr. Smith left.",
        "He met on Jan. 6 with Lt. Gov. Dan Patrick. | No. 10 declined.",
        "J. K. Rowling wrote it. | George W. Bush read it.",
        "Sales rose 2.5 percent to $1.13bn. | They fell.",
        "“I agree,” he said. | “This is it.” | The next day came.",
        '"We will go." | He left. | "Stop!" she cried. | "Why?" he asked.',
        "Well... he said no. | It was … over. | So it goes.",
        "WASHINGTON (AP) — The dog ran. | He lives in Washington, D.C. | The next thing.",
        "They spoke at 5 p.m. Eastern. | They left at 6 p.m. Tuesday. | The dog slept.",
        "It works for Apple Inc. and Acme Corp. in the U.K. market. | Yes! | No? | Maybe.",
        "He won 6-3, 6-4. | Federer said 'I am happy.' | He left.",
        "From his days in Wham! to his solo years. | It sold well.",
        "Sen. John Thune, R-S. D., agreed. | So did Rep. J. Doe (D-Calif.).",
        "U.S. President Joe Biden met U.N. envoys. | The U.N. said so.",
        'It was the Olympics. | " The amber light is on," he said.',
        "By JOHN SMITH Jr. and A. B. Jones. | It rained.",
        "1. Buy bread. | 2. Eat it.",
    ],
)
def test_news_english(marked: str) -> None:
    assert parts(marked.replace(" | ", " ")) == marked.split(" | ")


def test_a_quotation_that_is_never_closed_does_not_swallow_the_paragraph() -> None:
    text = "“We begin here. " + "The minister went on to speak about many things. " * 12
    assert len(parts(text)) == 13


def test_lines_and_paragraphs_are_not_crossed() -> None:
    assert parts("Headline\nBy Ann Lee\n\nIt rained. It\npoured.") == [
        "Headline",
        "By Ann Lee",
        "It rained.",
        "It",
        "poured.",
    ]


def test_hard_wrapped_text_runs_on_across_its_line_ends() -> None:
    text = (
        "The council voted on Monday to close the bridge for repairs, which\n"
        "will take until spring. Drivers are asked to use the tunnel instead\n"
        "and to leave earlier. The mayor called the closure unavoidable and\n"
        "said that the steel had rusted further than the engineers who built\n"
        "it had expected. Work begins in May.\n\nA short line.\nAnother."
    )
    assert [part.replace("\n", " ") for part in parts(text)][1:] == [
        "Drivers are asked to use the tunnel instead and to leave earlier.",
        (
            "The mayor called the closure unavoidable and said that the steel had rusted further than the "
            "engineers who built it had expected."
        ),
        "Work begins in May.",
        "A short line.",
        "Another.",
    ]


def test_a_part_of_the_text_is_split_with_offsets_of_the_whole() -> None:
    text = "One is here. Two is here. Three is here."
    assert sentences(text, 13, 25) == [(13, 25)]


def test_skipped_spans_cut_sentences() -> None:
    text = "It rained. ADVERTISEMENT It poured."
    assert [text[a:b] for a, b in sentences(text, skip=[(11, 24)])] == ["It rained.", "It poured."]


@pytest.mark.parametrize("text", ["", " \n\t\u2028 ", "\u00a0"])
def test_no_text_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize("unit", ["word ", "He came home. ", "x", "“", "Mr. ", "é😀 ", "' "])
def test_a_line_without_end_is_covered(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    spans = sentences(text)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    assert max(end - start for start, end in spans) <= 8_000


news = st.sampled_from(
    ["U.S. ", "Mr. ", "Jan. 6", "J. K. ", "...", "(x. y)", "“A. b", "p.m. ", "ET ", "No. ", "? ", ". ", '"', "’",
     "\r\n", "\n\n", "\u00a0", "\u0085", "\u2028", "😀", "👨\u200d👩",
     "e\u0301", "אב", "你好。", "\x00", "Z\u00a0.", "Word "]
)  # fmt: skip
unicode_text = st.lists(st.one_of(news, st.text(max_size=8)), max_size=40).map("".join)
storable = unicode_text.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)).map(normalise)


@given(storable, st.data())
def test_spans_are_exact_ordered_and_cover_everything_that_is_not_skipped(text: str, data: st.DataObject) -> None:
    bounds = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    skip = list(zip(bounds[::2], bounds[1::2], strict=False))
    position = 0
    covered = [False] * len(text)
    for start, end in sentences(text, skip=skip):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered[start:end] = [True] * (end - start)
        position = end
    for start, end in skip:
        assert not any(covered[start:end])
        covered[start:end] = [True] * (end - start)
    assert all(is_covered or char.isspace() for is_covered, char in zip(covered, text, strict=True))


@pytest.mark.parametrize(
    "text", ["The mayor, Ms. Orla Venn, resigned.", "They met Capt. Ilse Marrin and Rev. Dahl in Veld."]
)
def test_an_honorific_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [(0, len(text))]
