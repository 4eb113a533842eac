from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant import render
from assistant.terminal import one_line
from assistant.types import Answer, Citation, Claim, Dropped, Premise, Status, Trace, Verdict
from vectorstore.types import Hit

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/answer.schema.json").read_text(encoding="utf-8"))
TEXT = "The ferry Halcyon sank on Sunday. Seven people died. The search for two missing crew goes on."
SUPPORTED = Verdict("supported", 0.9)
HOSTILE = "\x1b[2J\u202e<script>alert(1)</script> [x](javascript:alert(1)) **b** `c` [bold]r[/] https://evil.test | a"


def hit(article_id: str = "a", title: str = "Ferry sinks", **fields: Any) -> Hit:
    given: dict[str, Any] = {
        "article_id": article_id, "version": "0" * 64, "start": 0, "end": len(TEXT), "text": TEXT, "title": title,
        "outlet": "Sarrow Courier", "published": "2026-05-03", "url": "https://courier.example/1", "score": 0.5,
        "found_by": "both",
    }  # fmt: skip
    given |= fields
    if "text" in fields:
        given["end"] = given["start"] + len(given["text"])
    return Hit(**given)


def cite(quote: str = "Seven people died.", **fields: Any) -> Citation:
    start = TEXT.find(quote)
    source = hit(**fields)
    return Citation(
        source.article_id, source.version, max(start, 0), max(start, 0) + len(quote), quote, source.title,
        source.outlet, source.published, source.url,
    )  # fmt: skip


def answer(
    claims: tuple[Claim, ...] = (), status: Status | None = None, hits: tuple[Hit, ...] = (), **fields: Any
) -> Answer:
    settled: Status = status or ("answered" if claims else "not_in_articles")
    premises = fields.get("premises", ())
    given: dict[str, Any] = {
        "answer_id": "0123456789abcdef", "asked_at": "2026-05-04T09:00:00+00:00", "question": "How many died?",
        "standalone": "How many died?", "status": settled,
        "text": render.answer_text(claims, premises=premises, nearest=hits, status=settled), "claims": claims,
        "premises": premises, "dropped": (), "hits": hits, "trace": Trace(model="none"),
    }  # fmt: skip
    return Answer(**(given | fields))


SEVEN = Claim("Seven people died in the sinking.", (cite(),), SUPPORTED)
SEARCH = Claim("Two crew are missing.", (cite("The search for two missing crew goes on."), cite()), SUPPORTED)


def test_claims_carry_numbers_in_the_order_of_their_citations() -> None:
    text = render.answer_text((SEVEN, SEARCH), status="answered")
    assert text == "Seven people died in the sinking. [1] Two crew are missing. [1][2]"


def test_a_quotation_stands_in_quotation_marks_on_one_line() -> None:
    quoted = Claim("Seven\n people died.", (cite(),), SUPPORTED, quoted=True)
    assert render.answer_text((quoted,), status="answered") == "“Seven people died.” [1]"


def test_a_partial_answer_says_that_the_rest_is_not_said() -> None:
    assert render.answer_text((SEVEN,), status="partial").endswith("[1] The articles do not say the rest.")


def test_a_refusal_names_up_to_three_different_articles() -> None:
    hits = [hit("a"), hit("a", start=7), hit("b", "Toll\nrises", published=None), hit("c", outlet=None), hit("d")]
    assert render.answer_text((), nearest=hits, status="not_in_articles") == (
        "The articles do not say. Nearest, though they do not answer it: “Ferry sinks” (Sarrow Courier, 3 May 2026); "
        "“Toll rises” (Sarrow Courier, no date); “Ferry sinks” (3 May 2026)."
    )


def test_a_refusal_over_an_empty_library_is_short() -> None:
    assert render.answer_text((), status="not_in_articles") == "The articles do not say."


def test_false_premises_come_first_and_are_numbered_last() -> None:
    unsaid = Premise("the ferry was new.", Verdict("not_stated", 0.8))
    wrong = Premise("nobody died", Verdict("contradicted", 0.9), (cite("The ferry Halcyon sank on Sunday."),))
    text = render.answer_text((SEVEN,), premises=(unsaid, wrong), status="answered")
    assert text == (
        "The articles do not say that the ferry was new. The articles contradict the assumption that nobody died; on "
        "3 May 2026 Sarrow Courier reported: “The ferry Halcyon sank on Sunday.” [2] "
        "Seven people died in the sinking. [1]"
    )
    refused = render.answer_text((), premises=(unsaid,), status="not_in_articles")
    assert refused == "The articles do not say that the ferry was new."


