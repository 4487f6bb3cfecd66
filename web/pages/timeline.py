"""All commitments: which are asked for, a page of them as pictures, and how many there are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import release
from db.pages import timeline as lists
from tracker import wording
from web.answers import Paging, Routes, chosen_from, page, paging
from web.charts import marks, timeline_chart
from web.security import DATABASE
from web.site import KIND_NAMES
from web.stories import Told, query, slugs, told_of
from web.words import asked, match

PER_PAGE = 50
MOST_IN_CSV = 1000  # rows of a CSV of Datasette; more than that would be cut without a word

# The kind that is shown unless a reader asks for another: kinds are never counted together.
PROMISE = "promise"
# One choice of the status filter may stand for two statuses.
TOGETHER = {"merged_or_dropped": "merged or dropped"}
MEMBERS = {"merged_or_dropped": ("merged", "dropped")}
# What each list of the form is called, in its order.
LISTS = (
    ("status", "Status"),
    ("body", "Responsible body"),
    ("topic", "Topic"),
    ("year", "Year of the first due"),
)
SORTS = (
    ("due", "first due, oldest first"),
    ("newest", "first due, newest first"),
    ("next", "newest date given, oldest first"),
    ("latest", "newest date given, newest first"),
    ("ended", "what came of it, newest first"),
    ("late", "days late, most first"),
    ("title", "title"),
)
# Names that addresses of earlier releases used.
OLD_NAMES = {"body": "owner"}
LONGEST_SHOWN = 60  # letters of a choice that there is not
_YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class Asked:
    """What a reader asked for, of what there is."""

    kind: str
    chosen: Mapping[str, str]
    words: str
    sort: str
    # What was asked for and is no choice at all, with its label: nothing fits that.
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """The conditions of ``db.pages.timeline`` with their values, but for the status."""
        chosen = {name: value for name, value in self.chosen.items() if name != "status"}
        return {"kind": self.kind, **chosen, "match": match(self.words)}

    @property
    def all_filters(self) -> dict[str, str]:
        """The same with the status, or with the two that are chosen together."""
        status = self.chosen["status"]
        return {**self.filters, status if status in MEMBERS else "status": status}

    @property
    def finds_nothing(self) -> bool:
        """Whether signs were typed of which none can be looked for, or a choice is none."""
        return bool(self.unknown) or (bool(self.words) and not match(self.words))

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for beside the kind and the order."""
        return bool(self.unknown or self.words or any(self.chosen.values()))

    def link(self, **other: str) -> str:
        """The same question with another answer to a part of it."""
        kind = self.kind if self.kind != PROMISE else ""
        sort = self.sort if self.sort != SORTS[0][0] else ""
        parts = {"q": self.words, **self.chosen, "kind": kind, "sort": sort, **other}
        return "?" + urlencode({name: value for name, value in parts.items() if value})


async def timeline(datasette: Datasette, request: Request) -> Response:
    """A page of commitments, a row and a picture each.

    A choice that leaves no row, or that there is not, leaves none: it never counts as unasked.
    """
    db = datasette.get_database(DATABASE)
    kinds = await query(db, lists.KINDS)
    asked_kind = request.args.get("kind") or PROMISE
    kind = chosen_from(asked_kind, [*KIND_NAMES, *(row["kind"] for row in kinds)]) or PROMISE
    choices = await query(db, lists.CHOICES, kind=kind)
    offered = {name: _offered(choices, name) for name, _ in LISTS}
    await _offer_what_is_asked(db, request, offered)
    question = _question(request, kind, offered)
    counts = await _counts(db, question, choices)
    total = _total(counts, question.chosen["status"])
    pages = paging(request, total, PER_PAGE)
    stories = await _rows(db, question, pages)
    return await page(
        datasette,
        request,
        "timeline.html",
        **await _pictures(db, stories),
        about=next((row for row in kinds if row["kind"] == kind), None),
        kinds=_with_kind(kinds, kind),
        kind=kind,
        lists=[(name, label, offered[name]) for name, label in LISTS],
        asked=question,
        sorts=SORTS,
        counts=_named(counts),
        every=sum(counts.values()),
        total=total,
        most_matched=await _cut_at(db, question),
        paging=pages,
        samples=await _samples(db, question),
        table_query=_table_query(question, stories, total),
        csv_is_whole=total <= MOST_IN_CSV,
        csv_file=any(mount == "csv" for mount, _ in datasette.static_mounts),
    )


def _offered(choices: list[dict[str, Any]], field: str) -> list[tuple[str, str]]:
    """What may be chosen in a list: value, and words with the number of rows."""
    found = {row["value"]: row for row in choices if row["field"] == field}
    if field == "status":
        named = {**wording.STATUS_NAMES}
        known = [(value, named[value], found[value]["n"]) for value in named if value in found]
        return [*((value, f"{name} ({n:,})") for value, name, n in known), *TOGETHER.items()]
    return [(value, f"{row['name']} ({row['n']:,})") for value, row in found.items()]


async def _offer_what_is_asked(
    db: Database, request: Request, offered: dict[str, list[tuple[str, str]]]
) -> None:
    """Add to the lists what is asked for and known, though no row of this kind has it."""
    for name, options in offered.items():
        value = _asked_for(request, name)
        if value and value not in dict(options):
            known = await _known(db, name, value)
            if known:
                options.append((value, f"{known} (0)"))


