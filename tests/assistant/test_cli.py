from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.assistant.command import Result, run, start, write_articles

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/answer.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ANSWERED = "Who will lead the inquiry?"
UNANSWERED = "What is the population of France?"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    done = run("ingest", write_articles(folder / "articles.jsonl"), "--store", folder / "store", "--json")
    assert done.code == 0, done.err
    assert {name: done.json[name] for name in ("added", "updated", "unchanged", "failed")} == {
        "added": 5, "updated": 0, "unchanged": 0, "failed": [],
    }  # fmt: skip
    return folder / "store"


def ask(store: Path, *arguments: str | Path) -> Result:
    return run("ask", *arguments, "--store", store, "--llm", "none")


def test_help_lists_the_commands_and_is_what_no_command_gives() -> None:
    helped = run("--help")
    assert helped.code == 0
    for name in ("ingest", "ask", "retrieve", "chat", "list", "show", "delete", "stats", "reindex", "models"):
        assert re.search(rf"^  {name} ", helped.out, re.M)
        assert run(name, "--help").code == 0
    assert run() == helped
    assert "completion" not in helped.out


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, assistant.cli; print(*sorted(sys.modules))"
    heavy = {"torch", "chromadb", "spacy", "sentence_transformers", "langchain_core", "trafilatura", "sqlalchemy"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(done.stdout.split())


def test_version() -> None:
    assert re.fullmatch(r"news-assistant (\d+\.\d+\S*|\(not installed\))\n", run("--version").out)


def test_asking_prints_sentences_with_numbers_and_the_passages_under_them(store: Path) -> None:
    asked = ask(store, ANSWERED)
    assert asked.code == 0
    sentence, _, sources = asked.out.partition("\n\n")
    assert "Korrin" in sentence
    assert "[1]" in sentence
    assert "[1] Sarrow Courier · Death toll of Halcyon rises to nine · 9 March 2026" in sources
    assert "“Transport Minister Tomas Reyl ordered an inquiry, which Judge Ana Korrin will lead.”" in sources


def test_an_answer_as_json_fits_the_schema_and_cites_exactly(store: Path) -> None:
    answer = ask(store, ANSWERED, "--json").json
    VALIDATOR.validate(answer)
    assert answer["status"] == "answered"
    for citation in answer["claims"][0]["citations"]:
        shown = run("show", citation["article_id"], "--store", store, "--json").json
        assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert shown["version"] == citation["version"]


def test_a_refusal_is_an_answer(store: Path) -> None:
    refused = ask(store, UNANSWERED)
    assert refused.code == 0
    assert refused.out.startswith("The articles do not say.")
    answer = ask(store, UNANSWERED, "--json").json
    VALIDATOR.validate(answer)
    assert (answer["status"], answer["claims"]) == ("not_in_articles", [])


def test_filters_are_strict_and_shown(store: Path) -> None:
    narrowed = ask(store, ANSWERED, "--until", "2026-02-28")
    assert "Korrin" not in narrowed.out.partition("\n")[0]
    assert "Searched only: until 28 February 2026." in narrowed.out
    assert "1 undated article left out" in narrowed.out
    command = ("retrieve", "festival", "--store", store, "--json")
    hits = run(*command, "--outlet", "radio veld", "--outlet", "Veld Business Daily").json["hits"]
    assert {hit["outlet"] for hit in hits} == {"Radio Veld", "Veld Business Daily"}
    hits = run(*command, "--since", "last month", "--until", "last month", "--now", "2026-04-02").json["hits"]
    assert {hit["published"][:7] for hit in hits} == {"2026-03"}


def test_retrieve_gives_as_many_passages_as_wanted(store: Path) -> None:
    found = run("retrieve", "ferry", "--k", "2", "--store", store, "--json").json
    assert set(found) == {"question", "hits"}
    assert len(found["hits"]) == 2
    assert "1. Sarrow Courier · " in run("retrieve", "ferry", "--k", "2", "--store", store).out


def test_a_batch_answers_in_order_with_ids_and_goes_on_after_a_bad_row(store: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": ANSWERED, "asked_on": "2026-03-10"},
        {"id": 2, "question": UNANSWERED, "history": []},
        {"id": "empty", "question": "  "},
        {"id": "no question"},
        {"id": "bad history", "question": "Why?", "history": [["only one"]]},
        {"id": "bad date", "question": "Why?", "asked_on": "soon"},
        {"question": "who am I?"},
    ]
    lines = [json.dumps(row).encode() for row in rows]
    lines[2:2] = [b"{not json", b"\xff\xfe", b"[" * 100_000, b"  ", b'{"id": NaN, "question": "x"}']
    lines.append(b'{"id": "last", "question": "Who blamed the price of steel?"}')
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines))
    asked = ask(store, "--batch", path)
    assert asked.code == 0, asked.err
    assert [row["id"] for row in asked.rows] == [
        "a", 2, None, None, None, None, "empty", "no question", "bad history", "bad date", None, "last",
    ]  # fmt: skip
    for row in asked.rows:
        if "error" in row:
            assert set(row) == {"id", "error"}
        else:
            VALIDATOR.validate({name: value for name, value in row.items() if name != "id"})
    assert [row["id"] for row in asked.rows if "error" not in row] == ["a", 2, "last"]
    assert asked.rows[0]["asked_at"].startswith("2026-03-10")
    found = run("retrieve", "--batch", path, "--store", store, "--k", "1")
    assert [set(row) for row in found.rows if "error" not in row] == [{"id", "question", "hits"}] * 3


