"""What changed in documents: turns that were not looked into yet, changes, decisions about them.

A *turn* says that a document was found otherwise than before, a *change* what that comes to, a
*notice* that so much of a source changed at once that it is the site that did.
"""

import json
from typing import Any, Final

from sqlite_utils import Database

from db.finished import finish, finished, strike_off, take

Row = dict[str, Any]
_LISTS: Final = ("removed", "added", "altered", "files_removed", "files_added", "compared")
# The newest two texts of two versions (p, q) that one extractor has read.
_COMMON: Final = """
    from texts x join texts y on y.version_id = {q} and y.extractor = x.extractor
    where x.version_id = {p} order by y.id desc limit 1"""
_ALL_TURNS: Final = "turns t"
# The list goes first: it is short, whatever the planner knows of it.
_LISTED_TURNS: Final = "turns_to_find q cross join turns t on t.id = q.turn_id"
_PENDING: Final = """
    with sides as (
      select t.*, d.source, d.origin, d.kind as document_kind,
        l.happened, l.was, l.became, l.reason,
        (select x.id {common}) as from_text,
        (select y.id {common}) as to_text,
        -- What else is read of the versions, or of the files that they point to.
        (select count(*) from texts x where x.version_id in (t.from_version, t.to_version)) || '/'
        || iif(t.to_version is null, 0, (
          select count(*) from attachments f
          join documents g on g.source = d.source and g.origin = d.origin and g.url = f.url
          join versions v on v.document_id = g.id
          join texts x on x.version_id = v.id
          where f.version_id in (t.from_version, t.to_version))) as read_of_it,
        iif(l.id is null,
          'version ' || (select number from versions where id = t.from_version)
            || ' to ' || (select number from versions where id = t.to_version),
          l.happened || coalesce(' ' || l.reason, '')) || ', ' || t.seen_after as key
      from {turns}
      cross join documents d on d.id = t.document_id
      left join document_log l on l.id = t.log_id
    ),
    made as (
      select *, :rules || '/' || coalesce(from_text, '') || '/' || coalesce(to_text, '') || '/'
        || read_of_it as made_from
      from sides
    )
    select m.* from made m left join changes c on c.turn_id = m.id
    where c.made_from is null or c.made_from <> m.made_from
    order by m.id
"""


def pending(db: Database, rules: str) -> list[Row]:
    """Every turn that these rules have not looked into, or not in its present texts, oldest first.

    Where they have looked into all there were (``all_found``), only what is listed is read.

    The columns of ``turns``; source, origin and document_kind; of what stands in the log happened,
    was, became and reason; from_text and to_text, by the newest extractor that has read both
    versions (None where there is none); key and made_from of its change.
    """
    turns = _LISTED_TURNS if finished(db, _FINDING) == rules else _ALL_TURNS
    common = _COMMON.format(p="t.from_version", q="t.to_version")
    return list(db.query(_PENDING.format(turns=turns, common=common), {"rules": rules}))


_FINDING: Final = "changes"


def take_turns(db: Database) -> None:
    """Take the turns that are listed, as they are new, or something was read of them."""
    take(db, "turns_to_find")


def all_found(db: Database, rules: str) -> None:
    """These rules have looked into everything that was there when the list was taken."""
    strike_off(db, "turns_to_find")
    finish(db, _FINDING, rules)


def version(db: Database, version_id: int) -> Row:
    """One version: number, title, partial, text_state, raw_sha256, and its attachments in order."""
    [found] = db.query(
        """select id, number, title, modified_at, partial, text_state, raw_sha256
           from versions where id = ?""",
        [version_id],
    )
    listed = db.query(
        """select kind, url, title, mime_type, size_bytes, pages, uploaded_at from attachments
           where version_id = ? order by position""",
        [version_id],
    )
    return {**found, "attachments": list(listed)}


