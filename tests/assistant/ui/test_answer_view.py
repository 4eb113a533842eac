"""What stands beside the sentences of an answer: where articles differ, and the marks, on the page and exported."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from assistant.marks import marks, sources
from assistant.render import to_markdown
from assistant.types import Answer, Citation, Claim, Premise, Trace, Verdict
from assistant.ui.answer_view import claims_html
from assistant.ui.conversations import Exchange
from assistant.ui.coverage import Coverage
from assistant.ui.turn_view import exchange_html


def claim(text: str, outlet: str, published: str, *disagrees: int) -> Claim:
    cited = Citation(f"{outlet} {published}", "v", 0, len(text), text, "Ferry", outlet, published, None)
    return Claim(text, (cited,), Verdict("supported", 0.9), as_of=published, disagrees=disagrees)


def shown(*claims: Claim) -> str:
    page = claims_html(claims, marks(sources(claims, ())), "turn1")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_later_figure_of_the_same_outlet_is_an_update() -> None:
    told = shown(claim("Seven died.", "Courier", "2026-03-02", 1), claim("Nine died.", "Courier", "2026-03-09", 0))
    assert "Sources disagree" not in told
    assert told.startswith("Updated.")
    assert "On 2 March 2026 Courier reported: Seven died." in told
    assert "updated by sentence 2" in told
    assert "On 9 March 2026 Courier updated this: Nine died." in told
    assert "updates sentence 1" in told


def test_figures_of_two_outlets_are_a_dispute_beside_an_update() -> None:
    told = shown(
        claim("Seven died.", "Courier", "2026-03-02", 1, 2), claim("Nine died.", "Courier", "2026-03-09", 0),
        claim("Eight died.", "Ledger", "2026-03-09", 0),
    )  # fmt: skip
    assert "Sources disagree." in told
    assert "Updated." in told
    assert "updated by sentence 2 · disagrees with sentence 3" in told


def test_what_is_still_to_come_is_not_named_yet() -> None:
    told = shown(claim("Seven died.", "Courier", "2026-03-02", 1))
    assert "sentence" not in told
    assert "disagree" not in told


def test_the_exports_footnotes_are_the_marks_of_the_page() -> None:
    first, second = claim("Seven died.", "Courier", "2026-03-02"), claim("Nine were hurt.", "Ledger", "2026-03-09")
    other = replace(first.citations[0], start=40, end=51, quote="It was dark.")
    claims = (first, replace(second, citations=(*second.citations, other)), replace(first, text="Seven it was."))
    premise = Premise("the ferry was new", Verdict("contradicted", 0.9), (replace(other, start=60, end=71),))
    answer = Answer(
        "id", "2026-03-10T09:00:00+00:00", "How many?", "How many?", "answered", "", claims, (premise,), (), (),
        Trace("none"),
    )  # fmt: skip
    page = exchange_html(Exchange(answer, Coverage(2, 2, "2026-03-09")), "turn1", 0, last=True)
    inline = re.findall(r'data-cite="turn1-(\w+)"', page)
    listed = re.findall(r'<li id="turn1-(\w+)"', page)
    export = to_markdown(answer)
    assert re.findall(r"\[\^(\w+)\](?!:)", export) == inline
    assert re.findall(r"^\[\^(\w+)\]:", export, re.M) == listed == ["1a", "1b", "1c", "2a"]
    assert sorted(inline) == ["1a", "1a", "1b", "1c", "2a"]
