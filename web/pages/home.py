"""What stands where: in the order in which a reader on a deadline would ask."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import home as sql
from db.pages import timeline as lists
from tracker import wording
from web import fairness
from web.answers import Routes, page
from web.security import DATABASE
from web.site import release
from web.stories import Told, query, slugs, told_of

Row = Mapping[str, Any]

SHOWN = 8  # rows of a group; the rest is a link away
# Other kinds are named with their numbers and never added to the promises.
PROMISE = "promise"


@dataclass(frozen=True)
class Group:
    """The rows of a status (or of two that belong together), and which of them come first."""

    key: str
    statuses: tuple[str, ...]
    order: str


# In the order of the page. "Kept" stands beside "late" and is as long.
GROUPS = (
    Group("overdue", ("overdue",), "next"),
    Group("unchecked", ("unchecked",), "latest"),
    Group("delivered_on_time", ("delivered_on_time",), "ended"),
    Group("delivered_late", ("delivered_late",), "ended"),
    Group("merged_or_dropped", ("merged", "dropped"), "ended"),
    Group("awaited", ("awaited",), "next"),
)
# What moved is told from the news, with both dates: the statuses are only counted.
LISTED = tuple(group for group in GROUPS if group.key != "merged_or_dropped")


async def home(datasette: Datasette, request: Request) -> Response:
    """What is late, what moved, what was kept, what is next and what vanished."""
    db = datasette.get_database(DATABASE)
    choices, samples, kinds, moves, changes, changes_count, health = await asyncio.gather(
        query(db, lists.CHOICES, kind=PROMISE),
        query(db, lists.SAMPLE_COUNTS, kind=PROMISE),
        query(db, lists.KINDS),
        query(db, sql.MOVES, kind=PROMISE, limit=SHOWN),
        query(db, sql.CHANGES, limit=SHOWN),
        query(db, sql.CHANGES_COUNT),
        query(db, sql.HEALTH),
    )
    counts = {row["value"]: row["n"] for row in choices if row["field"] == "status"}
    made_up = {row["status"]: row["n"] for row in samples}
    listed = await _listed(db)
    now = await release(datasette)
    stories = await _stories(db, chain(*listed.values(), (move["slug"] for move in moves)))
    return await page(
        datasette,
        request,
        "home.html",
        numbers={group.key: _sum(counts, group.statuses) for group in GROUPS},
        samples={group.key: _sum(made_up, group.statuses) for group in GROUPS},
        all_samples=sum(made_up.values()),
        others=_others(counts),
        total=sum(counts.values()),
        about=next((row for row in kinds if row["kind"] == PROMISE), None),
        kinds=[row for row in kinds if row["kind"] != PROMISE],
        groups={key: [stories[slug] for slug in found] for key, found in listed.items()},
        moves=[_move(move, stories[move["slug"]]) for move in moves],
        changes=changes,
        changes_count=changes_count[0]["n"],
        health=health,
        **await fairness.corrected(db, now["day"], SHOWN),
    )


async def _listed(db: Database) -> dict[str, list[str]]:
    """The first few rows of each group."""
    found = await asyncio.gather(*(_first(db, group) for group in LISTED))
    return {group.key: names for group, names in zip(LISTED, found, strict=True)}


async def _first(db: Database, group: Group) -> list[str]:
    [status] = group.statuses
    return await slugs(
        db, order=group.order, limit=SHOWN, offset=0, filters={"kind": PROMISE, "status": status}
    )


async def _stories(db: Database, names: Iterable[str]) -> dict[str, Told]:
    return {story.row["slug"]: story for story in await told_of(db, sorted(set(names)))}


def _sum(counts: Mapping[str, int], statuses: Sequence[str]) -> int:
    return sum(counts.get(status, 0) for status in statuses)


def _others(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The statuses that no group shows, so that the numbers add up to all rows."""
    shown = {status for group in GROUPS for status in group.statuses}
    return [
        (status, counts[status])
        for status in wording.STATUS_NAMES
        if status in counts and status not in shown
    ]


def _move(move: Row, story: Told) -> dict[str, Any]:
    """A move with its commitment, the due before it in words, and what came after it.

    ``after`` is the later due, or the words that left no date.
    """
    before = _due(move, "from", move["from_latest"])
    told = {
        "story": story,
        "row": move,
        "when": wording.capital(wording.happened_words(move)),
        "before": wording.due_told(before) if _is_dated(before) else "",
    }
    if move["happened"] == "date_lost":
        return told | {"after": wording.quoted(move["to_words"] or "no date")}
    if move["happened"] != "later":
        return told
    return told | {
        "after": wording.due_told(_due(move, "to", move["to_due_latest"])),
        "by": wording.length_words(move["days"], move["to_latest"]),
    }


def _is_dated(due: Row) -> bool:
    return bool(due["due_latest"] or due["start_by"])


def _due(move: Row, side: str, latest: str | None) -> dict[str, Any]:
    names = ("words", "earliest", "start_by", "kind", "soft", "provisional")
    words, earliest, start_by, kind, soft, provisional = (move[f"{side}_{name}"] for name in names)
    return {
        "due_words": words, "due_kind": kind, "due_earliest": earliest, "due_latest": latest,
        "start_by": start_by, "soft": soft, "provisional": provisional,
    }  # fmt: skip


ROUTES: Routes = ((r"^/$", home),)
