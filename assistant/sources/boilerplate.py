"""Lines that are not the article: calls to action, source links, copyright and cookie notices, advertisements.

They are marked, kept in the text, and neither embedded nor cited. Precision comes first: ordinary prose, quoted
sentences and bylines such as "Eva Fu contributed to this report." are never marked.
"""

from __future__ import annotations

import re

_NEWS = r"(?:news|stories|headlines|updates|coverage|articles)"
_NETWORK = r"(?:x|twitter|facebook|instagram|linkedin|tiktok|threads|bluesky|telegram|whatsapp|google news|email)"
_NOTICES = (
    # advertising and page furniture
    r"(?:advertise?ments?|sponsored(?: content| post)?|promoted|ad)\W*$",
    r"(?:article|story|post) continues (?:below|after)\b.{0,60}$",
    r"(?:back to top|skip to (?:main )?content|load(?:ing)? more|show more|next article|previous article)\W*$",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie policy|about us)(?:\s*[|·•&,].{0,80})?\W*$",
    r"(?:https?://|www\.)\S+$",
    # where the text comes from
    r"(?:(?:original|full|news) )+source(?: link| article)?s?\s*(?:[:–—|-]|$)",
    r"(?:original|source) (?:article|story|link|post)\b(?:\s*[:–—|-]|$)",
    r"(?:sources?|via)\s*:?\s*(?:https?:\S+)?$",
    r"(?:this|the|a version of this) (?:article|story|post|piece|column|report)\b.{0,30}\bappeared in print\b.{0,200}$",
    r"this (?:article|story|post|piece|column|report) (?:originally|first) (?:appeared|published|ran)\b.{0,200}$",
    r"this (?:article|story|post|piece|column|report) (?:was|is) (?:originally |first |re)+published\b.{0,200}$",
    r"(?:originally|first) published (?:by|on|at|in)\b.{0,100}$",
    # other articles
    r"(?:read|see|learn|watch|listen|hear|view) (?:more|also|next|now|the full (?:story|article|report))\s*[:–—|>»…]",
    (
        r"(?:read|see|learn|watch|listen|view)(?: it)? (?:more|now|the full (?:story|article|report))"
        r"(?: (?:here|on .{1,60}|at .{1,60}|about .{1,60}))?[\s.!>»]*$"
    ),
    r"(?:related|recommended|more)(?: (?:articles?|stor(?:y|ies)|news|posts?|coverage|reading|links?))?\s*(?::|$)",
    r"(?:more|most) (?:from|popular (?:in|on)|read in|on) (?:(?:this|our|the) )?\w+\W*$",
    r"(?:you (?:may|might) also (?:like|be interested)|don['’]t miss|trending now|most read)\b.{0,60}$",
    (
        rf"for (?:more|(?:all )?the latest)\b(?: [^\s.]+){{0,5}} {_NEWS}\b.{{0,100}}"
        r"\b(?:here|sign(?:ing)? up|follow|subscribe|visit|newsletters?|website)\b.{0,120}$"
    ),
    rf"check out (?:more|our|the rest of)\b.{{0,60}}\b{_NEWS}\b.{{0,120}}$",
    # share, follow, subscribe, support
    rf"(?:share|tweet|print|email) (?:this|on|via)(?: (?:article|story|post|page|link|on|via|{_NETWORK}))*\W*$",
    r"(?:please )?(?:follow (?:us|me)|like (?:us|our page)|(?:find|join) us (?:on|at|for))\b.{0,140}$",
    rf"follow .{{1,60}} on {_NETWORK}\b.{{0,80}}$",
    r"(?:please )?(?:subscribe|sign ?up)\W*$",
    r"(?:please )?(?:subscribe|sign ?up)\b.{0,80}\b(?:newsletters?|e?mails?|inbox|updates?|alerts?|sign in)\b.{0,80}$",
    r"(?:please )?(?:subscribe|sign ?up)\b.{0,80}\b(?:briefings?|channel|podcast|free|today|now|here|access)\b.{0,80}$",
    r"(?:get|receive|want) .{0,80}\b(?:newsletters?|(?:in|to) your inbox|breaking news alerts)\b.{0,80}$",
    (
        r"(?:get (?:the latest|real-time)|stay (?:informed|up to date) with|our website is the place)\b.{0,60}"
        r"\b(?:news|updates|journalism)\b.{0,200}$"
    ),
    r"(?:download|get) (?:the|our) .{0,40}\bapp\b.{0,60}$",
    r"(?:please )?(?:click|tap) (?:here|below|the link|through|on the link)\b.{0,160}$",
    r"(?:please )?(?:support|donate to) (?:us|our (?:work|journalism|reporting)|independent journalism)\b.{0,120}$",
    r"(?:donate|become a member|log ?in|sign ?in)\b(?:\s+(?:now|today|here|to .{1,60}))?\W*$",
    # rights and cookies
    r".{0,60}(?:©|\(c\)|\bcopyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d\b.{0,160}$",
    r".{0,160}\ball rights reserved\b.{0,200}$",
    r"this (?:material|content|story|article) may not be (?:published|reproduced|republished|copied)\b.{0,160}$",
    r"our standards\s*:.{0,80}$",
    r"(?:this (?:site|website|page)|we|our (?:site|website|partners)) uses? cookies\b.{0,300}$",
    r"(?:accept|reject|manage)(?: all)? (?:cookies|preferences)\W*$",
    r"by (?:using|continuing|clicking|signing up|subscribing)\b.{0,80}\byou (?:agree|accept|consent)\b.{0,200}$",
    # comments, tips and contacts
    r"(?:\d+ )?comments?\W*$",
    r"(?:leave|post|add|write|view|show|read)(?: a| all| your| \d+)? (?:comments?|reply)\W*$",
    r"(?:please )?(?:read|see) our comment\w* (?:policy|guidelines|rules)\b.{0,80}$",
    r"(?:comments are closed|join (?:the|our) (?:conversation|discussion|commenting \w+))\W*(?:below|here)?\W*$",
    r"(?:you must|please) .{1,80} (?:to|before) comment(?:ing)?\W*$",
    r"would you like to comment\b.{0,80}$",
    r"(?:what do you think|let us know|tell us|have your say|share your views).{0,60}\bcomments?\b.{0,40}$",
    r"(?:do you )?(?:have|got) (?:a|any) (?:news )?(?:tips?|story|stories)(?: for us| to tell)?\s*\?.{0,140}$",
    r"(?:contact|email|write to) (?:us|the (?:author|reporter|writer|editor))\b.{0,120}$",
    r"(?:(?:e-?mail|tel|phone|twitter|facebook|instagram)\s*:\s*)?\S*@\w[\w.]*\W*$",
)
_NOTICE = re.compile("|".join(f"(?:{pattern})" for pattern in _NOTICES), re.IGNORECASE)
_LEAD = re.compile(r"^[\s\-–—•*>»|\[(#]+")
_CREDIT = re.compile(
    r"\b(?:contributed|reporting by|reported (?:by|from)|writing by|editing by|edited by|compiled by)\b", re.IGNORECASE
)
_QUOTED = ("“", '"', "‘", "«")
_PROSE_END = (".", "”", "’", '"', "…", ":", ",", ";")
_SMALL_WORDS = frozenset("a an and as at by for from in into of on or our the to vs with your".split())
_PROMOTIONAL = re.compile(r"[!?]\s|!$|\s\|\s|»|>>")
_LONGEST = 400
_TAIL_WORDS = 20


