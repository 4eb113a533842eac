"""Questions over news articles, answered in sentences that are each verified against the passage they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.api import Assistant

__all__ = ["Assistant"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (PEP 562: imported late, so that `import assistant` stays fast)
    if name == "Assistant":
        from assistant.api import Assistant

        return Assistant
    raise AttributeError(name)
