"""Where questions are asked: the box, the filters, the search behind an answer; and what their forms send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.render import show_date
from assistant.ui.markup import Markup, html, join, line
from vectorstore.errors import BadInput
from vectorstore.types import DateRange, Filters

if TYPE_CHECKING:
    from assistant.types import Answer
    from vectorstore.store import Store

MOST_ARTICLES = 50
"""Articles that a search may be asked to find."""
LISTED = 40
"""Outlets and sections that the filters list; the rest is chosen by typing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks. ``alone``: the question stands alone, without the conversation."""

    question: str
    filters: Filters
    most_articles: int | None
    alone: bool


def read_asked(data: Mapping[str, Any]) -> Asked:
    """What the page's form sends. Raises BadInput for what no form of ours sends."""
    since, until = (_day(data.get(name)) for name in ("since", "until"))
    if since and until and since > until:
        raise BadInput(f"the search ends ({until}) before it starts ({since}); swap the two dates")
    filters = Filters(
        dates=DateRange(since, until), outlets=_names(data.get("outlets")), sections=_names(data.get("sections")),
        article_ids=_names(data.get("articles")),
    )  # fmt: skip
    return Asked(
        question=str(data.get("question") or ""), filters=filters,
        most_articles=_whole(data.get("most_articles"), 1, MOST_ARTICLES, "articles"), alone=data.get("alone") is True,
    )  # fmt: skip


def _day(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(f"{value!r} is not a date; write it as 2026-05-03") from error


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value if str(one).strip()) if isinstance(value, list) else ()


def _whole(value: object, least: int, most: int, what: str) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise BadInput(f"{what}: a whole number from {least} to {most}, not {value!r}")
    return number


def ask_box() -> Markup:
    """The box for a question with its buttons; the filters follow in a part of their own."""
    return html(
        '<form class="ask" data-form="ask"><label class="hidden" for="question">Your question</label>'
        '<textarea id="question" name="question" rows="1" maxlength="2000" placeholder="Ask the articles" '
        'autocomplete="off" enterkeyhint="send"></textarea>'
        '<button type="submit" class="primary go">Ask</button>'
        '<button type="button" class="halt" data-act="stop" hidden>Stop</button>'
        '<p class="waiting" role="status" hidden></p>'
        '<p class="editing" hidden>You are editing <span class="last">your last question.</span>'
        '<span class="earlier">an earlier question: it goes on in a new conversation, and this one stays as it is.'
        '</span> <button type="button" class="plain" data-act="leave-edit">Leave it</button></p></form>'
    )  # fmt: skip


def filters_html(store: Store) -> Markup:
    """The filters for the next question, drawn from what the library holds."""
    return html(
        '<details class="filters" data-keep="filters"><summary>Narrow the search<span'
        ' class="in-force"></span></summary>'
        '<form data-form="filters" aria-label="Filters for the next question">{dates}{outlets}{sections}'
        '<fieldset class="articles" hidden><legend>Only these articles</legend><ul></ul></fieldset>'
        '<p><button type="button" class="plain" data-act="clear-filters">Search everything</button>'
        "</p></form></details>",
        dates=_dates("next", None, None), outlets=_choices("outlets", "Outlets", store.outlets(), ()),
        sections=_choices("sections", "Sections", store.sections(), ()),
    )  # fmt: skip


def _dates(key: str, since: str | None, until: str | None) -> Markup:
    return html(
        '<div class="dates"><label for="{key}-since">From</label><input type="date" id="{key}-since"'
        ' name="since" value="{since}">'
        '<label for="{key}-until">until</label><input type="date" id="{key}-until" name="until" value="{until}"></div>',
        key=key, since=since, until=until,
    )  # fmt: skip


def _choices(name: str, legend: str, offered: Sequence[str], chosen: Sequence[str]) -> Markup:
    """Boxes to tick, the chosen ones among them even where the library no longer offers them."""
    known = {one.casefold() for one in chosen}
    every = [*offered[:LISTED], *(one for one in chosen if one not in offered[:LISTED])]
    boxes = join(
        html('<label class="choice"><input type="checkbox" name="{name}" value="{value}"{checked}> {shown}</label>',
             name=name, value=one, shown=line(one), checked=Markup(" checked") if one.casefold() in known else "")
        for one in every
    )  # fmt: skip
    if not every:
        return join(())
    return html("<fieldset><legend>{legend}</legend>{boxes}</fieldset>", legend=legend, boxes=boxes)


