"""What kind of answer a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import pytest

from assistant.kinds import holds_kind

HELD = [
    ("Who opened the new hall?", "The Queen opened the hall on Tuesday."),
    ("Who met the families?", "The Prime Minister met the families."),
    ("How long will the canal be?", "The canal will run for 14 miles."),
    ("How long did the vote take?", "The vote took nine hours."),
    ("How long has Ortega led the party?", "Ortega has led the party since 2019."),
    ("How much did the bridge cost?", "The bridge cost 82 million crowns."),
    ("How much did the bridge cost?", "It was built for $82m."),
    ("How much rain fell?", "Rain of 40 litres a square metre fell."),
    ("How many people were hurt?", "Eleven were hurt, police said."),
    ("How many people were hurt?", "One person was hurt."),
    ("How many people a day did the tram carry?", "The tram carried 40,000 people a day."),
    ("How many years did the judge give him?", "He got a 10-year sentence."),
    ("How many consecutive years did she win?", "She won three years in a row."),
    ("How many days after the storm did power return?", "Power returned 12 days after the storm."),
    ("How much time did the repair take?", "The repair took three weeks."),
    ("How much did house prices rise?", "House prices rose by 4.2 per cent."),
    ("What is the name of the ship?", "The Aurora sank."),
    ("Which city's mayor resigned?", "The mayor of Berlin resigned."),
    ("How old is the mayor?", "Mayor Dana Ruiz, 62, spoke first."),
    ("How tall is the tower?", "The tower rises 120 metres."),
    ("How often does the ferry sail?", "The ferry sails every 40 minutes."),
    ("What share of members voted?", "Two thirds of the members voted."),
    ("What was the score?", "Veld won 3-1."),
    ("When did she resign?", "She resigned on 3 May."),
    ("What is the deadline for appeals?", "Appeals must be made by 3 May."),
    ("Who resigned?", "Dana Ruiz resigned."),
    ("Where did it land?", "It landed in Oslo."),
    ("In which city was it tried out?", "The pupils of two colleges in Bristol tried it out last year."),
    ("Which film closed the festival?", "The festival closed with 'the long way home' on Sunday."),
    ("What was the score?", "Veld United 4-0 Orle City."),
    ("How many points did Veld get?", "Veld United 59 points."),
    ("What is the president's name for the plan?", "He calls it 'a new deal'."),
    ("Which countries sent ships?", "The French and Danish navies sent ships."),
]
LACKING = [
    ("Where did she meet the families?", "She met the families with the Prime Minister."),
    ("What is the name of the hotel where Ivo Marsh was held?", "Father-of-two Mr Marsh, 28, was held at a hotel."),
    ("Where did Cora Vale sing her part?", "Singers such as Dame Cora Vale recorded a song for the victims."),
    ("How long will the canal be?", "The canal is to cost 410 million crowns."),
    ("How long will the canal be?", "Its cost rose three months after work began."),
    ("How long did the vote take?", "The vote was won by 45 to 30 members."),
    ("How much did the bridge cost?", "The bridge is 3 miles long."),
    ("How much did the bridge cost?", "The work took four years."),
    ("How many people were hurt?", "The fire burned for 12 days."),
    ("How many people were hurt?", "Damage of £4.2m was done."),
    ("How many years did the judge give him?", "He stole 10 paintings."),
    ("How tall is the tower?", "The tower took six years to build."),
    ("What share of members voted?", "The members met for 3 hours."),
    ("How many of the 40 members voted?", "The 40 members met."),
    ("When did she resign?", "She resigned after a quarrel."),
    ("What is the deadline for appeals?", "The court ruled that appeals may be made."),
    ("Who resigned?", "The leader resigned."),
    ("What is the name of the woman who is suing Orbex?", "A US woman is suing Orbex over its ink."),
    ("What was the pupil's name?", "A pupil from Leeds asked him about it."),
    ("Which company was sued?", "The firm's drivers' union went to law."),
    ("Where was he arrested?", "He was arrested in January."),
]


@pytest.mark.parametrize(("question", "answer"), HELD)
def test_a_sentence_holds_the_kind_asked_for(question: str, answer: str) -> None:
    assert holds_kind(question, answer) is True


@pytest.mark.parametrize(("question", "answer"), LACKING)
def test_a_sentence_with_another_kind_does_not(question: str, answer: str) -> None:
    assert holds_kind(question, answer) is False


@pytest.mark.parametrize(
    "question",
    [
        "What did the council decide?",
        "What did the company announce?",
        "What is the president's plan?",
        "What does the city want from the team that left?",
        "Why did prices rise more than what the company had predicted?",
        "Which son was arrested?",
        "What is the manager's job title?",
        "What name change is planned?",
    ],
)
def test_a_question_that_asks_for_no_kind_takes_any(question: str) -> None:
    assert holds_kind(question, "It rejected the plan.") is None
