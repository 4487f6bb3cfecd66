"""The desk for claims: what the next release would say otherwise, and what is held."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from db import claims as store
from db import deskwork, holds, reviews
from db.errors import Problem
from tracker.hold import hold, release_hold
from tracker.releases.claims import CAUSES
from tracker.releases.upcoming import (
    GIVEN,
    Otherwise,
    Told,
    accept_change,
    as_shown,
    told,
    upcoming,
)
from tracker.review.decisions import Changed
from tracker.wording import STATUS_NAMES, day_words
from web.answers import missing, page, paging
from web.desk import forms
from web.desk.busy import busy
from web.desk.setting import setting
from web.desk.sign_in import reviewer
from web.desk.working import BeingWritten, at_work

Row = dict[str, Any]
PATH: Final = "/desk/claims"
PER_PAGE: Final = 20
KEYS: Final = {"h": "hold it, or release the hold"}
_MOST_HOLDS: Final = 200
_LONGEST: Final = 1_000  # characters of a reason
_CHANGES: Final = {
    "new": "published for the first time",
    "changed": "told otherwise",
    "held": "held",
    "back": "told again",
    "withdrawn": "told no more",
}


def published(datasette: Datasette) -> Path:
    """The folder of releases: three above the file that is served."""
    return Path(datasette.get_database("delaywatch").path).resolve().parents[2]


async def listing(datasette: Datasette, request: Request) -> Response:
    """What the next release would claim otherwise; or, sent as a form, one that is accepted."""
    sent: Mapping[str, str] = {}
    problem = None
    if request.method == "POST":
        sent = await request.post_vars()
        try:
            line = await _accept(datasette, request, sent)
        except Problem as found:
            problem = Changed(found.what, do=found.do) if isinstance(found, Otherwise) else found
        else:
            return forms.onward(datasette, request, PATH, line)
    return await _show(datasette, request, sent, problem)


async def _accept(datasette: Datasette, request: Request, sent: Mapping[str, str]) -> str:
    name, today, folder = reviewer(datasette, request), setting().today, published(datasette)
    forms.refuse_haste(datasette, sent.get("shown"))
    if sent.get("do") != "accept" or not sent.get("slug"):
        raise Problem("this form is not complete", do="choose one of the buttons")
    return await at_work(
        lambda db: accept_change(
            db, folder, today, sent["slug"], seen=sent.get("seen", ""), by=name,
            at=forms.instant(), cause=sent.get("cause") or None, reason=sent.get("reason"),
        )
    )  # fmt: skip


async def _show(
    datasette: Datasette, request: Request, sent: Mapping[str, str], problem: Problem | None
) -> Response:
    folder, today = published(datasette), setting().today
    try:
        found = await at_work(lambda db: upcoming(db, folder, today))
        pages = paging(request, len(found), PER_PAGE)
        some = found[pages.offset : pages.offset + PER_PAGE]
        rows = await at_work(lambda db: [_row(db, one) for one in told(db, some, today)])
    except BeingWritten as writes:  # the causes are counted as if for another day
        return await busy(datasette, request, writes)
    return await page(
        datasette, request, "desk_claims.html",
        status=forms.status_of(problem) if problem else 200,
        problem=problem, reviewer=reviewer(datasette, request), path=PATH, sent=sent, rows=rows,
        paging=pages, waiting=sum(one.waits for one in found), causes=CAUSES, given=GIVEN,
        held=await at_work(lambda db: deskwork.standing_holds(db, _MOST_HOLDS)),
        shown=forms.shown_now(datasette),
    )  # fmt: skip


def _row(db: Database, one: Told) -> Row:
    change = one.change
    return {
        "slug": change.commitment,
        "title": reviews.title_of(db, change.commitment) or change.commitment,
        "waits": change.waits,
        "what": _CHANGES[change.change],
        "cause": CAUSES[change.cause],
        "reason": change.reason,
        "sides": [
            ("was", one.was, _counted(change.was)),
            ("becomes", one.now, _counted(change.now)),
        ],
        "seen": as_shown(change),
    }


def _counted(claim: Mapping[str, Any] | None) -> str:
    """Status, date and days of a claim in words."""
    if claim is None or claim["status"] is None:
        return "nothing claimed"
    parts = [STATUS_NAMES.get(claim["status"], claim["status"])]
    if claim["standing_due_latest"]:
        parts.append(f"due by {day_words(claim['standing_due_latest'])}")
    least, most = claim["days_late_min"], claim["days_late_max"]
    if least is not None:
        parts.append(f"days late: {least}" + (f" to {most}" if most not in (None, least) else ""))
    if claim["disputed"]:
        parts.append("disputed")
    return ", ".join(parts)


# ------------------------------------------------------------------- one of them, and hold


async def one(datasette: Datasette, request: Request) -> Response:
    """What is claimed of a commitment, to hold it or to release the hold."""
    slug = request.url_vars["slug"]
    sent: Mapping[str, str] = {}
    problem = None
    if request.method == "POST":
        sent = await request.post_vars()
        try:
            line = await _held(datasette, request, slug, sent)
        except Problem as found:
            problem = found
        else:
            return forms.onward(datasette, request, f"{PATH}/{slug}", line)
    return await _show_one(datasette, request, slug, sent, problem)


async def _held(
    datasette: Datasette, request: Request, slug: str, sent: Mapping[str, str]
) -> str:  # fmt: skip
    """Hold, or release the hold; a line that tells it."""
    name, folder, at = reviewer(datasette, request), published(datasette), forms.instant()
    forms.refuse_haste(datasette, sent.get("shown"))
    reason = _reason(sent.get("reason", ""), slug)
    if sent.get("do") == "hold":
        lines = await at_work(lambda db: hold(db, folder, slug, reason=reason, by=name, at=at))
        return "; ".join(lines)
    if sent.get("do") == "release":
        return await at_work(
            lambda db: release_hold(db, folder, slug, reason=reason, by=name, at=at)
        )
    raise Problem("this form is not complete", do="choose one of the buttons")


def _reason(text: str, slug: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise Problem("no reason is given", where=slug, do="say why in a sentence")
    if len(reason) > _LONGEST or not reason.isprintable():
        raise Problem(
            f"a reason has at most {_LONGEST:,} characters that can be printed", where=slug,
            do="say it shorter",
        )  # fmt: skip
    return reason


async def _show_one(
    datasette: Datasette,
    request: Request,
    slug: str,
    sent: Mapping[str, str],
    problem: Problem | None,
) -> Response:
    today = setting().today
    view = await at_work(lambda db: _view(db, slug, today))
    if view is None:
        return await missing(
            datasette, request, title="No such commitment",
            words="There is no commitment of this name.", where="Claims", link=PATH,
        )  # fmt: skip
    return await page(
        datasette, request, "desk_claim.html",
        status=forms.status_of(problem) if problem else 200,
        problem=problem, reviewer=reviewer(datasette, request), path=f"{PATH}/{slug}", slug=slug,
        sent=sent, shown=forms.shown_now(datasette), terminal="delaywatch hold",
        **forms.frame(KEYS), **view,
    )  # fmt: skip


def _view(db: Database, slug: str, today: date) -> Row | None:
    title = reviews.title_of(db, slug)
    if title is None:
        return None
    last = store.last_claims(db).get(slug)
    return {
        "title": title,
        "held": holds.standing(db, slug),
        "last": last,
        "told": _counted(last),
        "today": today,
    }


async def queues(datasette: Datasette) -> tuple[int, int]:
    """How many claims wait to be accepted, and how many would be told otherwise in all."""
    folder, today = published(datasette), setting().today
    found = await at_work(lambda db: upcoming(db, folder, today))
    return sum(one.waits for one in found), len(found)


ROUTES: Final = ((rf"^{PATH}$", listing), (rf"^{PATH}/(?P<slug>[a-z0-9-]+)$", one))
