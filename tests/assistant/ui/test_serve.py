"""The server: what the command says, who is let in, what stays closed, and one answer alike on every surface."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema
import pytest

from assistant.api import Assistant
from assistant.dates import parse_day
from assistant.ui.access import add_user
from tests.assistant.command import run
from tests.assistant.library import articles
from tests.assistant.ui.endpoints_caller import predict
from tests.assistant.ui.serve_running import served

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
NAME, PASSWORD = "rosa", "correct horse battery staple"
QUESTION, NOW = "How much will the harbour tunnel in Veld cost?", "2026-03-10"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("store"), llm="none", search="exact") as opened:
        opened.store.put(articles())
        opened.store.work()
        yield opened


@pytest.fixture(scope="module")
def address(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(assistant.settings.store, temporary=tmp_path_factory.mktemp("temporary")) as address:
        yield address


@pytest.fixture(scope="module")
def guarded(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("guarded")
    add_user(folder / "users.json", NAME, PASSWORD)
    with served(assistant.settings.store, "--auth", folder / "users.json", temporary=folder) as address:
        yield address


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without the milliseconds that it took."""
    plain: dict[str, Any] = json.loads(json.dumps(answer))
    plain["trace"].pop("timings")
    return plain


async def call(address: str, tool: str, headers: dict[str, str] | None = None, **arguments: Any) -> Any:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx.AsyncClient(headers=headers, timeout=60, follow_redirects=True) as http,
        streamable_http_client(f"{address}mcp", http_client=http) as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        if not tool:
            return await session.list_tools()
        return await session.call_tool(tool, arguments)


def test_python_command_http_and_mcp_give_the_same_answer(assistant: Assistant, address: str) -> None:
    python = assistant.ask(QUESTION, now=parse_day(NOW)).to_dict()
    arguments = ("ask", QUESTION, "--llm", "none", "--now", NOW, "--json")
    command = run("--store", assistant.settings.store, *arguments, NEWS_ASSISTANT_SEARCH="exact").json
    [http] = predict(address, {"question": QUESTION, "now": NOW, "api_name": "/ask"})
    mcp = asyncio.run(call(address, "ask", question=QUESTION, now=NOW))
    jsonschema.validate(http, SCHEMA)
    assert "410 million crowns" in http["text"]
    assert told(http) == told(python) == told(command) == told(mcp.structuredContent)
    assert json.loads(mcp.content[0].text) == mcp.structuredContent


def test_retrieve_gives_the_commands_hits_over_http_and_mcp(assistant: Assistant, address: str) -> None:
    asked = {"question": "ferry", "outlets": ["Sarrow Courier"], "k": 3}
    [http] = predict(address, asked | {"api_name": "/retrieve"})
    mcp = asyncio.run(call(address, "retrieve", **asked))
    assert http == mcp.structuredContent
    assert http["question"] == "ferry"
    assert {hit["outlet"] for hit in http["hits"]} == {"Sarrow Courier"}
    for hit in http["hits"]:
        assert assistant.store.get(hit["article_id"], hit["version"]).text[hit["start"] : hit["end"]] == hit["text"]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"question": " "}, "the question is empty"), ({"question": "x", "since": "soon"}, "is not a date"),
    ({"question": "x", "k": 0}, "k is a whole number"), ({"question": "x", "history": [["a"]]}, "turn 1"),
    ({"question": "x", "outlets": [""] * 2, "until": "x"}, "is not a date"),
]  # fmt: skip


def test_a_bad_request_gets_its_sentence(address: str) -> None:
    replies = predict(address, *({**arguments, "api_name": "/ask"} for arguments, _ in BAD))
    for (arguments, sentence), reply in zip(BAD, replies, strict=True):
        assert sentence in reply["error"]
        failed = asyncio.run(call(address, "ask", **arguments))
        assert failed.isError
        assert sentence in failed.content[0].text


def test_only_the_two_endpoints_are_told_to_programs(address: str) -> None:
    described = httpx.get(f"{address}gradio_api/info").json()
    assert set(described["named_endpoints"]) == {"/ask", "/retrieve"}
    tools = asyncio.run(call(address, "")).tools
    assert [tool.name for tool in tools] == ["ask", "retrieve"]
    assert all(tool.annotations.readOnlyHint and "question:" in tool.description for tool in tools)


