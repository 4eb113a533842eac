"""One question and what came of it, as HTML: finished, or while it is still being answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.marks import marks, sources
from assistant.render import NOT_SAID, REST_NOT_SAID, filter_remarks, source, to_markdown
from assistant.ui import answer_view
from assistant.ui.composer import search_form
from assistant.ui.coverage import coverage_line, old_news
from assistant.ui.feedback import REASONS
from assistant.ui.markup import Markup, html, join, line, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.types import Claim
    from assistant.ui.conversations import Exchange
    from vectorstore.types import Hit

READING_SHOWN = 3
NEAREST = "Nearest articles. They do not answer the question."
UNFINISHED = "Each sentence above was checked; the rest was not written, and this answer is not kept."


@dataclass
class Running:
    """An answer on its way. ``turn`` names it on the page."""

    turn: str
    question: str
    standalone: str | None = None
    hits: tuple[Hit, ...] = ()
    quoted: Hit | None = None
    claims: list[Claim] = field(default_factory=list)
    bylines: dict[str, str] = field(default_factory=dict)
    left_out: int = 0


def running_html(running: Running) -> Markup:
    """An answer on its way: the stages passed, a quotation meanwhile, and every sentence that passed the check."""
    cited = sources(running.claims, ())
    body = join([
        _stages(running),
        _meanwhile(running),
        answer_view.claims_html(running.claims, marks(cited), running.turn),
        html('<p class="halted">Stopped. {unfinished} {again}</p>',
             unfinished=UNFINISHED, again=_ask_button(running.question, "Ask again")),
        answer_view.sources_html(cited, running.bylines, running.turn),
    ])  # fmt: skip
    return _turn(running.turn, running.question, body, classes="turn running")


def _stages(running: Running) -> Markup:
    steps = []
    searched = f" for “{line(running.standalone)}”" if running.standalone else ""
    steps.append(html("<li>Searching{searched}</li>", searched=searched))
    titles = dict.fromkeys(f"{line(hit.title)} ({line(', '.join(source(hit)))})" for hit in running.hits)
    if titles:
        read = join(html("<li>{title}</li>", title=title) for title in list(titles)[:READING_SHOWN])
        steps.append(html("<li>Reading<ul>{read}</ul></li>", read=read))
        steps.append(html("<li>Writing, and checking each sentence against the articles{left_out}</li>",
                          left_out=f" ({running.left_out} left out so far)" if running.left_out else ""))  # fmt: skip
    return html('<ol class="stages">{steps}</ol>', steps=join(steps))


def _meanwhile(running: Running) -> Markup:
    """A quotation that answers, until the sentence that shows it has come."""
    quoted = running.quoted
    if quoted is None or any(quoted.text.strip() in one.quote for claim in running.claims for one in claim.citations):
        return join(())
    return html(
        '<figure class="meanwhile"><figcaption class="kicker">Quoted meanwhile</figcaption>'
        '<blockquote>“{quote}”</blockquote><p class="byline">{source}</p></figure>',
        quote=line(quoted.text), source=line(" · ".join([quoted.title, *source(quoted)])),
    )  # fmt: skip


def failed_html(running: Running, problem: str) -> Markup:
    """A question whose answer could not be finished, and why: every sentence that was shown stays."""
    cited = sources(running.claims, ())
    unfinished = html('<p class="hint">{unfinished}</p>', unfinished=UNFINISHED)
    body = join([
        answer_view.claims_html(running.claims, marks(cited), running.turn),
        unfinished if running.claims else join(()),
        html('<p class="problem" role="alert">{problem}</p><p class="actions">{again}</p>',
             problem=text(problem), again=_ask_button(running.question, "Ask again")),
        answer_view.sources_html(cited, running.bylines, running.turn),
    ])  # fmt: skip
    return _turn(running.turn, running.question, body, classes="turn failed")


def exchange_html(exchange: Exchange, turn: str, place: int, *, last: bool) -> Markup:
    """A finished answer with everything that belongs to it. ``place`` is its place in the conversation."""
    answer = exchange.answer
    cited = sources(answer.claims, answer.premises)
    numbered = marks(cited)
    refused = answer.status == "not_in_articles"
    rest = html('<p class="rest" data-say="{key}">{rest}</p>', key=f"{turn}:rest", rest=REST_NOT_SAID)
    old = old_news(answer)
    body = join([
        search_form(answer, turn, place, last=last),
        answer_view.premises_html(answer.premises, numbered, turn),
        _refusal(exchange, turn) if refused else answer_view.claims_html(answer.claims, numbered, turn),
        rest if answer.status == "partial" else join(()),
        html('<p class="flag old" role="note">{old}</p>', old=old) if old else join(()),
        answer_view.sources_html(cited, exchange.bylines, turn),
        _footing(exchange),
        join(()) if refused and not cited else answer_view.retrieved_html(answer.hits, cited, turn),
        answer_view.dropped_html(answer.dropped, turn),
        _actions(exchange, place, last=last),
    ])  # fmt: skip
    return _turn(turn, answer.question, body, classes=f"turn {answer.status}")


def _turn(turn: str, question: str, body: Markup, *, classes: str) -> Markup:
    return html(
        '<article class="{classes}" id="{turn}" aria-labelledby="{turn}-question">'
        '<h2 class="question" id="{turn}-question" tabindex="-1">{question}</h2>{body}</article>',
        classes=classes, turn=turn, question=line(question), body=body,
    )  # fmt: skip


def _refusal(exchange: Exchange, turn: str) -> Markup:
    """That the articles do not say, the nearest of them, labelled as not answering, and narrower questions."""
    answer = exchange.answer
    said = html('<p class="not-said" data-say="{key}">{said}</p>', key=f"{turn}:refusal", said=NOT_SAID)
    near = answer_view.nearest_html(answer.hits, turn)
    nearest = html('<p class="kicker">{said}</p><ul class="nearest">{near}</ul>', said=NEAREST, near=near)
    questions = html('<p class="kicker">What these articles could answer</p>{asks}', asks=asks(exchange.narrower))
    return html(
        '<div class="refusal">{said}{nearest}{questions}</div>',
        said=said if not answer.premises else join(()), nearest=nearest if near else join(()),
        questions=questions if exchange.narrower else join(()),
    )  # fmt: skip


def asks(questions: Sequence[str]) -> Markup:
    """Questions that can be asked by pressing them."""
    items = join(
        html("<li>{button}</li>", button=_ask_button(line(question), line(question))) for question in questions
    )  # fmt: skip
    return html('<ul class="asks">{items}</ul>', items=items)


def _ask_button(question: str, name: str) -> Markup:
    """A button that asks a question."""
    return html('<button type="button" class="plain" data-act="ask" data-question="{question}">{name}</button>',
                question=question, name=name)  # fmt: skip


def _footing(exchange: Exchange) -> Markup:
    """What the library covered, the filter in force, and the notes of the search."""
    answer = exchange.answer
    covered = f"{coverage_line(exchange.coverage, answer.asked_at)}."
    remarks = [
        *filter_remarks(answer.trace.filters),
        *(f"{note[:1].upper()}{note[1:]}." for note in answer.trace.notes),
    ]
    lines = join(html("<p>{remark}</p>", remark=line(remark)) for remark in remarks)
    return html('<div class="footing"><p>{covered}</p>{lines}</div>', covered=covered, lines=lines)


def _actions(exchange: Exchange, place: int, *, last: bool) -> Markup:
    """Copy, download, edit, and what the reader thinks of it."""
    answer = exchange.answer
    edit = html('<button type="button" data-act="edit" data-question="{question}" data-place="{place}"{last}>'
                "Edit and retry</button>",
                question=answer.question, place=place, last=Markup(" data-last") if last else "")  # fmt: skip
    name = f"answer-{answer.asked_at[:10]}-{answer.answer_id}.md"
    export = html(
        '<button type="button" data-act="copy" data-markdown="{markdown}">Copy</button>'
        '<button type="button" data-act="download" data-name="{name}">Download</button>',
        markdown=to_markdown(answer), name=name,
    )  # fmt: skip
    return html('<div class="actions" role="group" aria-label="This answer">{export}{edit}{opinion}</div>',
                export=export, edit=edit, opinion=_opinion(exchange.rating, place))  # fmt: skip


def _opinion(rating: str | None, place: int) -> Markup:
    """Like and dislike, each with a reason and a comment that stay on the server's disk."""
    pressed: Mapping[str, str] = {name: "true" if rating == name else "false" for name in ("like", "dislike")}
    reasons = join(
        html('<option value="{key}">{label}</option>', key=key, label=label) for key, label in REASONS.items()
    )
    return html(
        '<button type="button" data-act="rate" data-rating="like" data-place="{place}"'
        ' aria-pressed="{like}">Helpful</button>'
        '<button type="button" data-act="open-opinion" aria-expanded="false"'
        ' aria-pressed="{dislike}">Not helpful</button>'
        '<form class="opinion" data-act="rate" data-rating="dislike" data-place="{place}" hidden>'
        '<label>What is wrong <select name="reason"><option value="">Choose a reason</option>{reasons}</select></label>'
        '<label>Comment <textarea name="comment" rows="2" maxlength="4000"></textarea></label>'
        '<label>What it should have said <textarea name="expected" rows="2" maxlength="4000"></textarea></label>'
        '<p class="hint">It is written to a file on this server, nowhere else.</p><button'
        ' type="submit">Send</button></form>',
        place=place, like=pressed["like"], dislike=pressed["dislike"], reasons=reasons,
    )  # fmt: skip
