"""To whom a letter about a case goes: the body that was asked, or what took its place."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from db.errors import Problem
from tracker.foi.bodies import answering
from tracker.foi.model import Case


@dataclass(frozen=True)
class Receiver:
    """Name and address; ``successor_of`` is the name of a body that is no more."""

    name: str
    address: str | None
    successor_of: str | None = None


def receiver_of(db: Database, case: Case, as_of: date) -> Receiver:
    """Who answers for a case on a day; the authority as the case has it, where no more is known."""
    if case.body is None:
        return Receiver(case.authority, None)
    try:
        found = answering(db, case.body, as_of)
    except Problem:
        return Receiver(case.authority, None)
    return Receiver(found.name, found.facts.address, found.predecessor)
