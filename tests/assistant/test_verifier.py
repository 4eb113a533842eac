"""Sentences are supported, contradicted or not stated; what cannot be checked is an error."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import language
from assistant.verifier import said_by, verify
from tests.assistant.checks.texts import passage
from vectorstore.errors import BadInput, ModelError

TEXT = (
    "Mayor Ana Reyes on May 3 opened the rebuilt Orle bridge, which cost £15m and took nearly four years. "
    "The mayor pressed Ivo Marsh on unpaid taxes, an official said. "
    "The council may sell the old ferry, but it has failed to agree on a price."
)
APART = (
    "Illva Marsh agreed to buy 33% of the Orle winery.",
    "The agency will also sell 10% of the Orle winery to a buyer from abroad, although it did not say to whom.",
)
SUPPORTED = [
    "The Orle bridge was opened by Ana Reyes on 3 May.",
    "The rebuilt bridge cost 15 million pounds.",
    "Ivo Marsh was pressed on unpaid taxes by the mayor.",
    "According to an official, the mayor pressed Ivo Marsh on unpaid taxes.",
    "The council may sell the ferry.",
]
CONTRADICTED = [
    "The Orle bridge was opened on 13 May.",
    "The rebuilt bridge cost £51m.",
    "Ivo Marsh pressed the mayor on unpaid taxes.",
    "Ivo Marsh said that the mayor pressed him on unpaid taxes.",
    "The council has agreed on a price for the ferry.",
]
NOT_STATED = [
    "Ana Reyes resigned.",
    "Ana Reyes painted the rebuilt Orle bridge.",
    "The bridge was designed by Otto Lind.",
    "The council sold the old ferry.",
    "The town has 67,000 people.",
    "The bridge took four years.",
]


@pytest.mark.parametrize("sentence", SUPPORTED)
def test_right_paraphrases_are_supported(sentence: str) -> None:
    verdict = verify(sentence, [passage(TEXT)])
    assert verdict.label == "supported", verdict.why


@pytest.mark.parametrize("sentence", CONTRADICTED)
def test_what_the_text_says_otherwise_is_contradicted(sentence: str) -> None:
    assert verify(sentence, [passage(TEXT)]).label == "contradicted"


@pytest.mark.parametrize("sentence", NOT_STATED)
def test_what_the_text_does_not_say_is_not_stated(sentence: str) -> None:
    verdict = verify(sentence, [passage(TEXT)])
    assert verdict.label == "not_stated"
    assert verdict.why


def test_the_context_is_no_support() -> None:
    cited, around = passage("The ferry is old.", start=0), passage("The ferry is old. Ana Reyes resigned.")
    verdict = verify("Ana Reyes resigned.", [cited], context=[around])
    assert verdict.label == "not_stated"


def test_nothing_cited_supports_nothing() -> None:
    assert verify("Ana Reyes resigned.", []).label == "not_stated"


@pytest.mark.parametrize("sentence", ["", "Port Sarrow, Norland.", "£885m."])
def test_what_is_no_sentence_says_nothing(sentence: str) -> None:
    cited = passage("The bill for the bridge from Port Sarrow, Norland, to Veld came to £885m.")
    assert verify(sentence, [cited]).label == "not_stated"


def test_the_speaker_is_named_as_in_the_text() -> None:
    cited = [passage("“We will not sell the ferry,” the council's spokesman said.")]
    assert said_by("The ferry will not be sold.", cited) == "the council's spokesman"
    assert said_by("The ferry is old.", [passage("The ferry is old.")]) is None


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_sentence_gets_a_verdict_in_range(sentence: str) -> None:
    assert 0.0 <= verify(sentence, [passage(TEXT)]).score <= 1.0


def test_eight_at_once_are_as_eight_in_a_row() -> None:
    sentences = [*SUPPORTED, *CONTRADICTED, *NOT_STATED]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda sentence: verify(sentence, [passage(TEXT)]), sentences))
    assert together == [verify(sentence, [passage(TEXT)]) for sentence in sentences]


def test_a_model_that_does_not_load_is_an_error_and_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModelError("the English model cannot be loaded; reinstall it")

    monkeypatch.setattr(language, "_model", broken)
    with pytest.raises(ModelError):
        verify("A sentence that was never parsed before.", [passage(TEXT)])


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(BadInput):
        verify("The ferry is old.", [passage("boat " * 30_000)])


def test_sentences_together_do_not_support_what_each_says_of_something_else() -> None:
    cited = [passage(text) for text in APART]
    assert verify("Illva Marsh agreed to buy 33% of the winery.", cited[:1]).label == "supported"
    assert verify("Illva Marsh agreed to buy 10% of the Orle winery.", cited).label != "supported"
