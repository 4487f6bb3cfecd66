"""What was wrong here, and what stands there now."""

from collections.abc import Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import corrections as sql
from tracker.releases.corrected import CAUSES, cause_words, heading, new_wording, old_wording
from tracker.wording import capital, harmless
from web.answers import Routes, chosen_from, page, paging
from web.security import DATABASE
from web.stories import query

Row = Mapping[str, Any]
PER_PAGE: Final = 25


async def corrections(datasette: Datasette, request: Request) -> Response:
    """All corrections, or those of one cause, the newest first."""
    db = datasette.get_database(DATABASE)
    counts = {row["cause"]: row["n"] for row in await query(db, sql.CHOICES)}
    cause = chosen_from(request.args.get("cause"), list(CAUSES))
    total = counts.get(cause, 0) if cause else sum(counts.values())
    shown = paging(request, total, PER_PAGE)
    statement = sql.PAGE_OF_CAUSE if cause else sql.PAGE
    rows = await query(db, statement, cause=cause, limit=PER_PAGE, offset=shown.offset)
    return await page(
        datasette,
        request,
        "corrections.html",
        rows=[told(row) for row in rows],
        paging=shown,
        total=total,
        cause=cause,
        causes=[(name, capital(words), counts.get(name, 0)) for name, words in CAUSES.items()],
    )


def told(row: Row) -> dict[str, Any]:
    """A correction with its wordings, cause and subject in words."""
    return {
        **row,
        "about": harmless(heading(row)),
        "old": harmless(old_wording(row)),
        "new": harmless(new_wording(row)),
        "cause_words": capital(cause_words(row["cause"])),
    }


ROUTES: Routes = ((r"^/corrections/?$", corrections),)
