"""The main path: what is shown is supported, what is not is dropped, and a refusal has no claims."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.runnables import RunnableLambda

from assistant import answerable
from assistant.chain import AnswerChain, Ask
from assistant.settings import Settings
from assistant.types import (
    Answer,
    Citation,
    Done,
    Evidence,
    Premise,
    Reading,
    Rejected,
    Searching,
    Verdict,
    Verified,
)
from tests.assistant.scripted import chain_saying, check_offsets
from vectorstore.errors import BadInput
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vectorstore.store import Store


def test_a_supported_draft_is_shown_with_its_citation(library: Store) -> None:
    chain = chain_saying(library, "The harbour tunnel in Veld will cost 410 million crowns, the city council said.")
    answer = chain.invoke("How much will the harbour tunnel cost?")
    assert answer.status == "answered"
    assert answer.claims[0].citations[0].article_id == "tunnel"
    assert "410 million crowns" in answer.claims[0].citations[0].quote
    assert answer.claims[0].as_of == "2026-01-15"
    check_offsets(answer, library)


@pytest.mark.parametrize(
    "draft",
    [
        "The harbour tunnel in Veld will cost 540 million crowns.",
        "Piet Hallam blamed the price of steel for the cost of the tunnel.",
        "The tunnel will not cost 410 million crowns.",
        "Mayor Orla Venn resigned over the cost of the tunnel.",
    ],
)
def test_an_unsupported_draft_never_reaches_the_reader(library: Store, draft: str) -> None:
    answer = chain_saying(library, draft).invoke("What does the council say of the tunnel?")
    assert draft not in answer.text
    assert draft not in [claim.text for claim in answer.claims]
    assert [dropped.sentence for dropped in answer.dropped] == [draft]
    assert answer.dropped[0].verdict.why


def test_a_good_sentence_survives_a_bad_one(library: Store) -> None:
    chain = chain_saying(library, "Seven people died, Commander Ilse Marrin said. The ferry was built in 1954.")
    answer = chain.invoke("How many people died when the ferry Halcyon sank?")
    assert [claim.text for claim in answer.claims if not claim.quoted] == [
        "Seven people died, Commander Ilse Marrin said."
    ]
    assert [dropped.sentence for dropped in answer.dropped] == ["The ferry was built in 1954."]


def test_a_citation_that_moved_is_recorded(tmp_path: Path, library: Store) -> None:
    told = {
        "plan": "The new tram in Tarn may carry 40,000 people a day by the end of March, the operator said.",
        "count": "Each day 40,000 people were carried by the tram in Tarn at the end of March.",
    }
    draft = "The new tram in Tarn carried 40,000 people a day by the end of March."
    for articles, moved in (("plan count", True), ("count", False)):
        with type(library).open(tmp_path / articles, library.embedder) as store:
            store.put([Article(id=name, title=f"Tram in Tarn: {name}", text=told[name]) for name in articles.split()])
            store.work()
            answer = chain_saying(store, draft).invoke("How did the tram in Tarn do?")
        assert [(claim.moved, claim.citations[0].article_id) for claim in answer.claims] == [(moved, "count")]


def test_a_sentence_put_together_from_two_articles_is_not_shown(tmp_path: Path, library: Store) -> None:
    told = {
        "dahl": "Mina Dahl has left the breakfast show of Radio Veld. Her salary for the show is not known.",
        "board": "Ivo Marsh gets between 25,000 and 35,000 crowns for his seat on the board of Brightwater.",
    }
    draft = "Mina Dahl gets a salary of between 25,000 and 35,000 crowns for her seat on the board of Brightwater."
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id=name, title=f"News of {name}", text=text) for name, text in told.items()])
        store.work()
        answer = chain_saying(store, draft).invoke("What salary did Mina Dahl get for the breakfast show?")
    assert draft not in [claim.text for claim in answer.claims]


def test_a_question_in_an_article_supports_nothing(tmp_path: Path, library: Store) -> None:
    text = "Who will follow Ana Reyes as mayor of Tarn? “Will Ana Reyes be mayor of Tarn for ever?” Voters meet in May."
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([Article(id="asks", title="A town in spring", text=text)])
        store.work()
        answer = chain_saying(store, "Ana Reyes is mayor of Tarn.").invoke("Who is mayor of Tarn?")
    assert not answer.claims


def test_another_figure_in_another_article_is_shown_beside_the_claim(library: Store) -> None:
    chain = chain_saying(library, "Seven people died, Commander Ilse Marrin said.")
    answer = chain.invoke("How many people died when the ferry Halcyon sank?")
    assert [(claim.as_of, claim.disagrees) for claim in answer.claims] == [("2026-03-02", (1,)), ("2026-03-09", (0,))]
    assert answer.text.startswith("On 2 March 2026 Sarrow Courier reported: Seven people died, Commander")
    assert "On 9 March 2026 Sarrow Courier updated this: “Divers found the bodies" in answer.text
    check_offsets(answer, library)


def test_quotes_only_shows_what_each_outlet_reported_the_oldest_first(tmp_path: Path, library: Store) -> None:
    told = [
        (
            "Ledger",
            "2026-05-04",
            "Fourteen people were injured when two trams collided in Tarn on Sunday, police said.",
        ),
        ("Courier", "2026-05-03", "Twelve people were hurt when two trams collided in Tarn, rescuers said."),
        ("Packet", "2026-05-05", "Twelve people were hurt when two trams collided in Tarn, rescuers said."),
    ]
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([
            Article(id=outlet, outlet=outlet, published=day, date_source="record", title="Trams collide", text=text)
            for outlet, day, text in told
        ])  # fmt: skip
        store.work()
        answer = AnswerChain(store, Settings(llm="none")).invoke("How many people were hurt when trams hit in Tarn?")
        check_offsets(answer, store)
    assert len(answer.claims) == 2, "a syndicated copy is no third report"
    assert "Ledger" in [claim.citations[0].outlet for claim in answer.claims]
    assert [claim.as_of for claim in answer.claims] == sorted(claim.as_of or "" for claim in answer.claims)


def test_what_one_person_said_is_not_set_against_what_others_report(library: Store) -> None:
    chain = chain_saying(library, "Seven people died, Commander Ilse Marrin said.")
    answer = chain.invoke("How many people died on the Halcyon, according to Commander Ilse Marrin?")
    assert [claim.disagrees for claim in answer.claims] == [()]


def test_what_only_one_article_tells_disagrees_with_nothing(library: Store) -> None:
    answer = AnswerChain(library, Settings(llm="none")).invoke("How much will the harbour tunnel in Veld cost?")
    assert [claim.disagrees for claim in answer.claims] == [()]
    assert "reported" not in answer.text


QUESTION = "Why did Mayor Orla Venn resign after she blamed the price of steel?"
OBJECTION = (
    "The articles do not say that Mayor Orla Venn resigned; on 15 January 2026 Veld Business Daily reported: "
    "“Mayor Orla Venn blamed the price of steel.” [1]"
)


@pytest.fixture
def _objected(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the question takes for granted is objected to."""

    def found(question: str, evidence: Sequence[Evidence], *_: object) -> tuple[Premise, ...]:
        assert question == QUESTION
        quoted = next(one for one in evidence if "blamed" in one.text)
        return (Premise("Mayor Orla Venn resigned", Verdict("not_stated", 0.9), (Citation.of(quoted),)),)

    monkeypatch.setattr("assistant.premises.check", found)


