"""What is published: accepted facts, and of documents what may be shown.

``TABLES`` is the list of everything that leaves the working database; what is
not named here stays private. ``FIRST`` are the facts, ``LATER`` what is told of them
release by release. docs/published.md describes it, a line a table,
and a test holds the two together.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Table:
    """A published table: its query over the working database, its key, links and indexes.

    An index is a list of columns, each with what SQLite allows after its name ("title collate
    nocase"). ``search`` names the columns of a full-text index. ``order``: the rows are laid down
    in it, so that row ids run in it, and the newest that fit a search are found without sorting.
    """

    name: str
    select: str
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()
    order: str = ""


# Tables that the tracker keeps as files or works out itself: their rows are handed to ``build``,
# laid beside the database as temp.<name>, and published by the selects below.
REFERENCE: Final = {
    # division, day, title, notes of the bank holidays that FOI deadlines were counted by
    "calendar": ("division", "day", "title", "notes", "calendar"),
    # elections, changes of government: what a reader of a chart may want to remember
    "dated_landmarks": ("day", "kind", "label", "source"),
    # the words of a due, and which kind of words they are ("autumn 2025" is "autumn")
    "phrase_families": ("words", "family"),
    "counted_cohorts": (
        "cohort", "title", "kind", "source", "body", "first_day", "last_day", "commitments",
        "on_time", "late", "not_out", "unclear", "median_days", "read_from", "read_until",
        "longest_gap_days", "complete", "why_not",
    ),
    "counted_curves": ("cohort", "days", "at_risk", "came", "waiting", "low", "high"),
    # a body's own figures on how it answers FOI requests, letter for letter
    "own_foi_figures": (
        "body", "period", "received", "in_time", "outstanding", "compliance", "source_url",
        "source_title", "note",
    ),
}  # fmt: skip


PUBLIC_ORIGINS = ("site", "sample", "file")  # of documents: no copy of a site
_SOURCE = "url, title, title_basis, publisher, published, kind"
_STANDS = "select slug from commitments where retracted_on is null"
# Statements that people accepted, each with the event that it made or repeats.
_ACCEPTED = """select x.event_id, x.document_id, y.id as statement_id
  from decisions x join statements y on y.document_id = x.document_id
    and y.quote_hash = x.quote_hash and y.focus = x.focus
  where x.event_id is not null and x.decision <> 'reject'"""
CONTEXT: Final = 400  # letters of the text before and after a quoted sentence
_TO_COMMITMENT = (("commitment", "commitments", "slug"),)
# Of the FOI cases: which may be seen on the day, and what of them had happened by then. An event is
# named by its place in its case; its number in the database would tell how many others there are.
_SHOWN = "select foi_request from foi_shown"
_HAPPENED = f"""select * from foi_events
  where retracted_on is null and foi_request in ({_SHOWN})
    and (occurred_on is null or occurred_on <= (select day from as_of))"""
# A release that is counted for an earlier day knows of no reply that came after it.
_REPLIED = "coalesce(r.responded_on, '') <= (select day from as_of)"
# Both sides of the changes that people accepted: of other changes nothing is told, not even that
# there is a second version.
_CHANGED_VERSIONS = """select value from (
    select c.id, u.from_version as value from changes c join turns u on u.id = c.turn_id
    union all
    select c.id, u.to_version from changes c join turns u on u.id = c.turn_id)
  where value is not null and id in (
    select id from document_changes
    where state = 'accepted' and changed_by <= (select day from as_of))"""
# The place of a version among the shown ones of its document; none of one that is not. Its own
# number would tell how many others there are.
_PLACE = f"""iif(v.id = d.current_version or v.id in ({_CHANGED_VERSIONS}), (
    select count(*) from versions w where w.document_id = d.id and w.number <= v.number
      and (w.id = d.current_version or w.id in ({_CHANGED_VERSIONS}))), null)"""
_TO_CASE = (("foi_request", "foi_requests", "id"),)
# Of a statement on words for time: when it was said, as far as that day is known.
_SAID: Final = """substr(said_on, 1, case said_on_precision when 'day' then 10 when 'month' then 7
  else 4 end)"""

FIRST = (
    Table(
        "bodies",
        "select slug, name, existed_from, existed_until, successor, note from bodies",
        ("slug",),
    ),
    Table(
        "commitments",
        """select slug, title, owner, topic, kind, selection, summary,
             outcome_note as note,
             (select group_concat(alias, '; ') from (
               select alias from aliases a where a.commitment = c.slug order by position))
               as also_called
           from commitments c where retracted_on is null""",
        ("slug",),
        indexes=(("title collate nocase",), ("topic",)),
        search=("title", "also_called", "topic", "summary"),
        order="kind <> 'promise', kind, title collate nocase, slug",
    ),
    Table(
        "commitment_bodies",
        f"""select commitment, position, body, role from commitment_bodies
            where commitment in ({_STANDS})""",
        ("commitment", "position"),
        (*_TO_COMMITMENT, ("body", "bodies", "slug")),
        (("body", "commitment"),),
    ),
    Table(
        "aliases",
        f"select commitment, position, alias from aliases where commitment in ({_STANDS})",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "unverified",
        f"select commitment, position, text from unverified where commitment in ({_STANDS})",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "related",
        f"select commitment, position, related from related where commitment in ({_STANDS})",
        ("commitment", "position"),
        (*_TO_COMMITMENT, ("related", "commitments", "slug")),
        (("related",),),
    ),
    Table(
        "context",
        f"""select commitment, position, date, date_precision, text from context
            where commitment in ({_STANDS})""",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "context_sources",
        f"""select commitment, context_position, position, {_SOURCE} from context_sources
            where commitment in ({_STANDS})""",
        ("commitment", "context_position", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "outcome_sources",
        f"""select commitment, position, {_SOURCE} from outcome_sources
            where commitment in ({_STANDS})""",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "events",
        f"""select id, commitment, position, event, made_on, made_on_precision, made_on_earliest,
              made_on_basis, who, voice, promised_by, merged_into, due_phrase, due_kind,
              due_earliest, due_latest, start_by, soft, provisional,
              evidence, checked_words as checked, checked_on, carries, counts,
              origin, milestone, reason, note
            from ordered_events where commitment in ({_STANDS})""",
        ("id",),
        (
            *_TO_COMMITMENT,
            ("promised_by", "bodies", "slug"),
            ("merged_into", "commitments", "slug"),
        ),
        (
            ("commitment", "position"),
            ("made_on",),
            # For counting words, however they are written; it reads nothing else.
            ("due_phrase collate nocase", "due_kind", "counts", "soft", "commitment"),
            ("promised_by", "carries", "commitment"),
            ("merged_into",),
            # What is counted above the table of Datasette: an index takes a tenth of the time.
            ("event",),
            ("voice",),
        ),
    ),
    Table(
        "event_sources",
        f"""select s.event_id, s.position, s.url, s.title, s.title_basis, s.publisher, s.published,
              s.kind, s.page, o.readable, o.tried_on, s.archive_url,
              d.id as document, {_PLACE} as version,
              v.raw_sha256 as copy_sha256, substr(v.fetched_at, 1, 10) as copy_read_on
            from event_sources s
            join source_states o on o.event_id = s.event_id and o.position = s.position
            left join documents d on d.id = (
              select id from documents x where x.url = s.url and x.origin in {PUBLIC_ORIGINS}
              order by x.id limit 1)
            left join versions v on v.id = coalesce((
              select t.version_id from ({_ACCEPTED}) a
              join statement_places p on p.statement_id = a.statement_id
              join texts t on t.id = p.text_id
              join versions w on w.id = t.version_id
              where a.event_id = s.event_id and a.document_id = d.id
              order by w.number desc limit 1), d.current_version)
            where s.event_id in (select id from ordered_events where commitment in ({_STANDS}))""",
        ("event_id", "position"),
        (("event_id", "events", "id"), ("document", "documents", "id")),
        (("document",), ("kind",)),
    ),
    Table(
        "quotes",
        f"""select q.event_id, row_number() over (
                partition by q.event_id order by q.document, q.version, q.sentence_start)
                as position,
              q.document, q.version, q.page, q.sentence, q.before, q.after,
              iif(q.shown, q.sentence_start, null) as sentence_start,
              iif(q.shown, q.sentence_end, null) as sentence_end
            from (
              select a.event_id, d.id as document, {_PLACE} as version, p.sentence_start,
                p.sentence_end, v.id = d.current_version and t.text = d.text as shown,
                s.quote as sentence,
                substr(t.text, max(1, p.sentence_start + 1 - {CONTEXT}),
                  min(p.sentence_start, {CONTEXT})) as before,
                substr(t.text, p.sentence_end + 1, {CONTEXT}) as after,
                (select max(b.key) + 1 from json_each(t.page_starts) b
                  where b.value <= p.sentence_start) as page,
                row_number() over (
                  partition by a.statement_id order by v.id = d.current_version desc,
                    v.number desc, t.id desc) as choice
              from ({_ACCEPTED}) a
              join statements s on s.id = a.statement_id
              join documents d on d.id = a.document_id and d.origin in {PUBLIC_ORIGINS}
              join sources o on o.name = d.source and o.republish = 'text'
              join statement_places p on p.statement_id = s.id
              join texts t on t.id = p.text_id
              join versions v on v.id = t.version_id
              where a.event_id in (
                select id from ordered_events where commitment in ({_STANDS}))
            ) q where q.choice = 1""",
        ("event_id", "position"),
        (("event_id", "events", "id"), ("document", "documents", "id")),
        (("document",),),
    ),
    Table(
        "looks",
        f"""select id, commitment, looked_on, looked_as, place, words, result, note from looks
            where retracted_on is null and commitment in ({_STANDS})""",
        ("id",),
        _TO_COMMITMENT,
        (("commitment",),),
    ),
    # Both are counted in the order of recording and over all there are, so that a number stays.
    Table(
        "responses",
        f"""select commitment, position, body, happened, happened_on, how, words, url
            from (select *, row_number() over (partition by commitment order by id) as position
              from responses)
            where retracted_on is null and commitment in ({_STANDS})
              and happened_on <= (select day from as_of)""",
        ("commitment", "position"),
        (*_TO_COMMITMENT, ("body", "bodies", "slug")),
        (("body",),),
    ),
    Table(
        "objections",
        f"""select commitment, position,
              case when event_id in (select id from ordered_events) then event_id end as event_id,
              received_on, by_role, what, url,
              iif(closed, 'closed', 'open') as state,
              iif(closed, outcome, null) as outcome, iif(closed, reason, null) as reason,
              iif(closed, moved_on, null) as closed_on,
              iif(closed, looked_at_by, null) as looked_at_by
            from (select *, row_number() over (partition by commitment order by id) as position
              from objection_states)
            where commitment in ({_STANDS}) and received_on <= (select day from as_of)
              and not (closed and outcome = 'recorded_in_error')""",
        ("commitment", "position"),
        (*_TO_COMMITMENT, ("event_id", "events", "id")),
        (("state", "received_on"), ("event_id",)),
    ),
    # No name, no reason: nothing is said of what is looked at again but that it is.
    # Of one that no release ever told, not even that.
    Table(
        "held",
        """select commitment, held_on from held
           where commitment in (select commitment from main.claims)""",
        ("commitment",),
    ),
    Table(
        "foi_requests",
        f"""select r.id, r.requester_kind, r.authority, r.subject, r.reference, r.requested_on,
             r.requested_on_precision,
             case when {_REPLIED} then r.responded_on end as responded_on,
             iif({_REPLIED}, r.responded_on_precision, 'unknown') as responded_on_precision,
             iif({_REPLIED}, r.outcome, 'unknown') as outcome,
             r.exemption, r.detail, r.source_url, r.source_title, r.source_publisher,
             case r.confidence when 'reported_second_hand' then 'second-hand'
                               else 'first-hand' end as evidence,
             r.promise_due_phrase, r.promise_due_earliest, r.promise_due_latest, r.unverified,
             r.body, r.regime, r.url,
             case when r.parent in ({_SHOWN}) then r.parent end as parent,
             r.followed, s.status, s.since as status_since, s.received_on, s.checked_on
           from foi_requests r left join foi_states s on s.foi_request = r.id
           where r.id in ({_SHOWN})""",
        ("id",),
        (("body", "bodies", "slug"), ("parent", "foi_requests", "id")),
        (("status",), ("body",), ("followed",), ("regime",), ("parent",), ("id", "regime")),
        # By the newest day that is known of a case; within a body, stage or law too.
        order="""coalesce(responded_on, status_since, requested_on) is not null,
          coalesce(responded_on, status_since, requested_on), id""",
    ),
    Table(
        "foi_commitments",
        f"""select foi_request, position, commitment, role from foi_commitments
            where commitment in ({_STANDS}) and foi_request in ({_SHOWN})""",
        ("foi_request", "position"),
        (*_TO_CASE, *_TO_COMMITMENT),
        (("commitment",),),
    ),
    Table(
        "foi_events",
        f"""select foi_request, position, type, occurred_on, occurred_on_precision, actor, known,
              channel, outcome, until, resets, reference, url, sha256, note, promise_due_phrase,
              promise_due_kind, promise_due_earliest, promise_due_latest, promise_start_by,
              promise_soft, case when promise_about in ({_STANDS}) then promise_about end
              as promise_about
            from ({_HAPPENED})""",
        ("foi_request", "position"),
        (*_TO_CASE, ("promise_about", "commitments", "slug")),
        (("promise_due_latest",), ("promise_about",)),
    ),
    Table(
        "foi_grounds",
        f"""select e.foi_request, e.position as event, g.position, g.provision, g.scope,
              g.public_interest_test, g.neither_confirm_nor_deny, g.properly_invoked,
              g.anticipated_publication
            from foi_grounds g join ({_HAPPENED}) e on e.id = g.foi_event""",
        ("foi_request", "event", "position"),
        _TO_CASE,
        (("provision",), ("anticipated_publication",)),
    ),
    Table(
        "foi_clock",
        """select late_after, state, subject, authority, next_action, kind, due, alternative,
             days_left, status, may_escalate, party, checked_on, basis, citation, confirmed,
             explanation, counted_from, received_on, changed_on, revision, as_of, regime,
             reference, body, url, foi_request, position
           from foi_clock where visibility = 'public'""",
        ("foi_request", "position"),
        (*_TO_CASE, ("body", "bodies", "slug")),
        (("state",), ("late_after",), ("status", "foi_request"), ("body",), ("regime",)),
        # As in the view: what is overdue first, then the nearest day.
        order="""state <> 'overdue', state <> 'past the guidance', late_after is null, late_after,
          foi_request, position""",
    ),
    Table(
        "foi_releases",
        f"""select r.document_id as document, r.commitment
            from foi_releases r join documents d on d.id = r.document_id
            where r.decision = 'accept' and r.commitment in ({_STANDS})
              and d.origin in {PUBLIC_ORIGINS}""",
        ("document", "commitment"),
        (("document", "documents", "id"), *_TO_COMMITMENT),
        (("commitment",),),
    ),
    Table(
        "body_foi",
        """select body, valid_from, valid_until, regime, jurisdiction, cost_limit_pounds,
             cost_limit_hours, address, whatdotheyknow, confirmed, source, note
           from body_foi""",
        ("body", "valid_from"),
        (("body", "bodies", "slug"),),
    ),
    Table(
        "bank_holidays",
        "select division, day, title, notes, calendar from temp.calendar",
        ("division", "day"),
    ),
    Table(
        "sources",
        """select name, title, kind, body, url, licence, republish, cadence,
             case when kind <> 'file' and removed_on is null then visit_days end as visit_days, note
           from sources""",
        ("name",),
        (("body", "bodies", "slug"),),
        (("body",),),
    ),
    Table(
        "documents",
        f"""select d.id, d.source, d.author, d.title, d.url, d.kind, d.published_at, d.modified_at,
             d.origin = 'sample' as sample,
             case when s.republish = 'text' then nullif(d.text, '') end as text,
             s.licence
           from documents d join sources s on s.name = d.source
           where d.origin in {PUBLIC_ORIGINS}""",
        ("id",),
        (("source", "sources", "name"),),
        (("published_at",), ("source", "published_at"), ("url",)),
        search=("title", "text"),
        order="published_at is not null, published_at, id",
    ),
    Table(
        "document_versions",
        f"""select d.id as document,
              row_number() over (partition by d.id order by v.number) as number,
              v.title, substr(v.fetched_at, 1, 10) as read_on,
              v.published_at, v.modified_at, v.raw_sha256, t.content_hash as text_sha256,
              v.id = d.current_version as current, v.partial, v.text_state,
              case when s.republish = 'text' and v.id <> d.current_version then t.text end as text
            from documents d
            join sources s on s.name = d.source
            join versions v on v.document_id = d.id
            left join texts t on t.id = (select max(id) from texts x where x.version_id = v.id)
            where d.origin in {PUBLIC_ORIGINS}
              and (v.id = d.current_version or v.id in ({_CHANGED_VERSIONS}))""",
        ("document", "number"),
        (("document", "documents", "id"),),
    ),
    Table(
        "document_files",
        f"""select d.id as document, a.position, a.kind, a.title, a.url, a.mime_type, a.size_bytes,
              a.pages,
              (select f.id from documents f where f.source = d.source and f.origin = d.origin
                and f.url = a.url) as file
            from documents d join attachments a on a.version_id = d.current_version
            where d.origin in {PUBLIC_ORIGINS} and a.kind <> 'media'""",
        ("document", "position"),
        (("document", "documents", "id"), ("file", "documents", "id")),
        (("file",),),
    ),
    Table(
        "redactions",
        f"""select r.id, r.document_id as document, d.url, r.kind, r.redacted_on, r.reason,
              r.sha256, r.letters
            from redactions r left join documents d on d.id = r.document_id
            where r.document_id is null or d.origin in {PUBLIC_ORIGINS}""",
        ("id",),
        (("document", "documents", "id"),),
        (("document",),),
    ),
    Table(
        "document_changes",
        """select v.id, v.document, v.title, v.url, v.source, v.change,
             v.as_before_on, v.changed_by, v.happened_on, v.dated,
             -- That it is gone, or was changed again, is told once that is accepted itself.
             case
               when v.now in ('gone', 'elsewhere')
                 and not max(v.change in ('vanished', 'moved')) over (partition by v.document)
                 then null
               when v.now = 'changed again' and not count(*) filter (
                 where v.change like 'edited%' or v.change like 'file replaced%') over (
                   partition by v.document order by v.changed_by, v.id
                   rows between 1 following and unbounded following) then null
               else v.now end as now,
             v.was, v.became,
             v.sentences_removed, v.sentences_added,
             case s.republish when 'text' then v.removed
               when 'quote' then c.removed_quote end as removed,
             case s.republish when 'text' then v.added
               when 'quote' then c.added_quote end as added,
             v.files_removed, v.files_added, v.attached_to, v.note, v.decided_on, v.sample,
             s.licence
           from document_changes v
           join changes c on c.id = v.id
           join sources s on s.name = v.source
           where v.state = 'accepted' and v.changed_by <= (select day from as_of)""",
        ("id",),
        (("document", "documents", "id"), ("source", "sources", "name")),
        (
            ("changed_by", "id"),
            ("source", "change", "changed_by", "id"),
            ("source", "changed_by", "id"),
            ("change", "changed_by", "id"),
            ("document", "changed_by", "id"),
        ),
    ),
    Table(
        "site_changes",
        """select id, source, first_day, last_day, pages_gone, pages_moved, pages_before,
             files_gone, files_moved, files_before, came_back, decided_on, sample
           from site_changes
           where state = 'accepted' and last_day <= (select day from as_of)""",
        ("id",),
        (("source", "sources", "name"),),
        (("source",),),
    ),
    Table(
        "source_health",
        "select * from source_health",
        ("source", "sample"),
        (("source", "sources", "name"),),
    ),
    Table(
        "run_reports",
        """select run, day, started_at, ended_at, outcome, not_finished, sample, sources,
             sources_read, sources_broken, sources_degraded, requests, pages, pages_failed,
             new_documents, new_versions
           from run_reports where day <= (select day from as_of)""",
        ("run",),
        (),
        (("sample", "run"),),
    ),
    Table(
        "timeline",
        "select * from timeline",
        ("slug",),
        (("slug", "commitments", "slug"), ("merged_into", "commitments", "slug")),
        (
            # The orders of /timeline, over all rows of a kind and over those of a status.
            ("kind", "first_due_latest", "slug"),
            ("kind", "standing_due_latest", "slug"),
            ("kind", "outcome_on", "slug"),
            ("kind", "days_late_min", "slug"),
            ("kind", "title collate nocase", "slug"),
            ("kind", "status", "first_due_latest", "slug"),
            ("kind", "status", "standing_due_latest", "slug"),
            ("kind", "status", "outcome_on", "slug"),
            ("kind", "status", "days_late_min", "slug"),
            ("kind", "topic", "status", "first_due_latest", "slug"),
            # For rows that a body or words of a text name: what else is asked of them.
            (
                "slug",
                "kind",
                "status",
                "topic",
                "first_due_latest",
                "standing_due_latest",
                "outcome_on",
                "days_late_min",
                "title",
            ),
            ("status",),
            ("owner",),
            ("merged_into", "title collate nocase", "slug"),
        ),
    ),
    Table(
        "choices",
        "select * from choices",
        ("kind", "field", "value"),
        (),
        (),
    ),
    Table("kinds", "select * from kinds", ("kind",)),
    Table(
        "body_counts",
        """select b.body, t.kind, t.status, b.role, count(*) as n
           from (select commitment, body, role, min(position) from published.commitment_bodies
             group by commitment, body) b
           join published.timeline t on t.slug = b.commitment
           group by b.body, t.kind, t.status, b.role""",
        ("body", "kind", "status", "role"),
        (("body", "bodies", "slug"),),
        (("kind", "body"),),
    ),
    Table(
        "phrases",
        """select f.family, p.* from phrases p join temp.phrase_families f on f.words = p.words""",
        ("event_id",),
        (*_TO_COMMITMENT, ("event_id", "events", "id")),
        (
            ("kind", "family", "said_on", "event_id"),
            ("commitment",),
            ("family",),
            ("what_came",),
        ),
    ),
    # What the pages of families tell: counted once here, not by each reader.
    Table(
        "phrase_counts",
        f"""select p.kind, p.family, p.what_came, p.n, p.first_said, p.last_said, p.names_a_date,
             p.days_min, p.days_max, p.days_unknown,
             s.silent_days, s.followed_until, s.followed_until_precision
           from (
             select kind, family, what_came, count(*) as n,
               min({_SAID}) as first_said, max({_SAID}) as last_said,
               max(coalesce(due_earliest, due_latest, start_by) is not null) as names_a_date,
               min(said_to_came_min) as days_min, max(said_to_came_max) as days_max,
               sum(said_to_came_min is null or said_to_came_max is null) as days_unknown
             from published.phrases group by kind, family, what_came) p
           -- Of a group with max(), SQLite takes the other columns from the row that has it.
           left join (
             select kind, family, what_came, max(silent_days) as silent_days, followed_until,
               followed_until_precision
             from published.phrases where what_came = 'not seen to come'
             group by kind, family) s
             on s.kind = p.kind and s.family = p.family and s.what_came = p.what_came""",
        ("kind", "family", "what_came"),
    ),
    Table(
        "landmarks",
        "select day, kind, label, source from temp.dated_landmarks",
        ("day", "label"),
    ),
    Table(
        "cohorts",
        """select cohort, title, kind, source, body, first_day, last_day, commitments, on_time,
             late, not_out, unclear, median_days, read_from, read_until, longest_gap_days,
             complete, why_not
           from temp.counted_cohorts""",
        ("cohort",),
        (("source", "sources", "name"), ("body", "bodies", "slug")),
        (("body",), ("source",)),
    ),
    Table(
        "cohort_curves",
        "select cohort, days, at_risk, came, waiting, low, high from temp.counted_curves",
        ("cohort", "days"),
        (("cohort", "cohorts", "cohort"),),
    ),
    Table(
        "foi_own_figures",
        """select body, period, received, in_time, outstanding, compliance, source_url,
             source_title, note from temp.own_foi_figures""",
        ("body", "period"),
        (("body", "bodies", "slug"),),
    ),
    Table(
        "promises",
        "select * from promises",
        ("event_id",),
        (*_TO_COMMITMENT, ("event_id", "events", "id"), ("promised_by", "bodies", "slug")),
        (("commitment", "position"), ("due_latest",), ("promised_by",), ("event",), ("voice",)),
    ),
    Table(
        "slips",
        "select * from slips",
        ("to_event",),
        (*_TO_COMMITMENT, ("to_event", "events", "id"), ("from_event", "events", "id")),
        (("kind", "slip", "said_on"), ("commitment",), ("from_event",), ("slip",)),
    ),
    Table("overdue", "select * from overdue", ("slug",), (("slug", "commitments", "slug"),)),
    Table("unchecked", "select * from unchecked", ("slug",), (("slug", "commitments", "slug"),)),
    Table("due_soon", "select * from due_soon", ("slug",), (("slug", "commitments", "slug"),)),
)

# A claim that rested on an FOI case which is not public any more is on record without its words.
_UNLESS_PRIVATE = ", ".join(
    f"iif(rested_on_private, null, {name}) as {name}"
    for name in (
        "status", "first_due_words", "first_due_latest", "standing_due_words",
        "standing_due_latest", "days_late_min", "days_late_max", "outcome_event", "outcome_on",
        "merged_into", "disputed", "sentence",
    )
)  # fmt: skip

# Laid down once the tables above are, and the claims of this release were held against those of the
# one before (tracker.releases.claims).
LATER = (
    # What the pages of each commitment said, release by release: from the record in the working
    # database, with the rows of this release beside it in temp.new_claims.
    Table(
        "claims",
        f"""select commitment, release, published_at, as_of, change, cause, reason,
             {_UNLESS_PRIVATE}
           from (
             select c.*, exists (
               select 1 from main.events e
               where e.commitment = c.commitment and e.origin = 'foi'
                 and e.retracted_on is not null
                 and e.due_phrase in (c.first_due_words, c.standing_due_words)
                 and not exists (
                   select 1 from published.events p
                   where p.commitment = e.commitment and p.due_phrase = e.due_phrase))
               as rested_on_private
             from (select * from main.claims union all select * from temp.new_claims) c)
           where commitment not in (
             select slug from main.commitments c where retracted_on is not null
               and exists (select 1 from main.events e where e.commitment = c.slug)
               and not exists (
                 select 1 from main.events e where e.commitment = c.slug and e.origin <> 'foi'))""",
        ("commitment", "release"),
        (),
        (("release", "commitment"), ("release", "cause"), ("cause", "as_of"), ("change",)),
    ),
    # What was wrong: claims that changed for our error, an objection or another rule; events that
    # were told and taken back; wordings that an editor corrected. `key` stays from release to
    # release.
    Table(
        "corrections",
        """select key, what, commitment, title, corrected_on, release, was, became, cause, reason
           from (
             select 'claim:' || c.commitment || ':' || c.release as key, 'claim' as what,
               c.commitment, t.title, c.as_of as corrected_on, c.release,
               (select b.sentence from published.claims b
                 where b.commitment = c.commitment and b.release < c.release
                   and b.sentence is not null
                 order by b.release desc limit 1) as was,
               coalesce(c.sentence, 'Nothing is claimed of it any more.') as became,
               c.cause, c.reason
             from published.claims c
             left join published.commitments t on t.slug = c.commitment
             where c.cause in ('our_error', 'objection', 'rule') and c.change <> 'new'
             union all
             select 'wording:' || w.id, 'wording', w.commitment, t.title, w.corrected_on, null,
               w.was, w.became, w.cause, w.reason
             from main.corrections w
             left join published.commitments t on t.slug = w.commitment
             where w.corrected_on <= (select day from main.as_of)
               and (w.commitment is null or t.slug is not null)
             union all
             select 'event:' || e.id, 'statement', e.commitment, t.title, e.retracted_on, null,
               e.event || iif(e.due_phrase is null, '', ' “' || e.due_phrase || '”')
                 || ', ' || e.who || coalesce(', ' || case e.made_on_precision
                   when 'day' then e.made_on when 'month' then substr(e.made_on, 1, 7)
                   else substr(e.made_on, 1, 4) end, ''),
               'Taken back.', e.retracted_cause, e.retracted_why
             from main.events e
             join published.commitments t on t.slug = e.commitment
             where e.retracted_cause in ('our_error', 'objection')
               and e.retracted_on <= (select day from main.as_of)
               and e.id in (select id from temp.told_events_before)
               -- What is said anew in the same words was only read otherwise: that is told as a
               -- change of the claim, and nothing was taken back.
               and not exists (
                 select 1 from published.events n
                 where n.commitment = e.commitment and n.event = e.event
                   and n.due_phrase is e.due_phrase and n.who = e.who)
           )""",
        ("key",),
        (),
        (
            ("corrected_on", "key"),
            ("cause", "corrected_on", "key"),
            ("commitment", "corrected_on"),
            ("what",),
        ),
    ),
    # Over the tables above: what there is to tell. When a thing was first told the kept releases
    # know: ``build`` asks them, and ``seal`` writes this release where none of them told it.
    Table(
        "news",
        """select n.key, n.happened, n.kind, n.commitment, n.event_id, n.change_id, n.happened_on,
             n.happened_on_precision, n.sample,
             (select day from main.as_of) as first_published_on,
             cast(null as integer) as first_release
           from (
             -- By what was said, not by a number or a day: the same in a database made anew, and
             -- when a day was corrected.
             select 'event:' || e.commitment || ':' || e.event || ':'
                 || coalesce(e.due_phrase, '') || ':' || row_number() over (
                   partition by e.commitment, e.event, coalesce(e.due_phrase, '')
                   order by e.position) as key,
               case when s.slip in ('later', 'earlier', 'date_lost', 'loosened', 'tightened')
                 then s.slip else e.event end as happened,
               c.kind, e.commitment, e.id as event_id, cast(null as integer) as change_id,
               e.made_on as happened_on, e.made_on_precision as happened_on_precision, 0 as sample
             from published.events e
             join published.commitments c on c.slug = e.commitment
             left join published.slips s on s.to_event = e.id
             where e.counts
             union all
             select 'overdue:' || slug || ':' || standing_due_latest, 'overdue', kind, slug, null,
               null, (select min(l.looked_on) from published.looks l
                 where l.commitment = o.slug and l.looked_on > o.standing_due_latest), 'day', 0
             from published.overdue o
             union all
             select 'change:' || id, 'document_changed', null, null, null, id, changed_by, 'day',
               sample from published.document_changes
             union all
             select 'site:' || id, 'site_changed', null, null, null, id, last_day, 'day', sample
             from published.site_changes
             union all
             select 'correction:' || x.key, 'corrected', c.kind, x.commitment, null, null,
               x.corrected_on, 'day', 0
             from published.corrections x
             left join published.commitments c on c.slug = x.commitment
           ) n""",
        ("key",),
        (*_TO_COMMITMENT, ("event_id", "events", "id")),
        (
            ("first_published_on", "happened_on"),
            ("commitment", "first_published_on", "happened_on"),
            ("happened", "first_published_on"),
            ("kind", "first_published_on", "happened_on"),
            ("kind", "happened", "first_published_on", "happened_on"),
            ("kind", "happened", "happened_on", "key"),
            ("event_id",),
        ),
    ),
    # Every release up to this one: what it was counted for, its SHA-256 sum as it was published
    # (of this one not yet known), and what it said otherwise than the one before.
    Table(
        "releases",
        """select number, as_of, published_at, sha256,
             (select count(*) from published.claims c where c.release = r.number
               and c.change = 'new') as claims_new,
             (select count(*) from published.claims c where c.release = r.number
               and c.change <> 'new') as claims_changed,
             (select count(*) from published.claims c where c.release = r.number
               and c.cause in ('our_error', 'objection', 'rule')) as claims_corrected
           from temp.releases_before r""",
        ("number",),
        (),
    ),
)

TABLES = (*FIRST, *LATER)

# Computed columns that hold whole numbers or truth. A copied query keeps no type
# for what it computes, and -42 would become text that sorts and exports wrongly.
WHOLE_NUMBERS = frozenset(
    {
        "position", "event_id", "from_event", "to_event",
        "days", "days_late_min", "days_late_max", "days_left",
        "first_days_min", "first_days_max", "standing_days_min", "standing_days_max",
        "tightest_days_min", "tightest_days_max",
        "moved_later", "moved_earlier", "loosened", "tightened", "dates_lost", "events",
        "first_due_soft", "standing_due_soft", "soft", "second_hand_events", "unchecked_events",
        "first_due_provisional", "standing_due_provisional", "provisional",
        "dues_checked", "carries", "counts", "sample",
        "documents", "files", "without_text", "pages_waiting", "files_waiting", "pages_failed",
        "pages_refused", "visit_days",
        "sources", "sources_read", "sources_broken", "sources_degraded", "requests",
        "new_documents", "new_versions",
        "sentences_removed", "sentences_added", "came_back",
        "may_escalate", "revision",
        "current", "sentence_start", "sentence_end", "page", "version", "change_id",
        "first_release",
        "n", "commitments", "statements", "second_hand", "not_checked",
        "on_time", "late", "not_out", "unclear", "median_days", "longest_gap_days", "complete",
        "at_risk", "came",
        "disputed", "source_gone", "looked_at_by", "release", "letters", "number",
        "claims_new", "claims_changed", "claims_corrected",
        "own_reading", "said_to_came_min", "said_to_came_max", "silent_days",
        "names_a_date", "days_min", "days_max", "days_unknown",
    }
)  # fmt: skip
# Columns of shares between 0 and 1.
SHARES = frozenset({"waiting", "low", "high"})
