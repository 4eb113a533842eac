"""The whole page: masthead, where one asks, the archive and the library; and how Gradio is to dress it.

All three parts are on the page from the start, and the address's ``#`` says which one is shown. What stands in a tab
or an accordion of Gradio's is mounted when it is opened, and a moment later its boxes are set back to their first
values, over what was typed meanwhile.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.ui import archive, endpoints, library
from assistant.ui.chat import Desk, part
from assistant.ui.shelf_view import masthead_html

if TYPE_CHECKING:
    from assistant.api import Assistant

TITLE = "News Assistant"
STYLES = ("page.css", "answer.css", "reader.css")
VIEW = "<script>document.documentElement.dataset.view = location.hash.slice(1)</script>"
"""So that an address such as /#library never shows another part first."""
SERIF = ("Charter", "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", "Source Serif 4", "Georgia", "serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def build(assistant: Assistant) -> gr.Blocks:
    """The page over an assistant, with the API's endpoints; to be launched with ``launch_options``."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        part("masthead", masthead_html())
        with gr.Column(elem_id="view-ask", elem_classes="view"):
            desk = Desk(assistant)
        with gr.Column(elem_id="view-archive", elem_classes="view"):
            archive.build(assistant)
        with gr.Column(elem_id="view-library", elem_classes="view"):
            library.build(assistant)
        desk.load(page)
        endpoints.build(assistant)
    return page


def launch_options() -> dict[str, Any]:
    """What Gradio takes at launch: the theme, of fonts that every system has, and our style sheets.

    They stand in the head, since Gradio rewrites the selectors of what it is given as ``css``.
    """
    static = files("assistant.ui") / "static"
    rules = "\n".join((static / name).read_text(encoding="utf-8") for name in STYLES)
    return {"theme": theme(), "head": f"<style>\n{rules}</style>{VIEW}"}


def theme() -> gr.themes.Base:
    """Gradio's own parts in the page's colours and fonts; nothing is fetched for them."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate, neutral_hue=gr.themes.colors.stone, font=SERIF, font_mono=MONO
    ).set(
        body_background_fill="#fbfaf6", body_background_fill_dark="#16171a",
        body_text_color="#1c1b19", body_text_color_dark="#e8e6e1",
        body_text_color_subdued="#5c574f", body_text_color_subdued_dark="#aaa59b",
        background_fill_primary="#fbfaf6", background_fill_primary_dark="#16171a",
        background_fill_secondary="#f3f1ea", background_fill_secondary_dark="#1e2023",
        block_background_fill="transparent", block_background_fill_dark="transparent",
        block_border_width="0px", block_shadow="none", block_label_text_color="#5c574f",
        block_label_text_color_dark="#aaa59b",
        border_color_primary="#d9d4c7", border_color_primary_dark="#3a3b3e",
        link_text_color="#8a1c1c", link_text_color_dark="#f0a79c",
        link_text_color_hover="#5f1010", link_text_color_hover_dark="#ffc9c1",
        button_primary_background_fill="#1c1b19", button_primary_background_fill_dark="#e8e6e1",
        button_primary_background_fill_hover="#3a3833", button_primary_background_fill_hover_dark="#ffffff",
        button_primary_text_color="#fbfaf6", button_primary_text_color_dark="#16171a",
        input_border_width="1px", input_radius="3px", button_large_radius="3px", button_small_radius="3px",
        input_background_fill="#ffffff", input_background_fill_dark="#1e2023",
        input_border_color="#8d877a", input_border_color_dark="#77736b",
    )  # fmt: skip
