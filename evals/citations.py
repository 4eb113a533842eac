"""Citations: whether they support their sentences, whether all are needed, and whether they quote exactly.

Recall and precision are those of ALCE (Gao et al. 2023, arXiv:2305.14627), with the judge as the entailment model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.retrieval import meets
from evals.speakers import names

if TYPE_CHECKING:
    from assistant.types import Citation, Claim
    from evals.cases import Span
    from vectorstore.types import Hit

Entails = Callable[[str, str], bool | None]
"""(text, claim) -> whether the text supports the claim; None is unscored."""


@dataclass(frozen=True)
class Cited:
    """One claim's citations: whether all together support it, and whether each is relevant; None is unscored."""

    supported: bool | None
    relevant: tuple[bool | None, ...]


def check(claim: str, quotes: Sequence[str], entails: Entails) -> Cited:
    """Which citations of a claim support it (ALCE, section 3).

    Recall of a sentence: all its citations together entail it. A citation is irrelevant if it does not entail the
    sentence alone while the others together do without it; precision of a citation: the sentence has recall, and the
    citation is not irrelevant.

    >>> entails = lambda text, claim: claim in text
    >>> check("nine died", ["nine died at sea", "it rained"], entails)
    Cited(supported=True, relevant=(True, False))
    >>> check("ten died", ["nine died at sea"], entails)
    Cited(supported=False, relevant=(False,))
    """
    supported = entails(" ".join(quotes), claim)
    if not supported or len(quotes) == 1:
        return Cited(supported, (supported,) * len(quotes))
    return Cited(supported, tuple(_relevant(claim, quotes, index, entails) for index in range(len(quotes))))


def _relevant(claim: str, quotes: Sequence[str], index: int, entails: Entails) -> bool | None:
    alone = entails(quotes[index], claim)
    if alone:
        return True
    rest = entails(" ".join([*quotes[:index], *quotes[index + 1 :]]), claim)
    return None if alone is None or rest is None else not rest


def recall(cited: Sequence[Cited]) -> float | None:
    """The share of an answer's claims that their citations support; None where no claim could be scored.

    >>> recall([Cited(True, (True, False)), Cited(False, (False,)), Cited(None, (None,))])
    0.5
    """
    return _share([one.supported for one in cited])


def precision(cited: Sequence[Cited]) -> float | None:
    """The share of an answer's citations that are relevant; None where none could be scored.

    >>> precision([Cited(True, (True, False)), Cited(True, (True,)), Cited(None, (None,))])
    0.6666666666666666
    """
    return _share([relevant for one in cited for relevant in one.relevant])


def _share(values: Sequence[bool | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def exact(citations: Sequence[Citation], text_of: Callable[[str, str], str]) -> float:
    """The share of citations whose quotation is the article's text at its offsets (Menick et al. 2022, GopherCite).

    ``text_of`` gives the text of (article_id, version).
    """
    right = [text_of(one.article_id, one.version)[one.start : one.end] == one.quote for one in citations]
    return sum(right) / len(right)


def gold_cited(citations: Sequence[Citation], gold: Sequence[Sequence[Span]], *, need_all: bool) -> float:
    """1 if a citation lies on a gold passage, or on each of them where all are needed (as Bohnet et al. 2022, AIS)."""
    met = [any(meets(one, span) for one in citations for span in spans) for spans in gold]
    return float(all(met) if need_all else any(met))


def names_speaker(claims: Sequence[Claim], speaker: str) -> float:
    """1 if a claim names, in its text or its ``said_by``, who said it, in any form that ``speakers.names`` knows."""
    return float(any(names(told, speaker) for claim in claims for told in (claim.said_by or "", claim.text)))


def position_bias(
    citations: Sequence[Citation], hits: Sequence[Hit], found: Sequence[AbstractSet[int]]
) -> float | None:
    """How much more often the first hit is cited than it deserves (after Liu et al. 2024, Lost in the Middle).

    The share of citations that lie in the first hit, less 1 if that hit holds gold and 0 if not: positive where an
    answer leans on the first passage though the answer stands elsewhere. None where no hit holds gold.
    """
    if not citations or not any(found):
        return None
    first = hits[0]
    inside = [one.version == first.version and one.start < first.end and first.start < one.end for one in citations]
    return sum(inside) / len(inside) - float(bool(found[0]))
