"""What words for time turned out to mean: the families of words, and each of their statements.

Ranges and counts only: the statements of the register are chosen by hand.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Request, Response

from db.pages import phrases as sql
from tracker.wording import capital, day_words, number_words
from web.answers import Paging, Routes, chosen_from, missing, page, paging
from web.security import DATABASE
from web.stories import query

Row = Mapping[str, Any]

PROMISE: Final = "promise"
FAMILIES_SHOWN: Final = 100
STATEMENTS_SHOWN: Final = 50
# In the order in which they are told, each with the words for it; what has a number of days is told
# by its own function.
_TOLD: Final = {
    "came": "came",
    "came in part": "came in part",
    "merged": "merged into other work",
    "dropped": "dropped",
    "paused": "paused",
    "being checked": "may have come, being checked",
    "not seen to come": "not seen to come",
    "awaited": "its date still lay ahead",
    "put back": "its date passed; a later one stands",
    "not followed since": "not followed since",
    "said after its end": "said after it had ended",
}
_TIMES: Final = {1: "once", 2: "twice"}
_STATUSES: Final = {
    "came in part": "partially_delivered",
    "merged": "merged",
    "dropped": "dropped",
    "paused": "paused",
    "being checked": "being_checked",
    "awaited": "awaited",
}


async def phrases(datasette: Datasette, request: Request) -> Response:
    """The families of words and what came of each: first those that name no date."""
    db = datasette.get_database(DATABASE)
    kinds, kind = await _kinds(db, request)
    [size] = await query(db, sql.SIZE, kind=kind)
    place = paging(request, size["families"], FAMILIES_SHOWN)
    return await page(
        datasette,
        request,
        "phrases.html",
        families=await _families(db, kind, place),
        size=size,
        paging=place,
        kind=kind,
        kinds=kinds,
    )


async def phrase(datasette: Datasette, request: Request) -> Response:
    """One family: every statement with its words and what came of it."""
    family = tilde_decode(unquote(request.url_vars["family"]))
    db = datasette.get_database(DATABASE)
    kinds, kind = await _kinds(db, request)
    chosen = json.dumps([family])
    came = await query(db, sql.CAME, kind=kind, families=chosen)
    if not came:
        return await _no_such(datasette, request)
    place = paging(request, sum(row["n"] for row in came), STATEMENTS_SHOWN)
    rows = await query(
        db, sql.STATEMENTS, kind=kind, family=family, limit=STATEMENTS_SHOWN, offset=place.offset
    )
    return await page(
        datasette,
        request,
        "phrase.html",
        family=family,
        address=tilde_encode(family),
        statements=[_statement(row) for row in rows],
        came=_told(came),
        paging=place,
        times=times_words(place.total),
        kind=kind,
        kinds=kinds,
    )


async def _no_such(datasette: Datasette, request: Request) -> Response:
    return await missing(
        datasette,
        request,
        title="No words of this kind",
        words="Nobody is on record with words of this kind, or they are called otherwise here.",
        where="All words for time",
        link="/phrases",
    )


async def _kinds(db: Database, request: Request) -> tuple[list[dict[str, Any]], str]:
    """The kinds of commitments that there are statements of, and the one that is asked for."""
    kinds = await query(db, sql.KINDS)
    asked = chosen_from(request.args.get("kind"), [row["kind"] for row in kinds])
    return kinds, asked or PROMISE


async def _families(db: Database, kind: str, place: Paging) -> list[dict[str, Any]]:
    rows = await query(db, sql.FAMILIES, kind=kind, limit=FAMILIES_SHOWN, offset=place.offset)
    names = json.dumps([row["family"] for row in rows])
    came = await query(db, sql.CAME, kind=kind, families=names)
    of_family: dict[str, list[Row]] = defaultdict(list)
    for row in came:
        of_family[row["family"]].append(row)
    return [
        {
            **row,
            "address": tilde_encode(row["family"]),
            "times": times_words(row["n"]),
            "came": _told(of_family[row["family"]]),
        }
        for row in rows
    ]


def _told(came: Sequence[Row]) -> list[str]:
    """What came of the statements of one family, a clause an end, in words."""
    rows = {row["what_came"]: row for row in came}
    return [_clause(rows[what]) for what in _TOLD if what in rows]


def _clause(row: Row) -> str:
    what, times = row["what_came"], times_words(row["n"])
    if what == "came":
        days = days_words(row["days_min"], row["days_max"])
        told = f"came {days} after it was said ({times}" if days else f"came ({times}"
        vague = row["vague"] if row["n"] > 1 or not days else 0
        return f"{told}; {_vague(vague, row['n'])})" if vague else f"{told})"
    if what == "not seen to come":
        until = _followed(row)
        longest = "" if row["n"] == 1 else "the longest "
        least = f"at least {number_words(row['silent_days'])}"
        return f"not seen to come {times}, {longest}for {least} (followed until {until})"
    return f"{_TOLD[what]} {times}"


def _vague(number: int, of: int) -> str:
    """That the days of some are not, or only in part, among those that are told."""
    return "days not known" if number == of else f"of {number:,} the days are not fully known"


def times_words(number: int) -> str:
    """How often: "once", "twice", "1,200 times"."""
    return _TIMES.get(number, f"{number:,} times")


def days_words(least: int | None, most: int | None) -> str:
    """A range of days, which may have one end or none.

    >>> days_words(3, 398), days_words(31, 31), days_words(31, None), days_words(None, 1)
    ('within 3 to 398 days', '31 days', 'at least 31 days', 'at most 1 day')
    """
    if least is None and most is None:
        return ""
    if least is None:
        return f"at most {number_words(most or 0)}"
    if most is None:
        return f"at least {number_words(least)}"
    return number_words(least) if least == most else f"within {least:,} to {number_words(most)}"


def _statement(row: Row) -> dict[str, Any]:
    status = row["status"] if row["what_came"] == "came" else _STATUSES.get(row["what_came"])
    return {**row, "came": capital(_came_of(row)), "defined": status}


def _came_of(row: Row) -> str:
    """What came of one statement, in words."""
    what = row["what_came"]
    if what in ("came", "merged", "dropped"):
        days = days_words(row["said_to_came_min"], row["said_to_came_max"])
        verb = "came" if what == "came" else what
        return f"{verb} {days.removeprefix('within ')} later" if days else f"{verb}, days not known"
    if what == "not seen to come":
        until = _followed(row)
        least = number_words(row["silent_days"])
        return f"not seen to come for at least {least} (followed until {until})"
    if what == "not followed since" and row["followed_until"]:
        return f"not followed since {_followed(row)}"
    return _TOLD[what]


def _followed(row: Row) -> str:
    """Until when it was followed, as far as that is known."""
    return day_words(row["followed_until"], row["followed_until_precision"] or "day")


ROUTES: Routes = (
    (r"^/phrases/?$", phrases),
    (r"^/phrases/(?P<family>[^/]+)/?$", phrase),
)
