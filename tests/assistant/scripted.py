"""A chain whose language model says what a test wants, and what holds of every answer."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from assistant.chain import AnswerChain
from assistant.settings import Settings
from assistant.types import Answer

if TYPE_CHECKING:
    from vectorstore.store import Store


class Scripted(GenericFakeChatModel):
    """Drafts its messages in turn, and says ``judges`` of the quotations that hold ``of`` when asked, No of others."""

    judges: str
    of: str

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        if "Yes or No" in str(messages[-1].content):
            told = self.judges if self.of in str(messages[-1].content) else "No"
            return ChatResult(generations=[ChatGeneration(message=AIMessage(told))])
        return super()._generate(messages, *args, **kwargs)


def chain_saying(library: Store, *replies: str, judges: str = "Yes", of: str = "") -> AnswerChain:
    """A chain whose language model drafts the replies, and ``judges`` whether what they rest on gives the answer."""
    script = (AIMessage(reply) for _ in count() for reply in replies)
    return AnswerChain(library, Settings(llm="embedded"), model=Scripted(messages=script, judges=judges, of=of))


class Reader(Scripted):
    """Drafts ``finds[part]`` of each ``part`` that stands in the passages it reads, else that they do not say."""

    finds: dict[str, str]
    read: list[str] = Field(default_factory=list)

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        prompt = str(messages[-1].content)
        if "Yes or No" not in prompt:
            self.read.append(prompt)
            said = [told for part, told in self.finds.items() if part in prompt]
            self.messages = iter([AIMessage(" ".join(said) or "The passages do not say.")])
        return super()._generate(messages, *args, **kwargs)


class Doubter(Reader):
    """Gives log odds for Yes of each ``part`` of a quotation it is asked about, and is sure of No for others."""

    odds: dict[str, float]

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        prompt = str(messages[-1].content)
        if "Yes or No" not in prompt:
            return super()._generate(messages, *args, **kwargs)
        odds = next((odds for part, odds in self.odds.items() if part in prompt), -20.0)
        top = [{"token": "Yes", "logprob": odds}, {"token": "No", "logprob": 0.0}]
        told = AIMessage(
            "Yes" if odds > 0 else "No", response_metadata={"logprobs": {"content": [{"top_logprobs": top}]}}
        )
        return ChatResult(generations=[ChatGeneration(message=told)])


def check_offsets(answer: Answer, store: Store) -> None:
    for claim in answer.claims:
        for citation in claim.citations:
            text = store.get(citation.article_id, citation.version).text
            assert text[citation.start : citation.end] == citation.quote
    for hit in answer.hits:
        assert store.get(hit.article_id, hit.version).text[hit.start : hit.end] == hit.text
