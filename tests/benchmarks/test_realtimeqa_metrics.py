from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.realtimeqa_metrics import declines, is_evidence
from evals.intervals import bootstrap, wilson
from evals.wording import contains, token_f1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The repair will cost about $1.5bn, officials said.", "1.5 billion"),
        ("Some thirty-five ships were stopped.", "35"),
        ("Some 35 ships were stopped.", "Thirty-five"),
        ("More than 12,400 homes lost power.", "12400"),
        ("Support stands at 61 per cent.", "61%"),
        ("The U.S. team withdrew.", "United States"),
        ("It was an Umbrella!", "the umbrella"),
        ("Two worms were revived.", "Worm"),
        ("The mayor’s brother, José Marín, resigned.", "Jose Marin"),
        ("Finland applied, and so did Sweden.", "Sweden and Finland"),
    ],
)
def test_an_answer_is_found_however_it_is_written(text: str, answer: str) -> None:
    assert contains(text, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It fell by 5.9 points.", "5"),
        ("About 150 people came.", "15"),
        ("The cost was 15 million.", "15 billion"),
        ("Finland applied.", "Sweden and Finland"),
        ("Twenty people, then eleven.", "31"),
        ("They told us to leave.", "US"),
        ("Anything at all.", "—"),
    ],
)
def test_what_only_looks_like_the_answer_is_not_found(text: str, answer: str) -> None:
    assert not contains(text, answer)


@given(st.text(max_size=60), st.text(max_size=20))
def test_containing_survives_case_and_more_text(text: str, answer: str) -> None:
    if contains(text, answer):
        assert contains(f"Before. {text} . After.", answer)


def test_the_evidence_sentence_is_met_when_it_is_cut_or_cleaned_differently() -> None:
    gold = "(Agency) The harbour at Ostby reopened on Monday after a nine-day strike, its operator said."
    assert is_evidence("The harbour at Ostby reopened on Monday after a nine-day strike, its operator said.", gold)
    assert is_evidence("The harbour at Ostby reopened Monday after a nine-day strike, the operator said", gold)
    assert not is_evidence("The operator said the strike at Ostby cost 3 million.", gold)
    assert not is_evidence("Ostby", gold)


@given(st.lists(st.sampled_from("abcd"), max_size=8), st.lists(st.sampled_from("abcd"), max_size=8))
def test_f1_is_symmetric_and_one_only_for_the_same_words(ours: list[str], gold: list[str]) -> None:
    assert token_f1(ours, gold) == token_f1(gold, ours)
    assert (token_f1(ours, gold) == 1) == (bool(ours) and sorted(ours) == sorted(gold))


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilsons_interval_holds_the_share_and_narrows_with_more(right: int, n: int) -> None:
    right = min(right, n)
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-9
    assert right / n - 1e-9 <= high <= 1
    wide, narrow = high - low, wilson(4 * right, 4 * n)
    assert narrow[1] - narrow[0] < wide


def test_wilsons_interval_is_the_published_one() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-4)  # Newcombe 1998, table I


def test_the_bootstrap_repeats_and_holds_the_mean() -> None:
    values = [0.0, 1.0] * 50
    low, high = bootstrap(values)
    assert (low, high) == bootstrap(values)
    assert 0.35 < low < 0.5 < high < 0.65


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("I don't know.", True),
        ("The context does not mention who sold the harbour.", True),
        ("Ana Reyes sold it. I do not know the price.", False),
        ("The minister does not run the port; Ana Reyes does.", False),
    ],
)
def test_a_tutorial_answer_declines_in_its_first_sentence(text: str, refused: bool) -> None:
    assert declines(text) is refused
