"""Cases for a person to finish, and the suite's file that holds them, with a remark above each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from assistant.terminal import one_line
from evals.cases import load_suites
from vectorstore.errors import BadInput, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.types import Case

HEAD = """\
# A suite of cases for the evals of News Assistant, drafted for a person to finish. Run it with:
#     news-assistant eval --suite {name}
# Write each question, as a reader would ask it; see that the answer is what it asks for, and add its other wordings:
# answer holds one list of wordings for each fact that is needed. A gold quotation must occur in its article.
# A question that the articles do not answer has expect: not_in_articles, kind: unanswerable, and no answer and gold.
"""
UNWRITTEN = "(write the question that the quotation below answers)"
WIDTH = 110


@dataclass(frozen=True)
class Draft:
    """A case, and what a person should do with it: one line."""

    case: Case
    remark: str


def write_suite(path: Path, name: str, corpus: Sequence[str], drafts: Sequence[Draft]) -> None:
    """Writes a suite and checks it as every suite is. Raises BadInput where the file exists or there is no draft."""
    if path.exists():
        raise BadInput(f"{path} exists already; name another folder, or move it away")
    if not drafts:
        raise BadInput("no case could be drafted from what was given")
    parts = [HEAD.format(name=one_line(str(path))), _yaml({"suite": name, "corpus": list(corpus)}), "cases:\n"]
    parts += [f"  # {one_line(draft.remark)}\n{_indented(_yaml([_plain(draft.case)]))}" for draft in drafts]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(parts), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    load_suites([path])


def _plain(case: Case) -> dict[str, object]:
    """What differs from a case's defaults, in the order that a person writes it."""
    document = case.model_dump(mode="json", exclude_defaults=True)
    return {"id": case.id, "question": case.question, "kind": case.kind, "expect": case.expect, **document}


def _yaml(value: object) -> str:
    """YAML that reads back as it was: of some line separators (NEL) PyYAML makes a space unless it escapes them."""
    text = str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=WIDTH))
    return text if yaml.safe_load(text) == value else str(yaml.safe_dump(value, sort_keys=False, width=WIDTH))


def _indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))
