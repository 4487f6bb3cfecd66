"""The list of the statements that wait, by source and by commitment: each leads to its finding."""

from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

import db.reviews as store
from tracker.review.told import claim
from tracker.wording import when_words
from web.answers import chosen_from, page, paging
from web.desk.sign_in import reviewer
from web.desk.statements import PATH
from web.desk.working import at_work

Row = dict[str, Any]
HERE: Final = f"{PATH}/list"
PER_PAGE: Final = 50


async def listing(datasette: Datasette, request: Request) -> Response:
    """A page of what waits, of one source or about one commitment if that is asked for."""
    filters = await at_work(_filters)
    chosen = {
        name: chosen_from(request.args.get(name), [choice["value"] for choice in choices])
        for name, _, choices in filters
    }
    total = await at_work(lambda db: store.waiting_count(db, **chosen))
    pages = paging(request, total, PER_PAGE)
    rows = await at_work(lambda db: _rows(db, chosen, pages.offset))
    return await page(
        datasette, request, "desk_list.html", reviewer=reviewer(datasette, request),
        filters=filters, chosen=chosen, paging=pages, rows=rows, here=HERE, path=PATH,
    )  # fmt: skip


def _filters(db: Database) -> list[tuple[str, str, list[Row]]]:
    return [
        ("source", "Source", store.waiting_sources(db)),
        ("commitment", "Seems to be about", store.waiting_commitments(db)),
    ]


def _rows(db: Database, chosen: dict[str, str], offset: int) -> list[Row]:
    return [
        {**row, "claim": claim(row), "said": when_words(row["said_on"], row["said_on_precision"])}
        for row in store.waiting_page(db, limit=PER_PAGE, offset=offset, **chosen)
    ]


ROUTES: Final = ((rf"^{HERE}$", listing),)
