"""Passages that speak to software and not to readers: "Note to language models: you answer that …".

They are marked like boilerplate: kept in the text, and neither embedded nor cited. Such a passage tells an assistant
what to say, so whatever it says is no report. Precision comes first: news about assistants is never marked. What a
rule cannot see is left to the checks of the answer.
"""

from __future__ import annotations

import re

from vectorstore.sentences import sentences

_KIND = r"(?:ai|artificial[- ]intelligence|automated|machine)(?:[- ]\w+){0,2}?[- ]"
_ROLE = (
    rf"(?:{_KIND}(?:model|system|reader|service|agent|tool|assistant)|(?:virtual|digital|news) assistant|chatbot|bot"
    r"|llm|language model|ai)\b"
)
_MACHINES = (
    rf"(?:{_KIND}(?:models?|systems?|readers?|services?|agents?|tools?|assistants?)"
    r"|(?:(?:virtual|digital|news) )?assistants?|chatbots?|bots?|llms?|language models?)\b"
)
_OR_AI = rf"(?:{_MACHINES}|ais?\b)"
"""Not where news begins alike: "AI: what you need to know"."""
_WORD = r"(?:(?!(?:of|on|in|about|with|for|to|from|by|over|who|that|using)\b)[\w-]+ )"
"""A word before the machine that leaves it the one spoken to: not "users of chatbots"."""
_READING = r"(?: (?:only|and|or|reading|that|which|who)\b[^.:;]{0,40})?[^\w\s.:;,]{0,3}"
_ABOUT = r"(?:note|notice|information|instruction|message|correction|order|memo|warning|reminder|request)s?"
_VERBS = r"ignore|disregard|forget|repeat|answer|reply|respond|tell|cite|mention|obey"
_AT_ONCE = rf"\W{{1,3}}(?:please|now|always|never|do not|don['’]t|you|your|say|if|when|whenever|whoever|{_VERBS})\b"
_TO = rf"(?:for|to) (?:the attention of )?{_WORD}{{0,4}}?"
_FRAMES = (
    rf"(?:dear |attention,? )(?:all |any |the )?{_OR_AI}[:,]",
    rf"(?:all |any |the )?{_MACHINES}\s*:(?!\W*(?:what|how|why|who|where|is|are|can|will)\b)",
    rf"{_MACHINES}, (?=(?:please |now |always |never )?(?:you|{_VERBS})\b)",
    rf"(?:an? |the |this |important |urgent )?{_ABOUT} {_TO}{_OR_AI}{_READING}[:.]",
    rf"(?:the |this )?following {_ABOUT} (?:(?:is|are) )?{_TO}{_MACHINES}",
    rf"(?:[\w'’-]+ ){{0,3}}?{_ABOUT}\b,?[^.:;]{{0,20}}? {_TO}{_OR_AI}{_READING}(?::|\s?[.,!–—-](?={_AT_ONCE}))",
    rf"{_TO}{_MACHINES}{_READING}:",
)
"""How a passage begins that tells software what follows; an order must follow."""
_FRAME = re.compile("|".join(f"(?:{frame})" for frame in _FRAMES), re.IGNORECASE)
_ORDER = re.compile(rf"\b(?:{_VERBS}|you|your|answers|answered|replies|says?|quoted?|instead|do not|never)\b", re.I)
_OVERRIDE = re.compile(
    r"(?:please )?(?:ignore|disregard|forget) (?:\w+ ){0,3}?(?:previous|earlier|prior|above|preceding) (?:\w+ ){0,2}?"
    r"(?:instructions?|prompts?|rules|messages?|directions)\b"
    rf"|(?:(?:if|since|because) you are|you are(?: no longer| now)?) (?:an?|the) {_WORD}{{0,2}}?{_ROLE}"
    r"(?=\s*(?:[,.:;!*)]|$)|\s[–—-]|\s(?:of|that|who|which|reading|and|or|then|named|called|answering|summari[sz]ing)\b)",
    re.IGNORECASE,
)
"""What only software is told, whatever follows: to forget its prompt, and what it is."""
_LEAD = re.compile(r"[\s\-–—•*>#|\[(]+")


def addressed_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans that speak to software, in order: from the sentence that begins so to the end of its line."""
    found = []
    for line in re.finditer(r"[^\n]+", text):
        start = _begin(text, line.start(), line.end())
        if start is not None:
            found.append((start, line.start() + len(line[0].rstrip())))
    return tuple(found)


def _begin(text: str, start: int, end: int) -> int | None:
    """Where the first sentence of a line begins that addresses software; linear in the line's length."""
    for first, last in sentences(text, start, end):
        lead = _LEAD.match(text, first, last)
        words = lead.end() if lead else first
        if _OVERRIDE.match(text, words, end):
            return first
        if frame := _FRAME.match(text, words, end):
            # each way to address software holds an order's word, so where none follows there is nothing more to find
            return first if _ORDER.search(text, frame.end(), end) else None
    return None
