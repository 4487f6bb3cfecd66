"""A change as the desk in the terminal shows it, what was promised and is gone first."""

from collections.abc import Sequence
from typing import Any, Final

import click
from sqlite_utils import Database

import db.changes as store
from tracker.changes.aside import ASIDE
from tracker.review.lines import indented, wrapped
from tracker.wording import day_words, plain

Row = dict[str, Any]
# So many sentences of each kind are shown at once, unless all are asked for.
_MOST: Final = 12
_MOST_EXAMPLES: Final = 5
_EVENTS: Final = {
    "promised": "a promise", "slipped": "a delay", "paused": "a pause",
    "delivered": "a delivery", "merged": "a merger", "dropped": "a drop",
}  # fmt: skip
_ABOUT: Final = {
    "title": "Title", "address": "Address",
    "published_at": "Date of publication", "modified_at": "Date of last change",
}  # fmt: skip
_NOW: Final = {
    "as before": "By now it is as it was before.",
    "changed again": "By now it was changed again.",
    "gone": "By now the document is gone.",
    "elsewhere": "By now its address leads to another site.",
}


def brief(subject: Row, lost: Sequence[Row] = ()) -> list[str]:
    """A change in a few lines, for a list."""
    gone = f"{len(lost):,} statements gone; " if lost else ""
    rule = f"{subject['set_aside']}; " if subject["set_aside"] else ""
    return [
        *wrapped(f"{rule}{gone}{subject['change']} {_between(subject)}: {plain(subject['title'])}"),
        *wrapped(subject["url"], "  ", "  "),
    ]


def shown(db: Database, found: Row, lost: Sequence[Row], *, whole: bool = False) -> list[str]:
    """A change with all that is needed to decide, line by line; ``whole``: every sentence."""
    head = [click.style(line, bold=True) for line in wrapped(claim(found))]
    lines = [*head, "", *_losses(lost), *_facts(db, found)]
    lines += _sentences(found, None if whole else _MOST)
    for name, words in (
        ("files_removed", "No longer attached: "),
        ("files_added", "Attached now: "),
    ):
        for one in found[name]:
            lines += indented(f"{words}{one['title']} {one['url']}")
    return lines


def claim(found: Row) -> str:
    """What changed, of which document."""
    return f"{found['change'].capitalize()}: {plain(found['title'])}"


def _between(found: Row) -> str:
    """Between which days it came about."""
    if found["as_before_on"] is None:
        return f"by {day_words(found['changed_by'])}"
    if found["as_before_on"] == found["changed_by"]:
        return f"on {day_words(found['changed_by'])}"
    return f"between {day_words(found['as_before_on'])} and {day_words(found['changed_by'])}"


def _seen(found: Row) -> str:
    """What is known of when it came about."""
    otherwise = f"first seen otherwise on {day_words(found['changed_by'])}"
    if found["as_before_on"] is None:
        return f"F{otherwise[1:]}; nobody wrote down when it was last seen as it was."
    if found["as_before_on"] == found["changed_by"]:
        otherwise = "first seen otherwise on the same day"
    told = f"Last seen as it was on {day_words(found['as_before_on'])}, {otherwise}"
    if found["happened_on"]:
        told += f"; changed on {day_words(found['happened_on'])}, as it says itself"
    return f"{told}."


def loss(one: Row) -> str:
    """What was found in a sentence that went."""
    about = one["commitment"] or one["deliverable"] or "of what, it does not name"
    return f"No longer there: {_EVENTS[one['event']]} ({plain(about)})"


def _losses(lost: Sequence[Row]) -> list[str]:
    lines = []
    for one in lost:
        lines += [click.style(line, bold=True) for line in indented(loss(one))]
        lines += wrapped(f"“{plain(one['quote'])}”", "    ", "    ")
    return [*lines, ""] if lines else []


def _facts(db: Database, found: Row) -> list[str]:
    told = [f"{found['publisher']}: {found['url']}", *facts(db, found)]
    return [line for fact in told for line in indented(fact)] + [""]


def facts(db: Database, found: Row) -> list[str]:
    """What is known of the change beside its page's address, a line each."""
    told = [
        *([] if found["origin"] == "site" else [f"This page is a {found['origin']}."]),
        _seen(found),
    ]
    if found["undated"]:
        told.append(f"It still says that it was last changed on {day_words(found['dated'])}.")
    if found["about"]:
        told.append(f"{_ABOUT[found['about']]}: {found['was']} → {found['became']}")
    if found["attached_to"]:
        told.append(f"Attached to {found['attached_to'].replace(chr(10), ', ')}")
    return told + _note(db, found)