def boilerplate_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of ``text`` that are not the article, in order: whole lines without their surrounding blanks.

    A text that would be marked entirely has no spans: there is nothing to tell its lines from an article.
    """
    lines = _lines(text)
    marked = {position for position, (start, end) in enumerate(lines) if _is_notice(text[start:end])}
    marked |= _promotional_tail(text, lines, marked)
    if len(marked) == len(lines):
        return ()
    return tuple(lines[position] for position in sorted(marked))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line that is not blank, without its surrounding blanks."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        line = match[0]
        if stripped := line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            found.append((start, start + len(stripped)))
    return found


def _is_notice(line: str) -> bool:
    if len(line) > _LONGEST or line.startswith(_QUOTED) or _CREDIT.search(line):
        return False
    return bool(_NOTICE.match(_LEAD.sub("", line)))


def _promotional_tail(text: str, lines: list[tuple[int, int]], marked: set[int]) -> set[int]:
    """Slogans at the very end: read upwards until a line of prose; credits are passed over, never marked."""
    tail = set()
    for position in range(len(lines) - 1, 0, -1):
        line = text[slice(*lines[position])]
        if position in marked or _CREDIT.search(line):
            continue
        if not _is_slogan(line):
            break
        tail.add(position)
    return tail


def _is_slogan(line: str) -> bool:
    """A short line in headline case, with the punctuation of promotion and without the ending of a sentence."""
    words = re.findall(r"[\w’'&]+", line)
    if not 1 < len(words) <= _TAIL_WORDS or line.startswith(_QUOTED) or line.endswith(_PROSE_END):
        return False
    weighty = [word for word in words if word.lower() not in _SMALL_WORDS]
    capitals = sum(not word[0].islower() for word in weighty)
    return bool(_PROMOTIONAL.search(line)) and capitals >= 0.8 * len(weighty)
