"""What is different between two versions of a document, as one extractor has read both.

Where no one extractor has, nothing is compared: a better extractor must never look like an edit.
Titles and attachments are kept once a version, as the extractor read them that its text's hash
bears out.
"""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlite_utils import Database

import db.changes as store
from db.readings import Attachment, content_hash
from tracker.changes.aside import is_boilerplate
from tracker.changes.difference import Difference, difference
from tracker.changes.files import compared, same_path
from tracker.changes.pieces import Side, folded
from tracker.changes.told import Told

Row = dict[str, Any]


def of_versions(db: Database, turn: Row) -> Told:
    """What a turn from one version to another comes to."""
    before, after = (store.version(db, turn[name]) for name in ("from_version", "to_version"))
    if before["partial"] or after["partial"]:
        return Told(kind="edited", set_aside="cut-short")
    is_file = turn["document_kind"] == "attachment"
    if turn["from_text"] is None:
        return _not_compared(before, after) if is_file else _BY_OTHERS
    old, new = (store.text(db, turn[name]) for name in ("from_text", "to_text"))
    told = _with_sentences(before, after, old, new)
    if is_file and (told.difference or told.notes):
        told = replace(told, kind="replaced_file")
    if not (_is_as_read(before, old) and _is_as_read(after, new)):
        aside = None if told.difference or told.notes else "other-extractor"
        told = _noting(told, "title and files were read by another extractor and not compared")
        return replace(told, set_aside=aside or _boilerplate(told))
    told = _with_files(db, turn, _with_title(told, before, after), before, after)
    return replace(told, set_aside=_why_aside(told))


_BY_OTHERS: Final = Told(kind="edited", set_aside="other-extractor")


def _not_compared(before: Row, after: Row) -> Told:
    """What to say of a file that was replaced for certain: no one extractor has read both."""
    told = Told(kind="replaced_file", compared=((before["id"], after["id"]),))
    return _noting(told, "no one extractor has read both: what is different is not known")


def _with_sentences(before: Row, after: Row, old: Row, new: Row) -> Told:
    told = Told(kind="edited", compared=((before["id"], after["id"]),))
    unread = [side["text_state"] for side in (before, after) if side["text_state"] != "read"]
    if not unread:
        return replace(told, difference=difference(_side(old), _side(new)))
    if before["raw_sha256"] == after["raw_sha256"]:
        return told
    why = unread[-1].replace("_", " ")
    return _noting(told, f"its text cannot be read ({why}): what is different is not known")


def _side(text: Row, file: str | None = None) -> Side:
    return Side(text["text"], text["page_starts"], file)


def _is_as_read(side: Row, text: Row) -> bool:
    """Whether title and attachments of a version are what the extractor of this text has read."""
    attachments = tuple(Attachment(**one) for one in side["attachments"])
    made_of = (text["text"], side["raw_sha256"])  # of the bytes, where no text was read
    return text["content_hash"] in {
        content_hash(side["title"], what, attachments) for what in made_of
    }


def _with_title(told: Told, before: Row, after: Row) -> Told:
    if folded(before["title"]) == folded(after["title"]):
        return told
    return replace(told, about="title", was=before["title"], became=after["title"])


def _with_files(db: Database, turn: Row, told: Told, before: Row, after: Row) -> Told:
    """What became of the attachments; and of a file in another's place, what is different in it."""
    files = compared(before["attachments"], after["attachments"], partial(_is_same, db, turn))
    nothing_else = not told.difference and told.about is None
    kind = "replaced_file" if files.only_replaced and nothing_else else told.kind
    told = replace(told, kind=kind, files=files)
    for one, other in files.replaced:
        if one["kind"] == "file":
            told = _with_file(db, turn, told, one, other)
    return told


def _is_same(db: Database, turn: Row, one: Row, other: Row) -> bool:
    """Whether two files are one: in their bytes or texts; unread ones, if their paths are."""
    numbers = [store.file_version(db, turn, file["url"]) for file in (one, other)]
    sides = [store.version(db, number) for number in numbers if number is not None]
    if len(sides) < len(numbers):
        return same_path(one["url"], other["url"])
    if sides[0]["raw_sha256"] == sides[1]["raw_sha256"]:
        return True
    texts = _texts(db, *sides)
    return texts is not None and texts[0]["text"] == texts[1]["text"]


def _texts(db: Database, before: Row, after: Row) -> tuple[Row, Row] | None:
    """The texts of two versions by one extractor, or None where they cannot be compared."""
    numbers = store.common_texts(db, before["id"], after["id"])
    if numbers is None or {before["text_state"], after["text_state"]} != {"read"}:
        return None
    return store.text(db, numbers[0]), store.text(db, numbers[1])


def _with_file(db: Database, turn: Row, told: Told, one: Row, other: Row) -> Told:
    """What is different in a file that took another's place, if both were read."""
    numbers = [store.file_version(db, turn, file["url"]) for file in (one, other)]
    sides = [store.version(db, number) for number in numbers if number is not None]
    named = one["title"] or one["url"]
    if len(sides) < len(numbers):
        return _noting(told, f"not both files were read: {named}")
    texts = _texts(db, *sides)
    if texts is None:
        return _noting(told, f"the texts of both files cannot be compared: {named}")
    found = difference(*(_side(text, named) for text in texts))
    return replace(
        told,
        difference=_joined(told.difference, found),
        compared=(*told.compared, (sides[0]["id"], sides[1]["id"])),
    )


def _joined(first: Difference, second: Difference) -> Difference:
    further = tuple((i + len(first.removed), j + len(first.added)) for i, j in second.altered)
    return Difference(
        first.removed + second.removed, first.added + second.added, first.altered + further
    )


def _why_aside(told: Told) -> str | None:
    """The rule by which nobody is asked, or None."""
    if told.about or told.files.removed or told.files.added:
        return None
    if told.difference or told.notes:
        return _boilerplate(told)
    return "same-file" if told.files.elsewhere else "no-words"


def _boilerplate(told: Told) -> str | None:
    return "boilerplate" if is_boilerplate(told.difference) else None


def _noting(told: Told, note: str) -> Told:
    return replace(told, notes=(*told.notes, note))