def test_headers_keep_everything_at_home(address: str) -> None:
    headers = httpx.get(address).headers
    policy = headers["content-security-policy"]
    for rule in ("default-src 'self'", "connect-src 'self'", "script-src-attr 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_another_name_or_another_site_is_refused(address: str) -> None:
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 421
    api = f"{address}gradio_api/queue/join"
    assert httpx.post(api, json={}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert httpx.post(api, json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert httpx.get(f"{address}config", headers=image).status_code == 403


def test_no_file_and_no_address_can_be_read_through_the_server(address: str) -> None:
    assert httpx.get(f"{address}gradio_api/file={Path(__file__)}").status_code == 403
    assert httpx.get(f"{address}gradio_api/file=http://127.0.0.1:9/").status_code == 404
    assert httpx.get(f"{address}gradio_api/proxy=http://127.0.0.1:9/").status_code == 404


def test_a_path_that_was_not_uploaded_is_no_upload(assistant: Assistant, address: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret is 4711, and nobody may read it here.", encoding="utf-8")
    config = httpx.get(f"{address}config").json()
    upload = next(one["id"] for one in config["components"] if one["type"] == "file")
    [event] = [one for one in config["dependencies"] if one["inputs"][:1] == [upload]]
    named = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    body = {"data": [[named], None], "fn_index": event["id"], "session_hash": "elsewhere"}
    assert httpx.post(f"{address}gradio_api/queue/join", json=body).status_code == 200
    with httpx.stream("GET", f"{address}gradio_api/queue/data?session_hash=elsewhere", timeout=60) as events:
        [done] = [line for line in events.iter_lines() if "process_completed" in line]
    assert '"success":false' in done
    assert secret.exists()
    assert not [row for row in assistant.store.articles() if "secret" in row.title]


def test_without_the_password_nothing_answers(guarded: str) -> None:
    for path in ("", "config", "gradio_api/info", "gradio_api/mcp/", "mcp", "gradio_api/heartbeat/x", "assets/x"):
        response = httpx.get(f"{guarded}{path}")
        assert response.status_code == 401, path
        assert response.headers["www-authenticate"].startswith("Basic")
    for method, path in (("POST", "gradio_api/upload"), ("POST", "gradio_api/queue/join"), ("POST", "mcp")):
        assert httpx.request(method, f"{guarded}{path}").status_code == 401, path
    assert httpx.get(guarded, auth=(NAME, "wrong password")).status_code == 401
    assert httpx.get(guarded, headers={"Authorization": "Basic !!!"}).status_code == 401


def test_with_the_password_page_api_and_mcp_answer(guarded: str) -> None:
    assert httpx.get(guarded, auth=(NAME, PASSWORD)).status_code == 200
    token = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {token}"}
    [found] = predict(guarded, {"question": "ferry", "k": 1, "api_name": "/retrieve"}, headers=headers)
    assert found["hits"]
    assert not asyncio.run(call(guarded, "retrieve", headers, question="ferry")).isError


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 (the case)
def test_a_public_address_needs_users_or_plain_words(host: str) -> None:
    refused = run("serve", "--host", host, "--llm", "none")
    assert refused.code == 1
    assert "--auth FILE" in refused.err
    assert "--no-auth-i-understand" in refused.err


def test_a_port_that_is_taken_and_a_host_that_is_none_are_told(address: str, tmp_path: Path) -> None:
    port = address.rsplit(":", 1)[1].strip("/")
    taken = run("--store", tmp_path, "serve", "--port", port, "--llm", "none")
    assert (taken.code, taken.err.count("\n")) == (1, 1)
    assert f"the port {port} is taken" in taken.err
    none = run("--store", tmp_path, "serve", "--host", "nowhere.invalid", "--llm", "none", "--no-auth-i-understand")
    assert none.code == 1
    assert "nowhere.invalid is not an address of this machine" in none.err


def test_serve_prints_its_address_answers_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--store", str(tmp_path), "serve", "--port", "0", "--llm", "none"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        page = line.split()[4]
        assert httpx.get(page, timeout=60).status_code == 200
        with httpx.stream("GET", f"{page}gradio_api/heartbeat/open", timeout=60):  # a tab that stays open
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "stopped\n")
