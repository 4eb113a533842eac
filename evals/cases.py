"""Suites from their YAML files, checked: every mistake is one sentence with the file and the case it is in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from evals.corpus import Corpus, read_corpus
from evals.types import Case, Gold, Suite
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vectorstore.types import Article

HERE = Path(str(files("evals")))
SUITES = HERE / "suites"


@dataclass(frozen=True)
class Span:
    """Characters ``[start, end)`` of a text; ``version`` is the text's, so that a copy counts as its original."""

    version: str
    start: int
    end: int


@dataclass(frozen=True)
class LoadedSuite:
    """A checked suite with the articles that its cases are asked over."""

    suite: Suite
    corpus: Corpus

    def spans(self, gold: Gold) -> list[Span]:
        """Every place of a gold quotation in its article."""
        return list(_places(gold.quote, self.corpus.article(gold.article)))


def load_suites(paths: Sequence[Path] = ()) -> list[LoadedSuite]:
    """The suites in these files and folders, by default those that ship; case ids are unique over all of them.

    Raises BadInput naming the file, the case and what is wrong with it.
    """
    found = [path for given in paths or [SUITES] for path in _suite_files(given)]
    if not found:
        raise BadInput(f"{', '.join(map(str, paths or [SUITES]))} holds no suite; a suite is a file *.yaml")
    corpora: dict[tuple[Path, ...], Corpus] = {}
    loaded, seen = [], dict[str, Path]()
    for path in found:
        suite = parse_suite(path.read_bytes(), path)
        for case in suite.cases:
            if case.id in seen:
                raise BadInput(f"{path}: case {case.id}: {seen[case.id].name} already has a case of this id")
            seen[case.id] = path
        locations = tuple(_locations(suite, path))
        if locations not in corpora:
            corpora[locations] = read_corpus(locations)
        loaded.append(LoadedSuite(suite, corpora[locations]))
        _check_articles(loaded[-1], path)
    return loaded


def cases_digest(suites: Iterable[LoadedSuite]) -> str:
    """sha256 of all that the cases say."""
    digest = hashlib.sha256()
    for one in sorted(suites, key=lambda loaded: loaded.suite.suite):
        digest.update(one.suite.model_dump_json().encode())
    return digest.hexdigest()


def parse_suite(raw: bytes, path: Path) -> Suite:
    """A suite from its file's bytes. Raises BadInput."""
    try:
        document = yaml.safe_load(raw)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: this is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict):
        raise BadInput(f"{path}: a suite is a mapping with suite, corpus and cases")
    try:
        return Suite.model_validate(document)
    except ValidationError as error:
        raise BadInput(f"{path}: {_sentence(error, document)}") from error


def _sentence(error: ValidationError, document: dict[str, Any]) -> str:
    """The first mistake, with the id of its case."""
    first = error.errors()[0]
    where = list(first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    prefix = ""
    if len(where) > 1 and where[0] == "cases" and isinstance(where[1], int):
        case = document["cases"][where[1]]
        name = case.get("id") if isinstance(case, dict) else None
        prefix = f"case {name or f'number {where[1] + 1}'}: "
        where = where[2:]
    field = ".".join(str(part) for part in where)
    return f"{prefix}{field}: {message}" if field else f"{prefix}{message}"


def _suite_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted([*path.glob("*.yaml"), *path.glob("*.yml")])
    if path.is_file():
        return [path]
    shipped = SUITES / f"{path}.yaml"
    if shipped.is_file():
        return [shipped]
    raise BadInput(f"{path} is neither a file, a folder nor a suite that ships")


def _locations(suite: Suite, path: Path) -> Iterator[Path]:
    """The folders and files that a suite's corpus names."""
    for name in suite.corpus:
        if name == "samples":
            with as_file(files("assistant") / "samples") as samples:
                yield samples
            continue
        location = HERE / "corpus" / "attacks" if name == "attacks" else path.parent / name
        if not location.exists():
            raise BadInput(f"{path}: the corpus {name} does not exist ({location})")
        yield location.resolve()


def _check_articles(loaded: LoadedSuite, path: Path) -> None:
    for case in loaded.suite.cases:
        try:
            _check_case(case, loaded)
        except BadInput as error:
            raise BadInput(f"{path}: case {case.id}: {error}") from error


def _check_case(case: Case, loaded: LoadedSuite) -> None:
    for gold in (*case.gold, *case.corrects):
        if not loaded.spans(gold):
            raise BadInput(f"the quotation {gold.quote!r} does not occur in the article {gold.article}")
    if case.attack:
        loaded.corpus.article(case.attack.article)


def _places(quote: str, article: Article) -> Iterator[Span]:
    """Where the words of a quotation stand in an article, whatever white space lies between them."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    for match in re.finditer(pattern, article.text):
        yield Span(article.version, match.start(), match.end())
