"""Citation marks: one number for each article, one letter for each passage, and never another one afterwards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.marks import letter, marks, sources
from assistant.types import Citation, Claim, Verdict

CITATIONS = st.builds(
    lambda article, start: Citation(article, "v", start, start + 1, "q", "t", None, None, None),
    st.sampled_from("abc"),
    st.integers(0, 40),
)
CLAIMS = st.lists(
    st.lists(CITATIONS, min_size=1, max_size=3).map(lambda cited: Claim("c", tuple(cited), Verdict("supported", 1.0))),
    max_size=8,
)


@given(CLAIMS)
def test_a_mark_stays_as_further_sentences_come(claims: list[Claim]) -> None:
    final = marks(sources(claims, ()))
    for count in range(len(claims)):
        early = marks(sources(claims[:count], ()))
        assert early.items() <= final.items()
    assert len(set(final.values())) == len(final)
    for one, mark in final.items():
        for other, another in final.items():
            assert (one.article_id == other.article_id) == (mark.rstrip("abcdefghijklmnopqrstuvwxyz") == another.rstrip(
                "abcdefghijklmnopqrstuvwxyz"))  # fmt: skip


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]
