"""Freedom of Information: all cases by what is due in them, what was refused why, one case.

What is due and how late it is comes from the published clock; nothing is counted here but rows.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import foi as sql
from tracker.foi import wording as clock
from tracker.foi.letters.laws import LAWS
from tracker.foi.vocabulary import EVENT_TYPES, STATUSES
from web.answers import Routes, chosen_from, missing, page, paging
from web.pages import foi_cases
from web.security import DATABASE
from web.stories import query

Row = Mapping[str, Any]

PER_PAGE: Final = 50  # of one list
FIRST: Final = {"open": 25, "closed": 5, "others": 20}  # where all lists stand on the page
MOST_PASSED: Final = 30
FOUND: Final = ("upheld", "not_upheld")

GROUP_TITLES: Final = {
    "open": "Cases we follow: what is due",
    "closed": "Cases we followed in which nothing is due",
    "others": "Other people’s cases",
}


async def foi(datasette: Datasette, request: Request) -> Response:
    """All cases, or those that a choice leaves; unknown choices count as none."""
    db = datasette.get_database(DATABASE)
    chosen = await _chosen(db, request)
    wanted = chosen_from(request.args.get("list"), sql.GROUPS)
    groups = await _groups(db, request, chosen, wanted)
    everything = not chosen and not wanted
    return await page(
        datasette,
        request,
        "foi.html",
        groups=groups,
        chosen=chosen,
        wanted=wanted,
        narrowed=_narrowed_words(chosen),
        choices=await _choices(db),
        **(await _overview(db) if everything else {"overview": False}),
    )


async def foi_case(datasette: Datasette, request: Request) -> Response:
    """One case; of one that is private no more is said than of one that there never was."""
    found = await foi_cases.case(datasette.get_database(DATABASE), request.url_vars["case"])
    if found is None:
        return await missing(
            datasette,
            request,
            title="There is no such case",
            words="No FOI case is published at this address. It may be spelt otherwise.",
            where="All FOI cases",
            link="/foi",
        )
    return await page(datasette, request, "foi_case.html", case=found)


async def _chosen(db: Database, request: Request) -> dict[str, str]:
    """The filters of a request that name something that there is."""
    asked = {name: request.args.get(name) or "" for name in sql.FILTERS}
    chosen = {
        "body": asked["body"] if await query(db, sql.BODY, body=asked["body"]) else "",
        "law": chosen_from(asked["law"], tuple(LAWS)),
        "stage": chosen_from(asked["stage"], tuple(STATUSES)),
        "ground": asked["ground"] if await query(db, sql.GROUND, ground=asked["ground"]) else "",
    }
    if chosen["ground"]:
        chosen["found"] = chosen_from(asked["found"], FOUND)
    return {name: value for name, value in chosen.items() if value}


async def _choices(db: Database) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen: name of the filter to (value, words)."""
    bodies, stages = await asyncio.gather(query(db, sql.BODIES), query(db, sql.STAGES))
    return {
        "body": [(row["slug"], row["name"]) for row in bodies],
        "law": [(regime, law.short) for regime, law in LAWS.items()],
        "stage": [(row["status"], STATUSES[row["status"]].words) for row in stages],
    }


def _narrowed_words(chosen: Mapping[str, str]) -> str:
    """What a choice by ground means, which no field of the form shows."""
    if "ground" not in chosen:
        return ""
    ground = foi_cases.ground_name(chosen["ground"], chosen.get("law", "FOIA"))
    found = {"upheld": ", found to apply by a regulator or tribunal",
             "not_upheld": ", found not to apply by a regulator or tribunal"}  # fmt: skip
    return f"Refused on {ground}{found.get(chosen.get('found', ''), '')}."


async def _groups(
    db: Database, request: Request, chosen: Mapping[str, str], wanted: str
) -> list[dict[str, Any]]:
    """The lists of the page: the one that is wanted, paged, or the beginning of each."""
    names = (wanted,) if wanted else sql.GROUPS
    return list(
        await asyncio.gather(*(_group(db, request, name, chosen, wanted) for name in names))
    )


async def _group(
    db: Database, request: Request, name: str, chosen: Mapping[str, str], wanted: str
) -> dict[str, Any]:
    [counted] = await query(db, sql.count(name, chosen), **chosen)
    place = paging(request, counted["n"], PER_PAGE) if wanted else None
    limit, offset = (PER_PAGE, place.offset) if place else (FIRST[name], 0)
    rows = await query(db, sql.cases(name, chosen), **chosen, limit=limit, offset=offset)
    return {
        "name": name,
        "title": GROUP_TITLES[name],
        "total": counted["n"],
        "cases": [_listed(row) for row in rows],
        "paging": place,
    }


def _listed(row: Row) -> dict[str, Any]:
    """A case of a list, with its most urgent day where it has one."""
    return {
        **row,
        "status_words": clock.status_words(row["status"]),
        **foi_cases.short_words(row),
        "law": LAWS[row["regime"]],
        "deadline": foi_cases.deadline(row) if row.get("due") else None,
        "next_steps": foi_cases.next_steps([row]) if "next_action" in row else [],
    }


async def _overview(db: Database) -> dict[str, Any]:
    """What stands on the page beside the lists, where nothing is chosen."""
    stages, refusals, passed, [how_many], figures = await asyncio.gather(
        query(db, sql.OPEN_STAGES),
        query(db, sql.REFUSALS),
        query(db, sql.PASSED, limit=MOST_PASSED),
        query(db, sql.HOW_MANY_PASSED),
        query(db, sql.OWN_FIGURES),
    )
    return {
        "overview": True,
        "stages": [row | {"words": clock.status_words(row["status"])} for row in stages],
        "refusals": [
            row | {
                "name": foi_cases.ground_name(row["provision"], row["regime"]),
                "law": LAWS[row["regime"]],
            }
            for row in refusals
        ],
        "passed": [_passed(row) for row in passed],
        "passed_in_all": how_many["n"],
        "own_figures": figures,
        "definitions": clock.STATE_DEFINITIONS,
    }  # fmt: skip


def _passed(row: Row) -> dict[str, Any]:
    """A day of publication that has passed: whose words, and what is known of it since."""
    return {
        **row,
        "step": EVENT_TYPES[row["type"]].words,
        "promise": foi_cases.promise(row) if row["promise_due_phrase"] else None,
        "mark": foi_cases.KNOWN_MARKS.get(row["known"]),
        "state_words": clock.state_words(row) if row["state"] else "",
        "late": row["state"] == foi_cases.LATE,
    }


ROUTES: Routes = ((r"^/foi/?$", foi), (r"^/foi/(?P<case>[^/]+)/?$", foi_case))
