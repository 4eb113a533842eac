"""Drafted sentences and quotations against the evidence: what is shown, what is not, and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant import answerable, attribution, conflicts, drafter, naming, pointing, quoting, verifier
from assistant.kinds import holds_kind
from assistant.types import Citation, Claim, Dropped, Quoted, Rejected, Verdict, Verified
from vectorstore.types import holds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from assistant.evidence import Selection
    from assistant.types import Draft, Event, Evidence, Premise
    from vectorstore.store import Store
    from vectorstore.types import Hit

    Likelihood = Callable[[str, Sequence[Evidence], float], float]
    """Probability that a text answers the question: the sentences it rests on, and the share of a draft they hold."""

LEAD_CHARACTERS = 1_000
NEAREST = 6
"""Evidence sentences, by cosine, that are tried singly beside the attribution."""


@dataclass
class Outcome:
    """What has come of one question so far.

    ``hits`` are what was found, where other articles may tell it otherwise; ``pointed`` the sentences that drafts point
    at which could not be shown, with the share they hold of what these add to the question; ``odds`` the language
    model's that what was last judged answers the question; ``named`` which articles name what the question names;
    ``waiting`` the verified drafts that may answer, with their probability, while there is ``more_to_read``, which may
    answer better.
    """

    question: str
    selection: Selection
    hits: Sequence[Hit] = ()
    claims: list[Claim] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    odds: float | None = None
    tokens: dict[str, int] = field(default_factory=dict)
    pointed: dict[Evidence, float] = field(default_factory=dict)
    named: dict[tuple[str, str], bool] = field(default_factory=dict)
    premises: tuple[Premise, ...] = ()
    waiting: list[tuple[float, Claim]] = field(default_factory=list)
    more_to_read: bool = False

    def accept(self, claim: Claim) -> list[Event]:
        """Keeps a claim that is shown, and with it what other articles report differently, the oldest first."""
        self.claims, new = conflicts.join(self.claims, self._with_rivals(claim), self.hits, self.question)
        return [Verified(one) for one in new]

    def _with_rivals(self, claim: Claim) -> list[Claim]:
        shown = {cited for one in self.claims for cited in one.citations}
        rivals = map(quoted_claim, conflicts.rivals(claim, self.hits, self.question))
        return [claim, *(rival for rival in rivals if rival.citations[0] not in shown)]

    def is_answered_by(self, probability: float) -> bool:
        """Whether a text of this probability is taken to answer.

        While there is more to read, and where a premise is objected to, only a likely one.
        """
        unsure = self.more_to_read or bool(self.premises)
        return answerable.answers(probability) and (probability >= answerable.LIKELY or not unsure)

    def may_be_answered_by(self, probability: float) -> bool:
        """Whether a text of this probability is taken to answer where nothing answers better."""
        return answerable.answers(probability) and not self.premises

    def names_what_is_asked(self, cited: Evidence, store: Store) -> bool:
        """Whether the article of what is cited has the question's names and figures; each article is read once."""
        key = (cited.article_id, cited.version)
        if key not in self.named:
            article = store.get(*key)
            self.named[key] = naming.names_what_is_asked(
                self.question, article.title, article.text, article.outlet or ""
            )
        return self.named[key]

    def has_quoted(self, citations: Sequence[Citation]) -> bool:
        """Whether all that a draft rests on has been quoted."""
        quoted = [claim.citations[0] for claim in self.claims if claim.quoted]
        return all(any(holds(one, cited) for one in quoted) for cited in citations)

    def has_heard(self, sentence: str) -> bool:
        """Whether a draft of these words was rejected before, or waits."""
        return sentence in {*(one.sentence for one in self.dropped), *(claim.text for _, claim in self.waiting)}

    def reject(self, sentence: str, verdict: Verdict) -> list[Event]:
        """Keeps a sentence that is not shown, and why."""
        self.dropped.append(Dropped(sentence, verdict))
        return [Rejected(self.dropped[-1])]


@dataclass(frozen=True)
class Quotation:
    """A sentence of the evidence and the probability that it answers the question; ``whole`` is what is shown of it."""

    evidence: Evidence
    probability: float
    whole: Evidence

    @property
    def answers(self) -> bool:
        """Whether it is taken to answer the question by itself."""
        return answerable.quotes(self.probability)

    def surely_answers(self, question: str) -> bool:
        """Whether it may be shown before the language model is heard."""
        return answerable.surely_quotes(self.probability, question, self.evidence.text)


