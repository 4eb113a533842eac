"""What an answer says, as HTML: its sentences with their marks, what each rests on, and the sources under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.marks import Source
from assistant.render import claim_sentence, premise_sentence, show_date, source, updates
from assistant.ui.markup import Markup, html, join, line

if TYPE_CHECKING:
    from assistant.types import Citation, Claim, Dropped, Premise
    from vectorstore.types import Hit

VERDICTS = {
    "supported": "Supported",
    "contradicted": "Contradicted by the articles",
    "not_stated": "Not in the articles",
    "unchecked": "Could not be checked",
}
NOTES = {
    "disagrees with": ("Sources disagree", "The articles tell this differently; each version has its outlet and date."),
    "updates": ("Updated", "The same outlet later reported this differently; each version has its date."),
}
"""What stands above the sentences where one disagrees with another, or updates it."""


def claims_html(claims: Sequence[Claim], marks: Mapping[Citation, str], turn: str) -> Markup:
    """The sentences that passed the check, each with its marks, verdict, speaker and date."""
    told = {how for claim in claims for how in differing(claim, claims)}
    notes = join(
        html('<p class="flag" role="note"><strong>{title}.</strong> {note}</p>', title=title, note=note)
        for how, (title, note) in NOTES.items() if how in told
    )  # fmt: skip
    shown = join(_claim(place, claims, marks, turn) for place in range(len(claims)))
    return join([notes, shown])


def differing(claim: Claim, claims: Sequence[Claim]) -> dict[str, list[int]]:
    """How a claim stands to those that tell the same differently: their places in the answer, by the words for it.

    While the answer is being written, one of them may be still to come.
    """
    found: dict[str, list[int]] = {}
    for place in (one for one in claim.disagrees if one < len(claims)):
        other = claims[place]
        how = "updates" if updates(claim, other) else "updated by" if updates(other, claim) else "disagrees with"
        found.setdefault(how, []).append(place)
    return found


def _claim(place: int, claims: Sequence[Claim], marks: Mapping[Citation, str], turn: str) -> Markup:
    claim = claims[place]
    differs = differing(claim, claims)
    sentence = line(claim_sentence(claim, claims))
    classes = "claim" + (" quoted" if claim.quoted else "") + (" disagrees" if "disagrees with" in differs else "")
    return html(
        '<div class="{classes}"><p class="said" data-say="{key}"><span class="words">{sentence}</span>{marks}</p>'
        '<p class="basis">{basis}</p></div>',
        classes=classes, key=f"{turn}:{place}", sentence=sentence,
        marks=marks_html(claim.citations, marks, turn), basis=_basis(claim, differs),
    )  # fmt: skip


def _basis(claim: Claim, differs: Mapping[str, Sequence[int]]) -> Markup:
    """What a sentence rests on: its verdict, who said it, and the date of the article."""
    parts = [html('<span class="verdict" title="{why}">{label}</span>', why=line(claim.verdict.why),
                  label=VERDICTS[claim.verdict.label])]  # fmt: skip
    if claim.quoted:
        parts.append(html("<span>quoted word for word</span>"))
    if claim.said_by:
        parts.append(html("<span>said by {who}</span>", who=line(claim.said_by)))
    parts.append(html("<span>as of {day}</span>" if claim.as_of else "<span>{day}</span>", day=show_date(claim.as_of)))
    for how, places in differs.items():
        others = ", ".join(str(place + 1) for place in places)
        word = "sentence" if len(places) == 1 else "sentences"
        parts.append(html('<span class="disagreement">{how} {word} {others}</span>', how=how, word=word, others=others))
    return join(parts, '<span aria-hidden="true"> · </span>')


def marks_html(citations: Sequence[Citation], marks: Mapping[Citation, str], turn: str) -> Markup:
    """The marks of some citations: buttons named by outlet, headline and date that open the article."""
    return join(
        html(
            '<button type="button" class="cite" data-cite="{target}" aria-label="{name}">{mark}</button>',
            target=f"{turn}-{marks[one]}",
            name=citation_name(one, marks[one]),
            mark=marks[one],
        )
        for one in dict.fromkeys(citations)
    )


def citation_name(citation: Citation, mark: str) -> str:
    """What a screen reader calls a citation: its mark, outlet, headline and date."""
    outlet = [line(citation.outlet)] if citation.outlet else []
    return ", ".join([mark, *outlet, line(citation.title), show_date(citation.published)])


def premises_html(premises: Sequence[Premise], marks: Mapping[Citation, str], turn: str) -> Markup:
    """What the question took for granted and the articles contradict or do not say."""
    if not premises:
        return join(())
    items = join(
        html('<p class="said" data-say="{key}"><span class="words">{sentence}</span>{marks}</p>',
             key=f"{turn}:premise{place}", sentence=line(premise_sentence(premise)),
             marks=marks_html(premise.citations, marks, turn))
        for place, premise in enumerate(premises)
    )  # fmt: skip
    return html(
        '<div class="premise" role="group" aria-label="What the question takes for granted">'
        '<p class="kicker">What the question takes for granted</p>{items}</div>', items=items,
    )  # fmt: skip


def sources_html(cited: Sequence[Source], bylines: Mapping[str, str], turn: str) -> Markup:
    """The articles that what is shown rests on, with the cited passages; their entries are the cards, too."""
    if not cited:
        return join(())
    items = join(_source(one, bylines, turn) for one in cited)
    return html(
        '<section class="sources" aria-label="Sources"><h3 class="kicker">Sources</h3><ol>{items}</ol></section>',
        items=items,
    )


def _source(one: Source, bylines: Mapping[str, str], turn: str) -> Markup:
    article = one.article
    head = html(
        '<p class="headline">{title}</p><p class="byline">{byline}</p>', title=line(article.title),
        byline=byline(article, bylines.get(f"{article.article_id} {article.version}")),
    )  # fmt: skip
    passages = join(
        html(
            '<li id="{turn}-{mark}" data-article="{article_id}" data-version="{version}" data-start="{start}"'
            ' data-end="{end}" data-mark="{mark}"><span class="mark" aria-hidden="true">{mark}</span>'
            "<blockquote>{quote}</blockquote>"
            '<button type="button" class="plain" data-open="{turn}-{mark}" aria-label="{name}">Read in context</button>'
            "</li>",
            turn=turn, mark=f"{one.number}{letter}", article_id=passage.article_id, version=passage.version,
            start=passage.start, end=passage.end, quote=line(passage.quote),
            name=f"Read in context: {citation_name(passage, f'{one.number}{letter}')}",
        )
        for letter, passage in one.passages
    )  # fmt: skip
    return html('<li value="{number}">{head}<ul>{passages}</ul></li>', number=one.number, head=head, passages=passages)


def byline(article: Citation | Hit, authors: str | None) -> str:
    """Outlet, authors and date of an article, as far as they are known."""
    outlet = [line(article.outlet)] if article.outlet else []
    return " · ".join([*outlet, *([line(authors)] if authors else []), show_date(article.published)])


def nearest_html(hits: Sequence[Hit], turn: str) -> Markup:
    """The nearest articles after a refusal, labelled as not answering, each opening at its passage."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.article_id, hit)
    return join(_hit(hit, f"{turn}-near{place}") for place, hit in enumerate(list(first.values())[:3]))


