"""Who decided anything here of late: names that are never published."""

from sqlite_utils import Database


def deciding_since(db: Database, instant: str) -> list[str]:
    """The names of all who decided anything since an instant (UTC), in alphabetical order.

    What a rule decided is nobody's decision.
    """
    rows = db.execute(
        """select name from (
             select reviewer as name, decided_at as at from reviews
             union select reviewer, decided_at from change_reviews
             union select reviewer, decided_at from foi_releases where reviewer is not null
             union select recorded_by, recorded_at from objections
             union select by_name, at from objection_steps
             union select recorded_by, recorded_at from corrections
             union select accepted_by, accepted_at from accepted_claims
             union select held_by, held_at from holds
             union select by_name, at from redactions
           )
           where at >= ? and name not like 'rule:%' group by name order by name""",
        [instant],
    )
    return [row[0] for row in rows.fetchall()]
