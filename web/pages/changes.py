"""What was edited and removed: the list, one change, and a site that changed as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import changes as sql
from tracker.wording import capital, day_words, harmless
from web.answers import Routes, chosen_from, missing, page, paging, whole_number
from web.security import DATABASE
from web.stories import query

Row = Mapping[str, Any]

PER_PAGE: Final = 25
SITE: Final = "site"  # the choice "a whole site changed", beside the kinds of change of a document
# So many sentences of each side stand in the list; all of them on the page of the change.
_MOST_IN_LIST: Final = 5

# Of each kind of change: what it is called, and how the two days are told between which it came
# about. The second sentence never says more than that it was seen so on a day.
_KINDS: Final = {
    "edited": ("Edited", "Seen changed", "last seen as it was"),
    "edited under an unchanged date": ("Edited under an unchanged date", "Seen changed",
                                       "last seen as it was"),
    "file replaced": ("File replaced", "Seen replaced", "last seen as it was"),
    "file replaced under an unchanged date": ("File replaced under an unchanged date",
                                              "Seen replaced", "last seen as it was"),
    "vanished": ("Vanished from its address", "Found gone", "last seen there"),
    "came back": ("Came back to its address", "Seen there again", "found gone before that"),
    "moved": ("Moved to another address", "Seen at the other address", "last seen at the old one"),
    "date of publication changed under an unchanged text": (
        "Another date of publication, the text unchanged", "Seen with the other date",
        "last seen with the old one"),
    "date of last change changed under an unchanged text": (
        "Another date of last change, the text unchanged", "Seen with the other date",
        "last seen with the old one"),
}  # fmt: skip
# What was there when it was last looked at, where that may be said: see ``_now_words``. On which
# day that was is not published, so none is named.
_NOW: Final = {
    "there": "When last looked at, it was there.",
    "as changed": "When last looked at, it stood as changed.",
    "as before": "When last looked at, it stood as it did before the change.",
    "changed again": "When last looked at, its text was neither of the two.",
    "gone": "When last looked at, it was not at its address.",
    "elsewhere": "When last looked at, its address led elsewhere.",
}
_TOLD_OF_LOSS: Final = frozenset({"vanished", "came back", "moved"})
NOT_SHOWN: Final = {
    "quote": "The licence of this source lets us quote a few words only.",
    "link": "The licence of this source lets us show no sentence: only that it changed.",
}


def kind_words(change: str) -> str:
    """What a kind of change is called."""
    return _KINDS[change][0] if change in _KINDS else capital(change)


def told(row: Row, *, is_loss_told: bool = False) -> dict[str, Any]:
    """A change with its sentences: what happened, between which days, what was there at last.

    ``is_loss_told``: another accepted change tells that the document vanished or moved; else a
    change of its text does not say so either.
    """
    return {
        **row,
        "title": _title(row["title"]),
        "words": kind_words(row["change"]),
        "days": days_words(row),
        "now_words": _now_words(row, is_loss_told=is_loss_told),
        "went": _lines(row["removed"]),
        "came": _lines(row["added"]),
        "files_went": _files(row["files_removed"]),
        "files_came": _files(row["files_added"]),
        "hangs_on": _lines(row["attached_to"]),
        "was_words": _value(row["was"], row["change"]),
        "became_words": _value(row["became"], row["change"]),
        "why_cut": NOT_SHOWN.get(row["republish"], ""),
    }


def days_words(row: Row) -> str:
    """Between which two days it came about, as far as that was seen.

    >>> days_words({"change": "edited", "as_before_on": "2026-03-01", "changed_by": "2026-03-06",
    ...             "happened_on": None})
    'Seen changed by 6 March 2026; last seen as it was on 1 March 2026.'
    """
    _, seen, before = _KINDS.get(row["change"], ("", "Seen", "last seen as it was"))
    told = f"{seen} by {day_words(row['changed_by'])}; "
    if row["as_before_on"] == row["changed_by"]:
        told += f"{before} earlier on the same day."
    elif row["as_before_on"]:
        told += f"{before} on {day_words(row['as_before_on'])}."
    else:
        told += "on which day it was last seen as it was is not known."
    if row["happened_on"]:
        told += f" Its publisher dates the change {day_words(row['happened_on'])}."
    return told


def _now_words(row: Row, *, is_loss_told: bool) -> str:
    """What was there at last. That it is gone is told only where an editor accepted a loss."""
    now = row["now"]
    is_loss = now in ("gone", "elsewhere")
    if is_loss and not is_loss_told and row["change"] not in _TOLD_OF_LOSS:
        return ""
    return _NOW.get(now, "")


def _title(title: str | None) -> str:
    return harmless(title or "").strip() or "A document without a title"


def _lines(text: str | None) -> list[str]:
    return [harmless(line) for line in (text or "").split("\n") if line.strip()]


def _files(text: str | None) -> list[dict[str, str]]:
    """Files that went or came: each line is a title, which may be empty, and an address."""
    found = []
    for line in _lines(text):
        title, _, address = line.rpartition(" ")
        found.append({"title": title or address, "url": address})
    return found


def _value(value: str | None, change: str) -> str:
    """What stood there before or stands there now: a day in words, else as it is."""
    if value and change.startswith("date of") and len(value) >= len("2026-03-01"):
        try:
            return day_words(value[:10])
        except ValueError:
            return harmless(value)
    return harmless(value or "")


def site_told(row: Row) -> dict[str, Any]:
    """A site change with its sentences."""
    first, last = day_words(row["first_day"]), day_words(row["last_day"])
    between = f"on {first}" if first == last else f"between {first} and {last}"
    parts = [
        _of(row["pages_gone"], row["pages_before"], "page was", "pages were", "gone"),
        _of(row["pages_moved"], row["pages_before"], "page", "pages", "had moved"),
        _of(row["files_gone"], row["files_before"], "file was", "files were", "gone"),
        _of(row["files_moved"], row["files_before"], "file", "files", "had moved"),
    ]
    back = row["came_back"] or 0
    return {
        **row,
        "days": f"Found {between}.",
        "counts": [part for part in parts if part],
        "back": f"{back:,} of them came back since." if back else "",
    }


def _of(count: int | None, whole: int | None, one: str, many: str, deed: str) -> str:
    if not count:
        return ""
    before = f" of {whole:,}" if whole else ""
    return f"{count:,}{before} {one if count == 1 and not before else many} {deed}"


async def changes(datasette: Datasette, request: Request) -> Response:
    """All accepted changes, the newest first, by source and by what happened."""
    db = datasette.get_database(DATABASE)
    choices = await query(db, sql.CHOICES)
    sites = await query(db, sql.SITES, source="")
    sources = {row["source"]: row["title"] for row in choices}
    sources |= {row["source"]: row["source_title"] for row in sites}
    kinds = sorted({row["change"] for row in choices}, key=_place)
    source = chosen_from(request.args.get("source"), list(sources))
    change = chosen_from(request.args.get("change"), [*kinds, SITE])
    total = _count(choices, source, change)
    at = paging(request, total, PER_PAGE)
    rows = await _page(db, source, change, at.offset) if change != SITE else []
    is_first = at.page == 1 and change in ("", SITE)
    shown_sites = [row for row in sites if not source or row["source"] == source]
    return await page(
        datasette,
        request,
        "changes.html",
        rows=[told(row) for row in rows],
        sites=[site_told(row) for row in shown_sites] if is_first else [],
        total=total,
        paging=at,
        sources=sorted(sources.items(), key=lambda item: item[1].casefold()),
        kinds=[(kind, kind_words(kind)) for kind in kinds],
        has_sites=bool(sites),
        source=source,
        change=change,
        site_choice=SITE,
        most=_MOST_IN_LIST,
    )


def _place(kind: str) -> int:
    known = list(_KINDS)
    return known.index(kind) if kind in known else len(known)


def _count(choices: Iterable[Row], source: str, change: str) -> int:
    return sum(
        row["n"]
        for row in choices
        if (not source or row["source"] == source) and (not change or row["change"] == change)
    )


async def _page(db: Any, source: str, change: str, offset: int) -> list[dict[str, Any]]:
    statement = sql.PAGES[bool(source), bool(change)]
    asked: dict[str, Any] = {"limit": PER_PAGE, "offset": offset}
    asked |= {"source": source} if source else {}
    asked |= {"change": change} if change else {}
    return await query(db, statement, **asked)


async def change(datasette: Datasette, request: Request) -> Response:
    """One change with both sides: the page to cite."""
    db = datasette.get_database(DATABASE)
    number = whole_number(request.url_vars["id"])
    found = await query(db, sql.CHANGE, id=number) if number is not None else []
    if not found:
        return await _no_such(datasette, request)
    [row] = found
    [loss] = await query(db, sql.VANISHED, document=row["document"])
    others = await query(db, sql.OTHERS, document=row["document"], id=row["id"])
    return await page(
        datasette,
        request,
        "change.html",
        item=told(row, is_loss_told=bool(loss["n"])),
        others=[
            {**other, "words": kind_words(other["change"]), "days": _day_only(other)}
            for other in others
        ],
    )


def _day_only(row: Row) -> str:
    return f"seen by {day_words(row['changed_by'])}"


async def site_change(datasette: Datasette, request: Request) -> Response:
    """A site that changed as a whole."""
    db = datasette.get_database(DATABASE)
    number = whole_number(request.url_vars["id"])
    found = await query(db, sql.SITE, id=number) if number is not None else []
    if not found:
        return await _no_such(datasette, request)
    return await page(datasette, request, "change.html", site=site_told(found[0]))


async def _no_such(datasette: Datasette, request: Request) -> Response:
    return await missing(
        datasette,
        request,
        title="No change of this number",
        words="Only changes that an editor accepted are shown. One that was taken back is not.",
        where="All changes",
        link="/changes",
    )


ROUTES: Routes = (
    (r"^/changes/?$", changes),
    (r"^/changes/site-(?P<id>[^/]+)/?$", site_change),
    (r"^/changes/(?P<id>[^/]+)/?$", change),
)
