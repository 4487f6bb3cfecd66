"""Where each sentence of a stored text begins and ends.

A stored text has a line for each block of the page, so a heading never runs into the paragraph
under it. Lines that were only wrapped (in a PDF) are put together again first. What goes on for
too long without an end (a flattened table, a list) is cut where it pauses.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import nupunkt

Span = tuple[int, int]

_LINE: Final = re.compile(r"[^\n\r]+")
# A line goes on in the next one: that begins small, or this one ends in the middle of something.
_OPEN_END: Final = re.compile(
    r"(?:,|\b(?:the|of|and|or|to|in|on|for|by|with|a|an|at|from|as|is|are|will|be))\s*$"
)
_SMALL_START: Final = re.compile(r"\s*[a-z]")
_ENDED: Final = re.compile(r"[.!?:;•]\s*$")
_BREAKS: Final = frozenset({"\n", "\r", "\r\n"})
_SHORTEST_WRAPPED: Final = 40
# Nothing ends after one of these, which nupunkt does not know.
_NO_END: Final = re.compile(r"\b(?:Cllrs?|Rt|Hon|Revd?|Maj|Lt|Cmdr|Insp|Sgt|approx|incl|Ref)\.\s*$")
_LONGEST_SHORT: Final = 12
# The longest that is read as one sentence, in characters; and where longer ones may be cut.
LONGEST: Final = 1200
_COMMA: Final = re.compile(r",\s")
_SPACE: Final = re.compile(r"\s")
_BEST_PAUSES: Final = re.compile(r"[;|•·\t]|\s[-–—]\s|:\s")
# More than this in one piece is no prose; nupunkt is given at most so much at a time.
_LONGEST_BLOCK: Final = 50_000
_LONGEST_LINE: Final = 500  # of a text that was wrapped, with much to spare
_FEWEST_LETTERS: Final = 0.5


def sentences(text: str) -> Iterator[Span]:
    r"""Spans of the sentences of a text, in characters, in order.

    >>> text = "The plan\nDr. Lee will publish it in May. It is late."
    >>> [text[start:end] for start, end in sentences(text)]
    ['The plan', 'Dr. Lee will publish it in May.', 'It is late.']
    """
    for start, end in _blocks(text):
        for first, last in _joined(text[start:end], nupunkt.sent_spans(text[start:end])):
            yield from _trimmed(text, start + first, start + last)


def _joined(block: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, with "Cllr. | Jones will act." put together again."""
    start: int | None = None
    for first, last in spans:
        start = first if start is None else start
        if not _NO_END.search(block, max(last - _LONGEST_SHORT, 0), last):
            yield start, last
            start = None
    if start is not None:
        yield start, len(block)


def _blocks(text: str) -> Iterator[Span]:
    """Lines, with those that were only wrapped put together."""
    start = end = 0
    for line in _LINE.finditer(text):
        if end and not (
            text[end : line.start()] in _BREAKS and _goes_on(text, start, end, line[0])
        ):
            yield from _pieces(text, start, end)
            start = line.start()
        elif not end:
            start = line.start()
        end = line.end()
    if end:
        yield from _pieces(text, start, end)


def _goes_on(text: str, start: int, end: int, line: str) -> bool:
    """Whether a line goes on with what stands before it, from ``start`` to ``end``."""
    last = text[max(start, end - _LONGEST_LINE) : end].rpartition("\n")[2]
    if len(last) < _SHORTEST_WRAPPED or _ENDED.search(last[-3:]):
        return False
    return bool(_SMALL_START.match(line) or _OPEN_END.search(last[-20:]))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A block in pieces that are short enough, cut between words where there are words."""
    while end - start > _LONGEST_BLOCK:
        spaces = _SPACE.finditer(text, start + _LONGEST_BLOCK - LONGEST, start + _LONGEST_BLOCK)
        cut = max((space.end() for space in spaces), default=start + _LONGEST_BLOCK)
        yield start, cut
        start = cut
    yield start, end


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence without the space around it, cut if it is too long, left out if it is no text."""
    while end - start > LONGEST:
        cut = _cut(text, start)
        yield from _trimmed(text, start, cut)
        start = cut
    whole = text[start:end]
    start += len(whole) - len(whole.lstrip())
    end -= len(whole) - len(whole.rstrip())
    if start < end and _is_text(text[start:end]):
        yield start, end


def _cut(text: str, start: int) -> int:
    piece = text[start : start + LONGEST]
    for pauses in (_BEST_PAUSES, _COMMA, _SPACE):
        places = [match.end() for match in pauses.finditer(piece, LONGEST // 2)]
        if places:
            return start + places[-1]
    return start + LONGEST


def _is_text(piece: str) -> bool:
    letters = sum(map(str.isalpha, piece))
    return letters + piece.count(" ") >= _FEWEST_LETTERS * len(piece)
