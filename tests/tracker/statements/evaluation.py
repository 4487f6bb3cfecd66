"""How well promises are found: figures over labelled sentences.

    python tests/tracker/statements/evaluation.py [FILE] [--mode sentence|context|both] [--errors N]

Without a FILE it takes the sentences beside it, which were written for this project. A row
holds the day it was said (doc_date), a sentence, its paragraph (context), and what is right:
is_commitment, event, deliverable, due_latest, kind and difficulty. Of the statements that are
found in a sentence the surest is compared. In mode context the whole paragraph is read.

precision, recall, f1   of rows that are commitments. Found as one is what is promised, slipped,
                        paused or merged. Rows where a merger is all in the past do not count.
f1_clear                the same of the rows that are clear, not borderline
event_macro_f1          the mean F1 of slipped (paused is read as such), delivered, merged, dropped
due                     of commitments that were found and have a last day: that day is right. Of
                        "from May" also right: open, from a day in or before May
no_invented_due         of rows without a last day: no commitment with a last day was given
deliverable             of commitments that were found: at least 0.6 as F1 of the two sets of words
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tracker.statements import Statement, find_statements

Row = Mapping[str, Any]

OWN = Path(__file__).with_name("sentences.jsonl")
MODES = ("sentence", "context")
COMMITMENTS = {"promised", "slipped", "merged"}
COMPARED_EVENTS = ("slipped", "delivered", "merged", "dropped")
ENOUGH_WORDS = 0.6
NO_DAY = date(2025, 1, 1)  # for a document without one; its dues do not count


class Answer(NamedTuple):
    """A labelled row, and what was found for it."""

    row: Row
    found: Statement | None

    @property
    def event(self) -> str:
        """The event that was found; of two that count alike the common name."""
        if self.found is None:
            return "none"
        return "slipped" if self.found.event == "paused" else self.found.event

    @property
    def is_found(self) -> bool:
        """Whether a commitment was found."""
        return self.event in COMMITMENTS

    @property
    def is_right(self) -> bool:
        """Whether one was found, and there is one."""
        return self.is_found and self.row["is_commitment"]

    @property
    def counts(self) -> bool:
        """Whether the row says if this is a commitment: of a merger in the past it does not."""
        return self.row["is_commitment"] or self.row["event"] != "merged"

    @property
    def is_dated(self) -> bool:
        """Whether the day of the saying is known."""
        return self.row["doc_date"] is not None

    @property
    def has_right_due(self) -> bool:
        """Whether the last day is that of the row."""
        due = self.found.due if self.found else None
        wanted = date.fromisoformat(self.row["due_latest"])
        if due is None:
            return False
        if self.row["kind"] == due.kind == "open" and due.latest is None and due.earliest:
            return due.earliest != said_on(self.row) and due.earliest <= wanted
        return due.latest == wanted

    @property
    def is_invented(self) -> bool:
        """Whether a commitment with a last day was found."""
        due = self.found.due if self.found and self.is_found else None
        return due is not None and due.latest is not None

    @property
    def has_right_deliverable(self) -> bool:
        """Whether enough of the words are those of the row."""
        name = (self.found.deliverable if self.found else None) or ""
        return f1_of_words(self.row["deliverable"], name) >= ENOUGH_WORDS


def said_on(row: Row) -> date:
    """The day on which a row was said."""
    return date.fromisoformat(row["doc_date"]) if row["doc_date"] else NO_DAY


def words(text: str) -> set[str]:
    """The words of a name that count."""
    plain = re.sub(r"['’]s\b", "", text.lower())
    return set(re.findall(r"[a-z0-9]+", plain)) - {"a", "an", "the"}


def f1_of_words(one: str, other: str) -> float:
    """How much of two names is the same, from 0 to 1."""
    left, right = words(one), words(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def answer(row: Row, mode: str) -> Answer:
    """The surest statement that is found for a row; the first of equals."""
    start = row[mode].index(row["sentence"])
    end = start + len(row["sentence"])
    found = find_statements(row[mode], said_on(row))
    inside = [one for one in found if one.start < end and start < one.end]
    return Answer(row, max(inside, key=lambda one: one.confidence, default=None))


def share(truths: Iterable[bool]) -> float:
    """How many are true; 1 where there is none to judge."""
    judged = list(truths)
    return sum(judged) / len(judged) if judged else 1.0


def f1(both: int, found: int, wanted: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * both / (found + wanted) if found + wanted else 1.0


def detection(answers: Iterable[Answer]) -> tuple[float, float, float]:
    """Precision, recall and F1 of commitments."""
    counted = [one for one in answers if one.counts]
    precision = share(one.is_right for one in counted if one.is_found)
    recall = share(one.is_right for one in counted if one.row["is_commitment"])
    both = sum(one.is_right for one in counted)
    wanted = sum(one.row["is_commitment"] for one in counted)
    return precision, recall, f1(both, sum(one.is_found for one in counted), wanted)


def event_f1(answers: Sequence[Answer], event: str) -> float | None:
    """F1 of one event; None where it is neither there nor found."""
    wanted = sum(one.row["event"] == event for one in answers)
    found = sum(one.event == event for one in answers)
    both = sum(one.row["event"] == one.event == event for one in answers)
    return f1(both, found, wanted) if found + wanted else None


def figures(rows: Iterable[Row], mode: str) -> dict[str, float]:
    """Every figure over labelled rows, by its name."""
    answers = [answer(row, mode) for row in rows]
    precision, recall, both = detection(answers)
    events = {event: event_f1(answers, event) for event in COMPARED_EVENTS}
    known = [value for value in events.values() if value is not None]
    right = [one for one in answers if one.is_right]
    dated = [one for one in answers if one.is_dated]
    return {
        "precision": precision,
        "recall": recall,
        "f1": both,
        "f1_clear": detection(one for one in answers if one.row["difficulty"] == "clear")[2],
        "event_macro_f1": sum(known) / len(known) if known else 1.0,
        **{f"{event}_f1": value for event, value in events.items() if value is not None},
        "due": share(one.has_right_due for one in right if one.is_dated and one.row["due_latest"]),
        "no_invented_due": share(not one.is_invented for one in dated if not one.row["due_latest"]),
        "deliverable": share(one.has_right_deliverable for one in right if one.row["deliverable"]),
    }


def faults(one: Answer) -> list[str]:
    """What is wrong with an answer, in words."""
    row = one.row
    due_wanted = one.is_dated and row["due_latest"]
    wrong = {
        "missed": one.counts and row["is_commitment"] and not one.is_found,
        "not a commitment": one.counts and one.is_found and not row["is_commitment"],
        "event": one.event != row["event"],
        "due": one.is_right and due_wanted and not one.has_right_due,
        "invented due": one.is_dated and not row["due_latest"] and one.is_invented,
        "deliverable": one.is_right and row["deliverable"] and not one.has_right_deliverable,
    }
    return [name for name, holds in wrong.items() if holds]


def described(one: Answer) -> str:
    """A wrong answer beside the right one."""
    row, found = one.row, one.found
    due = found.due if found else None
    was = f"{found.event} {found.deliverable!r} {due.latest if due else None}" if found else "none"
    right = f"{row['event']} {row['deliverable']!r} {row['due_latest']}"
    wrong = ", ".join(faults(one))
    return f"{row['id']} {wrong}: {row['sentence']}\n  found {was}\n  right {right}"


def read(path: Path) -> list[Row]:
    """The labelled rows of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def table(rows: Sequence[Row], modes: Sequence[str]) -> Iterator[str]:
    """The figures as lines of text."""
    columns = {mode: figures(rows, mode) for mode in modes}
    yield f"{'':18}" + "".join(f"{mode:>10}" for mode in modes)
    for name in columns[modes[0]]:
        yield f"{name:18}" + "".join(f"{columns[mode][name]:10.3f}" for mode in modes)


def main() -> None:
    """Print the table, and some of the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    parser.add_argument("--mode", choices=(*MODES, "both"), default="both")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show so many")
    asked = parser.parse_args()
    rows = read(asked.file)
    modes = MODES if asked.mode == "both" else (asked.mode,)
    found = sum(row["is_commitment"] for row in rows)
    lines = [f"{asked.file.name}: {len(rows)} sentences, {found} commitments", *table(rows, modes)]
    wrong = [one for row in rows if faults(one := answer(row, modes[0]))]
    lines += map(described, wrong[: asked.errors])
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
