"""A wheel, installed outside the checkout, is the whole product; and what the project says of itself is true."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import assistant
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGES = ["assistant", "evals", "prompts", "vectorstore"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel of this checkout is installed."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, ROOT], check=True)
    [wheel] = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", target, wheel], check=True)
    return target


@pytest.fixture(scope="module")
def run(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs Python with the installed wheel in front, in a folder far from the checkout."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    environment = {**os.environ, "PYTHONPATH": str(installed), "NEWS_ASSISTANT_STORE": str(elsewhere / "store")}

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True, check=False
        )

    return command


def test_the_wheel_holds_every_file_of_its_packages(installed: Path) -> None:
    for package in PACKAGES:
        source = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file()}
        shipped = {path.relative_to(installed) for path in (installed / package).rglob("*") if path.is_file()}
        made = {"__pycache__", "runs"}  # by Python, and by the evals
        assert {path for path in source if made.isdisjoint(path.parts)} <= shipped


def test_the_wheel_carries_its_licence_and_notices(installed: Path) -> None:
    [licences] = installed.glob("news_assistant-*.dist-info/licenses")
    for name in ("LICENSE", "NOTICE"):
        assert (licences / name).read_bytes() == (ROOT / name).read_bytes()


def test_the_command_explains_itself(run: Run, installed: Path) -> None:
    shown = run(str(installed / "bin" / "news-assistant"), "--help")
    assert shown.returncode == 0, shown.stderr
    for command in ("ingest", "ask", "retrieve", "chat", "list", "show", "delete", "stats", "reindex", "models"):
        assert command in shown.stdout


def test_prompts_are_read_from_the_wheel(run: Run, installed: Path) -> None:
    names = sorted(path.stem for path in (ROOT / "prompts").glob("*.yaml"))
    code = (
        "import assistant.prompts, importlib.resources, sys\n"
        "print(importlib.resources.files('prompts'))\n"
        "for name in sys.argv[1:]: print(assistant.prompts.load(name).name)"
    )
    shown = run("-c", code, *names)
    assert shown.returncode == 0, shown.stderr
    folder, *loaded = shown.stdout.split("\n")[:-1]
    assert Path(folder).is_relative_to(installed)
    assert loaded == names


def test_the_wheel_answers_over_the_shipped_articles(run: Run, installed: Path) -> None:
    program = str(installed / "bin" / "news-assistant")
    ingested = run(program, "ingest", "--samples", "--json")
    assert ingested.returncode == 0, ingested.stderr
    articles = json.loads(run(program, "list", "--json").stdout)
    assert len(articles) >= 40
    title = articles[0]["title"]
    asked = run(program, "ask", title, "--llm", "none", "--json")
    assert asked.returncode == 0, asked.stderr
    assert title in {hit["title"] for hit in json.loads(asked.stdout)["hits"]}


def test_every_imported_package_is_declared() -> None:
    declared = {_normal(re.split(r"[^\w.-]", line)[0]) for line in PROJECT["dependencies"]}
    owners: Mapping[str, list[str]] = packages_distributions()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            pytests_own = {"pytest"} if path.name == "pytest_plugin.py" else set()  # only pytest itself imports it
            for name in _imports(path) - sys.stdlib_module_names - {*PACKAGES, "app"} - pytests_own:
                assert declared & {_normal(one) for one in owners.get(name, [])}, (
                    f"{path.relative_to(ROOT)} imports {name}"
                )


def test_readme_lists_every_setting_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"NEWS_ASSISTANT_[A-Z_]+\b", readme))
    assert named == {f"NEWS_ASSISTANT_{field.upper()}" for field in Settings.model_fields}


def test_the_public_names_of_the_package() -> None:
    assert assistant.__all__ == ["Assistant"]
    assert assistant.Assistant.__module__ == "assistant.api"


@pytest.mark.parametrize("target", ["help", "setup", "models", "run", "test", "check", "soak", "bench", "clean"])
def test_make_help_lists_each_target(target: str) -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.search(rf"^  {target} +\w", shown.stdout, re.M)


def test_make_setup_names_the_python_that_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    command = ["make", "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}", f"STAMPS={tmp_path / 'stamps'}"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode != 0
    assert f"needs Python 3.11 or newer, and '{old}' is not" in shown.stderr
    assert not (tmp_path / "venv").exists()


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
