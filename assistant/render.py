"""Answer -> text, Markdown, JSON. The only place that escapes, and the only sentences that no citation carries.

Citations are numbered [1], [2] … in the order in which the claims first name them, then the premises: a claim keeps the
number that it was shown with while the answer was still being written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any
from urllib.parse import quote, urlsplit

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.marks import marks, sources
from assistant.terminal import SUSPECT, neutralise, one_line
from assistant.types import Answer, Citation, Claim, Premise, Status
from vectorstore.types import Hit, holds, published_day

NOT_SAID = "The articles do not say."
REST_NOT_SAID = "The articles do not say the rest."
NEAREST = "Nearest, though they do not answer it: "
NO_DATE = "no date"
NEAREST_SHOWN = 3
CONTEXT = 160
"""Characters of the passage shown on each side of the quoted words."""

MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-!|~$^@=]|(?<=:)/(?=/)|(?<=www)\.|(?<=\d)\.(?=\s)", re.IGNORECASE)
MONTHS = "January February March April May June July August September October November December".split()


def answer_text(
    claims: Sequence[Claim],
    *,
    premises: Sequence[Premise] = (),
    nearest: Sequence[Hit] = (),
    status: Status,
) -> str:
    """The text of an Answer: what the question assumes wrongly, the claims with their marks, and fixed sentences.

    ``nearest`` are hits, best first, of which the first articles are named when no claim is left.
    """
    return _marked(_sentences(claims, premises, nearest, status))


def text_beyond_claims(answer: Answer) -> str:
    """What an answer's text says apart from its claims; empty if there is nothing else."""
    numbers = number(answer.premises, answer.claims)
    return _marked([*_premises(answer.premises, numbers), *_fixed(answer.premises, answer.hits, answer.status)])


Sentence = tuple[str, list[int]]
"""A sentence on one line and the numbers of its citations."""


def _marked(sentences: Sequence[Sentence]) -> str:
    return " ".join(" ".join([text, "".join(f"[{mark}]" for mark in marks)]).rstrip() for text, marks in sentences)


def _sentences(
    claims: Sequence[Claim], premises: Sequence[Premise], nearest: Sequence[Hit], status: Status
) -> list[Sentence]:
    numbers = number(premises, claims)
    said = [(claim_sentence(claim, claims), _marks(claim.citations, numbers)) for claim in claims]
    return [*_premises(premises, numbers), *said, *_fixed(premises, nearest, status)]


def _premises(premises: Sequence[Premise], numbers: Mapping[Citation, int]) -> list[Sentence]:
    return [(premise_sentence(premise), _marks(premise.citations, numbers)) for premise in premises]


def _fixed(premises: Sequence[Premise], nearest: Sequence[Hit], status: Status) -> list[Sentence]:
    """The sentences that no citation carries."""
    if status == "partial":
        return [(REST_NOT_SAID, [])]
    if status == "answered":
        return []
    refusal = [] if premises else [NOT_SAID]
    near = [] if any(premise.citations for premise in premises) else _nearest_sentence(nearest)
    return [(sentence, []) for sentence in (*refusal, *near)]


def number(premises: Sequence[Premise], claims: Sequence[Claim]) -> dict[Citation, int]:
    """The number of each distinct citation, from 1: those of the claims in order, then those of the premises."""
    named = [citation for claim in claims for citation in claim.citations]
    named += [citation for premise in premises for citation in premise.citations]
    return {citation: index for index, citation in enumerate(dict.fromkeys(named), start=1)}


def claim_sentence(claim: Claim, claims: Sequence[Claim] = ()) -> str:
    """One claim on one line: a quotation in quotation marks, and who reported or updated it where articles differ.

    ``claims`` are those of the answer, as far as they are known.
    """
    text = " ".join(claim.text.split())
    text = f"“{text}”" if claim.quoted else text
    if not claim.disagrees:
        return text
    older = any(updates(claim, claims[place]) for place in claim.disagrees if place < len(claims))
    return f"{_capital(reported(claim.citations[0], 'updated this' if older else 'reported'))}: {text}"