def test_claims_that_disagree_say_who_reported_them_and_when() -> None:
    nine = cite("Seven people died.", article_id="b", outlet="The Ledger", published="2026-05-04T08:00:00Z")
    text = render.answer_text(
        (replace(SEVEN, disagrees=(1,)), Claim("Nine people died.", (nine,), SUPPORTED, quoted=True, disagrees=(0,))),
        status="answered",
    )
    assert text == (
        "On 3 May 2026 Sarrow Courier reported: Seven people died in the sinking. [1] "
        "On 4 May 2026 the Ledger reported: “Nine people died.” [2]"
    )


OUTLETS = st.sampled_from([None, "", "The Ledger", "the  ledger", "Sarrow Courier"])
PUBLISHED = st.sampled_from(
    [None, "2026-05-03", "2026-05-04", "2026-05-04T08:00:00+00:00", "2026-05-04T09:00:00+02:00", "2026-05-04T08:00:00"]
)


def dated(outlet: str | None, published: str | None) -> Claim:
    return Claim("S.", (cite(outlet=outlet, published=published),), SUPPORTED, as_of=published, disagrees=(0, 1))


@given(st.builds(dated, OUTLETS, PUBLISHED), st.builds(dated, OUTLETS, PUBLISHED))
def test_only_one_outlet_updates_what_it_told_and_only_later(one: Claim, other: Claim) -> None:
    newer, older = render.updates(one, other), render.updates(other, one)
    assert not (newer and older)
    if newer:
        assert one.as_of
        assert other.as_of
        assert one.as_of[:10] >= other.as_of[:10]
    names = [" ".join((claim.citations[0].outlet or "").split()).casefold() for claim in (one, other)]
    if names[0] != names[1] or "" in names:
        assert not newer
        assert not older
    told = [render.claim_sentence(claim, (one, other)) for claim in (one, other)]
    assert ["updated this" in sentence for sentence in told] == [newer, older]


@pytest.mark.parametrize(
    ("before", "after", "updated"),
    [
        ("2026-05-03", "2026-05-04", True), ("2026-05-04", "2026-05-04", False), (None, "2026-05-04", False),
        ("2026-05-04T08:00:00+00:00", "2026-05-04T12:00:00+02:00", True), ("2026-05-04", "2026-05-04T08:00:00Z", False),
    ],
)  # fmt: skip
def test_an_update_is_surely_later(before: str | None, after: str, updated: bool) -> None:
    assert render.updates(dated("Ledger", after), dated("The Ledger", before)) is False
    assert render.updates(dated("Ledger", after), dated("Ledger", before)) is updated


@pytest.mark.parametrize(
    ("outlet", "published", "shown"),
    [
        ("The Ledger", "2026-05-04", "on 4 May 2026 the Ledger reported"),
        ("Theatre News", None, "Theatre News reported"),
        (None, "2026-05-04", "an article of 4 May 2026 reported"),
        (None, None, "an article without a date reported"),
    ],
)
def test_what_is_not_known_of_a_report_is_left_out(outlet: str | None, published: str | None, shown: str) -> None:
    assert render.reported(cite(outlet=outlet, published=published)) == shown


@pytest.mark.parametrize(
    ("published", "shown"),
    [("2026-05-03", "3 May 2026"), ("2026-12-31T23:30:00-05:00", "31 December 2026"), (None, "no date")],
)
def test_dates_are_shown_as_days_where_they_were_published(published: str | None, shown: str) -> None:
    assert render.show_date(published) == shown


def test_text_shows_each_cited_passage_with_the_quoted_words_in_it() -> None:
    text = render.to_text(answer((SEVEN, SEARCH), hits=(hit(),)))
    assert "[1] Sarrow Courier · Ferry sinks · 3 May 2026\n" in text
    assert "    The ferry Halcyon sank on Sunday. “Seven people died.” The search for two missing" in text
    assert "[2] Sarrow Courier · Ferry sinks · 3 May 2026\n" in text
    assert "\x1b" not in text


def test_long_context_is_cut_at_words_on_both_sides() -> None:
    around = "word " * 100
    passage = hit(text=f"{around}Seven people died. {around}")
    cited = Citation("a", "0" * 64, len(around), len(around) + 18, "Seven people died.", "T", None, None, None)
    shown = render.quotation(cited, (passage,)).plain
    assert shown.startswith("… word word")
    assert shown.endswith("word word …")
    assert "“Seven people died.”" in shown
    assert len(shown) < 3 * render.CONTEXT


def test_context_of_another_version_is_not_shown() -> None:
    assert render.quotation(cite(), (hit(version="1" * 64),)).plain == "“Seven people died.”"


