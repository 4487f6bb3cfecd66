"""Atom feeds (RFC 4287) of what is new: slips, newly overdue, edits and removals, all.

An entry keeps its id for ever, whatever the address of this site is. It is published on the day on
which the thing happened, and updated on the day on which a release here first told it. All that the
first release told is old news: it is dated by its own days alone.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response
from feedgenerator import Atom1Feed
from markupsafe import Markup, escape

from db.pages import feeds as sql
from tracker import wording
from tracker.licence import in_a_line
from web.answers import Routes
from web.feeds.answering import (
    PROMISE,
    Row,
    answered,
    cleaned,
    database,
    kind_asked,
    published_at,
    release_row,
    sayable,
    shortened,
    unchanged,
)
from web.feeds.telling import DISPUTED, Told, reply, tell
from web.operator import absolute, operator
from web.stories import query

NEWEST: Final = 50  # entries of a feed
FIRST_RELEASE: Final = 1  # what it told was no news then
CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
# What ids are made from; it must never change.
_NAMESPACE: Final = uuid.UUID("04cc9103-0d3a-4fcd-b01b-ae4c06e81d08")
SLIPS: Final = ("later", "date_lost", "merged", "dropped")
# Name of the feed: its title, what it holds, and the statement that finds its news.
GENERAL: Final = {
    "slips": (
        "moved later, lost its date, merged or dropped",
        "What moved later, lost its date, was merged into other work or dropped; corrections.",
        sql.happened_to(SLIPS, sql.ANY),
    ),
    "overdue": (
        "newly overdue",
        "What a person looked for after its last day and did not find; checked dates only.",
        sql.happened_to(("overdue",), sql.WAS_OVERDUE),
    ),
    "changes": (
        "edits and removals",
        "Documents that were edited, replaced, moved or removed, as a person confirmed.",
        sql.CHANGES,
    ),
    "corrections": (
        "corrections",
        "What was wrong here, of every kind: the old wording, the new one, and why.",
        sql.CORRECTIONS,
    ),
    "all": (
        "everything new",
        "Every promise, slip, end, change of a document and correction, as it is first told here.",
        sql.ALL,
    ),
}


class _Feed(Atom1Feed):
    """A feed that is as new as its release."""

    def latest_post_date(self) -> datetime:
        return cast("datetime", self.feed["released"])

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the source as a link of its own to what the library writes."""
        super().add_item_elements(handler, item)
        if item["via"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": item["via"]})


async def general(datasette: Datasette, request: Request) -> Response:
    """The feed of a name; "all", "slips" and "overdue" are of promises unless ``kind`` is given."""
    name = request.url_vars["name"]
    title, holds, statement = GENERAL[name]
    kind = PROMISE if name in _OF_ALL_KINDS else kind_asked(request)
    suffix = "" if kind == PROMISE else f"?kind={kind}"
    return await _answer(
        datasette,
        request,
        _About(f"delaywatch: {title}", holds, f"/feeds/{name}.atom{suffix}", _PAGES[name]),
        statement,
        kind=kind,
    )


_PAGES: Final = {
    "slips": "/timeline", "overdue": "/timeline", "changes": "/changes",
    "corrections": "/corrections", "all": "/",
}  # fmt: skip
_OF_ALL_KINDS: Final = ("corrections",)
# Of a commitment that has no page for now: what its feed says of itself.
_WITHOUT_PAGE: Final = {
    "held": "It is looked at again; until that is done nothing is said of it.",
    "withdrawn": "Nothing is claimed of it any more; here is why.",
}


async def of_body(datasette: Datasette, request: Request) -> Response:
    """What is new of a body's commitments; promises unless ``kind`` is given."""
    db, slug = database(datasette), request.url_vars["slug"]
    bodies = await query(db, sql.BODY, slug=slug)
    if not bodies:
        return no_feed("There is no body of this name.")
    [size] = await query(db, sql.BODY_SIZE, slug=slug)
    statement = sql.OF_LARGE_BODY if size["n"] > sql.LARGE_BODY else sql.OF_BODY
    kind = kind_asked(request)
    suffix = "" if kind == PROMISE else f"?kind={kind}"
    about = _About(
        f"delaywatch: {_short(bodies[0]['name'])}",
        f"What is new of what {_short(bodies[0]['name'])} is to deliver.",
        f"/feeds/bodies/{slug}.atom{suffix}",
        f"/bodies/{slug}",
    )
    return await _answer(datasette, request, about, statement, slug=slug, kind=kind)


async def of_commitment(datasette: Datasette, request: Request) -> Response:
    """Everything that is told of one commitment, as it is told.

    It goes on, with the name alone, while its page is held, and when nothing is claimed of it any
    more: whoever was told must not lose it in silence.
    """
    db, slug = database(datasette), request.url_vars["slug"]
    found = await query(db, sql.COMMITMENT, slug=slug)
    if not found:
        return no_feed("There is no commitment of this name.")
    about = _About(
        f"delaywatch: {_short(found[0]['title'])}",
        _WITHOUT_PAGE.get(found[0]["state"], "Everything that is told of this commitment."),
        f"/feeds/commitments/{slug}.atom",
        f"/commitments/{slug}",
    )
    return await _answer(datasette, request, about, sql.OF_COMMITMENT, slug=slug)


def no_feed(words: str) -> Response:
    """404, in words that a program shows as they are."""
    return Response.text(f"{words} All feeds and calendars: /feeds", status=404)


class _About:
    """A feed: its title, what it holds, its own path and the page that it is about."""

    def __init__(self, title: str, holds: str, path: str, page: str) -> None:
        self.title, self.holds, self.path, self.page = title, holds, path, page


async def _answer(
    datasette: Datasette, request: Request, about: _About, statement: str, **values: str
) -> Response:
    db = database(datasette)
    release = await release_row(db)
    same = unchanged(request, release)
    if same is not None:
        return same
    news = await _told(db, await query(db, statement, limit=NEWEST, **values))
    return answered(_written(datasette, request, about, news, release), CONTENT_TYPE, release)


async def _told(db: Database, news: Sequence[Row]) -> list[tuple[Row, Told]]:
    """News in their order, each in words."""
    keys = json.dumps([row["key"] for row in news])
    rows = {row["key"]: row for row in await query(db, sql.TOLD, keys=keys)}
    return [(rows[row["key"]], tell(rows[row["key"]])) for row in news]


def _written(
    datasette: Datasette,
    request: Request,
    about: _About,
    news: Sequence[tuple[Row, Told]],
    release: Row,
) -> bytes:
    def whole(path: str) -> str:
        return absolute(datasette, request, datasette.urls.path(path))

    feed = _Feed(
        title=about.title,
        link=whole(about.page),
        description=None,
        subtitle=f"{about.holds} {_counted(release)}",
        language="en-GB",
        author_name=sayable(operator().name) or "delaywatch",
        feed_url=whole(about.path),
        feed_copyright=in_a_line(release["release"], whole(about.page)),
        feed_guid=_id(f"feed:{about.path}"),
        released=published_at(release),
    )
    for row, told in news:
        happened, updated = dated(row)
        feed.add_item(
            title=told.title,
            link=whole(told.path),
            description=_summary(row, told, release),
            pubdate=happened,
            updateddate=updated,
            unique_id=_id(row["key"]),
            categories=[row["happened"], *([DISPUTED] if row["disputed"] else [])],
            via=told.source,
        )
    written: str = feed.writeString("utf-8")
    return written.encode()


def dated(row: Row) -> tuple[datetime, datetime]:
    """When a piece of news happened, as its first day, and when it counts as told here (UTC).

    What happened on no known day counts as having happened when it was first told.
    """
    told = row["first_published_on"]
    first_day = _first_day(row["happened_on"], row["happened_on_precision"])
    happened = min(first_day or told, told)
    updated = happened if row["first_release"] == FIRST_RELEASE else told
    return _midnight(happened), _midnight(updated)


def _first_day(day: str | None, precision: str) -> str | None:
    """The first day of a month or year of which no more is known."""
    if day is None:
        return None
    return {"month": f"{day[:7]}-01", "year": f"{day[:4]}-01-01"}.get(precision, day)


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _summary(row: Row, told: Told, release: Row) -> Markup:
    """HTML: the sentence, the marks, the source, and the release that it is told by."""
    source = told.source
    link = Markup('<a href="{}">{}</a>').format(source, told.source_title or source)
    parts = [
        escape(told.sentence),
        escape(f"Marks: {', '.join(told.marks)}." if told.marks else ""),
        escape("Partly not verified: see the page." if row["is_unverified"] else ""),
        Markup("Source: {}.").format(link) if source else Markup(""),
        _reply(row),
        escape(f"{_counted(release)} First told in release {row['first_release']}."),
    ]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts if part)


def _reply(row: Row) -> Markup:
    """What the body says, as a link where its answer can be read."""
    row = cleaned(row)
    words = reply(row)
    if words and row["reply_url"]:
        return Markup('<a href="{}">{}</a>.').format(row["reply_url"], words)
    return escape(f"{words}: see the page." if words else "")


def _counted(release: Row) -> str:
    day = wording.day_words(release["day"])
    return f"Counted for {day}, release {release['release']} of delaywatch."


def _short(text: str) -> str:
    return shortened(sayable(text))


def _id(key: str) -> str:
    return uuid.uuid5(_NAMESPACE, key).urn


ROUTES: Routes = (
    (rf"^/feeds/(?P<name>{'|'.join(GENERAL)})\.atom$", general),
    (r"^/feeds/bodies/(?P<slug>[^/]+)\.atom$", of_body),
    (r"^/feeds/commitments/(?P<slug>[^/]+)\.atom$", of_commitment),
)
