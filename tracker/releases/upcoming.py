"""What the next release would claim otherwise, quickly: without building it.

The same comparison as that of ``publish`` (tracker.releases.claims), over a small file with the
claims of the working database alone.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db import claims as store
from db import deskwork
from db.errors import Problem
from db.fairness import asking
from db.looks import counted_on
from tracker import wording
from tracker.publish import rules
from tracker.releases.accepting import accept
from tracker.releases.claims import Before, Change, changes
from tracker.releases.sentences import deciding
from tracker.releases.shelf import DATABASE, current, place_of

Row = Mapping[str, Any]
# A cause that a person may give instead of the one that was found.
GIVEN: Final = ("evidence", "our_error", "rule", "objection")
LONGEST_REASON: Final = 1_000


class Otherwise(Problem):
    """What is accepted is no longer what would be published."""


@dataclass(frozen=True)
class Told:
    """A change with the sentence that stands on the page now, and the one that would."""

    change: Change
    was: str | None
    now: str | None


def upcoming(db: Database, folder: Path, as_of: date) -> list[Change]:
    """What a release of this day would claim otherwise than the current one in ``folder``.

    What waits to be accepted comes first. Nothing is kept. Promises of FOI replies stand as the
    last count left them: `publish` itself looks at these again.
    """
    release = current(folder)
    with tempfile.TemporaryDirectory(prefix="delaywatch-") as workshop:
        target = Path(workshop) / DATABASE
        with counted_on(db, as_of.isoformat()):
            deskwork.lay_claims(db, target, store.last_claims(db))
        before = None
        if release is not None:
            file = place_of(folder, release.number) / DATABASE
            before = Before(file, release.as_of, release.rules)
        found = changes(db, target, before, rules())
    return sorted(found, key=lambda one: (not one.waits, one.commitment))


def told(db: Database, found: list[Change], as_of: date) -> list[Told]:
    """Some changes with their sentences: the one of the record, and the one that is true now."""
    last = store.last_claims(db)
    with counted_on(db, as_of.isoformat()):
        return [
            Told(
                one,
                (last.get(one.commitment) or {}).get("sentence"),
                None if one.now is None else _sentence(db, one.commitment),
            )
            for one in found
        ]


def as_shown(change: Change) -> str:
    """What tells a change from another of the same commitment: what it becomes."""
    now = change.now or dict.fromkeys(store.CLAIM)
    return "|".join(str(now[name]) for name in store.CLAIM)


def accept_change(
    db: Database,
    folder: Path,
    as_of: date,
    slug: str,
    *,
    seen: str,
    by: str,
    at: str,
    cause: str | None = None,
    reason: str | None = None,
) -> str:
    """Accept what waits of a commitment, perhaps with a cause of one's own; returns a line.

    ``seen`` is ``as_shown`` of what was looked at. Raises Otherwise where nothing waits any more,
    or something else does; Problem where the cause is none, or has no reason.
    """
    reason = " ".join((reason or "").split()) or None
    _refuse_bad(slug, cause, reason)
    found = next((one for one in upcoming(db, folder, as_of) if one.commitment == slug), None)
    if found is None or not found.waits:
        raise Otherwise("nothing of it waits to be accepted", where=slug, do="look at the list")
    if as_shown(found) != seen:
        raise Otherwise("it would be told otherwise by now", where=slug, do="read it again")
    return accept(
        db, folder, slug, as_of.isoformat(), by=by, at=at, cause=cause, reason=reason
    )  # fmt: skip


def _refuse_bad(slug: str, cause: str | None, reason: str | None) -> None:
    if cause is not None and cause not in GIVEN:
        raise Problem("is no cause", where=cause[:40], do=f"one of {', '.join(GIVEN)}")
    if cause is not None and reason is None:
        raise Problem("a cause needs a reason", where=slug, do="say why in a sentence")
    if reason is not None and (len(reason) > LONGEST_REASON or not reason.isprintable()):
        raise Problem(
            f"a reason has at most {LONGEST_REASON:,} characters that can be printed", where=slug,
            do="say it shorter",
        )  # fmt: skip


def _sentence(db: Database, slug: str) -> str | None:
    row = asking.story(db, slug)
    if row is None:
        return None
    outcome = deciding(row, asking.outcomes(db, slug))
    return wording.sentence(row, target=row["target"], outcome=outcome)
