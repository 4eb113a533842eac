"""The shipped articles: read by the real reader, complete, and consistent with the page that describes them."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pytest

from assistant.sources import Failure, read
from vectorstore.types import Article, published_day

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "samples.md"
WEEKDAYS = list(calendar.day_name)
MONTHS = list(calendar.month_name)
DATED_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(MONTHS[1:])})\b")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """Every shipped article by the name that the page uses: its id, or its file's name without date and extension."""
    with resources.as_file(resources.files("assistant") / "samples") as folder:
        found = list(read([str(folder)], now=NOW))
    assert not [item for item in found if isinstance(item, Failure)]
    named = {_name(item): item for item in found if isinstance(item, Article)}
    assert len(named) == len(found)
    return named


def _name(article: Article) -> str:
    if Path(article.origin).suffix in {".html", ".txt"}:
        return re.sub(r"^\d{4}-\d\d-\d\d-", "", Path(article.origin).stem)
    return article.id


def _rows(heading: str) -> list[list[str]]:
    """The cells of the table under one heading of the page, without its head."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


QUESTIONS = _rows("Questions")


def test_there_are_as_many_as_the_page_says(articles: dict[str, Article]) -> None:
    stated = {re.findall(r"`(\w+)-…` \((\d+)\)", cells[1])[0] for cells in _rows("The stories")}
    assert {(prefix, int(count)) for prefix, count in stated} == {
        (prefix, sum(name.startswith(f"{prefix}-") for name in articles)) for prefix, _ in stated
    }
    assert f"holds {len(articles)} news articles" in PAGE.read_text(encoding="utf-8")
    assert len(articles) == sum(int(count) for _, count in stated) >= 42


def test_each_is_an_article_of_newsroom_length_within_the_year(articles: dict[str, Article]) -> None:
    for name, article in articles.items():
        assert 300 <= len(article.text.split()) <= 900, name
        day = published_day(article.published)
        assert day is not None, name
        assert date(2025, 11, 1) <= day <= date(2026, 10, 31), name
        assert article.language == "en", name


def test_outlets_bylines_and_addresses_are_known_except_in_plain_text(articles: dict[str, Article]) -> None:
    rich = {name: item for name, item in articles.items() if item.extractor != "text"}
    assert len(articles) - len(rich) == 2
    outlets = {cells[0] for cells in _rows("Who writes")} - {"Northstrand Press"}
    assert {item.outlet for item in rich.values()} == outlets
    for name, item in rich.items():
        assert item.title, name
        assert item.authors, name
        assert item.url, name
        assert item.url.split("/")[2].endswith(".example"), name
    assert {item.agency for item in rich.values() if item.agency} == {"Northstrand Press"}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("correction", {"ferry-correction"}),
        ("live", {"ferry-live", "election-live"}),
        ("analysis", {"election-analysis", "tunnel-questions"}),
        ("opinion", {"tunnel-editorial", "storm-column"}),
    ],
)
def test_what_is_not_plain_news_is_recognised(articles: dict[str, Article], kind: str, names: set[str]) -> None:
    assert {name for name, item in articles.items() if item.kind == kind} == names


def test_the_syndicated_copies_are_copies(articles: dict[str, Article]) -> None:
    assert articles["ferry-wire-courier"].version == articles["ferry-wire-packet"].version
    original = articles["museum-wire-courier"].text.split("\n\n")
    *shared, own = articles["museum-wire-lantern"].text.split("\n\n")
    assert shared == original[:-2]
    assert own not in original


def test_pages_leave_navigation_and_hidden_text_behind(articles: dict[str, Article]) -> None:
    pages = [item for item in articles.values() if Path(item.origin).suffix == ".html"]
    assert len(pages) == 3
    for page in pages:
        raw = Path(page.origin).read_text(encoding="utf-8")
        for noise in ("Subscribe for", "mortgage", "Listen live", "Most read", "All rights reserved", "inbox"):
            assert noise not in page.text
        paragraphs = re.findall(r"^ *<p>(.*)</p>$", raw.split("</article>")[0], re.MULTILINE)
        assert len(paragraphs) >= 8
        for paragraph in paragraphs:
            assert paragraph.replace("&amp;", "&") in page.text


def test_weekdays_fit_their_dates(articles: dict[str, Article]) -> None:
    checked = 0
    for name, article in articles.items():
        published = published_day(article.published)
        assert published is not None
        for weekday, day, month in DATED_WEEKDAY.findall(article.text):
            year = min(
                (published.year - 1, published.year),
                key=lambda year: abs((date(year, MONTHS.index(month), int(day)) - published).days),
            )
            assert WEEKDAYS[date(year, MONTHS.index(month), int(day)).weekday()] == weekday, (name, weekday, day, month)
            checked += 1
    assert checked >= 5


def test_events_of_the_day_name_the_day_of_publication(articles: dict[str, Article]) -> None:
    """What a report says in its first paragraph to have happened "on Thursday" is printed that day or the day after."""
    opening = re.compile(rf"\bon ({'|'.join(WEEKDAYS)})\b")
    records = {name: item for name, item in articles.items() if item.extractor == "json"}
    dated = {name: match for name, item in records.items() if (match := opening.search(item.text.split("\n\n")[0]))}
    assert len(dated) >= 20
    for name, match in dated.items():
        published = published_day(articles[name].published)
        assert published is not None
        assert (published.weekday() - WEEKDAYS.index(match[1])) % 7 <= 1, name


@pytest.mark.parametrize("cells", QUESTIONS, ids=lambda cells: cells[1][:60])
def test_the_answers_stand_in_the_articles_named(articles: dict[str, Article], cells: list[str]) -> None:
    asks_for, _question, answer, words, names = cells
    assert answer
    assert bool(words) == bool(names) == (asks_for != "unanswerable")
    cited = [articles[name] for name in names.split(", ") if name]
    assert not cited or any(words in item.text for item in cited)


def test_the_questions_are_of_every_kind() -> None:
    assert len(QUESTIONS) >= 25
    assert {cells[0] for cells in QUESTIONS} >= {
        "fact", "why", "who said", "latest", "first", "several", "when", "false premise", "unanswerable"
    }  # fmt: skip
