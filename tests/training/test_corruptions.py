"""True sentences made false, in known ways."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.corruptions import KINDS, corrupt

ARTICLE = [
    "Ines Dorado, the mayor of Quellmouth, said on Tuesday that the harbour might close in March.",
    "Harbour Minister Colm Tarrant reportedly told the council that repairs would cost nearly 45 million crowns.",
    "The council sued Brightsea Lines in 2021 after 12 workers were hurt.",
    "“We did not see the report,” said Petra Voss, a lawyer for Brightsea Lines.",
    "The company is expected to pay about 3.2 million crowns, 18 percent less than in 2019.",
    "Fares rose by 6 percent on 4 June, and Colm Tarrant approved the rise.",
]
SENTENCES = st.sampled_from(ARTICLE) | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=80
)


def made(sentence: str, kind: str) -> set[str | None]:
    """All that a hundred throws give."""
    others = [other for other in ARTICLE if other != sentence]
    return {corrupt(sentence, others, kind, random.Random(seed)) for seed in range(100)}  # noqa: S311


@pytest.mark.parametrize(
    ("kind", "sentence", "changed"),
    [
        ("entity", "The ferry of Brightsea Lines belongs to Petra Voss.", "Brightsea Lines belongs to Colm Tarrant"),
        ("number", "Repairs cost 17 million crowns.", "Repairs cost 71 million crowns."),
        ("number", "Repairs cost 17 million crowns.", "Repairs cost 17 billion crowns."),
        ("number", "Tickets cost 19 crowns.", "Tickets cost 12 crowns."),
        ("negation", "Petra Voss resigned.", "Petra Voss did not resign."),
        ("negation", "Petra Voss did not carry the bag.", "Petra Voss carried the bag."),
        ("negation", "She hasn't left the town.", "She has left the town."),
        ("negation", "The ferry won't sail.", "The ferry will sail."),
        ("negation", "Prices fell sharply.", "Prices rose sharply."),
        ("date", "The bridge opened on Friday.", "The bridge opened on Tuesday."),
        ("date", "The bridge opened in 2010.", "The bridge opened in 2021."),
        ("date", "The bridge opened on 9 August.", "The bridge opened on 9 June."),
        ("date", "The bridge opened on 9 August.", "The bridge opened on 4 August."),
        ("speaker", "The works will go on, said Lew Abbot.", "The works will go on, said Petra Voss."),
        ("speaker", "Lew Abbot told the court that Rosa Finch lied.", "Rosa Finch told the court that Lew Abbot lied."),
        ("roles", "The police sued the union.", "The union sued the police."),
        ("roles", "The union was sued by the minister.", "The minister was sued by the union."),
        ("hedging", "The harbour may close.", "The harbour will close."),
        ("hedging", "He may have taken the key.", "He has taken the key."),
        ("hedging", "The harbour is expected to close.", "The harbour will close."),
        ("hedging", "Nearly 200 boats sank.", "200 boats sank."),
        ("hedging", "Police caught an alleged thief.", "Police caught a thief."),
        ("hedging", "The mayor reportedly left.", "The mayor left."),
    ],
)
def test_each_kind_makes_a_known_false_version(kind: str, sentence: str, changed: str) -> None:
    assert any(changed in found for found in made(sentence, kind) if found is not None)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("entity", "It rained all night."),
        ("number", "It rained on 4 June 2020."),
        ("date", "She may leave the town, or march."),
        ("speaker", "He said nothing."),
        ("roles", "The harbour closed."),
        ("roles", "The minister met the mayor."),
        ("hedging", "The harbour closed."),
    ],
)
def test_a_sentence_that_does_not_offer_it_is_left_alone(kind: str, sentence: str) -> None:
    assert made(sentence, kind) == {None}


def test_a_number_never_becomes_an_equal_one() -> None:
    others = ["It cost 45.0 crowns.", "It cost 1,200 crowns.", "It cost 45 crowns."]
    for seed in range(50):
        found = corrupt("It cost 45 crowns.", others, "number", random.Random(seed))  # noqa: S311
        assert found is not None
        assert not found.startswith(("It cost 45 crowns", "It cost 45.0 "))


def test_a_name_is_not_replaced_by_another_name_of_the_same_person() -> None:
    others = ["Colm Tarrant left.", "Mr Tarrant wept.", "Tarrant came back."]
    for seed in range(30):
        found = corrupt("Colm Tarrant resigned.", others, "entity", random.Random(seed))  # noqa: S311
        assert found is not None
        assert "Tarrant" not in found


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="spelling"):
        corrupt("The harbour closed.", [], "spelling", random.Random(1))  # noqa: S311


@settings(max_examples=150, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, max_size=4), st.sampled_from(KINDS), st.integers(0, 2**32))
def test_the_result_differs_and_repeats_under_a_seed(sentence: str, others: list[str], kind: str, seed: int) -> None:
    found = corrupt(sentence, others, kind, random.Random(seed))  # noqa: S311
    assert found == corrupt(sentence, others, kind, random.Random(seed))  # noqa: S311
    assert found is None or found.casefold() != sentence.casefold()
