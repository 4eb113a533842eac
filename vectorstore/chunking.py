"""Split an article into passages: exact offsets, whole sentences, sized in the embedder's tokens."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from vectorstore.sentences import Span, sentences
from vectorstore.tokens import count_embedder_tokens, embedder_tokenizer
from vectorstore.types import Article, Passage, published_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

MAX_TOKENS = 180
"""Tokens of a passage: with its heading it stays under the 256 that MiniLM reads before it truncates silently."""
HEADING_TOKENS = 48
_CHARACTERS_PER_TOKEN = 12
"""No token counts for more characters: MiniLM takes a word of over 100 letters for one unknown token."""
_HOLE = 200
"""Characters of white space that no passage reaches across."""
_PARAGRAPH_END_FROM = 0.6
"""A passage this full ends with its paragraph rather than in the middle of the next one."""
_MID_PARAGRAPH = 0.2
"""How uneven two levelled passages may be so that they part between paragraphs, as a share of max_tokens."""
_TAIL_BELOW = 0.35
"""A last passage emptier than this is levelled with the one before it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long; ``ends`` tells whether a paragraph ends here."""

    start: int
    end: int
    size: int
    ends: bool


def split(article: Article, *, max_tokens: int = MAX_TOKENS) -> list[Passage]:
    """The article's passages in order and disjoint; nothing for an article without text.

    A passage holds whole sentences up to max_tokens of the embedder's tokenizer (heading not counted), no boilerplate.
    A longer sentence is cut between words, a longer word anywhere.
    """
    passages = []
    for run in _runs(article):
        for start, end in _pack(_pieces(article.text, run, max_tokens), max_tokens):
            passages.append(Passage(article.id, article.version, start, end, article.text[start:end]))
    return passages


def heading(article: Article) -> str:
    """Headline, outlet and day on one line, at most HEADING_TOKENS, as put in front of a passage for embedding."""
    return _heading(article.display_title[:1000], article.outlet or "", published_day(article.published))


def embedding_text(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: its heading, then its own text."""
    return f"{heading(article)}\n{passage.text}"


@lru_cache(maxsize=256)
def _heading(title: str, outlet: str, day: date | None) -> str:
    day_text = f"{day.day} {day:%B} {day.year}" if day else ""
    source = _clip(", ".join(filter(None, [outlet, day_text])), HEADING_TOKENS // 2)
    room = HEADING_TOKENS - count_embedder_tokens([source])[0] - 1
    return " | ".join(filter(None, [_clip(title, room), source]))


def _clip(text: str, max_tokens: int) -> str:
    """The text on one line, cut after a word so that it has at most max_tokens."""
    text = " ".join(text[: max_tokens * _CHARACTERS_PER_TOKEN].split())
    encoding = embedder_tokenizer().encode(text, add_special_tokens=False)
    if len(encoding) <= max_tokens:
        return text
    cut = text[: encoding.offsets[max_tokens][0]]
    return cut.rsplit(" ", 1)[0].rstrip() if " " in cut.strip() else cut.strip()


def _runs(article: Article) -> Iterator[list[Span]]:
    """The sentences, in runs without boilerplate or a hole between them: a passage is one stretch of text."""
    skipped = [start for start, _ in article.boilerplate]
    run: list[Span] = []
    for span in sentences(article.text, skip=article.boilerplate):
        if run and (span[0] - run[-1][1] > _HOLE or bisect(skipped, run[-1][0]) != bisect(skipped, span[0])):
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _pieces(text: str, run: Sequence[Span], max_tokens: int) -> list[_Piece]:
    """The sentences of a run with their sizes; one over max_tokens as parts that fit."""
    sizes = _sizes(text, run)
    pieces = []
    for index, ((start, end), size) in enumerate(zip(run, sizes, strict=True)):
        ends = index + 1 == len(run) or "\n" in text[end : run[index + 1][0]]
        if size <= max_tokens:
            pieces.append(_Piece(start, end, size, ends))
        else:
            words = _words(text, start, end, max_tokens)
            parts = _level(words, _sizes(text, words), max_tokens)
            pieces.extend(_Piece(*part, part_size, ends=False) for part, part_size in parts)
    return pieces


def _words(text: str, start: int, end: int, max_tokens: int) -> list[Span]:
    """The words of a sentence; one too long for a passage as slices, each surely of fewer tokens than max_tokens."""
    longest = max(1, max_tokens // 4)
    spans: list[Span] = []
    for match in re.finditer(r"\S+", text[start:end]):
        left, right = start + match.start(), start + match.end()
        step = min(longest, right - left)
        spans.extend((at, min(at + step, right)) for at in range(left, right, step))
    return spans


def _level(words: Sequence[Span], sizes: Sequence[int], max_tokens: int) -> Iterator[tuple[Span, int]]:
    """Words gathered into parts of about equal size, none over max_tokens."""
    parts = -(-sum(sizes) // max_tokens)
    target = min(max_tokens, -(-sum(sizes) // parts) + max(sizes, default=0))
    start, size = words[0][0], 0
    for index, (word, word_size) in enumerate(zip(words, sizes, strict=True)):
        before = words[index - 1][1] if index else word[0]
        if size and (size + word_size > target or word[0] - before > _HOLE):
            yield (start, before), size
            start, size = word[0], 0
        size += word_size
    yield (start, words[-1][1]), size


def _sizes(text: str, spans: Sequence[Span]) -> list[int]:
    """Tokens of each span, or a lower bound by length where white space and long words hide how much there is."""
    tokens = count_embedder_tokens([text[start:end] for start, end in spans])
    return [
        max(count, -(-(end - start) // _CHARACTERS_PER_TOKEN))
        for count, (start, end) in zip(tokens, spans, strict=True)
    ]


def _pack(pieces: Sequence[_Piece], max_tokens: int) -> Iterator[Span]:
    """Passages from pieces in order: filled greedily, ended with a paragraph where one ends late in the passage."""
    first = 0
    while first < len(pieces):
        last = _last_that_fits(pieces, first, max_tokens)
        if last + 1 < len(pieces):
            last = _balanced(pieces, first, last, max_tokens)
        yield pieces[first].start, pieces[last].end
        first = last + 1


def _last_that_fits(pieces: Sequence[_Piece], first: int, max_tokens: int) -> int:
    size, last = pieces[first].size, first
    while last + 1 < len(pieces) and size + pieces[last + 1].size <= max_tokens:
        last += 1
        size += pieces[last].size
    return last


def _balanced(pieces: Sequence[_Piece], first: int, last: int, max_tokens: int) -> int:
    """Where a passage that could reach ``last`` ends: level with a tiny tail, else at a paragraph end, else there."""
    filled = [pieces[first].size]
    for piece in pieces[first + 1 : last + 1]:
        filled.append(filled[-1] + piece.size)
    rest = 0
    for index in range(last + 1, len(pieces)):
        rest += pieces[index].size
        if rest >= _TAIL_BELOW * max_tokens:
            break
    else:
        total = filled[-1] + rest
        fits = [at for at, size in enumerate(filled) if total - size <= max_tokens]
        uneven = [
            abs(size - total / 2) + (0 if pieces[first + at].ends else _MID_PARAGRAPH * max_tokens)
            for at, size in enumerate(filled)
        ]
        return first + min(fits, key=uneven.__getitem__)
    full = _PARAGRAPH_END_FROM * max_tokens
    late = [at for at, size in enumerate(filled) if pieces[first + at].ends and size >= full]
    return first + (late[-1] if late else len(filled) - 1)
