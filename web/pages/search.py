"""Find a commitment or a document: one box for all."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import search as sql
from db.pages import timeline as lists
from tracker import wording
from web.answers import Paging, Routes, page, paging
from web.security import DATABASE
from web.stories import Told, query, told_of
from web.words import asked, match

MOST_COMMITMENTS = 20
PER_PAGE = 20  # documents
CAP = 1000  # nothing is counted further
# Of the columns of the index: what a commitment is called, for those that come first.
_BY_NAME = "{title also_called} : "
# About a word that was looked for stand the signs of ``sql.DOCUMENTS``.
_HIT = re.compile("\x02([^\x02\x03]*)\x03")


async def search(datasette: Datasette, request: Request) -> Response:
    """Commitments that fit the words, then documents, the newest first."""
    db = datasette.get_database(DATABASE)
    words = asked(request.args.get("q"))
    wanted = match(words)
    kinds = await query(db, lists.KINDS)
    found = await _found(db, request, words, wanted) if wanted else None
    return await page(
        datasette,
        request,
        "search.html",
        words=words,
        wanted=wanted,
        found=found,
        cap=CAP,
        kinds=kinds,
        covered=(await query(db, sql.COVERED))[0],
    )


async def _found(db: Database, request: Request, words: str, wanted: str) -> dict[str, Any]:
    commitments, counts, [documents] = await asyncio.gather(
        _commitments(db, words, wanted),
        query(db, sql.COMMITMENT_COUNTS, match=wanted, cap=CAP + 1),
        query(db, sql.DOCUMENT_COUNT, match=wanted, cap=CAP + 1),
    )
    pages = paging(request, min(documents["n"], CAP), PER_PAGE)
    return {
        "commitments": commitments,
        "counts": counts,
        "many_commitments": sum(row["n"] for row in counts) > CAP,
        "document_count": pages.total,
        "many_documents": documents["n"] > CAP,
        "documents": await _documents(db, wanted, pages),
        "paging": pages,
    }


async def _commitments(db: Database, words: str, wanted: str) -> list[Told]:
    """The best first: named exactly, then by title or alias, then by topic or summary."""
    slug = words.casefold().replace(" ", "-")
    exact, named, any_way = await asyncio.gather(
        query(db, sql.EXACT, slug=slug, title=words, limit=MOST_COMMITMENTS),
        query(db, sql.COMMITMENTS, match=f"{_BY_NAME}({wanted})", limit=MOST_COMMITMENTS),
        query(db, sql.COMMITMENTS, match=wanted, limit=MOST_COMMITMENTS * 2),
    )
    names = dict.fromkeys(row["slug"] for row in [*exact, *named, *any_way])
    return await told_of(db, list(names)[:MOST_COMMITMENTS])


async def _documents(db: Database, wanted: str, pages: Paging) -> Sequence[dict[str, Any]]:
    if not pages.total:
        return []
    rows = await query(db, sql.DOCUMENTS, match=wanted, limit=PER_PAGE, offset=pages.offset)
    return [{**row, "pieces": _pieces(row["snippet"])} for row in rows]


def _pieces(snippet: str | None) -> list[tuple[str, bool]]:
    """The words of a document in pieces, each with whether it was looked for."""
    found = _HIT.split(snippet or "")  # by turns what lies between the hits, and a hit
    pieces = [(wording.harmless(text), bool(turn % 2)) for turn, text in enumerate(found)]
    return [piece for piece in pieces if piece[0]]


ROUTES: Routes = ((r"^/search/?$", search),)
