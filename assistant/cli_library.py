"""The commands that keep the library: ingest, list, show, delete, stats, reindex and models."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from assistant.cli_options import EMPTY_LIBRARY, JsonOption, StoreOption, hint, opened, settings_for, stdout
from assistant.render import print_block, show_date, to_json
from assistant.terminal import one_line, progress, styled
from vectorstore.errors import BadInput, NotFound

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.ingest import IngestReport
    from vectorstore.types import Article

ArticleArgument = Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id, as “list” shows it.")]
VersionOption = Annotated[
    str | None, typer.Option(metavar="VERSION", help="An earlier version, or the first characters of its name.")
]
SHORT = 8
"""Characters of a version that a table shows."""


def ingest(
    context: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH…", show_default=False)] = None,
    *,
    samples: Annotated[bool, typer.Option("--samples", help="Read the fictional articles that are shipped.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles from files and folders: .txt, .md, .html, .json, .jsonl, .csv, and .zip of those.

    Exits 1 if something could not be read; everything else is in the library nevertheless.
    """
    if not paths and not samples:
        raise typer.BadParameter("give a file or folder, or --samples")
    with ExitStack() as stack:
        locations: list[str | Path] = list(paths or ())
        if samples:
            shipped = resources.files("assistant") / "samples"
            locations.append(stack.enter_context(resources.as_file(shipped)))
        assistant = stack.enter_context(opened(context, store))
        with progress("reading") as advance:
            report = assistant.ingest(*locations, on_progress=advance)
    if as_json:
        typer.echo(to_json(report.to_dict(), indent=2))
    else:
        _print_report(report)
    if report.failed:
        raise typer.Exit(1)


def _print_report(report: IngestReport) -> None:
    console = stdout()
    stored = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    print_block(console, Text(f"{stored}, {len(report.failed)} failed, in {report.seconds:.1f} s"))
    for failure in report.failed:
        print_block(console, Text(f"{one_line(str(failure.location))}: {one_line(failure.reason)}"), indent=2)
    if report.pending:
        waiting = f"{report.pending} wait for the process that has the index open; they are found already"
        print_block(console, Text(waiting))


