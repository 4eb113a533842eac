"""Negation and modality: what is denied, planned, possible or alleged is not told as a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.checks import opposites
from assistant.checks.source import Finding
from assistant.checks.synonyms import meanings
from assistant.language import definite, forms, is_content, stem, stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from assistant.checks.source import Source

FACT, CERTAIN, PLANNED, POSSIBLE = 4, 3, 2, 1
MODALS = {"may": POSSIBLE, "might": POSSIBLE, "could": POSSIBLE, "should": POSSIBLE, "would": CERTAIN, "'d": CERTAIN,
          "will": CERTAIN, "'ll": CERTAIN, "wo": CERTAIN, "shall": CERTAIN, "must": CERTAIN}  # fmt: skip
ADVERBS = dict.fromkeys(
    "possibly perhaps maybe likely unlikely probably reportedly allegedly apparently supposedly potentially".split(),
    POSSIBLE,
)
PLANS = frozenset("plan intend expect aim hope want seek propose consider set promise vow pledge threaten try attempt "
                  "prepare urge ask demand order tell predict schedule due wish offer bid call "
                  "advise recommend poise poised ready slate tip about eager keen "
                  "favourite favorite stand".split())  # fmt: skip
_PLANS = frozenset(map(stem, PLANS))
ALLEGES = frozenset(
    "accuse allege suspect believe think charge rumour rumor fear speculate appear seem suggest claim "
    "understand".split()
)
DOUBTS = frozenset("alleged suspected reported purported supposed possible potential likely apparent".split())
DECIDED = frozenset("plan intend set promise vow pledge order schedule due prepare bound certain".split())
NEARLY = frozenset("close closer near".split())
ON_THE_WAY = frozenset("course track way verge brink".split())
ANEW = frozenset("new next another second further other".split())
"""Words of an event that is not the one before."""
BEGINS = frozenset("begin start come take kick apply follow happen occur".split())
"""Verbs that only say when something named by a noun is: "the ban will kick in"."""
RESULTS = frozenset("become win lose beat reach finish survive".split())
WAYS = frozenset("pass surpass overtake beat defeat edge rally come go rise grow score hold".split())
"""How it came about: "passed him to become …", "held on to win" tell what has happened."""
REFUSES = frozenset("fail refuse decline deny avoid reject rule neglect dispute".split())
PERSONAL = frozenset({"he", "she", "it", "who"})
NEGATIONS = frozenset("no not n't never without nobody none nothing neither nor cannot barely hardly unable lack "
                      "against ban forbid prohibit prohibition eliminate prevent stop oppose absent "
                      "few little only unlikely deny fail refuse decline reject".split())  # fmt: skip
CONDITIONS = frozenset({"if", "unless", "whether"})
LIGHT = frozenset("be have do make take get go give say tell hold keep let become use".split())
STEPS = 5
HELD = frozenset({"xcomp", "ccomp", "pcomp", "prep", "acl", "dobj", "pobj", "advcl"})


class Force(NamedTuple):
    """How a clause is meant: denied or not, and as a fact, a plan or a possibility; ``by`` is the word that says so."""

    denied: bool
    level: int
    by: str


def check(claim: Doc, source: Source) -> Finding | None:
    """Objects when the matching clause of the cited texts is denied, or only planned, possible or alleged."""
    for verb in clauses(claim):
        matching = _matching(verb, source)
        mine = force(verb, through=HELD | {"relcl"})
        if not matching:
            if mine.denied and not _negates(source):
                return Finding("not_stated", "no cited passage says that this is not so")
            if mine.level == FACT and (ahead := _ahead(verb, source)):
                return Finding("not_stated", f"the article tells of this as to come (“{ahead}”)")
            continue
        if mine.denied and _instead(claim, source):
            continue
        finding = _compare(
            mine, [(theirs, force(theirs)) for theirs in matching if not _says_when_it_was(claim, theirs)]
        )
        if finding is not None:
            return finding
    return _hedge_dropped(claim, source) or opposites.check(claim, source)


def _hedge_dropped(claim: Doc, source: Source) -> Finding | None:
    """Objects to a plain "thief" where every cited one is "alleged"."""
    for noun in claim:
        if noun.pos_ != "NOUN" or _doubt(noun):
            continue
        stated = [
            token
            for token in source.tokens
            if token.pos_ == "NOUN" and token.lemma_ == noun.lemma_ and meanings(token.head) & meanings(noun.head)
        ]
        doubts = [_doubt(token) for token in stated]
        if doubts and all(doubts):
            return Finding("not_stated", f"the article says “{doubts[0]} {stated[0].text}”, not “{noun.text}”")
    return None


def _doubt(noun: Token) -> str:
    return next((child.text for child in noun.children if child.dep_ == "amod" and child.lower_ in DOUBTS), "")


def _says_when_it_was(claim: Doc, stated: Token) -> bool:
    """Whether a denial names the last time: "no team has won since Veld did in 2001" says that Veld won."""
    since = any(token.lower_ == "since" for token in stated.subtree)
    return since and not any(token.lower_ == "since" for token in claim)


def clauses(doc: Doc) -> Iterator[Token]:
    """The head of every clause: its verb, or "be" with what it says."""
    for token in doc:
        if token.lemma_ == "be":
            if _complement(token) is not None:
                yield token
        elif token.pos_ == "VERB" and token.dep_ not in {"amod", "compound", "prep"}:
            yield token


def force(verb: Token, through: frozenset[str] = HELD) -> Force:
    """Whether the clause of ``verb`` is denied, and whether it is told as fact, plan or possibility.

    ``through`` are the dependencies by which what stands above a clause colours it. A claim's relative clause shares
    the force of what it belongs to ("accused of an attack that cost millions"); an article's may be a fact of its own.
    """
    denied = _denied(verb)
    level, by = _own_level(verb)
    head, step = verb, 0
    while step < STEPS:
        if head.dep_ == "conj" and not _has(head, {"nsubj", "nsubjpass", "aux"}):
            above = head.head
            denied, (other, word) = denied or _denied(above), _own_level(above)
            if head.pos_ == "NOUN" and above.pos_ == "VERB":  # a long list of objects that the parser hung too high
                other, word = min((other, word), _governs(above, head))
        elif head.dep_ in through:
            above = head.head
            other, word = _governs(above, head)
            denied ^= above.lemma_.lower() in REFUSES and head.dep_ in {"xcomp", "ccomp", "pcomp", "dobj", "prep"}
            if head.dep_ == "xcomp":
                denied |= _denied(above)
                other, word = min((other, word), _own_level(above))
        else:
            break
        level, by = min((level, by), (other, word))
        head, step = above, step + 1
    return Force(denied, level, by)


def _compare(mine: Force, stated: list[tuple[Token, Force]]) -> Finding | None:
    if any(theirs.denied == mine.denied and mine.level <= theirs.level for _, theirs in stated):
        return None
    same = [(token, theirs) for token, theirs in stated if theirs.denied == mine.denied]
    if not stated:
        return None
    if not same:
        if mine.denied:
            return Finding("contradicted", f"the article says that it is so (“{_clause(stated[0][0])}”)")
        return Finding("contradicted", f"the article denies this (“{_clause(stated[0][0])}”)")
    token, theirs = max(same, key=lambda pair: pair[1].level)
    kind = "possible or alleged" if theirs.level == POSSIBLE else "planned or expected"
    return Finding("not_stated", f"the article gives this as {kind} (“{theirs.by or token.text}”), not as a fact")


def _matching(verb: Token, source: Source) -> list[Token]:
    """The clauses of the cited texts that the claim's clause restates: same verb, and what they speak of in common."""
    if verb.lemma_ == "be":
        complement = _complement(verb)
        wanted = forms(complement) if complement is not None else set()
        return [
            token for doc in source.docs for token in clauses(doc)
            if token.lemma_ == "be" and (other := _complement(token)) is not None and forms(other) & wanted
        ]  # fmt: skip
    wanted = meanings(verb)
    same = [token for doc in source.docs for token in clauses(doc) if token.lemma_ != "be" and meanings(token) & wanted]
    light = verb.lemma_.lower() in LIGHT
    mine = stems(token for token in verb.subtree if is_content(token) and token != verb)
    shared = {token: len(mine & stems(other for other in token.subtree if other != token)) for token in same}
    return [
        token for token in same
        if shared[token] == max(shared.values()) and (shared[token] or not (light or mine) or _of_one(token))
    ]  # fmt: skip


