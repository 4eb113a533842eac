"""Faithfulness: the share of an answer's claims that the passages support, as a judge finds.

The share of supported claims is RAGAS's faithfulness (Es et al. 2023, arXiv:2309.15217) and FActScore (Min et al. 2023,
arXiv:2305.14251), with two differences: our claims are the sentences shown, so no model splits them; and a claim is
judged by the passages that it cites, not by all that were read. A refusal has no claims and no faithfulness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evals import citations
from evals.types import Judged

if TYPE_CHECKING:
    from assistant.types import Citation, Claim
    from evals.judge import Judge, Opinion
    from vectorstore.types import Hit


@dataclass
class Bench:
    """One claim before the judge: remembers what was asked of it. Without a judge only exact words count."""

    judge: Judge | None
    asked: list[Opinion] = field(default_factory=list)

    def entails(self, text: str, claim: str) -> bool | None:
        """Whether a text supports a claim; one that holds it word for word does, without asking the judge."""
        return True if word_for_word(claim, text) else self.opinion(text, claim)

    def opinion(self, text: str, claim: str) -> bool | None:
        """What the judge says; None is unscored, as everything is without a judge."""
        if self.judge is None:
            return None
        self.asked.append(self.judge.judge(text, claim))
        return self.asked[-1].supported


def judge_claim(claim: Claim, hits: Sequence[Hit], judge: Judge | None) -> tuple[Judged, citations.Cited]:
    """One claim judged by the sentences it cites (for ALCE's recall and precision) and by the passages around them.

    What the sentences support the passages do, too; only otherwise the judge reads the passages.
    """
    quotes = [one.quote for one in claim.citations]
    cited_text = " ".join(quotes)
    bench = Bench(judge)
    cited = citations.check(claim.text, quotes, bench.entails)
    exact = word_for_word(claim.text, cited_text)
    first = bench.asked[0] if bench.asked else None
    faithful = cited.supported or bench.opinion(around(claim.citations, hits), claim.text)
    judged = Judged(
        claim=claim.text,
        cited=cited_text,
        score=1.0 if exact else first.score if first else None,
        supported=cited.supported,
        faithful=faithful,
        cached=bool(bench.asked) and all(one.cached for one in bench.asked),
        exact=exact,
        drafted=not claim.quoted,
        verifier=claim.verdict.score,
    )
    return judged, cited


def scores(judged: Sequence[Judged], cited: Sequence[citations.Cited]) -> dict[str, float | None]:
    """Faithfulness, citation recall and citation precision of one answer; None is unscored."""
    found = {
        "faithfulness": share(judged),
        "citation_recall": citations.recall(cited),
        "citation_precision": citations.precision(cited),
    }
    drafted = [one for one in judged if one.drafted]
    return {**found, "faithfulness_drafted": share(drafted)} if drafted else found


def share(judged: Sequence[Judged]) -> float | None:
    """Supported claims ÷ claims that could be scored; None where none could.

    >>> said = dict(claim="", cited="", score=0.5, supported=None)
    >>> share([Judged(faithful=True, **said), Judged(faithful=False, **said), Judged(faithful=None, **said)])
    0.5
    """
    known = [one.faithful for one in judged if one.faithful is not None]
    return sum(known) / len(known) if known else None


def word_for_word(claim: str, text: str) -> bool:
    """Whether a text holds a claim word for word, as a quotation does."""
    return " ".join(claim.split()) in " ".join(text.split())


def around(cited: Sequence[Citation], hits: Sequence[Hit]) -> str:
    """The passages that hold the citations, under their headlines; a citation outside all hits stands alone."""
    texts: dict[str, None] = {}
    for one in cited:
        holding = next((hit for hit in hits if hit.version == one.version and hit.start <= one.start
                        and one.end <= hit.end), None)  # fmt: skip
        dated = f" ({one.outlet or 'unknown outlet'}, {one.published or 'no date'})"
        texts[f"{one.title}{dated}\n{holding.text if holding else one.quote}"] = None
    return "\n\n".join(texts)
