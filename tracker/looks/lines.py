"""What is to be looked for as the desk in the terminal shows it."""

from collections.abc import Iterator
from typing import Any, Final

import click

from tracker.looks.due import DueLook, Subject
from tracker.looks.recording import Look
from tracker.review.lines import indented, wrapped
from tracker.wording import (
    attribution,
    day_words,
    event_name,
    evidence_marks,
    happened_words,
    plain,
    quoted,
)

Row = dict[str, Any]
_RESULTS: Final = {
    "not_found": "not found", "found": "found", "unclear": "could not tell",
}  # fmt: skip


def brief(due: DueLook) -> list[str]:
    """One of the list in a line, and what to do."""
    date_words = f"due until {day_words(due.due_latest)}"
    return [
        f"{due.slug}: {plain(due.title)} ({plain(due.owner)}), {date_words}; {due.why}",
        f"  delaywatch looked {due.slug} --place ADDRESS --words WORDS --note TEXT",
    ]


def to_decide(due: DueLook) -> list[str]:
    """One that a decision is awaited of, in a line."""
    return [f"{due.slug}: {plain(due.title)}; {due.why}"]


def shown(found: Subject) -> list[str]:
    """One of them with all that helps with looking."""
    due = found.due
    head = [click.style(line, bold=True) for line in wrapped(f"{plain(due.title)} ({due.slug})")]
    lines = ["", *head, *wrapped(plain(due.owner)), "", *wrapped(found.sentence)]
    lines += [*wrapped(f"{due.why[:1].upper()}{due.why[1:]}."), ""]
    for part in (_said_last, _last_look, _searches, _candidates, _coverage):
        lines += part(found)
    return [*lines, ""]


def offered(look: Look) -> list[str]:
    """What the keys would record."""
    lines = [*indented(f"Will be recorded as looked at: {look.place}")]
    lines += indented(f"for the words: {quoted(plain(look.words or ''))}")
    return lines + indented(f"note: {plain(look.note)}")


def _said_last(found: Subject) -> Iterator[str]:
    said = found.said_last
    if said is None:
        return
    words = f", {quoted(plain(said['due_phrase']))}" if said["due_phrase"] else ""
    reported = attribution(said)
    told = f"Said last: {plain(said['who'])}, {happened_words(said)}{words}"
    marks = evidence_marks({**said, "checked": said["checked_words"]})
    beside = ", ".join([event_name(said["event"]).lower(), *marks])
    yield from indented(f"{told} ({beside})")
    if reported:
        yield from wrapped(reported, "    ", "    ")
    if said["url"]:
        yield from wrapped(said["url"], "    ", "    ")


def _last_look(found: Subject) -> Iterator[str]:
    look = found.last_look
    if look is None:
        yield from indented("Last look: none on record.")
        return
    where = f", at {look['place']}" if look["place"] else ""
    words = f", for {quoted(plain(look['words']))}" if look["words"] else ""
    told = f"{day_words(look['looked_on'])}, {look['looked_as']}{where}{words}"
    yield from indented(f"Last look: {told}: {_RESULTS[look['result']]}. {plain(look['note'])}")


def _searches(found: Subject) -> Iterator[str]:
    yield from indented("Searches to open:")
    for number, search in enumerate(found.searches, start=1):
        words = f", for {quoted(plain(search.words))}" if search.words else " (a list)"
        yield from wrapped(f"{number}. {search.site}{words}", "    ", "       ")
        yield from wrapped(search.address, "       ", "       ")


def _candidates(found: Subject) -> Iterator[str]:
    if not found.candidates:
        yield from indented("What the crawl has read holds no page that may be it.")
        return
    yield from indented("Pages that the crawl has read, newest first:")
    for row in found.candidates:
        day = day_words(row["published_on"]) if row["published_on"] else "no date"
        told = f"{plain(row['title'])} ({day}; {row['found']})"
        yield from wrapped(told, "    ", "      ")
        yield from wrapped(row["url"], "      ", "      ")


def _coverage(found: Subject) -> Iterator[str]:
    if not found.covered_by:
        yield from indented("No source of its bodies is crawled here.")
    for row in found.covered_by:
        healthy = row["last_healthy_on"]
        until = f"healthy until {day_words(healthy)}" if healthy else "never healthy yet"
        read = f"last read on {day_words(row['read_on'])}"
        yield from indented(f"Crawled: {plain(row['title'])}, {until}, {read}.")
