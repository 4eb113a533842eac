"""Questions that the library's own articles suggest: examples to start from, and narrower ones after a refusal."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vectorstore.store import Store
    from vectorstore.types import Article, Hit

EXAMPLES = 4
RECENT = 24
"""Articles, the newest first, that examples are drawn from."""
OPENING = 4_000
"""Characters of an article in which its names are looked for."""
NAME = re.compile(r"(?<=[a-z,;:] )(?:[Tt]he )?[A-Z][\w’'-]+(?: (?:of (?:the )?)?[A-Z][\w’'-]+){0,3}")
"""A name in the middle of a sentence."""
TIME = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b|^(?:the )?(?:I|He|She|We|They|It)\b",
    re.I,
)
TITLED = re.compile(r"^(?:the )?(?:Mr|Mrs|Ms|Dr|Sir|Judge|Captain|Minister|President)\b\.?", re.I)


def examples(store: Store) -> list[str]:
    """Questions about what the newest articles name in their headlines, each subject once; none in an empty library."""
    recent = [store.get(row.id) for row in store.articles()[:RECENT] if row.language in {None, "en"}]
    return list(_about(recent))[:EXAMPLES]


def narrower(store: Store, hits: Sequence[Hit]) -> list[str]:
    """Questions about what the articles nearest to an unanswered question name."""
    nearest = dict.fromkeys((hit.article_id, hit.version) for hit in hits)
    return list(_about(store.get(*one) for one in list(nearest)[:3]))


def _about(articles: Iterable[Article]) -> Iterable[str]:
    """One question for each article that has a subject; subjects that repeat an earlier one are left out."""
    told: set[str] = set()
    for article in articles:
        name = subject(article)
        words = {word.casefold() for word in re.findall(r"\w+", name or "")} - {"the", "of"}
        if name and not words & told:
            told |= words
            yield f"What has been reported about {name}?"


def subject(article: Article) -> str | None:
    """The name, as the text writes it, that the headline and the text share most often; None where there is none."""
    headline = set(re.findall(r"\w+", article.title.casefold()))
    found: Counter[str] = Counter()
    for match in NAME.finditer(article.text[:OPENING].replace("\n", " ")):
        name = re.sub(r"[’']s$", "", match[0])
        words = [word.casefold() for word in re.findall(r"\w+", name) if word.casefold() not in {"the", "of"}]
        shared = sum(word in headline for word in words)
        if not (TIME.search(name) or TITLED.search(name)) and words and 2 * shared >= len(words):
            found[re.sub(r"^The ", "the ", name)] += shared
    return max(found, key=lambda name: (found[name], len(name)), default=None)
