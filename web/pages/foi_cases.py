"""The FOI cases of a commitment for its page: what happened, on which grounds, what is open."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from datasette.database import Database

from db.pages import foi as sql
from tracker import wording
from tracker.foi import wording as clock
from tracker.foi.grounds import provision_of
from tracker.foi.vocabulary import EVENT_TYPES
from web.site import FOI_OUTCOMES
from web.stories import query

Row = Mapping[str, Any]

# How a step is known, where a reader should be told.
KNOWN_MARKS = {"stated": "second-hand", "inferred": "inferred"}
WEIGHED = {1: "the public interest was weighed", 0: "the public interest was not weighed"}
FOUND = {1: "found to apply", 0: "found not to apply"}
# Red is for lateness that somebody looked for; guidance binds nobody.
LATE = "overdue"


async def cases(db: Database, slug: str) -> list[dict[str, Any]]:
    """The public cases that bear on a commitment, in order, each with its steps and its clock."""
    parts = (sql.FOI_REQUESTS, sql.FOI_EVENTS, sql.FOI_GROUNDS, sql.FOI_CLOCK)
    found, events, grounds, rows = await asyncio.gather(
        *(query(db, part, slug=slug) for part in parts)
    )
    events_of, rows_of = _grouped(events, _case), _grouped(rows, _case)
    grounds_of = _grouped(grounds, lambda row: (row["foi_request"], row["event"]))
    here = {case["id"] for case in found}
    return [
        {
            **case,
            "parent_is_here": case["parent"] in here,
            "status_words": clock.status_words(case["status"]),
            "steps": [
                _step(event, grounds_of[case["id"], event["position"]], case["regime"])
                for event in events_of[case["id"]]
            ],
            "deadlines": [_deadline(row) for row in rows_of[case["id"]] if row["due"]],
        }
        for case in found
    ]


def _case(row: Row) -> Hashable:
    return row["foi_request"]


def _grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    grouped: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped


def _step(event: Row, grounds: list[Row], regime: str) -> dict[str, Any]:
    """An event with what it is called, what came of it and how it is known."""
    return {
        **event,
        "words": EVENT_TYPES[event["type"]].words,
        "outcome_words": FOI_OUTCOMES.get(event["outcome"], ""),
        "mark": KNOWN_MARKS.get(event["known"]),
        "grounds": [", ".join(_ground(ground, regime)) for ground in grounds],
        "promise": _promise(event) if event["promise_due_phrase"] else None,
    }


def _promise(event: Row) -> str:
    """A date of publication that a reply gives: our reading, and its words."""
    return wording.due_told(
        {
            "due_words": event["promise_due_phrase"],
            "due_kind": event["promise_due_kind"],
            "due_earliest": event["promise_due_earliest"],
            "due_latest": event["promise_due_latest"],
            "start_by": event["promise_start_by"],
            "soft": event["promise_soft"],
        }
    )


def _ground(ground: Row, regime: str) -> Iterator[str]:
    """A ground with its name, and what is known of how it was relied on."""
    written, listed = ground["provision"], provision_of(ground["provision"], regime)
    yield f"{written} ({listed.name})" if listed and listed.name != written else written
    if ground["scope"] == "part":
        yield "for a part"
    if ground["neither_confirm_nor_deny"]:
        yield "neither confirming nor denying"
    for words, value in ((WEIGHED, "public_interest_test"), (FOUND, "properly_invoked")):
        if ground[value] is not None:
            yield words[ground[value]]
    if ground["anticipated_publication"]:
        yield f"publication announced for {wording.day_words(ground['anticipated_publication'])}"


def _deadline(row: Row) -> dict[str, Any]:
    """An open deadline in words; ``late`` where somebody looked after a binding day."""
    return {
        **row,
        "late": row["state"] == LATE,
        "name": clock.deadline_name(row["kind"]),
        "state_words": clock.state_words(row),
        "conventions": clock.conventions(row),
        "rule": clock.basis_words(row),
    }