def text(db: Database, text_id: int) -> Row:
    """One text: text, page_starts (a list, of a text with pages), content_hash."""
    [found] = db.query("select text, page_starts, content_hash from texts where id = ?", [text_id])
    return {**found, "page_starts": json.loads(found["page_starts"] or "[]")}


def file_version(db: Database, turn: Row, url: str) -> int | None:
    """The version of a file at an address as it was at a turn; its first, if it came later.

    None where the file was never read.
    """
    row = db.execute(
        """select v.id from documents d join versions v on v.document_id = d.id
           where d.source = ? and d.origin = ? and d.url = ?
           order by v.fetched_at > ?, iif(v.fetched_at > ?, v.number, -v.number) limit 1""",
        [turn["source"], turn["origin"], url, turn["seen_after"], turn["seen_after"]],
    ).fetchone()
    return row and int(row[0])


def common_texts(db: Database, first: int, second: int) -> tuple[int, int] | None:
    """The newest texts of two versions that one extractor has read, or None."""
    row = db.execute(
        f"select x.id, y.id {_COMMON.format(p=':p', q=':q')}", {"p": first, "q": second}
    ).fetchone()
    return row and (int(row[0]), int(row[1]))


def save(db: Database, row: Row) -> None:
    """Keep a change (columns of ``changes``), in the place of the one that its turn had before."""
    values = {
        name: json.dumps(value, ensure_ascii=False) if name in _LISTS else value
        for name, value in row.items()
    }
    kept = ("turn_id", "document_id", "key", "found_at")
    sets = ", ".join(f"{name} = excluded.{name}" for name in values if name not in kept)
    db.execute(
        f"""insert into changes ({", ".join(values)}) values ({", ".join("?" for _ in values)})
            on conflict (turn_id) do update set {sets}""",
        list(values.values()),
    )


def counts(db: Database) -> Row:
    """How many changes there are, how many and how many notices wait, how many are set aside."""
    [found] = db.query(
        """select count(*) as changes,
             coalesce(sum(state = 'waiting'), 0) as waiting,
             coalesce(sum(state = 'set aside'), 0) as set_aside,
             (select count(*) from site_changes where state = 'waiting') as notices
           from change_states"""
    )
    return found


# Site changes --------------------------------------------------------------------------


def take_sites(db: Database) -> set[tuple[str, str]]:
    """Source and origin of which documents went, moved or came back since they were looked at."""
    take(db, "sites_to_find")
    rows = db.execute("select source, origin from sites_to_find").fetchall()
    return {(source, origin) for source, origin in rows}


def site_was_found(db: Database, source: str, origin: str) -> None:
    """A source was looked at whole."""
    strike_off(db, "sites_to_find", source=source, origin=origin)


def departures(db: Database, source: str, origin: str) -> list[Row]:
    """Every document of a source that went or moved, in order, but for what is set aside.

    change_id, document_id, source, origin, is_file, kind (vanished, moved), on (day), at (instant).
    """
    return list(
        db.query(
            """select c.id as change_id, c.document_id, d.source, d.origin,
                 d.kind = 'attachment' as is_file, c.kind, c.changed_by as "on", t.seen_after as at
               from changes c join turns t on t.id = c.turn_id
               join documents d on d.id = c.document_id
               where c.kind in ('vanished', 'moved') and c.set_aside is null
                 and d.source = ? and d.origin = ?
               order by c.changed_by, c.turn_id""",
            [source, origin],
        )
    )


def live_at(db: Database, source: str, origin: str, *, files: bool, at: str) -> int:
    """How many documents (or files attached to them) of a source were there just before ``at``."""
    row = db.execute(
        """select
             (select count(*) from documents d where d.source = :source and d.origin = :origin
               and (d.kind = 'attachment') = :files and d.first_seen_at < :at)
             - (select coalesce(sum(case c.kind when 'vanished' then 1 else -1 end), 0)
               from changes c join turns t on t.id = c.turn_id
               join documents d on d.id = c.document_id
               where c.kind in ('vanished', 'came_back') and t.seen_after < :at
                 and d.source = :source and d.origin = :origin
                 and (d.kind = 'attachment') = :files)""",
        {"source": source, "origin": origin, "files": files, "at": at},
    ).fetchone()
    return int(row[0])


