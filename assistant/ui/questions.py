"""Questions that the library's own articles suggest: examples to start from, and narrower ones after a refusal."""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from typing import TYPE_CHECKING

from assistant.chain import AnswerChain, Ask
from vectorstore.types import Filters

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
        self._search: threading.Thread | None = None
        self._library: object = None
        self._found: list[str] = []

    def examples(self) -> list[str]:
        """Examples from the newest articles, as many as are known yet: after a change they are looked for meanwhile."""
        with self._lock:
            library = self._store.coverage()
            searching = self._search is not None and self._search.is_alive()
            if library != self._library and not searching:
                self._library = library
                self._search = threading.Thread(target=self._look, daemon=True, name="examples")
                self._search.start()
            return self._found

    def narrower(self, hits: Sequence[Hit], filters: Filters) -> list[str]:
        """Questions about what the articles nearest to an unanswered question name, answered under its filters."""
        nearest = dict.fromkeys((hit.article_id, hit.version) for hit in hits)
        try:
            return list(self._answered((self._store.get(*one) for one in list(nearest)[:3]), NARROWER, filters))
        except Exception:  # the refusal stands without them, also where an article is deleted meanwhile
            logger.debug("no narrower questions could be found", exc_info=True)
            return []

    def _look(self) -> None:
        found: list[str] = []
        try:
            recent = [row for row in self._store.articles()[:RECENT] if row.language in {None, "en"}]
            for question in self._answered((self._store.get(row.id) for row in recent), EXAMPLES, Filters()):
                found = [*found, question]
                if len(found) >= len(self._found):  # until then the page keeps those that it has
                    self._found = found
            self._found = found
        except Exception:  # the page does with those that it has, also where the store is closed meanwhile
            logger.debug("no examples could be found", exc_info=True)

    def _answered(self, articles: Iterable[Article], most: int, filters: Filters) -> Iterator[str]:
        for name in subjects(articles):
            asked = (Ask(form.format(name), filters=filters) for form in FORMS)
            answered = (ask.question for ask in asked if self._chain.invoke(ask).claims)
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
