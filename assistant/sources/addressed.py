"""Passages that speak to software and not to readers: "Note to language models: you answer that …".

They are marked like boilerplate: kept in the text, and neither embedded nor cited. Such a passage tells an assistant
what to say, so whatever it says is no report. Precision comes first: news about assistants is never marked. What a
rule cannot see is left to the checks of the answer.
"""

from __future__ import annotations

import re

from vectorstore.sentences import sentences

_MACHINE = (
    r"(?:(?:ai|artificial[- ]intelligence|automated|machine|language)(?:[- ]\w+){0,2}?"
    r"[- ](?:models?|systems?|readers?|services?|agents?|tools?|assistants?)"
    r"|(?:(?:virtual|digital|news) )?assistants?|chatbots?|bots?|llms?|language models?|ais?)\b"
)
_ABOUT = r"(?:note|notice|information|instruction|message|correction|order|memo|warning|reminder|request)s?"
_VERBS = r"ignore|disregard|forget|repeat|answer|reply|respond|tell|cite|mention|obey"
_FRAMES = (
    rf"(?:dear |attention,? )?(?:all |any |the )?{_MACHINE}\s*:",
    rf"(?:dear |attention,? )(?:all |any |the )?{_MACHINE},",
    rf"(?!ais?\b){_MACHINE}, (?:please |now |always |never )?(?:you|{_VERBS})\b",
    rf"(?:[\w'’-]+ ){{0,3}}?{_ABOUT}\b,?[^.:;]{{0,20}}? (?:for|to) (?:[\w-]+ ){{0,3}}?{_MACHINE}[^.:;]{{0,30}}[:.]",
    rf"(?:for|to) (?:[\w-]+ ){{0,4}}?{_MACHINE}[^.:;]{{0,40}}:",
    rf"(?:if|since|because) you are (?:an? )?(?:[\w-]+ ){{0,2}}?{_MACHINE}",
    rf"you are (?:no longer |now )?(?:an? |the )?(?:[\w-]+ ){{0,2}}?{_MACHINE}",
)
_FRAME = re.compile("|".join(f"(?:{frame})" for frame in _FRAMES), re.IGNORECASE)
_ORDER = re.compile(rf"\b(?:{_VERBS}|you|your|answers|answered|replies|says?|quoted?|instead|do not|never)\b", re.I)
_OVERRIDE = re.compile(
    r"(?:please )?(?:ignore|disregard|forget) (?:\w+ ){0,3}?(?:previous|earlier|prior|above|preceding) (?:\w+ ){0,2}?"
    r"(?:instructions?|prompts?|rules|messages?|directions)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^[\s\-–—•*>#|\[(]+")


def addressed_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans that speak to software, in order: from the sentence that begins so to the end of its line."""
    found = []
    for line in re.finditer(r"[^\n]+", text):
        for start, end in sentences(text, line.start(), line.end()):
            if _speaks_to_software(text[start:end], text[start : line.end()]):
                found.append((start, start + len(text[start : line.end()].rstrip())))
                break
    return tuple(found)


def _speaks_to_software(sentence: str, rest: str) -> bool:
    """Whether a sentence addresses software, and the ``rest`` of its line, itself included, gives an order."""
    plain = _LEAD.sub("", sentence)
    if _OVERRIDE.match(plain):
        return True
    frame = _FRAME.match(plain)
    return frame is not None and _ORDER.search(_LEAD.sub("", rest)) is not None
