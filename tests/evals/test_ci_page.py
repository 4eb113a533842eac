"""docs/ci.md: what people copy into their own repositories parses, asks for little, and names options that exist."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml

from evals.report_markdown import MARKER
from tests.assistant.command import run
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def workflow() -> Any:
    return yaml.safe_load(next(text for kind, text in BLOCKS if kind == "yaml" and "jobs:" in text))


def test_every_block_parses() -> None:
    assert [kind for kind, _ in BLOCKS] == ["yaml", "yaml", "python"]
    for kind, text in BLOCKS:
        assert yaml.safe_load(text) if kind == "yaml" else ast.parse(text).body


def test_actions_are_pinned_and_jobs_may_little(workflow: Any) -> None:
    jobs = workflow["jobs"]
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)
    assert workflow["permissions"] == {}
    assert jobs["measure"]["permissions"] == {"contents": "read", "actions": "read"}
    assert jobs["comment"]["permissions"] == {"pull-requests": "write"}


def test_no_script_holds_what_a_pull_request_wrote(workflow: Any) -> None:
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert not [step for step in steps if "${{" in step.get("run", "")]
    assert not [step for step in workflow["jobs"]["comment"]["steps"] if "checkout" in step.get("uses", "")]


def test_the_comment_is_found_by_the_marker_of_the_report(workflow: Any) -> None:
    assert MARKER in workflow["jobs"]["comment"]["steps"][-1]["run"]


def test_every_option_that_the_page_names_exists() -> None:
    helps = "".join(run("eval", *command, "--help").out for command in ([], ["init"]))
    commands = "\n".join(re.findall(r"news-assistant eval .*(?:\n +--.*)*|before=\(--.*", PAGE))
    named = set(re.findall(r"--[a-z-]+", commands))
    assert {"--suite", "--baseline", "--before", "--feedback"} <= named
    assert not {one for one in named if one not in helps}
