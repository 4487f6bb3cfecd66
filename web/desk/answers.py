"""The desk for answers: what bodies were asked and said, and who objects to what."""

import os
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from db import deskwork, reviews
from db.errors import Problem
from db.fairness import objections as objections_store
from db.fairness import responses as responses_store
from tracker.fairness import asking
from tracker.fairness.objections import (
    OUTCOMES,
    Objection,
    confirm,
    propose,
    record_objection,
    send_back,
)
from tracker.fairness.people import same_person
from tracker.fairness.responses import (
    HAPPENED,
    NOT_ASKED,
    record_response,
    take_response_back,
)
from tracker.fairness.responses import (
    Response as Said,
)
from tracker.review.decisions import Changed
from tracker.wording import day_words, event_name, happened_words
from web.answers import missing, page, paging, whole_number
from web.desk import forms
from web.desk.setting import setting
from web.desk.sign_in import reviewer
from web.desk.working import BeingWritten, at_work

Row = dict[str, Any]
PATH: Final = "/desk/answers"
PER_PAGE: Final = 50
KEYS: Final = {"a": "asked", "r": "answered", "n": "no reply", "o": "an objection"}
_CALLED: Final = {"asked": "asked", "answered": "answered", "no_reply": "no reply by"}
_CONFLICTS: Final = frozenset({"propose", "confirm", "send_back"})
_MOST_EVENTS: Final = 200
_SITE: Final = ("DELAYWATCH_URL", "DELAYWATCH_CONTACT", "DELAYWATCH_OPERATOR")


# ---------------------------------------------------------------------- the list


async def listing(datasette: Datasette, request: Request) -> Response:
    """Objections that are open, and where each commitment stands that a body was asked about."""
    words = (request.args.get("words") or "").strip()[:200]
    total = await at_work(deskwork.answers_count)
    pages = paging(request, total, PER_PAGE)
    name = reviewer(datasette, request)
    view = await at_work(lambda db: _listed(db, words, pages.offset, name))
    return await page(
        datasette, request, "desk_answers_list.html",
        reviewer=name, path=PATH, paging=pages, words=words, outcomes=OUTCOMES, **view,
    )  # fmt: skip


def _listed(db: Database, words: str, offset: int, name: str) -> Row:
    found = deskwork.open_objections(db, PER_PAGE)
    return {
        "open": [{**one, "turn": _turn(one, name)} for one in found],
        "open_count": deskwork.open_objections_count(db)[0],
        "told": deskwork.answers_told(db, PER_PAGE, offset),
        "matches": reviews.commitments_like(db, words) if words else None,
    }


def _turn(objection: Row, name: str) -> str:
    """Whose turn it is with an objection, as somebody sees it."""
    if objection["closed"]:
        return ""
    if objection["awaits"] != "second person":
        return "anybody: propose an outcome"
    if same_person(objection["proposed_by"], name):
        return "another person's: you proposed the outcome, and cannot confirm it yourself"
    return f"yours: confirm what {objection['proposed_by']} proposed, or send it back"


# ---------------------------------------------------------------------- one of them


async def one(datasette: Datasette, request: Request) -> Response:
    """What the body says of a commitment, and what is said against it; or what is to be kept."""
    slug = request.url_vars["slug"]
    if request.method == "POST":
        return await _sent(datasette, request, slug, await request.post_vars())
    return await _show(datasette, request, slug, {})


async def _sent(
    datasette: Datasette, request: Request, slug: str, sent: Mapping[str, str]
) -> Response:
    name, today = reviewer(datasette, request), setting().today
    try:
        forms.refuse_haste(datasette, sent.get("shown"))
        line = await at_work(lambda db: _do(db, slug, sent, name, today))
    except Problem as problem:
        return await _show(datasette, request, slug, sent, problem)
    return forms.onward(datasette, request, f"{PATH}/{slug}", line)


def _do(db: Database, slug: str, sent: Mapping[str, str], name: str, today: date) -> str:
    """Do what a form says; a line that tells it."""
    do, at = sent.get("do", ""), forms.instant()
    if do in HAPPENED:
        said = Said(
            do, _day(sent, "on"), sent.get("body") or None, sent.get("how") or None,
            sent.get("words") or None, sent.get("url", "").strip() or None,
        )  # fmt: skip
        return record_response(db, slug, said, today, at=at, by=name)
    if do == "object":
        position = sent.get("position", "")
        if position and whole_number(position) is None:
            raise Problem("is no event of it", where=position[:20], do="choose one of the list")
        objection = Objection(
            sent.get("by_role", ""), sent.get("what", ""), _day(sent, "on"),
            whole_number(position), sent.get("url", "").strip() or None,
        )  # fmt: skip
        return record_objection(db, slug, objection, today, by=name, at=at)
    number = whole_number(sent.get("number"))
    if number is None:
        raise Problem("this form is not complete", do="choose one of the buttons")
    reason = sent.get("reason", "")
    if do == "retract":
        return take_response_back(db, slug, number, reason, today)
    if do not in _CONFLICTS:
        raise Problem("this form is not complete", do="choose one of the buttons")
    _refuse_changed(db, slug, number, sent.get("seen"))
    if do == "confirm":
        return "; ".join(confirm(db, slug, number, by=name, at=at))
    if do == "send_back":
        return send_back(db, slug, number, reason, by=name, at=at)
    if sent.get("outcome") not in OUTCOMES:
        raise Problem("no outcome is chosen", do="choose one")
    return "; ".join(propose(db, slug, number, sent["outcome"], reason, by=name, at=at))


