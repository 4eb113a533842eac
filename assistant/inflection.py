"""English verbs in the past and in the present with "she", as a statement needs them that is made of a question."""

from __future__ import annotations

_PASTS = """
arise arose awake awoke be was bear bore beat beat become became begin began bend bent bet bet bid bid bind bound bite
bit bleed bled blow blew break broke breed bred bring brought broadcast broadcast build built burst burst buy bought
cast cast catch caught choose chose come came cost cost cut cut deal dealt dig dug do did draw drew drink drank drive
drove eat ate fall fell feed fed feel felt fight fought find found flee fled fly flew forbid forbade forecast forecast
foresee foresaw forget forgot forgive forgave freeze froze get got give gave go went grow grew hang hung have had hear
heard hide hid hit hit hold held hurt hurt keep kept know knew lay laid lead led leave left lend lent let let lie lay
light lit lose lost make made mean meant meet met mislead misled overcome overcame overtake overtook pay paid put put
quit quit read read ride rode ring rang rise rose run ran say said see saw seek sought sell sold send sent set set
shake shook shed shed shine shone shoot shot show showed shut shut sing sang sink sank sit sat sleep slept slide slid
speak spoke spend spent spin spun split split spread spread stand stood steal stole stick stuck strike struck swear
swore sweep swept swim swam take took teach taught tear tore tell told think thought throw threw undergo underwent
understand understood undertake undertook uphold upheld wake woke wear wore win won withdraw withdrew withstand
withstood write wrote
""".split()
IRREGULAR = dict(zip(_PASTS[::2], _PASTS[1::2], strict=True))
DOUBLING = frozenset(
    """
admit ban beg cancel cap chop commit compel control defer deter drag drop drug expel grab incur jam label model occur
omit patrol permit plan plot plug prefer propel quit rebut refer regret rob rub scrap ship shun signal skip slip snap
spot stem step stop strip submit sum swap tap transfer travel trim wrap
""".split()
)


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
