"""Starts a suite from a library's own articles: draws articles, and from each a sentence that holds a fact to ask for.

The gold quotation and the fact are drawn; the question is for a person to write, who knows what readers ask. Until then
a drafted case fails, so that nobody takes an unfinished suite for a good score.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

from evals.corpus import read_corpus
from evals.drafts import UNWRITTEN, Draft, write_suite
from evals.feedback import read_feedback
from evals.types import Case, Gold, Kind
from vectorstore.errors import BadInput
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vectorstore.types import Article

ARTICLES, CASES = "articles.jsonl", "cases.yaml"
FACTS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("quote", re.compile(r"[“\"]([^“”\"]{15,160})[”\"]")),
    ("date", re.compile(
        r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b")),
    ("number", re.compile(r"(?<![\w.,])[$€£]?\d[\d,.]*\d?(?:\s?%|[ -](?:per cent|million|billion|[a-z]{4,}))")),
    ("single", re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")),
)  # fmt: skip
"""What a question can ask for, rarest first: the words in group 1, else the whole match, are the answer."""
WORDS = range(8, 41)
"""Words of a sentence that can be quoted as gold."""
SEED = 1


def init_suite(
    folder: Path, *, store: Path | None = None, articles: Sequence[Path] = (), feedback: Path | None = None,
    cases: int = 12,
) -> Path:  # fmt: skip
    """Writes ``folder/articles.jsonl`` and ``folder/cases.yaml`` and gives the latter.

    The articles are those of a library's folder, or of files and folders. ``feedback``: the UI's file of likes and
    dislikes, whose questions come first; ``cases`` more are drawn, the same each time. Raises BadInput.
    """
    for name in (ARTICLES, CASES):
        if (folder / name).exists():
            raise BadInput(f"{folder / name} exists already; name another folder, or move it away")
    given = _articles(store, articles)
    drawn = random.Random(SEED).sample(given, len(given))  # noqa: S311 - a sample, not secrets
    folder.mkdir(parents=True, exist_ok=True)
    kept = drawn if feedback is not None else drawn[: 2 * cases]
    (folder / ARTICLES).write_text("".join(map(_record, kept)), encoding="utf-8")
    try:
        corpus = read_corpus([folder / ARTICLES])
        drafts = read_feedback(feedback, corpus) if feedback is not None else []
        drafts += _drawn([corpus.article(_name(one)) for one in kept], cases)
        write_suite(folder / CASES, "own", [ARTICLES], drafts)
    except BaseException:
        (folder / ARTICLES).unlink()
        raise
    return folder / CASES


def _articles(store: Path | None, locations: Sequence[Path]) -> list[Article]:
    """The articles of a library, or of files, in the order of their names."""
    if (store is None) == (not locations):
        raise BadInput("name either a library (--store) or files and folders of articles, not both")
    if store is None:
        found = {one.id: one for one in read_corpus(locations).articles.values()}
        return [found[name] for name in sorted(found)]
    if not (store / "catalogue.sqlite3").is_file():
        raise BadInput(f"{store} is no library; “news-assistant --store {store} ingest PATH…” makes one")
    from assistant.api import Assistant

    with Assistant.open(store, search="exact") as assistant:
        listed = sorted(row.id for row in assistant.store.articles())
        if not listed:
            raise BadInput(f"the library {store} is empty")
        return [assistant.store.get(name) for name in listed]


def _record(article: Article) -> str:
    """One line that assistant.sources reads back as the same article."""
    record = {
        "id": _name(article), "title": article.title, "text": article.text, "published": article.published,
        "url": article.url, "outlet": article.outlet, "agency": article.agency, "authors": list(article.authors),
        "section": article.section, "kind": article.kind, "language": article.language,
    }  # fmt: skip
    return json.dumps({name: value for name, value in record.items() if value}, ensure_ascii=False) + "\n"


def _name(article: Article) -> str:
    """The article's id; of a path only what tells it from other paths, so that a suite names no one's folders."""
    return f"{Path(article.id).stem}-{article.version[:8]}" if Path(article.id).is_absolute() else article.id


def _drawn(articles: Sequence[Article], wanted: int) -> list[Draft]:
    """One draft of each article that holds a fact, kinds in turn as far as the articles allow."""
    drafts, used = list[Draft](), dict.fromkeys((kind for kind, _ in FACTS), 0)
    for article in articles:
        if len(drafts) >= wanted:
            break
        found = {kind: (quote, fact) for kind, quote, fact in reversed(list(_facts(article)))}
        if not found:
            continue
        kind = min(found, key=lambda one: used[one])
        used[kind] += 1
        quote, fact = found[kind]
        drafts.append(_draft(len(drafts) + 1, kind, article, quote, fact))
    return drafts


def _facts(article: Article) -> Iterator[tuple[Kind, str, str]]:
    """Kind, sentence and fact of each sentence that can be quoted; a fact that stands twice is no answer to choose."""
    for start, end in sentences(article.text, skip=article.boilerplate):
        sentence = " ".join(article.text[start:end].split())
        if len(sentence.split()) not in WORDS:
            continue
        for kind, pattern in FACTS:
            match = pattern.search(sentence)
            if match:
                fact = (match[1] if pattern.groups else match[0]).strip(" ,.")
                yield kind, sentence, fact


def _draft(number: int, kind: Kind, article: Article, quote: str, fact: str) -> Draft:
    case = Case(
        id=f"own-{number:02}", question=UNWRITTEN, kind=kind, answer=((fact,),),
        gold=(Gold(article=article.id, quote=quote),),
    )  # fmt: skip
    outlet = f" ({article.outlet})" if article.outlet else ""
    return Draft(
        case, f"“{article.display_title}”{outlet}: write the question, mend the answer, add its other wordings"
    )
