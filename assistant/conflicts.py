"""Articles that disagree: what another article tells differently is shown beside a claim, each with outlet and date."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.checks.disagreement import Told, differ, one_event
from assistant.evidence import part
from assistant.language import analyse, is_content, stem, stems
from assistant.selector import words
from vectorstore.sentences import sentences
from vectorstore.types import holds, published_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.types import Claim, Evidence
    from vectorstore.types import Hit

MOST = 2
"""Other articles that are shown beside one claim, at most."""
READ = 3
"""Sentences of another article that are compared with a claim, at most."""
SHARED = 2
"""Words that they must share with the claim and the question, at least."""
REPEATS = 2 / 3
"""Share of a claim's words that the sentence of a correction must hold to be about it."""
CORRECTS = re.compile(r"\b(?:corrections?|corrected|clarification|retraction|apology)\b", re.IGNORECASE)
REPORTED = re.compile(r"\b(?:reported|wrote|written|said|stated|claimed|published)\b", re.IGNORECASE)
WITHDRAWN = re.compile(
    r"\b(?:not|wrong|false|incorrect|untrue|never|withdr[ae]w\w*|retract\w*)\b|n[’']t\b", re.IGNORECASE
)


def rivals(claim: Claim, hits: Sequence[Hit], question: str) -> list[Evidence]:
    """Sentences of other articles among ``hits`` that tell what ``claim`` tells differently, at most MOST.

    One of each article, in the order of the hits; of those that agree with one another only the first.
    """
    cited = {one.article_id for one in claim.citations}
    mine = _told(claim, hits)
    if not _speaks_of(question, mine.around):
        return []
    found: dict[str, tuple[Evidence, Told]] = {}
    for hit in hits:
        if hit.article_id in cited or hit.article_id in found or len(found) == MOST:
            continue
        rival = _correction(claim, mine, hit) or _rival(claim, mine, hit, question)
        if rival is not None:
            theirs = Told.of(rival.text, rival.published, (hit.title, hit.text))
            if all(differ(theirs, other, question) for _, other in found.values()):
                found[hit.article_id] = rival, theirs
    return [rival for rival, _ in found.values()]


def join(
    claims: Sequence[Claim], group: Sequence[Claim], hits: Sequence[Hit], question: str
) -> tuple[list[Claim], list[Claim]]:
    """All claims with ``group`` added, and the added ones: the first, and its rivals, the oldest article first.

    Each claim names those that tell the same differently, also earlier ones.
    """
    claim, first = group[0], len(claims)
    new = sorted(group, key=lambda one: (one.as_of is None, one.as_of or "")) if len(group) > 1 else list(group)
    place = first + new.index(claim)
    others = {first + index for index, one in enumerate(new) if one is not claim}
    others |= {index for index, earlier in enumerate(claims) if disagree(earlier, claim, hits, question)}
    linked = [
        replace(one, disagrees=tuple(sorted(others))) if index == place
        else replace(one, disagrees=tuple(sorted({*one.disagrees, place}))) if index in others
        else one
        for index, one in enumerate([*claims, *new])
    ]  # fmt: skip
    return linked, linked[first:]


def disagree(one: Claim, other: Claim, hits: Sequence[Hit], question: str) -> bool:
    """Whether two verified claims contradict each other because the different articles that they cite do."""
    if {cited.article_id for cited in one.citations} & {cited.article_id for cited in other.citations}:
        return False
    first, second = _told(one, hits), _told(other, hits)
    return all(_speaks_of(question, one.around) for one in (first, second)) and differ(first, second, question)


def _told(claim: Claim, hits: Sequence[Hit]) -> Told:
    ids = {one.article_id for one in claim.citations}
    around = [text for hit in hits if hit.article_id in ids for text in (hit.title, hit.text)]
    return Told.of(claim.text, claim.citations[0].published, [*around, *(one.quote for one in claim.citations)])


def _rival(claim: Claim, mine: Told, hit: Hit, question: str) -> Evidence | None:
    around = frozenset(words(f"{hit.title} {hit.text}"))
    if not _speaks_of(question, around):
        return None
    wanted = set(words(f"{claim.text} {question}"))
    shared = {span: len(wanted & set(words(hit.text[slice(*span)]))) for span in sentences(hit.text)}
    for span in sorted(shared, key=lambda span: -shared[span])[:READ]:
        theirs = Told(hit.text[slice(*span)], published_day(hit.published), around)
        if shared[span] >= SHARED and differ(mine, theirs, question):
            return part(hit, span)
    return None


def _correction(claim: Claim, mine: Told, hit: Hit) -> Evidence | None:
    """What a correction says of the claim: the sentence that repeats it, up to the one that withdraws it."""
    if not CORRECTS.search(hit.title):
        return None
    wanted, spans = set(words(claim.text)), sentences(hit.text)
    for index, (start, end) in enumerate(spans):
        theirs = Told.of(hit.text[start:end], hit.published, (hit.title, hit.text))
        if not wanted or len(wanted & set(words(theirs.text))) < REPEATS * len(wanted) or not one_event(mine, theirs):
            continue
        last = next((until for _, until in spans[index : index + 2] if WITHDRAWN.search(hit.text[start:until])), None)
        if last is not None and not WITHDRAWN.search(claim.text):
            return part(hit, (start, last))
    return None


def withdrawn(evidence: Evidence, hits: Sequence[Hit]) -> Evidence | None:
    """The sentence of a correction that only repeats what it withdraws, together with the next, which withdraws it."""
    if not CORRECTS.search(evidence.title) or not REPORTED.search(evidence.text) or WITHDRAWN.search(evidence.text):
        return None
    for hit in hits:
        if holds(hit, evidence):
            start, end = evidence.start - hit.start, evidence.end - hit.start
            last = next((until for since, until in sentences(hit.text) if since >= end), end)
            if WITHDRAWN.search(hit.text[end:last]):
                return part(hit, (start, last))
    return None


def _speaks_of(question: str, around: frozenset[str]) -> bool:
    """Whether the names of the question stand around a sentence."""
    named = [token for token in analyse(question) if token.pos_ == "PROPN" and is_content(token)]
    return all({stem(token.lower_), *stems([token])} & around for token in named)
