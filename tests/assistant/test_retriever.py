"""What a question says of time and outlets re-ranks; what a person sets restricts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.retriever import find
from tests.assistant.library import articles
from vectorstore.store import Store
from vectorstore.types import Article, DateRange, Filters

NOW = datetime(2026, 3, 20, tzinfo=UTC)


def test_the_right_article_comes_first(library: Store) -> None:
    assert find("What does the harbour tunnel cost?", library, k=3, now=NOW).hits[0].article_id == "tunnel"


def test_the_latest_is_preferred_only_when_asked_for(library: Store) -> None:
    latest = find("What is the latest death toll of the ferry Halcyon?", library, k=5, now=NOW)
    assert latest.hits[0].article_id == "ferry-2"
    assert latest.inferred["latest"] is True
    assert "latest" not in find("Who built the ferry?", library, k=5, now=NOW).inferred


def test_an_inferred_date_re_ranks_and_removes_nothing(library: Store) -> None:
    plain = find("What did the police say in February 2026?", library, k=20, now=NOW, infer=False)
    found = find("What did the police say in February 2026?", library, k=20, now=NOW)
    assert found.hits[0].article_id == "festival"
    assert found.inferred["dates"] == ["2026-02-01", "2026-02-28"]
    assert {hit.article_id for hit in found.hits} == {hit.article_id for hit in plain.hits}


@pytest.fixture
def summits(tmp_path: Path, library: Store) -> Iterator[Store]:
    """Summits of years ago, one that was announced long before, and one without a date."""
    told = {
        "2020": ("2020-03-14", "The summit of mayors ended in Veld. Ana Reyes spoke at the summit."),
        "2021": ("2021-03-14", "The summit of mayors ended in Orle. Ivo Marsh spoke at the summit."),
        "announced": ("2025-10-02", "The summit of mayors will be held in Lund on 18 March 2026, its host said."),
        "undated": (None, "A summit of mayors has no end."),
    }
    with Store.open(tmp_path, library.embedder) as store:
        store.put([
            Article(id=key, title="Summit of mayors", text=text, published=published)
            for key, (published, text) in told.items()
        ])  # fmt: skip
        store.work()
        yield store


def test_what_was_published_long_before_the_time_asked_about_cannot_tell_of_it(summits: Store) -> None:
    found = find("Who spoke at the summit of mayors this week?", summits, k=10, now=NOW)
    assert {hit.article_id for hit in found.early} == {"2020", "2021"}
    assert {hit.article_id for hit in found.hits[-2:]} == {"2020", "2021"}, "shown last, as what comes near"
    assert found.notes == ("2 articles not read as published before 2026-03-09, too early for “this week”",)


@pytest.mark.parametrize("question", ["Who spoke at the summit of mayors?", "Where do mayors meet on 3 May 2027?"])
def test_without_a_time_that_has_come_no_article_is_too_early(summits: Store, question: str) -> None:
    assert not find(question, summits, k=10, now=NOW).early


@pytest.mark.parametrize(
    ("question", "now", "early"),
    [
        ("How often did mayors meet in the past two years?", 2026, True),
        ("How often did mayors meet in the past two years?", 2046, False),
        ("Where did mayors meet this week?", 2046, True),
        ("Where did mayors meet in 2044?", 2046, True),
    ],
)
def test_in_an_archive_a_span_may_be_of_its_story(summits: Store, question: str, now: int, early: bool) -> None:
    assert bool(find(question, summits, k=10, now=NOW.replace(year=now)).early) == early


def test_an_article_that_is_in_time_is_found_behind_many_that_are_not(tmp_path: Path, library: Store) -> None:
    with Store.open(tmp_path, library.embedder) as store:
        store.put([
            Article(id=f"old-{i}", title=f"Summit of mayors in week {i}", published="2020-03-14",
                    text=f"The summit of mayors number {i} ended this week in Veld, and mayor {i} spoke at the summit.")
            for i in range(60)
        ])  # fmt: skip
        text = "It rained in Lund. Mayors met there and Mina Dahl gave a speech."
        store.put([Article(id="new", title="Rain in Lund", published="2026-03-18", text=text)])
        store.work()
        question = "Who spoke at the summit of mayors this week?"
        assert find(question, store, k=5, now=NOW).hits[0].article_id == "new"
        assert "new" not in {hit.article_id for hit in find(question, store, k=5, now=NOW, infer=False).hits}


def test_what_an_outlet_reported_is_sought_in_that_outlet(library: Store) -> None:
    found = find("What did Radio Veld report?", library, k=10, now=NOW)
    assert {hit.outlet for hit in found.hits} == {"Radio Veld", None}, "what names no outlet is not removed"
    assert found.inferred["narrowed"] is True


def test_a_persons_filter_is_strict_and_says_what_it_leaves_out(library: Store) -> None:
    since = Filters(dates=DateRange(since=date(2026, 3, 1)))
    found = find("How is a herring smoked?", library, k=10, now=NOW, filters=since)
    assert {hit.article_id for hit in found.hits} <= {"ferry-1", "ferry-2"}
    assert found.notes == ("1 undated article left out by the date filter",)


@pytest.mark.parametrize("infer", [True, False])
@given(days=st.integers(-3000, 60))
@settings(max_examples=25, deadline=None)
def test_what_was_published_after_the_clock_is_left_out_and_counted(library: Store, *, infer: bool, days: int) -> None:
    now = datetime(2026, 3, 12, 12, tzinfo=UTC) + timedelta(days=days)
    question = "What is the latest of March 2026 on the ferry, the tunnel, the festival and the herring?"
    found = find(question, library, k=50, now=now, infer=infer)
    last = (now + timedelta(days=1)).date().isoformat()
    assert all(hit.published is None or hit.published[:10] <= last for hit in found.hits)
    later = sum(one.published is not None and one.published[:10] > last for one in articles())
    told = [note for note in found.notes if "published after" in note]
    assert told == ([f"{later} article{'s' if later > 1 else ''} left out as published after {last}"] if later else [])
    everything = find(question, library, k=50, now=datetime(2100, 1, 1, tzinfo=UTC), infer=False)
    known = {hit.article_id for hit in everything.hits if hit.published is None or hit.published[:10] <= last}
    assert {hit.article_id for hit in found.hits} == known, "what has no date, or an earlier one, stays"


def test_the_clock_and_a_persons_filter_both_hold(library: Store) -> None:
    since = Filters(dates=DateRange(since=date(2026, 3, 1)))
    found = find("Who died on the Halcyon?", library, k=10, now=datetime(2020, 1, 1, tzinfo=UTC), filters=since)
    assert found.hits == ()
    assert len(found.notes) == 2


def test_one_article_does_not_crowd_out_the_rest(library: Store) -> None:
    long = Article(id="long", title="Harbour tunnel, the whole story", text="\n\n".join(
        f"The harbour tunnel in Veld, part {part}: " + "the tunnel under the harbour was dug by many hands. " * 14
        for part in range(8)
    ).strip())  # fmt: skip
    with type(library).open(Path(tempfile.mkdtemp()), library.embedder) as store:
        store.put([*articles(), long])
        store.work()
        found = find("What is the latest on the harbour tunnel in Veld?", store, k=5, now=NOW)
    assert [hit.article_id for hit in found.hits].count("long") <= 3


@pytest.mark.parametrize("infer", [True, False])
@pytest.mark.parametrize("k", [1, 3, 10])
def test_so_many_articles_are_found_as_are_asked_for(library: Store, *, infer: bool, k: int) -> None:
    question = "What is the latest on the ferry and the tunnel in Veld?"
    everything = find(question, library, k=50, now=NOW, infer=infer).hits
    for articles_wanted in range(1, 7):
        hits = find(question, library, k=k, now=NOW, infer=infer, articles=articles_wanted).hits
        found = dict.fromkeys(hit.article_id for hit in hits)
        assert len(found) == min(articles_wanted, 5)
        assert len(hits) <= max(k, articles_wanted)
        assert [hit for hit in everything if hit in hits] == list(hits)
