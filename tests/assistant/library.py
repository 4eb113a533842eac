"""A small fictional library that the tests of the assistant share."""

# ruff: noqa: E501 (prose)

from __future__ import annotations

from vectorstore.types import Article


def articles() -> list[Article]:
    """Five short articles of three outlets; two outlets disagree, one article has no date."""
    return [
        Article(
            id="ferry-1",
            title="Ferry Halcyon sinks off Port Sarrow",
            outlet="Sarrow Courier",
            published="2026-03-02",
            date_source="record",
            url="https://courier.example/ferry",
            text=(
                "The ferry Halcyon sank off Port Sarrow on Sunday night with 61 people aboard, the coast guard said.\n\n"
                "Seven people died, according to Commander Ilse Marrin, who leads the rescue. "
                '"We have not given up the search for two missing crew," Marrin said.\n\n'
                "The Halcyon was built in 1988 and belonged to Norland Lines, a company based in Veld. "
                "Norland Lines denied that the ferry was overloaded."
            ),
        ),
        Article(
            id="ferry-2",
            title="Death toll of Halcyon rises to nine",
            outlet="Sarrow Courier",
            published="2026-03-09",
            date_source="record",
            text=(
                "Divers found the bodies of two crew members of the ferry Halcyon on Saturday, raising the death toll to nine.\n\n"
                "Transport Minister Tomas Reyl ordered an inquiry, which Judge Ana Korrin will lead. "
                "The inquiry may take six months, Reyl said."
            ),
        ),
        Article(
            id="tunnel",
            title="Harbour tunnel to cost 410 million crowns",
            outlet="Veld Business Daily",
            published="2026-01-15",
            date_source="record",
            text=(
                "The harbour tunnel in Veld will cost 410 million crowns, a third more than planned, the city council said on Thursday.\n\n"
                "Mayor Orla Venn blamed the price of steel. Work began in 2024 and is due to end in October 2027.\n\n"
                'The opposition leader, Piet Hallam, called the tunnel "a hole that eats money".'
            ),
        ),
        Article(
            id="festival",
            title="Lantern festival draws crowds",
            outlet="Radio Veld",
            published="2026-02-20",
            date_source="record",
            text=(
                "About 20,000 people came to the lantern festival in Veld on Thursday, police said. "
                "The organiser, Mina Dahl, spoke of 35,000 visitors. It was the festival's first evening without rain in four years."
            ),
        ),
        Article(
            id="recipe",
            title="How to smoke a herring",
            text="Salt the herring overnight. Smoke it over beech wood for three hours at 80 degrees.",
        ),
    ]