def retrieved_html(hits: Sequence[Hit], cited: Sequence[Source], turn: str) -> Markup:
    """The passages that were found and that no sentence rests on, closed."""
    used = [passage for one in cited for _, passage in one.passages]
    others = [
        hit for hit in hits
        if not any((one.article_id, one.version) == (hit.article_id, hit.version) and one.start < hit.end
                   and hit.start < one.end for one in used)
    ]  # fmt: skip
    if not others:
        return join(())
    items = join(_hit(hit, f"{turn}-also{place}") for place, hit in enumerate(others))
    return html(
        '<details class="also" data-keep="{key}"><summary>Also retrieved, not used ({count})</summary>'
        "<ul>{items}</ul></details>",
        key=f"{turn}-also", count=len(others), items=items,
    )  # fmt: skip


def _hit(hit: Hit, key: str) -> Markup:
    return html(
        '<li id="{key}" data-article="{article_id}" data-version="{version}" data-start="{start}" data-end="{end}">'
        '<button type="button" class="plain headline" data-open="{key}">{title}</button>'
        '<p class="byline">{source}</p></li>',
        key=key, article_id=hit.article_id, version=hit.version, start=hit.start, end=hit.end, title=line(hit.title),
        source=line(" · ".join(source(hit))),
    )  # fmt: skip


def dropped_html(dropped: Sequence[Dropped], turn: str) -> Markup:
    """Drafted sentences that did not pass, closed and labelled, each with the reason."""
    if not dropped:
        return join(())
    items = join(
        html('<li><p>{sentence}</p><p class="byline">{label}{why}</p></li>', sentence=line(one.sentence),
             label=VERDICTS[one.verdict.label], why=f": {line(one.verdict.why)}" if one.verdict.why else "")
        for one in dropped
    )  # fmt: skip
    return html(
        '<details class="dropped" data-keep="{key}"><summary>Left out, because the articles do not support it ({count})'
        "</summary><ul>{items}</ul></details>", key=f"{turn}-dropped", count=len(dropped), items=items,
    )  # fmt: skip
