"""What stands around an answer, as HTML: the conversations, the welcome, the reading panel's frame, the help sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.ui.markup import Markup, html, join, line
from assistant.ui.turn_view import asks

if TYPE_CHECKING:
    from assistant.ui.conversations import Conversation, Kept

SHORTCUTS = (
    ("/", "Write a question"),
    ("Enter", "Ask (Shift and Enter begin a new line)"),
    ("Escape", "Close the article and go back to the citation; stop an answer from the question box"),
    ("n", "Next citation; in an open article, the next cited passage"),
    ("p", "Previous citation or passage"),
    ("a", "Back to the last answer"),
    ("?", "This sheet"),
)
EMPTY_LIBRARY = "The library holds no articles yet. Add some in the Library, then ask."


def shelf_html(kept: Kept) -> Markup:
    """The conversations of this browser, the latest first, each with rename and delete."""
    items = join(_item(one, current=one.id == kept.current) for one in kept.conversations)
    some = html("<ul>{items}</ul>", items=items) if items else html('<p class="hint">None yet.</p>')
    tools = html(
        '<p class="tools"><button type="button" class="plain" data-act="undo">Undo the last question</button>'
        '<button type="button" class="plain" data-act="clear">Clear this conversation</button></p>'
    )
    return html(
        '<nav aria-label="Conversations"><h2 class="kicker">Conversations</h2>'
        '<button type="button" class="new" data-act="new">New conversation</button>{some}{tools}'
        '<p class="hint">Kept in this browser only.</p></nav>',
        some=some, tools=tools if kept.conversation.exchanges else join(()),
    )  # fmt: skip


def _item(one: Conversation, *, current: bool) -> Markup:
    title = line(one.title)
    return html(
        '<li data-id="{id}"{current}><button type="button" class="title" data-act="choose"{aria}>{title}</button>'
        '<span class="item-tools"><button type="button" class="plain" data-act="rename"'
        ' aria-label="Rename {title}">Rename'
        '</button><button type="button" class="plain" data-act="delete" aria-label="Delete {title}">'
        "Delete</button></span></li>",
        id=one.id, title=title, current=Markup(' class="current"') if current else "",
        aria=Markup(' aria-current="true"') if current else "",
    )  # fmt: skip


def welcome_html(covered: str | None, examples: Sequence[str]) -> Markup:
    """What stands there before the first question; ``covered`` is None for an empty library."""
    if covered is None:
        return html('<div class="welcome"><p class="lead">{empty}</p></div>', empty=EMPTY_LIBRARY)
    suggested = html('<p class="kicker">From these articles</p>{asks}', asks=asks(examples))
    return html(
        '<div class="welcome"><p class="lead">Ask the articles. Every sentence of an answer is checked against the '
        'passage that it cites, and what they do not say is not said.</p><p class="footing">'
        "{covered}.</p>{suggested}</div>",
        covered=covered, suggested=suggested if examples else join(()),
    )  # fmt: skip


def frame() -> Markup:
    """The reading panel, empty and closed."""
    return html(
        '<aside class="reader" aria-label="Article" hidden><div class="reader-bar">'
        '<button type="button" data-act="previous" aria-label="Previous citation">Previous</button>'
        '<span class="position" aria-live="polite"></span>'
        '<button type="button" data-act="next" aria-label="Next citation">Next</button>'
        '<button type="button" data-act="close" aria-label="Close the article">Close</button></div>'
        '<div class="reader-page" tabindex="-1"></div></aside>'
    )


def masthead_html() -> Markup:
    """The name of the page, the way to its parts, its theme and its help."""
    keys = join(html("<dt><kbd>{key}</kbd></dt><dd>{what}</dd>", key=key, what=what) for key, what in SHORTCUTS)
    return html(
        '<header class="masthead"><h1>News Assistant</h1><p class="motto">Every sentence with its source</p>'
        '<p class="tools"><button type="button" class="plain" data-act="theme">Dark page</button>'
        '<button type="button" class="plain" data-act="help">Help and keys</button></p></header>'
        '<nav class="views" aria-label="Parts of the page"><a href="#ask">Ask</a><a href="#archive">Archive</a>'
        '<a href="#library">Library</a></nav>'
        '<dialog class="help" id="help" aria-labelledby="help-title"><h2 id="help-title">Help and keys</h2>'
        "<p>Ask in your own words; follow-up questions refer to what was said. A mark such as 1a names article 1, "
        "passage a: press it to read the passage where it stands.</p><dl>{keys}</dl>"
        '<p><label><input type="checkbox" id="single-keys" checked> Use the single keys above</label></p>'
        '<form method="dialog"><button type="submit" class="primary">Close</button></form></dialog>'
        '<div class="card" id="card" role="tooltip" hidden></div>'
        '<div class="hidden" id="spoken" role="log" aria-live="polite" aria-label="The answer as it is written"></div>',
        keys=keys,
    )  # fmt: skip
