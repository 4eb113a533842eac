from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from evals.cases import cases_digest, load_suites
from vectorstore.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = {
    "tunnel.txt": "The tunnel will be\n3.8 kilometres long.",
    "2026-05-03-ferry.txt": "The ferry sank. Nine died.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "news" / name).write_text(text, encoding="utf-8")
    return tmp_path


def suite(folder: Path, cases: str, *, name: str = "own", corpus: str = "news") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(f"suite: {name}\ncorpus: [{corpus}]\ncases:\n{cases}", encoding="utf-8")
    return path


GOOD = """
  - id: length
    question: How long will the tunnel be?
    kind: number
    answer: [["3.8 km", "3.8 kilometres"]]
    gold: [{article: tunnel, quote: "will be 3.8 kilometres"}]
"""


def test_gold_is_found_whatever_white_space_lies_between_its_words(folder: Path) -> None:
    [loaded] = load_suites([suite(folder, GOOD)])
    [span] = loaded.spans(loaded.suite.cases[0].gold[0])
    assert loaded.corpus.article("tunnel").text[span.start : span.end] == "will be\n3.8 kilometres"


def test_an_article_goes_by_its_files_name_without_the_date(folder: Path) -> None:
    elsewhere = GOOD.replace("article: tunnel", "article: ferry").replace("will be 3.8 kilometres", "Nine died")
    [loaded] = load_suites([suite(folder, elsewhere)])
    assert loaded.spans(loaded.suite.cases[0].gold[0])


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (GOOD.replace("will be", "was"), "case length: the quotation 'was 3.8 kilometres' does not occur"),
        (GOOD.replace("article: tunnel", "article: bridge"), "case length: the corpus has no article named bridge"),
        (GOOD.replace("kind: number", "kind: numeric"), "case length: kind"),
        (GOOD + "    points: 3\n", "case length: points"),
        (GOOD.replace("    question: How long will the tunnel be?\n", ""), "case length: question"),
        (GOOD.replace("    answer:", "    must_not: [x]\n    #"), "case length: a case that expects an answer needs"),
        (GOOD + "    expect: not_in_articles\n", "has neither answer nor gold"),
        (GOOD + "    asked_on: 2026-05-03T09:00:00\n", "case length: asked_on"),
        (GOOD + GOOD, "already has a case of this id"),
        (GOOD.replace("kind: number", "kind: injection"), "needs attack"),
        (GOOD.replace("kind: number", "kind: followup"), "needs history"),
        ("  - [", "not valid YAML"),
        ("  []", "cases"),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_file_and_case(folder: Path, cases: str, said: str) -> None:
    path = suite(folder, cases)
    with pytest.raises(BadInput) as caught:
        load_suites([path])
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_corpus_that_does_not_exist_and_a_folder_without_suites_are_told(folder: Path) -> None:
    with pytest.raises(BadInput, match="the corpus elsewhere does not exist"):
        load_suites([suite(folder, GOOD, corpus="elsewhere")])
    with pytest.raises(BadInput, match="holds no suite"):
        load_suites([folder / "news"])


def test_ids_are_unique_over_all_suites(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"own\.yaml already has a case of this id"):
        load_suites([suite(folder, GOOD), suite(folder, GOOD, name="second")])


def test_the_digest_changes_with_what_a_case_says_and_not_with_where_it_lies(folder: Path, tmp_path: Path) -> None:
    before = load_suites([suite(folder, GOOD)])
    [article] = {before[0].corpus.digest}
    moved = folder.rename(tmp_path.parent / f"{tmp_path.name}-moved")
    after = load_suites([moved / "own.yaml"])
    assert cases_digest(after) == cases_digest(before)
    assert after[0].corpus.digest == article
    changed = load_suites([suite(moved, GOOD.replace("How long", "How very long"))])
    assert cases_digest(changed) != cases_digest(before)
    (moved / "news" / "tunnel.txt").write_text("The tunnel will be 3.8 kilometres short.", encoding="utf-8")
    assert load_suites([moved / "own.yaml"])[0].corpus.digest != article


def test_the_shipped_suites_are_many_and_of_every_kind() -> None:
    kinds = Counter(case.kind for loaded in load_suites() for case in loaded.suite.cases)
    assert kinds.total() >= 150
    assert kinds["injection"] >= 40
    assert len(kinds) == 18
