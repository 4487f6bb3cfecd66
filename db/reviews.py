"""Decisions of people about statements: the queue, one statement with all around it, the log."""

import json
from typing import Any

from sqlite_utils import Database

from db.connection import trying
from db.documents import AUTHOR, JOIN_AUTHOR

Row = dict[str, Any]

# In which order an editor gets them: what holds "overdue" back; what is on record already, for it
# is quickest; what is about a known commitment; groups that make a new one; the rest. Of one thing
# the oldest comes first, so that its story is told in order.
_ORDER = """
    order by q.holds_back desc,
      case q.kind when 'same' then 1 when 'link' then 2 when 'new' then 3 else 4 end,
      case when q.kind = 'new' then -(select count(*) from suggestions g
        where g.proposal = q.proposal) end,
      q.proposal, q.commitment,
      (select s.said_on from statements s where s.id = q.statement_id) nulls last,
      q.confidence desc, q.statement_id
"""


def queue(db: Database) -> list[int]:
    """Numbers of the statements that wait, in the order in which they should be looked at."""
    rows = db.execute(f"select q.statement_id from review_queue q {_ORDER}").fetchall()
    return [row[0] for row in rows]


# What waits, of one source ("" for all) and about one commitment ("" for all).
NEW, NOTHING = "(new)", "(nothing)"  # in place of a slug, which has no brackets
_ABOUT = f"""case when q.kind = 'new' then '{NEW}' when q.commitment is null then '{NOTHING}'
  else q.commitment end"""
_WAITING = f"""
    from review_queue q
    join documents d on d.id = q.document_id
    where (:source = '' or d.source = :source) and (:commitment = '' or {_ABOUT} = :commitment)
"""
_MOST_CHOICES = 500


def waiting_count(db: Database, source: str, commitment: str) -> int:
    """How many wait, of a source and about a commitment; "" for all."""
    asked = {"source": source, "commitment": commitment}
    return int(db.execute(f"select count(*) {_WAITING}", asked).fetchone()[0])


def waiting_page(
    db: Database, source: str, commitment: str, *, limit: int, offset: int
) -> list[Row]:
    """What waits as it is listed, in the order of the queue: a row is a statement.

    id, event, quote, who, what and when it tells of, title and publisher of its page, kind and
    title (``about``) of what the machine thinks it is about.
    """
    asked = {"source": source, "commitment": commitment, "limit": limit, "offset": offset}
    return list(
        db.query(
            f"""select s.id, s.event, s.quote, s.speaker, s.actor, s.deliverable, s.target,
                  s.said_on, s.said_on_precision, d.title, o.title as publisher,
                  {AUTHOR} as body_name, q.kind, c.title as about
                from (select q.* {_WAITING}) q
                join statements s on s.id = q.statement_id
                join documents d on d.id = s.document_id
                join sources o on o.name = d.source
                {JOIN_AUTHOR}
                left join commitments c on c.slug = q.commitment
                {_ORDER} limit :limit offset :offset""",
            asked,
        )
    )


def waiting_sources(db: Database) -> list[Row]:
    """The sources of what waits: value (name), called (title), waiting (how many)."""
    return list(
        db.query(
            """select d.source as value, o.title as called, count(*) as waiting
               from review_queue q join documents d on d.id = q.document_id
               join sources o on o.name = d.source
               group by d.source order by lower(o.title), d.source limit ?""",
            [_MOST_CHOICES],
        )
    )


def waiting_commitments(db: Database) -> list[Row]:
    """What it seems to be about: value (slug, NEW or NOTHING), called (title), waiting."""
    return list(
        db.query(
            f"""select {_ABOUT} as value, count(*) as waiting,
                  case when q.kind = 'new' then 'a new commitment'
                    when q.commitment is null then 'nothing that is known'
                    else c.title end as called
                from review_queue q left join commitments c on c.slug = q.commitment
                group by 1 order by q.commitment is null, lower(called) limit ?""",
            [_MOST_CHOICES],
        )
    )