@pytest.mark.usefixtures("_objected")
@pytest.mark.parametrize("llm", ["none", "embedded"])
def test_a_premise_is_corrected_where_the_question_is_not_answered(library: Store, llm: str) -> None:
    draft = "The opposition leader called the tunnel a hole that eats money."
    chain = AnswerChain(library, Settings(llm="none")) if llm == "none" else chain_saying(library, draft, judges="No")
    answer = chain.invoke(QUESTION)
    assert (answer.status, answer.claims) == ("not_in_articles", ())
    assert answer.text == OBJECTION


@pytest.mark.usefixtures("_objected")
@pytest.mark.parametrize(("odds", "corrected"), [(2.0, False), (-0.2, True)])
def test_a_likely_answer_outweighs_an_objection_to_the_premise(
    library: Store, monkeypatch: pytest.MonkeyPatch, odds: float, corrected: bool
) -> None:
    monkeypatch.setattr("assistant.llm.log_odds_yes", lambda *_, **__: odds)
    answer = chain_saying(library, "Mayor Orla Venn blamed the price of steel.").invoke(QUESTION)
    assert (answer.text == OBJECTION) == corrected
    assert bool(answer.premises) == corrected
    assert bool(answer.claims) != corrected
    assert answerable.answers(answerable.draft_probability(odds, 1.0, QUESTION, "")), "it would do without an objection"


def test_a_correction_is_not_quoted_without_what_it_withdraws(tmp_path: Path, library: Store) -> None:
    text = "We reported that Captain Morrow of the Halcyon failed a breath test on the quay. He did not. We apologise."
    article = Article(id="sorry", title="Correction: Captain Morrow", text=text)
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([article])
        store.work()
        question = "Did Captain Morrow of the Halcyon fail a breath test on the quay?"
        quoted = AnswerChain(store, Settings(llm="none")).invoke(question)
        draft = "Captain Morrow of the Halcyon failed a breath test on the quay."
        drafted = chain_saying(store, draft).invoke("What do they say of Captain Morrow?")
        check_offsets(quoted, store)
    assert all("failed" not in claim.text or "He did not." in claim.text for claim in quoted.claims + drafted.claims)
    assert len(drafted.dropped) == 1


def test_a_draft_that_only_refuses_is_a_refusal(library: Store) -> None:
    answer = chain_saying(library, "The passages do not state the captain's name.").invoke("Who was the captain?")
    assert (answer.status, answer.claims) == ("not_in_articles", ())
    assert answer.hits