def _day(sent: Mapping[str, str], field: str) -> date:
    given = sent.get(field, "").strip()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Problem("is not a day", where=given[:40], do="write it like 2026-03-31") from error


def _refuse_changed(db: Database, slug: str, number: int, seen: str | None) -> None:
    """Raise Changed where somebody took another step since an objection was shown."""
    for row in objections_store.objections(db, slug):
        if row["number"] == number and _as_seen(row) != seen:
            raise Changed(
                "somebody took another step with this objection since it was shown",
                do="read it again",
            )


def _as_seen(row: Row) -> str:
    parts = (row["last_step"], row["moved_on"], row["outcome"], row["reason"], row["proposed_by"])
    return "|".join(str(part) for part in parts)


# -------------------------------------------------------------------- what is shown


async def _show(
    datasette: Datasette,
    request: Request,
    slug: str,
    sent: Mapping[str, str],
    problem: Problem | None = None,
) -> Response:
    name, today = reviewer(datasette, request), setting().today
    quick = isinstance(problem, BeingWritten)
    try:
        view = await at_work(lambda db: _view(db, slug, name, today, quick=quick))
    except BeingWritten as busy:  # the draft needs the database to itself
        problem = problem or busy
        view = await at_work(lambda db: _view(db, slug, name, today, quick=True))
    if view is None:
        return await missing(
            datasette, request, title="No such commitment",
            words="There is no commitment of this name.", where="Answers", link=PATH,
        )  # fmt: skip
    return await page(
        datasette, request, "desk_answers.html",
        status=_status(problem, name, sent) if problem else 200,
        problem=_for_browser(problem), reviewer=name, path=f"{PATH}/{slug}", slug=slug,
        shown=forms.shown_now(datasette), sent=sent, today=today.isoformat(),
        outcomes=OUTCOMES, called=_CALLED, not_asked=NOT_ASKED, terminal="delaywatch respond",
        **forms.frame(KEYS), **view,
    )  # fmt: skip


def _status(problem: Problem, name: str, sent: Mapping[str, str]) -> int:
    """409 where a step with an objection is not this person's, or not its turn."""
    status = forms.status_of(problem)
    is_own = name in problem.what
    return 409 if status == 422 and sent.get("do") == "confirm" and is_own else status  # noqa: PLR2004


def _for_browser(problem: Problem | None) -> Problem | None:
    """A problem that tells of no options of the command line: here there are fields."""
    if problem is None or "--" not in (problem.do or ""):
        return problem
    return Problem(problem.what, where=problem.where, do="mend it in the form, and send it again")


def _view(db: Database, slug: str, name: str, today: date, *, quick: bool) -> Row | None:
    found = reviews.commitment(db, slug)
    if found is None:
        return None
    events = deskwork.events_told(db, slug, _MOST_EVENTS)
    draft, why_not = (None, "") if quick else _draft(db, slug, name, today)
    return {
        "title": found["title"],
        "state": responses_store.state(db, slug) or NOT_ASKED,
        "responses": responses_store.responses(db, slug),
        "bodies": responses_store.bodies_of(db, slug),
        "objections": [
            {
                **row,
                "turn": _turn(row, name),
                "seen": _as_seen(row),
                "received": day_words(row["received_on"]),
                "own": bool(row["proposed_by"]) and same_person(row["proposed_by"], name),
            }
            for row in objections_store.objections(db, slug)
        ],
        "positions": objections_store.positions(db, slug),
        "events": [
            {"position": event["position"], "told": _told(event)} for event in events
        ],
        "draft": draft,
        "why_not": why_not,
    }  # fmt: skip


def _told(event: Row) -> str:
    words = f", “{event['due_phrase']}”" if event["due_phrase"] else ""
    told = f"{event_name(event['event'])} {happened_words(event)}{words}"
    return f"{event['position']}. {told} ({event['who']})"


def _draft(db: Database, slug: str, name: str, today: date) -> tuple[Row | None, str]:
    """The request for comment to copy, with what to look at first; or why there is none."""
    site = asking.Site(*(os.environ.get(variable, "").strip() for variable in _SITE))
    try:
        made = asking.asked(db, slug, today, site=site, name=name)
    except BeingWritten:
        raise
    except Problem as problem:
        return None, forms.in_words(problem)
    return {
        "lines": made.draft.lines,
        "letter": made.draft.letter.written("text"),
        "words": made.response.words,
        "body": made.response.body,
    }, ""


ROUTES: Final = ((rf"^{PATH}$", listing), (rf"^{PATH}/(?P<slug>[a-z0-9-]+)$", one))