def statement(db: Database, statement_id: int) -> Row | None:
    """A statement with its document (url, title, origin, published_at), source and newest place.

    ``text`` is the text it stands in, None for the title of a page; ``page`` the page of a file on
    which it begins, counted from 1, None where it has none.
    """
    return next(
        iter(
            db.query(
                f"""
                select s.*, d.url, d.title, d.origin, d.published_at, d.source, d.state,
                  o.title as publisher, o.nature, b.slug as body,
                  {AUTHOR} as body_name,
                  p.sentence_start, p.sentence_end, p.due_start, p.due_end, t.text,
                  (select nullif(count(*), 0) from json_each(t.page_starts)
                    where value <= p.sentence_start) as page
                from statements s
                join documents d on d.id = s.document_id
                join sources o on o.name = d.source
                {JOIN_AUTHOR}
                left join statement_places p on p.statement_id = s.id and p.text_id = (
                  select max(text_id) from statement_places where statement_id = s.id)
                left join texts t on t.id = p.text_id
                where s.id = ?
                """,
                [statement_id],
            )
        ),
        None,
    )


def suggestions_of(db: Database, statement_id: int) -> list[Row]:
    """What the machine thinks a statement is about, the best first, with the titles."""
    return list(
        db.query(
            """select g.*, c.title
               from suggestions g left join commitments c on c.slug = g.commitment
               where g.statement_id = ? order by g.rank""",
            [statement_id],
        )
    )


def statuses_of(db: Database, suggestions: list[Row]) -> dict[str, str]:
    """Slug to status of the commitments that are suggested.

    What rules made is set aside for it: none of it is ever suggested, nor bears on what is, and
    counting it all would keep the reviewer waiting.
    """
    wanted = {row["commitment"] for row in suggestions if row["commitment"]}
    if not wanted:
        return {}
    with trying(db):
        set_rules_aside(db)
        rows = db.execute(
            f"select slug, status from statuses where slug in ({', '.join('?' for _ in wanted)})",
            list(wanted),
        ).fetchall()
    return dict(rows)


def set_rules_aside(db: Database, keep: str | None = None) -> None:
    """In a trial that is taken back: let what rules made count for nothing, but for one of it."""
    db.execute(
        """update events set retracted_on = '', retracted_why = 'set aside for a trial'
           where retracted_on is null and origin like 'rule:%' and commitment is not ?""",
        [keep],
    )


def members_of(db: Database, proposal: int) -> list[int]:
    """Numbers of the statements that are offered as one new commitment."""
    rows = db.execute("select statement_id from suggestions where proposal = ?", [proposal])
    return [row[0] for row in rows.fetchall()]


def decision_on(db: Database, found: Row) -> Row | None:
    """The decision that stands about a statement, or None."""
    return next(
        iter(
            db.query(
                """select * from decisions
                   where document_id = :document_id and quote_hash = :quote_hash
                     and focus = :focus""",
                {name: found[name] for name in ("document_id", "quote_hash", "focus")},
            )
        ),
        None,
    )


def add_review(db: Database, row: Row) -> int:
    """Write one decision; returns its number."""
    if row.get("fields") is not None:
        row = {**row, "fields": json.dumps(row["fields"], sort_keys=True)}
    inserted = db.execute(
        f"insert into reviews ({', '.join(row)}) values ({', '.join('?' for _ in row)})",
        list(row.values()),
    )
    return int(inserted.lastrowid or 0)


def standing_review(db: Database, reviewer: str, review_id: int | None = None) -> Row | None:
    """The newest decision of a reviewer that was not taken back, or a certain one; or None."""
    return next(
        iter(
            db.query(
                """select * from reviews r where reviewer = :reviewer and decision <> 'undo'
                     and (:id is null or id = :id)
                     and not exists (select 1 from reviews u where u.undoes = r.id)
                   order by id desc limit 1""",
                {"reviewer": reviewer, "id": review_id},
            )
        ),
        None,
    )


