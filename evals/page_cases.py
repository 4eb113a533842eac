"""One case as HTML: its question, and of each system the answer, its citations and the verdicts side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from assistant.render import safe_url, show_date
from assistant.terminal import neutralise, one_line
from evals.faults import disagreements, explain, faults, unscored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.types import CaseResult, Judged

STATUS = {"answered": "answered", "partial": "answered in part", "not_in_articles": "not in the articles"}
EXPECTED = {**STATUS, "any": "an answer or a refusal"}


def fill(template: str, **values: object) -> Markup:
    """A template of ours with escaped values in place of its ``{names}``."""
    return Markup(template).format(**values)  # noqa: S704 (the template is ours, the values are escaped)


def outcome_of(results: Sequence[CaseResult]) -> str:
    """What the filter knows of a case, words apart: fail if any system fails it, error, pass; and disagree."""
    worst = "error" if any(one.error is not None for one in results) else "pass"
    worst = "fail" if any(faults(one) for one in results) else worst
    return f"{worst} disagree" if disagreements(results) else worst


def show_case(results: Sequence[CaseResult]) -> Markup:
    """A case with the results of all systems that were asked it."""
    first, outcome = results[0], outcome_of(results)
    return fill(
        '<article class="case {worst}" data-suite="{suite}" data-kind="{kind}" data-outcome="{outcome}" id="{case}">'
        '{history}<h3>{question}</h3><div class="tags"><span class="tag">{case}</span><span class="tag">suite {suite}'
        '</span><span class="tag">kind {shown}</span>{asked}<span class="tag">expected: {expected}</span></div>{wanted}'
        '<div class="systems">{systems}</div></article>',
        worst=outcome.split()[0], outcome=outcome, suite=one_line(first.suite), kind=first.kind,
        shown=first.kind.replace("_", " "), case=one_line(first.case), question=one_line(first.question),
        expected=EXPECTED[first.expect], systems=_join(_system(one) for one in results),
        asked=_tag("", f"asked on {show_date(first.answer['asked_at'])}") if first.answer else "",
        history=_join(fill('<p class="soft small">{question} – {answer}</p>', question=one_line(question),
                           answer=one_line(answer)) for question, answer in first.history),
        wanted=_wanted(first.wanted, shown=outcome.startswith("fail")),
    )  # fmt: skip


def _wanted(wanted: Sequence[str], *, shown: bool) -> Markup:
    """What would be right, open where a system failed."""
    if not wanted:
        return Markup()
    items = _join(fill("<li>{line}</li>", line=one_line(line)) for line in wanted)
    return fill(
        "<details{opened}><summary>A right answer</summary><ul>{items}</ul></details>",
        opened=Markup(" open") if shown else "", items=items,
    )  # fmt: skip


def _system(result: CaseResult) -> Markup:
    head = f"{one_line(result.system)} · {result.milliseconds / 1000:.2f} s"
    if result.error is not None or result.answer is None:
        return fill(
            '<div class="system"><h4>{head}</h4><span class="tag warn">did not run</span><pre>{error}</pre></div>',
            head=head, error=neutralise(result.error or "no answer was kept"),
        )  # fmt: skip
    return fill(
        '<div class="system"><h4>{head}</h4>{text}<div class="tags">{tags}</div>{premises}{claims}{dropped}'
        "{scores}</div>",
        head=head, text=_refusal(result.answer), tags=_tags(result), premises=_premises(result.answer),
        claims=_claims(result), dropped=_dropped(result.answer), scores=_scores(result),
    )  # fmt: skip


def _refusal(answer: dict[str, Any]) -> Markup:
    """What an answer without claims says; the others say it claim by claim."""
    return Markup() if answer["claims"] else fill("<p>{text}</p>", text=one_line(answer["text"]))


def _tags(result: CaseResult) -> Markup:
    wrong, blank = faults(result), unscored(result)
    status = str((result.answer or {}).get("status", ""))
    tags = [_tag("", STATUS.get(status, one_line(status)))]
    tags += [_tag("bad", explain([name])) for name in wrong] or [_tag("good", "passed")]
    tags += [_tag("warn", f"unscored: {', '.join(blank)}")] if blank else []
    return _join(tags)


def _claims(result: CaseResult) -> Markup:
    """Each claim left, what it cites right, the verdicts under it."""
    claims = (result.answer or {}).get("claims", [])
    judged: list[Judged | None] = [*result.judged, *[None] * len(claims)]
    return _join(_claim(claim, verdict) for claim, verdict in zip(claims, judged, strict=False))


def _claim(claim: dict[str, Any], judged: Judged | None) -> Markup:
    said_by = f"said by {one_line(claim['said_by'])}" if claim.get("said_by") else ""
    return fill(
        '<div class="claim"><div>{text}<div class="tags">{verdicts}</div></div><div>{cited}</div></div>',
        text=f"“{one_line(claim['text'])}”" if claim.get("quoted") else one_line(claim["text"]),
        verdicts=_join([*_verdicts(claim, judged), *([_tag("", said_by)] if said_by else [])]),
        cited=_citations(claim["citations"]),
    )  # fmt: skip


def _verdicts(claim: dict[str, Any], judged: Judged | None) -> list[Markup]:
    verdict = claim["verdict"]
    tags = [_tag("", f"verifier {verdict['score']:.2f} {one_line(verdict['label'])}")]
    if judged is None:
        return tags
    if judged.exact:
        return [*tags, _tag("good", "word for word")]
    if judged.score is None:
        return [*tags, _tag("warn", "judge: unscored")]
    cached = ", cached" if judged.cached else ""
    tone, said = ("good", "supported") if judged.supported else ("bad", "not supported")
    tags.append(_tag(tone, f"judge {judged.score:.2f} {said}{cached}"))
    return (
        [*tags, _tag("warn", "the passages around it support it")] if judged.faithful and not judged.supported else tags
    )


def _citations(citations: Iterable[dict[str, Any]]) -> Markup:
    return _join(
        fill(
            "<blockquote>{quote}<footer>{source}</footer></blockquote>",
            quote=one_line(one["quote"]),
            source=_source(one),
        )
        for one in citations
    )


def _source(citation: dict[str, Any]) -> Markup:
    title, url = one_line(citation["title"]), safe_url(citation.get("url"))
    named = fill('<a href="{url}" rel="noopener noreferrer">{title}</a>', url=url, title=title) if url else \
        fill("{title}", title=title)  # fmt: skip
    outlet = one_line(citation.get("outlet") or "")
    return fill("{named}{rest}", named=named, rest="".join(
        f" · {part}" for part in (outlet, show_date(citation.get("published"))) if part))  # fmt: skip


def _premises(answer: dict[str, Any]) -> Markup:
    return _join(
        fill('<div class="claim"><div>{text}<div class="tags">{tag}</div></div><div>{cited}</div></div>',
             text=one_line(one["text"]), tag=_tag("warn", f"premise: {one_line(one['verdict']['label'])}"),
             cited=_citations(one["citations"]))
        for one in answer.get("premises", [])
    )  # fmt: skip


def _dropped(answer: dict[str, Any]) -> Markup:
    dropped = answer.get("dropped", [])
    if not dropped:
        return Markup()
    return fill(
        "<details><summary>{count} drafted and not shown</summary>{items}</details>", count=len(dropped),
        items=_join(fill("<pre>{sentence} ({label}: {why})</pre>", sentence=one_line(one["sentence"]),
                         label=one_line(one["verdict"]["label"]), why=one_line(one["verdict"]["why"]))
                    for one in dropped),
    )  # fmt: skip


def _scores(result: CaseResult) -> Markup:
    told = ", ".join(
        f"{name} {'unscored' if value is None else f'{value:.2f}'}" for name, value in result.scores.items()
    )
    return fill("<details><summary>All scores</summary><pre>{told}</pre></details>", told=told)


def _tag(tone: str, text: str) -> Markup:
    return fill('<span class="tag {tone}">{text}</span>', tone=tone, text=text)


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)