def updates(newer: Claim, older: Claim) -> bool:
    """Whether one outlet tells anew, later, what it told before: an update, and no dispute between outlets."""
    outlets = {" ".join((one.outlet or "").split()).casefold() for one in (*newer.citations, *older.citations)}
    return len(outlets) == 1 and "" not in outlets and _later(newer.as_of, older.as_of)


def _later(one: str | None, other: str | None) -> bool:
    """Whether one day or instant is surely after another: on a later day, or the same day at a later time."""
    if not one or not other:
        return False
    if one[:10] != other[:10]:
        return one[:10] > other[:10]
    instants = [datetime.fromisoformat(published) for published in (one, other)]
    return all(instant.tzinfo for instant in instants) and instants[0] > instants[1]


def premise_sentence(premise: Premise) -> str:
    """What is taken for granted and not so, and the first sentence that tells how it is."""
    text = " ".join(premise.text.split()).rstrip(".")
    contradicted = premise.verdict.label == "contradicted"
    told = f"The articles {'contradict the assumption' if contradicted else 'do not say'} that {text}"
    if not premise.citations:
        return f"{told}."
    quote = " ".join(premise.citations[0].quote.split())
    return f"{told}; {reported(premise.citations[0])}: “{quote}”" + ("" if quote.endswith((".", "!", "?")) else ".")


def reported(cited: Citation, verb: str = "reported") -> str:
    """Who reported something and when, as far as it is known, ready for a colon."""
    outlet = re.sub(r"^The\b", "the", " ".join((cited.outlet or "").split()))
    if published_day(cited.published) is None:
        return f"{outlet or 'an article without a date'} {verb}"
    day = show_date(cited.published)
    return f"on {day} {outlet} {verb}" if outlet else f"an article of {day} {verb}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _marks(citations: Sequence[Citation], numbers: Mapping[Citation, int]) -> list[int]:
    return sorted({numbers[citation] for citation in citations})


def _nearest_sentence(hits: Sequence[Hit]) -> list[str]:
    """A sentence that names the first articles among the hits; none if there are no hits."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.article_id, hit)
    named = [f"“{' '.join(hit.title.split())}” ({', '.join(source(hit))})" for hit in first.values()]
    return [f"{NEAREST}{'; '.join(named[:NEAREST_SHOWN])}."] if named else []


def source(cited: Hit | Citation) -> list[str]:
    """The outlet, if known, and the date."""
    outlet = " ".join((cited.outlet or "").split())
    return [part for part in (outlet, show_date(cited.published)) if part]


def show_date(published: str | None) -> str:
    """A published day or instant as "3 May 2026", or "no date"."""
    day = published_day(published)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else NO_DATE


def to_text(answer: Answer, *, color: bool = False) -> str:
    """The answer for a terminal: a few sentences, and under them each cited passage and the filters in force."""
    buffer = StringIO()
    console = Console(
        file=buffer, force_terminal=color, no_color=not color, color_system="standard" if color else None,
        width=10_000, legacy_windows=False,
    )  # fmt: skip
    print_answer(console, answer)
    return buffer.getvalue()


def print_answer(console: Console, answer: Answer) -> None:
    """Prints what ``to_text`` says, wrapped where the console is a terminal."""
    print_block(console, Text(neutralise(answer.text)))
    print_sources(console, answer)


def print_sources(console: Console, answer: Answer) -> None:
    """Prints each cited passage with its number, who said it, and the filters in force."""
    for citation, index in number(answer.premises, answer.claims).items():
        console.print()
        headline = [*source(citation)[:-1], citation.title, source(citation)[-1]]
        print_block(console, Text(f"[{index}] {one_line(' · '.join(headline))}", style="cyan"))
        print_block(console, quotation(citation, answer.hits), indent=4)
        for speaker in speakers(citation, answer.claims):
            print_block(console, Text(f"said by {one_line(speaker)}", style="dim"), indent=4)
    remarks = [*filter_remarks(answer.trace.filters), *answer.trace.notes]
    if remarks:
        console.print()
    for remark in remarks:
        print_block(console, Text(one_line(remark), style="dim"))


def print_block(console: Console, text: Text, indent: int = 0) -> None:
    """Prints one paragraph, wrapped under its indent on a terminal, on one line elsewhere."""
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        console.print(Text(" " * indent) + text, soft_wrap=True)


def quotation(citation: Citation, hits: Sequence[Hit]) -> Text:
    """The quoted words in quotation marks, inside the passage around them as far as the hits hold it."""
    before, after = _around(citation, hits)
    quoted = f"“{one_line(citation.quote)}”"
    parts = [(one_line(before), "dim"), (quoted, "bold"), (one_line(after), "dim")]
    return Text(" ").join(Text(words, style=style) for words, style in parts if words)


def _around(citation: Citation, hits: Sequence[Hit]) -> tuple[str, str]:
    """Up to CONTEXT characters before and after the citation in a passage that holds it, cut at words."""
    for hit in hits:
        if holds(hit, citation):
            before = hit.text[: citation.start - hit.start].rstrip()
            after = hit.text[citation.end - hit.start :].lstrip()
            if len(before) > CONTEXT:
                before = "… " + before[-CONTEXT:].partition(" ")[2]
            if len(after) > CONTEXT:
                after = after[:CONTEXT].rpartition(" ")[0] + " …"
            return before, after
    return "", ""


def speakers(citation: Citation, claims: Sequence[Claim]) -> list[str]:
    """Who said what the claims take from this citation, where the claim's own sentence does not say it."""
    named = [claim.said_by for claim in claims if citation in claim.citations and claim.said_by
             and claim.said_by.casefold() not in claim.text.casefold()]  # fmt: skip
    return list(dict.fromkeys(named))


