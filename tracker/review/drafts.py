"""What a statement becomes once a person accepts it: an event, in the words of the register.

The same draft is shown at the desk before it is edited, and written when it is accepted.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

from pydantic import ValidationError
from sqlite_utils import Database

import db.reviews as store
from db.errors import Problem
from db.sources import body_names
from tracker.days import day_in_london
from tracker.names import TO_DO, fair_speaker, refused, why_refused
from tracker.register.model import BINDING, MAX_WORDS_QUOTED, Step
from tracker.register.rows import event_of
from tracker.resolve.bodies import body_called, body_name

Row = dict[str, Any]
# What of an event an editor may write otherwise than the machine read it.
EDITABLE: Final = (
    "event", "made_on", "made_on_precision", "made_on_earliest", "made_on_basis", "who", "voice",
    "promised_by",
    "merged_into", "due_phrase", "due_kind", "due_earliest", "due_latest", "due_soft", "reason",
    "note",
)  # fmt: skip


def as_typed(value: Any) -> str:
    """A field of a draft as an editor would type it; nothing is an empty text.

    >>> [as_typed(value) for value in (None, True, False, "by May")]
    ['', 'yes', 'no', 'by May']
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def from_typed(name: str, text: str) -> Any:
    """What an editor has typed as a field of an event; nothing, or "-", stands for none."""
    text = text.strip()
    if name == "due_soft":
        return text in ("1", "yes", "true")
    return None if text in ("", "-") else text


def edits_typed(draft: Mapping[str, Any], typed: Mapping[str, str]) -> Row:
    """The fields that an editor has typed otherwise than the draft (of ``proposed``) has them.

    >>> edits_typed({"who": "NHSE", "note": None}, {"who": "NHSE", "note": " Read twice "})
    {'note': 'Read twice'}
    """
    return {
        name: from_typed(name, typed[name])
        for name in EDITABLE
        if name in typed and typed[name].strip() != as_typed(draft.get(name))
    }


def choices() -> dict[str, tuple[str, ...]]:
    """The fields of EDITABLE that have only certain values, with these."""
    kinds = {name: get_args(Step.model_fields[name].annotation) for name in EDITABLE}
    return {
        name: values
        for name, values in kinds.items()
        if values and all(isinstance(value, str) for value in values)
    }


def event_row(db: Database, found: Row, slug: str, edits: Mapping[str, Any], today: date) -> Row:
    """The event that a statement becomes (columns of ``events``, with ``sources``).

    It is checked by the rules of the register's files. Raises Problem naming each wrong field.
    """
    unknown = sorted(set(edits) - set(EDITABLE))
    if unknown:
        raise Problem(f"cannot be edited: {', '.join(unknown)}", do=f"edit {', '.join(EDITABLE)}")
    step = {**proposed(db, found, slug, today), **edits}
    step["promised_by"] = body_meant(db, step["promised_by"])
    if _reads_otherwise(edits):
        step["due_soft"] = step["due_latest"] is not None
    if step["voice"] in BINDING and step["promised_by"] is None:
        raise whose_is_unknown(db, found)
    if step["event"] == "merged":
        step.setdefault("merged_into", None)
    elif "merged_into" not in edits:
        step.pop("merged_into", None)
    try:
        row = event_of(Step.model_validate(step))
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'the event'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise Problem(faults, where=f"statement {found['id']}", do="edit it (e)") from error
    _refuse_unknown(db, row, today)
    _refuse_names(row)
    return {**row, "seq": None}


def body_meant(db: Database, typed: str | None) -> str | None:
    """The slug of a body that an editor names by slug or name; what is neither, as it is."""
    names = body_names(db)
    return typed if typed is None or typed in names else body_called(typed, names) or typed


def whose_is_unknown(db: Database, found: Row) -> Problem:
    """What to say where neither the sentence nor the page names a body."""
    known = ", ".join(body_names(db).values()) or "the bodies of a register"
    return Problem(
        "nobody tells whose promise this is",
        where=f"statement {found['id']}",
        do=f"say who promised it (e, “promised by”), one of: {known}",
    )


def _reads_otherwise(edits: Mapping[str, Any]) -> bool:
    """Whether an edit gives a day and says neither what words it has nor that it is theirs.

    Such a day is the editor's reading, and nothing is overdue by that alone.
    """
    days = {"due_earliest", "due_latest"} & edits.keys()
    return bool(days) and not {"due_phrase", "due_soft"} & edits.keys()


def _refuse_unknown(db: Database, row: Row, today: date) -> None:
    """What an edit names must be there, and its day must have come."""
    if row["promised_by"] is not None and row["promised_by"] not in body_names(db):
        raise Problem(f"promised_by: no body is called {row['promised_by']}", do="edit it (e)")
    target = row["merged_into"]
    if target is not None and store.commitment(db, target) is None:
        raise Problem(f"merged_into: no commitment is called {target}", do="edit it (e)")
    if row["made_on"] is not None and row["made_on"] > today.isoformat():
        raise Problem(f"made_on: {row['made_on']} is yet to come", do="edit it (e)")


