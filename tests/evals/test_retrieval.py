from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score

from evals.cases import Span
from evals.retrieval import average_precision, hit_at, meets, ndcg, ranking, reciprocal_rank, scores
from vectorstore.types import Hit

FLAGS = st.lists(st.booleans(), min_size=2, max_size=10)


def ranked(flags: list[bool]) -> list[set[int]]:
    """A ranking in which each hit flagged holds a gold passage of its own."""
    return [{index} if flag else set() for index, flag in enumerate(flags)]


@settings(deadline=None)
@given(FLAGS, st.integers(0, 3))
def test_ndcg_is_scikit_learns(flags: list[bool], missed: int) -> None:
    gold = sum(flags) + missed
    relevance = [*map(int, flags), *[1] * missed, 0]
    order = [*range(len(relevance), 0, -1)]
    expected = ndcg_score([relevance], [order], k=len(flags)) if gold else 0.0
    # Gold passages that were not found at all rank behind everything that was, beyond the depth.
    assert ndcg(ranked(flags), gold, depth=len(flags)) == pytest.approx(expected)


@settings(deadline=None)
@given(FLAGS)
def test_average_precision_is_scikit_learns_where_all_is_found(flags: list[bool]) -> None:
    if any(flags):
        expected = average_precision_score(flags, -np.arange(len(flags)))
        assert average_precision(ranked(flags), sum(flags)) == pytest.approx(expected)


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(0, 3)), max_size=12))
def test_every_metric_lies_between_0_and_1_and_finds_nothing_in_nothing(found: list[set[int]]) -> None:
    assert all(0 <= value <= 1 for value in scores(found, 4, need_all=False).values())
    assert not any(scores([set[int]() for _ in found], 4, need_all=False).values())


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(0, 3)), max_size=12), st.integers(1, 10))
def test_a_deeper_look_finds_no_less(found: list[set[int]], k: int) -> None:
    assert hit_at(found, k + 1) >= hit_at(found, k)
    assert (reciprocal_rank(found) > 0) == (hit_at(found, 10) > 0)


def test_a_gold_passage_counts_once_however_many_hits_hold_it() -> None:
    assert average_precision([{0}, {0}, {0}], gold=1) == 1.0
    assert ndcg([{0}, {0}, {0}], gold=2) < 1.0


def test_all_gold_passages_are_needed_where_the_case_says_so() -> None:
    found = [{0}, set[int](), {1}]
    assert scores(found, 2, need_all=True)["hit@1"] == 0.0
    assert scores(found, 2, need_all=True)["hit@3"] == 1.0
    assert scores(found, 2, need_all=False)["hit@1"] == 1.0


def test_a_hit_holds_gold_where_it_shares_characters_of_the_same_text() -> None:
    hit = Hit("a", "v1", 10, 20, "0123456789", "", None, None, None, 1.0, "both")
    assert meets(hit, Span("v1", 19, 30))
    assert not meets(hit, Span("v1", 20, 30))
    assert not meets(hit, Span("v2", 10, 20))
    assert ranking([hit], [[Span("v2", 0, 99)], [Span("v1", 0, 5), Span("v1", 12, 13)]]) == [{1}]
