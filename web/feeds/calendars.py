"""iCalendars (RFC 5545) of dates that were promised, and of the deadlines of FOI cases.

A promised date is an all-day entry on the last day of the newest date, or over the days of a vague
one that is no longer than a month. It keeps its name (UID) for as long as the commitment is
followed: a date that moves is the same entry, revised; the revision is the number of the release.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

from db.pages import feeds as sql
from tracker import wording
from tracker.foi import ical
from tracker.foi.wording import plain_step
from tracker.licence import in_a_line
from web.answers import Routes
from web.feeds.answering import (
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
from web.feeds.atom import no_feed
from web.feeds.telling import DISPUTED, reply
from web.operator import absolute
from web.stories import query

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
MOST: Final = 200  # entries of a calendar: the nearest days
LONGEST_SPAN: Final = 31  # days of a vague date that is shown from its first day to its last
_PRODUCT: Final = "-//delaywatch//Promised dates//EN"
_A_DAY: Final = timedelta(days=1)


async def dues(datasette: Datasette, request: Request) -> Response:
    """The awaited promises by their newest date; another kind where ``kind`` asks for it."""
    name = "Promised dates (delaywatch)"
    return await _answer(datasette, request, name, sql.DUES, kind=kind_asked(request))


async def of_body(datasette: Datasette, request: Request) -> Response:
    """The same of one body."""
    slug = request.url_vars["slug"]
    bodies = await query(database(datasette), sql.BODY, slug=slug)
    if not bodies:
        return no_feed("There is no body of this name.")
    name = f"Promised dates: {_text(bodies[0]['name'])} (delaywatch)"
    kind = kind_asked(request)
    return await _answer(datasette, request, name, sql.DUES_OF_BODY, slug=slug, kind=kind)


async def of_commitment(datasette: Datasette, request: Request) -> Response:
    """The newest date of one commitment, for as long as it is open."""
    slug = request.url_vars["slug"]
    found = await query(database(datasette), sql.COMMITMENT, slug=slug)
    if not found:
        return no_feed("There is no commitment of this name.")
    name = f"{_text(found[0]['title'])} (delaywatch)"
    return await _answer(datasette, request, name, sql.DUES_OF_COMMITMENT, slug=slug)


async def foi(datasette: Datasette, request: Request) -> Response:
    """The open deadlines of the FOI cases that are public."""
    db = database(datasette)
    release = await release_row(db)
    same = unchanged(request, release)
    if same is not None:
        return same
    rows = await query(db, sql.FOI_CLOCK, limit=MOST)
    told = [_for_readers(datasette, request, row) for row in rows]
    content = _whole(Calendar.from_ical(ical.feed(told)), release)
    return answered(content, CONTENT_TYPE, release)


def _for_readers(datasette: Datasette, request: Request, row: Row) -> Row:
    """A row of the clock as readers need it: its next step without our commands, its page here."""
    page = datasette.urls.path(f"/foi/{quote(row['foi_request'], safe='')}")
    return {
        **row,
        "next_action": plain_step(row["next_action"] or ""),
        "url": absolute(datasette, request, page),
    }


async def _answer(
    datasette: Datasette, request: Request, name: str, statement: str, **values: str
) -> Response:
    db = database(datasette)
    release = await release_row(db)
    same = unchanged(request, release)
    if same is not None:
        return same
    rows = await query(db, statement, limit=MOST, **values)
    root = absolute(datasette, request, datasette.urls.path("/commitments/"))
    # Two hundred entries take a tenth of a second: other readers are answered meanwhile.
    written = await asyncio.to_thread(_written, name, rows, release, root)
    return answered(written, CONTENT_TYPE, release)


def _written(name: str, rows: Sequence[Row], release: Row, root: str) -> bytes:
    """A calendar of dated commitments; ``root`` is the address that their pages lie below."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))  # what most programs read instead
    calendar.add("refresh-interval", _A_DAY, parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(cleaned(row), release, root))
    return _whole(calendar, release)


