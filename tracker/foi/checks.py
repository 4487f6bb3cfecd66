"""What cases must be before any of them is kept: in order, with names that exist, none to come."""

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from sqlite_utils import Database

from db.commitments import body_slugs, live_slugs
from db.errors import Problem
from db.foi import cases as store
from db.foi.promises import resting_commitments
from tracker.foi.model import Case
from tracker.foi.order import faults

Placed = Sequence[tuple[str, Case]]  # where each comes from (a file and its row), and the case


def check_all(db: Database, cases: Placed, as_of: date) -> None:
    """Refuse what cannot be: in the order of events, in names, in days to come.

    Raises Problem with where it stands and what to do.
    """
    bodies, commitments = set(body_slugs(db)), {*live_slugs(db), *resting_commitments(db)}
    there = {*store.case_ids(db), *(case.id for _, case in cases)}
    _refuse_twice(cases)
    for where, case in cases:
        _refuse_unknown(where, "body", [case.body], bodies, "see tracker/bodies.yml")
        _refuse_unknown(where, "case", [case.parent], there, "see `delaywatch foi list --all`")
        about = [event.promise.about for event in case.events if event.promise]
        slugs = [*(link.slug for link in case.commitments), *about]
        _refuse_unknown(where, "commitment", slugs, commitments, "see the table commitments")
        wrong = faults(case, as_of=as_of)
        if wrong:
            raise Problem("; ".join(text for _, text in wrong), where=where)


def _refuse_twice(cases: Placed) -> None:
    seen: dict[str, str] = {}
    for where, case in cases:
        if case.id in seen:
            raise Problem(
                f"the case {case.id} is here twice (first: {seen[case.id]})",
                where=where,
                do="give one of them another id, or leave one out",
            )
        seen[case.id] = where


def _refuse_unknown(
    where: str, what: str, names: Iterable[str | None], known: set[str], do: str
) -> None:
    for name in names:
        if name is not None and name not in known:
            near = get_close_matches(name, known, n=1)
            raise Problem(
                f"there is no {what} {name}",
                where=where,
                do=f"did you mean {near[0]}?" if near else do,
            )


def parents_first(cases: Placed) -> list[tuple[str, Case]]:
    """The cases in an order in which they can be stored.

    A case may name one that comes with it as its parent: that one must be there
    first. Raises Problem where a case is its own forebear.
    """
    by_id = {case.id: (where, case) for where, case in cases}
    parents = {case.id: [case.parent] if case.parent in by_id else [] for _, case in cases}
    try:
        return [by_id[case_id] for case_id in TopologicalSorter(parents).static_order()]
    except CycleError as error:
        where, case = by_id[error.args[1][0]]
        raise Problem(
            f"{case.id} is its own forebear (parent)", where=where, do="mend parent"
        ) from error