def save_notices(
    db: Database, source: str, origin: str, notices: list[tuple[Row, list[int]]]
) -> None:
    """Make these the site changes of a source; each with the numbers of the changes it holds.

    What came back of what a notice holds is held by it, too.
    """
    where = "source = ? and origin = ?"
    db.execute(
        f"""update changes set notice_id = null where notice_id in (
              select id from site_notices where {where})""",
        [source, origin],
    )
    days = [row["first_day"] for row, _ in notices]
    db.execute(
        f"""delete from site_notices where {where}
            and first_day not in ({", ".join("?" for _ in days)})""",
        [source, origin, *days],
    )
    for row, members in notices:
        notice = _save_notice(db, {"source": source, "origin": origin, **row})
        db.conn.executemany(
            "update changes set notice_id = ? where id = ?", [(notice, one) for one in members]
        )
    db.execute(
        f"""update changes set notice_id = (
              select w.notice_id from changes w
              where w.document_id = changes.document_id and w.turn_id < changes.turn_id
                and w.kind in ('vanished', 'moved')
              order by w.turn_id desc limit 1)
            where kind = 'came_back' and exists (
              select 1 from documents where id = changes.document_id and {where})""",
        [source, origin],
    )


def _save_notice(db: Database, row: Row) -> int:
    sets = ", ".join(f"{name} = excluded.{name}" for name in row)
    found = db.execute(
        f"""insert into site_notices ({", ".join(row)}) values ({", ".join("?" for _ in row)})
            on conflict (source, origin, first_day) do update set {sets} returning id""",
        list(row.values()),
    ).fetchone()
    return int(found[0])


def sites(db: Database) -> set[tuple[str, str]]:
    """Source and origin of all that has ever gone or moved, and of every site change kept."""
    rows = db.execute(
        """select source, origin from site_notices
           union select d.source, d.origin from changes c join documents d on d.id = c.document_id
           where c.kind in ('vanished', 'moved') and c.set_aside is null"""
    ).fetchall()
    return {(source, origin) for source, origin in rows}


# For the desk --------------------------------------------------------------------------


def waiting(db: Database, state: str = "waiting") -> list[Row]:
    """Changes in a state, the oldest first: id, kind, changed_by."""
    return list(
        db.query(
            """select c.id, c.kind, c.changed_by from change_states s
               join changes c on c.id = s.change_id
               where s.state = ? order by c.changed_by, c.id""",
            [state],
        )
    )


def waiting_notices(db: Database) -> list[int]:
    """Numbers of the site changes that wait, the oldest first."""
    rows = db.execute(
        "select id from site_changes where state = 'waiting' order by first_day, id"
    ).fetchall()
    return [row[0] for row in rows]


def change(db: Database, change_id: int) -> Row | None:
    """A change with its state, its document (url, title, origin, ...) and its source."""
    found = next(
        iter(
            db.query(
                """select c.*, s.state, v.change, v.now, v.attached_to,
                     d.url, d.title, d.origin, d.source, d.kind as document_kind, d.published_at,
                     o.title as publisher
                   from changes c
                   join change_states s on s.change_id = c.id
                   join document_changes v on v.id = c.id
                   join documents d on d.id = c.document_id
                   join sources o on o.name = d.source
                   where c.id = ?""",
                [change_id],
            )
        ),
        None,
    )
    return found and found | {name: json.loads(found[name]) for name in _LISTS}


