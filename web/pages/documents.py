"""A document: its text with the statements marked, what changed, what rests on it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import corrections
from db.pages import documents as sql
from tracker.wording import capital, due_told, harmless
from web.answers import Routes, missing, page, whole_number
from web.marked import Comparison, Span, compare, part_of, parts, pieces, spans
from web.pages.changes import told
from web.security import DATABASE
from web.stories import query

Row = Mapping[str, Any]

KINDS: Final = {
    "attachment": "file",
    "news": "news item",
    "board_paper": "board paper",
    "statistics_calendar": "calendar of statistics",
}
# Why the text of a document is not shown.
REASONS: Final = {
    "quote": "Its licence lets us quote a few words, not show the text: read it at its source.",
    "link": "Its licence lets us show no text, only where it is: read it at its source.",
    "text": "No text could be read from it.",
}
# Changes that tell that a document is not where it was.
_LOSSES: Final = {("vanished", "gone"), ("vanished", "elsewhere"), ("moved", "elsewhere")}
_PARTS = {
    "quotes": sql.QUOTES,
    "resting": sql.RESTING,
    "released": sql.RELEASED,
    "versions": sql.VERSIONS,
    "files": sql.FILES,
    "hangs_on": sql.HANGS_ON,
    "changes": sql.CHANGES,
    "removed": corrections.REMOVED,
}


async def document(datasette: Datasette, request: Request) -> Response:
    """Everything that may be shown of one document, or a page that says there is none."""
    db = datasette.get_database(DATABASE)
    number = whole_number(request.url_vars["id"])
    found = await query(db, sql.DOCUMENT, id=number) if number is not None else []
    if not found:
        return await _no_such(datasette, request)
    [row] = found
    results = await asyncio.gather(*(query(db, part, id=number) for part in _PARTS.values()))
    rest = dict(zip(_PARTS, results, strict=True))
    asked = [whole_number(request.args.get(name)) for name in ("from", "to")]
    changes = _changes(rest["changes"], row["republish"])
    context: dict[str, Any] = {
        **rest,
        "changes": changes,
        **_text(row["text"], rest["quotes"], whole_number(request.args.get("part"))),
    }
    return await page(
        datasette,
        request,
        "document.html",
        **context,
        row={**row, "title": _title(row), "kind_words": KINDS.get(row["kind"], _kind(row["kind"]))},
        reason=REASONS[row["republish"]],
        is_lost=any((change["change"], change["now"]) in _LOSSES for change in changes),
        marks=[_mark(quote) for quote in rest["quotes"]],
        comparison=await _comparison(db, row, rest["versions"], asked),
        comparable=[version for version in rest["versions"] if version["has_text"]],
        sides=_sides(rest["versions"], asked),
    )


async def _no_such(datasette: Datasette, request: Request) -> Response:
    return await missing(
        datasette,
        request,
        title="No document of this number",
        words="There is no document of this number in what is published.",
        where="Search the documents",
        link="/search",
    )


def _title(row: Row) -> str:
    return harmless(row["title"] or "").strip() or "A document without a title"


def _kind(kind: str) -> str:
    return kind.replace("_", " ")


def _changes(rows: Sequence[Row], republish: str) -> list[dict[str, Any]]:
    """The accepted changes; that the document is gone is said where one of them tells a loss."""
    lost = any((row["change"], row["now"]) in _LOSSES for row in rows)
    return [told({**row, "republish": republish}, is_loss_told=lost) for row in rows]


def _text(text: str | None, quotes: Sequence[Row], asked: int | None) -> dict[str, Any]:
    """One part of the text in pieces, and of each marked sentence in which part it stands."""
    if text is None:
        return {"shown": None, "part": 1, "parts": 0, "places": {}}
    marked = spans(quotes, len(text))
    cut = parts(text, marked)
    number = min(max(asked or 1, 1), len(cut))
    return {
        "shown": pieces(text, marked, *cut[number - 1]),
        "part": number,
        "parts": len(cut),
        "places": {_key(span.row): _place(span, cut) for span in marked},
    }


def _key(quote: Row) -> tuple[int, int]:
    return quote["event_id"], quote["position"]


def _place(span: Span, cut: list[tuple[int, int]]) -> dict[str, Any]:
    return {"name": span.name, "part": part_of(cut, span.start)}


def _mark(quote: Row) -> dict[str, Any]:
    """A marked sentence with its key, and what was read from it of time."""
    due = {**quote, "due_words": quote["due_phrase"]}
    is_dated = quote["due_kind"] and quote["due_kind"] != "none"
    return {**quote, "key": _key(quote), "due": capital(due_told(due)) if is_dated else ""}


def _sides(versions: Sequence[Row], asked: Sequence[int | None]) -> dict[str, Row | None]:
    """The two versions that are compared: those asked for, else the last two that have a text."""
    by_place = {version["place"]: version for version in versions if version["has_text"]}
    if all(place in by_place for place in asked):
        return {"from": by_place[asked[0]], "to": by_place[asked[1]]}
    return {"from": None, "to": None}


async def _comparison(
    db: Database, row: Row, versions: Sequence[Row], asked: Sequence[int | None]
) -> Comparison | None:
    sides = _sides(versions, asked)
    if sides["from"] is None or sides["to"] is None:
        return None
    texts = [
        (await query(db, sql.VERSION_TEXT, id=row["id"], number=side["number"]))[0]["text"]
        for side in (sides["from"], sides["to"])
    ]
    return await asyncio.to_thread(compare, *texts)


ROUTES: Routes = ((r"^/documents/(?P<id>[^/]+)/?$", document),)
