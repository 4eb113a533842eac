"""The command that serves the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_options import LlmOption, StoreOption, opened
from assistant.terminal import one_line
from vectorstore.errors import BadInput


def serve(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option(metavar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 7860,
    root_path: Annotated[str, typer.Option(metavar="PATH", help="Path under which a proxy publishes it.")] = "",
    auth: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Users file: everyone must give a name and password of it.")
    ] = None,
    add_user: Annotated[
        str | None, typer.Option(metavar="NAME", help="Ask for a password, add the user to the --auth file, and end.")
    ] = None,
    no_auth_i_understand: Annotated[
        bool, typer.Option("--no-auth-i-understand", help="Let everyone in although others can reach it.")
    ] = False,
    store: StoreOption = None,
    llm: LlmOption = None,
) -> None:
    """Serve the page in a browser, with its API and MCP server, until Ctrl-C.

    Passwords cross the network as they are: put a proxy with TLS before a server that others can reach. A browser
    keeps a password until it is closed: you cannot log out without closing it.
    """
    from assistant.ui import access

    if add_user is not None:
        _add(auth, add_user)
        return
    if auth and no_auth_i_understand:
        raise typer.BadParameter("--auth and --no-auth-i-understand exclude each other")
    if root_path and not root_path.startswith("/"):
        raise typer.BadParameter("--root-path begins with a slash, such as /news")
    users = access.Users.read(auth) if auth else None
    from assistant.ui import serve as server

    server.check_published(host, users, no_auth=no_auth_i_understand)
    with opened(context, store, llm=llm) as assistant:
        from assistant.llm import warm

        warm(assistant.settings)  # it loads while the first question is typed
        server.run(
            assistant, host=host, port=port, root_path=root_path, users=users, no_auth=no_auth_i_understand,
            on_ready=lambda address: typer.echo(f"News Assistant is at {one_line(address)} (Ctrl-C stops it)"),
        )  # fmt: skip
    typer.echo("stopped", err=True)


def _add(path: Path | None, name: str) -> None:
    """Asks for a password twice, without echo, and writes the user."""
    from assistant.ui import access

    if path is None:
        raise BadInput("name the users file, too: --auth FILE --add-user NAME")
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    access.add_user(path, name, password)
    typer.echo(f"{one_line(name)} may use a server that is started with --auth {one_line(str(path))}")