def best_quotation(outcome: Outcome) -> Quotation | None:
    """The evidence sentence most likely to answer, among the ten most relevant."""
    scored = [(quotable([evidence], outcome), evidence) for evidence in most_relevant(outcome, 10)]
    if not scored:
        return None
    probability, best = max(scored, key=lambda one: one[0])
    return Quotation(best, probability, _whole(best, outcome))


def most_relevant(outcome: Outcome, most: int) -> list[Evidence]:
    """The evidence sentences, short enough to quote, that likeliest answer by the selector, the best first."""
    return sorted(filter(_short, outcome.selection.evidence), key=lambda evidence: -evidence.relevance)[:most]


def quote(quotation: Quotation, outcome: Outcome) -> Iterator[Event]:
    """Shows a quotation that answers, and what belongs to it."""
    yield Quoted(quotation.whole)
    yield from outcome.accept(quoted_claim(quotation.evidence, quotation.whole))


def quotable(cited: Sequence[Evidence], outcome: Outcome) -> float:
    """Probability that one of the evidence sentences, quoted, would answer the question by itself."""
    return max(
        answerable.quotation_probability(
            outcome.question, evidence.relevance, evidence.text, _around(evidence, outcome.selection)
        )
        for evidence in cited
    )


def _short(evidence: Evidence) -> bool:
    return len(evidence.text) <= quoting.LONGEST


def _whole(evidence: Evidence, outcome: Outcome) -> Evidence:
    """The sentence, with it what withdraws it, or says whom it speaks of."""
    return conflicts.withdrawn(evidence, outcome.hits) or quoting.complete(evidence, outcome.selection.passages)


def _around(evidence: Evidence, selection: Selection) -> list[Hit]:
    """The passages of the article that an evidence sentence is from."""
    return [hit for hit in selection.passages if hit.article_id == evidence.article_id]


def check(draft: Draft, outcome: Outcome, store: Store, likelihood: Likelihood) -> list[Event]:
    """A drafted sentence verified against the evidence that supports it best, else the next best, else rejected."""
    if drafter.is_refusal(draft.text):
        return outcome.reject(draft.text, Verdict("not_stated", 0.0, "it only says that the passages do not say"))
    evidence, similarity = outcome.selection.evidence, similarity_to(draft.text, outcome, store)
    attributed = fewest_first(draft.text, evidence, similarity)
    pointed = pointing.pointed(outcome.question, draft.text, evidence, similarity)
    order = sorted(range(len(similarity)), key=lambda index: -similarity[index])
    near = [evidence[index] for index in order[:NEAREST]]
    others = [[one] for one in dict.fromkeys([*pointed, *near])]
    best: Verdict | None = None
    for candidate in [*attributed, *(one for one in others if one not in attributed)]:
        context = _context(candidate, outcome.selection, store)
        closest = max(similarity[evidence.index(one)] for one in candidate)
        verdict = verifier.verify(draft.text, candidate, context=context, similarity=closest)
        if verdict.label == "supported" and any(conflicts.withdrawn(one, outcome.hits) for one in candidate):
            verdict = Verdict("contradicted", verdict.score, "the article withdraws this")
        if verdict.label == "supported":
            moved = bool(attributed) and candidate not in attributed
            return _accept_or_reject(draft, candidate, verdict, outcome, likelihood, moved=moved)
        if candidate in attributed or best is None:
            best = verdict
    for one in filter(_short, pointed):
        outcome.pointed[one] = max(pointed[one], outcome.pointed.get(one, 0.0))
    return outcome.reject(draft.text, best or Verdict("not_stated", 0.0, "no passage speaks of this"))


def quote_likeliest(
    shares: Mapping[Evidence, float], outcome: Outcome, likelihood: Likelihood, *, above: float = 0.0
) -> list[Event]:
    """Of sentences, with the share of a draft they hold, the one that likeliest answers, if any does.

    The model reads each with what belongs to it. ``above``: probability that it must surpass.
    """
    whole = {one: _whole(one, outcome) for one in shares}
    near = {one: likelihood(one.text, [whole[one]], share) for one, share in shares.items()}
    likeliest = max(near, key=near.__getitem__, default=None)
    if likeliest is None or near[likeliest] <= above or not outcome.is_answered_by(near[likeliest]):
        return []
    return outcome.accept(quoted_claim(likeliest, whole[likeliest]))


