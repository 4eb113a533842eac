"""The users file: hashed, private, and checked alike for names that exist and names that do not."""

from __future__ import annotations

import json
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from assistant.ui.access import Users, add_user, is_loopback
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "correct horse battery staple"  # noqa: S105 (of nobody)


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users.json"
    add_user(path, "rosa", PASSWORD)
    return path


def test_only_the_right_password_of_a_known_name_is_let_in(users: Path) -> None:
    known = Users.read(users)
    assert known.check("rosa", PASSWORD)
    assert not known.check("rosa", PASSWORD + " ")
    assert not known.check("Rosa", PASSWORD)
    assert not known.check("nobody", PASSWORD)
    assert not known.check("rosa", "")
    assert not known.check("rosa", "x" * 100_000)


def test_the_file_holds_no_password_and_two_alike_look_different(users: Path) -> None:
    add_user(users, "karl", PASSWORD)
    stored = json.loads(users.read_text(encoding="utf-8"))
    assert PASSWORD not in users.read_text(encoding="utf-8")
    assert stored["rosa"]["digest"] != stored["karl"]["digest"]
    assert stored["rosa"]["salt"] != stored["karl"]["salt"]
    if sys.platform != "win32":
        assert stat.S_IMODE(users.stat().st_mode) == 0o600


def test_adding_a_known_name_changes_its_password_and_keeps_the_others(users: Path) -> None:
    add_user(users, "karl", "another long password")
    add_user(users, "rosa", "a new long password")
    known = Users.read(users)
    assert known.check("rosa", "a new long password")
    assert not known.check("rosa", PASSWORD)
    assert known.check("karl", "another long password")


@pytest.mark.parametrize("name", ["", "a:b", "a\nb", " a", "x" * 65])
def test_a_name_that_cannot_be_sent_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="user's name"):
        add_user(tmp_path / "users.json", name, PASSWORD)


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="too short"):
        add_user(tmp_path / "users.json", "rosa", "hunter2")
    assert not (tmp_path / "users.json").exists()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"rosa": "plain"}', '{"rosa": {"salt": "00", "digest": "zz", "n": 2, "r": 8, "p": 1}}',
     '{"rosa": {"salt": "00", "digest": "00", "n": 1e12, "r": 8, "p": 1}}'],
)  # fmt: skip
def test_a_file_that_is_none_lets_nobody_in(tmp_path: Path, content: str) -> None:
    path = tmp_path / "users.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        Users.read(path)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--add-user"):
        Users.read(tmp_path / "none.json")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"])
def test_these_hosts_are_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "news.example", "", "127.0.0.1.example"])  # noqa: S104 (a case)
def test_these_hosts_can_be_reached_by_others(host: str) -> None:
    assert not is_loopback(host)
