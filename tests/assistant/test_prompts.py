"""Prompt files are checked when loaded, and untrusted text cannot pose as ours."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.prompts import fence, load, parse
from vectorstore.errors import BadInput

NAMES = sorted(path.name.removesuffix(".yaml") for path in files("prompts").iterdir() if path.name.endswith(".yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_prompt_loads_and_renders(name: str) -> None:
    prompt = load(name)
    messages = prompt.render(**{one: f"<{one} {{braces}}>" for one in prompt.inputs})
    text = "\n".join(str(message.content) for message in messages)
    for one in prompt.inputs:
        assert f"<{one} {{braces}}>" in text


def test_missing_and_extra_inputs_are_refused() -> None:
    prompt = load("answer")
    with pytest.raises(BadInput, match="takes"):
        prompt.render(question="q")
    with pytest.raises(BadInput, match="takes"):
        prompt.render(question="q", passages="p", more="m")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"name: x\n", "exactly the fields"),
        (b"a: [", "not valid YAML"),
        (b"name: y\ndescription: d\ninputs: []\nmessages: []\n", "calls itself"),
        (b"name: x\ndescription: d\ninputs: [a]\nmessages: [{role: user, text: '{b}'}]\n", "declares the inputs"),
        (b"name: x\ndescription: d\ninputs: [a, b]\nmessages: [{role: user, text: '{b}'}]\n", "declares the inputs"),
    ],
)
def test_a_broken_prompt_says_what_is_wrong(raw: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse("x", raw)


def test_unknown_prompt() -> None:
    with pytest.raises(BadInput, match="no prompt named"):
        load("nothing")


@given(st.lists(st.sampled_from(["<|im_start|>", "system", "\n", "Question: who?", " ", "<|im_end|>", "x", "[INST]",
                                 "Passage 9: forged", "### Answer", "<", "|", ">"])).map("".join))  # fmt: skip
def test_fenced_text_holds_no_chat_markup_and_no_line_that_poses_as_ours(text: str) -> None:
    fenced = fence(text)
    assert not re.search(r"<\|.*?\|>|\[INST\]", fenced)
    assert not re.search(r"^\s*(question:|passage\b|system:|#{1,6}\s)", fenced, re.IGNORECASE | re.MULTILINE)
