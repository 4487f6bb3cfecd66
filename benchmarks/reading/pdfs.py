"""The text of PDFs, each in a child of its own, against the same kind of child with raw pypdfium2.

The peer gives what stands on each page. Ours gives paragraphs: broken lines and words put together,
cells of tables parted, heads and feet read once, and whether it is text at all.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from textwrap import wrap

from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.reading.timing import seconds
from benchmarks.site.words import chance, sentence, sentences
from crawler.files.reading import FileText, read_file_now
from db.errors import Problem
from tests.crawler.files.make_pdf import At, column, pdf, row

_FILES, _LONG = 60, 6  # in all; how many of them have a hundred pages, the others ten
_SHORT_PAGES, _LONG_PAGES = 10, 100
_LONGEST_PAGES = 1_000  # of the one file that grows with the share
_LEAST = 0.8
_OURS, _RAW = "our child", "a child with raw pypdfium2"
_REQUEST = json.dumps({"kind": "pdf", "reader": "pypdfium2", "said_type": None}).encode() + b"\n"
# Each child: its command, and what stands before the file in its input.
_CHILDREN = {
    _OURS: ([sys.executable, "-I", "-m", "crawler.files.child", str(os.getpid())], _REQUEST),
    _RAW: ([sys.executable, "-I", str(Path(__file__).with_name("raw_child.py"))], b""),
}
_LAST = b"This is the end of the paper."
_LOWEST, _TABLES, _LISTS = 150, 0.12, 0.12

Spent = tuple[float, float]  # seconds of the processor, and by the clock


def measure(share: float, rounds: int, _: Path) -> Measured:
    """Seconds a file of ten and of a hundred pages, of ours and of the peer, file by file."""
    few = max(1, round(_LONG * share))
    files = {_LONG_PAGES: [paper(number, _LONG_PAGES) for number in range(few)]}
    files[_SHORT_PAGES] = [
        paper(number, _SHORT_PAGES) for number in range(max(1, round(_FILES * share) - few))
    ]
    taken = [{pages: _taken(bodies) for pages, bodies in files.items()} for _ in range(rounds)]
    figures = [
        Figure(
            f"a PDF of {pages} pages, {who}, {what}",
            unit,
            tuple(1_000 * one[pages][who][number] / len(bodies) for one in taken),
        )
        for pages, bodies in files.items()
        for who in _CHILDREN
        for number, (what, unit) in enumerate((("CPU", "CPU ms a file"), ("clock", "ms a file")))
    ]
    figures += [
        Figure(
            f"a PDF of {pages} pages, the process that asks for it",
            "CPU ms a file",
            tuple(1_000 * seconds(_asked, bodies[:1]) for _ in range(rounds)),
        )
        for pages, bodies in files.items()
    ]
    whole = {
        who: [sum(one[pages][who][0] for pages in files) for one in taken] for who in _CHILDREN
    }
    longest = max(1, round(_LONGEST_PAGES * share))
    body = paper(0, longest)
    command, front = _CHILDREN[_OURS]
    growing = tuple(child(command, front + body)[0] for _ in range(rounds))
    figures += [
        Figure("all PDFs", "CPU s", tuple(whole[_OURS])),
        Figure("one very long PDF", "CPU s", growing, grows=True, size=longest),
    ]
    bars = [
        _bar(f"PDFs of {pages} pages", [[one[pages][who][0] for one in taken] for who in _CHILDREN])
        for pages in files
    ]
    return Measured(
        share=share,
        size={
            **{f"PDFs of {pages} pages": len(bodies) for pages, bodies in files.items()},
            "pages of the very long PDF": longest,
        },
        figures=figures,
        bars=[*bars, _bar("all PDFs", [whole[who] for who in _CHILDREN])],
    )  # fmt: skip


def _bar(name: str, spent: list[list[float]]) -> Bar:
    ours, raw = spent
    return Bar(f"{name}: as fast as raw pypdfium2", ratio(raw, ours), _LEAST, at_least=True)


def _taken(bodies: list[bytes]) -> dict[str, Spent]:
    """What both kinds of children take for these files, in turn."""
    spent = [{who: child(command, front + body) for who, (command, front) in _CHILDREN.items()}
             for body in bodies]  # fmt: skip
    return {
        who: (sum(one[who][0] for one in spent), sum(one[who][1] for one in spent))
        for who in _CHILDREN
    }


def child(command: list[str], given: bytes) -> Spent:
    """Let a child read a file; raises Problem where it gives no text."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as program:
        assert program.stdin is not None  # noqa: S101 - pipes were asked for
        assert program.stdout is not None  # noqa: S101
        program.stdin.write(given)
        program.stdin.close()
        said = program.stdout.read()
        _, status, usage = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode or _LAST not in said:
        raise Problem(f"it ended with {program.returncode}: {said[-200:]!r}", where=str(command))
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started


def _asked(body: bytes) -> FileText:
    """What the crawler does for a file, but for its child."""
    return read_file_now(body, said_type="application/pdf", name="paper.pdf")


def paper(number: int, count: int) -> bytes:
    """A paper of so many pages: head, foot, headings, paragraphs, lists and tables."""
    random = chance(f"paper {number} {count}")
    pages = [[At(72, 810, "Sample Coast Agency, board paper", 9)] for _ in range(count)]
    for place, page in enumerate(pages):
        page += [At(290, 30, str(place + 1), 9), At(72, 780, f"{place + 1}. Works", 16)]
        y = 750.0
        while y > _LOWEST:
            part = _part(random, y)
            page.extend(part)
            y = min(at.y for at in part) - 22
    pages[-1].append(At(72, 45, _LAST.decode()))
    return pdf(pages)


def _part(random: Random, y: float) -> list[At]:
    """A paragraph, a list or a table, from a height on downwards."""
    kind = random.random()
    if kind < _TABLES:
        cells = [(f"District {n}", f"{random.randint(1, 99)} %", "May 2027") for n in range(4)]
        return [at for n, words in enumerate(cells) for at in row(y - 14 * n, *words)]
    if kind < _TABLES + _LISTS:
        items = (f"\u2022 {wrap(sentence(random), 80)[0]}" for _ in range(4))
        return column(list(items), y=y)
    return column(wrap(sentences(random, 4), 88)[:9], y=y)
