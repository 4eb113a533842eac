"""What a question takes for granted is found, corrected where the articles are sure, and left alone otherwise."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.premises import check
from assistant.presuppositions import presupposed
from assistant.types import Evidence
from vectorstore.sentences import sentences
from vectorstore.types import Hit

TEXT = (
    "Mayor Ana Reyes opened the rebuilt Orle bridge on 3 May. "
    "The council rejected the tram on Tuesday by 14 votes to nine. "
    "Nine people died in the fire at the Stavel mill, the police said. "
    "The court fined Stavel Foods 4 million crowns. "
    "The bridge at Orle is the longest in the county. "
    "Ivo Marsh, who leads the opposition, lost his father in the fire."
)

GRANTED = [
    ("When did the council approve the tram?", ["the council approved the tram"]),
    ("How many people did the fire kill?", ["the fire killed people"]),
    ("Why was the bridge closed?", ["the bridge was closed"]),
    ("Why has the union not signed the deal?", ["the union has not signed the deal"]),
    ("Why didn't the mayor resign?", ["the mayor didn't resign"]),
    ("Who bought the harbour company?", ["someone bought the harbour company"]),
    ("Which firm won the contract?", ["a firm won the contract"]),
    ("By how many votes did the motion fail?", ["the motion failed"]),
    ("Where will the new school be built?", ["the new school will be built"]),
    ("Why does Orle have the highest rents in the county?", ["Orle has the highest rents in the county"]),
    ("Who was the first woman to lead the port?", ["someone was the first woman to lead the port"]),
    ("What happened after Marsh was arrested?", ["something happened", "Marsh was arrested"]),
    ("What did Reyes say after she resigned?", ["Reyes said something", "Reyes resigned"]),
    ("Did Reyes speak to the man who burned the mill?", ["the man burned the mill"]),
    ("Who were the 15 people killed in the mill?", ["15 people were killed in the mill"]),
    (
        "How old was Ivo Marsh when the council picked him to lead the Six Nations?",
        ["Ivo Marsh was", "the council picked Ivo Marsh to lead the Six Nations"],
    ),
    (
        "Which week did Ivo Marsh's first album Get Rich go to number one in Tarn?",
        ["Ivo Marsh's first album Get Rich went to number one in Tarn"],
    ),
    (
        "What is the longest prison sentence the nine suppliers charged over Brask could get?",
        [
            "something is the longest prison sentence the nine suppliers charged over Brask could get",
            "nine suppliers were charged over Brask",
        ],
    ),
    ("Did the council vote again?", ["the council voted"]),
    ("Did the firm stop selling eggs?", ["the firm was selling eggs"]),
    ("Do you know why the ferry sank?", ["the ferry sank"]),
    (
        "How much money was raised at the Veld charity dinner where Ivo Marsh was to speak?",
        ["money was raised at the Veld charity dinner where Ivo Marsh was to speak", "Ivo Marsh was to speak"],
    ),
    ("How long must you wait in Tarn before it opens its gates?", ["you must wait in Tarn"]),
]
NOTHING_GRANTED = ["Did Ana Reyes resign?", "Is the bridge open?", "Who is Ana Reyes?", "latest on the tram", "?", ""]

FALSE = [
    ("Why did the council accept the tram?", "the council accepted the tram", "contradicted", "rejected"),
    ("Who were the 15 people killed in the fire?", "15 people were killed in the fire", "contradicted", "Nine"),
    ("Why did the police fine Stavel Foods?", "the police fined Stavel Foods", "contradicted", "court"),
    ("Why is the bridge at Orle the shortest in the county?", None, "contradicted", "longest"),
    ("What did Marsh say after he lost his brother?", "Marsh lost his brother", "contradicted", "father"),
    ("Why was Ivo Marsh arrested?", "Ivo Marsh was arrested", "not_stated", "leads the opposition"),
]
TRUE = [
    "Why did the council turn down the tram?",
    "Who were the nine people killed in the fire?",
    "Why did the court impose a fine on Stavel Foods?",
    "Why did the judges fine Stavel Foods?",
    "Which tram does Ana Reyes see as the only way to save Orle?",
    "Which bridge does Ana Reyes like most?",
    "How much did Stavel Foods pay to avoid a second fine?",
    "Why is the bridge at Orle the longest in the county?",
    "What did Marsh say after he lost his father?",
    "When did Ana Reyes open the bridge?",
    "Why did the council refuse the tram?",
]


def evidence(text: str = TEXT) -> list[Evidence]:
    """The sentences of a text as evidence of one passage."""
    return [
        Evidence(
            "a", "1", start, end, text[start:end], "News from Orle", "Orle Courier", "2026-05-12", None, 1.0, "both",
            (0, len(text)),
        )
        for start, end in sentences(text)
    ]  # fmt: skip


PASSAGES = [
    Hit("a", "1", 0, len(TEXT), TEXT, "News from Orle", "Orle Courier", "2026-05-12", None, 1.0, "both"),
]


def far(_: str) -> list[float]:
    """A similarity that is near to nothing."""
    return [0.3] * len(evidence())


@pytest.mark.parametrize(("question", "statements"), GRANTED)
def test_what_is_taken_for_granted_is_stated(question: str, statements: list[str]) -> None:
    assert list(presupposed(question)) == statements


@pytest.mark.parametrize("question", NOTHING_GRANTED)
def test_what_is_asked_is_not_taken_for_granted(question: str) -> None:
    assert presupposed(question) == ()


@pytest.mark.parametrize(("question", "text", "label", "shown"), FALSE)
def test_a_false_premise_is_corrected_with_the_sentence_that_shows_it(
    question: str, text: str | None, label: str, shown: str
) -> None:
    (premise,) = check(question, evidence(), PASSAGES, far)
    assert premise.text == (text or premise.text)
    assert premise.verdict.label == label
    assert premise.verdict.why
    assert any(shown in citation.quote for citation in premise.citations)


@pytest.mark.parametrize("question", TRUE)
def test_a_true_premise_is_left_alone(question: str) -> None:
    assert check(question, evidence(), PASSAGES, far) == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Why has the port not dismissed Ivo Marsh?",
            "The port hired Ivo Marsh in May. It has no money to pay him off.",
        ),
        (
            "In which town did Reyes become the first foreign mayor in years to stop at Marsh's tomb?",
            "Ms Reyes paid a short visit to the grave of Ivo Marsh in Veld, the first mayor to do so.",
        ),
        ("Which Danish club sold the goalkeeper Ivo Marsh to Veld?", "The Danish keeper Ivo Marsh played for Veld."),
        (
            "How many copies of Salt had been bought in Orle by the time the film of Ivo Marsh was about to open?",
            "Salt, by Ivo Marsh, has sold 40,000 copies in Orle.",
        ),
        (
            "Who was chosen as best newcomer at the Orle Film Awards where Ivo Marsh won three prizes?",
            "Ana Reyes won the best drama prize at the Orle Film Awards. Ivo Marsh took home more than anybody.",
        ),
        (
            "How many staff work for Brask Life & Pension, the insurer Norland bought?",
            "The bank Veridia has sold its Brask Life & Pension insurance arm to Norland for 11.5m crowns.",
        ),
        (
            "Who did Labour choose to fight Peter Marsh's seat after he stood down?",
            "Labour's Peter Marsh has said he will stand down at the next election.",
        ),
        (
            "Which two states did the Orle Commission's study name as furthest behind with the Veld goals?",
            "Next week, the Orle Commission will present new proposals to meet the Veld goals.",
        ),
    ],
)
def test_what_may_be_told_in_other_words_is_left_alone(question: str, text: str) -> None:
    passage = Hit("town", "1", 0, len(text), text, "", None, None, None, 1.0, "both")
    assert check(question, evidence(text), [passage], lambda _: [0.3] * len(evidence(text))) == ()


def test_nothing_is_unsaid_where_a_sentence_is_near_in_meaning() -> None:
    question = "Why was Ivo Marsh arrested?"
    assert check(question, evidence(), PASSAGES, far)
    assert check(question, evidence(), PASSAGES, lambda _: [0.95] * len(evidence())) == ()


def test_of_whom_the_articles_do_not_speak_nothing_is_corrected() -> None:
    assert check("Why did Otto Lind resign?", evidence(), PASSAGES, far) == ()
    assert check("Why did Ana Reyes resign?", [], [], far) == ()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
@example("STILL")
@example("Again and again, still")
def test_any_text_is_read_and_gives_statements_of_words(text: str) -> None:
    found = presupposed(text)
    assert all(len(statement.split()) > 1 and statement == statement.strip() for statement in found)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([text for text, *_ in GRANTED[:4]]), min_size=2, max_size=3, unique=True))
def test_questions_beside_one_another_take_for_granted_what_each_does(questions: list[str]) -> None:
    together = presupposed(" ".join(questions))
    places = [together.index(statement) for question in questions for statement in presupposed(question)]
    assert all(one < other for one, other in pairwise(places))