def _refuse_names(row: Row) -> None:
    """What an editor writes names nobody below minister or board member."""
    for name in ("who", "reason", "note"):
        for named in refused(row[name] or "", "speaker" if name == "who" else "own_words"):
            raise Problem(f"{name}: {why_refused(named)}", do=TO_DO)


def proposed(db: Database, found: Row, slug: str | None, today: date) -> Row:
    """What would be written of a statement (as a step of a register file), before any edit."""
    bound = found["voice"] in BINDING
    return {
        "seq": 1,
        **_when(found),
        "who": _who(found),
        "voice": found["voice"],
        "promised_by": _promised_by(db, found, slug) if bound else None,
        "event": _event_name(db, found, slug),
        **({"merged_into": _target_of(db, found)} if found["event"] == "merged" else {}),
        **_due(found),
        "confidence": "reported_second_hand" if _is_second_hand(found) else "read_directly",
        "checked": {
            "against": _checked_against(found),
            "by": "an editor",
            "on": today.isoformat(),
        },
        "sources": [source_of(found)],
    }


def _when(found: Row) -> Row:
    """When it was said or done; of what is only reported, by when at the latest."""
    if found["happened_on"]:
        return _made_on(found["happened_on"], found["happened_on_precision"], "statement")
    if found["said_on"] is None:
        return _made_on(None, "unknown", "report")
    told = found["said_on_basis"] == "told"
    only_reported = found["event"] == "delivered" or (_is_second_hand(found) and not told)
    basis = "report" if only_reported else "statement"
    return _made_on(found["said_on"], found["said_on_precision"], basis)


def _made_on(day: str | None, precision: str, basis: str) -> Row:
    return {"made_on": day, "made_on_precision": precision, "made_on_basis": basis}


def who_of(found: Row) -> str:
    """Whose word or deed it is: whom the sentence names, else whose page it is.

    Somebody below minister or board member is the post that the sentence states, never the name.
    """
    named = (found["speaker"], found["actor"])
    told = (fair_speaker(name, found["quote"]) for name in named if name)
    return str(next(filter(None, told), None) or found["body_name"] or found["publisher"])


def _who(found: Row) -> str:
    who = who_of(found)
    told_by_others = _is_second_hand(found) and who != found["publisher"]
    return f"{who} (as reported by {found['publisher']})" if told_by_others else who


def _is_second_hand(found: Row) -> bool:
    """Whether a page tells what another has said, in their words or in its own."""
    return bool(found["reported"]) or found["voice"] != "on_record"


def _promised_by(db: Database, found: Row, slug: str | None) -> str | None:
    return body_of(db, found) or (store.lead_body(db, slug) if slug else None)


def _event_name(db: Database, found: Row, slug: str | None) -> str:
    """The machine's word; a promise that was made before is made again."""
    if slug and found["event"] == "promised" and store.carries_already(db, slug):
        return "reaffirmed"
    return str(found["event"])


def body_of(db: Database, found: Row) -> str | None:
    """The body (slug) whose word it is: whom the sentence names, else whose page it is."""
    named = body_named(found)
    return (body_called(named, body_names(db)) if named else None) or found["body"] or None


def body_named(found: Row) -> str | None:
    """The public body that a sentence names as who is to do it or says so, else the page's author.

    None where none is named: then it is the word of the source's own body.
    """
    author = found["body_name"] if found["body"] is None else None
    names = map(body_name, (found["actor"], found["speaker"], author))
    return next((name for name in names if name), None)


def _target_of(db: Database, found: Row) -> str | None:
    """The commitment that takes a merged one in: by its name, or as its own promise was matched."""
    named = store.commitment_called(db, found["target"] or "")
    return named or store.matched_target(db, found["document_id"], found["quote_hash"])


def _due(found: Row) -> Row:
    if found["due_words"] is None or found["event"] in ("delivered", "dropped"):
        return {
            "due_phrase": None, "due_kind": "none", "due_earliest": None, "due_latest": None
        }  # fmt: skip
    latest = found["due_latest"] or found["start_by"]
    kind = found["due_kind"]
    if latest is None and kind != "open":
        kind = "open"  # a deadline, but of a day that nobody can tell yet
    earliest = found["due_earliest"]
    return {
        "due_phrase": " ".join(found["due_words"].split()[:MAX_WORDS_QUOTED]),
        "due_kind": kind,
        "due_earliest": earliest,
        "due_latest": latest,
        "due_soft": bool(found["due_soft"] and latest),
    }


def _checked_against(found: Row) -> str:
    """The editor has read our copy of the page: of the body's own site that is the original."""
    first_hand = found["voice"] == "on_record" and found["nature"] in ("official", "foi")
    return "original" if first_hand and found["origin"] in ("site", "sample") else "copy"


def source_of(found: Row) -> Row:
    """The page of a statement as the source of an event (columns of ``event_sources``)."""
    published = day_in_london(found["published_at"])
    return {
        "url": found["url"],
        "title": found["title"],
        "title_basis": "as_shown",
        "publisher": found["publisher"],
        "published": published.isoformat() if published else None,
        "kind": found["nature"],
        "page": found["page"],
    }
