"""The desk for changes: what was edited, moved or removed, one at a time."""

from collections.abc import Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

import db.changes as store
from db.errors import Problem
from tracker.changes.decisions import Decision, decide, undo
from tracker.changes.desk import CHANGE_KEYS, NOTICE_KEYS, VERDICTS, queue
from tracker.changes.lines import claim, claim_of_notice, facts, facts_of_notice, loss
from tracker.changes.losses import lost_statements
from tracker.review.decisions import DECIDING, Changed
from tracker.wording import harmless
from web.answers import page
from web.desk import forms
from web.desk.sign_in import reviewer
from web.desk.working import at_work

Row = dict[str, Any]
PATH: Final = "/desk/changes"
# So many sentences of each kind are shown; the rest stands on the pages of the document.
_MOST: Final = 60
_VERDICTS: Final = {verdict: verdict for verdict in VERDICTS.values()}


async def changes(datasette: Datasette, request: Request) -> Response:
    """The change that is to be decided next; or, sent as a form, a decision."""
    if request.method == "POST":
        return await _sent(datasette, request, await request.post_vars())
    asked = {name: request.args.get(name) or "" for name in ("id", "skipped")}
    return await _show(datasette, request, asked)


async def _sent(datasette: Datasette, request: Request, sent: Mapping[str, str]) -> Response:
    skipped = forms.skipped_of(sent.get("skipped"))
    name = reviewer(datasette, request)
    if sent.get("do") == "skip":
        skipped = (*skipped, sent.get("id", ""))
        return forms.onward(datasette, request, PATH, skipped=",".join(skipped))
    try:
        forms.refuse_haste(datasette, sent.get("shown"))
        line, show = await at_work(lambda db: _do(db, sent, name))
    except Problem as problem:
        return await _show(datasette, request, sent, problem)
    return forms.onward(datasette, request, PATH, line, id=show, skipped=",".join(skipped))


def _do(db: Database, sent: Mapping[str, str], name: str) -> tuple[str, str | None]:
    """Do what a form says: a line that tells it, and what to show next if it is a certain one."""
    if sent.get("do") == "undo":
        waited = _names(db)
        line = undo(db, name, forms.instant())
        opened = [one for one in _names(db) if one not in set(waited)]
        return line, next(iter(opened), None)
    verdict = _VERDICTS.get(sent.get("do", ""))
    if verdict is None or not sent.get("seen"):
        raise Problem("this form is not complete", do="choose one of the keys")
    subject = _subject(db, sent.get("id", ""))
    if subject is None:
        raise Changed("this has changed since it was shown", do="look at the next one")
    shown = {**subject, "content_hash": sent["seen"]}
    note = sent.get("note", "").strip() or None
    return decide(db, Decision(shown, verdict, name, forms.instant(), note)), None


def _names(db: Database) -> list[str]:
    """What waits, by the names that forms give it: c12 is a change, s3 a site change."""
    return [f"{'c' if of_a_document else 's'}{number}" for of_a_document, number in
            queue(db, "waiting")]  # fmt: skip


def _subject(db: Database, name: str) -> Row | None:
    kind, number = name[:1], name[1:]
    if not (number.isascii() and number.isdecimal()) or len(number) > 12:  # noqa: PLR2004 - a number
        return None
    look_up = {"c": store.change, "s": store.notice}.get(kind)
    return look_up(db, int(number)) if look_up else None


async def _show(
    datasette: Datasette, request: Request, sent: Mapping[str, str], problem: Problem | None = None
) -> Response:
    name = reviewer(datasette, request)
    view = await at_work(lambda db: _view(db, sent, name))
    return await page(
        datasette, request, "desk_changes.html",
        status=forms.status_of(problem) if problem else 200,
        problem=problem, reviewer=name, path=PATH, shown=forms.shown_now(datasette),
        sent=sent, deciding=DECIDING,
        skipped=",".join(forms.skipped_of(sent.get("skipped"))), **view,
    )  # fmt: skip


def _view(db: Database, sent: Mapping[str, str], name: str) -> Row:
    names = _names(db)
    skipped = forms.skipped_of(sent.get("skipped"))
    wanted = forms.next_one(names, skipped, sent.get("id"))
    subject = _subject(db, wanted) if wanted else None
    view: Row = {
        "waiting": len(names),
        "last": store.standing_review(db, name),
        "name": wanted,
        "found": subject,
        "note": sent.get("note", "") if wanted == sent.get("id") else "",
        "passed": len(set(names) & set(skipped)),
    }
    if subject is None:
        return view | forms.frame(CHANGE_KEYS)
    if "document_id" in subject:
        lost = lost_statements(db, subject["state"], subject["id"]).get(subject["id"], ())
        return view | forms.frame(_without_more()) | _change(db, subject, lost)
    return view | forms.frame(NOTICE_KEYS) | _notice(db, subject)


def _without_more() -> dict[str, str]:
    """The keys of a change: on a page there is room for all of its sentences."""
    return {key: name for key, name in CHANGE_KEYS.items() if key != "m"}


def _change(db: Database, found: Row, lost: Any) -> Row:
    altered = [(found["removed"][i], found["added"][j]) for i, j in found["altered"]]
    was, now = ({pair[side] for pair in found["altered"]} for side in (0, 1))
    gone = [piece for place, piece in enumerate(found["removed"]) if place not in was]
    came = [piece for place, piece in enumerate(found["added"]) if place not in now]
    return {
        "claim": harmless(claim(found)),
        "facts": [harmless(fact) for fact in facts(db, found)],
        "losses": [{"told": loss(one), "quote": harmless(one["quote"])} for one in lost],
        "altered": [(_piece(old), _piece(new)) for old, new in altered[:_MOST]],
        "gone": [_piece(piece) for piece in gone[:_MOST]],
        "came": [_piece(piece) for piece in came[:_MOST]],
        "left_out": sum(max(len(some) - _MOST, 0) for some in (altered, gone, came)),
        "files_removed": found["files_removed"],
        "files_added": found["files_added"],
    }


def _piece(piece: Row) -> str:
    return harmless(piece["text"])


def _notice(db: Database, found: Row) -> Row:
    return {
        "claim": harmless(claim_of_notice(found)),
        "facts": [harmless(fact) for fact in facts_of_notice(db, found)],
    }


ROUTES: Final = ((r"^/desk/changes$", changes),)