def _instead(claim: Doc, source: Source) -> bool:
    """Whether the cited texts say what is instead of what the claim denies: "at Orle instead of Veld"."""
    told = stems(token for token in claim if is_content(token))
    for token in source.tokens:
        link = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
        if (token.lower_, link.lower_) in {("instead", "of"), ("rather", "than")}:
            left = [one for child in link.children for one in child.subtree if is_content(one)]
            if left and all(forms(one) & told for one in left):
                return True
    return False


def _ahead(verb: Token, source: Source) -> str:
    """What the cited texts say of a deed that they only name, where it is to come: "the ban will take effect"."""
    wanted = meanings(verb)
    named = [token for token in source.tokens if token.pos_ == "NOUN" and meanings(token) & wanted]
    if not named or any(not definite(one) or ANEW & {child.lower_ for child in one.children} for one in named):
        return ""
    begun = [token.head for token in named if token.dep_ in {"nsubj", "nsubjpass"}]
    ahead = [head for head in begun if head.lemma_.lower() in BEGINS and _own_level(head)[0] < FACT]
    return _clause(ahead[0]) if len(ahead) == len(named) else ""


def _of_one(verb: Token) -> bool:
    """Whether the clause says something of him, her or it, who may be anyone named before."""
    return any(child.dep_ in {"nsubj", "nsubjpass"} and child.lower_ in PERSONAL for child in verb.children)


