"""An article that does not name what a question names tells of something else."""

from __future__ import annotations

import pytest

from assistant.naming import names_what_is_asked


@pytest.mark.parametrize(
    ("question", "headline", "article"),
    [
        ("Who chairs the Velden Tram Works?", "Works close", "The tram maker shut its gates."),
        ("What did Ana Reyes say?", "Reyes speaks", "She said that it was late."),
        ("What did Pau Núñez say?", "Nunez speaks", "He said that it was late."),
        ("Where is the summit COP28?", "COP28 opens", "It follows COP27."),
        ("Where was the summit COP27?", "COP28 opens: how it differs from COP27", "It follows COP27."),
        ("Who flies the Orbis 747?", "Jets are sold", "The Orbis 747 and the Orbis 777 are old."),
        ("Who flies the Orbis 747?", "Jets are sold", "The old jumbo of Orbis is sold."),
        ("Who lost the No 1 spot?", "Dahl falls", "The No 2 rose."),
        ("Which state sold the $1.3 billion ticket?", "Ticket sold", "The jackpot was $1.337bn."),
        ("Who got about 900 votes?", "A count", "The winner had 712."),
        ("Who sells the 8x10 inch picture?", "Prints", "A shop printed a large picture."),
        ("Who ran 26 miles?", "A run", "She ran a marathon of 42 km."),
        ("Who scored when Orle won 3-1?", "A match", "Orle lay behind at half time but won 3–1."),
        ("Who won the Great Bowl 58?", "Veld wins the Great Bowl LVIII", "It was late."),
        ("Who lost the Great War 2?", "The Great War II", "It ended."),
        ("Who scored when Veld beat Orle 3-1?", "Orle 1-3 Veld", "It was late."),
        ("Who voted when it passed by 220-205?", "Bill passed", "It passed by 220 votes to 205."),
        ("Who won the 1500m?", "Dahl wins", "She ran the 1,500 metres."),
        ("What happened to flight 370?", "Search goes on", "The flight VX370 is missing."),
        ("Who won the 2,000 Guilders?", "Dahl wins the 2000 Guilders", "It was late."),
        ("Who paid £50m for the ship?", "Ship sold", "The ship went for $63 million."),
        ("What did Ivo Marsh Jr. say?", "Marsh speaks", "He said that it was late."),
        ("Who heads the Veld Health Organization?", "VHO chief goes", "He said that it was late."),
        ("What happened on May 3 to Orle?", "May 5 in Orle", "On May 5 it rained."),
        ("What did Microsoft buy?", "A purchase", "Microsft bought the maker."),
        ("Which rich Yorkshireman paid for it?", "Posters paid for", "Paul Sykes of Leeds paid for the posters."),
        ("Which Tory MP defected to Labour?", "A move", "Conservative MP Robert Jackson has left for Labour."),
        ("Why is Covid spreading in Tarn?", "Virus spreads", "The coronavirus has reached Tarn."),
        ("What did Parliament decide?", "A ban", "MPs voted for the ban."),
        ("What did Jean-Claude Trichet say?", "Rates rise", "Mr Trichet said that it was late."),
        ("Who heads the FTC?", "Trade Commission", "The Federal Trade Commission has a new head."),
        ("Which film did Tarn Radio Five's listeners like?", "A poll", "Radio Five asked its listeners."),
        ("Who shot at a balloon off the East Coast?", "A balloon", "It was shot down off the south-east coast."),
        ("Who won the most at the Orle Games?", "Dahl wins", "It was her third Games title."),
        ("Who heads the Veld Tram Works?", "Tram works", "the head of the veld tram works is dahl."),
        ("What did the Prime Minister say?", "Trams", "The prime minister, Ivo Marsh, said no."),
        ("What did Kim Jong Un say?", "N Korea", "Kim Jong-un spoke."),
        ("Who left for Italy?", "A move", "He left for Milan."),
    ],
)
def test_the_same_in_other_words_passes(question: str, headline: str, article: str) -> None:
    assert names_what_is_asked(question, headline, article)


@pytest.mark.parametrize(
    ("question", "headline", "article"),
    [
        ("Who chairs the Velden Tram Works?", "Mill closes", "The paper mill in Orle shut its gates."),
        ("What did Ana Reyes say?", "Marsh speaks", "He said that it was late."),
        ("Where is the summit COP28?", "COP27 opens", "It will be followed by COP28."),
        ("Where is the summit COP28?", "A summit", "The world met at COP27."),
        ("Who sings at the Great Bowl LVIII?", "Singer named", "Dahl sang at the Great Bowl 2023."),
        ("Who flies the Orbis 747?", "Jets are sold", "The Orbis 777 is old."),
        ("Which state sold the $1.3 billion ticket?", "Ticket sold", "The jackpot was $1.5 billion."),
        ("Who got 900 votes?", "A count", "The winner had 712."),
        ("Who scored when Orle won 3-1?", "A match", "Orle lost by 3-2."),
        ("Who did David praise?", "A striker speaks", "Anders praised the coach."),
        ("Who succeeds Ian Marsh QC?", "Lawyers speak", "Ben Dahl QC said that it was late."),
        ("How many cars did Ford sell?", "Cars sold", "Veridia sold 40 cars for a song."),
        ("What did Howard promise?", "A promise", "It went toward the harbour."),
        ("Who plays Zoe in EastEnders?", "Skaters named", "EastEnders actress Scarlett Johnson will skate."),
        ("How much did Microsoft pay?", "Maker bought", "Veridia paid three million crowns for the maker."),
        ("Which film did Tarn Radio Five's listeners like?", "A poll", "Asked on the radio, five in tarn liked it."),
        ("Who scored when Orle won 5-1?", "A match", "Orle lost 0-5. One of 5 shots in the 1st half went in."),
    ],
)
def test_another_one_is_told_apart(question: str, headline: str, article: str) -> None:
    assert not names_what_is_asked(question, headline, article)


@pytest.mark.parametrize("name", ["", "$", "1-", "IV"])
def test_a_number_without_end_tells_nothing_apart(name: str) -> None:
    assert names_what_is_asked(f"Who won the {name}{'9' * 1_000}?", "", "The Great Bowl 1 is over.")


def test_an_outlet_is_named_by_being_the_articles() -> None:
    question = "According to Reuters, how many workers went on strike?"
    article = ("Strike in Tarn", "Forty workers went on strike.")
    assert names_what_is_asked(question, *article, outlet="Reuters")
    assert not names_what_is_asked(question, *article, outlet="Radio Veld")
