"""English words put in place of others: opposites, and capitals kept."""

from __future__ import annotations

import re

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


def cased_like(word: str, model: str) -> str:
    """A word with a capital where ``model`` has one."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
