from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sources.metadata import agency_of, canonical_url, clean_authors, clean_title, kind_of, language_of

SAME = "https://coastal.example/news/pier"


@pytest.mark.parametrize(
    "url",
    [
        SAME,
        f"{SAME}/",
        "HTTPS://Coastal.EXAMPLE/news/pier",
        "https://coastal.example:443/news/pier#comments",
        f"{SAME}?utm_source=mail&utm_medium=x&fbclid=abc",
        f"{SAME}/?gclid=1&ref=home#top",
    ],
)
def test_one_article_has_one_url(url: str) -> None:
    assert canonical_url(url) == SAME


def test_what_tells_articles_apart_is_kept() -> None:
    assert canonical_url(f"{SAME}?id=2&page=3") != canonical_url(f"{SAME}?id=1&page=3")
    assert canonical_url("https://coastal.example/News") != canonical_url("https://coastal.example/news")


@pytest.mark.parametrize(
    "url", [None, "", "pier", "/news/pier", "javascript:alert(1)", "file:///etc/passwd", "http://[", "https://"]
)
def test_what_is_no_web_address_is_none(url: str | None) -> None:
    assert canonical_url(url) is None


@given(st.text(max_size=60))
def test_a_canonical_url_is_stable(path: str) -> None:
    once = canonical_url(f"https://coastal.example/{path}")
    assert once is None or canonical_url(once) == once


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Pier closed | Coastal Times", "Pier closed"),
        ("Pier closed - The Coastal Times", "Pier closed"),
        ("Pier closed — coastal.example", "Pier closed"),
        ("Pier closed – what we know", "Pier closed – what we know"),
        ("Well-known pier closed", "Well-known pier closed"),
        ("Fish &amp; chips: the <em>last</em> shop", "Fish & chips: the last shop"),
        ("  Two\n lines ", "Two lines"),
    ],
)
def test_titles_lose_the_outlet_and_nothing_else(raw: str, title: str) -> None:
    assert clean_title(raw, ("Coastal Times",), "https://www.coastal.example/x") == title


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (["By Mara Quill"], ("Mara Quill",)),
        (["Mara Quill and Karl Voss"], ("Mara Quill", "Karl Voss")),
        (["By Mara Quill, Karl Voss and Ida Brand"], ("Mara Quill", "Karl Voss", "Ida Brand")),
        (["Mara Quill, Political Correspondent"], ("Mara Quill",)),
        (["Mara Quill", "mara quill", ""], ("Mara Quill",)),
        (["https://social.example/mara", "mara@coastal.example", "admin", "mara-quill"], ()),
        (["Associated Press"], ("Associated Press",)),
        ([None, 3], ()),
    ],
)
def test_bylines_become_names(raw: list[object], names: tuple[str, ...]) -> None:
    assert clean_authors(raw) == names


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("PORT ELLERY (Reuters) - The pier closed.", "Reuters"),
        ("PORT ELLERY, Maine (AP) — The pier closed.", "AP"),
        ("PORT ELLERY, May 3 (Xinhua) -- The pier closed.", "Xinhua"),
        ("The pier closed.\nAgence France-Presse", "AFP"),
        ("The pier (AP style) closed, Reuters reported on Tuesday.", None),
        ("The pier closed on Tuesday.", None),
    ],
)
def test_agencies_are_read_from_dateline_and_credit(text: str, agency: str | None) -> None:
    assert agency_of(text) == agency


def test_an_agency_may_be_the_author() -> None:
    assert agency_of("The pier closed.", ("Associated Press",)) == "AP"


@pytest.mark.parametrize(
    ("title", "section", "types", "url", "kind"),
    [
        ("Correction: Pier story", None, (), None, "correction"),
        ("Opinion: Let it fall", "News", ("NewsArticle",), None, "opinion"),
        ("Let it fall", "Opinion", ("NewsArticle",), None, "opinion"),
        ("Let it fall", None, ("OpinionNewsArticle",), None, "opinion"),
        ("Let it fall", None, ("NewsArticle",), "https://coastal.example/opinion/let-it-fall", "opinion"),
        ("Why it fell", None, ("NewsArticle", "AnalysisNewsArticle"), None, "analysis"),
        ("Pier", None, ("LiveBlogPosting",), None, "live"),
        ("Live: Pier closed", None, (), None, "live"),
        ("Live music returns", None, (), None, "unknown"),
        ("Pier closed", "Business", (), None, "news"),
        ("Pier closed", None, ("NewsArticle",), None, "news"),
        ("Pier closed", None, (), None, "unknown"),
    ],
)
def test_kinds(title: str, section: str | None, types: tuple[str, ...], url: str | None, kind: str) -> None:
    assert kind_of(title, section, types, url) == kind


def test_languages() -> None:
    english = (
        "The harbour authority closed the north pier on Tuesday after engineers found cracks in its supports, it said."
    )
    german = (
        "Die Hafenbehörde hat am Dienstag die Nordmole geschlossen, nachdem Ingenieure Risse in den Stützen fanden."
    )
    assert language_of(english * 2, "de") == "en"
    assert language_of(german * 2) == "de"
    assert language_of("Kurz.", "de-DE") == "de"
    assert language_of("Kurz.") is None
