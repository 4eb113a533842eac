from __future__ import annotations

from assistant.checking import quoted_claim
from assistant.conflicts import disagree, join, rivals, withdrawn
from assistant.types import Citation, Claim, Evidence, Verdict
from vectorstore.types import Hit

QUESTION = "How many people were hurt in the tram crash in Tarn?"


def hit(name: str, text: str, published: str | None, title: str = "Tram crash in Tarn") -> Hit:
    return Hit(name, "0" * 64, 100, 100 + len(text), text, title, name, published, None, 0.5, "both")


COURIER = hit(
    "Courier", "Rain fell. Twelve people were hurt when two trams collided in Tarn. Nobody died.", "2026-05-03"
)
LEDGER = hit("Ledger", "Fourteen people were injured when the trams collided in Tarn.", "2026-05-04")
COPY = hit("Copy", "Twelve people were hurt when two trams collided in Tarn. It rained.", "2026-05-04")
GAZETTE = hit("Gazette", "Fourteen people were injured when trams collided in Tarn, police said.", "2026-05-02")
UNDATED = hit("Undated", "Sixteen people were injured when the trams collided in Tarn.", None)


def claim(source: Hit, text: str) -> Claim:
    """A claim that cites the sentence of a hit that holds ``text``."""
    start = source.text.index(text)
    cited = Citation(source.article_id, source.version, source.start + start, source.start + start + len(text), text,
                     source.title, source.outlet, source.published, source.url)  # fmt: skip
    return Claim(text, (cited,), Verdict("supported", 0.9), as_of=source.published)


TWELVE = claim(COURIER, "Twelve people were hurt when two trams collided in Tarn.")
FOURTEEN = claim(LEDGER, "Fourteen people were injured when the trams collided in Tarn.")


def test_another_figure_is_found_in_other_articles_only_once() -> None:
    found = rivals(TWELVE, [COURIER, COPY, LEDGER, GAZETTE], QUESTION)
    assert [one.article_id for one in found] == ["Ledger"]
    assert isinstance(found[0], Evidence)
    assert LEDGER.text[found[0].start - LEDGER.start : found[0].end - LEDGER.start] == found[0].text


def test_a_name_of_the_question_that_an_article_lacks_keeps_it_out() -> None:
    assert rivals(TWELVE, [COURIER, LEDGER], "How many people were hurt at Oldgate in Tarn?") == []


def test_a_claim_has_no_rival_in_its_own_article() -> None:
    later = hit("Courier", "Fourteen people were injured when the trams collided in Tarn.", "2026-05-03")
    assert rivals(TWELVE, [COURIER, later], QUESTION) == []
    assert not disagree(TWELVE, claim(later, later.text), [COURIER, later], QUESTION)


def test_claims_of_different_articles_that_contradict_each_other_disagree() -> None:
    hits = [COURIER, LEDGER, COPY]
    assert disagree(TWELVE, FOURTEEN, hits, QUESTION)
    assert not disagree(TWELVE, claim(COPY, "Twelve people were hurt when two trams collided in Tarn."), hits, QUESTION)


def test_what_disagrees_is_joined_the_oldest_first_and_linked_both_ways() -> None:
    other = claim(COURIER, "Nobody died.")
    group = [FOURTEEN, *(quoted_claim(one) for one in rivals(FOURTEEN, [LEDGER, UNDATED, COURIER], QUESTION))]
    claims, new = join([other], group, [LEDGER, UNDATED, COURIER], QUESTION)
    assert claims == [other, *new]
    assert [one.as_of for one in new] == ["2026-05-03", "2026-05-04", None]
    assert [one.disagrees for one in new] == [(2,), (1, 3), (2,)]


def test_a_later_claim_links_an_earlier_one() -> None:
    claims, new = join([TWELVE], [FOURTEEN], [COURIER, LEDGER], QUESTION)
    assert [one.disagrees for one in claims] == [(1,), (0,)]
    assert new == claims[1:]


def test_a_correction_is_shown_with_what_it_withdraws() -> None:
    story = hit("Lantern", "Captain Morrow failed a breath test on the quay, a source said.", "2026-05-03", "Captain")
    wrong = hit("Lantern 2", "We wrote that Captain Morrow had failed a breath test. He did not. We are sorry.",
                "2026-05-06", "Correction: Captain Morrow")  # fmt: skip
    first = claim(story, story.text)
    found = rivals(first, [story, wrong], "What did Captain Morrow fail?")
    assert [one.text for one in found] == ["We wrote that Captain Morrow had failed a breath test. He did not."]
    plain = hit("Other", wrong.text, "2026-05-06", "Captain Morrow")
    assert rivals(first, [story, plain], "What did Captain Morrow fail?") == []


def test_what_a_correction_repeats_goes_with_its_withdrawal() -> None:
    text = "We reported that Morrow failed a test. He did not. Other parts stand."
    for title, sentence, whole in (
        ("Correction: Captain Morrow", "We reported that Morrow failed a test.", text[:50].strip()),
        ("Correction: Captain Morrow", "Other parts stand.", None),
        ("Captain Morrow", "We reported that Morrow failed a test.", None),
    ):
        passage = hit("Lantern", text, "2026-05-06", title)
        start = passage.start + text.index(sentence)
        one = Evidence(
            "Lantern", "0" * 64, start, start + len(sentence), sentence, title, "Lantern", None, None, 0, "both"
        )
        found = withdrawn(one, [COURIER, passage])
        assert (found and found.text) == whole
