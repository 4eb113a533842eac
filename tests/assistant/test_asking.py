"""With a language model: a quotation that it confirms, what it drafts, or what its drafts point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.chain import AnswerChain, Ask
from assistant.settings import Settings
from tests.assistant.scripted import Doubter, Reader, chain_saying, check_offsets
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vectorstore.store import Store


def test_a_quotation_replaces_a_sentence_that_stands_in_dropped(library: Store) -> None:
    draft = "The astonishing bill for the harbour tunnel soared towards 410 million crowns amid chaos."
    answer = chain_saying(library, draft).invoke("What is the bill for the tunnel in Veld?")
    assert [dropped.sentence for dropped in answer.dropped] == [draft]
    assert [claim.quoted for claim in answer.claims] == [True]
    assert "410 million crowns" in answer.claims[0].text


def test_a_sentence_in_words_of_the_question_is_replaced_by_what_it_points_at(tmp_path: Path, library: Store) -> None:
    text = "Staff get a small grey token. It shows a new code which stays active for 60 seconds."
    draft = "Each code from the gadget that Norland hands to its workers remains valid for 60 seconds."
    question = "How long does each code from the gadget that Norland hands to its workers remain valid?"
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id="token", title="Norland gives its staff a token", text=text)])
        store.work()
        answer = chain_saying(store, draft).invoke(question)
        doubted = chain_saying(store, draft, judges="No").invoke(question)
        check_offsets(answer, store)
    assert [claim.text for claim in answer.claims] == [text], "what shows it stands in the sentence before"
    assert answer.claims[0].quoted
    assert [dropped.sentence for dropped in answer.dropped] == [draft]
    assert doubted.status == "not_in_articles", "the model is asked whether the quotation gives the answer"


def test_of_the_sentences_a_draft_points_at_the_one_that_answers_is_quoted(tmp_path: Path, library: Store) -> None:
    text = (
        "Mina Dahl of Norland opened the new bridge in Veld. The bridge in Veld is 900 metres long. "
        "The poem that was read aloud when it opened came from the pen of Mina Dahl of Norland."
    )
    draft = "The author of the verses recited at the inauguration was Mina Dahl of Norland."
    question = "Who was the author of the verses recited at the inauguration of the bridge in Veld?"
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id="bridge", title="A bridge for Veld", text=text)])
        store.work()
        answer = chain_saying(store, draft, of="Quotation: The poem").invoke(question)
        other = chain_saying(store, draft, of="Quotation: Mina Dahl").invoke(question)
    assert [claim.text for claim in answer.claims] == [text[text.index("The poem") :]]
    assert [claim.text for claim in other.claims] == [text[: text.index(" The bridge")]]


def test_a_draft_that_points_at_the_wrong_sentence_does_not_hide_the_most_relevant_one(
    tmp_path: Path, library: Store
) -> None:
    text = (
        "Almost 30 wealthy nations spend more than 300bn crowns on help for their farmers, the report said. "
        "Tarn's membership may one day need 16bn crowns in subsidies."
    )
    draft = "The rich lands hand out 16bn crowns in subsidies."
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id="farms", title="Report on farms", text=text)])
        store.work()
        chain = chain_saying(store, draft, of="Quotation: Almost 30")
        answer = chain.invoke("How much do the rich lands hand out to those who till their soil?")
    assert [claim.text for claim in answer.claims] == [text[: text.index(" Tarn's")]]


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        ("The tram in Tarn is to be given a depot.", True),  # adds nothing to its question
        ("Brask & Daughters put up the money for the depot.", True),  # was read nowhere
        ("The passages do not say who pays for the depot.", False),
    ],
)
def test_a_draft_that_points_nowhere_leaves_the_most_relevant_sentences(
    tmp_path: Path, library: Store, draft: str, shown: bool
) -> None:
    text = "The tram in Tarn will be given a depot by the river. A levy on parking meets the bill. Rain fell on Tarn."
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id="depot", title="A depot for the tram", text=text)])
        store.work()
        chain = chain_saying(store, draft, of="Quotation: A levy")
        answer = chain.invoke("How is the tram in Tarn to be given a depot, and by what means?")
    assert [claim.text for claim in answer.claims] == (["A levy on parking meets the bill."] if shown else [])


@pytest.mark.parametrize(
    ("question", "judges", "shown"),
    [
        ("How many lives did the sinking cost?", "Yes", True),
        ("How many lives did the sinking cost?", "No", False),
        ("How many lives did the sinking cost?", "Perhaps", False),
        ("Why did the boat go down?", "Yes", True),
        ("When did the boat go down?", "Yes", False),
    ],
)
def test_what_does_not_answer_is_not_shown(library: Store, question: str, judges: str, shown: bool) -> None:
    """The model judges what is cited; where it says neither Yes nor No the rule for quotations does.

    An answer without what is asked for, here a time, is none whatever the model says.
    """
    draft = "Seven people died, Commander Ilse Marrin said."
    answer = chain_saying(library, draft, judges=judges).invoke(question)
    assert (draft in [claim.text for claim in answer.claims]) == shown


def test_a_sure_quotation_comes_before_the_model_and_is_not_said_twice(tmp_path: Path, library: Store) -> None:
    text = "The tram in Tarn carried 40,000 people a day in March. It has 12 stops and a new depot by the river."
    draft = "The tram in Tarn carried 40,000 people a day in March. The tram has 12 stops."
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id="count", title="Tram in Tarn", text=text)])
        store.work()
        question = "How many people a day did the tram in Tarn carry in March?"
        simple = chain_saying(store, draft).invoke(question)
        events = list(chain_saying(store, draft).events(Ask(f"{question} How many stops does the tram have?")))
    assert [claim.quoted for claim in simple.claims] == [True], "nothing need be drafted"
    kinds = [type(event).__name__ for event in events]
    assert kinds.index("Quoted") < kinds.index("Verified")
    answer = events[-1].answer
    assert [claim.quoted for claim in answer.claims] == [True, False]
    assert "Rejected" not in kinds
    assert answer.dropped == (), "what a quotation has said is supported, and not left out"


FOUND = {"12 stops": "The tram in Tarn has 12 stops.", "controls": "Mina Dahl sat at the controls."}
UNSURE = -0.1
"""Log odds of the language model with which what it drafted may answer, and likely does not."""
TRAM = {
    "opening": "The tram in Tarn opened in May. The tram in Tarn has 12 stops.",
    "cost": "The tram in Tarn cost more than was planned. The tram in Tarn runs every six minutes.",
    "driver": "At the opening Mina Dahl sat at the controls. Rain fell all day.",
    "fares": "A ticket for the tram costs two crowns. Children ride without one.",
}


@pytest.fixture
def tram(tmp_path: Path, library: Store) -> Iterator[Store]:
    """A store of the articles about the tram."""
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id=name, title=f"The tram: {name}", text=text) for name, text in TRAM.items()])
        store.work()
        yield store


@pytest.mark.parametrize(
    ("question", "finds", "shown", "rounds"),
    [
        (
            "At how many places does the new line in Tarn take on passengers?",
            {"12 stops": "The tram in Tarn has 12 stops."},
            {"The tram in Tarn has 12 stops."},
            1,
        ),
        (
            "Who steered the tram in Tarn on its first day?",
            {"Mina Dahl": "Mina Dahl sat at the controls."},
            {"Mina Dahl sat at the controls."},
            2,
        ),
        (
            "How many stops does the tram in Tarn have, and who steered the tram in Tarn on its first day?",
            {"12 stops": "The tram in Tarn has 12 stops.", "Mina Dahl": "Mina Dahl sat at the controls."},
            {"The tram in Tarn has 12 stops.", "Mina Dahl sat at the controls."},
            2,
        ),
        ("Who painted the tram in Tarn?", {}, set(), 2),
    ],
)
def test_the_best_passages_are_read_first_and_the_others_where_they_do_not_answer(
    tram: Store, question: str, finds: dict[str, str], shown: set[str], rounds: int
) -> None:
    model = Reader(messages=iter(()), judges="Yes", of="", finds=finds)
    answer = AnswerChain(tram, Settings(llm="embedded"), model=model).invoke(question)
    assert {claim.text for claim in answer.claims} == shown
    assert len(model.read) == rounds
    assert all(sum(text in prompt for prompt in model.read) <= 1 for text in TRAM.values()), "nothing is read twice"
    assert rounds == 1 or all(any(text in prompt for prompt in model.read) for text in TRAM.values())


@pytest.mark.parametrize(
    ("first", "second", "shown", "rounds"),
    [
        (5.0, 5.0, "The tram in Tarn has 12 stops.", 1),
        (UNSURE, 5.0, "Mina Dahl sat at the controls.", 2),
        (UNSURE, UNSURE - 0.05, "The tram in Tarn has 12 stops.", 2),
        (UNSURE - 0.05, UNSURE, "Mina Dahl sat at the controls.", 2),
        (UNSURE, -20.0, "The tram in Tarn has 12 stops.", 2),
        (-20.0, UNSURE, "Mina Dahl sat at the controls.", 2),
        (-20.0, -20.0, "", 2),
    ],
)
def test_an_unsure_answer_waits_for_what_the_other_passages_say(
    tram: Store, first: float, second: float, shown: str, rounds: int
) -> None:
    model = Doubter(messages=iter(()), judges="", of="", finds=FOUND, odds={"12 stops": first, "controls": second})
    answer = AnswerChain(tram, Settings(llm="embedded"), model=model).invoke("What of the new tram in Tarn?")
    assert len(model.read) == rounds
    assert [claim.text for claim in answer.claims] == ([shown] if shown else [])
    assert shown not in {dropped.sentence for dropped in answer.dropped}


def test_an_unsure_part_of_a_double_question_is_shown_with_the_sure_one(tram: Store) -> None:
    question = "How many stops does the tram in Tarn have, and who steered the tram in Tarn on its first day?"
    model = Doubter(messages=iter(()), judges="", of="", finds=FOUND, odds={"12 stops": UNSURE, "controls": 5.0})
    answer = AnswerChain(tram, Settings(llm="embedded"), model=model).invoke(question)
    assert answer.status == "answered"
    assert {claim.text for claim in answer.claims} == set(FOUND.values())
    assert not {*FOUND.values()} & {dropped.sentence for dropped in answer.dropped}


def test_what_was_dropped_once_is_not_told_again(tram: Store) -> None:
    answer = chain_saying(tram, "Otto Lind painted the tram in Tarn.", judges="No").invoke("Who painted the tram?")
    assert len(answer.dropped) == 1


@pytest.mark.parametrize(
    ("whom", "shown"),
    [
        ("Mina Dahl", True),
        ("Captain Mína Dahl", True),
        ("Mina Dahl's brother Otto Dahl", True),  # by his last name, which the article has
        ("Otto Reyes", False),
        ("Veld Harbour Company", False),
        ("the Tarn Tram Company", True),  # one word of what is no person
    ],
)
def test_an_article_without_a_full_name_of_the_question_does_not_answer(tram: Store, whom: str, shown: bool) -> None:
    draft = "The tram cost more than was planned."
    answer = chain_saying(tram, draft).invoke(f"Did {whom} say what the tram in Tarn cost?")
    assert bool(answer.claims) == shown
