"""What waits for an editor."""

from datetime import date
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from db import changes, deskwork
from db.foi import releases
from db.statements import counts
from tracker import looks
from tracker.wording import day_words
from web.answers import page
from web.desk import claims
from web.desk.busy import busy
from web.desk.setting import setting
from web.desk.sign_in import reviewer
from web.desk.working import BeingWritten, at_work


async def desk(datasette: Datasette, request: Request) -> Response:
    """The queues: how many wait in each, and since when."""
    day = setting().today
    try:
        queues = [
            *await at_work(_queues),
            *await at_work(lambda db: _fair(db, day)),
            _claims(*await claims.queues(datasette)),
        ]
    except BeingWritten as writes:
        return await busy(datasette, request, writes)
    name = reviewer(datasette, request)
    return await page(datasette, request, "desk.html", queues=queues, reviewer=name)


def _queues(db: Database) -> list[dict[str, Any]]:
    statements, changed = counts(db), changes.counts(db)
    oldest = next(iter(changes.waiting(db)), None)
    return [
        {
            "path": "/desk/statements", "name": "Statements", "waiting": statements["waiting"],
            "listed": "/desk/statements/list",
            "told": "what the machine found on pages: promises, delays, deliveries",
            "more": f"{statements['deliveries_waiting']:,} of them likely deliveries, "
            "which hold back that something is overdue",
            "oldest": _day(statements["oldest_found_on"]),
        },
        {
            "path": "/desk/changes", "name": "Changes",
            "waiting": changed["waiting"] + changed["notices"],
            "told": "what was edited, moved or removed",
            "more": f"{changed['notices']:,} of them about a whole site",
            "oldest": _day(oldest["changed_by"] if oldest else None),
        },
        {
            "path": "/desk/releases", "name": "FOI releases",
            "waiting": len(releases.waiting(db)),
            "told": "releases of information that may be evidence about a commitment",
            "more": "", "oldest": "",
        },
    ]  # fmt: skip


def _fair(db: Database, today: date) -> list[dict[str, Any]]:
    """What is to be looked for, and who objects."""
    open_count, since = deskwork.open_objections_count(db)
    return [
        {
            "path": "/desk/looks", "name": "Looks", "waiting": looks.due_count(db, today),
            "listed": "/desk/looks/list", "list_told": "the oldest claim first",
            "told": "what has passed its date, and nobody looked for it since, or not lately",
            "more": "", "oldest": "",
        },
        {
            "path": "/desk/answers", "name": "Answers and objections", "waiting": open_count,
            "told": "open objections; and what bodies were asked and say",
            "more": "while one is open, its claim is marked as disputed",
            "oldest": _day(since),
        },
    ]  # fmt: skip


def _claims(waiting: int, otherwise: int) -> dict[str, Any]:
    return {
        "path": "/desk/claims", "name": "Claims", "waiting": waiting, "oldest": "",
        "told": f"what the next release would claim otherwise: {otherwise:,} in all",
        "more": "nothing is published until each of these is accepted",
    }  # fmt: skip


def _day(value: str | None) -> str:
    return day_words(value) if value else ""


ROUTES: Final = ((r"^/desk$", desk),)
