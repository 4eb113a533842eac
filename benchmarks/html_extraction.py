"""How well news pages are read: body, title, date and authors against gold.

    python benchmarks/html_extraction.py ../shared/data/html [--misses]

Body: token F1. Title: equal after case, quotes and blanks are evened out. Date: the same day. Authors: the same set of
names. The folder holds gold.jsonl (id, file, title, authors, published, gold_text) and the gzipped pages it names.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from assistant.sources.article import build
from assistant.sources.html import read_page

GOOD = 0.85
"""A page whose every score reaches this is no miss."""


def token_f1(found: str, gold: str) -> float:
    """The harmonic mean of precision and recall over words as multisets."""
    ours, theirs = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values())) if common else 0.0


def even(text: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def measure(folder: Path, *, misses: bool) -> dict[str, float]:
    """The mean of each score over all pages; ``misses`` writes each wrong field to stderr."""
    scores: dict[str, list[float]] = {"body_f1": [], "title": [], "date": [], "authors": []}
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        page = gzip.decompress((folder / gold["file"]).read_bytes())
        article = build(read_page(page, gold["file"]), datetime.now(UTC))
        row = {
            "body_f1": token_f1(article.text, gold["gold_text"]),
            "title": float(even(article.title) == even(gold["title"])),
            "date": float((article.published or "")[:10] == (gold["published"] or "")[:10]),
            "authors": float(set(map(even, article.authors)) == set(map(even, gold["authors"] or ()))),
        }
        for name, value in row.items():
            scores[name].append(value)
        if misses and min(row.values()) < GOOD:
            ours = (article.title, article.published, article.date_source, article.authors, article.notes)
            theirs = (gold["title"], gold["published"], gold["authors"])
            sys.stderr.write(f"{gold['id']} {row}\n  ours   {ours}\n  theirs {theirs}\n")
    return {"pages": len(scores["title"]), **{name: round(mean(values), 4) for name, values in scores.items()}}


def main() -> None:
    """Write the scores as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    sys.stdout.write(json.dumps(measure(arguments.folder, misses=arguments.misses)) + "\n")


if __name__ == "__main__":
    main()
