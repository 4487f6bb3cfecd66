"""Makes a change of every turn: of what a document was found to be otherwise than before.

A change is made again where the rules are others, or where a better extractor has read both
versions by now; what people decided stays with the document, the versions and what is said of them.
Nothing is left half done, so a killed run is simply taken up again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.metadata import version
from itertools import islice
from typing import Any, Final

from sqlite_utils import Database

import db.changes as store
from db.connection import writing
from db.finished import finish, finished
from db.statements import ONLY_FIELDS
from tracker.changes.pieces import Piece
from tracker.changes.quotes import quotes
from tracker.changes.sites import Departure, SiteChange, site_changes
from tracker.changes.told import Told, of_the_log
from tracker.changes.versions import of_versions
from tracker.changes.when import days_of
from tracker.digest import digest_of, digest_of_values

Row = dict[str, Any]
_DECIDING: Final = (
    "pieces", "difference", "files", "aside", "versions", "told", "when", "quotes", "find",
)  # fmt: skip
# What decides how a change is told: when it changes, every change is made again.
RULES: Final = digest_of(
    *(f"changes/{name}.py" for name in _DECIDING),
    "statements/sentences.py",
    also=version("nupunkt"),
)
# What decides whether it is the site that changed.
SITE_RULES: Final = digest_of("changes/sites.py", "changes/find.py")
# Changes in one transaction: far under the two seconds that a writer may take.
_BATCH: Final = 200


@dataclass(frozen=True)
class Found:
    """How many turns were looked into, and what of all changes waits or is set aside."""

    made: int
    waiting: int
    set_aside: int
    notices: int

    def line(self) -> str:
        """What came of it, in a line."""
        sites = f", {self.notices:,} site changes" if self.notices else ""
        return (
            f"{self.made:,} changes of documents looked into; {self.waiting:,} wait{sites}, "
            f"{self.set_aside:,} set aside"
        )


def find_changes(
    db: Database, *, at: str, progress: Callable[[int, int], None] | None = None
) -> Found:
    """Look into every turn that these rules have not; ``at`` is the instant of the run (UTC).

    ``progress`` is told (looked into, of) after each batch. Can be killed and run again.
    """
    store.take_turns(db)
    turns = store.pending(db, RULES)
    rest, made = iter(turns), 0
    while batch := list(islice(rest, _BATCH)):
        rows = [_change(db, turn, at) for turn in batch]
        with writing(db):
            for row in rows:
                store.save(db, row)
        made += len(rows)
        if progress:
            progress(made, len(turns))
    with writing(db):
        store.all_found(db, RULES)
    _find_site_changes(db)
    counted = store.counts(db)
    return Found(made, counted["waiting"], counted["set_aside"], counted["notices"])


def _change(db: Database, turn: Row, at: str) -> Row:
    """The row of ``changes`` that a turn comes to."""
    told = _told(db, turn)
    days = days_of(db, turn)
    lost, gained = told.difference.removed, told.difference.added
    removed_quote, added_quote = quotes(told.difference)
    row = {
        "turn_id": turn["id"],
        "document_id": turn["document_id"],
        "key": turn["key"],
        "kind": told.kind,
        **days,
        "about": told.about,
        "was": told.was,
        "became": told.became,
        "removed": [_as_json(piece) for piece in lost],
        "added": [_as_json(piece) for piece in gained],
        "altered": told.difference.altered,
        "removed_quote": removed_quote,
        "added_quote": added_quote,
        "files_removed": [_link(one) for one in told.files.removed],
        "files_added": [_link(one) for one in told.files.added],
        "compared": told.compared,
        "note": "; ".join(told.notes) or None,
        "set_aside": told.set_aside,
        "made_from": turn["made_from"],
        "found_at": at,
    }
    said = [row[name] for name in ("kind", "undated", "about", "was", "became")]
    said += [sorted(piece.folded for piece in side) for side in (lost, gained)]
    said += [sorted(one["url"] for one in row[name]) for name in ("files_removed", "files_added")]
    return {**row, "content_hash": digest_of_values(said)}


def _told(db: Database, turn: Row) -> Told:
    """What a turn comes to.

    Of a document that is nothing but fields the rules have read what changed (tracker.structured),
    also where a new file took the place of the old one: nobody is asked about it a second time.
    """
    told = of_versions(db, turn) if turn["happened"] is None else of_the_log(turn)
    read_by_rules = turn["document_kind"] in ONLY_FIELDS and told.kind in {"edited", "moved"}
    return replace(told, set_aside=told.set_aside or "fields") if read_by_rules else told


def _as_json(piece: Piece) -> Row:
    more = {"page": piece.page, "file": piece.file}
    return {"text": piece.text} | {name: value for name, value in more.items() if value is not None}


def _link(attachment: Row) -> Row:
    return {"title": attachment["title"], "url": attachment["url"]}


# --------------------------------------------------------------------------- site changes


def _find_site_changes(db: Database) -> None:
    """Find anew what is a site's change, not its documents'; a transaction a source.

    Only of sources of which something went, moved or came back since: what was there before that
    day is as it was.
    """
    everything = finished(db, "site changes") != SITE_RULES
    listed = store.take_sites(db)
    for source, origin in sorted(store.sites(db) if everything else listed):
        found = site_changes(
            [_departure(row) for row in store.departures(db, source, origin)],
            partial(store.live_at, db, source, origin),
        )
        with writing(db):
            store.save_notices(db, source, origin, [_notice(one) for one in found])
            store.site_was_found(db, source, origin)
    with writing(db):
        finish(db, "site changes", SITE_RULES)


def _departure(row: Row) -> Departure:
    return Departure(
        change=row["change_id"],
        document=row["document_id"],
        is_file=bool(row["is_file"]),
        gone=row["kind"] == "vanished",
        on=date.fromisoformat(row["on"]),
        at=row["at"],
    )


def _notice(found: SiteChange) -> tuple[Row, list[int]]:
    """A row of ``site_notices``, and the numbers of the changes that it holds."""
    first = found.first_day.isoformat()
    row = {
        "key": f"site change from {first}",
        "first_day": first,
        "last_day": found.last_day.isoformat(),
        "pages_gone": found.count(files=False, gone=True),
        "pages_moved": found.count(files=False, gone=False),
        "pages_before": found.pages_before,
        "files_gone": found.count(files=True, gone=True),
        "files_moved": found.count(files=True, gone=False),
        "files_before": found.files_before,
        "content_hash": digest_of_values(sorted((one.document, one.gone) for one in found.members)),
    }
    return row, [one.change for one in found.members]
