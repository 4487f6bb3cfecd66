"""The desk for releases of information: which of them are evidence about which commitment."""

from collections.abc import Mapping
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

import db.foi.releases as store
from db.errors import Problem
from tracker.foi.releases import Link, decide, undo
from tracker.foi.releases_desk import DECISIONS, KEYS, claim, facts, words_around
from tracker.review.decisions import Changed
from tracker.wording import harmless
from web.answers import page, whole_number
from web.desk import forms
from web.desk.sign_in import reviewer
from web.desk.working import at_work

Row = dict[str, Any]
PATH: Final = "/desk/releases"


async def releases(datasette: Datasette, request: Request) -> Response:
    """The link that is to be decided next; or, sent as a form, a decision."""
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
        last = store.last_decision(db, name)
        return undo(db, name, forms.instant()), _name(last) if last else None
    if sent.get("do") not in DECISIONS.values() or not sent.get("seen"):
        raise Problem("this form is not complete", do="choose one of the keys")
    found = _found(db, sent.get("id"))
    if found is None:
        raise Changed("this has changed since it was shown", do="look at the next one")
    shown = {**found, "why": sent["seen"]}
    return decide(db, shown, sent["do"], name, forms.instant()), None


def _name(link: Link) -> str:
    """A link by the name that forms give it: number and slug."""
    return f"{link[0]}:{link[1]}"


def _found(db: Database, name: str | None) -> Row | None:
    number, _, slug = (name or "").partition(":")
    document = whole_number(number)
    return store.link(db, document, slug) if document is not None else None


async def _show(
    datasette: Datasette, request: Request, sent: Mapping[str, str], problem: Problem | None = None
) -> Response:
    name = reviewer(datasette, request)
    view = await at_work(lambda db: _view(db, sent, name))
    return await page(
        datasette, request, "desk_releases.html",
        status=forms.status_of(problem) if problem else 200,
        problem=problem, reviewer=name, path=PATH, shown=forms.shown_now(datasette),
        skipped=",".join(forms.skipped_of(sent.get("skipped"))), **forms.frame(KEYS), **view,
    )  # fmt: skip


def _view(db: Database, sent: Mapping[str, str], name: str) -> Row:
    names = [_name(link) for link in store.waiting(db)]
    skipped = forms.skipped_of(sent.get("skipped"))
    wanted = forms.next_one(names, skipped, sent.get("id"))
    found = _found(db, wanted) if wanted else None
    view: Row = {
        "waiting": len(names), "last": store.last_decision(db, name), "name": wanted,
        "found": found, "passed": len(set(names) & set(skipped)),
    }  # fmt: skip
    if found is None:
        return view
    return view | {
        "claim": harmless(claim(found)),
        "facts": [harmless(fact) for fact in facts(found)],
        "around": words_around(db, found),
    }


ROUTES: Final = ((r"^/desk/releases$", releases),)