def notice(db: Database, notice_id: int) -> Row | None:
    """A site change with its key, content_hash, and the title of its source as publisher."""
    return next(
        iter(
            db.query(
                """select v.*, n.key, n.content_hash, n.origin, o.title as publisher
                   from site_changes v join site_notices n on n.id = v.id
                   join sources o on o.name = n.source where v.id = ?""",
                [notice_id],
            )
        ),
        None,
    )


def members(db: Database, notice_id: int, most: int) -> list[Row]:
    """Some of the changes that a site change holds: kind, was, became, url."""
    return list(
        db.query(
            """select c.kind, c.was, c.became, d.url from changes c
               join documents d on d.id = c.document_id
               where c.notice_id = ? and c.kind <> 'came_back' order by c.id limit ?""",
            [notice_id, most],
        )
    )


def lost_statements(db: Database, state: str, change_id: int | None = None) -> list[Row]:
    """Statements that stood before a change and stand no more after it; of all changes in a state.

    change_id, kind (of the change), removed (JSON, of the change), the statement's quote, event,
    deliverable and due_words, and the title of the commitment that it is about, if one is decided
    on or suggested. A sentence that is only spelt otherwise is among them.
    """
    return list(
        db.query(
            """
            select distinct c.id as change_id, c.kind, c.removed, s.id, s.quote, s.event,
              s.deliverable, s.due_words, m.title as commitment
            from change_states x
            join changes c on c.id = x.change_id
            join json_each(c.compared) pair
            join texts t on t.version_id = json_extract(pair.value, '$[0]')
            join statement_places p on p.text_id = t.id
            join statements s on s.id = p.statement_id
            left join decisions y on y.document_id = s.document_id
              and y.quote_hash = s.quote_hash and y.focus = s.focus
            left join suggestions g on g.statement_id = s.id and g.rank = 1
            left join commitments m on m.slug = coalesce(y.commitment, g.commitment)
            where x.state = :state and (:change is null or c.id = :change)
              and coalesce(y.decision, '') <> 'reject'
              and not exists (
                select 1 from statement_places q join texts u on u.id = q.text_id
                where q.statement_id = s.id and u.version_id = json_extract(pair.value, '$[1]'))
            order by c.id, s.id
            """,
            {"state": state, "change": change_id},
        )
    )


def same_titles(db: Database, change_id: int) -> list[str]:
    """Addresses of other documents that are there and have the title of one that is not."""
    rows = db.execute(
        """select o.url from changes c join documents d on d.id = c.document_id
           join documents o on o.title = d.title and o.id <> d.id
             and o.origin = d.origin and o.state = 'live' and o.moved_to is null
           where c.id = ? order by o.id limit 3""",
        [change_id],
    ).fetchall()
    return [row[0] for row in rows]


# Decisions -----------------------------------------------------------------------------


def decision_on(db: Database, subject: Row) -> Row | None:
    """The decision that stands about what a change or a notice says now, or None.

    ``subject`` has source, origin, document_id (None of a notice), key and content_hash.
    """
    return next(
        iter(
            db.query(
                """select * from change_decisions
                   where source = :source and origin = :origin and document_id is :document_id
                     and key = :key and content_hash = :content_hash""",
                {name: subject[name] for name in SUBJECT},
            )
        ),
        None,
    )


SUBJECT: Final = ("source", "origin", "document_id", "key", "content_hash")


def add_review(db: Database, row: Row) -> int:
    """Write one decision; returns its number."""
    inserted = db.execute(
        f"""insert into change_reviews ({", ".join(row)})
            values ({", ".join("?" for _ in row)})""",
        list(row.values()),
    )
    return int(inserted.lastrowid or 0)


def standing_review(db: Database, reviewer: str) -> Row | None:
    """The newest decision of a reviewer that was not taken back, or None."""
    return next(
        iter(
            db.query(
                """select * from change_reviews r where reviewer = ? and decision <> 'undo'
                     and not exists (select 1 from change_reviews u where u.undoes = r.id)
                   order by id desc limit 1""",
                [reviewer],
            )
        ),
        None,
    )
