"""Follow-ups are rewritten, stand-alone questions are not, and a bad rewriting is not trusted."""

from __future__ import annotations

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.condense import condense, needs_history
from assistant.settings import Settings
from assistant.types import Turn

HISTORY = [Turn("Who is the mayor of Port Sarrow?", "Orla Venn is the mayor of Port Sarrow. [1]")]


def rewritten(question: str, reply: str) -> str:
    model = GenericFakeChatModel(messages=iter([AIMessage(reply)]))
    return condense(question, HISTORY, model, Settings())


@pytest.mark.parametrize("question", ["When did she take office?", "And when?", "Why?", "What about the harbour?"])
def test_follow_ups_are_recognised(question: str) -> None:
    assert needs_history(question)


@pytest.mark.parametrize("question", ["When did Orla Venn take office?", "How many ferries sank in Port Sarrow?"])
def test_stand_alone_questions_stay_as_they_are(question: str) -> None:
    assert condense(question, HISTORY, None, Settings()) == question


def test_a_rewriting_is_used() -> None:
    assert rewritten("When did she take office?", "Question: When did Orla Venn take office?") == (
        "When did Orla Venn take office?"
    )


@pytest.mark.parametrize("reply", ["Orla Venn took office in 2024.", "What is the price of fish in Atlantis?", "   x "])
def test_an_answer_or_another_question_is_no_rewriting(reply: str) -> None:
    assert "Port Sarrow" in rewritten("When did she take office?", reply)


def test_a_rewriting_that_supplies_nothing_is_none() -> None:
    assert rewritten("When did she take office?", "When did she take office?") == (
        "When did she take office (Port Sarrow, Orla Venn)?"
    )


def test_the_names_are_those_that_the_conversation_keeps_to() -> None:
    history = [
        Turn("Who is Orla Venn?", "Orla Venn is a mayor."),
        Turn("When did she take office?", "In 2024, after a recount in the Old Town."),
        Turn("Was it close?", "Yes, by 12 votes."),
    ]
    assert condense("Who lost to her?", history, None, Settings()) == "Who lost to her (Orla Venn, Old Town)?"


def test_a_name_has_no_verb_and_no_day_before_it() -> None:
    history = [
        Turn("Did Orla Venn win?", "On Tuesday Orla Venn won. Is Venn the mayor? In May Will Tarn said so."),
        Turn("Will Port Sarrow vote again?", "No."),
    ]
    assert condense("Who lost to her?", history, None, Settings()) == (
        "Who lost to her (Orla Venn, Port Sarrow, Will Tarn)?"
    )


def test_the_articles_nearest_to_a_refused_question_are_no_subject() -> None:
    refused = (
        "The articles do not say. Nearest, though they do not answer it: “Ferry Sinks” (Sarrow Courier, 3 May 2026)."
    )
    history = [Turn("Who is Orla Venn?", refused)]
    assert condense("When was she elected?", history, None, Settings()) == "When was she elected (Orla Venn)?"


def test_without_a_model_the_names_are_added() -> None:
    assert (
        condense("When was she elected?", HISTORY, None, Settings()) == "When was she elected (Port Sarrow, Orla Venn)?"
    )


def test_without_history_nothing_changes() -> None:
    assert condense("When was she elected?", [], None, Settings()) == "When was she elected?"
