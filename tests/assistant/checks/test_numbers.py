"""Numbers are compared by what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from assistant.checks import numbers
from assistant.language import analyse
from tests.assistant.checks.texts import source

COUNTS = st.integers(20, 1_000) | st.integers(3_000, 99_999)
"""Not the bare numbers that read as years."""


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The bridge cost £15m.", "The bridge cost 15 million pounds."),
        ("The fund holds $1.2 billion.", "The fund holds $1.2bn."),
        ("Half of the boats sank.", "In the storm 50% of the boats sank."),
        ("Twenty-five boats sank.", "In the storm 25 boats sank."),
        ("About 200 boats sank.", "In the storm 198 boats sank."),
        ("More than 200 boats sank.", "In the storm 205 boats sank."),
        ("Nearly 200 boats sank.", "Nearly 200 boats sank in the storm."),
        ("Orle won 2-1.", "Orle beat Varn 2–1 on penalties."),
        ("The two men were freed.", "Ivo Marsh and Dan Pell were freed."),
        ("Dahl has won the race six times.", "It is a race that she has won six times."),
        ("The fund paid 3,000 crowns.", "The fund paid 3, 000 crowns."),
        ("It was her third title.", "She took her 3rd title."),
        ("Her head is on the new quarter.", "The coin shows her head."),
        ("Team GX31 lost 4 boats.", "Team GX31 lost four boats."),
        ("The Tennessee league of tennis ended at one stroke.", "The league ended."),
        ("It was his twenty-first win.", "It was his 21st win."),
        ("The station played a 30-second clip.", "The station played a thirty-second clip."),
        ("The thirty-second clip ended.", "The clip lasted 30 seconds."),
        ("The thirty-second man won.", "The 32nd man won."),
        ("The dam cost $2.5 trillion.", "The dam cost $2.5trn."),
        ("The dam cost $20 million.", "It is a $20-million dam."),
        ("It was his 1000th goal.", "It was his 1,000th goal."),
        ("The firm agreed to hand over 12 million crowns.", "The firm will pay 12m crowns."),
    ],
)
def test_the_same_number_in_other_words_passes(claim: str, text: str) -> None:
    assert numbers.check(analyse(claim), source(text)) is None


@pytest.mark.parametrize(
    ("claim", "text", "label"),
    [
        ("54 boats sank.", "In the storm 45 boats sank.", "contradicted"),
        ("Boats grew rarer in the past two years.", "Boats grew rarer, a survey says.", "not_stated"),
        ("A third of the boats sank.", "In the storm 30% of the boats sank.", "contradicted"),
        ("200 boats sank.", "Nearly 200 boats sank.", "not_stated"),
        ("The bridge cost $15m.", "The bridge cost £15m.", "contradicted"),
        ("The bridge cost £15bn.", "The bridge cost £15m.", "contradicted"),
        ("The road is 12 miles long.", "The road is 12 km long.", "contradicted"),
        ("45 sailors drowned.", "The storm sank 45 boats and drowned 12 sailors.", "contradicted"),
        ("Orle won 3-1.", "Orle beat Varn 2-1.", "contradicted"),
        ("Dahl has won six races.", "It is a race that Dahl has won six times.", "contradicted"),
        ("Sixteen boats sank.", "In the storm six boats sank.", "contradicted"),
        ("The war ended after 3 days.", "The war ended on the three-hundredth day.", "not_stated"),
        ("The law was nine points.", "It is nine-tenths of the law.", "not_stated"),
        ("The average was .471.", "The average was .417.", "not_stated"),
        ("The town has 67 million people.", "The town lies on the coast.", "not_stated"),
    ],
)
def test_another_number_is_stopped(claim: str, text: str, label: str) -> None:
    finding = numbers.check(analyse(claim), source(text))
    assert finding is not None
    assert finding.label == label


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("It was her fourteenth title.", "ordinal", 14),
        ("It sank five millions of boats.", "plain", 5e6),
        ("It has two dozen boats.", "plain", 24),
        ("It has five sixth-formers.", "plain", 5),
    ],
)
def test_a_word_is_read_to_its_end(text: str, kind: str, value: float) -> None:
    first, *_ = numbers.quantities(analyse(text))
    assert (first.kind, first.value) == (kind, value)


def test_the_reason_names_both_numbers() -> None:
    finding = numbers.check(analyse("54 boats sank."), source("In the storm 45 boats sank."))
    assert finding is not None
    assert finding.why == "the article says 45, not 54"


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 999_999))
def test_a_number_in_words_has_its_value(number: int) -> None:
    counted, placed = num2words(number).replace(",", ""), num2words(number % 99 + 1, to="ordinal")
    assert [one.value for one in numbers.quantities(analyse(f"Officials counted {counted} boats."))] == [number]
    assert [one.value for one in numbers.quantities(analyse(f"It came in {placed}."))] == [number % 99 + 1]


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_only_an_equal_count_passes(stated: int, claimed: int) -> None:
    text, claim = f"Officials counted {stated:,} boats.", analyse(f"Officials counted {claimed} boats.")
    assert (numbers.check(claim, source(text)) is None) == (stated == claimed)


def test_a_comma_after_a_number_is_not_part_of_it() -> None:
    stated = numbers.quantities(
        analyse("The brothers gave most to Hallam, each giving $2,800, according to the records.")
    )
    claimed = numbers.quantities(analyse("Each brother gave $2,800 to Hallam."))
    assert [one.value for one in stated] == [one.value for one in claimed] == [2800.0]