def test_who_said_it_is_shown_where_the_sentence_does_not() -> None:
    unsaid = Claim("Seven people died.", (cite(),), SUPPORTED, said_by="Commander Marrin")
    assert "said by Commander Marrin" in render.to_text(answer((unsaid,)))
    said = Claim("Seven people died, commander Marrin said.", (cite(),), SUPPORTED, said_by="Commander Marrin")
    assert "said by" not in render.to_text(answer((said,)))


def test_filters_and_notes_are_shown_and_dropped_sentences_are_not() -> None:
    dates = {"since": "2026-05-01", "until": None}
    trace = Trace(
        model="none", filters={"dates": dates, "outlets": ["A", "B"], "sections": []}, notes=("2 undated left out",)
    )
    dropped = (Dropped("It was invented.", Verdict("not_stated", 0.1)),)
    text = render.to_text(answer((SEVEN,), trace=trace, dropped=dropped))
    assert "Searched only: from 1 May 2026, outlet A or B." in text
    assert "2 undated left out" in text
    assert "invented" not in text


def test_color_is_only_color() -> None:
    shown = answer((SEVEN,), hits=(hit(),))
    colored = render.to_text(shown, color=True)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored).split() == render.to_text(shown).split()


def hostile_answer(text: str = HOSTILE) -> Answer:
    citation = Citation("a", "0" * 64, 0, len(text), text, text, text, None, f"https://x.example/){text}")
    claim = Claim(text, (citation,), SUPPORTED, said_by="somebody " + text)
    return answer((claim,), hits=(hit(title=text, text=text, outlet=text),))


def test_hostile_text_reaches_the_terminal_as_text() -> None:
    text = render.to_text(hostile_answer())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]r[/]" in text


def test_markdown_links_footnotes_to_the_web_only() -> None:
    cited = render.to_markdown(answer((SEVEN,)))
    assert cited.startswith("Seven people died in the sinking.[^1a]\n\n[^1a]: Sarrow Courier, ")
    assert "[Ferry sinks](<https://courier.example/1>), 3 May 2026: “Seven people died.”" in cited
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", "//x.example", None):
        assert "](" not in render.to_markdown(answer((Claim("S.", (cite(url=url),), SUPPORTED),)))


@given(st.text(st.sampled_from(HOSTILE + "#>+-1.\n&\\~_!$^{}()@w"), min_size=1).filter(lambda text: text.strip()))
def test_markdown_shows_untrusted_text_as_it_is(text: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    html = parser.render(render.to_markdown(hostile_answer(text)))
    assert set(re.findall(r"</?(\w+)", html)) <= {"p", "a"}
    links = re.findall(r'href="([^"]*)"', html)
    assert all(link.startswith("https://x.example/") for link in links)
    assert unescape(re.sub(r"<[^>]+>", "", html)).startswith(one_line(text) + "[^1a]")


def test_markdown_without_claims_has_no_footnotes() -> None:
    assert render.to_markdown(answer()) == "The articles do not say.\n"


@given(st.text(st.characters(exclude_categories=())))
def test_json_keeps_every_character_and_prints_none_that_a_terminal_obeys(text: str) -> None:
    plain = render.to_json({"text": text})
    assert json.loads(plain) == {"text": text}
    assert len(plain.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", plain)


def test_json_is_readable_unicode() -> None:
    assert render.to_json({"text": "Málaga “東京”"}) == '{"text": "Málaga “東京”"}'
    assert render.to_json({"a": 1}, indent=2) == '{\n  "a": 1\n}'


@pytest.mark.parametrize(
    "shown",
    [
        answer((replace(SEVEN, moved=True, disagrees=(1,)), SEARCH), hits=(hit(),)),
        answer((SEVEN, SEARCH), hits=(hit(),), dropped=(Dropped("No.", Verdict("contradicted", 1.0, "why")),)),
        answer((SEVEN,), "partial", premises=(Premise("it is so", Verdict("contradicted", 0.9), (cite(),)),)),
        answer(hits=(hit(outlet=None, published=None, url=None),)),
        hostile_answer(),
    ],
)
def test_answers_fit_their_json_schema(shown: Answer) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(render.to_json(shown)))


def test_the_schema_refuses_what_an_answer_cannot_be() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    good = json.loads(render.to_json(answer((SEVEN,))))
    changes: list[dict[str, object]] = [
        {"claims": []}, {"status": "sure"}, {"status": "not_in_articles"}, {"extra": 1}, {"schema": "2"},
    ]  # fmt: skip
    for change in changes:
        assert not validator.is_valid(good | change)
    good["claims"][0]["citations"] = []
    assert not validator.is_valid(good)
