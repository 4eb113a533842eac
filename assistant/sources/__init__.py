"""Sources of articles: ``read`` turns files and folders into Articles, and what cannot be read into Failures."""

from __future__ import annotations

from assistant.sources.failure import Failure, Unreadable
from assistant.sources.files import read

__all__ = ["Failure", "Unreadable", "read"]
