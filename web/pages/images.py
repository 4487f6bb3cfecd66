"""The chart of a commitment as a picture of its own: an SVG document, a PNG, a card for sharing."""

import re
from collections import OrderedDict
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import images as sql
from tracker.wording import plain
from web import drawing, fairness
from web.answers import Routes, chosen_from
from web.charts import image, marks
from web.charts.labels import short
from web.evidence import events_of
from web.figures import figure
from web.newest import newest_words, without_date
from web.operator import absolute
from web.security import DATABASE
from web.site import release
from web.stories import Told, query, told_of

SIZES: Final = ("card", "full")
KEPT: Final = 64  # pictures in memory: a page that is shared is asked for again and again
SECONDS: Final = 30  # for which others may keep a picture: a held claim is gone within a minute
TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}

_kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()


async def picture(datasette: Datasette, request: Request) -> Response:
    """The picture of a commitment; a size that there is not counts as the card."""
    slug, kind = request.url_vars["slug"], request.url_vars["format"]
    db = datasette.get_database(DATABASE)
    found = await told_of(db, [slug])
    if not found:
        gone = await fairness.gone(db, slug)
        said = gone.line if gone else "There is no commitment of this name.\n"
        return Response.text(said, status=404)
    size = chosen_from(request.args.get("size"), SIZES) or SIZES[0]
    now = await release(datasette)
    address = absolute(datasette, request, datasette.urls.path(f"/commitments/{slug}"))
    key = (str(db.path), now["day"], now["number"], slug, kind, size, address)
    made = _kept.get(key)
    if made is None:
        what = await _picture(db, found[0], now, address)
        try:
            made = await _drawn(what, kind, size)
        except drawing.NotDrawn:
            return Response.text(
                "This picture cannot be drawn just now.\n",
                status=503,
                headers={"retry-after": "30"},
            )
        _keep(key, made)
    return Response(made, headers=_headers(slug, kind, now["number"]), content_type=TYPES[kind])


async def _drawn(what: image.Picture, kind: str, size: str) -> bytes:
    if kind == "svg":
        return image.full(what).encode()
    if size == "full":
        return await drawing.png(image.full(what), zoom=2)
    return await drawing.png(image.card(what))


def _keep(key: tuple[str, ...], made: bytes) -> None:
    """Keep a picture in memory, and drop the one that was made first."""
    _kept[key] = made
    while len(_kept) > KEPT:
        _kept.popitem(last=False)


def _headers(slug: str, kind: str, number: str) -> dict[str, str]:
    named = re.sub(r"[^a-z0-9-]+", "-", slug.lower())[:80]
    of = f"-release-{number}" if number.isdigit() else ""
    return {
        "content-disposition": f'inline; filename="delaywatch-{named}{of}.{kind}"',
        "cache-control": f"public, max-age={SECONDS}",
    }


async def _picture(db: Database, story: Told, now: dict[str, Any], address: str) -> image.Picture:
    slug = story.row["slug"]
    events = await events_of(db, slug)
    drawn = await figure(db, story, events)
    [publications] = await query(db, sql.PUBLICATIONS, slug=slug)
    [unverified] = await query(db, sql.UNVERIFIED, slug=slug)
    newest = newest_words(without_date(story.row, events))
    wide, narrow = drawn["charts"] or (None, None)
    return image.Picture(
        title=short(story.row["title"], image.LONGEST_TITLE),
        sentence=short(f"{story.sentence} {newest}", image.LONGEST_SENTENCE),
        disputed=disputed_words(story.row["disputed"]),
        evidence=evidence_words(story.row, is_unverified=bool(unverified["n"])),
        publications=publications["n"],
        as_of=now["as_of"],
        release=plain(now["number"]),
        address=address,
        wide=wide,
        narrow=narrow,
    )


def disputed_words(objections: int) -> str:
    """That objections are open, and where to read of them; "" where none is."""
    return f"{marks.disputed_words(objections)}; see the page." if objections else ""


def evidence_words(row: dict[str, Any], *, is_unverified: bool = False) -> str:
    """What of a commitment's statements is second-hand, and what is not checked.

    ``is_unverified`` says that its page has notes that nobody has verified.

    >>> evidence_words(
    ...     {"events": 3, "second_hand_events": 1, "unchecked_events": 3, "selection": "editor"})
    'Second-hand: 1 of 3 statements. Not checked against the source by a second look: 3 of 3.'
    """
    second_hand, unchecked, events = (
        row[name] for name in ("second_hand_events", "unchecked_events", "events")
    )
    named = "statement" if events == 1 else "statements"
    told = [f"Second-hand: {second_hand} of {events} {named}."] if second_hand else []
    if unchecked:
        told.append(f"Not checked against the source by a second look: {unchecked} of {events}.")
    elif row["selection"] == "structured":
        told.append("All statements stand in fields of the source’s own records.")
    else:
        told.append("All statements were checked against their sources.")
    if is_unverified:
        told.append("Partly not verified: see the page.")
    return " ".join(told)


ROUTES: Routes = ((r"^/commitments/(?P<slug>[^/.]+)\.(?P<format>svg|png)$", picture),)
