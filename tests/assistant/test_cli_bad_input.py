"""Whatever is given, a command ends with one sentence on stderr and a non-zero exit code."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from tests.assistant.command import Result, run, write_articles

QUESTION = "Who will lead the inquiry?"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad-input")
    assert run("ingest", write_articles(folder / "articles.jsonl"), "--store", folder / "store").code == 0
    return folder / "store"


def assert_one_sentence(done: Result, *words: str) -> None:
    assert done.code == 1, done
    assert done.out == ""
    assert done.err.startswith("news-assistant: ")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ask",),
        ("ask", QUESTION, "--batch", "questions.jsonl"),
        ("ask", "--batch", "questions.jsonl", "--history", "history.json"),
        ("ask", QUESTION, "--k", "0"),
        ("ask", QUESTION, "--k", "many"),
        ("ask", QUESTION, "--nonsense"),
        ("retrieve",),
        ("ingest",),
        ("show",),
        ("delete",),
    ],
)
def test_wrong_usage_is_explained(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("ask", ""), "empty"),
        (("ask", " \n"), "empty"),
        (("retrieve", ""), "empty"),
        (("ask", "why " * 2_000), "longer"),
        (("ask", "lone surrogate \udc80"), "Unicode"),
        (("ask", QUESTION, "--since", "someday"), "someday"),
        (("ask", QUESTION, "--until", "2026-13-45"), "2026-13-45"),
        (("ask", QUESTION, "--since", "2026-05-02", "--until", "2026-05-01"), "swap"),
        (("ask", QUESTION, "--now", "noon"), "noon"),
        (("ask", QUESTION, "--history", "no-such-file.json"), "no-such-file.json"),
        (("ask", "--batch", "no-such-file.jsonl"), "no-such-file.jsonl"),
        (("ask", "--batch", "."), "cannot be read"),
        (("retrieve", "--batch", "no-such-file.jsonl"), "no-such-file.jsonl"),
        (("chat", "--since", "someday"), "someday"),
        (("show", "no-such-article"), "no-such-article"),
        (("show", "ferry-1", "--version", "ffff"), "ffff"),
        (("delete", "no-such-article"), "no-such-article"),
    ],
)
def test_what_cannot_be_used_is_named(store: Path, arguments: tuple[str, ...], word: str) -> None:
    llm = ("--llm", "none") if arguments[0] in ("ask", "chat") else ()
    assert_one_sentence(run(*arguments, "--store", store, *llm), word)


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"\xff\xfe\x00", b"{}", b'"text"', b'[["one"]]', b'[["q", 1]]', b'[{"q": "a"}]', b"[" * 100_000],
)
def test_a_history_that_is_none_is_refused(store: Path, tmp_path: Path, content: bytes) -> None:
    history = tmp_path / "history.json"
    history.write_bytes(content)
    done = run("ask", QUESTION, "--history", history, "--store", store, "--llm", "none")
    assert_one_sentence(done, "history")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWS_ASSISTANT_K", "lots"),
        ("NEWS_ASSISTANT_LOG_LEVEL", "LOUD"),
        ("NEWS_ASSISTANT_LLM_TIMEOUT", "-1"),
        ("NEWS_ASSISTANT_SEARCH", "psychic"),
        ("NEWS_ASSISTANT_NOW", "soon"),
    ],
)
def test_a_bad_setting_is_named(store: Path, name: str, value: str) -> None:
    assert_one_sentence(run("stats", "--store", store, **{name: value}), name)


def test_a_time_zone_that_does_not_exist_is_named(store: Path) -> None:
    assert_one_sentence(run("stats", "--store", store, NEWS_ASSISTANT_TIMEZONE="Moon/Sea"), "Moon/Sea")


def test_a_store_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert_one_sentence(run("stats", "--store", tmp_path / "file"), "file")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "catalogue.sqlite3").write_bytes(b"not a database at all" * 100)
    assert_one_sentence(run("stats", "--store", tmp_path / "store"))


def test_sources_that_fail_are_listed_and_the_others_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_articles(folder / "articles.jsonl")
    (folder / "broken.json").write_text('{"title": "x", ')
    (folder / "empty.txt").write_text("")
    arguments = ("ingest", folder, tmp_path / "missing\x1b[2J", "--store", tmp_path / "store")
    done = run(*arguments, "--json")
    assert (done.code, done.err) == (1, "")
    assert done.json["added"] == 5
    assert len(done.json["failed"]) >= 2
    assert all(failure["reason"] for failure in done.json["failed"])
    printed = run(*arguments)
    assert printed.code == 1
    assert "0 added, 0 updated, 5 unchanged" in printed.out
    assert "broken.json: " in printed.out
    assert "\x1b" not in printed.out


@pytest.mark.parametrize("model", ["embedded:no-such-model", "nobody:nothing", "http://127.0.0.1:9/v1"])
def test_a_language_model_that_is_not_there_is_a_sentence(store: Path, model: str) -> None:
    assert_one_sentence(run("ask", QUESTION, "--store", store, "--llm", model))


def test_missing_weights_say_how_to_get_them(store: Path, tmp_path: Path) -> None:
    nowhere = {"NEWS_ASSISTANT_MODELS_DIR": str(tmp_path), "NEWS_ASSISTANT_LLM": "embedded"}
    done = run("ask", QUESTION, "--store", store, **nowhere)
    assert_one_sentence(done, "news-assistant models download")


def test_in_a_batch_and_in_a_chat_a_failing_model_fails_each_question(store: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps({"id": index, "question": QUESTION}) + "\n" for index in range(2)))
    batch = run("ask", "--batch", questions, "--store", store, "--llm", "nobody:nothing")
    assert (batch.code, batch.err) == (1, "")
    assert [set(row) for row in batch.rows] == [{"id", "error"}] * 2
    talked = run("chat", "--store", store, "--llm", "nobody:nothing", stdin=f"{QUESTION}\n")
    assert talked.code == 0
    assert "Traceback" not in talked.out + talked.err


def test_unknown_models_and_actions(tmp_path: Path) -> None:
    models = str(tmp_path)
    assert_one_sentence(run("models", "download", "no-such-model", NEWS_ASSISTANT_MODELS_DIR=models), "no-such-model")
    assert_one_sentence(run("models", "upload"), "models download NAME")
    assert_one_sentence(run("models", "download"), "models download NAME")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_a_sentence(store: Path) -> None:
    import subprocess
    import sys

    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "assistant", "list", "--store", str(store), "--json"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert_one_sentence(Result(done.returncode, "", done.stderr.decode()), "disk is full")


def test_a_mistake_of_ours_is_a_sentence_and_its_traceback_is_for_debug(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inner words")

    monkeypatch.setattr("vectorstore.store.Store.articles", broken)
    done = run("list", "--store", store)
    assert (done.code, done.out) == (70, "")
    assert "please report" in done.err
    assert "ZeroDivisionError" in done.err
    assert "Traceback" not in done.err
    assert "Traceback" in run("list", "--store", store, NEWS_ASSISTANT_LOG_LEVEL="DEBUG").err


def test_logs_hold_no_question_and_no_article_text_at_info(store: Path, tmp_path: Path) -> None:
    text = "The zebrafish parade was cancelled by the lighthouse keeper, he said."
    (tmp_path / "one.json").write_text(json.dumps({"id": "parade", "title": "Parade", "text": text}))
    for arguments in (
        ("ingest", tmp_path / "one.json"),
        ("ask", "Who cancelled the zebrafish parade?", "--llm", "none"),
        ("delete", "parade"),
    ):
        done = run(*arguments, "--store", store, NEWS_ASSISTANT_LOG_LEVEL="INFO")
        assert done.code == 0
        assert "zebrafish" not in done.err


def test_our_logger_is_the_only_one_that_writes(store: Path) -> None:
    done = run("stats", "--store", store, NEWS_ASSISTANT_LOG_LEVEL="INFO")
    assert all("INFO" in line or "WARNING" in line for line in done.err.splitlines())
    assert logging.getLogger("news_assistant").propagate
