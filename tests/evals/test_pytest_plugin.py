from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.evals.library import ARTICLES

if TYPE_CHECKING:
    from pathlib import Path

OWN = """\
import pytest
from evals import assert_faithful, assert_refused

@pytest.fixture(scope="session")
def news_articles():
    return ["news"]

def test_cost(news_assistant):
    assert_faithful(news_assistant.ask("How much will the harbour tunnel in Veld cost?"))

def test_refuses(news_assistant):
    assert_refused(news_assistant.ask("What is the population of France?"))

def test_wrong(news_assistant):
    assert_refused(news_assistant.ask("When was the ferry Halcyon built?"))
"""
STRANGER = """\
import sys

def test_nothing_of_ours_was_loaded():
    ours = {name.partition(".")[0] for name in sys.modules} & {"assistant", "vectorstore", "torch", "spacy", "numpy"}
    assert not ours
"""


def run(folder: Path, test: str, *options: str) -> subprocess.CompletedProcess[str]:
    """What pytest says in a folder of its own, warnings as errors, the plugin as its entry point loads it."""
    (folder / "test_own.py").write_text(test, encoding="utf-8")
    plugin = [] if "evals.pytest_plugin" in {one.value for one in entry_points(group="pytest11")} else \
        ["-p", "evals.pytest_plugin"]  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *plugin, *options]
    return subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)


def _environment() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "news" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_team_asserts_on_answers_over_its_own_articles(folder: Path) -> None:
    done = run(folder, OWN, "--news-assistant-llm", "none")
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert "it was answered: " in done.stdout


def test_a_suite_that_does_not_use_it_loads_nothing(folder: Path) -> None:
    done = run(folder, STRANGER)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_project_declares_the_entry_point() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"news-assistant": "evals.pytest_plugin"}
