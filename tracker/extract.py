"""Reads every stored text that these rules have not read yet, and keeps what it promises.

unread texts --> processes: find_statements --> one writer --> statements, readings
dates in structured places --> tracker.structured --> commitments and events made by rules

A text is read and kept as a whole or not at all, so a killed run is simply taken up again. When
the rules change, every text is read again; decisions of people stay with their sentences.
"""

import gc
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

import db.statements as store
from db.connection import writing
from db.sources import OWN_WORDS
from tracker import structured
from tracker.days import day_in_london
from tracker.dues import Due
from tracker.statements import RULES, Statement, find_statements, focus_of
from tracker.statements.reported import is_anonymous

Row = dict[str, Any]
# A process gets texts of about so many characters at once: some 50 ms of reading.
_HANDFUL = 30_000
_EACH = 100  # what a text costs beside its length, in characters
# Characters of all texts that are handed out and not kept yet. Results are kept in order, so while
# one process reads the longest text that there is, there must be as much to read for the others.
_AHEAD = 5_000_000
# Texts in one transaction: far under the two seconds that a writer may take.
_BATCH = 50
# Below this, starting processes takes longer than reading.
_FEWEST_FOR_PROCESSES = 200


@dataclass
class Extracted:
    """What a run read and found.

    ``without_text`` counts the documents that hold no text that could be read, by what came of it:
    what they promise is not known. ``made`` is what rules made of dates in structured places.
    """

    texts: int = 0
    found: int = 0
    without_text: dict[str, int] = field(default_factory=dict)
    made: structured.Made = field(default_factory=structured.Made)

    def lines(self) -> list[str]:
        """What it did, for people."""
        said = [f"{self.texts:,} texts read, {self.found:,} statements found"]
        if self.without_text:
            why = ", ".join(f"{n:,} {_NO_TEXT[state]}" for state, n in self.without_text.items())
            said.append(f"without a text, so that nobody knows what they promise: {why}")
        return [*said, self.made.line()] if self.made.things else said


_NO_TEXT: Final = {
    "needs_ocr": "scanned (they need OCR)",
    "encrypted": "encrypted",
    "failed": "damaged",
    "unsupported": "of a format that is not read",
}


def extract(
    db: Database,
    *,
    at: str,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Extracted:
    """Read all unread texts; ``at`` is the instant of the run (UTC, ISO 8601).

    ``processes`` is how many read at once (as many as there are processors, if not given);
    ``progress`` is told (read, of) after each batch. Can be killed and run again at any time.
    """
    store.take_listed(db)
    tasks = store.unread(db, RULES)
    done = Extracted()
    batch: list[tuple[Row, list[Row]]] = []
    for task, found in _read_all(db, tasks, processes or os.cpu_count() or 1):
        batch.append((task, found))
        if len(batch) == _BATCH:
            _keep(db, batch, done, at)
            batch.clear()
            if progress:
                progress(done.texts, len(tasks))
    if batch:
        _keep(db, batch, done, at)
    with writing(db):
        store.all_read(db, RULES)
    done.without_text = store.without_text(db)
    done.made = structured.update(db, at=at)
    return done


def _keep(db: Database, batch: list[tuple[Row, list[Row]]], done: Extracted, at: str) -> None:
    with writing(db):
        for task, found in batch:
            if store.is_listed_again(db, task):
                continue  # in the next run: what was found may have been taken out of it
            store.save_reading(db, task, found, RULES, at)
            done.texts += 1
            done.found += len(found)


def _read_all(db: Database, tasks: list[Row], processes: int) -> Iterator[tuple[Row, list[Row]]]:
    """Each task with what was found in its text, in order."""
    texts = store.each_text(db, tasks)
    if processes == 1 or len(tasks) < _FEWEST_FOR_PROCESSES:
        for task, text in texts:
            yield task, read(task, text)
        return
    # Forked, so that the rules are there at once. They only read what they are handed: SQLite
    # forbids a forked process to use our open database, not to exist.
    parent = os.getpid()
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, forked, _end_with, (parent,)) as pool:
        yield from _ahead(pool, texts)


def _end_with(parent: int) -> None:
    """Let this process end when the one that started it was killed and cannot say so."""
    gc.freeze()  # it would go through all that it was born with, a row for each text, and copy it
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


