"""The server: the page, its API and its MCP server behind one guard, until Ctrl-C."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from assistant.ui.access import is_loopback
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from assistant.api import Assistant
    from assistant.ui.access import Users

TOGETHER, TOGETHER_WITH_LLM = 8, 4
"""Answers that are worked on at once without and with a language model; the others wait and see their place."""
LONGEST_QUEUE = 100
"""Requests that may wait; those beyond are told to come back later."""
KEPT_SECONDS = 3_600
"""Seconds after which what was uploaded, and is not needed any more, is removed."""
SECONDS_TO_END = 1
"""Seconds that open answers have to end after Ctrl-C."""


def check_published(host: str, users: Users | None, *, no_auth: bool) -> None:
    """Raises BadInput for a server that others could reach without a password, unless that was said in words."""
    if users is None and not no_auth and not is_loopback(host):
        raise BadInput(
            f"{host} can be reached from other machines, and nobody would be asked for a password; "
            "name a users file with --auth FILE, or say --no-auth-i-understand"
        )


def run(
    assistant: Assistant, *, host: str, port: int, root_path: str = "", users: Users | None = None,
    no_auth: bool = False, on_ready: Callable[[str], None],
) -> None:  # fmt: skip
    """Serves the page until Ctrl-C or SIGTERM. ``port`` 0 takes any free one; ``on_ready`` gets the page's address.

    ``users`` are asked for their passwords; ``no_auth`` says that nobody needs one although others can reach the
    server. ``root_path`` is the path under which a proxy publishes it. Raises BadInput for an address that cannot be
    used.
    """
    check_published(host, users, no_auth=no_auth)
    with _listening(host, port) as listener, _uploads(), _ending():
        import uvicorn

        from assistant.ui import page

        any_host = users is not None or no_auth
        app = application(
            assistant, page.build(assistant), root_path=root_path, users=users, any_host=any_host,
            look=page.launch_options(),
        )  # fmt: skip
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, timeout_graceful_shutdown=SECONDS_TO_END, server_header=False
        )
        on_ready(_address(listener, root_path))
        uvicorn.Server(config).run(sockets=[listener])


def application(
    assistant: Assistant, blocks: gr.Blocks, *, root_path: str = "", users: Users | None = None, any_host: bool = False,
    look: Mapping[str, Any] | None = None,
) -> ASGIApp:  # fmt: skip
    """The page with its API, the MCP server at ``/mcp``, and the guard before both, as one ASGI application.

    ``look`` is what Gradio takes at launch: theme, css_paths, head, js.
    """
    import gradio as gr
    from fastapi import FastAPI

    from assistant.ui import endpoints_mcp, library_add, serve_guard

    mcp = endpoints_mcp.server(assistant).streamable_http_app()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.router.lifespan_context(mcp):
            yield

    outer = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    outer.router.routes.extend(mcp.routes)
    together = TOGETHER if assistant.settings.llm == "none" else TOGETHER_WITH_LLM
    blocks.queue(default_concurrency_limit=together, max_size=LONGEST_QUEUE, api_open=False)
    blocks.delete_cache = (KEPT_SECONDS, KEPT_SECONDS)
    gr.mount_gradio_app(
        outer, blocks, "/", root_path=root_path, allowed_paths=[], blocked_paths=[str(assistant.settings.store)],
        show_error=False, max_file_size=library_add.LARGEST_FILE,
        ssr_mode=False, enable_monitoring=False, mcp_server=False, pwa=False,
        run_history=False, footer_links=[],
        auth_dependency=serve_guard.current_user if users is not None else None, **(look or {}),
    )  # fmt: skip
    # Gradio checks that a file a client names lies among the uploads only of a page that is launched, not mounted.
    blocks.has_launched = blocks.is_running = True
    return serve_guard.Guard(outer, users=users, any_host=any_host)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; requests wait there until the page is ready. Raises BadInput."""
    name = host.strip("[]")
    try:
        family = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((name, port), family=family)
    except (OSError, OverflowError) as error:
        raise BadInput(_why(error, host, port)) from error
    with listener:
        yield listener


def _why(error: OSError | OverflowError, host: str, port: int) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, socket.gaierror) or number == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; name one with --host"
    if number == errno.EADDRINUSE:
        return f"the port {port} is taken by another program; choose another one with --port"
    if number == errno.EACCES:
        return f"the port {port} may not be used; choose one above 1023 with --port"
    return f"the server cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}"


@contextmanager
def _uploads() -> Iterator[None]:
    """A folder of this server's own for what is uploaded, removed with it."""
    folder = Path(tempfile.mkdtemp(prefix="news-assistant-"))
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _ending() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the server, and are no error."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _address(listener: socket.socket, root_path: str) -> str:
    """The address to open on this machine."""
    host, port = listener.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 (read, not bound)
    return f"http://{name}:{port}{root_path.rstrip('/')}/"
