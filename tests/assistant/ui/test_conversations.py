"""What a browser keeps comes back as it was; what does not fit is left out and told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.api import Assistant
from assistant.ui.conversations import Conversation, Exchange, Kept, read_kept, shortened
from assistant.ui.coverage import Coverage
from tests.assistant.library import articles

if TYPE_CHECKING:
    from assistant.types import Answer


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("store")
    with Assistant.open(folder, llm="none", search="exact", now="2026-03-11T12:00:00+00:00") as assistant:
        assistant.store.put(articles())
        assistant.store.work()
        return assistant.ask("How much will the harbour tunnel in Veld cost?")


def exchange(answer: Answer) -> Exchange:
    return Exchange(answer, Coverage(5, 3, "2026-03-09"), {"tunnel v": "A. Uthor"}, ("Narrower?",))


def test_what_is_kept_comes_back_the_same_from_json(answer: Answer) -> None:
    kept = Kept().answered(exchange(answer)).answered(exchange(answer).rated("like")).chosen(None)
    kept = kept.answered(exchange(answer))
    again, problem = read_kept(json.loads(json.dumps(kept.to_dict())))
    assert (again, problem) == (kept, None)
    assert again.conversation.history()[0].answer == answer.text


@pytest.mark.parametrize(
    "value",
    ["text", {"conversations": 5}, {"conversations": [{"id": "a"}]}, {"conversations": [None]},
     {"conversations": [{"id": "a", "title": "b", "exchanges": [{"answer": {"schema": "other"}}]}]}],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_told(value: object) -> None:
    kept, problem = read_kept(value)
    assert kept.conversations == ()
    assert problem


def test_an_answer_asked_anew_replaces_the_last_one(answer: Answer) -> None:
    kept = Kept().answered(exchange(answer)).answered(exchange(answer))
    assert len(kept.answered(exchange(answer), instead_of=1).conversation.exchanges) == 2
    assert len(kept.with_exchanges(kept.conversation.exchanges[:-1]).conversation.exchanges) == 1


def test_conversations_are_titled_by_the_readers_words_renamed_and_deleted(answer: Answer) -> None:
    kept = Kept().answered(exchange(answer))
    assert kept.conversation.title == answer.question
    renamed = kept.renamed(kept.conversation.id, "  The  tunnel ")
    assert renamed.conversation.title == "The tunnel"
    assert renamed.renamed(kept.conversation.id, "  ") == renamed
    left = renamed.without(kept.conversation.id)
    assert (left.conversations, left.current) == ((), None)
    assert len(shortened("word " * 50)) <= 80


def test_what_is_too_large_for_a_browser_is_known(answer: Answer) -> None:
    kept = Kept().answered(exchange(answer))
    assert kept.fits
    size = len(json.dumps(kept.to_dict()))
    for _ in range(4_000_000 // size + 1):
        kept = kept.answered(exchange(answer))
    assert not kept.fits


TIMES = st.integers(1, 4).map(float)
TABS = st.builds(
    lambda conversations, deleted: Kept(
        tuple(Conversation(name, f"{name} {when}", (), when) for name, when in conversations.items()), None, deleted
    ),
    st.dictionaries(st.sampled_from("abc"), TIMES), st.dictionaries(st.sampled_from("abc"), TIMES),
)  # fmt: skip


@given(TABS, TABS, TABS)
def test_tabs_agree_whichever_hears_of_the_other_first(one: Kept, two: Kept, three: Kept) -> None:
    merged = one.merged(two)
    assert merged.merged(two) == merged
    assert set(merged.conversations) == set(two.merged(one).conversations)
    assert set(merged.merged(three).conversations) == set(one.merged(two.merged(three)).conversations)
    for kept in (*one.conversations, *two.conversations):
        newer = [other.changed for other in merged.conversations if other.id == kept.id]
        gone = max(one.deleted.get(kept.id, 0.0), two.deleted.get(kept.id, 0.0))
        assert newer >= [kept.changed] if newer else gone > kept.changed


def test_a_deleted_conversation_stays_deleted_unless_it_went_on(answer: Answer) -> None:
    kept = Kept().answered(exchange(answer))
    deleted = kept.without(kept.current)
    assert deleted.merged(kept).conversations == ()
    again, problem = read_kept(json.loads(json.dumps(deleted.to_dict())))
    assert (again.merged(kept).conversations, problem) == ((), None)
    went_on = kept.answered(exchange(answer))
    assert deleted.merged(went_on).conversations == went_on.conversations


def test_a_question_asked_anew_before_others_goes_on_elsewhere(answer: Answer) -> None:
    kept = Kept().answered(exchange(answer)).answered(exchange(answer))
    forked = kept.answered(exchange(answer), instead_of=0)
    assert len(forked.conversation.exchanges) == 1
    assert forked.conversations[1:] == kept.conversations


def asked_at(answer: Answer, moment: int) -> Exchange:
    return exchange(replace(answer, asked_at=f"2026-03-11T12:{moment:02}:00+00:00"))


def test_what_a_reader_replaces_takes_out_or_rates_in_one_tab_is_so_in_the_other(answer: Answer) -> None:
    old = Kept().answered(asked_at(answer, 1)).answered(asked_at(answer, 2))
    first, last = old.conversation.exchanges
    replaced = old.answered(asked_at(answer, 3), instead_of=1)
    for new in (replaced, old.with_exchanges([first]), old.with_exchanges([first, last.rated("like")])):
        again, problem = read_kept(json.loads(json.dumps(new.to_dict())))
        assert (old.merged(again).conversations, problem) == (new.conversations, None)


@given(st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(["ask", "hear"])), max_size=10))
def test_no_answer_is_lost_where_two_tabs_go_on_with_one_conversation(
    answer: Answer, steps: list[tuple[int, str]]
) -> None:
    tabs = [Kept().answered(asked_at(answer, 0))] * 2
    asked = {asked_at(answer, 0).key}
    for moment, (tab, step) in enumerate(steps, start=1):
        if step == "ask":
            tabs[tab] = tabs[tab].answered(asked_at(answer, moment))
            asked.add(asked_at(answer, moment).key)
        else:
            shown = tabs[tab].conversation.keys
            tabs[tab] = tabs[tab].merged(tabs[1 - tab])
            assert set(shown) <= set(tabs[tab].conversation.keys), "the page stays at what it shows"
    agreed = [tabs[0].merged(tabs[1]), tabs[1].merged(tabs[0])]
    assert agreed[0].conversations == agreed[1].conversations
    assert {key for one in agreed[0].conversations for key in one.keys} == asked
    assert agreed[0].merged(agreed[1]) == agreed[0]
