"""Two articles about one event: what differs is found, what only looks different is not, whichever is read first."""

# ruff: noqa: E501 (prose)

from __future__ import annotations

import pytest

from assistant.checks.disagreement import Told, differ

CRASH = ("Twelve people were hurt when two trams collided in Tarn.", "2026-05-03")
VOTE = ("The council approved the tram line to Eastbrook on Monday.", "2026-05-05")
STADIUM = ("The new stadium in Tarn will cost 80 million euros, the mayor said.", "2026-05-03")
RESIGNS = ("Haldane resigned as minister on Thursday.", "2026-03-20")
MARCH = ("Some 12,000 people marched through the centre of Orm on Saturday in support of the dockers.", "2026-06-28")
JOBS = ("Kestrel will cut 300 jobs at its plant in Orm.", "2026-01-06")
FERRY = ("Seven people died after the ferry Halcyon hit rocks, police said.", "2026-03-02")

Report = tuple[str, str]


def told(report: Report) -> Told:
    return Told.of(report[0], report[1], [report[0]])


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many people were hurt in Tarn?", CRASH, ("Fourteen people were injured when two trams collided in Tarn on Sunday.", "2026-05-04")),
        ("How many died on the Halcyon?", FERRY, ("The number of people who died in the sinking of the Halcyon has risen to nine, police said on Thursday.", "2026-03-09")),
        ("How many died on the Halcyon?", FERRY, ("Divers found two bodies, raising the death toll of the Halcyon to nine.", "2026-03-09")),
        ("How many were on board?", ("The ferry Halcyon was carrying 143 people.", "2026-03-02"), ("There were 142 people on the ferry Halcyon, not 143 as first reported.", "2026-03-04")),
        ("How many people marched?", MARCH, ("The police put the number of marchers in Orm at 4,500.", "2026-06-28")),
        ("How much will the stadium cost?", STADIUM, ("The new stadium in Tarn will cost 95 million euros, according to the auditors.", "2026-05-28")),
        ("What share of homes lost power?", ("A fifth of homes in Tarn lost power in the storm.", "2026-03-02"), ("About 30% of homes in Tarn lost power.", "2026-03-04")),
        ("How many jobs will go?", JOBS, ("Kestrel will cut 450 jobs at its plant in Orm, unions said.", "2026-01-08")),
        ("How old is Marr?", ("The suspect, Jon Marr, is 31 years old.", "2026-01-06"), ("Jon Marr, the 34-year-old suspect, was held on Monday.", "2026-01-08")),
        ("Was the tram approved?", VOTE, ("The council rejected the tram line to Eastbrook on Monday night.", "2026-05-05")),
        ("Was the tram approved?", VOTE, ("The council did not approve the tram line to Eastbrook.", "2026-05-06")),
        ("What happened to the bridge?", ("The bridge in Orm was closed on Monday.", "2026-01-06"), ("The bridge in Orm was opened on Monday.", "2026-01-06")),
        ("When did Haldane resign?", RESIGNS, ("Haldane resigned as minister on Friday, his office said.", "2026-03-22")),
    ],
)  # fmt: skip
def test_reports_that_differ(question: str, one: Report, other: Report) -> None:
    assert differ(told(one), told(other), question)
    assert differ(told(other), told(one), question)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many people were hurt?", CRASH, ("A dozen people were hurt in the collision of two trams in Tarn.", "2026-05-04")),
        ("How many people were hurt?", CRASH, ("Three people died when two trams collided in Tarn.", "2026-05-04")),
        ("How many people were hurt?", CRASH, ("The city of Tarn ordered 14 trams last year.", "2026-05-04")),
        ("When was the crash?", CRASH, ("Fourteen people were hurt when two trams collided in Tarn.", "2026-05-04")),
        ("How much will the stadium cost?", STADIUM, ("The club will pay 12 million euros towards the new stadium in Tarn.", "2026-05-28")),
        ("How many people marched?", MARCH, ("More than 11,000 people marched through Orm.", "2026-06-28")),
        ("How many people marched?", ("Exactly 12,034 people marched through Orm.", "2026-06-28"), MARCH),
        ("How many jobs will go?", JOBS, ("Kestrel cut 120 jobs at its plant in Tarn in 2024.", "2026-01-08")),
        ("How many died?", ("Two people were killed in a fire in Tarn on 3 January.", "2026-01-04"), ("Five people were killed in a fire in Tarn on 20 February.", "2026-02-21")),
        ("How far did unemployment rise?", ("Unemployment in Ostia rose to 4.6% in May.", "2026-06-02"), ("Unemployment in Ostia rose to 4.7% in June.", "2026-07-02")),
        ("Was the tram approved?", VOTE, ("The council may reject the tram line to Eastbrook, officials say.", "2026-05-02")),
        ("Was the tram approved?", VOTE, ("The council approved the plan for a tram line to Eastbrook.", "2026-05-06")),
        ("Who resigned?", RESIGNS, ("Haldane said that he would not resign as minister.", "2026-02-22")),
        ("When did Haldane resign?", RESIGNS, ("Haldane resigned as minister on 19 March.", "2026-03-22")),
    ],
)  # fmt: skip
def test_reports_that_only_look_different(question: str, one: Report, other: Report) -> None:
    assert not differ(told(one), told(other), question)
    assert not differ(told(other), told(one), question)


@pytest.mark.parametrize("report", [CRASH, VOTE, STADIUM, RESIGNS, MARCH, JOBS, FERRY])
@pytest.mark.parametrize("question", ["How many?", "When?", "What happened?"])
def test_no_report_differs_from_itself(question: str, report: Report) -> None:
    assert not differ(told(report), told(report), question)
