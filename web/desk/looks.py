"""The desk for looks: what has passed its date, one after the other, and as a list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from db import deskwork
from db.errors import Problem
from tracker import looks
from tracker.review.decisions import Changed
from tracker.wording import (
    STATUS_NAMES,
    attribution,
    day_words,
    event_name,
    evidence_marks,
    happened_words,
)
from web.answers import page, paging, whole_number
from web.desk import forms
from web.desk.busy import busy
from web.desk.setting import setting
from web.desk.sign_in import reviewer
from web.desk.working import BeingWritten, at_work

Row = dict[str, Any]
PATH: Final = "/desk/looks"
LIST: Final = f"{PATH}/list"
PER_PAGE: Final = 50
KEYS: Final = {
    "n": "not found", "f": "found: say where", "u": "unclear", "s": "skip",
    "b": "back: take my last of today back",
}  # fmt: skip
RESULTS: Final = {"not_found": "nothing was found", "found": "found", "unclear": "could not tell"}
_TAKEN_BACK: Final = "taken back by whoever recorded it"
_LONGEST: Final = 2_000  # characters of an address or of words


async def one(datasette: Datasette, request: Request) -> Response:
    """What is to be looked for next; or, sent as a form, what came of a look."""
    if request.method == "POST":
        return await _sent(datasette, request, await request.post_vars())
    asked = {name: request.args.get(name) or "" for name in ("id", "skipped", "found")}
    return await _show(datasette, request, asked)


async def _sent(datasette: Datasette, request: Request, sent: Mapping[str, str]) -> Response:
    skipped = forms.skipped_of(sent.get("skipped"))
    name, today = reviewer(datasette, request), setting().today
    if sent.get("do") == "skip":
        skipped = (*skipped, sent.get("id", ""))
        return forms.onward(datasette, request, PATH, skipped=",".join(skipped))
    try:
        forms.refuse_haste(datasette, sent.get("shown"))
        line, more = await at_work(lambda db: _do(db, sent, name, today))
    except Problem as problem:
        return await _show(datasette, request, sent, problem)
    return forms.onward(datasette, request, PATH, line, skipped=",".join(skipped), **more)


def _do(
    db: Database, sent: Mapping[str, str], name: str, today: date
) -> tuple[str, dict[str, str | None]]:
    """Do what a form says: a line that tells it, and what the next page is to show."""
    if sent.get("do") == "undo":
        last = deskwork.newest_look_by(db, name, today.isoformat())
        if last is None:
            raise Problem("you recorded no look today that stands", do="look at the next one")
        return looks.take_back(db, last["id"], _TAKEN_BACK, today), {"id": last["commitment"]}
    if sent.get("do") not in RESULTS or not sent.get("seen"):
        raise Problem("this form is not complete", do="choose one of the keys")
    found = looks.subject(db, sent.get("id", ""), today)
    if sent["seen"] != _as_seen(found):
        raise Changed("this has changed since it was shown", do="look at it again")
    kept = looks.record_look(db, _look(found, sent, name, today), today)
    is_found = sent["do"] == "found"
    return kept.line, {"found": found.due.slug if is_found else None}


def _look(found: looks.Subject, sent: Mapping[str, str], name: str, today: date) -> looks.Look:
    """The look that a form tells of. Raises Problem where it does not say where it was found."""
    result = sent["do"]
    words, note = (" ".join(sent.get(part, "").split()) for part in ("words", "note"))
    if result == "found":
        place = sent.get("found_at", "").strip()
        if not place:
            raise Problem("nothing says where it was found", do="give the address of the page (f)")
        note = note or f"Found at {place}."
        look = looks.Look(found.due.slug, today, place, words or None, result, note, name)
    else:
        number = whole_number(sent.get("search"))
        if number is None or number >= len(found.searches):
            raise Problem("this form does not say where was looked", do="choose a search")
        chosen = replace(found, searches=(found.searches[number],))
        look = looks.prefilled(chosen, result, today, name)
        place = sent.get("place", "").strip() or look.place or ""
        note = note or _note(look, place, words)
        look = replace(look, place=place, words=words or look.words, note=note)
    _refuse_unprintable(look)
    return look


def _note(look: looks.Look, place: str, words: str) -> str:
    """The note that goes with what was searched, if nobody wrote one."""
    if place == look.place and (not words or words == look.words):
        return look.note
    searched = words or look.words or "its name"
    return f"Searched {place} for “{searched}”; {RESULTS[look.result]}."


def _refuse_unprintable(look: looks.Look) -> None:
    for text in (look.place or "", look.words or "", look.note):
        if not text.isprintable() or len(text) > _LONGEST:
            raise Problem(
                f"a field has at most {_LONGEST:,} characters that can be printed",
                where=look.slug,
                do="mend it and send it again",
            )


def _as_seen(found: looks.Subject) -> str:
    due = found.due
    return "|".join((due.status, due.due_latest or "", due.looked_on or "", due.look_result or ""))


# -------------------------------------------------------------------- what is shown


async def _show(
    datasette: Datasette, request: Request, sent: Mapping[str, str], problem: Problem | None = None
) -> Response:
    name, today = reviewer(datasette, request), setting().today
    try:
        view = await at_work(lambda db: _view(db, sent, name, today))
    except BeingWritten as writes:  # where it is to be counted for another day
        return await busy(datasette, request, writes)
    typed = sent if problem and view["name"] == sent.get("id") else {}
    return await page(
        datasette, request, "desk_looks.html",
        status=forms.status_of(problem) if problem else 200,
        problem=problem, reviewer=name, path=PATH, shown=forms.shown_now(datasette), typed=typed,
        results=RESULTS, terminal="delaywatch looked",
        skipped=",".join(forms.skipped_of(sent.get("skipped"))), **forms.frame(KEYS), **view,
    )  # fmt: skip


def _view(db: Database, sent: Mapping[str, str], name: str, today: date) -> Row:
    names = [due.slug for due in looks.due_list(db, today)]
    skipped = forms.skipped_of(sent.get("skipped"))
    wanted = forms.next_one(names, skipped, sent.get("id"))
    found = looks.subject(db, wanted, today) if wanted else None
    recorded = sent.get("found", "")
    view: Row = {
        "waiting": looks.due_count(db, today),
        "deciding": len(looks.waiting_for_review(db, today)),
        "last": deskwork.newest_look_by(db, name, today.isoformat()),
        "name": wanted,
        "found": found,
        "passed": len(set(names) & set(skipped)),
        "recorded": looks.HOW_TO_RECORD_IT.format(slug=recorded) if recorded else "",
    }
    if found is None:
        return view
    return view | {
        "seen": _as_seen(found),
        "status_name": STATUS_NAMES.get(found.due.status, found.due.status),
        "said_last": _said_last(found.said_last),
    }


def _said_last(said: Row | None) -> Row | None:
    """What was said last, in words."""
    if said is None:
        return None
    marks = evidence_marks({**said, "checked": said["checked_words"]})
    return {
        "when": happened_words(said),
        "what": ", ".join([event_name(said["event"]).lower(), *marks]),
        "reported": attribution(said),
        **{part: said[part] for part in ("who", "due_phrase", "publisher", "url")},
    }


async def listing(datasette: Datasette, request: Request) -> Response:
    """The list of today: the oldest claim first."""
    today = setting().today
    try:
        rows, total, deciding = await at_work(
            lambda db: (
                looks.due_list(db, today),
                looks.due_count(db, today),
                looks.waiting_for_review(db, today),
            )
        )
    except BeingWritten as writes:
        return await busy(datasette, request, writes)
    pages = paging(request, len(rows), PER_PAGE)
    return await page(
        datasette, request, "desk_looks_list.html", reviewer=reviewer(datasette, request),
        rows=[
            {"due": due, "until": day_words(due.due_latest)}
            for due in rows[pages.offset : pages.offset + PER_PAGE]
        ],
        total=total, more=total - len(rows), deciding=deciding, paging=pages, path=PATH,
    )  # fmt: skip


ROUTES: Final = ((rf"^{PATH}$", one), (rf"^{LIST}$", listing))
