"""Public bodies and their promises: lists and counts, no score and no rank."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import bodies as sql
from tracker.cohorts import FEWEST
from tracker.wording import STATUS_NAMES, day_words
from web.answers import Routes, missing, page, paging
from web.charts import waiting
from web.security import DATABASE
from web.site import published_day
from web.stories import Told, query, slugs, told_of

Row = Mapping[str, Any]

PROMISE: Final = "promise"
SHOWN: Final = 25  # rows of a list; the rest is a link away
BODIES_SHOWN: Final = 100
COHORTS_SHOWN: Final = 40
# In which order the rows of a status stand: what has ended by its end, the newest first, all others
# by the date that stands.
_ENDED: Final = frozenset(
    {"delivered_on_time", "delivered_late", "delivered", "unclear", "merged", "dropped"}
)
# What is late and what was kept stand side by side, before what came of the rest.
STATUSES: Final = (
    "overdue", "delivered_on_time", "delivered_late", "unchecked", "awaited", "merged", "dropped",
    "paused", "partially_delivered", "being_checked", "delivered", "unclear", "no_date",
)  # fmt: skip
_PLACES: Final = {status: place for place, status in enumerate(STATUSES)}


async def bodies(datasette: Datasette, request: Request) -> Response:
    """All bodies by name, with how many promises of each status they have."""
    db = datasette.get_database(DATABASE)
    [size] = await query(db, sql.SIZE, kind=PROMISE)
    place = paging(request, size["n"], BODIES_SHOWN)
    listed = await query(db, sql.LISTED, kind=PROMISE, limit=BODIES_SHOWN, offset=place.offset)
    names = json.dumps([row["slug"] for row in listed])
    counted, samples, without = await asyncio.gather(
        query(db, sql.COUNTS, kind=PROMISE, bodies=names),
        query(db, sql.SAMPLES, kind=PROMISE, bodies=names),
        query(db, sql.WITHOUT, kind=PROMISE),
    )
    made_up = {row["body"]: row["n"] for row in samples}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in counted:
        counts[row["body"]][row["status"]] = row["n"]
    return await page(
        datasette,
        request,
        "bodies.html",
        bodies=[
            {**row, "counts": counts[row["slug"]], "samples": made_up.get(row["slug"], 0)}
            for row in listed
        ],
        statuses=_in_order({row["status"] for row in counted}),
        without=without if place.page == place.pages else [],
        paging=place,
    )


async def body(datasette: Datasette, request: Request) -> Response:
    """One body: what it promised, what it took over, and what became of it."""
    slug = unquote(request.url_vars["slug"])
    db = datasette.get_database(DATABASE)
    found = await query(db, sql.BODY, slug=slug)
    if not found:
        return await _no_such(datasette, request)
    predecessors = await query(db, sql.PREDECESSORS, slug=slug, kind=PROMISE)
    mine = json.dumps([slug, *(row["slug"] for row in predecessors)])
    counted, samples, successors, given_away, cohorts, figures, cases = await asyncio.gather(
        query(db, sql.COUNTS_OF, slug=slug),
        query(db, sql.SAMPLES, kind=PROMISE, bodies=json.dumps([slug])),
        query(db, sql.SUCCESSORS, slug=slug),
        query(db, sql.GIVEN_AWAY, slug=slug, kind=PROMISE, mine=mine, limit=SHOWN + 1),
        _cohorts(db, slug),
        query(db, sql.OWN_FIGURES, slug=slug),
        query(db, sql.FOI_CASES, slug=slug),
    )
    counts = _sums(counted, "status")
    return await page(
        datasette,
        request,
        "body.html",
        body=found[0],
        ended=_ended(found[0]),
        next_body=await _named(db, found[0]["successor"]),
        successors=successors,
        groups=await _groups(db, slug, counts),
        counts=counts,
        total=sum(counts.values()),
        samples=samples[0]["n"] if samples else 0,
        roles=_sums(counted, "role"),
        other_kinds=_sums([row for row in counted if row["kind"] != PROMISE], "kind", None),
        inherited=await _inherited(db, slug, predecessors),
        given_away=await _given_away(db, given_away[:SHOWN]),
        more_given_away=len(given_away) > SHOWN,
        cohorts=cohorts,
        figures=figures[0] if figures else None,
        cases=cases[0]["n"],
    )


async def _no_such(datasette: Datasette, request: Request) -> Response:
    return await missing(
        datasette,
        request,
        title="No body of this name",
        words="No public body has this address here. It may be spelt otherwise, or not be tracked.",
        where="All bodies",
        link="/bodies",
    )


async def _named(db: Database, slug: str | None) -> dict[str, Any] | None:
    found = await query(db, sql.BODY, slug=slug) if slug else []
    return found[0] if found else None


def _ended(row: Row) -> str:
    """When a body ended, in words; "" where it exists as far as is known."""
    return published_day(row["existed_until"]) if row["existed_until"] else ""


# What there is -------------------------------------------------------------------------------


def _in_order(statuses: Iterable[str]) -> list[str]:
    """The statuses in the order of the page; one that it does not know comes last."""
    return sorted(statuses, key=lambda status: (_PLACES.get(status, len(_PLACES)), status))


def _sums(counted: Sequence[Row], column: str, kind: str | None = PROMISE) -> dict[str, int]:
    """How many commitments there are by a column, of a kind or of all that are given."""
    sums: dict[str, int] = defaultdict(int)
    for row in counted:
        if kind is None or row["kind"] == kind:
            sums[row[column]] += row["n"]
    return dict(sums)


async def _groups(db: Database, slug: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The first rows of each status; two reads for all of them together."""
    statuses = _in_order(counts)
    lists = await asyncio.gather(*(_first(db, slug, status) for status in statuses))
    told = await _told(db, [one for names in lists for one in names], slug)
    return [
        {
            "status": status,
            "name": STATUS_NAMES.get(status, status),
            "total": counts[status],
            "rows": [told[name] for name in names if name in told],
            "sort": _order(status),
        }
        for status, names in zip(statuses, lists, strict=True)
    ]