def _whole(calendar: Calendar, release: Row) -> bytes:
    """As bytes, with the terms of use (as its description: RFC 7986, section 5.2).

    One without an entry gets a component that says nothing, for it must have one.
    """
    terms = vText(in_a_line(release["release"]))
    calendar.add("description", terms)
    calendar.add("x-wr-caldesc", terms)  # what most programs read instead
    if not calendar.subcomponents:
        calendar.add_component(_utc())
    content: bytes = calendar.to_ical()
    return content


def _utc() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - a local time by RFC 5545
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone


def _event(row: Row, release: Row, root: str) -> Event:
    first, last = _days(row)
    url = f"{root}{quote(row['slug'])}"
    event = Event()
    event.add("uid", f"{hashlib.sha256(row['slug'].encode()).hexdigest()[:32]}-due@delaywatch")
    event.add("dtstamp", published_at(release))
    event.add("sequence", release["release"] or 0)
    event.add("dtstart", first)
    event.add("dtend", last + _A_DAY)
    event.add("summary", _summary(row, release["day"], is_vague=first != last))
    event.add("description", "\n".join(_description(row, release, url)))
    event.add("categories", [row["kind"].replace("_", " ")])
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")
    event.add("url", url)
    return event


def _days(row: Row) -> tuple[date, date]:
    """The first and the last day of the entry."""
    last = date.fromisoformat(row["standing_due_latest"])
    if row["standing_due_kind"] == "interval" and row["standing_due_earliest"]:
        first = date.fromisoformat(row["standing_due_earliest"])
        if (last - first).days < LONGEST_SPAN:
            return first, last
    return last, last


def _summary(row: Row, day: str, *, is_vague: bool) -> str:
    """The title of an entry; what is over on the day of counting was due, whatever came of it."""
    was = "Due" if row["standing_due_latest"] >= day else "Was due"
    when = f"{was} in these days" if is_vague else f"{was} by then"
    reading = " (our reading)" if row["standing_due_soft"] else ""
    words = row["standing_due_words"]
    said = f" ({wording.quoted(_text(words))})" if words else ""
    disputed = f" ({DISPUTED})" if row["disputed"] else ""
    return f"{when}{reading}: {_text(row['title'])}{said}{disputed}"


def _description(row: Row, release: Row, url: str) -> Sequence[str]:
    """A line a thing."""
    marks = wording.evidence_marks(
        {"evidence": row["standing_due_evidence"], "checked": row["standing_due_checked"]}
    )
    source, answer = row["source_url"], reply(row)
    lines = [
        _whole_text(wording.sentence(row)),
        "The last day is our reading: their words name none." if row["standing_due_soft"] else "",
        f"This date is: {', '.join(marks)}." if marks else "",
        "Disputed: an objection to it is open; see the page." if row["disputed"] else "",
        _whole_text(f"{answer}: {row['reply_url'] or 'see the page'}") if answer else "",
        f"Owner: {_text(row['owner'])}",
        f"All that was said: {url}#event-{row['standing_position']}",
        f"Source: {source}" if source else "",
        f"Counted for {wording.day_words(release['day'])}, release {release['release']}.",
    ]
    return [line for line in lines if line]


def _text(text: object) -> str:
    """A text in one line, no longer than a list can show."""
    return _whole_text(shortened(sayable(text)))


def _whole_text(text: str) -> str:
    r"""Many programs take a backslash before an n for a new line, however it is escaped."""
    return text.replace("\\n", "\\ n").replace("\\N", "\\ N")


ROUTES: Routes = (
    (r"^/calendar/dues\.ics$", dues),
    (r"^/calendar/foi\.ics$", foi),
    (r"^/calendar/bodies/(?P<slug>[^/]+)\.ics$", of_body),
    (r"^/calendar/commitments/(?P<slug>[^/]+)\.ics$", of_commitment),
)
