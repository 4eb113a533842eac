"""The errors a user can meet. Every message is one sentence for the user: what is wrong and what to do.

NewsAssistantError
├── BadInput               a path, file, record, option or setting that cannot be used
│   └── UnsupportedText    text that cannot be stored exactly (lone surrogates)
├── NotFound               an article, version or model that does not exist
├── StoreError             the store cannot be opened, read or written
│   ├── NewerStore         written by a newer version of this program
│   ├── ModelMismatch      written with another embedding model
│   └── StoreBusy          another process holds what we need
├── ModelError             weights missing, unverifiable, or a model that cannot be loaded
└── LLMError               the language model refused the connection, died, timed out or answered garbage
"""

from __future__ import annotations


class NewsAssistantError(Exception):
    """Base of all errors whose message is written for the user; the CLI prints it and exits 1."""


class BadInput(NewsAssistantError):
    """A path, file, record, option or setting that cannot be used."""


class UnsupportedText(BadInput):
    """Text that cannot be stored exactly, such as lone surrogates."""


class NotFound(NewsAssistantError):
    """An article, version or model that does not exist."""


class StoreError(NewsAssistantError):
    """The store cannot be opened, read or written."""


class NewerStore(StoreError):
    """The store was written by a newer version of this program."""


class ModelMismatch(StoreError):
    """The store was written with another embedding model."""


class StoreBusy(StoreError):
    """Another process holds what is needed."""


class ModelError(NewsAssistantError):
    """Weights are missing or do not verify, or a model cannot be loaded."""


class LLMError(NewsAssistantError):
    """The language model refused the connection, died, timed out or answered garbage."""
