"""Cases on the terminal: one with all that is known of it, or all in a list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.foi.clock import moves_of
from tracker.calendars.bank_holidays import HolidayTable
from tracker.foi import cases, todo
from tracker.foi.clock import CaseDeadline, Standing, standing
from tracker.foi.counting import calendar_of
from tracker.foi.grounds import JURISDICTIONS, PROVISIONS, Provision, provision_of
from tracker.foi.model import Case, Event, Ground, Promise
from tracker.foi.vocabulary import EVENT_TYPES, STATUSES
from tracker.foi.wording import deadline_name, state_words
from tracker.review.lines import wrapped
from tracker.wording import day_words, due_reading, plain

Row = Mapping[str, Any]  # of the view foi_clock
_KNOWN: Final = {
    "observed": "", "inferred": "worked out, not seen", "stated": "as told by others",
    "confirmed": "confirmed",
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """A case and what it comes to on a day: its rows of the clock by the position of a deadline.

    ``left_out`` is how many of its events came after that day; nothing here knows of them.
    """

    case: Case
    standing: Standing
    rows: Mapping[int, Row]
    moves: tuple[Row, ...] = ()
    left_out: int = 0

    @property
    def status(self) -> str:
        """What it is called on that day, as the view tells it."""
        row = next(iter(self.rows.values()), None)
        return str(row["status"]) if row else self.standing.status


def view_of(db: Database, case_id: str, as_of: date) -> View:
    """A case as it stands on a day. Raises Problem where there is none."""
    case = cases.read(db, case_id)
    rows = _rows_by_case(db, as_of).get(case.id, {})
    moves = tuple(move for move in moves_of(db, case.id) if move["moved_on"] <= as_of.isoformat())
    return replace(_view(case, rows, calendar_of(db), as_of), moves=moves)


def _view(case: Case, rows: Mapping[int, Row], calendar: HolidayTable, as_of: date) -> View:
    """The case with the events up to a day, and what they come to."""
    known = [event for event in case.events if event.on is None or event.on <= as_of]
    case_then = cases.with_events(case, known)
    left_out = len(case.events) - len(known)
    return View(case_then, standing(case_then, table=calendar), rows, left_out=left_out)


def case_lines(view: View, as_of: date) -> Iterator[str]:
    """All that is known of a case: what it is, events by number, days with their working, steps."""
    case = view.case
    yield from wrapped(f"{case.id}: {case.subject} ({case.authority}) [{_visibility(case)}]")
    yield from _indented(f"{_status(view)}; {case.regime}{_school(case)}")
    yield from _about(case)
    yield from _section("EVENTS", [*_events(case), *_left_out(view)])
    yield from _section("DEADLINES", _deadlines(view))
    yield from _section("NOTES", (line for note in view.standing.notes for line in _indented(note)))
    yield from _section("MOVED BY THE CALENDAR", _moves(view))
    yield from _section(f"NEXT, AS OF {as_of}", _next(view))


def outcome_lines(view: View) -> Iterator[str]:
    """What a case comes to now and the next step, in short."""
    yield from wrapped(f"{view.case.id}: {_status(view)}")
    yield from _left_out(view)
    yield from _indented(_first_day(view))
    yield from _next(view)


def preview_lines(case: Case, found: Standing) -> Iterator[str]:
    """A case before it is kept, and its first deadline with its working."""
    yield from wrapped(f"{case.id}: {case.subject} ({case.authority}) [{_visibility(case)}]")
    yield from _indented(f"{STATUSES[found.status].words}; {case.regime}{_school(case)}")
    yield from _about(case)
    yield from _events(case)
    if found.deadlines:
        yield from _deadline(found.deadlines[0], None)
    else:
        yield from _indented("no deadline can be counted yet")


def list_lines(db: Database, as_of: date, *, everything: bool = False) -> Iterator[str]:
    """The cases that wait for something, the most urgent first; with ``everything`` all others."""
    rows, calendar = _rows_by_case(db, as_of), calendar_of(db)
    views = {
        case.id: _view(case, rows.get(case.id, {}), calendar, as_of) for case in cases.all_cases(db)
    }
    for case_id in rows:
        yield from _listed(views[case_id])
    others = [case_id for case_id in views if case_id not in rows]
    if everything:
        for case_id in others:
            yield from _listed(views[case_id])
    elif others:
        count = "1 other case" if len(others) == 1 else f"{len(others):,} other cases"
        yield f"{count}, with nothing to do or not ours to act on: --all"


def ground_lines(regime: str) -> Iterator[str]:
    """The grounds that a case under a regime may name, each with what it means."""
    for one in PROVISIONS[JURISDICTIONS[regime]].values():
        weight = one.weight if one.shows is None else f"{one.weight}, {one.shows}"
        yield from wrapped(f"{one.provision}  {one.name} ({one.act}; {weight}){_counterpart(one)}")
        yield from wrapped(one.next_step, "    ", "    ")


def event_lines(event: Event, regime: str, number: int | None = None) -> list[str]:
    """An event with all that was said of it."""
    day = day_words(event.on.isoformat() if event.on else None, event.precision)
    head = f"{'' if number is None else f'{number}  '}{day}: {EVENT_TYPES[event.type].words}"
    if event.outcome:
        head += f": {_outcome_words(event.outcome)}"
    details = [
        *(_ground(ground, regime) for ground in event.grounds),
        *([_promise(event.promise)] if event.promise else []),
        *_plain_details(event),
    ]
    lines = wrapped(head, "  ", "      ")
    return [*lines, *(line for one in details for line in wrapped(one, "      ", "        "))]


# --------------------------------------------------------------------------- of a case


def _visibility(case: Case) -> str:
    return f"embargoed until {case.public_from}" if case.public_from else case.visibility


def _school(case: Case) -> str:
    return ", a school" if case.school else ""


def _status(view: View) -> str:
    since = view.standing.since
    return STATUSES[view.status].words + (f" since {day_words(since.isoformat())}" if since else "")


def _about(case: Case) -> Iterator[str]:
    facts = [
        ("body", case.body), ("their reference", case.reference), ("at", case.url),
        ("follows from", case.parent), ("asked by", _requester(case)),
        ("private note", case.private_note),
        ("bears on", ", ".join(f"{link.slug} ({link.role})" for link in case.commitments)),
        ("followed", None if case.followed else "no, only known of"),
    ]  # fmt: skip
    for name, value in facts:
        if value:
            yield from _indented(f"{name}: {value}")


def _requester(case: Case) -> str | None:
    return None if case.requester is None else f"{case.requester} ({case.requester_kind})"


def _events(case: Case) -> Iterator[str]:
    for number, event in enumerate(case.events, start=1):
        yield from event_lines(event, case.regime, number)


def _left_out(view: View) -> Iterator[str]:
    if view.left_out:
        later = "1 later event is" if view.left_out == 1 else f"{view.left_out} later events are"
        yield from _indented(f"{later} left out, for --as-of lies before")


def _deadlines(view: View) -> Iterator[str]:
    for position, deadline in enumerate(view.standing.deadlines, start=1):
        yield from _deadline(deadline, view.rows.get(position))


def _deadline(deadline: CaseDeadline, row: Row | None) -> Iterator[str]:
    head = f"{day_words(deadline.due.isoformat())}: {deadline_name(deadline.kind)}"
    if deadline.met_on is not None:
        head += f"; done on {day_words(deadline.met_on.isoformat())}"
    elif row is not None:
        head += f"; {state_words(row)}"
    yield from _indented(head)
    yield from wrapped(deadline.explanation, "      ", "      ")


def _moves(view: View) -> Iterator[str]:
    for move in view.moves:
        yield from _indented(
            f"{deadline_name(move['kind'])}: {day_words(move['due_before'])} became "
            f"{day_words(move['due_after'])} on {day_words(move['moved_on'])}: {move['why']}"
        )


def _first_day(view: View) -> str:
    """The next day of a case and where it stands; "" where there is none."""
    open_rows = sorted(
        (row for row in view.rows.values() if row["due"]), key=lambda row: str(row["late_after"])
    )
    return next(
        (f"{deadline_name(row['kind'])} {day_words(row['due'])}; {state_words(row)}"
         for row in open_rows),
        "",
    )  # fmt: skip


def _next(view: View) -> Iterator[str]:
    actions = [row["next_action"] for row in view.rows.values()] or [view.standing.next_action]
    for action in dict.fromkeys(filter(None, actions)):
        yield from _indented(f"next: {action}")


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", heading, *found)


def _indented(text: str) -> list[str]:
    return wrapped(text, "  ", "    ")


# --------------------------------------------------------------------------- of an event


def _outcome_words(outcome: str) -> str:
    return STATUSES[outcome].words if outcome in STATUSES else outcome.replace("_", " ")


def _ground(ground: Ground, regime: str) -> str:
    known = provision_of(ground.provision, regime)
    said = {
        "for part of it": ground.scope == "part",
        "public interest weighed": ground.public_interest_test is True,
        "public interest not weighed": ground.public_interest_test is False,
        "neither confirmed nor denied": ground.neither_confirm_nor_deny,
        "found to apply": ground.properly_invoked is True,
        "found not to apply": ground.properly_invoked is False,
    }
    words = [words for words, holds in said.items() if holds]
    if ground.anticipated_publication:
        words.append(f"publication by {day_words(ground.anticipated_publication.isoformat())}")
    name = f" ({known.name})" if known and known.name != ground.provision else ""
    return f"{ground.provision}{name}{''.join(f'; {word}' for word in words)}"


def _promise(promise: Promise) -> str:
    read = due_reading({
        "due_kind": promise.due_kind,
        "due_earliest": promise.due_earliest and promise.due_earliest.isoformat(),
        "due_latest": promise.due_latest and promise.due_latest.isoformat(),
        "start_by": promise.start_by and promise.start_by.isoformat(),
    })  # fmt: skip
    about = f", about {promise.about}" if promise.about else ""
    return f"promises “{promise.due_phrase}”: read as {read}{about}"


def _plain_details(event: Event) -> Iterator[str]:
    facts = [
        ("until", event.until and day_words(event.until.isoformat())),
        ("the clock begins anew", None if event.resets is None else _yes_no(event.resets)),
        ("through", event.channel), ("reference", event.reference), ("at", event.url),
        ("letter (sha256)", event.sha256), ("note", event.note),
        ("known", _KNOWN[event.known] or None),
    ]  # fmt: skip
    return (f"{name}: {plain(str(value))}" for name, value in facts if value)


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


# --------------------------------------------------------------------------- of a list


def _rows_by_case(db: Database, as_of: date) -> dict[str, dict[int, Row]]:
    by_case: dict[str, dict[int, Row]] = {}
    for row in todo.clock(db, as_of):
        by_case.setdefault(row["foi_request"], {})[row["position"]] = row
    return by_case


def _listed(view: View) -> Iterator[str]:
    case = view.case
    yield from wrapped(
        f"{case.id} [{_visibility(case)}]: {STATUSES[view.status].words}: "
        f"{case.subject} ({case.authority})", "", "    ",
    )  # fmt: skip
    yield from wrapped(_first_day(view), "    ", "    ")


def _counterpart(one: Provision) -> str:
    return f"; FOISA {one.counterpart}" if one.counterpart and one.act != "FOISA" else ""
