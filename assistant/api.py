"""Assistant: the product from Python. Open a store, ingest articles, ask questions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, ValidationError

from assistant import retriever
from assistant.chain import AnswerChain, Ask, checked_question
from assistant.dates import clock
from assistant.ingest import ingest
from assistant.settings import Settings
from vectorstore.embedding import open_embedder
from vectorstore.errors import BadInput
from vectorstore.store import Store
from vectorstore.types import Filters, Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from langchain_core.callbacks import CallbackManagerForRetrieverRun

    from assistant.ingest import IngestReport
    from assistant.types import Answer, Event, Turn


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401 (fields of Settings, checked by it)
    """Settings from overrides and the environment. Raises BadInput naming the setting that cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise BadInput(
            f"the setting {name} (environment variable NEWS_ASSISTANT_{name.upper()}) cannot be used: {first['msg']}"
        ) from error


class Assistant:
    """Articles in, verified answers out. Safe to use from several threads; close it when done."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.now()  # a time zone that does not exist is told at once
        self.chain = AnswerChain(store, settings)
        """A LangChain Runnable: a question, or a dict of Ask's fields, in; an Answer out; ``stream`` gives Events."""
        self.retriever = NewsRetriever(assistant=self)
        """A LangChain BaseRetriever: a question in; Documents out, with their citation as metadata."""

    @classmethod
    def open(
        cls, store: Path | str | None = None, *, settings: Settings | None = None, reindex: bool = False,
        **overrides: Any,  # noqa: ANN401 (fields of Settings, checked by it)
    ) -> Assistant:  # fmt: skip
        """The assistant over the store in a folder (created if absent); ``overrides`` are fields of Settings.

        ``reindex`` opens a store that another embedding model wrote, so that ``store.reindex()`` can mend it.
        Raises BadInput for a setting, StoreError for a store and ModelError for a model that cannot be used.
        """
        if store is not None:
            overrides["store"] = Path(store)
        chosen = settings.model_copy(update=overrides) if settings else read_settings(**overrides)
        token = chosen.chroma_token.get_secret_value() if chosen.chroma_token else None
        opened = Store.open(
            chosen.store, open_embedder(chosen.embedding_model),
            chroma_url=chosen.chroma_url, chroma_token=token, search=chosen.search, reindex=reindex,
        )  # fmt: skip
        return cls(opened, chosen)

    def ingest(
        self, *locations: str | Path, on_progress: Callable[[str, int, int], None] | None = None
    ) -> IngestReport:
        """Reads files and folders into the store; what cannot be read is listed in the report, the rest goes on."""
        return ingest([str(one) for one in locations], self.store, now=self.now(), on_progress=on_progress)

    def retrieve(
        self, question: str, *, k: int | None = None, filters: Filters | None = None, now: datetime | None = None
    ) -> list[Hit]:
        """The ``k`` best passages for a question, best first. Raises BadInput for a question that is none."""
        found = retriever.find(
            checked_question(question), self.store, k=k or self.settings.k, now=self.now(now), filters=filters,
            infer=self.settings.infer,
        )  # fmt: skip
        return list(found.hits)

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int | None = None,
        now: datetime | None = None,
    ) -> Answer:  # fmt: skip
        """The verified answer. Raises BadInput for an empty question and LLMError when the language model fails."""
        return self.chain.invoke(self._ask(question, history, filters, k, now))

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int | None = None,
        now: datetime | None = None,
    ) -> Iterator[Event]:  # fmt: skip
        """The events of one answer as they happen; the last is Done. Closing the iterator stops the work."""
        return self.chain.stream(self._ask(question, history, filters, k, now))

    def now(self, given: datetime | None = None) -> datetime:
        """The clock in force, in the settings' time zone: as given, else the setting, else the present."""
        return clock(given or self.settings.now, self.settings.timezone)

    def _ask(
        self, question: str, history: Sequence[Turn], filters: Filters | None, k: int | None, now: datetime | None
    ) -> Ask:
        return Ask(question, tuple(history), filters or Filters(), k, self.now(now))

    def close(self) -> None:
        """Closes the store and the connections to the language model."""
        self.chain.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


class NewsRetriever(BaseRetriever):
    """Our retrieval as a LangChain retriever."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    assistant: Assistant

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        return [
            Document(
                page_content=hit.text,
                metadata={
                    "article_id": hit.article_id, "version": hit.version, "start": hit.start, "end": hit.end,
                    "title": hit.title, "outlet": hit.outlet, "published": hit.published, "url": hit.url,
                    "score": hit.score, "found_by": hit.found_by,
                },
            )
            for hit in self.assistant.retrieve(query)
        ]  # fmt: skip
