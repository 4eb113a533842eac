from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.sources import Failure, archives, read
from vectorstore.types import Article

NOW = datetime(2025, 6, 1, tzinfo=UTC)
BODY = "The harbour authority closed the north pier on Tuesday."


def make_zip(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def read_zip(path: Path) -> tuple[list[Article], dict[str, str]]:
    items = list(read([str(path)], now=NOW))
    failures = {item.location.rpartition("!")[2]: item.reason for item in items if isinstance(item, Failure)}
    return [item for item in items if isinstance(item, Article)], failures


def test_members_are_read_in_order_of_name(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "b/2.txt": f"{BODY} 2",
        "a/1.md": f"{BODY} 1",
        "c.json": '{"id": "j", "text": "Three."}',
        "x.png": b"\x00",
    }
    path = make_zip(tmp_path / "news.zip", {**members, "__MACOSX/._1.txt": b"\x00", ".DS_Store": b"\x00"})
    articles, failures = read_zip(path)
    assert failures == {}
    assert [article.id for article in articles] == [f"{path.resolve()}!a/1.md", f"{path.resolve()}!b/2.txt", "j"]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:/up.txt", "..\\up.txt"])
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    articles, failures = read_zip(make_zip(tmp_path / "news.zip", {name: BODY, "good.txt": BODY}))
    assert len(articles) == 1
    assert ["outside" in reason for reason in failures.values()] == [True]


def test_archives_inside_archives_are_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("pier.txt", BODY)
    articles, failures = read_zip(make_zip(tmp_path / "n.zip", {"inner.zip": inner.getvalue(), "good.txt": BODY}))
    assert len(articles) == 1
    assert "inside" in failures["inner.zip"]


def test_bombs_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "bomb.txt": b" " * 60_000_000,
        "squeezed.txt": b"a" * 20_000_000,
        "good.txt": BODY,
    }
    articles, failures = read_zip(make_zip(tmp_path / "news.zip", members))
    assert [article.text for article in articles] == [BODY]
    assert failures.keys() == {"bomb.txt", "squeezed.txt"}
    assert all("bomb" in reason for reason in failures.values())


def test_a_member_that_lies_about_its_size_is_no_bomb(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "news.zip", {"lie.txt": b"a" * 3_000_000, "good.txt": BODY})
    data = path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (300).to_bytes(4, "little"))
    path.write_bytes(data)
    articles, failures = read_zip(path)
    assert [article.text for article in articles] == [BODY]
    assert "broken" in failures["lie.txt"]


@pytest.mark.parametrize(("limit", "word"), [("MAX_MEMBERS", "files"), ("MAX_EXPANDED_BYTES", "bomb")])
def test_archives_beyond_the_limits_are_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, word: str
) -> None:
    monkeypatch.setattr(archives, limit, 2)
    path = make_zip(tmp_path / "news.zip", {f"{n}.txt": BODY for n in range(3)})
    (failure,) = list(read([str(path)], now=NOW))
    assert isinstance(failure, Failure)
    assert word in failure.reason


def test_encrypted_and_linked_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("secret.txt", BODY)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", BODY)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the first entry of the central directory: encrypted
    path.write_bytes(bytes(data))
    articles, failures = read_zip(path)
    assert len(articles) == 1
    assert "encrypted" in failures["secret.txt"]
    assert "link" in failures["link.txt"]


def test_broken_members_fail_alone(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "news.zip", {"a.txt": BODY * 20, "b.txt": BODY})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    data[50] ^= 0xFF
    path.write_bytes(bytes(data))
    articles, failures = read_zip(path)
    assert [article.text for article in articles] == [BODY]
    assert failures.keys() == {"a.txt"}


def test_truncated_archives_are_told(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "news.zip", {"a.txt": BODY})
    path.write_bytes(path.read_bytes()[:-30])
    (failure,) = list(read([str(path)], now=NOW))
    assert isinstance(failure, Failure)
    assert "zip" in failure.reason