class _Handed(NamedTuple):
    """Texts that a process has been handed: their tasks, how long they are, what comes of them."""

    tasks: list[Row]
    characters: int
    future: Future[list[list[Row]]]


def _ahead(pool: Executor, texts: Iterator[tuple[Row, str]]) -> Iterator[tuple[Row, list[Row]]]:
    """What the processes found, in order, with only so much text in their hands."""
    waiting: deque[_Handed] = deque()
    ahead = 0
    for handful in _handfuls(texts):
        length = sum(len(text) for _, text in handful)
        tasks = [task for task, _ in handful]
        waiting.append(_Handed(tasks, length, pool.submit(_read_each, handful)))
        ahead += length
        while waiting and (ahead > _AHEAD or waiting[0].future.done()):
            done = waiting.popleft()
            ahead -= done.characters
            yield from _results(done)
    for handed in waiting:
        yield from _results(handed)


def _handfuls(texts: Iterator[tuple[Row, str]]) -> Iterator[list[tuple[Row, str]]]:
    """Texts in portions that take about as long as one another, or a single text that is longer."""
    handful: list[tuple[Row, str]] = []
    length = 0
    for task, text in texts:
        handful.append((task, text))
        length += len(text) + _EACH
        if length >= _HANDFUL:
            yield handful
            handful, length = [], 0
    if handful:
        yield handful


def _results(handed: _Handed) -> Iterator[tuple[Row, list[Row]]]:
    return zip(handed.tasks, handed.future.result(), strict=True)


def _read_each(handful: list[tuple[Row, str]]) -> list[list[Row]]:
    return [read(task, text) for task, text in handful]


def read(task: Row, text: str) -> list[Row]:
    """The findings in one text (shape: db.statements); ``task`` is a row of ``store.unread``.

    What a later version of a page says for the first time was said when that version was made.
    Sentences that stood in an earlier one keep their day: see ``store.save_reading``.
    """
    first = task["number"] == 1
    said_on = day_in_london(task["published_at"] if first else task["changed_at"])
    basis = "unknown" if said_on is None else "document" if first else "edit"
    return [
        _finding(statement, text, said_on, basis, task["nature"])
        for statement in find_statements(text, said_on)
    ]


def _finding(statement: Statement, text: str, said_on: date | None, basis: str, nature: str) -> Row:
    due = statement.due
    told = (statement.said_on, statement.said_on_precision) != (said_on, "day")
    return {
        "focus": focus_of(statement),
        "quote": statement.text,
        "event": statement.event,
        "deliverable": statement.deliverable,
        "actor": statement.actor,
        "speaker": statement.speaker,
        "target": statement.target,
        "voice": voice_of(statement, nature),
        "reported": int(statement.reported),
        "said_on": _iso(statement.said_on),
        "said_on_precision": statement.said_on_precision,
        "said_on_basis": "unknown" if statement.said_on is None else "told" if told else basis,
        "happened_on": _iso(statement.happened_on),
        "happened_on_precision": statement.happened_on_precision,
        **_due_columns(due, text),
        "confidence": statement.confidence,
        "rule": statement.rule,
        "sentence_start": statement.start,
        "sentence_end": statement.end,
        "due_start": due.start if due else None,
        "due_end": due.end if due else None,
    }


def _due_columns(due: Due | None, text: str) -> Row:
    if due is None:
        names = ("words", "kind", "earliest", "latest", "edtf", "rule")
        return {**{f"due_{name}": None for name in names}, "start_by": None, "due_soft": 0}
    return {
        "due_words": " ".join(text[due.start : due.end].split()),
        "due_kind": due.kind,
        "due_earliest": _iso(due.earliest),
        "due_latest": _iso(due.latest),
        "start_by": _iso(due.start_by),
        "due_soft": int(due.soft),
        "due_edtf": due.edtf,
        "due_rule": due.rule,
    }


def voice_of(statement: Statement, nature: str) -> str:
    """Whose word it is: the body's own page, a report of what it said, or nobody by name.

    The counting rules (README) let only the first two set dates and status.
    """
    if nature in OWN_WORDS:
        return "reported" if statement.reported else "on_record"
    named = (statement.speaker or statement.actor) and not is_anonymous(statement.speaker)
    return "reported" if named else "unnamed"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
