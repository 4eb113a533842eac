"""Prompts as files: load, check, render, fence. A prompt's digest is its version."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.prompts import ChatPromptTemplate

FIELDS = {"name", "description", "inputs", "messages"}
CHAT_MARKUP = re.compile(
    r"<\|.*?\|>|<｜.*?｜>|</?s>|</?tool_call>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>",  # noqa: RUF001
    re.IGNORECASE,
)
FENCE = re.compile(
    r"^(\s*)(passage\b|question:|answer:|system:|user:|assistant:|reader:|follow-up question:|#{1,6}\s|```|---)",
    re.I | re.M,
)


@dataclass(frozen=True)
class Prompt:
    """One prompt file. ``digest`` is the sha256 of the file's bytes."""

    name: str
    digest: str
    inputs: frozenset[str]
    template: ChatPromptTemplate

    def render(self, **values: str) -> list[BaseMessage]:
        """The messages with every input filled in. Raises BadInput for a missing or an extra input."""
        if values.keys() != self.inputs:
            raise BadInput(f"prompt {self.name} takes {sorted(self.inputs)}, got {sorted(values)}")
        return self.template.format_messages(**values)


@cache
def load(name: str) -> Prompt:
    """The prompt ``prompts/NAME.yaml``, checked: its declared inputs are exactly its template's variables.

    Raises BadInput when the file is missing, has unknown fields or declares other inputs than it uses.
    """
    source = files("prompts").joinpath(f"{name}.yaml")
    if not source.is_file():
        raise BadInput(f"there is no prompt named {name}; prompts are the files in prompts/")
    raw = source.read_bytes()
    return parse(name, raw)


def parse(name: str, raw: bytes) -> Prompt:
    """A prompt from the bytes of its file; see ``load``."""
    from langchain_core.prompts import ChatPromptTemplate

    try:
        document = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise BadInput(f"prompt {name} is not valid YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(document, dict) or document.keys() != FIELDS:
        raise BadInput(f"prompt {name} must have exactly the fields {', '.join(sorted(FIELDS))}")
    if document["name"] != name:
        raise BadInput(f"prompt {name} calls itself {document['name']!r}; the name must be the file's")
    template = ChatPromptTemplate.from_messages([(turn["role"], turn["text"]) for turn in document["messages"]])
    declared, used = frozenset(document["inputs"]), frozenset(template.input_variables)
    if declared != used:
        raise BadInput(f"prompt {name} declares the inputs {sorted(declared)} but uses {sorted(used)}")
    return Prompt(name, hashlib.sha256(raw).hexdigest(), declared, template)


def fence(text: str) -> str:
    """Untrusted text made harmless inside a prompt: no chat markup, no line that poses as ours.

    Inference servers read chat markup such as ``<|im_start|>`` inside a message as control tokens, so it is removed.
    A line that begins like one of our own labels is quoted.
    """
    return FENCE.sub(r"\1> \2", CHAT_MARKUP.sub(" ", text)).strip()