def all_reviews(db: Database) -> list[Row]:
    """Every decision in the order in which it was made, with the address of its document."""
    return list(
        db.query(
            """select r.*, d.source, d.origin, d.url from reviews r
               join documents d on d.id = r.document_id order by r.id"""
        )
    )


def find_statement(db: Database, key: Row) -> int | None:
    """The number of a statement by source, origin and url of its page, quote_hash and focus.

    Where the rules of the other machine read the date in other words, it is the only one of the
    sentence that tells of the same kind of event. None where there is none.
    """
    rows = db.execute(
        """select s.id, s.focus from statements s join documents d on d.id = s.document_id
           where d.source = ? and d.origin = ? and d.url = ? and s.quote_hash = ?""",
        [key[name] for name in ("source", "origin", "url", "quote_hash")],
    ).fetchall()
    kind = key["focus"].partition(":")[0]
    named = [row[0] for row in rows if row[1] == key["focus"]]
    alike = named or [row[0] for row in rows if row[1].partition(":")[0] == kind]
    return int(alike[0]) if len(alike) == 1 else None


IDENTITY = ("decided_at", "reviewer", "source", "origin", "url", "quote_hash", "focus", "decision")


def find_review(db: Database, key: Row) -> int | None:
    """The number of a decision by when, by whom and about what it was made (IDENTITY), or None."""
    row = db.execute(
        """select r.id from reviews r join documents d on d.id = r.document_id
           where r.decided_at = ? and r.reviewer = ? and d.source = ? and d.origin = ?
             and d.url = ? and r.quote_hash = ? and r.focus = ? and r.decision = ?""",
        [key[name] for name in IDENTITY],
    ).fetchone()
    return int(row[0]) if row else None


def event_by_seq(db: Database, slug: str, seq: int) -> int | None:
    """The number of a standing event of the register by its place, or None."""
    row = db.execute(
        "select id from events where commitment = ? and seq = ? and retracted_on is null",
        [slug, seq],
    ).fetchone()
    return int(row[0]) if row else None


def event(db: Database, event_id: int) -> Row | None:
    """One event, standing or not."""
    return next(iter(db.query("select * from events where id = ?", [event_id])), None)


def made_by(db: Database, reviewed_event: int) -> Row | None:
    """The decision that made an event, if one did."""
    return next(
        iter(
            db.query(
                """select r.*, d.source, d.origin, d.url from reviews r
                   join documents d on d.id = r.document_id
                   where r.event_id = ? and r.decision <> 'same' order by r.id limit 1""",
                [reviewed_event],
            )
        ),
        None,
    )


def history(db: Database, slug: str, most: int) -> list[Row]:
    """The newest events that stand of a commitment, at most so many, in the order they happened.

    event, made_on, made_on_precision, made_on_basis, who, due_words, due_kind, due_earliest,
    due_latest, start_by, soft.
    """
    return list(
        db.query(
            """select * from (
                 select id, event, made_on, made_on_precision, made_on_earliest, made_on_basis, who,
                   due_phrase as due_words, due_kind, due_earliest, due_latest, start_by, soft
                 from events where commitment = ? and retracted_on is null
                 order by made_on desc nulls last, id desc limit ?)
               order by made_on nulls first, id""",
            [slug, most],
        )
    )


def lead_body(db: Database, slug: str) -> str | None:
    """The body that a commitment belongs to first."""
    row = db.execute(
        "select body from commitment_bodies where commitment = ? order by position limit 1", [slug]
    ).fetchone()
    return row[0] if row else None


def carries_already(db: Database, slug: str) -> bool:
    """Whether a promise about the commitment is on record."""
    row = db.execute(
        """select 1 from events where commitment = ? and retracted_on is null
             and event in ('promised', 'reaffirmed', 'slipped', 'brought_forward', 'resumed')""",
        [slug],
    ).fetchone()
    return row is not None


