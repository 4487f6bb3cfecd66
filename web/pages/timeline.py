"""The pages of our own: home, the timeline, a commitment, how it is counted."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import release
from db.pages import timeline as lists
from tracker import wording
from web.charts import marks, timeline_chart
from web.security import DATABASE
from web.stories import Row, Told, found, like, query, stories, told

PER_PAGE = 100
MAX_QUERY = 100  # letters of a search; more is no search
MOST_NAMED = 100  # rows that an address can name one by one

# The kind that is shown unless a reader asks for another: kinds are never counted together.
PROMISE = "promise"
ALL = "all"

# Home: the groups in which the rows are counted, and how each is sorted.
GROUPS = (
    ("delivered_on_time", "Delivered on time"),
    ("delivered_late", "Delivered late"),
    ("merged_or_dropped", "Merged or dropped"),
    ("unchecked", "Due date passed, not checked"),
    ("overdue", "Overdue"),
    ("awaited", "Due next"),
)
MEMBERS = {"merged_or_dropped": ("merged", "dropped")}
# One choice of the status filter may stand for two statuses.
TOGETHER = {"merged_or_dropped": "merged or dropped"}


def _late(row: Row) -> tuple[bool, int]:
    days = row["days_late_min"]
    return days is None, -(days or 0)


def _first_due(row: Row) -> tuple[bool, str]:
    return row["first_due_latest"] is None, row["first_due_latest"] or ""


SORTS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "due": ("first due, oldest first", _first_due),
    "newest": ("first due, newest first", lambda row: _first_due(row)[1]),
    "late": ("days late, most first", _late),
    "title": ("title", lambda row: row["title"].casefold()),
}
NEWEST_FIRST = "newest"


async def home(datasette: Datasette, request: Request) -> Response:
    """What stands where, each count with its rows."""
    db = datasette.get_database(DATABASE)
    told_all = await stories(db, kind=PROMISE)
    groups = [_group(key, name, told_all) for key, name in GROUPS]
    [evidence] = await query(db, lists.EVIDENCE, kind=PROMISE)
    return await _page(
        datasette,
        request,
        "home.html",
        kinds=[row for row in await query(db, lists.KINDS) if row["kind"] != PROMISE],
        groups=[group for group in groups if group["stories"] or group["key"] != "overdue"],
        others=_others(told_all),
        total=len(told_all),
        evidence=evidence,
    )


def _group(key: str, name: str, found: Sequence[Told]) -> dict[str, Any]:
    wanted = MEMBERS.get(key, (key,))
    rows = [story for story in found if story.row["status"] in wanted]
    if key in ("awaited", "unchecked"):
        rows.sort(key=lambda story: story.row["standing_due_latest"])
    elif key == "delivered_late":
        rows.sort(key=lambda story: _late(story.row))
    else:
        rows.sort(key=lambda story: story.row["outcome_on"] or "", reverse=True)
    return {"key": key, "name": name, "stories": rows}


def _others(found: Sequence[Told]) -> list[tuple[str, int]]:
    """The statuses that no group shows, so that the counts add up to all rows."""
    shown = {status for key, _ in GROUPS for status in MEMBERS.get(key, (key,))}
    left = [story.row["status"] for story in found if story.row["status"] not in shown]
    return [(status, left.count(status)) for status in wording.STATUS_NAMES if status in left]


async def timeline(datasette: Datasette, request: Request) -> Response:
    """All commitments, a row and a picture each; unknown choices count as none."""
    db = datasette.get_database(DATABASE)
    kinds = await query(db, lists.KINDS)
    asked = _known(request.args.get("kind"), [*(row["kind"] for row in kinds), ALL])
    kind = "" if asked == ALL else asked or PROMISE
    choices = await _choices(db, kind, kinds)
    chosen = {
        name: _known(request.args.get(name), [value for value, _ in options])
        for name, options in choices.items()
    }
    words = (request.args.get("q") or "").strip()[:MAX_QUERY]
    rows = await _filtered(db, chosen, kind, words)
    sort = _known(request.args.get("sort"), list(SORTS)) or "due"
    rows.sort(key=SORTS[sort][1], reverse=sort == NEWEST_FIRST)
    page, paging = _paged(rows, request)
    shown = await told(db, page)
    as_of = await _today(db)
    scale = timeline_chart.scale_of(shown, as_of)
    [evidence] = await query(db, lists.EVIDENCE, kind=kind)
    return await _page(
        datasette,
        request,
        "timeline.html",
        by_hand=kind == PROMISE,
        rows=[(story, timeline_chart.chart(story, scale, as_of, story.line)) for story in shown],
        axis=timeline_chart.header(scale, as_of),
        key=[(marks.sample(name), text) for name, text in marks.KEY],
        second_hand_sample=marks.sample("second-hand"),
        choices=choices,
        chosen=chosen,
        words=words,
        sort=sort,
        sorts=[(name, label) for name, (label, _) in SORTS.items()],
        total=len(rows),
        paging=paging,
        filtered=bool(words or any(chosen.values())),
        red=any(timeline_chart.is_checked_late(story.row) for story in shown),
        evidence=evidence,
        table_query=_table_query(chosen, kind if len(kinds) > 1 else "", words, rows),
        csv_file=any(mount == "csv" for mount, _ in datasette.static_mounts),
    )


async def _filtered(db: Any, chosen: dict[str, str], kind: str, words: str) -> list[dict[str, Any]]:
    statuses = MEMBERS.get(chosen["status"], ())
    rows = await found(
        db,
        kind=kind,
        status="" if statuses else chosen["status"],
        topic=chosen["topic"],
        body=chosen["owner"],
        like=like(words),
    )
    return [row for row in rows if not statuses or row["status"] in statuses]


async def _choices(
    db: Any, kind: str, kinds: list[dict[str, Any]]
) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in each list: value and words, counted among the rows of a kind."""
    statuses, topics, bodies = await asyncio.gather(
        *(query(db, part, kind=kind) for part in (lists.STATUSES, lists.TOPICS, lists.BODIES))
    )
    known = {row["status"]: row["n"] for row in statuses}
    offered = [
        (status, f"{name} ({known[status]})")
        for status, name in wording.STATUS_NAMES.items()
        if status in known
    ]
    return {
        "status": [*offered, *TOGETHER.items()],
        "owner": [(row["slug"], f"{row['name']} ({row['n']})") for row in bodies],
        "topic": [(row["topic"], f"{row['topic']} ({row['n']})") for row in topics],
        "kind": [*((row["kind"], row["kind"].replace("_", " ")) for row in kinds), (ALL, "all")],
    }


