"""What stands before every request: who asks, from which page, what stays closed, and the headers of every reply."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
import secrets
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.ui.access import Users

USER = "news_assistant.user"
"""Where the scope of a request keeps the name of who asks."""
REMEMBERED = 1_000
"""Credentials found right that are remembered, as keyed digests, so that scrypt runs once for each."""
WAIT_AFTER_REFUSAL = 1.0
"""Seconds before a wrong password is told."""

CLOSED = re.compile(r"/(?:proxy=|file[=/]\s*https?:|deep_link\b|monitoring\b)", re.IGNORECASE)
"""Gradio's ways to make this server fetch an address, to write a page's state to disk, or to show who uses it."""
UPLOADED = re.compile(r"/file[=/]|/stream/")
"""Where a file that somebody uploaded could be read back."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'none'; frame-ancestors 'none'"
)
"""Nothing is loaded from, or sent to, anywhere else. Gradio starts from inline scripts and builds functions from
strings; attributes such as onerror, the way in for markup that slipped through, stay dead."""
SEALED = "sandbox; default-src 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware. ``users`` must prove who they are by HTTP Basic; None lets everyone in.

    ``any_host``: whether the page may be reached by any name. Without it only this machine's own names are answered,
    so that no web page can reach a server on this machine by pointing its own name here (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, *, users: Users | None, any_host: bool) -> None:
        self.app = app
        self.users = users
        self.any_host = any_host
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, str] = {}
        self._trying = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or hands it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        policy = SEALED if UPLOADED.search(scope["path"]) else POLICY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({**HEADERS, "Content-Security-Policy": policy})
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None and self.users is not None:
            scope[USER] = await self._name(Headers(scope=scope).get("authorization", ""))
            if scope[USER] is None:
                await anyio.sleep(WAIT_AFTER_REFUSAL if "authorization" in Headers(scope=scope) else 0)
                challenge = {"WWW-Authenticate": 'Basic realm="News Assistant", charset="UTF-8"'}
                refusal = PlainTextResponse("Give your name and password.", 401, challenge)
        await (refusal or self.app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if not self.any_host and not _is_local(headers.get("host", "")):
            return PlainTextResponse("This server answers on this machine only.", 421)
        if CLOSED.search(scope["path"]):
            return PlainTextResponse("There is no such page.", 404)
        if not _same_site(scope["method"], headers):
            return PlainTextResponse("Another web site may not use this page.", 403)
        return None

    async def _name(self, authorization: str) -> str | None:
        """The user whose name and password a header carries, None where they are not right."""
        digest = hmac.digest(self._key, authorization.encode("latin-1", "replace"), hashlib.sha256)
        if digest in self._known:
            return self._known[digest]
        name, password = _credentials(authorization)
        if not password or not await anyio.to_thread.run_sync(self._tried, name, password):
            return None
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[digest] = name
        return name

    def _tried(self, name: str, password: str) -> bool:
        """One at a time: guessing takes turns, and cannot take the machine's memory."""
        with self._trying:
            return self.users is not None and self.users.check(name, password)


def current_user(request: Request) -> str | None:
    """The name that the guard found for a request: what Gradio calls the username."""
    name = request.scope.get(USER)
    return str(name) if name is not None else None


def _credentials(authorization: str) -> tuple[str, str]:
    """Name and password of a Basic header (RFC 7617); empty where it is none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password


def _is_local(host: str) -> bool:
    """Whether a Host header names this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _same_site(method: str, headers: Headers) -> bool:
    """Whether a request comes from our own page, from outside a browser, or only opens the page."""
    if method in ("GET", "HEAD") and headers.get("sec-fetch-mode", "navigate") == "navigate":
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc in (headers.get("host"), headers.get("x-forwarded-host"))
