"""A text fragment (``#:~:text=…``) that leads a browser to exactly the cited words of a live page.

The form is ``prefix-,start,end,-suffix`` (WICG, URL Fragment Text Directives). A browser takes the first place that
fits, compares without regard to case, treats runs of white space as one space, and finds neither a prefix nor a start
across the edge of a paragraph: so words are added on both sides until the first place that fits is the cited one.
"""

from __future__ import annotations

import re
from urllib.parse import quote

WHOLE = 120
"""Characters up to which the cited words stand in the fragment as a whole."""
ENDS = 6
"""Words of a longer citation that stand at each end, at first."""
CONTEXT = 12
"""Words of the context that are added on a side, at most."""


def text_fragment(text: str, start: int, end: int) -> str:
    """The fragment for ``text[start:end]``, ready to be put behind an address; empty where there are no words.

    It is unique in ``text`` wherever words inside the same paragraphs can make it so.
    """
    words = [(one.start(), one.end()) for one in re.finditer(r"\S+", text)]
    inside = [place for place, (first, last) in enumerate(words) if first < end and last > start]
    if not inside:
        return ""
    first, last = inside[0], inside[-1]
    low, high = words[first][0], words[last][1]
    page = _plain(text)
    for ends in (ENDS, 2 * ENDS, 4 * ENDS):
        body = _body(text, words, first, last, ends)
        for context in range(CONTEXT + 1):
            before, after = _before(text, words, first, context), _after(text, words, last, context)
            if _found(page, before, body, after) == (low, high):
                return _written(before, body, after)
    return _written(before, body, after)


def _plain(text: str) -> str:
    """The text as it is compared, character for character as long as the original."""
    folded = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return re.sub(r"\s", " ", folded)


def _body(text: str, words: list[tuple[int, int]], first: int, last: int, ends: int) -> tuple[str, ...]:
    """The cited words as a whole, or the words at their ends where they are long or run over a paragraph's edge."""
    whole = text[words[first][0] : words[last][1]]
    if (len(whole) <= WHOLE or last - first < 2 * ends) and "\n" not in whole:
        return (whole,)
    head = _same_paragraph(text, words, range(first, min(first + ends, last + 1)))
    tail = _same_paragraph(text, words, range(last, max(last - ends, first - 1), -1))
    return (head, tail)


def _before(text: str, words: list[tuple[int, int]], first: int, count: int) -> str:
    """Up to ``count`` words before the cited ones, of the same paragraph."""
    if count == 0 or first == 0 or "\n" in text[words[first - 1][1] : words[first][0]]:
        return ""
    return _same_paragraph(text, words, range(first - 1, max(first - 1 - count, -1), -1))


def _after(text: str, words: list[tuple[int, int]], last: int, count: int) -> str:
    """Up to ``count`` words after the cited ones, of the same paragraph."""
    if count == 0 or last + 1 == len(words) or "\n" in text[words[last][1] : words[last + 1][0]]:
        return ""
    return _same_paragraph(text, words, range(last + 1, min(last + 1 + count, len(words))))


def _same_paragraph(text: str, words: list[tuple[int, int]], places: range) -> str:
    """The run of words from the first place on, as far as it stays inside one paragraph."""
    taken = [places[0]]
    for place in places[1:]:
        near, far = sorted((taken[-1], place))
        if "\n" in text[words[near][1] : words[far][0]]:
            break
        taken.append(place)
    return text[words[min(taken)][0] : words[max(taken)][1]]


def _found(page: str, before: str, body: tuple[str, ...], after: str) -> tuple[int, int] | None:
    """The first place that the fragment fits, as a browser looks for it."""
    opening = rf"(?<!\w){_pattern(before)}\s+" if before else r"(?<!\w)"
    closing = rf"\s+{_pattern(after)}(?!\w)" if after else r"(?!\w)"
    middle = rf"(?P<body>{_pattern(body[0])}" + (rf"(?!\w).*?(?<!\w){_pattern(body[1])})" if body[1:] else ")")
    found = re.search(opening + middle + closing, page)
    return found.span("body") if found else None


def _pattern(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in _plain(words).split())


def _written(before: str, body: tuple[str, ...], after: str) -> str:
    parts = [f"{_encoded(before)}-"] if before else []
    parts += [_encoded(words) for words in body]
    parts += [f"-{_encoded(after)}"] if after else []
    return ":~:text=" + ",".join(parts)


def _encoded(words: str) -> str:
    """Percent-encoded, with the comma, the ampersand and the dash, which a fragment's own grammar uses."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
