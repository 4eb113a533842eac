"""Runs any assistant on cases and scores what comes back; never imports the verifier that it judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evals.assertions import assert_faithful, assert_refused

__all__ = ["assert_faithful", "assert_refused"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (a module's attribute)
    """The assertions, imported when they are first asked for: importing this package must cost nothing."""
    if name in __all__:
        from evals import assertions

        return getattr(assertions, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
