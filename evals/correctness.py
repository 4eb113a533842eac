"""Is the answer right? Its facts contained in what is shown, exact match, token F1.

Containment is what long answers are scored by (as in Asai et al. 2024, arXiv:2310.11511, and Mallen et al. 2023); exact
match and token F1 are SQuAD's (Rajpurkar et al. 2016, arXiv:1606.05250), with numbers and stems made comparable first.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from evals.wording import contains, plain_words, token_f1

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WORDINGS = 64


def scores(shown: str, facts: Sequence[Sequence[str]], *, answered: bool) -> dict[str, float]:
    """Correctness of what is shown; a refusal is not right where an answer is expected."""
    right = float(answered and holds_all(shown, facts))
    found = {"correct": right}
    if answered:
        found |= {
            "correct_answered": right,
            "exact_match": exact_match(shown, facts),
            "token_f1": best_f1(shown, facts),
        }
    return found


def holds_all(shown: str, facts: Sequence[Sequence[str]]) -> bool:
    """Whether every fact is shown in one of its wordings.

    >>> holds_all("The tunnel will be 3.8 km long and open in 2031.", [["3.8 kilometres", "3.8 km"], ["2031"]])
    True
    >>> holds_all("It opens in 2031.", [["3.8 kilometres", "3.8 km"], ["2031"]])
    False
    """
    return all(any(contains(shown, alias) for alias in aliases) for aliases in facts)


def exact_match(shown: str, facts: Sequence[Sequence[str]]) -> float:
    """1 if what is shown is a gold answer and nothing else.

    >>> exact_match("The 3.8 kilometres.", [["3.8 km", "3.8 kilometres"]])
    1.0
    """
    return float(any(plain_words(shown) == plain_words(gold) for gold in _wordings(facts)))


def best_f1(shown: str, facts: Sequence[Sequence[str]]) -> float:
    """The best token F1 of what is shown with a gold answer: precision 2/4, recall 2/2 below.

    >>> round(best_f1("It opens in 2031.", [["in 2031"]]), 4)
    0.6667
    """
    return max((token_f1(plain_words(shown), plain_words(gold)) for gold in _wordings(facts)), default=0.0)


def _wordings(facts: Sequence[Sequence[str]]) -> Iterator[str]:
    """Gold answers: one wording of each fact, side by side."""
    return (" ".join(chosen) for chosen in islice(product(*facts), MOST_WORDINGS))