def _note(db: Database, found: Row) -> list[str]:
    notes = [f"Note: {found['note']}"] if found["note"] else []
    if found["kind"] == "vanished" and found["now"] == "there":
        notes.append("By now it is there again.")
    elif found["kind"] == "vanished":
        others = store.same_titles(db, found["id"])
        notes += [f"A page of the same title is at {', '.join(others)}"] if others else []
    elif found["kind"] != "came_back" and found["now"] in _NOW:
        notes.append(_NOW[found["now"]])
    if found["set_aside"]:
        notes.append(f"Set aside ({found['set_aside']}): {ASIDE[found['set_aside']]}.")
    return notes


def _sentences(found: Row, most: int | None) -> list[str]:
    """Sentences worded otherwise, those that went, those that came; at most so many of each."""
    pairs = [(found["removed"][i], found["added"][j]) for i, j in found["altered"]]
    altered = [{place for place, _ in found["altered"]}, {place for _, place in found["altered"]}]
    lines = []
    for old, new in pairs[:most]:
        lines += _sentence("was  ", old) + _sentence("now  ", new) + [""]
    for name, mark, known in (("removed", "−  ", altered[0]), ("added", "+  ", altered[1])):
        alone = [piece for place, piece in enumerate(found[name]) if place not in known]
        for piece in alone[:most]:
            lines += _sentence(mark, piece)
        lines += _left_out(name, len(alone), most)
    return lines + _left_out("worded otherwise", len(pairs), most)


def _left_out(name: str, count: int, most: int | None) -> list[str]:
    left = count - most if most is not None else 0
    return indented(f"… and {left:,} more sentences {name} ([m] shows all)") if left > 0 else []


def _sentence(mark: str, piece: Row) -> list[str]:
    place = ", ".join(
        filter(None, [piece.get("file"), f"page {piece['page']}" if piece.get("page") else ""])
    )
    return wrapped(
        f"{plain(piece['text'])}{f' ({plain(place)})' if place else ''}",
        f"  {mark}",
        " " * (len(mark) + 2),
    )


# -------------------------------------------------------------------------- site changes


def shown_notice(db: Database, found: Row) -> list[str]:
    """A site change with all that is needed to decide, line by line."""
    lines = [click.style(line, bold=True) for line in wrapped(claim_of_notice(found))]
    for fact in facts_of_notice(db, found):
        lines += indented(fact)
    return [
        *lines,
        *indented(
            "Accepted, it is told as one change of the site; rejected, as none. "
            "One by one puts each document before you."
        ),
    ]


def claim_of_notice(found: Row) -> str:
    """Which site changed, and when."""
    return f"Site change: {found['publisher']}, {_days(found)}"


def facts_of_notice(db: Database, found: Row) -> list[str]:
    """What is known of a site change, a line each, with some of what it holds."""
    lines = []
    for what in ("pages", "files"):
        gone, moved, before = (found[f"{what}_{name}"] for name in ("gone", "moved", "before"))
        if gone or moved:
            lines.append(f"Of {before:,} {what} {gone:,} are gone and {moved:,} have moved.")
    if found["came_back"]:
        lines.append(f"{found['came_back']:,} of them came back.")
    if found["sample"]:
        lines.append("This is the sample site.")
    return lines + [
        f"gone: {one['url']}"
        if one["kind"] == "vanished"
        else f"moved: {one['was']} → {one['became']}"
        for one in store.members(db, found["id"], _MOST_EXAMPLES)
    ]


def brief_notice(found: Row) -> list[str]:
    """A site change in a line, for a list."""
    gone = found["pages_gone"] + found["files_gone"]
    moved = found["pages_moved"] + found["files_moved"]
    return wrapped(
        f"site change {_days(found)}: {found['publisher']}, {gone:,} gone, {moved:,} moved"
    )


def _days(found: Row) -> str:
    if found["first_day"] == found["last_day"]:
        return f"on {day_words(found['first_day'])}"
    return f"between {day_words(found['first_day'])} and {day_words(found['last_day'])}"
