"""A text with its statements marked, cut into parts; and what differs between two texts.

Letters are counted from 0, as Python counts them. Nothing here writes HTML: templates do, and
escape what they write.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Final

Row = Mapping[str, Any]

# So many letters stand on one page, unless a paragraph or a marked sentence goes on for longer.
PART: Final = 50_000
# A part may grow by so much until a paragraph, or at least a line, ends.
_OVERHANG: Final = 10_000
# Sentences of each side that are held against each other, and steps of a comparison that are shown.
MOST_COMPARED: Final = 4_000
MOST_STEPS: Final = 400
# So many sentences stand around one that went or came.
_AROUND: Final = 2
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[ \t]+(?=[“\"‘'(]?[A-Z0-9])")


@dataclass(frozen=True)
class Span:
    """A marked sentence: its first letter, the letter after its last, its name and its rows."""

    start: int
    end: int
    name: str
    row: Row


@dataclass(frozen=True)
class Piece:
    """Some letters of a text that the same spans cover all through.

    ``starts`` are the spans whose first letter is its first (each becomes a mark with a name),
    ``ends`` those whose last letter is its last.
    """

    text: str
    is_marked: bool
    starts: tuple[Span, ...] = ()
    ends: tuple[Span, ...] = ()


def spans(rows: Iterable[Row], length: int) -> list[Span]:
    """The spans of rows of ``quotes`` in a text of so many letters, by their place.

    Rows that lie in another version, or beyond the text, give none. The first sentence of an event
    is named "s-<event_id>", further ones "s-<event_id>-<position>": no name twice.
    """
    found, named = [], set()
    for row in rows:
        start, end = row["sentence_start"], row["sentence_end"]
        if start is None or end is None or not 0 <= start < end <= length:
            continue
        name = f"s-{row['event_id']}"
        if name in named:
            name = f"{name}-{row['position']}"
        named.add(name)
        found.append(Span(start, end, name, row))
    return sorted(found, key=lambda span: (span.start, span.end, span.name))


def pieces(
    text: str, marked: Sequence[Span], first: int = 0, last: int | None = None
) -> list[Piece]:
    """The letters ``first`` to ``last`` of a text in pieces, in order, none of them empty.

    Put together they are these letters again. Spans may lie over, beside or in each other, and
    reach beyond either end.
    """
    last = len(text) if last is None else last
    inside = [span for span in marked if span.start < last and span.end > first]
    cuts = {first, last}
    for span in inside:
        cuts.update(place for place in (span.start, span.end) if first < place < last)
    places = sorted(cuts)
    covered = _covered(inside)
    starts, ends = _by(inside, "start"), _by(inside, "end")
    return [
        Piece(text[a:b], covered(a), tuple(starts.get(a, ())), tuple(ends.get(b, ())))
        for a, b in pairwise(places)
    ]


def _covered(marked: Sequence[Span]) -> Any:
    """Whether a span lies over a letter: more of them began by then than had ended."""
    begun = sorted(span.start for span in marked)
    ended = sorted(span.end for span in marked)
    return lambda place: bisect_right(begun, place) > bisect_right(ended, place)


def _by(marked: Sequence[Span], end: str) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for span in marked:
        found.setdefault(getattr(span, end), []).append(span)
    return found


def parts(text: str, marked: Sequence[Span], size: int = PART) -> list[tuple[int, int]]:
    """Where a long text is cut: first letter and the one after the last of each part, in order.

    It is cut where a paragraph ends, else a line, else a word, else anywhere; and not within a
    marked sentence, unless sentences follow each other without a gap for too long.
    """
    found, start = [], 0
    while len(text) - start > size + _OVERHANG:
        cut = _clear_of(marked, _cut(text, start + size), start + size + _OVERHANG)
        found.append((start, cut))
        start = cut
    found.append((start, len(text)))
    return found


def _cut(text: str, wanted: int) -> int:
    for end in ("\n\n", "\n", " "):
        place = text.find(end, wanted, wanted + _OVERHANG)
        if place >= 0:
            return place + len(end)
    return wanted


def _clear_of(marked: Sequence[Span], cut: int, limit: int) -> int:
    """The cut, or the end of the marked sentences that it would go through."""
    wanted = cut
    for span in marked:
        if span.start >= wanted:
            break
        wanted = max(wanted, span.end)
    return wanted if wanted <= limit else cut


def part_of(found: Sequence[tuple[int, int]], letter: int) -> int:
    """The number of the part, from 1, in which a letter stands."""
    return max(1, bisect_right([start for start, _ in found], letter))


# ------------------------------------------------------------------------------------- diff


@dataclass(frozen=True)
class Step:
    """One step of a comparison: "same", "went" or "came" with its sentence; or "skipped".

    Skipped are ``count`` sentences that stand in both.
    """

    kind: str
    text: str = ""
    count: int = 0


@dataclass(frozen=True)
class Comparison:
    """The steps from one text to another, and whether all of them are there.

    ``too_unlike`` is true where the texts are so long and so unlike that they were not compared;
    then there are no steps. ``rest`` counts the steps that were left out.
    """

    steps: tuple[Step, ...] = ()
    rest: int = 0
    too_unlike: bool = False

    @property
    def went(self) -> int:
        """How many sentences went."""
        return sum(step.kind == "went" for step in self.steps)

    @property
    def came(self) -> int:
        """How many sentences came."""
        return sum(step.kind == "came" for step in self.steps)


def sentences(text: str) -> list[str]:
    """The sentences of a text line by line, without empty lines."""
    return [
        sentence
        for line in text.splitlines()
        for sentence in _SENTENCE_END.split(line.strip())
        if sentence
    ]


def compare(before: str, after: str) -> Comparison:
    """What went and what came, sentence by sentence, each with those around it."""
    old, new = sentences(before), sentences(after)
    head = _same(zip(old, new, strict=False))
    tail = _same(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(map(len, middle)) > MOST_COMPARED:
        return Comparison(too_unlike=True)
    steps = [
        *_kept(old[:head], is_first=True, is_last=not any(middle)),
        *_steps(*middle),
        *_kept(old[len(old) - tail :], is_first=False, is_last=True),
    ]
    return Comparison(tuple(steps[:MOST_STEPS]), max(0, len(steps) - MOST_STEPS))


def _same(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _steps(old: list[str], new: list[str]) -> Iterator[Step]:
    matcher = SequenceMatcher(None, old, new)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from _kept(old[a:b], is_first=False, is_last=False)
        else:
            yield from (Step("went", sentence) for sentence in old[a:b])
            yield from (Step("came", sentence) for sentence in new[c:d])


def _kept(same: list[str], *, is_first: bool, is_last: bool) -> Iterator[Step]:
    """Sentences that stand in both: those next to a change, and how many lie beyond."""
    after = 0 if is_first else _AROUND
    before = 0 if is_last else _AROUND
    if len(same) <= after + before + 1:
        yield from (Step("same", sentence) for sentence in same)
        return
    yield from (Step("same", sentence) for sentence in same[:after])
    yield Step("skipped", count=len(same) - after - before)
    yield from (Step("same", sentence) for sentence in same[len(same) - before :])
