"""The command line as tests run it: in this process where that is enough, in a process of its own where it is not."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from assistant.cli import main
from tests.assistant.library import articles

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(*arguments: str | Path, stdin: str = "", **environment: str) -> Result:
    """``news-assistant`` with these arguments, in this process, through its real entry point."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    logger = logging.getLogger("news_assistant")
    before = logger.handlers[:], logger.level, logger.propagate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["news-assistant", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        finally:
            logger.handlers[:], logger.level, logger.propagate = before
    assert isinstance(code, int)
    return Result(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def start(*arguments: str | Path, **environment: str) -> subprocess.Popen[bytes]:
    """``news-assistant`` with these arguments as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | environment,
    )  # fmt: skip


def write_articles(path: Path) -> Path:
    """The fictional library as a file of records."""
    with path.open("w", encoding="utf-8") as file:
        for one in articles():
            record = {"id": one.id, "title": one.title, "outlet": one.outlet, "published": one.published,
                      "url": one.url, "text": one.text}  # fmt: skip
            file.write(json.dumps(record) + "\n")
    return path
