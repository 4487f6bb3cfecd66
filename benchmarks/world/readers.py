"""What people did with claims: objections, replies of bodies, corrections, holds, takings back."""

import random

from sqlite_utils import Database

from benchmarks.world.rows import Sizes, body_of, insert, slug

HELD = 3  # at any size: few are looked at again at once
_AT = "2026-11-12T09:00:00Z"


def add(db: Database, _dice: random.Random, size: Sizes) -> None:
    """Each of a small share of the commitments, but for those that are held."""
    numbers = range(size.commitments)
    insert(
        db, "responses", "commitment body happened happened_on how words recorded_at",
        ((slug(n), f"body-{body_of(n)}", happened, on, how, words, _AT) for n in numbers[3::40]
         for happened, on, how, words in (
             ("asked", "2026-09-01", "by mail", None),
             ("answered", "2026-09-20", None, "The work goes on.")) if on < "2026-09-10" or n % 3),
    )  # fmt: skip
    insert(
        db, "objections", "commitment received_on by_role what recorded_at recorded_by",
        ((slug(n), "2026-10-20", "the body", "It came out in part.", _AT, "an editor")
         for n in numbers[5::200]),
    )  # fmt: skip
    insert(
        db, "objection_steps", "objection_id step outcome reason alone by_name at",
        ((n, "proposed", "not_upheld", "The page says the whole of it.", 1, "an editor", _AT)
         for (n,) in db.execute("select id from objections where id % 3 = 0").fetchall()),
    )  # fmt: skip
    insert(
        db, "corrections",
        "commitment corrected_on was became cause reason recorded_at recorded_by",
        ((slug(n), "2026-10-22", "A plan for the pier.", "A plan for the harbour.", "our_error",
          "It was read wrongly.", _AT, "an editor") for n in numbers[6::400]),
    )  # fmt: skip
    insert(
        db,
        "holds",
        "commitment held_at held_by reason",
        ((slug(n), _AT, "an editor", "It is looked at again.") for n in numbers[8::20][:HELD]),
    )
    db.execute(
        """update events set retracted_on = '2026-10-21', retracted_cause = 'our_error',
             retracted_why = 'It was said of another plan.'
           where id % 500 = 7 and origin = 'register'"""
    )
    db.execute(
        """update commitments set retracted_on = '2026-10-21', retracted_why = 'It is no promise.'
           where rowid % 1000 = 9 and origin = 'register'"""
    )
