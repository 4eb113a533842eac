"""Drafted sentences as they stream, through a scripted LangChain model."""

from __future__ import annotations

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.drafter import draft, is_refusal
from assistant.settings import Settings


def drafted(reply: str, question: str = "Who?") -> list[str]:
    model = GenericFakeChatModel(messages=iter([AIMessage(reply)]))
    return [one.text for one in draft(model, question, "Passage 1: x", Settings())]


def test_sentences_are_cleaned_and_split() -> None:
    reply = (
        "According to the passages, the mayor, Ms. Orla Venn, resigned on Jan. 6. **She** cited 3.5 million crowns [1]."
    )
    assert drafted(reply) == [
        "The mayor, Ms. Orla Venn, resigned on Jan. 6.",
        "She cited 3.5 million crowns.",
    ]


def test_bullets_lose_their_marks() -> None:
    assert drafted("- The ferry sank.\n- Nine people died.") == ["The ferry sank.", "Nine people died."]


def test_a_sentence_cut_off_by_the_limit_is_not_shown() -> None:
    cut = "The ferry sank. And then the long inquiry which had begun in the spring heard from many witnesses who"
    assert drafted(cut) == ["The ferry sank."]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("Orla Venn resigned this week.", "Orla Venn resigned."),
        ("This week, Orla Venn resigned.", "Orla Venn resigned."),
        ("This week's vote was close.", "This week's vote was close."),
    ],
)
def test_the_questions_this_week_is_not_repeated(reply: str, told: str) -> None:
    assert drafted(reply, "Who resigned this week?") == [told]
    assert drafted(reply, "Who resigned?") == [reply]


def test_spaced_initials_are_one_name() -> None:
    assert drafted("The U. S. Senate voted.") == ["The U.S. Senate voted."]


def test_a_short_answer_without_a_stop_gets_one() -> None:
    assert drafted("in Port Sarrow") == ["In Port Sarrow."]


@pytest.mark.parametrize("reply", ["", "   ", "...", "**", "[1]"])
def test_nothing_said_is_nothing_drafted(reply: str) -> None:
    if reply:
        assert drafted(reply) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The passages do not state who resigned.",
        "The population is not mentioned in the passages.",
        "There is no information about the mayor.",
        "I cannot answer this question.",
        "The article doesn't specify the price.",
    ],
)
def test_refusals(sentence: str) -> None:
    assert is_refusal(sentence)


@pytest.mark.parametrize(
    "sentence", ["The minister did not attend.", "The report was published on Monday.", "The ferry was not insured."]
)
def test_statements_are_no_refusals(sentence: str) -> None:
    assert not is_refusal(sentence)