def search_form(answer: Answer, turn: str, place: int, *, last: bool) -> Markup:
    """What was searched, to be read and, under the last answer, edited and searched again."""
    articles = len({hit.article_id for hit in answer.hits})
    filters = answer.trace.filters
    dates = filters.get("dates") or {}
    summary = html(
        '<summary><span class="kicker">Search</span> “{standalone}” · {period} · {outlets} · {articles}</summary>',
        standalone=line(answer.standalone), period=_period(dates), outlets=_outlets(filters.get("outlets") or ()),
        articles=f"{articles} article{'' if articles == 1 else 's'}, {len(answer.hits)} passages",
    )  # fmt: skip
    form = _edit_form(answer, turn, place, dates) if last else join(())
    return html('<details class="search" data-keep="{turn}-search">{summary}{inferred}{form}</details>',
                turn=turn, summary=summary, inferred=_inferred(answer), form=form)  # fmt: skip


def _edit_form(answer: Answer, turn: str, place: int, dates: Mapping[str, str | None]) -> Markup:
    filters = answer.trace.filters
    outlets = sorted({hit.outlet for hit in answer.hits if hit.outlet} | set(filters.get("outlets") or ()))
    hidden = join(
        html('<input type="hidden" name="{name}" value="{value}">', name=name, value=value)
        for name, key in (("sections", "sections"), ("articles", "article_ids")) for value in filters.get(key) or ()
    )  # fmt: skip
    return html(
        '<form data-form="search" data-place="{place}" aria-label="Edit the search">'
        '<label for="{turn}-standalone">Question as it is searched</label>'
        '<input type="text" id="{turn}-standalone" name="question" value="{standalone}"'
        ' maxlength="2000">{dates}{outlets}'
        '<label for="{turn}-most">Articles to find, at most</label>'
        '<input type="number" id="{turn}-most" name="most_articles" min="1" max="{most}" value="{articles}">{hidden}'
        '<button type="submit">Search again</button></form>',
        place=place, turn=turn, standalone=answer.standalone, most=MOST_ARTICLES,
        articles=len({hit.article_id for hit in answer.hits}) or 1,
        dates=_dates(turn, dates.get("since"), dates.get("until")), hidden=hidden,
        outlets=_choices("outlets", "Only these outlets", outlets, filters.get("outlets") or ()),
    )  # fmt: skip


def _inferred(answer: Answer) -> Markup:
    said = _understood(answer.trace.inferred)
    return html('<p class="hint">{said}</p>', said=said) if said else join(())


def _understood(inferred: Mapping[str, object]) -> str:
    """What the search understood of the question: dates and outlets that it preferred."""
    parts = []
    dates = inferred.get("dates")
    if isinstance(dates, (list, tuple)) and len(dates) == 2:  # noqa: PLR2004 (since and until)
        since, until = (show_date(one) if one else None for one in dates)
        parts.append(
            " ".join(part for part in (f"from {since}" if since else "", f"until {until}" if until else "") if part)
        )
    outlets = inferred.get("outlets")
    if isinstance(outlets, (list, tuple)):
        parts += [line(str(one)) for one in outlets]
    if inferred.get("latest"):
        parts.append("the newest")
    how = "kept to" if inferred.get("narrowed") else "preferred"
    return f"Understood from the question, and {how}: {', '.join(parts)}." if parts else ""


def _period(dates: Mapping[str, str | None]) -> str:
    since, until = dates.get("since"), dates.get("until")
    if since and until:
        return f"{show_date(since)} to {show_date(until)}"
    return f"from {show_date(since)}" if since else f"until {show_date(until)}" if until else "all dates"


def _outlets(outlets: Sequence[str]) -> str:
    return ", ".join(line(one) for one in outlets) if outlets else "all outlets"