def filter_remarks(filters: Mapping[str, Any]) -> list[str]:
    """The filters in force, as a sentence; none if there are none."""
    dates = filters.get("dates") or {}
    parts = [f"from {show_date(dates['since'])}"] if dates.get("since") else []
    parts += [f"until {show_date(dates['until'])}"] if dates.get("until") else []
    for name, plural in (("outlet", "outlets"), ("section", "sections"), ("article", "article_ids")):
        values = filters.get(plural) or ()
        parts += [f"{name} {' or '.join(values)}"] if values else []
    return [f"Searched only: {', '.join(parts)}."] if parts else []


def to_markdown(answer: Answer) -> str:
    """The answer with footnotes that link to the articles; everything from articles and models is escaped.

    The footnotes bear the marks of the page, such as 3a.
    """
    numbers, named = number(answer.premises, answer.claims), marks(sources(answer.claims, answer.premises))
    labels = {numbers[citation]: mark for citation, mark in named.items()}
    parts = _sentences(answer.claims, answer.premises, answer.hits, answer.status)
    body = " ".join(markdown_line(text) + "".join(f"[^{labels[one]}]" for one in cited) for text, cited in parts)
    notes = [f"[^{mark}]: {_footnote(citation)}" for citation, mark in named.items()]
    remarks = [f"*{markdown_line(remark)}*" for remark in (*filter_remarks(answer.trace.filters), *answer.trace.notes)]
    return "\n\n".join([body, *notes, *remarks]) + "\n"


def _footnote(citation: Citation) -> str:
    title, url = markdown_line(citation.title), safe_url(citation.url)
    headline = f"[{title}](<{url}>)" if url else title
    described = [markdown_line(part) for part in source(citation)]
    return f"{', '.join([*described[:-1], headline, described[-1]])}: “{markdown_line(citation.quote)}”"


def markdown_line(text: str) -> str:
    """One line of Markdown that shows exactly this text: no markup, no HTML, no automatic links."""
    plain = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKDOWN.sub(r"\\\g<0>", plain)


def safe_url(url: str | None) -> str | None:
    """The URL if it leads to the web, with whatever could end a Markdown link percent-encoded."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if url is None or parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(url.encode("utf-8", "replace"), safe="%/:?#[]@!$&'*+,;=~-._")


def to_json(value: Any, *, indent: int | None = None) -> str:  # noqa: ANN401 (an Answer, or any plain JSON value)
    r"""JSON on one line, or indented. Readable Unicode, but whatever a terminal could obey is a ``\u`` escape."""
    plain = value.to_dict() if isinstance(value, Answer) else value
    return SUSPECT.sub(_escaped, json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent))


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        units = character.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{unit}" for unit in units.hex(" ", 2).split())
    return character
