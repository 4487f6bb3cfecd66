"""The desk for statements: one at a time, what it would change, and a key for each decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

import db.reviews as store
from db.errors import Problem
from db.sources import body_names
from db.statements import counts
from tracker.review.decisions import (
    DECIDING,
    Changed,
    Decision,
    Settled,
    Verdict,
    as_seen,
    decide,
    last_decided,
    undo,
)
from tracker.review.desk import KEYS, VERDICTS
from tracker.review.drafts import EDITABLE, as_typed, choices, edits_typed, proposed
from tracker.review.effects import effects
from tracker.review.told import Passage, claim, facts, page_of, passage, queue_told
from tracker.wording import STATUS_NAMES, due_told, event_name, happened_words, harmless
from web.answers import page, whole_number
from web.desk import forms
from web.desk.setting import setting
from web.desk.sign_in import reviewer
from web.desk.working import BeingWritten, at_work

Row = dict[str, Any]
PATH: Final = "/desk/statements"
# So much of the page stands before and after the sentence, in characters.
_AROUND: Final = 500
_MOST_EVENTS: Final = 8
# What is decided at once; the others are looked at first, and then confirmed.
_AT_ONCE: Final = frozenset({"accept", "same", "reject"})
_LOOKED_AT: Final = frozenset({"edit", "link", "new"})
_VERDICTS: Final[dict[str, Verdict]] = {verdict: verdict for verdict in VERDICTS.values()}
_FIELD: Final = "field_"


@dataclass(frozen=True)
class Form:
    """What an editor has sent: which statement, as it was shown, and what to do about it."""

    number: int | None
    do: str = ""
    seen: str | None = None
    skipped: tuple[str, ...] = ()
    title: str = ""
    words: str = ""
    commitment: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    sure: bool = False
    shown: str | None = None

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Form":
        """The fields of a form, or of an address."""
        return cls(
            number=whole_number(sent.get("id")),
            do=sent.get("do", ""),
            seen=sent.get("seen"),
            skipped=forms.skipped_of(sent.get("skipped")),
            title=sent.get("title", "").strip(),
            words=sent.get("words", "").strip(),
            commitment=sent.get("commitment", "").strip(),
            fields={
                name: sent[f"{_FIELD}{name}"] for name in EDITABLE if f"{_FIELD}{name}" in sent
            },
            sure=bool(sent.get("sure")),
            shown=sent.get("shown"),
        )


@dataclass(frozen=True)
class Came:
    """What came of a form: a line where something was done, or what to show before it is."""

    line: str = ""
    show: int | None = None
    confirm: list[str] | None = None
    about: str | None = None
    matches: list[Row] | None = None


async def statements(datasette: Datasette, request: Request) -> Response:
    """What is to be decided next; or, sent as a form, a decision."""
    if request.method == "POST":
        return await _sent(datasette, request, Form.of(await request.post_vars()))
    asked = {name: request.args.get(name) or "" for name in ("id", "skipped")}
    return await _show(datasette, request, Form.of(asked), Came())


async def _sent(datasette: Datasette, request: Request, form: Form) -> Response:
    name = reviewer(datasette, request)
    if form.do == "skip" and form.number is not None:
        return _onward(datasette, request, (*form.skipped, str(form.number)), Came())
    try:
        forms.refuse_haste(datasette, form.shown)
        came = await at_work(lambda db: _do(db, form, name, setting().today))
    except Problem as problem:
        return await _show(datasette, request, form, Came(), problem)
    if came.line:
        return _onward(datasette, request, form.skipped, came)
    return await _show(datasette, request, form, came)


def _onward(
    datasette: Datasette, request: Request, skipped: tuple[str, ...], came: Came
) -> Response:
    show = str(came.show) if came.show is not None else None
    return forms.onward(datasette, request, PATH, came.line, id=show, skipped=",".join(skipped))


# --------------------------------------------------------------------- what is done


def _do(db: Database, form: Form, name: str, today: date) -> Came:
    """Do what a form says. Raises Problem, Changed, Settled as the functions it calls."""
    if form.do == "undo":
        opened = last_decided(db, name)
        return Came(undo(db, name, forms.instant(), today), show=opened)
    if form.do not in _AT_ONCE | _LOOKED_AT or form.number is None or not form.seen:
        raise Problem("this form is not complete", do="choose one of the keys")
    decision = Decision(form.number, _VERDICTS[form.do], name, forms.instant(), seen=form.seen)
    if form.do in _LOOKED_AT:
        if form.do == "link" and not form.commitment:
            return Came(matches=_matching(db, form))
        decision = _told(db, form, decision, today)
        if not form.sure:
            about = store.title_of(db, decision.commitment or "")
            return Came(confirm=effects(db, decision, today), about=about)
    return Came(decide(db, decision, today).line)


def _told(db: Database, form: Form, plain: Decision, today: date) -> Decision:
    """The decision with what the editor has typed."""
    if form.do == "link":
        return replace(plain, commitment=form.commitment)
    if form.do == "new":
        return replace(plain, title=form.title)
    found = store.statement(db, plain.statement_id)
    if found is None:
        raise Changed("this is not found any more", do="look at the next one")
    fields = edits_typed(_draft(db, found, today), form.fields)
    if not fields:
        raise Problem("nothing is typed otherwise", do="accept it (a), or change a field (e)")
    return replace(plain, fields=fields)


def _matching(db: Database, form: Form) -> list[Row]:
    """Commitments by slug or words of the title."""
    if not form.words:
        raise Problem("nothing to look for", do="type a slug or words of the title (l)")
    exact = store.commitment(db, form.words)
    found = [exact] if exact else store.commitments_like(db, form.words)
    if not found:
        raise Problem("no commitment has these words", where=form.words, do="try fewer (l)")
    return found


def _draft(db: Database, found: Row, today: date) -> Row:
    """What would be written, for the commitment that comes first."""
    suggestions = store.suggestions_of(db, found["id"])
    return proposed(db, found, next((one["commitment"] for one in suggestions), None), today)


# -------------------------------------------------------------------- what is shown


async def _show(
    datasette: Datasette, request: Request, form: Form, came: Came, problem: Problem | None = None
) -> Response:
    """The statement that a form is about, with what was typed; or the next."""
    name = reviewer(datasette, request)
    quick = isinstance(problem, BeingWritten)
    fresh = replace(form, seen=None) if isinstance(problem, (Changed, Settled)) else form
    try:
        view = await at_work(lambda db: _view(db, fresh, name, setting().today, quick=quick))
    except BeingWritten as busy:  # the effects need the database to themselves
        problem = problem or busy
        view = await at_work(lambda db: _view(db, fresh, name, setting().today, quick=True))
    return await page(
        datasette, request, "desk_statements.html",
        status=forms.status_of(problem) if problem else 200,
        form=form, came=came, problem=problem, reviewer=name, path=PATH,
        shown=forms.shown_now(datasette), deciding=DECIDING,
        **forms.frame(KEYS), **view,
    )  # fmt: skip


def _view(db: Database, form: Form, name: str, today: date, *, quick: bool) -> Row:
    """All that the page shows; ``quick``: but for what needs the database to itself."""
    wanted = str(form.number) if form.number is not None else None
    queue = [str(number) for number in store.queue(db)]
    number = forms.next_one(queue, form.skipped, wanted)
    last = store.standing_review(db, name)
    view: Row = {"head": queue_told(counts(db)), "last": last, "found": None}
    found = store.statement(db, int(number)) if number else None
    if found is None:
        return view | {"passed": len(set(queue) & set(form.skipped))}
    suggestions = store.suggestions_of(db, found["id"])
    same_one = found["id"] == form.number
    return view | {
        "found": found,
        "seen": form.seen if same_one and form.seen else as_seen(db, found),
        "same_one": same_one,
        "claim": harmless(claim(found)),
        "passage": _passage(found),
        "page_of": page_of(found),
        "facts": [harmless(fact) for fact in facts(found)],
        "guesses": _guesses(db, suggestions, quick=quick),
        "effects": None if quick or not suggestions else _effects(db, found, name, today),
        "fields": _fields(db, found, form if same_one else Form(None), today),
    }


def _effects(db: Database, found: Row, name: str, today: date) -> Row:
    """What accepting would do, or why it cannot be done."""
    accepted = Decision(found["id"], "accept", name, forms.instant())
    try:
        return {"changes": effects(db, accepted, today), "problem": None}
    except Problem as problem:
        return {"changes": [], "problem": forms.in_words(problem)}


def _passage(found: Row) -> Passage | None:
    around = passage(found, _AROUND, paragraphs=True)
    return Passage(*map(_harmless_lines, around)) if around else None


def _harmless_lines(text: str) -> str:
    return "\n".join(map(harmless, text.split("\n")))


def _guesses(db: Database, suggestions: list[Row], *, quick: bool) -> list[Row]:
    """What it may be about, the best first with its story."""
    statuses = {} if quick else store.statuses_of(db, suggestions)
    return [
        {
            **guess,
            "status": STATUS_NAMES.get(statuses.get(guess["commitment"], ""), ""),
            "story": _story(db, guess["commitment"]) if number == 0 else [],
        }
        for number, guess in enumerate(suggestions)
    ]


def _story(db: Database, slug: str | None) -> list[Row]:
    """What is on record of a commitment, in words."""
    events = store.history(db, slug, _MOST_EVENTS) if slug else []
    return [
        {
            "when": happened_words(event),
            "event": event_name(event["event"]),
            "due": due_told(event) if event["due_kind"] != "none" else "",
            "who": event["who"],
        }
        for event in events
    ]


def _fields(db: Database, found: Row, form: Form, today: date) -> list[Row]:
    """The fields of the event that would be written, as typed or as drafted."""
    draft = _draft(db, found, today)
    offered = _offered(db)
    return [
        {
            "name": name,
            "words": name.replace("_", " "),
            "now": as_typed(draft.get(name)),
            "value": form.fields.get(name, as_typed(draft.get(name))),
            "choices": offered.get(name, {}),
        }
        for name in EDITABLE
    ]


def _offered(db: Database) -> dict[str, dict[str, str]]:
    """The fields of which one value is chosen: each value, and how it is called."""
    fixed = {**choices(), "due_soft": ("yes", "no")}
    named = {name: {value: value.replace("_", " ") for value in fixed[name]} for name in fixed}
    by_name = sorted(body_names(db).items(), key=lambda body: body[1].casefold())
    return {
        name: {"": "none", **values}
        for name, values in {**named, "promised_by": dict(by_name)}.items()
    }


ROUTES: Final = ((r"^/desk/statements$", statements),)
