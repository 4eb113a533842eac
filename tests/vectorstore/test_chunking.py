from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.chunking import HEADING_TOKENS, embedding_text, heading, split
from vectorstore.sentences import sentences
from vectorstore.tokens import count_embedder_tokens
from vectorstore.types import Article, normalise

SEED = Path(__file__).parents[2] / "../shared/data/seed"
SEAM = 8
"""Tokens that may be added where parts of one word meet again in a passage."""

words = st.sampled_from(
    ["The minister ", "x" * 150, "said so. ", "“No,” ", "U.S. ", "\n\n", "\r\n", "😀", "e\u0301",
     "אבג ", "你好。", "\x00", " " * 300, "한국어", "\u00a0", "It rained on Monday in the north of the country. ", "? "]
)  # fmt: skip
texts = st.lists(st.one_of(words, st.text(st.characters(exclude_categories=["Cs"]), max_size=12)), max_size=60)


def article(text: str, **fields: object) -> Article:
    return Article(id="a", text=normalise(text), **fields)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(texts.map("".join), st.integers(8, 60), st.data())
def test_passages_are_exact_disjoint_bounded_and_cover_all_but_boilerplate(
    text: str, max_tokens: int, data: st.DataObject
) -> None:
    stored = normalise(text)
    bounds = sorted(data.draw(st.lists(st.integers(0, len(stored)), max_size=6, unique=True)))
    boilerplate = tuple(zip(bounds[::2], bounds[1::2], strict=False))
    source = Article(id="a", text=stored, boilerplate=boilerplate)
    passages = split(source, max_tokens=max_tokens)
    covered = [0] * len(stored)
    for start, end in boilerplate:
        covered[start:end] = [1] * (end - start)
    position = 0
    for passage in passages:
        assert passage.text == stored[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert position <= passage.start
        assert not any(covered[passage.start : passage.end])
        covered[passage.start : passage.end] = [1] * (passage.end - passage.start)
        position = passage.end
        assert (passage.article_id, passage.version) == ("a", source.version)
    assert all(count or char.isspace() for count, char in zip(covered, stored, strict=True))
    assert all(count <= max_tokens + SEAM for count in count_embedder_tokens([passage.text for passage in passages]))


def test_passages_hold_whole_sentences() -> None:
    text = "\n\n".join(f"Sentence {n} of the report is about rain. It has a follower, number {n}." for n in range(60))
    source = article(text)
    starts, ends = zip(*sentences(source.text), strict=True)
    passages = split(source)
    assert len(passages) > 3
    assert all(passage.start in starts and passage.end in ends for passage in passages)


def test_passages_end_with_a_paragraph_where_one_is_near() -> None:
    paragraph = "The river rose again on Monday and the lower streets were closed to cars. " * 3
    passages = split(article("\n\n".join([paragraph.strip()] * 9)))
    assert {len(passage.text) % (len(paragraph) + 1) for passage in passages} == {len(paragraph) - 1}


def test_no_passage_of_a_few_words_is_left_at_the_end() -> None:
    sentence = "The river rose again on Monday and the lower streets were closed to all cars. "
    for count in range(10, 60):
        sizes = count_embedder_tokens([passage.text for passage in split(article(sentence * count))])
        assert max(sizes) <= 180
        assert len(sizes) == 1 or min(sizes) >= 60


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    source = article("and then " * 1_000)
    passages = split(source)
    assert {passage.text.split(" ")[0] for passage in passages} <= {"and", "then"}
    assert "".join(passage.text.replace(" ", "") for passage in passages) == "andthen" * 1_000
    assert all(count <= 180 for count in count_embedder_tokens([passage.text for passage in passages]))


@pytest.mark.parametrize("text", ["", "  \n\n ", "\u2028"])
def test_an_article_without_text_has_no_passages(text: str) -> None:
    assert split(article(text)) == []


def test_one_line() -> None:
    (passage,) = split(article("  It rained. "))
    assert (passage.start, passage.end, passage.text) == (2, 12, "It rained.")


@pytest.mark.parametrize(
    "unit", ["The council met on Monday and voted again on the bridge.\n\n", "It rained all day on the coast. "]
)
def test_five_megabytes(unit: str) -> None:
    source = article(unit * (5_000_000 // len(unit)))
    passages = split(source)
    kept = sum(len(passage.text) - passage.text.count(" ") - passage.text.count("\n") for passage in passages)
    assert kept == len(source.text) - source.text.count(" ") - source.text.count("\n")
    assert max(len(passage.text) for passage in passages) < 3_000


def test_the_heading_names_headline_outlet_and_day() -> None:
    source = article("It rained.", title="Rain  in\nEssex", outlet="The Post", published="2024-04-02T08:00:00+00:00")
    assert heading(source) == "Rain in Essex | The Post, 2 April 2024"
    assert embedding_text(source, split(source)[0]) == "Rain in Essex | The Post, 2 April 2024\nIt rained."


def test_a_heading_without_outlet_and_day_is_the_headline() -> None:
    assert heading(article("It rained.", title="Rain")) == "Rain"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None)
def test_heading_and_passage_fit_what_minilm_reads(title: str, outlet: str) -> None:
    source = article("It rained.", title=title * 9, outlet=outlet * 9, published="2024-04-02")
    assert count_embedder_tokens([heading(source)])[0] <= HEADING_TOKENS + 1
    assert "\n" not in heading(source)


@pytest.mark.skipif(not SEED.is_dir(), reason="needs the shared data")
def test_the_seed_article() -> None:
    source = article(next(SEED.glob("*.txt")).read_text(encoding="utf-8"))
    passages = split(source)
    assert 4 <= len(passages) <= 12
    assert any("first phone call since July 2022." in passage.text for passage in passages)