def commitment(db: Database, slug: str) -> Row | None:
    """A commitment that stands: slug, title, origin; or None."""
    return next(
        iter(
            db.query(
                """select slug, title, origin from commitments
                   where slug = ? and retracted_on is null""",
                [slug],
            )
        ),
        None,
    )


def review(db: Database, review_id: int) -> Row | None:
    """One decision, standing or not, with the source, origin and url of its document."""
    return next(
        iter(
            db.query(
                """select r.*, d.source, d.origin, d.url from reviews r
                   join documents d on d.id = r.document_id where r.id = ?""",
                [review_id],
            )
        ),
        None,
    )


def was_made_of(db: Database, slug: str, statement_id: int) -> bool:
    """Whether a statement, or another that is offered as the same new thing, made a commitment."""
    row = db.execute(
        """select 1 from reviews r join statements s on s.document_id = r.document_id
             and s.quote_hash = r.quote_hash and s.focus = r.focus
           where r.decision = 'new' and r.commitment = :slug and (s.id = :id or s.id in (
             select other.statement_id from suggestions own join suggestions other
               on other.proposal = own.proposal
             where own.statement_id = :id))""",
        {"slug": slug, "id": statement_id},
    ).fetchone()
    return row is not None


def is_borne_out(db: Database, repeat: Row) -> bool:
    """Whether another decision that stands took the same page as a source of the commitment."""
    row = db.execute(
        """select 1 from decisions x join reviews r on r.id = x.review_id
           where x.commitment = ? and x.document_id = ? and x.review_id <> ?
             and x.decision <> 'reject'""",
        [repeat["commitment"], repeat["document_id"], repeat["id"]],
    ).fetchone()
    return row is not None


def counted(db: Database, slug: str) -> Row | None:
    """What the timeline counts of a commitment, or None where there is none."""
    return next(iter(db.query("select * from timeline where slug = ?", [slug])), None)


def title_of(db: Database, slug: str) -> str | None:
    """The title of a commitment, standing or not."""
    row = db.execute("select title from commitments where slug = ?", [slug]).fetchone()
    return row[0] if row else None


def commitment_called(db: Database, name: str) -> str | None:
    """The commitment whose title or alias is this name, however it is capitalised; or None."""
    row = db.execute(
        """select slug from commitments where retracted_on is null and origin not like 'rule:%'
             and lower(title) = lower(:name)
           union
           select commitment from aliases join commitments on slug = commitment
             where retracted_on is null and lower(alias) = lower(:name)""",
        {"name": name},
    ).fetchone()
    return row[0] if row else None


def matched_target(db: Database, document_id: int, quote: str) -> str | None:
    """The commitment that a merger's target was matched with, by the promise in its sentence."""
    row = db.execute(
        """select coalesce(x.commitment, g.commitment) from statements s
           left join suggestions g on g.statement_id = s.id and g.rank = 1
           left join decisions x on x.document_id = s.document_id
             and x.quote_hash = s.quote_hash and x.focus = s.focus
           where s.document_id = ? and s.quote_hash = ? and s.rule = 'promised.takes-in'""",
        [document_id, quote],
    ).fetchone()
    return row[0] if row else None


def commitments_like(db: Database, words: str) -> list[Row]:
    """Commitments whose title or an alias holds all of these words, at most twenty.

    What rules made of dates in fields comes last: there may be hundreds of one title.
    """
    wanted = [f"%{word}%" for word in words.split()]
    where = " and ".join("names like ?" for _ in wanted)
    return list(
        db.query(
            f"""select slug, title from (
                  select slug, title, origin like 'rule:%' as by_rule, title || ' ' || coalesce(
                    (select group_concat(alias, ' ') from aliases where commitment = slug), '')
                    as names
                  from commitments where retracted_on is null)
                where {where} order by by_rule, title limit 20""",
            wanted,
        )
    )