async def _known(db: Database, name: str, value: str) -> str:
    """What a choice is called that no row of this kind has; "" where there is no such choice."""
    if name == "status":
        return wording.STATUS_NAMES.get(value, "")
    if name == "year":
        return value if _YEAR.fullmatch(value) else ""
    found = await query(db, lists.KNOWN[name], value=value)
    return found[0]["name"] if found else ""


def _with_kind(kinds: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The kinds that there are rows of, and the one that is asked for."""
    if any(row["kind"] == kind for row in kinds):
        return kinds
    return [*kinds, {"kind": kind, "commitments": 0}]


def _asked_for(request: Request, name: str) -> str:
    return request.args.get(name) or request.args.get(OLD_NAMES.get(name, name)) or ""


def _question(request: Request, kind: str, offered: Mapping[str, list[tuple[str, str]]]) -> Asked:
    wanted = {name: _asked_for(request, name) for name in offered}
    chosen = {name: chosen_from(wanted[name], list(dict(offered[name]))) for name in offered}
    labels = {name: label for name, label in LISTS if wanted[name] != chosen[name]}
    unknown = [(label, _shown(wanted[name])) for name, label in labels.items()]
    if kind != (request.args.get("kind") or PROMISE):
        unknown.append(("Kind", _shown(request.args["kind"])))
    sort = chosen_from(request.args.get("sort"), [name for name, _ in SORTS]) or SORTS[0][0]
    return Asked(kind, chosen, asked(request.args.get("q")), sort, tuple(unknown))


def _shown(value: str) -> str:
    """A choice that there is not, in one short line."""
    plain = wording.plain(value)
    return plain if len(plain) <= LONGEST_SHOWN else f"{plain[:LONGEST_SHOWN]}…"


async def _counts(db: Database, question: Asked, choices: list[dict[str, Any]]) -> dict[str, int]:
    """How many rows have which status, whatever status is chosen; ready-made where all are."""
    if question.finds_nothing:
        return {}
    wanted = {name: value for name, value in question.filters.items() if value}
    if set(wanted) == {"kind"}:
        return {row["value"]: row["n"] for row in choices if row["field"] == "status"}
    of_one_body = set(wanted) == {"kind", "body"}
    statement = lists.BODY_STATUS_COUNTS if of_one_body else lists.status_counts(wanted)
    rows = await query(db, statement, **wanted)
    return {row["status"]: row["n"] for row in rows}


async def _cut_at(db: Database, question: Asked) -> int | None:
    """How many of the rows that fit the words were looked at, where that is not all of them."""
    words = match(question.words)
    if not words:
        return None
    [row] = await query(db, lists.MATCHED, match=words, kind=question.kind)
    return lists.MOST_MATCHED if row["n"] > lists.MOST_MATCHED else None


async def _samples(db: Database, question: Asked) -> int:
    """How many of the rows that are asked for are samples, which are made up."""
    if question.finds_nothing:
        return 0
    wanted = {name: value for name, value in question.all_filters.items() if value}
    [row] = await query(db, lists.samples(wanted), **wanted)
    return row["n"]


def _total(counts: Mapping[str, int], status: str) -> int:
    if not status:
        return sum(counts.values())
    return sum(counts.get(member, 0) for member in MEMBERS.get(status, (status,)))


def _named(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The numbers in the order of the statuses."""
    return [(status, counts[status]) for status in wording.STATUS_NAMES if status in counts]


async def _rows(db: Database, question: Asked, pages: Paging) -> list[Told]:
    if not pages.total:
        return []
    names = await slugs(
        db, order=question.sort, limit=PER_PAGE, offset=pages.offset, filters=question.all_filters
    )
    return await told_of(db, names)


async def _pictures(db: Database, stories: list[Told]) -> dict[str, Any]:
    """The rows with their charts, the years above them, and the key."""
    [row] = await query(db, release.AS_OF)
    as_of = date.fromisoformat(row["day"])
    scale = timeline_chart.scale_of(stories, as_of)
    return {
        "rows": [
            (story, timeline_chart.chart(story, scale, as_of, story.line)) for story in stories
        ],
        "axis": timeline_chart.header(scale, as_of),
        "key": [(marks.sample(name), text) for name, text in marks.KEY],
        "red": any(timeline_chart.is_checked_late(story.row) for story in stories),
    }


def _table_query(question: Asked, stories: list[Told], total: int) -> str | None:
    """The same rows in Datasette's table: by column, or else one by one.

    None where they are so many that no address could name them.
    """
    if question.finds_nothing:
        return None
    chosen = question.chosen
    kept = {"kind": question.kind}
    if question.words or chosen["body"]:
        if total > len(stories):
            return None
        return "?" + urlencode({"slug__in": ",".join(s.row["slug"] for s in stories) or "none"})
    if chosen["year"]:
        kept["first_due_latest__gte"] = f"{chosen['year']}-01-01"
        kept["first_due_latest__lte"] = f"{chosen['year']}-12-31"
    if chosen["status"] in MEMBERS:
        kept["status__in"] = ",".join(MEMBERS[chosen["status"]])
    elif chosen["status"]:
        kept["status"] = chosen["status"]
    if chosen["topic"]:
        kept["topic"] = chosen["topic"]
    return f"?{urlencode(kept)}"


async def commitments(datasette: Datasette) -> Response:
    """A list of all commitments is the timeline."""
    return Response.redirect(datasette.urls.path("/timeline"))


ROUTES: Routes = (
    (r"^/timeline/?$", timeline),
    (r"^/commitments/?$", commitments),
)
