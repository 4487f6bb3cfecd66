"""What a request for comment draws on beside what letters do (db.foi.letters)."""

from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]


def story(db: Database, slug: str) -> Row | None:
    """A row of ``timeline`` with what its sentence needs, as the published pages have it.

    first_due_kind, standing_due_kind, target (the title of what took it in), start_soft.
    """
    return next(
        iter(
            db.query(
                """select t.*, f.due_kind as first_due_kind, s.due_kind as standing_due_kind,
                     c.title as target,
                     coalesce((select e.soft from ordered_events e
                       where e.commitment = t.slug and e.carries and e.start_by is not null
                       order by e.position limit 1), 0) as start_soft
                   from timeline t
                   join measured m on m.slug = t.slug
                   left join events f on f.id = m.first_event
                   left join events s on s.id = m.standing_event
                   left join commitments c on c.slug = t.merged_into
                   where t.slug = ?""",
                [slug],
            )
        ),
        None,
    )


def outcomes(db: Database, slug: str) -> list[Row]:
    """Everything that ended, paused or partly fulfilled a commitment, in order.

    With publisher and url of the first source of each.
    """
    return list(
        db.query(
            """select e.position, e.event, e.made_on, e.made_on_precision, e.made_on_earliest,
                 e.made_on_basis, e.who, e.voice, e.evidence, e.checked_words as checked,
                 s.publisher, s.url
               from ordered_events e
               left join event_sources s on s.event_id = e.id and s.position = (
                 select min(position) from event_sources where event_id = e.id)
               where e.commitment = ? and e.counts
                 and e.event in ('delivered', 'merged', 'dropped', 'paused', 'partially_delivered')
               order by e.position""",
            [slug],
        )
    )
