"""What the verifier catches, by kind of falsehood, and what it keeps: over the fictional articles that are shipped.

    python -m benchmarks.corruptions [--seed N] [--errors FILE]

300 sentences made false in known ways and 300 true ones, untouched or lightly paraphrased, each verified against the
sentence that it comes from with its article as context. Intervals are Wilson's, at 95 %.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.verifier import verify
from evals.intervals import wilson
from training import corruptions, paraphrases
from vectorstore.embedding import open_embedder
from vectorstore.sentences import sentences
from vectorstore.types import Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.types import Verdict

DRAWN = 300
SEED = 20260704
UNTOUCHED = "untouched"


@dataclass(frozen=True)
class Place:
    """One sentence of an article, the whole article, and the article's other sentences."""

    cited: Hit
    article: Hit
    others: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A claim made of one sentence."""

    kind: str
    claim: str
    place: Place


@dataclass(frozen=True)
class Judged:
    """A claim and what the verifier found, in how many milliseconds."""

    case: Case
    verdict: Verdict
    milliseconds: float

    @property
    def passed(self) -> bool:
        """Whether the claim would be shown."""
        return self.verdict.label == "supported"


def places() -> list[Place]:
    """Every sentence of the shipped articles, in a fixed order."""
    folder = resources.files("assistant") / "samples"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return [place for file in files for article in json.loads(file.read_text("utf-8")) for place in _of(article)]


def _of(article: dict[str, str]) -> Iterator[Place]:
    text = article["text"]
    spans = sentences(text)

    def hit(start: int, end: int) -> Hit:
        return Hit(
            article["id"], "1", start, end, text[start:end], article["title"], article["outlet"],
            article["published"], article.get("url"), 1.0, "both",
        )  # fmt: skip

    for start, end in spans:
        others = tuple(text[first:last] for first, last in spans if first != start)
        yield Place(hit(start, end), hit(0, len(text)), others)


def drawn(
    kinds: Sequence[str], make: Callable[[Place, str, random.Random], str | None], rng: random.Random
) -> list[Case]:
    """300 cases, the kinds taking turns as long as the articles offer them; one sentence serves a kind once."""
    found = places()
    queues = {kind: rng.sample(found, len(found)) for kind in kinds}
    cases: list[Case] = []
    while len(cases) < DRAWN and any(queues.values()):
        for kind, queue in queues.items():
            case = _next(kind, queue, make, rng)
            if case is not None and len(cases) < DRAWN:
                cases.append(case)
    return cases


def _next(
    kind: str, queue: list[Place], make: Callable[[Place, str, random.Random], str | None], rng: random.Random
) -> Case | None:
    while queue:
        place = queue.pop()
        claim = make(place, kind, rng)
        if claim is not None:
            return Case(kind, claim, place)
    return None


def _false(place: Place, kind: str, rng: random.Random) -> str | None:
    return corruptions.corrupt(place.cited.text, place.others, kind, rng)


def _true(place: Place, kind: str, rng: random.Random) -> str | None:
    if kind == UNTOUCHED:
        return place.cited.text
    return paraphrases.paraphrase(place.cited.text, place.article.text, kind, rng)


def judged(cases: Sequence[Case]) -> list[Judged]:
    """Every case with its verdict."""
    encode = open_embedder().encode
    mine, theirs = encode([case.claim for case in cases]), encode([case.place.cited.text for case in cases])
    return [judge(case, float(one @ two)) for case, one, two in zip(cases, mine, theirs, strict=True)]


def judge(case: Case, similarity: float) -> Judged:
    """Verifies one claim against the sentence it comes from; the first parse of the article is not timed."""
    verify(case.place.cited.text, [case.place.cited], context=[case.place.article])
    start = time.perf_counter()
    verdict = verify(case.claim, [case.place.cited], context=[case.place.article], similarity=similarity)
    return Judged(case, verdict, 1000 * (time.perf_counter() - start))


def table(found: Sequence[Judged], *, truth: bool) -> str:
    """One line a kind: the share judged right with its interval, and milliseconds at the median."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        kinds[one.case.kind].append(one)
    lines = [_line(name, own, truth=truth) for name, own in {**kinds, "all": list(found)}.items()]
    return "\n".join(["kept" if truth else "caught", *lines])


def _line(name: str, found: Sequence[Judged], *, truth: bool) -> str:
    right = sum(one.passed is truth for one in found)
    low, high = wilson(right, len(found))
    times = sorted(one.milliseconds for one in found)
    return (
        f"  {name:10} {right:3} of {len(found):3}  {right / len(found):.2f} [{low:.2f}, {high:.2f}]"
        f"  {times[len(times) // 2]:.1f} ms"
    )


def main() -> None:
    """Draws, verifies and writes both tables to standard output."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--errors", type=Path, default=None, help="write the claims judged wrongly here")
    options.add_argument("--seed", type=int, default=SEED, help="of the draw; the rules were made on the default one")
    chosen = options.parse_args()
    rng = random.Random(chosen.seed)  # noqa: S311 - a fixed draw, not secrets
    false = judged(drawn(corruptions.KINDS, _false, rng))
    true = judged(drawn((UNTOUCHED, *paraphrases.KINDS), _true, rng))
    sys.stdout.write(f"{table(false, truth=False)}\n{table(true, truth=True)}\n")
    if chosen.errors:
        wrong = [(one, truth) for found, truth in ((false, False), (true, True)) for one in found
                 if one.passed is not truth]  # fmt: skip
        lines = [
            json.dumps(
                {"kind": one.case.kind, "true": truth, "claim": one.case.claim, "cited": one.case.place.cited.text,
                 "label": one.verdict.label, "why": one.verdict.why}, ensure_ascii=False)
            for one, truth in wrong
        ]  # fmt: skip
        chosen.errors.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
