"""A run as JUnit XML: one test suite for each system and suite of cases, and one for the gate's floors.

A case that fails a deciding metric is a failure, one that did not run an error, one without any score skipped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from lxml import etree

from assistant.terminal import neutralise
from evals.faults import explain, faults, unscored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.gate import Outcome
    from evals.types import CaseResult, RunReport

NOT_XML = re.compile("[\ufffe\uffff]")


def junit(report: RunReport, outcome: Outcome | None = None) -> bytes:
    """The document, UTF-8 with its declaration. ``outcome``: what the gate says of this run."""
    root = etree.Element("testsuites", name="news-assistant eval", time=f"{report.seconds:.3f}")
    groups: dict[str, list[CaseResult]] = defaultdict(list)
    for one in report.results:
        groups[f"{one.system}.{one.suite}"].append(one)
    for name, results in groups.items():
        _suite(root, name, results, report.environment.started)
    if outcome is not None:
        _floors(root, outcome)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _suite(root: etree._Element, name: str, results: Sequence[CaseResult], started: str) -> None:
    suite = etree.SubElement(
        root, "testsuite", name=_text(name), tests=str(len(results)), timestamp=_text(started),
        failures=str(sum(one.error is None and bool(faults(one)) for one in results)),
        errors=str(sum(one.error is not None for one in results)),
        skipped=str(sum(one.error is None and not one.scores for one in results)),
        time=f"{sum(one.milliseconds for one in results) / 1000:.3f}",
    )  # fmt: skip
    for one in results:
        case = etree.SubElement(
            suite, "testcase", classname=_text(name), name=_text(one.case), time=f"{one.milliseconds / 1000:.3f}"
        )
        _outcome(case, one)


def _outcome(case: etree._Element, result: CaseResult) -> None:
    """What came of one case, with its question and answer where someone will want to read them."""
    wrong = faults(result)
    if result.error is not None:
        etree.SubElement(case, "error", message=_text(result.error), type="error").text = _text(result.question)
    elif wrong:
        answer = result.answer["text"] if result.answer else ""
        lines = [f"Question: {result.question}", f"Answer: {answer}"]
        lines += [f"Right: {'; '.join(result.wanted)}"] if result.wanted else []
        etree.SubElement(case, "failure", message=explain(wrong), type=",".join(wrong)).text = _text("\n".join(lines))
    elif not result.scores:
        etree.SubElement(case, "skipped", message="no metric applies to this case")
    if blank := unscored(result):
        etree.SubElement(case, "system-out").text = f"unscored: {', '.join(blank)}"


def _floors(root: etree._Element, outcome: Outcome) -> None:
    """The floors that are broken; where none is, one case that says that they hold."""
    count = max(1, len(outcome.breaches))
    suite = etree.SubElement(root, "testsuite", name="floors", tests=str(count), failures=str(len(outcome.breaches)))
    for breach in outcome.breaches:
        case = etree.SubElement(suite, "testcase", classname="floors", name=_text(f"{breach.system}.{breach.metric}"))
        etree.SubElement(case, "failure", message=_text(str(breach)), type="floor")
    if not outcome.breaches:
        etree.SubElement(suite, "testcase", classname="floors", name=f"{outcome.floors} floors checked")


def _text(value: str) -> str:
    """The text with every character that XML allows."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", neutralise(value))
