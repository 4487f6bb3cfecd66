"""FOI cases in full: what happened, on which grounds, what is open, what comes next.

Both the page of a case and that of a commitment show them so (templates/_case.html).
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from datasette.database import Database

from db.pages import foi as sql
from tracker import wording
from tracker.foi import wording as clock
from tracker.foi.grounds import provision_of
from tracker.foi.letters.laws import LAWS
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


ROLES = {
    "asks_for": "the case asks for it",
    "arose_from": "it arose from the case",
    "evidence_of": "the case is evidence of it",
}
REQUESTERS = {
    "individual": "a private person",
    "organisation": "an organisation",
    "press": "the press",
    "mp": "a member of Parliament",
}


async def cases(db: Database, slug: str) -> list[dict[str, Any]]:
    """The public cases that bear on a commitment, in order, each with its steps and its clock."""
    parts = (sql.FOI_REQUESTS, sql.FOI_EVENTS, sql.FOI_GROUNDS, sql.FOI_CLOCK)
    found, *rest = await asyncio.gather(*(query(db, part, slug=slug) for part in parts))
    return _told(found, *rest)


async def case(db: Database, case_id: str) -> dict[str, Any] | None:
    """One public case in full, with what it bears on and came out of; None where there is none."""
    parts = (sql.CASE, sql.CASE_EVENTS, sql.CASE_GROUNDS, sql.CASE_CLOCK, sql.CASE_COMMITMENTS,
             sql.CASE_CHILDREN)  # fmt: skip
    found, events, grounds, rows, commitments, children = await asyncio.gather(
        *(query(db, part, case=case_id) for part in parts)
    )
    if not found:
        return None
    [told] = _told(found, events, grounds, rows)
    return told | {
        "commitments": [
            row | {"role_words": ROLES.get(row["role"], row["role"])} for row in commitments
        ],
        "children": [row | {"status_words": clock.status_words(row["status"])} for row in children],
    }


def _told(
    found: Iterable[Row], events: Iterable[Row], grounds: Iterable[Row], rows: Iterable[Row]
) -> list[dict[str, Any]]:
    """Cases with the events, grounds and rows of the clock that are theirs, in words."""
    events_of, rows_of = _grouped(events, _case), _grouped(rows, _case)
    grounds_of = _grouped(grounds, lambda row: (row["foi_request"], row["event"]))
    return [
        {
            **case,
            "status_words": clock.status_words(case["status"]),
            **short_words({**case, "last_checked_on": case["checked_on"]}),
            "law": LAWS[case["regime"]],
            "requester": REQUESTERS.get(case["requester_kind"]),
            "steps": [
                _step(event, grounds_of[case["id"], event["position"]], case["regime"])
                for event in events_of[case["id"]]
            ],
            "deadlines": [deadline(row) for row in rows_of[case["id"]] if row["due"]],
            "next_steps": next_steps(rows_of[case["id"]]),
        }
        for case in found
    ]


def short_words(case: Row) -> dict[str, str]:
    """What the line on a case says of it (templates/_case.html, ``in_short``)."""
    return {
        "answer_words": clock.answer_words(case),
        "reply_words": clock.reply_words(case),
        "exemption_words": clock.exemption_words(case["exemption"]),
    }


def next_steps(rows: Iterable[Row]) -> list[str]:
    """The next steps of rows of the clock in plain words, each once."""
    steps = (clock.plain_step(row["next_action"] or "") for row in rows)
    return [step for step in dict.fromkeys(steps) if step]


def _case(row: Row) -> str:
    return str(row["foi_request"])


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
        "outcome_words": clock.outcome_words(event) or FOI_OUTCOMES.get(event["outcome"], ""),
        "mark": KNOWN_MARKS.get(event["known"]),
        "grounds": [", ".join(_ground(ground, regime)) for ground in grounds],
        "promise": promise(event) if event["promise_due_phrase"] else None,
    }


def promise(event: Row) -> str:
    """A date of publication that a reply gives (columns promise_*): our reading, and its words."""
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


def ground_name(provision: str, regime: str) -> str:
    """A ground with what it is about: "s.22 (intended for future publication)"."""
    listed = provision_of(provision, regime)
    return f"{provision} ({listed.name})" if listed and listed.name != provision else provision


def _ground(ground: Row, regime: str) -> Iterator[str]:
    """A ground with its name, and what is known of how it was relied on."""
    yield ground_name(ground["provision"], regime)
    if ground["scope"] == "part":
        yield "for a part"
    if ground["neither_confirm_nor_deny"]:
        yield "neither confirming nor denying"
    for words, value in ((WEIGHED, "public_interest_test"), (FOUND, "properly_invoked")):
        if ground[value] is not None:
            yield words[ground[value]]
    if ground["anticipated_publication"]:
        yield f"publication announced for {wording.day_words(ground['anticipated_publication'])}"


def deadline(row: Row) -> dict[str, Any]:
    """An open deadline in words; ``late`` where somebody looked after a binding day."""
    return {
        **row,
        "late": row["state"] == LATE,
        "name": clock.deadline_name(row["kind"]),
        "state_words": clock.state_words(row),
        "conventions": clock.conventions(row),
        "rule": clock.basis_words(row),
    }
