"""Lines that are not the article: calls to action, source links, copyright and cookie notices, advertisements.

They are marked, kept in the text, and neither embedded nor cited. Precision comes first: ordinary prose, quoted
sentences and bylines such as "Eva Fu contributed to this report." are never marked.
"""

from __future__ import annotations

import re

_SEPARATED = r"(?:\s*[:–—|\-]|$)"
_NOTICES = (
    r"(?:advertise?ments?|sponsored(?: content| post)?|promoted|ad)\W*$",
    r"(?:article|story|post) continues (?:below|after)\b.{0,60}$",
    r"(?:original|full)?\s*(?:news )?source(?: link| article)?s?\s*(?:[:–—|]|$)",
    r"(?:original|source) (?:article|story|link|post)\b" + _SEPARATED,
    r"via\s*:\s*\S+",
    r"(?:read|see|learn|watch|listen|hear|view)(?: it)? (?:more|also|next|now|the full (?:story|article|report))\b"
    r"(?:\s*[:–—|>»…]|(?: here| on .{1,60}| at .{1,60}| about .{1,60})?[\s.!>»]*$)",
    r"(?:related|recommended|more)(?: (?:articles?|stor(?:y|ies)|news|posts?|coverage|content|reading|links?|topics?))?"
    r"\s*(?::|$)",
    r"(?:more|most) (?:from|popular (?:in|on)|on) (?:this|our|the) \w+\W*$",
    r"(?:you (?:may|might) also (?:like|be interested)|don['’]t miss|trending(?: now)?|most (?:read|popular))\b.{0,60}$",
    r"(?:please )?(?:share|tweet|print|email|save|bookmark)(?: (?:this|on|via|to|with))"
    r"(?: (?:this|article|story|post|page|link|on|via|with|your|friends|facebook|twitter|x|whatsapp|linkedin|email))*\W*$",
    r"(?:please )?(?:follow|like|find|join) (?:us|me|our \w+)\b.{0,140}$",
    r"follow .{1,60} on (?:x|twitter|facebook|instagram|linkedin|tiktok|threads|bluesky|telegram|google news)\b.{0,80}$",
    r"(?:please )?(?:subscribe|sign ?up|register)\b(?:.{0,80}\b(?:newsletters?|emails?|inbox|updates?|alerts?|briefings?"
    r"|channel|podcast|free|today|now|here|access)\b.{0,80}|\W*)$",
    r"(?:get|receive|want) .{0,80}\b(?:newsletters?|(?:in|to) your inbox|breaking news alerts)\b.{0,80}$",
    r"(?:download|get) (?:the|our) .{0,40}\bapp\b.{0,60}$",
    r"(?:please )?(?:click|tap)(?: (?:here|below|the link|through|on the link))\b.{0,160}$",
    r"(?:please )?(?:support|donate to|help) (?:us|our (?:work|journalism|reporting)|independent journalism)\b.{0,120}$",
    r"(?:donate|become a member|log ?in|sign ?in)\b(?:\s+(?:now|today|here|to .{1,60}))?\W*$",
    r".{0,60}(?:©|\(c\)|\bcopyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d\b.{0,160}$",
    r".{0,160}\ball rights reserved\b.{0,200}$",
    r"this (?:material|content|story|article) may not be (?:published|reproduced|republished|copied)\b.{0,160}$",
    r"(?:this|the|a version of this) (?:article|story|post|piece|column|report|content)\b.{0,30}"
    r"\b(?:(?:originally|first) (?:appeared|published|ran)|(?:was|is) (?:originally |first |re)+published|appeared in print)"
    r"\b.{0,200}$",
    r"(?:originally|first) published (?:by|on|at|in)\b.{0,100}$",
    r"(?:this (?:site|website|page)|we|our (?:site|website|partners)) uses? cookies\b.{0,300}$",
    r"(?:accept|reject|manage)(?: all)? (?:cookies|preferences)\W*$",
    r"by (?:using|continuing|clicking|signing up|subscribing)\b.{0,80}\byou (?:agree|accept|consent)\b.{0,200}$",
    r"(?:leave|post|add|write|view|show|read)(?: a| all| your| \d+)? (?:comments?|reply)\W*$",
    r"(?:comments are closed|join the (?:conversation|discussion)|what do you think\?.{0,40}comments?)\b.{0,80}$",
    r"(?:let us know|tell us|have your say|share your (?:thoughts|views)).{0,60}\bcomments?\b.{0,40}$",
    r"(?:have|got) (?:a|any) (?:news )?(?:tips?|story|stories)(?: for us)?\s*\?.{0,140}$",
    r"(?:contact|email|write to) (?:us|the (?:author|reporter|writer|editor)|our \w+(?: \w+)?)\b.{0,120}$",
    r"(?:(?:e-?mail|tel|phone|twitter|facebook|instagram)\s*:\s*)?\S*@\w[\w.]*\W*$",
    r"(?:https?://|www\.)\S+$",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie policy|about us|contact us)(?:\W|$).{0,80}$",
    r"(?:back to top|skip to (?:main )?content|load(?:ing)? more|show more|next article|previous article)\W*$",
)
_NOTICE = re.compile("|".join(f"(?:{pattern})" for pattern in _NOTICES), re.IGNORECASE)
_LEAD = re.compile(r"^[\s\-–—•*>»|\[(#]+")
_CREDIT = re.compile(
    r"\b(?:contributed|reporting by|reported (?:by|from)|writing by|editing by|edited by|compiled by)\b", re.IGNORECASE
)
_QUOTED = ("“", '"', "‘", "«")
_PROSE_END = (".", "”", "’", '"', "…", ":", ",", ";")
_SMALL_WORDS = frozenset("a an and as at by for from in into of on or our the to vs with your".split())
_PROMOTIONAL = re.compile(r"[!?]\s|!$|\s[–—|]\s|\s-\s|»|>>")
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
    if not 2 <= len(words) <= _TAIL_WORDS or line.startswith(_QUOTED) or line.endswith(_PROSE_END):
        return False
    weighty = [word for word in words if word.lower() not in _SMALL_WORDS]
    capitals = sum(not word[0].islower() for word in weighty)
    return bool(_PROMOTIONAL.search(line)) and capitals >= 0.8 * len(weighty)
