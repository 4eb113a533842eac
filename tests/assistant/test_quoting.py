"""Quotations are understood by themselves: who "it" is comes along, and every offset is exact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking import quoted_claim
from assistant.evidence import part
from assistant.quoting import BEFORE, LONGEST, complete, stands_for_another
from assistant.types import Citation
from vectorstore.sentences import sentences
from vectorstore.types import Hit, holds

STORY = (
    "Norland's oldest mill, Krivor, has a new owner. It was sold for 4.8bn crowns on Friday. "
    "She was pleased. He was not. They agree on little. The unions want talks."
)


def passage(text: str, start: int = 40) -> Hit:
    return Hit("mill", "1", start, start + len(text), text, "A mill is sold", None, None, None, 1.0, "both")


def sentence(hit: Hit, begins: str) -> tuple[int, int]:
    return next(span for span in sentences(hit.text) if hit.text[slice(*span)].startswith(begins))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("It was founded by their father.", True),
        ("But he left in May.", True),
        ("Its shares fell.", True),
        ("“He is the best of all,” said Dahl.", True),
        ("It hopes to build a tram.", True),
        ("It is based on a book by Mina Dahl.", True),
        ("It was forced to close in 2019.", True),
        ("It was sold when the owner died.", True),
        ("It is expected to open in May.", True),
        ("It is due to open in May.", True),
        ("It took the lead when Dahl scored.", True),
        ("It was told that it must pay.", True),
        ("It remains unclear who sold the mill.", False),
        ("It is too early to say who won.", False),
        ("It is hard to say.", False),
        ("IT workers at the mill were sacked.", False),
        ("His Majesty the King opened the mill.", False),
        ("He Jiankui was jailed.", False),
        ("It is clear that the tram will be late.", False),
        ("It is thought that the tram was late.", False),
        ("It will take six years to dig the tunnel.", False),
        ("“It's a great day,” said Dahl.", False),
        ("Mina Dahl said it was late.", False),
        ("Items were sold.", False),
        ("The mill was sold.", False),
    ],
)
def test_what_begins_with_a_pronoun_stands_for_another(text: str, stands: bool) -> None:
    assert stands_for_another(text) is stands


def test_the_sentence_that_names_it_comes_along() -> None:
    hit = passage(STORY)
    found = complete(part(hit, sentence(hit, "It was sold"), 0.7), [hit])
    assert found.text == STORY[: STORY.index(" She")]
    assert (found.start, found.end, found.relevance) == (40, 40 + len(found.text), 0.7)


@pytest.mark.parametrize("begins", ["Norland's", "The unions", "They agree"])
def test_what_needs_nothing_or_finds_nobody_near_stays(begins: str) -> None:
    hit = passage(STORY)
    one = part(hit, sentence(hit, begins))
    assert complete(one, [hit]) is one, "of more than two pronouns in a row the first is too far away"


def test_a_sentence_without_its_passage_or_too_long_with_the_other_stays() -> None:
    hit, long = passage(STORY), passage(f"The mill {'of many owners ' * 32}was sold. It was cheap.")
    one, other = part(hit, sentence(hit, "It was sold")), part(long, sentence(long, "It was cheap"))
    assert complete(one, []) is one
    assert complete(other, [long]) is other


@pytest.mark.parametrize("between", ["Getty Images", "Who bought it?"])
def test_no_caption_or_question_comes_along(between: str) -> None:
    hit = passage(f"Krivor is a mill.\n\n{between}\n\nIt was sold to Dahl.")
    one = part(hit, sentence(hit, "It was sold"))
    assert complete(one, [hit]) is one


def test_only_the_passage_of_the_same_article_and_version_is_read() -> None:
    hit = passage(STORY)
    one = part(hit, sentence(hit, "It was sold"))
    assert complete(one, [replace(hit, article_id="other"), replace(hit, version="2")]) is one


def test_what_is_quoted_with_another_sentence_is_said_by_its_own_speaker() -> None:
    hit = passage("Mina Dahl criticised the mill, Orle said. It was sold for 4.8bn crowns on Friday.")
    one = part(hit, sentence(hit, "It was sold"))
    claim = quoted_claim(one, complete(one, [hit]))
    assert claim.text == hit.text
    assert claim.said_by is None


def test_a_citation_holds_its_parts_only() -> None:
    hit = passage(STORY)
    whole, inner = Citation.of(part(hit, (0, 90))), Citation.of(part(hit, (48, 90)))
    assert holds(whole, inner)
    assert holds(whole, whole)
    assert not holds(inner, whole)
    assert not holds(whole, Citation.of(part(replace(hit, version="2"), (48, 90))))


PIECES = st.sampled_from(["It was sold.", "He left in May.", "The mill stands in Veld.", "Dahl said so.", "They won."])


@given(st.lists(PIECES, min_size=1, max_size=8), st.integers(0, 7))
def test_a_completed_quotation_is_the_text_of_its_range_and_ends_as_before(pieces: list[str], at: int) -> None:
    hit = passage(" ".join(pieces))
    spans = sentences(hit.text)
    one = part(hit, spans[at % len(spans)])
    found = complete(one, [hit])
    assert hit.text[found.start - hit.start : found.end - hit.start] == found.text
    assert found.text.endswith(one.text)
    assert found.end == one.end
    assert len(sentences(found.text)) <= 1 + BEFORE
    assert found is one or len(found.text) <= LONGEST
    assert found is one or not stands_for_another(found.text)