def test_a_history_file_makes_a_follow_up(store: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps([["Who ordered the Halcyon inquiry?", "Tomas Reyl ordered it."]]))
    answer = ask(store, "Who will lead it?", "--history", history, "--json").json
    assert answer["question"] == "Who will lead it?"
    assert "Halcyon" in answer["standalone"]


def test_list_shows_columns_for_a_pipe_and_everything_as_json(store: Path) -> None:
    lines = [line.split("\t") for line in run("list", "--store", store).out.splitlines()]
    assert lines[0] == ["id", "version", "title", "outlet", "published", "state"]
    assert lines[1][0] == "ferry-2"
    assert lines[-1][0] == "recipe"
    assert lines[-1][4] == "no date"
    rows = run("list", "--store", store, "--json").json
    assert {"id", "version", "title", "outlet", "published", "state"} <= set(rows[0])
    assert {row["state"] for row in rows} == {"indexed"}


def test_an_old_version_stays_readable(store: Path, tmp_path: Path) -> None:
    def ingest(text: str) -> dict[str, int]:
        (tmp_path / "one.json").write_text(json.dumps({"id": "one", "title": "Bridge", "text": text}))
        counted: dict[str, int] = run("ingest", tmp_path / "one.json", "--store", store, "--json").json
        return counted

    assert ingest("The bridge opened in May, the mayor said.")["added"] == 1
    assert ingest("The bridge opened in June, the mayor said.")["updated"] == 1
    shown = run("show", "one", "--store", store, "--json").json
    assert "June" in shown["text"]
    first = next(version for version in shown["versions"] if version != shown["version"])
    old = run("show", "one", "--version", first[:8], "--store", store)
    assert "in May" in old.out
    assert "Bridge" in old.out
    assert run("delete", "one", "--store", store, "--json").json == {"deleted": "one", "versions": shown["versions"]}
    assert run("show", "one", "--store", store).code == 1


def test_stats_count_and_name_the_newest_article(store: Path) -> None:
    counted = run("stats", "--store", store, "--json").json
    assert counted["articles"] == 5
    assert counted["outlets"] == 3
    assert counted["pending"] == 0
    assert counted["vectors"] == counted["passages"]
    assert counted["newest"]["id"] == "ferry-2"
    assert "newest     Death toll of Halcyon rises to nine (9 March 2026)" in run("stats", "--store", store).out


def test_reindex_keeps_what_is_there(store: Path) -> None:
    before = run("stats", "--store", store, "--json").json
    assert run("reindex", "--store", store, "--json").json == before


def test_the_store_may_be_named_before_the_command(store: Path) -> None:
    assert run("--store", store, "stats", "--json").json["articles"] == 5


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    assert "ingest --samples" in run("list", "--store", empty).err
    asked = ask(empty, ANSWERED)
    assert asked.code == 0
    assert asked.out == "The articles do not say.\n"
    assert "ingest --samples" in asked.err
    assert "ingest --samples" in run("chat", "--store", empty, "--llm", "none").out


def test_the_models_are_listed_with_their_licences() -> None:
    models = run("models", "--json").json
    assert len({model["name"] for model in models}) == len(models) > 0
    assert all(model["licence"] for model in models)
    assert all(model["name"] in run("models").out for model in models)