def fewest_first(sentence: str, evidence: Sequence[Evidence], similarity: Sequence[float]) -> list[list[Evidence]]:
    """What a sentence is attributed to: the best evidence sentence alone, then with the second and third it needs."""
    best = attribution.best_first(sentence, evidence, similarity)
    return [attribution.in_order(best[:most], evidence) for most in range(1, len(best) + 1)]


def _context(cited: Sequence[Evidence], selection: Selection, store: Store) -> list[Hit]:
    """The passages read of the cited articles, then how these articles begin: people stand there with full names."""
    ids = {one.article_id for one in cited}
    passages = [hit for hit in selection.passages if hit.article_id in ids]
    firsts = {hit.article_id: hit for hit in reversed(passages)}.values()
    return passages + [_lead(hit, store.get(hit.article_id, hit.version).text) for hit in firsts]


def _lead(hit: Hit, text: str) -> Hit:
    end = min(len(text), LEAD_CHARACTERS)
    return replace(hit, start=0, end=end, text=text[:end])


def _accept_or_reject(
    draft: Draft, cited: Sequence[Evidence], verdict: Verdict, outcome: Outcome, likelihood: Likelihood, *, moved: bool
) -> list[Event]:
    """A supported sentence is shown if it, or one before it, answers the question, and no quotation has said it."""
    citations = tuple(Citation.of(evidence) for evidence in cited)
    if outcome.has_quoted(citations):
        return []
    share = pointing.held(outcome.question, draft.text, " ".join(one.text for one in cited))
    likely = 1.0 if outcome.claims else likelihood(draft.text, cited, share)
    claim = Claim(
        draft.text,
        citations,
        replace(verdict, score=round(verdict.score, 3)),
        said_by=verifier.said_by(draft.text, cited),
        as_of=cited[0].published,
        moved=moved,
    )
    if outcome.is_answered_by(likely):
        return outcome.accept(claim)
    if outcome.may_be_answered_by(likely):
        outcome.waiting.append((likely, claim))
        return []
    return _reject_beside_the_point(claim, outcome)


def _reject_beside_the_point(claim: Claim, outcome: Outcome) -> list[Event]:
    why = "the passages say this, but it does not answer the question"
    return outcome.reject(claim.text, replace(claim.verdict, label="not_stated", why=why))


def settle(shares: Mapping[Evidence, float], outcome: Outcome, likelihood: Likelihood) -> Iterator[Event]:
    """Once all is read: of the drafts that waited and what may be quoted, the likeliest is shown, if it answers.

    Where a part of a double question has no answer yet, what waited is shown too. The others are rejected.
    """
    waiting = sorted(outcome.waiting, key=lambda one: -one[0])
    outcome.more_to_read = False
    if not outcome.claims:
        yield from quote_likeliest(shares, outcome, likelihood, above=waiting[0][0] if waiting else 0.0)
        if waiting and not outcome.claims:
            yield from outcome.accept(waiting.pop(0)[1])
    for _, claim in waiting:
        if not covers_all_parts(outcome):
            yield from outcome.accept(claim)
        elif not outcome.has_quoted(claim.citations):
            yield from _reject_beside_the_point(claim, outcome)


def similarity_to(sentence: str, outcome: Outcome, store: Store) -> list[float]:
    """Cosine of a sentence to each evidence sentence."""
    return [float(value) for value in outcome.selection.vectors @ store.embedder.encode([sentence])[0]]


def quoted_claim(evidence: Evidence, whole: Evidence | None = None) -> Claim:
    """A sentence of an article shown as it stands, or with the ``whole`` that belongs to it, which may say another."""
    shown = whole or evidence
    return Claim(
        shown.text,
        (Citation.of(shown),),
        Verdict("supported", 1.0, "quoted word for word"),
        said_by=verifier.said_by(evidence.text, [evidence]),
        as_of=shown.published,
        quoted=True,
    )


def covers_all_parts(outcome: Outcome) -> bool:
    """Whether every question of a double question ("who … and how many …?") is spoken to by the claims."""
    told = " ".join(claim.text for claim in outcome.claims)
    return all(holds_kind(part, told) is not False for part in answerable.parts(outcome.question))
