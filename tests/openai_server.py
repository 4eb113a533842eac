"""A small real OpenAI-compatible server for tests, run as a process of its own: ``python openai_server.py MODE``.

It prints its port. Modes: good (streams an answer; gives logprobs), plain (as good, without logprobs), garbage (HTML),
badjson (broken events), endless (never stops), silent (never answers), dies (the process ends in the middle of its
first answer and of every other), breaks (closes the first connection in the middle, then answers), needs-key (only
``Bearer sesame``), fails (HTTP 500).
"""

from __future__ import annotations

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WORDS = ["The", " bridge", " opened", " in", " March", "."]


class Handler(BaseHTTPRequestHandler):
    mode = "good"
    asked = 0
    streaming = 0

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the signature of the base class)
        pass

    def do_GET(self) -> None:
        if self._allowed():
            self._json({"data": [{"id": "small-model"}], "streaming": Handler.streaming})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._allowed():
            return
        Handler.asked += 1
        if self.mode == "silent":
            time.sleep(60)
        elif self.mode == "fails":
            self._json({"error": {"message": "out of memory"}}, 500)
        elif self.mode == "garbage":
            self._bytes(b"<html>\xff\xfe welcome to the router</html>", "text/html")
        elif body.get("stream"):
            Handler.streaming += 1
            try:
                self._stream()
            except ConnectionError:
                self.close_connection = True
            finally:
                Handler.streaming -= 1
        else:
            self._json(self._whole())

    def _allowed(self) -> bool:
        if self.mode != "needs-key" or self.headers.get("Authorization") == "Bearer sesame":
            return True
        self._json({"error": {"message": "bad key sent"}}, 401)
        return False

    def _whole(self) -> dict[str, Any]:
        message = {"role": "assistant", "content": "No"}
        choice: dict[str, Any] = {"index": 0, "finish_reason": "length", "message": message}
        if self.mode != "plain":
            top = [{"token": t, "logprob": p, "bytes": None} for t, p in (("Yes", -0.5), (" yes", -2.0), ("No", -1.5))]
            choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
        return {"id": "1", "object": "chat.completion", "created": 0, "model": "small-model", "choices": [choice]}

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.mode == "badjson":
            self.wfile.write(b"data: {broken\n\n")
            return
        number = 0
        while self.mode == "endless":
            self._event(f" {number}")
            number += 1
            time.sleep(0.02)
        for count, word in enumerate(WORDS):
            if count == 3 and self.mode == "dies":
                os._exit(1)
            if count == 3 and self.mode == "breaks" and Handler.asked == 1:
                return
            self._event(word)
        self._event(None)
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, word: str | None) -> None:
        delta = {"content": word} if word is not None else {}
        choice = {"index": 0, "delta": delta, "finish_reason": "stop" if word is None else None}
        head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "small-model"}
        event = {**head, "choices": [choice]}
        self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
        self.wfile.flush()

    def _json(self, value: dict[str, Any], status: int = 200) -> None:
        self._bytes(json.dumps(value).encode(), "application/json", status)

    def _bytes(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    Handler.mode = sys.argv[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
