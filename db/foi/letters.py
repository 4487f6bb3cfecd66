"""What a letter about a commitment draws on: what was said of it, where that can be read, looks."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

# Why a letter has to wait, as the question for it: each asks for one row where that is so. More
# reasons are more rows: nothing else has to change.
SIGN_OF_DELIVERY = (
    "a sign that it came out waits for a person",
    "decide about it with `delaywatch review`",
    """select 1 from review_queue where holds_back and commitment = :slug
       union all select 1 from timeline where slug = :slug and status = 'being_checked'""",
)
OPEN_OBJECTION = (
    "an objection to what is said of it is open",
    "decide about it with `delaywatch objection`",
    """select 1 from objection_states where commitment = :slug and not closed
         and received_on <= coalesce((select day from as_of), received_on)""",
)
UNDER_REVIEW = (
    "it is held while it is looked at again",
    "lift that with `delaywatch release-hold` first",
    "select 1 from held where commitment = :slug",
)
HOLDS = (SIGN_OF_DELIVERY, OPEN_OBJECTION, UNDER_REVIEW)


def commitment(db: Database, slug: str) -> Row | None:
    """A commitment as it is counted: a row of ``timeline``, with ``target``, what took it in."""
    found = db.query(
        """select t.*, c.title as target from timeline t
           left join commitments c on c.slug = t.merged_into where t.slug = ?""",
        [slug],
    )
    return next(iter(found), None)


def holds(
    db: Database, slug: str, among: tuple[tuple[str, str, str], ...] | None = None
) -> Iterator[tuple[str, str]]:
    """Why a letter about a commitment has to wait, each with what to do.

    ``among`` are the reasons that count (all HOLDS, if not given).
    """
    for why, do, query in HOLDS if among is None else among:
        if db.execute(f"select * from ({query}) limit 1", {"slug": slug}).fetchone():
            yield why, do


def said(db: Database, slug: str) -> list[Row]:
    """What was said of a commitment by the body's own word or a report of it, in order.

    What others expected or unnamed sources said is left out. ``slip`` is how the date moved with it
    (null: it did not), ``sources`` are its sources with the sentence and the archived copy of each
    (see ``_sources``), ``promised_by`` the body whose word it is.
    """
    rows = db.query(
        """select e.id, e.position, e.event, e.made_on, e.made_on_precision, e.made_on_basis,
             e.made_on_earliest, e.who, e.promised_by, e.due_phrase, e.due_kind, e.due_earliest,
             e.due_latest, e.measured_due, e.soft, e.provisional, e.carries, e.evidence, e.checked,
             m.title as merged_into_title,
             (select s.slip from slips s where s.to_event = e.id) as slip
           from ordered_events e left join commitments m on m.slug = e.merged_into
           where e.commitment = ? and e.counts order by e.position""",
        [slug],
    )
    return [{**row, "sources": _sources(db, row["id"])} for row in list(rows)]


def has_cases(db: Database, slug: str) -> bool:
    """Whether any case bears on a commitment."""
    query = "select 1 from foi_commitments where commitment = ? limit 1"
    return db.execute(query, [slug]).fetchone() is not None


def last_look(db: Database, slug: str) -> Row | None:
    """The newest look for a commitment that stands: looked_on, place, words, result."""
    found = db.query(
        """select looked_on, place, words, result from looks
           where commitment = ? and retracted_on is null
             and looked_on <= (select day from as_of)
           order by looked_on desc, id desc limit 1""",
        [slug],
    )
    return next(iter(found), None)


def responsible(db: Database, slug: str) -> list[str]:
    """The bodies that a commitment belongs to, those that lead first."""
    rows = db.execute(
        """select body from commitment_bodies where commitment = ?
           order by role = 'independent', role <> 'lead', position""",
        [slug],
    )
    return [row[0] for row in rows.fetchall()]


def _sources(db: Database, event_id: int) -> list[Row]:
    """The sources of an event, in order: url, title, title_basis, publisher, published, kind, page.

    ``quote`` is the sentence that a person accepted as the event's, where this page was read;
    ``archived_sha256`` and ``archived_on`` the oldest copy of the page in our archive that has the
    words of the event in it. Pages of copies and samples of a site are no evidence.
    """
    return list(
        db.query(
            """with own as (
                 select d.id, rtrim(d.url, '/') as url from documents d where d.origin = 'site'
               ),
               accepted as (
                 select r.document_id, r.quote from decisions x join reviews r on r.id = x.review_id
                 where x.event_id = :event and x.decision <> 'reject'
               )
               select s.url, s.title, s.title_basis, s.publisher, s.published, s.kind, s.page,
                 (select a.quote from accepted a join own d on d.id = a.document_id
                   where d.url = rtrim(s.url, '/') limit 1) as quote,
                 v.raw_sha256 as archived_sha256, substr(v.fetched_at, 1, 10) as archived_on
               from event_sources s
               join events e on e.id = s.event_id
               left join versions v on v.id = (
                 select w.id from versions w
                 join own d on d.id = w.document_id and d.url = rtrim(s.url, '/')
                 join texts t on t.version_id = w.id
                 where instr(lower(t.text), lower(coalesce(
                   (select a.quote from accepted a where a.document_id = d.id limit 1),
                   e.due_phrase))) > 0
                 order by w.number limit 1)
               where s.event_id = :event order by s.position""",
            {"event": event_id},
        )
    )
