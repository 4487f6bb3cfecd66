"""Tables: cases as CSV, and CSV among the files that are crawled."""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Final

from crawler.files.letters import clean
from crawler.files.pages import Enough, File, Pages
from crawler.files.plain import read_table
from db.errors import Problem
from tests.fuzz.harness import Input, Target, named
from tests.fuzz.mutate import ANYTHING, some, spoilt, spoilt_bytes, spoilt_lines
from tracker.foi.exchange import csv_files
from tracker.foi.exchange.charset import decoded

_HEADER: Final = ",".join(csv_files.HEADER)
_ROW: Final = {
    "case": "one", "subject": "Board papers", "authority": "Harbour Office",
    "body": "harbour-office",
    "regime": "FOIA", "requester_kind": "own", "followed": "yes", "visibility": "private",
    "school_closed": "2026-04-01..2026-04-12; 2026-05-25..", "commitments": "plan asks_for; gpdpr",
    "event": "sent", "on": "2026-03-06", "known": "stated", "url": "https://a.example/1",
}  # fmt: skip
_NEXT: Final = {
    "case": "one", "event": "response", "on": "2026-04", "outcome": "refused", "note": "'=1+1",
    "grounds": "s.22 [publication 2026-05-01]; s.36 [part, public interest test]",
    "promise": "by May", "promise_kind": "deadline", "promise_latest": "2026-05-31",
    "promise_soft": "no",
}  # fmt: skip
_SHORT: Final = (
    "case;subject;authority;event;on\na;X;Y;sent;2026-03-06\na;;;response;2026\nb;Z;Y;;\n"
)
_TABLE: Final = (
    'Action,Owner,Due\n"We will publish\nthe plan",Estates,May 2026\n"It is ""late"".",,\n'
    "1;2,3\t4,5\n"
)
WORDS: Final = (
    ",", ";", "\t", '"', '""', '"""', '","', "\n", "\r", "\r\n", "'", "'=", "=1+1", "@x", "-1",
    "+1", "\\",
    "[", "]", "[part]", "[part", "s.22", "s.22 [x]", "; ;", "..", "2026-04-01..", "..2026-04-01",
    "yes", "no",
    "maybe", "sent", "received", "response", "refused", "granted", "FOIA", "EIR", "FOISA",
    "stated", "public",
    "inferred", "unknown", "month", "2026-04", "2026", "06/03/2026", "case", "subject",
    "authority", "event",
    "on", "a" * 90, "../x", "A B", "\\;", "\\\\", "a\\", "[" * 300, ";" * 500, "\\" * 501,
    " " * 300 + "[",
)  # fmt: skip
_WORDS: Final = (*WORDS, *ANYTHING)


def _row(cells: dict[str, str]) -> str:
    quoted = ['"' + cells.get(name, "").replace('"', '""') + '"' for name in csv_files.HEADER]
    return ",".join(quoted)


def _read_cases(body: bytes) -> bool:
    where = "cases.csv"
    try:
        text, _ = decoded(body, where, windows=True)
        return bool(list(csv_files.cases(text, where)))
    except Problem as problem:
        named(problem, where)
        return "found; nothing was imported" in str(problem)


def _read_table(body: bytes) -> bool:
    pages = Pages()
    with suppress(Enough):
        read_table(File(body, "text/csv; charset=utf-16"), pages)
    for text in pages.texts():
        assert clean(text) == text
    return any(pages.texts())


_READERS: Final[dict[str, tuple[int, Callable[[bytes], bool], list[str]]]] = {
    "cases": (70, _read_cases, [f"{_HEADER}\n{_row(_ROW)}\n{_row(_NEXT)}\n", _SHORT,
    _SHORT.replace(";", ",")]),
    "table": (30, _read_table, [_TABLE, _TABLE.replace(",", ";"), _SHORT]),
}  # fmt: skip
_NAMES: Final = tuple(_READERS)
_WEIGHTS: Final = tuple(often for often, _, _ in _READERS.values())


def make(random: Random) -> Input:
    """A table, spoilt cell by cell, row by row or letter by letter."""
    (name,) = random.choices(_NAMES, _WEIGHTS)
    lines = random.choice(_READERS[name][2]).split("\n")
    for _ in range(some(random, 4)):
        place = random.randrange(len(lines))
        match random.randrange(8):
            case 0:
                lines = spoilt_lines(random, lines, _WORDS) or [""]
            case 1 if random.random() < 0.5:
                lines[place] = spoilt(random, lines[place], WORDS)
            case _:
                sign = random.choice((",", ";", '","'))
                cells = lines[place].split(sign)
                cells[random.randrange(len(cells))] = random.choice(_WORDS).replace('"', '""')
                lines[place] = sign.join(cells)
    charset = random.choices(("utf-8", "cp1252", "utf-16", "utf-8-sig"), (85, 7, 4, 4))[0]
    errors = "surrogatepass" if charset.startswith("utf") else "replace"
    body = "\n".join(lines).encode(charset, errors)
    return Input(name, spoilt_bytes(random, body) if random.random() < 0.05 else body)


def read(one: Input) -> bool:
    """Read a table as its reader does."""
    return _READERS[one.reader][1](one.body)


TARGET: Final = Target(name="tables", make=make, read=read, floor=0.3)
