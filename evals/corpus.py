"""The articles that cases are asked over: read by the assistant's own reader, kept in a store of their own."""

from __future__ import annotations

import contextlib
import hashlib
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.sources import Failure, read
from vectorstore.errors import BadInput
from vectorstore.types import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vectorstore.embedding import Embedder

LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""No article of a corpus is dated in the future: its clock is the case's."""
DATE = re.compile(r"^\d{4}-\d\d-\d\d-")


@dataclass(frozen=True)
class Corpus:
    """Articles by the names that cases use. ``digest``: sha256 over how they were read."""

    articles: dict[str, Article]
    digest: str

    def article(self, name: str) -> Article:
        """The article of this id, or of the file of this name without date and extension. Raises BadInput."""
        if name not in self.articles:
            raise BadInput(f"the corpus has no article named {name}")
        return self.articles[name]


def read_corpus(locations: Sequence[Path]) -> Corpus:
    """All articles of these folders and files. Raises BadInput if one cannot be read or two have the same id."""
    found: list[Article] = []
    for item in read([str(location) for location in locations], now=LATEST):
        if isinstance(item, Failure):
            raise BadInput(f"the corpus cannot be read whole: {item.location}: {item.reason}")
        found.append(item)
    articles = {item.id: item for item in found}
    if len(articles) < len(found):
        twice = Counter(item.id for item in found).most_common(1)[0][0]
        raise BadInput(f"the corpus has two articles with the id {twice}")
    stems = Counter(map(_stem, found))
    alone = {_stem(item): item for item in found if stems[_stem(item)] == 1}
    digest = hashlib.sha256()
    for described in sorted(map(_described, found)):
        digest.update(described.encode())
    return Corpus(alone | articles, digest.hexdigest())


def _stem(article: Article) -> str:
    """The name of an article's file without date and extension."""
    return DATE.sub("", Path(article.origin).stem)


def _described(article: Article) -> str:
    """What makes an article what it is, wherever the corpus lies: a path as its id is only the file's name."""
    name = Path(article.origin).name if Path(article.id).is_absolute() else article.id
    return repr(
        (name, article.title, article.outlet, article.published, article.kind, article.version, article.boilerplate)
    )


def build_store(corpus: Corpus, folder: Path, embedder: Embedder) -> Path:
    """A store with these articles under ``folder``, made once for each corpus and embedding model."""
    from vectorstore.store import Store

    key = hashlib.sha256(f"{corpus.digest} {embedder.name} {embedder.digest}".encode()).hexdigest()[:16]
    path = folder / f"store-{key}"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        unfinished = Path(made) / "store"
        with Store.open(unfinished, embedder, search="exact") as store:
            store.put(list({one.id: one for one in corpus.articles.values()}.values()))
            store.work()
        with contextlib.suppress(OSError):  # another run was faster; its store is the same
            unfinished.rename(path)
    return path
