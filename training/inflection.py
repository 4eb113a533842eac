"""English words in another form: the past of a verb, and words put in place of their opposites."""

from __future__ import annotations

import re

_PASTS = """
arise arose arisen awake awoke awoken be was been bear bore borne beat beat beaten become became become begin began
begun bend bent bent bet bet bet bid bid bid bind bound bound bite bit bitten bleed bled bled blow blew blown break
broke broken breed bred bred bring brought brought broadcast broadcast broadcast build built built burst burst burst
buy bought bought cast cast cast catch caught caught choose chose chosen come came come cost cost cost cut cut cut deal
dealt dealt dig dug dug do did done draw drew drawn drink drank drunk drive drove driven eat ate eaten fall fell fallen
feed fed fed feel felt felt fight fought fought find found found flee fled fled fly flew flown forbid forbade forbidden
forecast forecast forecast foresee foresaw foreseen forget forgot forgotten forgive forgave forgiven freeze froze frozen
get got got give gave given go went gone grow grew grown hang hung hung have had had hear heard heard hide hid hidden
hit hit hit hold held held hurt hurt hurt keep kept kept know knew known lay laid laid lead led led leave left left lend
lent lent let let let lie lay lain light lit lit lose lost lost make made made mean meant meant meet met met mislead
misled misled overcome overcame overcome overtake overtook overtaken pay paid paid put put put quit quit quit read read
read ride rode ridden ring rang rung rise rose risen run ran run say said said see saw seen seek sought sought sell sold
sold send sent sent set set set shake shook shaken shed shed shed shine shone shone shoot shot shot show showed shown
shut shut shut sing sang sung sink sank sunk sit sat sat sleep slept slept slide slid slid speak spoke spoken spend
spent spent spin spun spun split split split spread spread spread stand stood stood steal stole stolen stick stuck stuck
strike struck struck swear swore sworn sweep swept swept swim swam swum take took taken teach taught taught tear tore
torn tell told told think thought thought throw threw thrown undergo underwent undergone understand understood
understood undertake undertook undertaken uphold upheld upheld wake woke woken wear wore worn win won won withdraw
withdrew withdrawn withstand withstood withstood write wrote written
""".split()
IRREGULAR = dict(zip(_PASTS[::3], _PASTS[1::3], strict=True))
DOUBLING = frozenset("admit commit permit submit refer prefer occur ban plan stop drop cap chop step grab plot quit "
                     "rob ship slip sum tap trim wrap beg jam plug rub skip snap spot stem strip scrap shun swap drag "
                     "drug transfer defer deter incur omit regret rebut control patrol propel expel compel cancel "
                     "travel label model signal".split())  # fmt: skip

_OPPOSITES = """
rose fell|rises falls|rising falling|rise fall|risen fallen|increased decreased|increases decreases|increase decrease
increasing decreasing|approved rejected|approves rejects|approve reject|accepted refused|accepts refuses|accept refuse
won lost|wins loses|win lose|winning losing|confirmed denied|confirms denies|confirm deny|admitted denied
supported opposed|supports opposes|support oppose|supporting opposing|opened closed|opens closes|opening closing
higher lower|highest lowest|largest smallest|biggest smallest|longest shortest|larger smaller|bigger smaller
longer shorter|older younger|oldest youngest|faster slower|stronger weaker|better worse|best worst
before after|earlier later|allowed banned|allows bans|survived died|survives dies|gained lost|arrived left
succeeded failed|succeeds fails|success failure|successful unsuccessful|majority minority|guilty innocent
legal illegal|lawful unlawful|possible impossible|likely unlikely|safe unsafe|able unable|strengthened weakened
raised lowered|raises lowers|raise lower|expanded reduced|expands reduces|inside outside|above below
agreed disagreed|agrees disagrees|agree disagree|welcomed condemned|praised criticised|praised criticized
hired dismissed|lifted imposed|public private|always never|first last|most fewest|cheaper dearer|up down
"""
OPPOSITE: dict[str, str] = {}
for _pair in re.split(r"[|\n]", _OPPOSITES.strip()):
    _one, _other = _pair.split()
    OPPOSITE.setdefault(_one, _other)
    OPPOSITE.setdefault(_other, _one)


def past(lemma: str) -> str:
    """The simple past of a verb: "resign" gives "resigned", "carry" "carried", "take" "took"."""
    if lemma in IRREGULAR:
        return IRREGULAR[lemma]
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ied"
    return lemma + lemma[-1] + "ed" if lemma in DOUBLING else lemma + "ed"


def third_person(lemma: str) -> str:
    """The present of a verb with he, she or it: "resign" gives "resigns", "carry" "carries", "have" "has"."""
    if lemma in {"be", "have"}:
        return {"be": "is", "have": "has"}[lemma]
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def cased_like(word: str, model: str) -> str:
    """A word with a capital where ``model`` has one."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
