"""Words that news uses for one another. A small table: it only saves right paraphrases, it never makes support."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.language import forms, stem

if TYPE_CHECKING:
    from spacy.tokens import Token

GROUPS = """
speak talk call phone conversation discuss discussion contact telephone connect chat
meet meeting summit encounter gather
kill die death dead fatal fatality slay murder
hurt injure injury wound
resign quit step leave depart exit resignation
win beat defeat victory triumph
lose defeat loss
buy acquire purchase takeover acquisition
sell sale
jail imprison prison sentence custody
arrest detain custody hold
charge accuse accusation allege allegation
rise increase grow growth climb jump gain surge raise up
fall drop decline decrease slump sink reduce reduction cut lower down
start begin launch open commence beginning
end finish close conclude stop halt cease
show reveal indicate find disclose suggest
say tell state add announce remark comment claim report note statement
help assist aid support
attack strike assault hit raid
hack hacking cyberattack breach compromise
make produce manufacture create build
plan intend aim propose scheme
ban prohibit forbid outlaw bar
allow permit let enable
approve back endorse support pass
reject refuse decline dismiss deny
cause lead result trigger spark
happen occur take place
big large huge major
small minor little
child kid youngster boy girl
doctor physician medic
police officer cop detective
car vehicle
film movie
firm company business corporation
government administration authority
vote election poll ballot
job work employment post role
money fund cash funding finance
home house residence
warn warning caution
criticise criticize criticism condemn attack
agree agreement deal accord pact
write author pen
contribute contribution contributor
use utilise utilize employ
want seek wish
need require
try attempt effort
marry wed wedding marriage husband wife
crash collide collision accident
stop prevent block avert
ask request urge call demand
name identify call title
live reside home
join enter
continue persist keep ongoing maintain
expand extend grow
limit restrict curb
conduct wage carry run
steal theft rob robbery
smuggle traffic trafficking
country nation state
official spokesman spokeswoman spokesperson
leader head chief boss
include feature contain
visit trip tour travel
return come back
receive get obtain
give provide supply offer donate
release publish issue launch
know aware
believe think
increase boost
hope expect anticipate
topic issue subject
tension strain
chemical precursor
price cost
plane flight aircraft jet airliner
evacuate flee leave
destroy damage wreck
"""


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in GROUPS.strip().splitlines():
        group = {stem(word) for word in line.split()}
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(group) for word, group in found.items()}


def meanings(token: Token) -> set[str]:
    """The stems of a word and of the words that news uses for it."""
    table = _groups()
    own = forms(token)
    return own | {other for form in own for other in table.get(form, ())}