async def _first(db: Database, slug: str, status: str) -> list[str]:
    filters = {"kind": PROMISE, "status": status, "body": slug}
    return await slugs(db, order=_order(status), limit=SHOWN, offset=0, filters=filters)


def _order(status: str) -> str:
    return "ended" if status in _ENDED else "next"


async def _told(
    db: Database, names: Sequence[str], body: str | None = None
) -> dict[str, dict[str, Any]]:
    """Each commitment with its sentence, and who gave the first word if that was another body."""
    first = await query(db, sql.FIRST_WORD, slugs=json.dumps(list(names)))
    words = {row["commitment"]: row for row in first if row["slug"] != body}
    return {story.row["slug"]: _line(story, words) for story in await told_of(db, names)}


def _line(story: Told, words: Mapping[str, Row]) -> dict[str, Any]:
    return {"story": story, "word_of": words.get(story.row["slug"]), "now_with": []}


async def _inherited(db: Database, slug: str, predecessors: Sequence[Row]) -> list[dict[str, Any]]:
    """The bodies whose work came here, each with the first of what it alone answered for.

    One that left nothing to answer for has no rows, and is named all the same.
    """
    lists = await asyncio.gather(
        *(
            query(db, sql.INHERITED, kind=PROMISE, slug=slug, predecessor=row["slug"], limit=SHOWN)
            for row in predecessors
        )
    )
    found = []
    for row, rows in zip(predecessors, lists, strict=True):
        told = await _told(db, [one["slug"] for one in rows], row["slug"])
        found.append({**row, "ended": _ended(row), "rows": list(told.values())})
    return found


async def _given_away(db: Database, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What the body gave its word for, each with those that answer for it now."""
    names = [row["slug"] for row in rows]
    told = await _told(db, names)
    for row in await query(db, sql.ANSWERS, slugs=json.dumps(names)):
        if row["commitment"] in told:
            told[row["commitment"]]["now_with"].append(row)
    return [told[name] for name in names if name in told]


# Complete cohorts ----------------------------------------------------------------------------


async def _cohorts(db: Database, slug: str) -> list[dict[str, Any]]:
    rows = await query(db, sql.COHORTS, slug=slug, limit=COHORTS_SHOWN)
    names = json.dumps([row["cohort"] for row in rows])
    steps: dict[str, list[Row]] = defaultdict(list)
    for step in await query(db, sql.CURVES, cohorts=names):
        steps[step["cohort"]].append(step)
    return [_cohort(row, steps[row["cohort"]]) for row in rows]


def _cohort(row: Row, steps: Sequence[Row]) -> dict[str, Any]:
    """A cohort with its counts in words and, where it is complete and no few, its curve."""
    counts = (("on_time", "came on time"), ("late", "came late"),
              ("not_out", "not out when last read"), ("unclear", "cannot be told"))  # fmt: skip
    is_shared = bool(row["complete"]) and row["commitments"] >= FEWEST
    return {
        **row,
        "year": row["first_day"][:4],
        "steps": steps,
        "few": FEWEST,
        "shares": [
            (words, share(row[name], row["commitments"], is_shared=is_shared))
            for name, words in counts
        ],
        "pictures": waiting.pictures(steps, _as_of(row)) if is_shared and steps else None,
    }


def _as_of(row: Row) -> str:
    return f"{row['source_title']}, read until {day_words(row['read_until'])}"


def share(number: int, of: int, *, is_shared: bool) -> str:
    """A number of all, with its share where one may be worked out.

    >>> share(7, 12, is_shared=True), share(7, 12, is_shared=False)
    ('7 of 12 (58%)', '7 of 12')
    """
    told = f"{number:,} of {of:,}"
    return f"{told} ({_percent(number, of)})" if is_shared and of else told


def _percent(number: int, of: int) -> str:
    """A share in whole per cent; none is called 0 or 100 that is not.

    >>> _percent(1, 300), _percent(299, 300), _percent(300, 300)
    ('under 1%', 'over 99%', '100%')
    """
    if number and number * 200 < of:
        return "under 1%"
    if number < of and (of - number) * 200 < of:
        return "over 99%"
    return f"{round(100 * number / of)}%"


ROUTES: Routes = (
    (r"^/bodies/?$", bodies),
    (r"^/bodies/(?P<slug>[^/]+)/?$", body),
)
