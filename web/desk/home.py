"""What waits for an editor."""

from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from db import changes
from db.foi import releases
from db.statements import counts
from tracker.wording import day_words
from web.answers import page
from web.desk.sign_in import reviewer
from web.desk.working import at_work


async def desk(datasette: Datasette, request: Request) -> Response:
    """The three queues: how many wait in each, and since when."""
    queues = await at_work(_queues)
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


def _day(value: str | None) -> str:
    return day_words(value) if value else ""


ROUTES: Final = ((r"^/desk$", desk),)