def test_a_chat_reads_lines_and_keeps_the_history(store: Path) -> None:
    commands = ["/sources", "/filter outlet Radio Veld", "/filter", "/filter off", "/nonsense", "/help", "", "/new"]
    said = "\n".join([ANSWERED, *commands, "/quit", "never read"])
    talked = run("chat", "--store", store, "--llm", "none", stdin=said)
    assert talked.code == 0, talked.err
    assert "5 articles from 3 outlets, the newest of 9 March 2026." in talked.out
    assert "reading: Death toll of Halcyon rises to nine (Sarrow Courier, 9 March 2026)" in talked.out
    assert "Korrin" in talked.out
    assert "news-assistant show “ferry-2”" in talked.out
    assert "Searched only: outlet Radio Veld." in talked.out
    assert "Everything is searched." in talked.out
    assert "/nonsense is not a command" in talked.out
    assert "never read" not in talked.out


def test_a_chat_says_which_of_two_reports_is_the_later_one(tmp_path: Path) -> None:
    told = {
        "2026-05-03": "Twelve people were hurt when two trams collided in Tarn, rescuers said.",
        "2026-05-04": "Fourteen people were injured when two trams collided in Tarn on Sunday, police said.",
    }
    for day, text in told.items():
        article = {"title": f"Trams collide {day}", "outlet": "Courier", "published": day, "text": text}
        (tmp_path / f"{day}.json").write_text(json.dumps(article))
    run("ingest", tmp_path, "--store", tmp_path / "store")
    question = "How many people were hurt when trams hit in Tarn?"
    talked = run("chat", "--store", tmp_path / "store", "--llm", "none", stdin=f"{question}\n")
    assert "On 4 May 2026 Courier updated this: “Fourteen people" in " ".join(talked.out.split())


def test_a_chat_in_json_is_a_line_for_each_answer(store: Path) -> None:
    said = f"{ANSWERED}\nAnd when did he order it?\n/filter since nonsense\n"
    talked = run("chat", "--json", "--store", store, "--llm", "none", stdin=said)
    first, second, third = talked.rows
    VALIDATOR.validate(first)
    VALIDATOR.validate(second)
    assert second["question"] == "And when did he order it?"
    assert set(third) == {"error"}


def test_article_text_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    text = "The \x1b[31mharbour\x07 was \u202eclosed\u202c on Friday, the port said. [bold]It[/] opens on Monday."
    (tmp_path / "bad.json").write_text(json.dumps({"id": "x\x1b]0;t\x07", "title": "Port \x9b2J", "text": text}))
    store = tmp_path / "store"
    outputs = [
        run("ingest", tmp_path, "--store", store),
        run("list", "--store", store),
        run("list", "--store", store, "--json"),
        run("show", "x\x1b]0;t\x07", "--store", store),
        run("retrieve", "harbour closed", "--store", store),
        run("ask", "When was the harbour closed?", "--store", store, "--llm", "none", "--json"),
        run("show", "missing\x1b[2J", "--store", store),
    ]
    for done in outputs:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.out + done.err)
    assert "[bold]It[/]" in outputs[3].out


def test_the_shipped_articles_are_ingested_by_name(tmp_path: Path) -> None:
    report = run("ingest", "--samples", "--store", tmp_path / "store", "--json")
    assert report.code == 0, report.out
    assert report.json["added"] >= 40
    assert report.json["failed"] == []


def test_a_reader_that_leaves_ends_the_command_quietly(store: Path) -> None:
    with start("chat", "--json", "--store", store, "--llm", "none") as talking:
        assert talking.stdin is not None
        assert talking.stdout is not None
        assert talking.stderr is not None
        talking.stdin.write(f"{ANSWERED}\n".encode())
        talking.stdin.flush()
        assert b"Korrin" in talking.stdout.readline()
        talking.stdout.close()
        talking.stdin.write(f"{ANSWERED}\n".encode())
        talking.stdin.close()
        assert talking.stderr.read() == b""
        assert talking.wait() == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a single process")
def test_ctrl_c_stops_with_a_sentence(tmp_path: Path) -> None:
    fifo = tmp_path / "questions.jsonl"
    os.mkfifo(fifo)
    waiting = start("retrieve", "--batch", fifo, "--store", tmp_path / "store")
    with waiting, fifo.open("wb"):  # both have opened it: the command waits for a line
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate()
    assert (waiting.returncode, out) == (130, b"")
    assert err.decode() == "news-assistant: stopped; nothing is lost, run it again\n"
