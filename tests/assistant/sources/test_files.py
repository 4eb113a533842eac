"""Files and folders on a real disk: every kind that is promised, and every bad input on its own."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.sources import Failure, read
from vectorstore.types import Article, normalise

NOW = datetime(2025, 6, 1, tzinfo=UTC)
BODY = "The harbour authority closed the north pier on Tuesday.\n\nEngineers had found cracks in two of its supports."


def articles_and_failures(*locations: Path | str) -> tuple[list[Article], list[Failure]]:
    items = list(read([str(location) for location in locations], now=NOW))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Failure)]


def only(path: Path) -> Article:
    (articles, failures) = articles_and_failures(path)
    assert failures == []
    (article,) = articles
    return article


def reason(path: Path | str) -> str:
    (articles, failures) = articles_and_failures(path)
    assert articles == []
    (failure,) = failures
    assert failure.reason
    assert "\n" not in failure.reason
    assert "Error" not in failure.reason
    return failure.reason


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def test_plain_text_is_kept_whole_and_undated(tmp_path: Path) -> None:
    path = write(tmp_path / "pier.txt", BODY)
    article = only(path)
    assert article.text == BODY
    assert article.id == article.origin == str(path.resolve())
    assert (article.title, article.published, article.date_source) == ("", None, "none")
    assert article.language == "en"


@pytest.mark.parametrize("name", ["2024-05-03-pier.txt", "pier_20240503.md", "2024.05.03.txt"])
def test_a_dated_file_name_dates_the_article(tmp_path: Path, name: str) -> None:
    article = only(write(tmp_path / name, BODY))
    assert (article.published, article.date_source) == ("2024-05-03", "file-name")


def test_markdown_front_matter_gives_the_fields(tmp_path: Path) -> None:
    matter = (
        "---\ntitle: Pier closed\ndate: 2024-05-03\nauthor: [Mara Quill, Karl Voss]\noutlet: Coastal Times\n---\n\n"
    )
    article = only(write(tmp_path / "2020-01-01-pier.md", matter + BODY))
    assert article.text == BODY
    assert (article.title, article.outlet) == ("Pier closed", "Coastal Times")
    assert article.authors == ("Mara Quill", "Karl Voss")
    assert (article.published, article.date_source) == ("2024-05-03", "record")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    text = "The minister said: “We’re ready – at last.” The café on the Rue de l’Évêché was closed, he said.\n" * 3
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    article = only(write(tmp_path / "pier.txt", mark + text.encode(encoding)))
    assert article.text == text
    assert bool(article.notes) == (encoding == "cp1252")


def test_folders_are_read_in_order_and_hidden_or_unknown_files_passed_over(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "c.md", ".hidden.txt", ".git/x.txt", "picture.png", "a/notes.docx"):
        write(tmp_path / name, f"{BODY} {name}")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    articles, failures = articles_and_failures(tmp_path)
    assert failures == []
    assert [Path(article.origin).name for article in articles] == ["1.txt", "2.txt", "c.md"]
    assert articles_and_failures(tmp_path)[0] == articles


def test_a_file_met_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "pier.txt", BODY)
    (tmp_path / "link.txt").symlink_to(path)
    assert len(articles_and_failures(tmp_path, path, tmp_path / "link.txt")[0]) == 1


def bad_inputs(folder: Path) -> dict[str, str]:
    """Bad files by name, each with a word that its reason must hold."""
    deep_html = "<html><body>" + "<div>" * 50_000 + BODY + "</div>" * 50_000 + "</body></html>"
    files: dict[str, tuple[bytes | str, str]] = {
        "empty.txt": ("", "empty"),
        "blank.txt": (" \n\t\n", "empty"),
        "binary.txt": (bytes(range(256)) * 50, "binary"),
        "picture.html": (b"\x89PNG\r\n\x1a\n" + os.urandom(3000) + b"\x00" * 50, "binary"),
        "undecodable.txt": (b"\xef\xbb\xbf\xff\xfe\xff" + BODY.encode(), "decoded"),
        "empty.html": ("<html><body></body></html>", "no text"),
        "deep.html": (deep_html, "levels deep"),
        "broken.json": ('{"text": "The pier', "line 1"),
        "deep.json": ("[" * 100_000 + "]" * 100_000, "deeply"),
        "number.json": ('{"text": ' + "9" * 5000 + "}", "number"),
        "list.json": ("[]", "empty"),
        "scalar.json": ('"pier"', "record"),
        "bodyless.json": ('{"title": "Pier"}', "no text"),
        "nested-body.json": ('{"text": {"a": 1}}', "neither"),
        "surrogate.json": ('{"text": "pier \\ud800 closed"}', "surrogate"),
        "surrogate-title.json": ('{"title": "\\udfff", "text": "pier closed"}', "surrogate"),
        "surrogate-html.json": ('{"text": "<p>pier \\ud800</p>"}', "surrogate"),
        "headless.csv": ("Pier closed,2024-05-03\n", "column"),
        "unclosed.csv": ('title,text\nPier,"closed\n', "quote"),
        "front.md": ("---\ntitle: [unclosed\n---\nbody", "YAML"),
        "notzip.zip": ("not a zip", "zip"),
        "broken.txt.gz": (b"\x1f\x8b\x08\x00broken", "gzip"),
    }
    for name, (data, _) in files.items():
        write(folder / name, data)
    return {name: word for name, (_, word) in files.items()}


def test_each_bad_file_fails_alone_with_one_sentence(tmp_path: Path) -> None:
    expected = bad_inputs(tmp_path / "in")
    write(tmp_path / "in" / "good.txt", BODY)
    articles, failures = articles_and_failures(tmp_path / "in")
    assert [article.text for article in articles] == [BODY]
    reasons = {Path(failure.location.split("#")[0]).name: failure.reason for failure in failures}
    assert reasons.keys() == expected.keys()
    for name, word in expected.items():
        assert word in reasons[name], name
        assert "\n" not in reasons[name]


@pytest.mark.parametrize(
    ("location", "word"),
    [
        ("https://coastal.example/pier", "web addresses"),
        ("/no/such/file.txt", "no such"),
        ("nul\x00byte.txt", ""),
        ("/dev/null", "neither"),
    ],
)
def test_locations_that_name_no_article(location: str, word: str) -> None:
    assert word in reason(location)


def test_explicit_unknown_kinds_and_empty_folders_are_told(tmp_path: Path) -> None:
    assert "kind is unknown" in reason(write(tmp_path / "x" / "pier.docx", BODY))
    assert "holds no" in reason(tmp_path / "x")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "pier.txt", BODY)
    path.chmod(0)
    assert "permissions" in reason(path)


def test_names_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    try:
        path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
        with open(path, "wb") as stream:  # noqa: PTH123 - a Path cannot be made of these bytes portably
            stream.write(BODY.encode())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (articles, failures) = articles_and_failures(tmp_path)
    assert articles == []
    assert "file name" in failures[0].reason
    failures[0].location.encode("utf-8")


def test_large_files_are_refused_and_five_megabytes_are_fine(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as stream:
        stream.truncate(60_000_000)
    assert "larger" in reason(big)
    line = "The pier was closed on Tuesday, the harbour authority said.\n"
    assert len(only(write(tmp_path / "long.txt", line * 90_000)).text) == 90_000 * len(line)


def test_gzip_of_any_kind(tmp_path: Path) -> None:
    write(tmp_path / "pier.txt.gz", gzip.compress(BODY.encode()))
    write(tmp_path / "pier.jsonl.gz", gzip.compress(json.dumps({"id": "x", "text": BODY}).encode()))
    articles, failures = articles_and_failures(tmp_path)
    assert failures == []
    assert [article.text for article in articles] == [BODY, BODY]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<"), min_size=1, max_size=300).filter(
    lambda text: text.strip() and text == text.strip() and not text.startswith(("\ufeff", "---"))
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=st.lists(TEXT, min_size=1, max_size=4))
def test_the_same_text_arrives_from_every_format(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(lines)
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["id", "text"], ["a", text]])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("a/pier.txt", text)
    files: dict[str, bytes | str] = {
        "pier.txt": text,
        "pier.md": text,
        "pier.json": json.dumps({"text": text}),
        "pier.jsonl": json.dumps({"text": text}, ensure_ascii=False) + "\n",
        "pier.csv": table.getvalue(),
        "pier.zip": archive.getvalue(),
    }
    for name, data in files.items():
        article = only(write(tmp_path / name, data))
        assert article.text == normalise(text), name
        assert article.version == only(tmp_path / name).version
