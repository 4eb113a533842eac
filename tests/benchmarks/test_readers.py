"""The readers' questions are whole, and what is counted of their answers is right."""

from __future__ import annotations

from collections import Counter

from benchmarks.readers import Asked, Reply, read_questions, report, right


def reply(name: str, *shown: str, cited: tuple[str, ...] = (), corrected: tuple[str, ...] = ()) -> Reply:
    return Reply(name, shown, 0, cited, corrected, 1.0)


def test_every_question_has_what_its_kind_needs() -> None:
    questions = read_questions()
    assert len({one.id for one in questions}) == len(questions) == 695
    sizes = {
        "tuned": 100,
        "blind": 100,
        "fresh": 119,
        "last": 72,
        "plain": 96,
        "everyday": 100,
        "later": 60,
        "newest": 48,
    }
    assert Counter(one.part for one in questions) == sizes
    assert all(one.answerable == (one.kind in {"fact", "true premise"}) for one in questions)
    assert all(one.question.strip() and one.articles for one in questions)


def test_right_refused_and_corrected_are_told_apart() -> None:
    questions = [
        Asked("1", "blind", "fact", "How much?", ("12m crowns", "twelve million crowns"), ("a",)),
        Asked("2", "blind", "fact", "Who?", ("Ana Reyes",), ("b",)),
        Asked("3", "blind", "unanswerable", "Why?", (), ("b",)),
        Asked("4", "blind", "false premise", "Why?", (), ("b",)),
    ]
    replies = {
        "1": reply("1", "It cost twelve million crowns.", cited=("a",)),
        "2": reply("2"),
        "3": reply("3", "It rained."),
        "4": reply("4", corrected=("It rained",)),
    }
    assert [right(one, replies[one.id]) for one in questions[:2]] == [True, False]
    told = {line[2:40].strip(): line.split("=")[1].split()[0] for line in report(questions, replies).splitlines()[:-1]}
    assert told == {
        "gold answer in what is shown": "0.50", "of answers that are no refusals": "1.00",
        "an article of the story is cited": "1.00", "wrongly refused": "0.50", "true premise wrongly corrected": "0.00",
        "unanswerable: refused": "0.00", "false premise: corrected or refused": "1.00",
        "false premise: corrected": "1.00",
    }  # fmt: skip