def _denied(verb: Token) -> bool:
    """Whether a clause is denied once; "did not find no evidence" is no denial."""
    words = [child for child in verb.children if child.dep_ in {"neg", "advmod", "preconj", "mark"}]
    arguments = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "acomp"}]
    by_adverb = any(child.dep_ == "neg" or child.lower_ in {"never", "neither", "hardly", "barely"} for child in words)
    by_argument = any(child.lower_ in {"nobody", "none", "nothing", "unable"} or _det_no(child) for child in arguments)
    return by_adverb != by_argument or (verb.dep_ == "pcomp" and verb.head.lower_ == "without")


def _det_no(token: Token) -> bool:
    return any(
        child.lower_ in {"no", "neither"} and child.dep_ in {"det", "neg", "preconj"} for child in token.children
    )


def _own_level(verb: Token) -> tuple[int, str]:
    found = [(FACT, "")]
    for child in verb.children:
        word = child.lower_
        if child.dep_ == "aux" and word in MODALS:
            found.append((MODALS[word], word))
        elif child.dep_ in {"advmod", "acomp"} and word in ADVERBS:
            found.append((ADVERBS[word], word))
        elif child.dep_ == "mark" and word in CONDITIONS:
            found.append((POSSIBLE, word))
        elif child.dep_ == "advcl" and any(one.dep_ == "mark" and one.lower_ == "if" for one in child.children):
            found.append((POSSIBLE, "if"))
    return min(found)


def _governs(above: Token, inner: Token) -> tuple[int, str]:
    word, way = above.lemma_.lower(), _way(above)
    infinitive = any(child.lower_ == "to" and child.dep_ == "aux" for child in inner.children)
    hoped = inner.dep_ == "ccomp" and word in {"expect", "hope", "predict", "propose", "demand", "promise"}
    if word in ALLEGES or stem(word) in {"alleg", "accus", "suspicion"}:
        level = POSSIBLE
    elif infinitive and {word, above.lower_} & DECIDED:
        level = CERTAIN
    elif (infinitive and word in DOUBTS) or (word in NEARLY and _has(inner, {"pcomp"})):
        level = POSSIBLE
    elif infinitive and word in WAYS and above.tag_ == "VBD" and inner.lemma_.lower() in RESULTS:
        level = FACT
    elif hoped or (infinitive and (way or inner.dep_ == "advcl" or forms(above) & _PLANS)):
        level = PLANNED
    else:
        level = FACT
    return level, (way or above).text if level < FACT else ""


def _way(verb: Token) -> Token | None:
    """The "course" of "is on course to win"."""
    places = (inner for child in verb.children if child.lower_ == "on" for inner in child.children)
    return next((one for one in places if verb.lemma_ == "be" and one.lemma_.lower() in ON_THE_WAY), None)


def _complement(verb: Token) -> Token | None:
    """What "be" says: "guilty" in "was guilty", "position" in "is in the park position"."""
    found = next((child for child in verb.children if child.dep_ in {"attr", "acomp"}), None)
    places = (
        inner for child in verb.children if child.dep_ == "prep" for inner in child.children if inner.dep_ == "pobj"
    )
    where = (child for child in verb.children if child.dep_ == "advmod" and child.pos_ == "ADV" and is_content(child))
    return found or next(places, None) or next(where, None)


def _has(token: Token, kinds: set[str]) -> bool:
    return any(child.dep_ in kinds for child in token.children)


def _negates(source: Source) -> bool:
    return any(token.lower_ in NEGATIONS or token.lemma_.lower() in NEGATIONS for token in source.tokens)


def _clause(verb: Token) -> str:
    words = list(verb.subtree)
    near = [token for token in words if -6 <= token.i - verb.i <= 6]  # noqa: PLR2004
    doc: Doc = verb.doc
    return doc[near[0].i : near[-1].i + 1].text.strip(' ,."')
