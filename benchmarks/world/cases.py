"""FOI cases: one to thirty commitments; some are private, some promise a date of publication."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlite_utils import Database

from benchmarks.world.rows import AS_OF, Sizes, Values, insert, slug

_TO_A_CASE = 30
_AT = "2026-11-12T09:00:00Z"


def add(db: Database, dice: random.Random, size: Sizes) -> None:
    """Requests of the last three years, with what happened in each."""
    numbers = range(1, size.commitments // _TO_A_CASE + 1)
    asked = {n: AS_OF - timedelta(days=dice.randint(1, 1000)) for n in numbers}
    insert(
        db, "foi_requests",
        "id origin requester_kind body authority regime subject followed visibility requested_on "
        "requested_on_precision responded_on_precision outcome",
        ((f"case-{n}", "editor", "press", f"body-{n % 20}", f"Body {n % 20}", "FOIA",
          f"Letters about plan {n * _TO_A_CASE}", int(n % 2), "private" if n % 5 == 0 else "public",
          f"{asked[n]}", "day", "unknown", "unknown") for n in numbers),
    )  # fmt: skip
    insert(
        db,
        "foi_commitments",
        "foi_request position commitment role",
        ((f"case-{n}", 1, slug(n * _TO_A_CASE % size.commitments), "asks_for") for n in numbers),
    )
    insert(
        db, "foi_events",
        "foi_request position type occurred_on occurred_on_precision actor known outcome "
        "promise_due_phrase promise_due_kind promise_due_earliest promise_due_latest recorded_at",
        (row for n in numbers for row in _steps(n, asked[n])),
    )  # fmt: skip
    insert(
        db, "foi_grounds", "foi_event position provision scope anticipated_publication",
        ((number, 1, "FOIA s.22(1)", "whole", due) for number, due in db.execute(
            """select id, promise_due_latest from foi_events
               where promise_due_latest is not null""").fetchall()),
    )  # fmt: skip


def _steps(number: int, asked: date) -> Iterator[Values]:
    case, day, nothing = f"case-{number}", "day", (None, None, None, None)
    yield (case, 1, "sent", f"{asked}", day, "requester", "observed", None, *nothing, _AT)
    if (heard := asked + timedelta(days=2)) >= AS_OF:
        return
    yield (case, 2, "acknowledged", f"{heard}", day, "authority", "observed", None, *nothing, _AT)
    if number % 4 == 0 or (replied := asked + timedelta(days=10 + number % 30)) >= AS_OF:
        return
    if number % 3:
        yield (case, 3, "response", f"{replied}", day, "authority", "observed", "disclosed",
               *nothing, _AT)  # fmt: skip
        return
    year = replied.year + 1
    due = (f"by the end of {year}", "deadline", f"{replied}", f"{year}-12-31")
    yield (case, 3, "response", f"{replied}", day, "authority", "observed", "refused", *due, _AT)