@pytest.mark.parametrize("question", ["What is the population of France?", "Who won the chess world cup?"])
def test_quotes_only_refuses_what_is_not_there(library: Store, question: str) -> None:
    answer = AnswerChain(library, Settings(llm="none")).invoke(question)
    assert answer.status == "not_in_articles"
    assert answer.claims == ()


def test_quotes_only_quotes_word_for_word(library: Store) -> None:
    answer = AnswerChain(library, Settings(llm="none")).invoke("How much will the harbour tunnel in Veld cost?")
    assert answer.status == "answered"
    assert answer.claims[0].quoted
    assert answer.claims[0].text == answer.claims[0].citations[0].quote
    check_offsets(answer, library)


@pytest.mark.parametrize("llm", ["none", "embedded"])
@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What is the death toll of the Halcyon?", "answered"),
        ("What was the death toll of the Halcyon this month?", "not_in_articles"),
    ],
)
def test_old_articles_do_not_tell_of_the_time_that_is_asked_about(
    library: Store, llm: str, question: str, status: str
) -> None:
    draft = "Divers raised the death toll of the Halcyon to nine."
    chain = AnswerChain(library, Settings(llm="none")) if llm == "none" else chain_saying(library, draft, of="Divers")
    answer = chain.invoke(Ask(question, now=datetime(2026, 9, 20, tzinfo=UTC)))
    assert answer.status == status
    early = "too early for “this month”" in " ".join(answer.trace.notes)
    assert early == (status == "not_in_articles")
    assert {hit.article_id for hit in answer.hits} >= {"ferry-1", "ferry-2"}, "they are shown as what comes near"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What will the harbour tunnel in Veld for 410 million crowns cost?", "answered"),
        ("What will the harbour tunnel in Veld for 290 million crowns cost?", "not_in_articles"),
    ],
)
def test_without_the_figures_of_the_question_nothing_is_quoted(library: Store, question: str, status: str) -> None:
    assert AnswerChain(library, Settings(llm="none")).invoke(question).status == status


def test_events_come_in_stages_and_agree_with_the_answer(library: Store) -> None:
    chain = chain_saying(library, "Judge Ana Korrin will lead the inquiry. It will cost nothing.")
    events = list(chain.stream("Who will lead the inquiry into the ferry Halcyon?"))
    assert isinstance(events[0], Searching)
    assert isinstance(events[1], Reading)
    assert isinstance(events[-1], Done)
    answer = events[-1].answer
    assert [event.claim for event in events if isinstance(event, Verified)] == list(answer.claims)
    assert [event.dropped for event in events if isinstance(event, Rejected)] == list(answer.dropped)


def test_an_empty_store_says_so(tmp_path: Path, library: Store) -> None:
    with type(library).open(tmp_path / "empty", library.embedder) as empty:
        answer = AnswerChain(empty, Settings(llm="none")).invoke("Who is the mayor?")
    assert (answer.status, answer.hits) == ("not_in_articles", ())


@pytest.mark.parametrize("question", ["", "  \n", "x" * 3000, "\ud800"])
def test_a_question_that_cannot_be_asked(library: Store, question: str) -> None:
    with pytest.raises(BadInput, match="question"):
        AnswerChain(library, Settings(llm="none")).invoke(question)


def test_the_chain_composes_in_langchain_code(library: Store) -> None:
    chain = AnswerChain(library, Settings(llm="none"))
    pipeline: Any = (
        RunnableLambda(lambda topic: f"How much will the {topic} cost?") | chain | (lambda answer: answer.text)
    )
    assert "410 million crowns" in pipeline.invoke("harbour tunnel in Veld")
    assert "410 million crowns" in "".join(pipeline.stream("harbour tunnel in Veld"))
    answers = chain.batch(["Who is the mayor of Veld?", Ask("Who organised the lantern festival?")])
    assert all(isinstance(answer, Answer) for answer in answers)


def test_other_languages_are_quoted_only_and_the_answer_says_so(tmp_path: Path, library: Store) -> None:
    french = Article(
        id="fr", language="fr", title="Le tunnel du port de Veld",
        text="Le tunnel du port de Veld coûtera 410 millions de couronnes, a dit la maire Orla Venn.",
    )  # fmt: skip
    with type(library).open(tmp_path, library.embedder) as store:
        store.put([french])
        store.work()
        chain = chain_saying(store, "Le tunnel coûtera 410 millions de couronnes.")
        answer = chain.invoke("How much will the tunnel of Veld cost, Orla Venn?")
    assert all(claim.quoted for claim in answer.claims)
    assert answer.trace.notes == ("articles in other languages (fr) are quoted only",)


def test_an_unfinished_answer_keeps_nobody_waiting(library: Store) -> None:
    chain = chain_saying(library, "Seven people died, Commander Ilse Marrin said. The Halcyon was built in 1988.")
    unfinished = chain.stream("How many people died when the ferry Halcyon sank?")
    while not isinstance(next(unfinished), Verified):
        pass
    assert chain.invoke("When was the ferry Halcyon built?").hits
    assert isinstance(list(unfinished)[-1], Done)
