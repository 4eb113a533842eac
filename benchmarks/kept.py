"""What a benchmark kept of a run, a JSON object a line, so that one that was stopped goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_kept(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, none where there is no file.

    A line that a crash cut short is taken out of the file, so that the next one does not stand on it.
    """
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        text = text[: text.rfind("\n") + 1]
        path.write_text(text, encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
