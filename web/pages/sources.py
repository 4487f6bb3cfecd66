"""Where documents come from: each source, what may be shown of it, how well it was read.

What a source does not show cannot be found, so the page says what is not covered, too.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import sources as sql
from db.pages.release import AS_OF
from tracker import wording
from web.answers import Routes, chosen_from, page, paging
from web.pages import runs
from web.security import DATABASE
from web.stories import query

Row = Mapping[str, Any]

PER_PAGE: Final = 100
JUDGED: Final = frozenset({"healthy", "degraded", "broken"})
# How well a source was: its word, and what that means.
HEALTHS: Final = {
    "healthy": ("healthy", "Its last run read what it should have."),
    "degraded": (
        "degraded",
        (
            "Its last run came to less than it should have: thin, late or stopped, or too many "
            "pages failed or were refused."
        ),
    ),
    "broken": ("broken", "It could not be read, or lacked what it must have."),
    "files": ("given as files", "Its documents were handed in; there is no place to visit."),
    "unjudged": (
        "not judged",
        (
            "Documents of it are held, and there is no verdict on it: it is no longer read, or its "
            "first run has not ended."
        ),
    ),
    "unread": ("not read yet", "It is known here, and nothing of it was read."),
}
SHOWN: Final = {
    "text": "its text",
    "quote": "headline, link, date and a short quotation; not its text",
    "link": "headline, link and date only",
}
KINDS: Final = {"file": "documents given as files"}


async def sources(datasette: Datasette, request: Request) -> Response:
    """All sources, or those of one health; unknown choices count as none."""
    db = datasette.get_database(DATABASE)
    health = chosen_from(request.args.get("health"), tuple(HEALTHS))
    [counted], healths, without, [release], newest, last = await asyncio.gather(
        query(db, sql.COUNT, health=health),
        query(db, sql.HEALTHS),
        query(db, sql.BODIES_WITHOUT),
        query(db, AS_OF),
        query(db, sql.RUNS, limit=runs.MOST),
        query(db, sql.LAST_RUN),
    )
    place = paging(request, counted["n"], PER_PAGE)
    rows = await query(db, sql.SOURCES, health=health, limit=PER_PAGE, offset=place.offset)
    return await page(
        datasette,
        request,
        "sources.html",
        sources=[_told(row) for row in rows],
        paging=place,
        health=health,
        healths=_counted(healths),
        without=without,
        meanings=tuple(HEALTHS.values()),
        runs=[runs.told(row) for row in newest],
        last_run=runs.sentence(last[0]) if last else None,
        gap=runs.gap(last[0], release["published_at"]) if last else None,
    )


def _counted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each health that a source has, in the order of ``HEALTHS``, with its words."""
    numbers = {row["health"]: row["n"] for row in rows}
    return [
        {"health": health, "word": word, "meaning": meaning, "n": numbers[health]}
        for health, (word, meaning) in HEALTHS.items()
        if health in numbers
    ]


def _told(row: Row) -> dict[str, Any]:
    """A source with its words."""
    judged = row["health"] in JUDGED
    return {
        **row,
        "key": f"{row['name']}-sample" if row["sample"] else row["name"],
        "health_word": HEALTHS[row["health"]][0] + _failed(row),
        "judged": judged,
        "shown": SHOWN.get(row["republish"], row["republish"]),
        "kind_words": KINDS.get(row["kind"], row["kind"]),
        "visited": _visited(row["visit_days"]),
        "last_run": f"{wording.capital('; '.join(_last_run(row)))}." if judged else "",
        "missing": list(_missing(row)) if judged else [],
    }


def _visited(days: int | None) -> str:
    """How often a source is visited; "" where it is not."""
    if days is None:
        return ""
    return "every day" if days == 1 else f"every {_number(days, 'day')}"


def _last_run(row: Row) -> Iterator[str]:
    """The report of the last run, in parts of one line."""
    yield f"read on {wording.day_words(row['read_on'])}"
    yield row["health"]
    yield _number(row["documents"], "document")
    if row["files"]:
        yield _number(row["files"], "file")
    yield f"{row['pages_failed'] or 'no'} {'page' if row['pages_failed'] == 1 else 'pages'} failed"


def _failed(row: Row) -> str:
    """What stands beside the word of a source that was well but for some pages."""
    failed = row["pages_failed"] if row["health"] == "healthy" else 0
    return f", {_number(failed, 'page')} failed" if failed else ""


def _missing(row: Row) -> Iterator[str]:
    """What of a source is not known here."""
    if row["health"] == "broken":
        healthy = row["last_healthy_on"]
        since = f"since {wording.day_words(healthy)}" if healthy else "at all: it was never healthy"
        yield f"what is new there {since}"
    if row["without_text"]:
        hold = "holds" if row["without_text"] == 1 else "hold"
        yield (
            f"{_number(row['without_text'], 'document or file', 'documents and files')} {hold} no "
            "text that could be read: what they promise is not known"
        )
    waiting = [
        _number(row[name], word)
        for name, word in (("pages_waiting", "document"), ("files_waiting", "file"))
        if row[name]
    ]
    if waiting:
        waits = "waits" if waiting[0].startswith("1 ") and len(waiting) == 1 else "wait"
        yield f"{' and '.join(waiting)} {waits} for the next run"
    if row["pages_failed"]:
        yield f"{_number(row['pages_failed'], 'page')} failed in the last run"
    if row["pages_refused"]:
        was = "was" if row["pages_refused"] == 1 else "were"
        yield (
            f"{_number(row['pages_refused'], 'page')} {was} asked for in the last run and not "
            "taken (off the site, too large, or refused by its robots.txt)"
        )


def _number(count: int, word: str, words: str | None = None) -> str:
    return f"{count:,} {word if count == 1 else words or f'{word}s'}"


ROUTES: Routes = ((r"^/sources/?$", sources),)
