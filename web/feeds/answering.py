"""How feeds and calendars are answered: whole, or "nothing has changed since"."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import release as sql
from tracker.wording import plain
from web.answers import chosen_from
from web.safe import safe_link
from web.security import DATABASE
from web.site import KIND_NAMES
from web.stories import query

Row = Mapping[str, Any]
PROMISE: Final = "promise"
LONGEST_TEXT: Final = 250  # letters of a text that a list of news or a calendar can show
# Signs that no XML 1.0 document may hold, however they are written; plain() keeps some of them.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


async def release_row(db: Database) -> Row:
    """The release that is shown: day, release, published_at (see ``as_of``)."""
    [row] = await query(db, sql.AS_OF)
    return row


def published_at(release: Row) -> datetime:
    """The instant at which the release was published; the day of counting, if it was not yet."""
    told = release["published_at"] or release["day"]
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


def kind_asked(request: Request) -> str:
    """The kind of commitment that was asked for with ``kind``; promises unless it is another."""
    return chosen_from(request.args.get("kind"), list(KIND_NAMES)) or PROMISE


def database(datasette: Datasette) -> Database:
    """The published database."""
    return datasette.get_database(DATABASE)


def unchanged(request: Request, release: Row) -> Response | None:
    """304 where the asker holds this release already, else None."""
    known = request.headers.get("if-none-match", "")
    tag = _tag(release)
    if tag in (part.strip() for part in known.split(",")):
        return Response("", status=304, headers={"etag": tag})
    return None


def answered(content: bytes, content_type: str, release: Row) -> Response:
    """A feed or a calendar; it is the same until the next release."""
    headers = {"etag": _tag(release), "cache-control": "max-age=30"}
    return Response(content, content_type=content_type, headers=headers)


def _tag(release: Row) -> str:
    return f'W/"{release["release"]}-{release["published_at"]}"'


def shortened(text: str) -> str:
    """A title that is short enough for a list."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1].rstrip()}…"


def sayable(text: object) -> str:
    """A text of somebody else's in one line, without signs that steer a program or break XML."""
    told = str(text)
    if told.isprintable():  # none of those signs are
        return " ".join(told.split())
    return _NOT_IN_XML.sub("", plain(told))


def cleaned(row: Row) -> dict[str, Any]:
    """A row whose texts can be said in a feed or a calendar: in one line each, and not too long.

    An address that may not stand in a link, or could not stand in XML, is None.
    """
    return {
        name: _address(value) if name.endswith("url") else _sayable(value)
        for name, value in row.items()
    }


def _sayable(value: Any) -> Any:
    return shortened(sayable(value)) if isinstance(value, str) else value


def _address(value: str | None) -> str | None:
    return safe_link(value) if value and sayable(value) == value else None
