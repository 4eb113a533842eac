"""Make the weights that ship: ``python -m training [PARTS] --data ../shared/data --work build/training``.

Parts, in order: ``selector`` and ``verifier`` train the cross-encoders, ``drafts`` has the embedded language model
answer questions of known answer, ``calibration`` joins the measured features into probabilities. Without PARTS all run.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from assistant.asking import READ_FIRST
from training import calibrate, claims, drafts, selection
from training.fit import Example, fit, save

TRAINED = Path(__file__).parent.parent / "assistant" / "trained"
SEED = 1
NEWS, WIKIPEDIA = 3_500, 1_000
"""Examples made from sentences of news and of Wikipedia beside the human labels."""
QUESTIONS = 45
DRAFTS = f"drafts-from-{READ_FIRST}.jsonl"
"""Drafts are kept between runs by how many paragraphs they were made from."""


def main() -> None:
    """Reads the command line and runs the parts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    # Python 3.11 checks even the empty list of parts against the choices.
    options.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to make; all without any")
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--work", type=Path, default=Path("build/training"), help="where drafts are kept between runs")
    chosen = options.parse_args()
    if not (chosen.data / "selection").is_dir():
        sys.exit(f"{chosen.data} holds no training data; name its folder with --data")
    for name in chosen.parts or PARTS:
        started = time.monotonic()
        say(f"{name}: started")
        PARTS[name](chosen.data, chosen.work)
        say(f"{name}: done in {time.monotonic() - started:.0f} s")


def say(line: str) -> None:
    """One line of progress."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def selector(data: Path, _work: Path) -> None:
    """Train the selector on pairs of question and sentence."""
    pairs = selection.examples(data / "selection")
    save(fit(pairs, 1, epochs=2, seed=SEED, longest=160, progress=say), TRAINED / "selector.safetensors")


def verifier(data: Path, _work: Path) -> None:
    """Train the verifier on human labels and on sentences made false; held-out sources are left out."""
    save(
        fit(verifier_examples(data), 1, epochs=2, seed=SEED, longest=256, progress=say),
        TRAINED / "verifier.safetensors",
    )


def verifier_examples(data: Path) -> list[Example]:
    """What the verifier is trained on: see the model card."""
    found = [one for one in claims.allowed(data / "faithfulness") if not claims.held_out(one.source)]
    news = sorted({one.source for one in found if not one.set.startswith("begin")})
    wikipedia = [row["text"] for row in selection.paragraphs(data / "selection").values()]
    say("verifier: reading the sources")
    sources = claims.read_sources([*(one.source for one in found), *wikipedia])
    human = claims.labelled(sorted(found, key=lambda one: one.source), sources)
    draw = random.Random(SEED)  # noqa: S311 - a draw, not a secret
    made = [
        draw.sample(list(claims.corrupted([sources[text] for text in texts], seed, 4)), wanted)
        for seed, (texts, wanted) in enumerate([(news, NEWS), (wikipedia, WIKIPEDIA)], start=1)
    ]
    say("verifier: encoding the claims")
    return claims.examples([*human, *claims.falsified(human, SEED), *made[0], *made[1]])


def drafted(data: Path, work: Path) -> None:
    """Draft answers with the embedded language model; a second run goes on where the first ended."""
    drafts.make(data / "selection", work / DRAFTS, QUESTIONS, SEED, say)


def calibration(data: Path, work: Path) -> None:
    """Fit how the features are joined, write ``calibration.json``, and say how well it tells apart."""
    calibrate.write(data, work / DRAFTS, TRAINED / "calibration.json", say)


PARTS: dict[str, Callable[[Path, Path], None]] = {
    "selector": selector,
    "verifier": verifier,
    "drafts": drafted,
    "calibration": calibration,
}

if __name__ == "__main__":
    main()
