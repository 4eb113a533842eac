"""Questions that the library's own articles suggest: examples to start from, and narrower ones after a refusal."""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from typing import TYPE_CHECKING

from assistant.chain import AnswerChain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.settings import Settings
    from vectorstore.store import Store
    from vectorstore.types import Article, Hit

logger = logging.getLogger("news_assistant")

EXAMPLES = 4
RECENT = 24
"""Articles, the newest first, that examples are drawn from."""
NARROWER = 2
"""Narrower questions that are offered after a refusal."""
FORMS = ("What happened to {}?", "What has been reported about {}?")
"""What is asked about a name: the first of these that the articles answer."""
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


class Questions:
    """Questions about what articles name, each of which the articles answer, as far as a quotation can tell."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._chain = AnswerChain(store, settings.model_copy(update={"llm": "none"}))
        self._lock = threading.Lock()
        self._library: object = None
        self._found: list[str] = []

    def examples(self) -> list[str]:
        """Examples from the newest articles, as many as are known yet: after a change they are looked for meanwhile."""
        with self._lock:
            library = self._store.coverage()
            if library != self._library:
                self._library, self._found = library, []
                threading.Thread(target=self._look, args=(self._found,), daemon=True, name="examples").start()
            return list(self._found)

    def narrower(self, hits: Sequence[Hit]) -> list[str]:
        """Questions about what the articles nearest to an unanswered question name."""
        nearest = dict.fromkeys((hit.article_id, hit.version) for hit in hits)
        return list(self._answered((self._store.get(*one) for one in list(nearest)[:3]), NARROWER))

    def _look(self, found: list[str]) -> None:
        try:
            recent = [row for row in self._store.articles()[:RECENT] if row.language in {None, "en"}]
            found.extend(self._answered((self._store.get(row.id) for row in recent), EXAMPLES))
        except Exception:  # the page does without examples, also where the store is closed meanwhile
            logger.debug("no examples could be found", exc_info=True)

    def _answered(self, articles: Iterable[Article], most: int) -> Iterator[str]:
        for name in subjects(articles):
            answered = (one for form in FORMS if self._chain.invoke(one := form.format(name)).claims)
            if question := next(answered, None):
                yield question
                most -= 1
            if not most:
                return


def subjects(articles: Iterable[Article]) -> Iterator[str]:
    """The subject of each article that has one; subjects that repeat an earlier one are left out."""
    told: set[str] = set()
    for article in articles:
        name = subject(article)
        words = {word.casefold() for word in re.findall(r"\w+", name or "")} - {"the", "of"}
        if name and not words & told:
            told |= words
            yield name


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