def list_articles(context: typer.Context, *, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the articles, the newest first. Through a pipe: columns separated by tabs."""
    with opened(context, store) as assistant:
        rows = assistant.store.articles()
    if as_json:
        typer.echo(to_json([asdict(row) for row in rows], indent=2))
        return
    columns = ("id", "version", "title", "outlet", "published", "state")
    cells = [
        [row.id, row.version[:SHORT], row.title, row.outlet or "", show_date(row.published), row.state] for row in rows
    ]
    console = stdout()
    if not rows:
        hint(EMPTY_LIBRARY)
    elif console.is_terminal:
        table = Table(*columns, box=None, header_style="bold")
        for line in cells:
            table.add_row(*(Text(one_line(cell)) for cell in line))
        console.print(table)
    else:
        for line in [list(columns), *cells]:
            typer.echo("\t".join(one_line(cell) for cell in line))


def show(
    context: typer.Context,
    article: ArticleArgument,
    *,
    version: VersionOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article in full; what is not part of the story (and never cited) is dimmed."""
    with opened(context, store) as assistant:
        versions = assistant.store.versions(article)
        found = assistant.store.get(article, version and _one_version(versions, version))
    if as_json:
        typer.echo(to_json({**asdict(found), "version": found.version, "versions": versions}, indent=2))
    else:
        _print_article(found, versions)


def _one_version(versions: list[str], beginning: str) -> str:
    found = [version for version in versions if version.startswith(beginning.lower())]
    if len(found) != 1:
        known = ", ".join(version[:SHORT] for version in versions)
        raise NotFound(f"{beginning!r} is not one version of this article; it has {known}")
    return found[0]


def _print_article(article: Article, versions: list[str]) -> None:
    console = stdout()
    print_block(console, styled(one_line(article.display_title), "bold"))
    facts = {
        "id": article.id, "outlet": article.outlet, "agency": article.agency, "by": ", ".join(article.authors),
        "published": show_date(article.published), "section": article.section, "kind": article.kind,
        "url": article.url, "origin": article.origin, "version": article.version[:SHORT],
        "versions": ", ".join(version[:SHORT] for version in versions) if len(versions) > 1 else "",
    }  # fmt: skip
    for name, value in facts.items():
        if value:
            print_block(console, Text(f"{name}: {one_line(value)}", style="cyan"))
    for note in article.notes:
        print_block(console, Text(f"note: {one_line(note)}", style="yellow"))
    console.print()
    console.print(_body(article), soft_wrap=not console.is_terminal)


def _body(article: Article) -> Text:
    """The text with its boilerplate dimmed."""
    body, previous = Text(), 0
    for start, end in article.boilerplate:
        body.append_text(styled(article.text[previous:start])).append_text(styled(article.text[start:end], "dim"))
        previous = end
    return body.append_text(styled(article.text[previous:]))


def delete(
    context: typer.Context, article: ArticleArgument, *, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Erase an article in all its versions. This cannot be undone."""
    with opened(context, store) as assistant:
        title, versions = assistant.store.get(article).display_title, assistant.store.versions(article)
        assistant.store.delete(article)
    if as_json:
        typer.echo(to_json({"deleted": article, "versions": versions}, indent=2))
    else:
        print_block(stdout(), Text(f"erased “{one_line(title)}” in {len(versions)} version(s)"))


def stats(context: typer.Context, *, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Count what the library holds and what is still to be done."""
    with opened(context, store) as assistant:
        counted = _counted(assistant)
    _print_counted(counted, as_json=as_json)


def reindex(context: typer.Context, *, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Build the index anew: from the stored vectors, or from the texts if the embedding model changed."""
    with opened(context, store, reindex=True) as assistant:
        with progress("indexing") as advance:
            assistant.store.reindex(lambda done, total: advance("indexing", done, total))
        counted = _counted(assistant)
    _print_counted(counted, as_json=as_json)


NEWEST = ("id", "title", "outlet", "published")


def _counted(assistant: Assistant) -> dict[str, Any]:
    """The store's statistics, with the newest article instead of its date."""
    newest = assistant.store.newest()
    told = {name: getattr(newest, name) for name in NEWEST} if newest else None
    return {**asdict(assistant.store.stats()), "newest": told}


def _print_counted(counted: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(counted, indent=2))
        return
    newest = counted["newest"]
    shown = counted | {"newest": f"{newest['title']} ({show_date(newest['published'])})" if newest else "none"}
    for name, value in shown.items():
        print_block(stdout(), Text(f"{name:<10} {one_line('unknown' if value is None else str(value))}"))


def models(
    context: typer.Context,
    action: Annotated[str | None, typer.Argument(metavar="[download]", show_default=False)] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", show_default=False)] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List the models: where they are and under which licence. “models download NAME” fetches one and checks it."""
    settings = settings_for(context, None)
    from assistant.models import download, known

    if action is None:
        _print_models([asdict(model) for model in known(settings.models_dir)], as_json=as_json)
    elif action == "download" and name:
        with progress(f"fetching {name}", of_bytes=True) as advance:
            path = download(name, settings.models_dir, lambda done, total: advance(f"fetching {name}", done, total))
        typer.echo(to_json({"name": name, "path": str(path)}) if as_json else f"{name} is ready: {one_line(str(path))}")
    else:
        raise BadInput("write “models” or “models download NAME”; “models” lists the names")


def _print_models(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        located = [one | {name: str(value) for name, value in one.items() if isinstance(value, Path)} for one in found]
        typer.echo(to_json(located, indent=2))
        return
    for one in found:
        print_block(stdout(), Text(str(one.pop("name")), style="bold"))
        for name, value in one.items():
            if value not in (None, "", ()):
                print_block(stdout(), Text(f"{name}: {one_line(str(value))}"), indent=4)
