"""Text after the PDF reader: put together to paragraphs, cut into sentences, read for promises.

What a PDF's letters can be: hyphens at line ends, form feeds, ligatures, halves of letters, marks
of direction, heaps of accents, digits without end, lines that nobody wrote.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from crawler.files.letters import clean
from crawler.files.lines import Line
from crawler.files.pages import File, Pages
from crawler.files.paragraphs import IN_POINTS, paragraphs
from crawler.files.plain import read_text
from crawler.files.running import without_running
from crawler.platforms.control_table import control_dates
from crawler.platforms.statistics_calendar.reading import plan_of
from db.normal import normalise
from tests.fuzz.harness import Input, Target
from tests.fuzz.mutate import NASTY, some, spoilt, spoilt_lines
from tracker.dues import find_dues
from tracker.extract import _finding
from tracker.statements import find_statements
from tracker.statements.sentences import sentences

_LABELLED: Final = Path(__file__).parents[1] / "tracker" / "statements" / "sentences.jsonl"
SENTENCES: Final = tuple(
    json.loads(line)["context"] for line in _LABELLED.read_text().splitlines()[::3]
)
DAYS: Final = (date(2025, 1, 15), date(2026, 11, 22), date(2016, 2, 29), date.min, date.max, None)
WORDS: Final = (
    "We will publish", "will be published", "by the end of", "in due course", "no later than",
    "within six months of", "has been delayed until", "was due in", "has been delayed", "between",
    "Spring 2026", "Q3 2026/27", "31 March 2026", "30 February 2026", "in 99999999999 years", "May",
    "in 10 working days", "within 400 weeks", "next year", "last Monday", "the financial year",
    "by the 2nd quarter of 9999", "1st", "12th", "2025-26", "2025/2026", "the Minister said that",
    "“", "”", "(", ")", "‘", "it", "which", "that", "and", "or", "not", "the Plan", "the Strategy",
    "Dr.", "e.g.", "approx.", "No.", "s.22", "£3.5m", "www.a.example", "a@b.example", "publica-\n",
    "tion", "end-\nof-\nyear", "mid-\u00ad\n2027", "of\ufb01ce", "\ufb03", "\x0c", "\n\n", " | ",
    " • ",
    "…", "....", ". . . .", "Page 3 of 12", "3", "1.2.3", "(a)", "iv.", "Next review date:",
    "01/04/2026 Title Official", "said", "announced on", "promised", "dropped", "merged with",
    "a-" * 60, "(" * 40 + ")" * 40, "“" * 50, "by " * 60, "of the " * 80, "2026 " * 80, "1/" * 80,
    "will not " * 60, "said that " * 60, "May and " * 60, "within " * 60, "Plan, " * 80,
    "é\u0301" * 50,
)  # fmt: skip


def _read_lines(text: str) -> bool:
    """Lines of a page with places, as the PDF reader gives them: here, made of the text."""
    pages = [list(_lines(page)) for page in text.split("\x0c")]
    parts, joins = paragraphs([page for page in without_running(pages) if page], IN_POINTS)
    assert len(parts) == len(joins)
    return _read_whole("\n".join(parts))


def _lines(page: str) -> list[Line]:
    """A line for each, its place and size told by its letters, so that they vary."""
    found = []
    for number, words in enumerate(clean(page).split("\n")):
        line = " ".join(words.split())
        if line:
            sign = ord(line[0])
            left = 70.0 if sign % 5 else 300.0
            bottom = 800.0 - 14 * number + (200 if sign % 11 == 0 else 0)
            found.append(
                Line(line, left, left + 5 * len(line), bottom, 10 + sign % 2, sign % 13 == 0)
            )
    return found


def _read_plain(text: str) -> bool:
    pages = Pages()
    read_text(File(text.encode("utf-8", "surrogatepass"), "text/plain"), pages)
    return _read_whole("\n".join(pages.texts()))


def _read_page(text: str) -> bool:
    """As a page's text comes, with nothing cleaned but what is unseen."""
    return _read_whole(normalise(text))


def _read_raw(text: str) -> bool:
    """As nobody gives it to the reader: it raises on no text."""
    found = False
    for start, end in sentences(text):
        assert 0 <= start < end <= len(text)
    for day in (DAYS[len(text) % len(DAYS)],):
        found = bool(_stated(text, day)) or found
    return found


def _read_whole(text: str) -> bool:
    control_dates(text, title="x", about="7")
    plan_of(text, year="2026-27", proposed=False)
    return bool(_stated(text, DAYS[len(text) % len(DAYS)]))


def _stated(text: str, day: date | None) -> bool:
    dues = find_dues(text, day)
    for due in dues:
        assert text[due.start : due.end] == due.text
    found = find_statements(text, day)
    for one in found:
        assert text[one.start : one.end] == one.text
        _finding(one, text, day, "document", "own")
    return bool(found or dues)


_READERS: Final[dict[str, tuple[int, Callable[[str], bool]]]] = {
    "lines": (35, _read_lines),
    "plain": (20, _read_plain),
    "page": (25, _read_page),
    "raw": (20, _read_raw),
}
_NAMES: Final = tuple(_READERS)
_WEIGHTS: Final = tuple(often for often, _ in _READERS.values())


def make(random: Random) -> Input:
    """A few sentences, wrapped at some column, with what PDFs do to them."""
    (name,) = random.choices(_NAMES, _WEIGHTS)
    words = " ".join(random.choice(SENTENCES) for _ in range(some(random, 3)))[:500]
    text = spoilt(random, words, WORDS)
    if random.random() < 0.5:
        text = _wrapped(random, text)
        text = "\n".join(spoilt_lines(random, text.split("\n"), WORDS))
    if random.random() < 0.05:
        piece = random.choice((*WORDS, *NASTY)) or " "
        text += piece * min(random.choice((10, 100, 400)), 10_000 // len(piece) + 1)
    return Input(name, text)


def _wrapped(random: Random, text: str) -> str:
    """Lines of some width, broken within words now and then."""
    width = random.choice((12, 30, 45, 80))
    found, start = [], 0
    while start < len(text):
        end = start + width
        space = text.rfind(" ", start, end)
        if space > start and random.random() < 0.8:
            found.append(text[start:space])
            start = space + 1
        else:
            found.append(text[start:end] + random.choice(("-", "\u00ad", "", "‐", "–")))
            start = end
    return "\n".join(found)


def read(one: Input) -> bool:
    """Read a text as its reader does."""
    return _READERS[one.reader][1](one.body)


TARGET: Final = Target(name="texts", make=make, read=read, floor=0.3)