def _known(value: str | None, known: Sequence[str]) -> str:
    return value if value in known else ""


def _paged(rows: Sequence[Row], request: Request) -> tuple[Sequence[Row], dict[str, Any]]:
    pages = max(1, -(-len(rows) // PER_PAGE))
    asked = request.args.get("page") or "1"
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < PER_PAGE else 1
    page = min(max(page, 1), pages)
    others = [
        (key, request.args[key])
        for key in ("status", "owner", "topic", "kind", "sort", "q")
        if request.args.get(key)
    ]
    links = {
        name: f"?{urlencode([*others, ('page', number)])}"
        for name, number in (("before", page - 1), ("after", page + 1))
        if 1 <= number <= pages
    }
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    return shown, {"page": page, "pages": pages, **links}


def _table_query(chosen: dict[str, str], kind: str, words: str, rows: Sequence[Row]) -> str | None:
    """The same rows in Datasette's table: by kind, status and topic, or else one by one.

    None where they are so many that no address could name them.
    """
    kept = {"kind": kind, **{name: chosen[name] for name in ("status", "topic")}}
    kept = {name: value for name, value in kept.items() if value}
    if words or chosen["owner"]:
        if len(rows) > MOST_NAMED:
            return None
        kept = {"slug__in": ",".join(row["slug"] for row in rows) or "none"}
    elif kept.get("status") in MEMBERS:
        kept["status__in"] = ",".join(MEMBERS[kept.pop("status")])
    return f"?{urlencode(kept)}" if kept else ""


async def commitments(datasette: Datasette) -> Response:
    """A list of all commitments is the timeline."""
    return Response.redirect(datasette.urls.path("/timeline"))


async def about(datasette: Datasette, request: Request) -> Response:
    """How it is counted, in plain words."""
    return await _page(
        datasette,
        request,
        "about.html",
        statuses=[
            (status, name, wording.STATUS_DEFINITIONS[status])
            for status, name in wording.STATUS_NAMES.items()
        ],
        slip_names=wording.SLIP_NAMES,
        key=[(marks.sample(name), text) for name, text in marks.KEY],
        second_hand_sample=marks.sample("second-hand"),
    )


ROUTES = (
    (r"^/$", home),
    (r"^/timeline/?$", timeline),
    (r"^/commitments/?$", commitments),
    (r"^/about-counting/?$", about),
)


async def _today(db: Any) -> date:
    [row] = await query(db, release.AS_OF)
    return date.fromisoformat(row["day"])


async def _page(datasette: Datasette, request: Request, template: str, **context: Any) -> Response:
    return Response.html(await datasette.render_template(template, context, request=request))
