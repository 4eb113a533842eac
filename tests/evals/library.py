"""A suite over three small articles that the tests of runs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = {
    "2026-03-02-ferry.txt": """\
Ferry Halcyon sinks off Port Sarrow

The ferry Halcyon sank off Port Sarrow on Sunday night with 61 people aboard, the coast guard said.

Seven people died, said Commander Ilse Marrin, who leads the rescue. The Halcyon was built in 1988 and belonged to
Norland Lines, a company based in Veld.
""",
    "2026-01-15-tunnel.txt": """\
Harbour tunnel to cost 410 million crowns

The harbour tunnel in Veld will cost 410 million crowns, a third more than planned, the city council said on Thursday.

Mayor Orla Venn blamed the price of steel.
""",
    "2026-02-20-festival.txt": """\
Lantern festival draws crowds

About 20,000 people came to the lantern festival in Veld on Thursday, police said.
""",
}
CASES = """\
suite: own
corpus: [news]
now: 2026-11-01T12:00:00Z
cases:
  - id: cost
    question: How much will the harbour tunnel in Veld cost?
    kind: number
    answer: [["410 million"]]
    gold: [{article: tunnel, quote: "will cost 410 million crowns"}]
    said_by: the city council
  - id: built
    question: When was the ferry Halcyon built?
    kind: date
    answer: [["1988"]]
    gold: [{article: ferry, quote: "built in 1988"}]
    must_not: ["1998"]
  - id: capital
    question: What is the population of France?
    kind: unanswerable
    expect: not_in_articles
  - id: narrowed
    question: How much will the harbour tunnel in Veld cost?
    kind: unanswerable
    expect: not_in_articles
    filters: {since: 2026-02-01}
"""


def write_suite(folder: Path, cases: str = CASES) -> Path:
    """The suite's file, beside the articles that it is asked over."""
    (folder / "news").mkdir(parents=True, exist_ok=True)
    for name, text in ARTICLES.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    path = folder / "own.yaml"
    path.write_text(cases, encoding="utf-8")
    return path
