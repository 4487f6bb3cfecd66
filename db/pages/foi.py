"""Freedom of Information cases: the list of all, one of them, and those of a commitment."""

from collections.abc import Iterable
from typing import Final

# The decision, if one is on record, that fell on the day that a case has as its reply's: such a
# day is a regulator's or a tribunal's, and no answer of the body.
_DECISION: Final = """(
  select e.type from foi_events e
  where e.foi_request = f.id and e.occurred_on = f.responded_on
    and e.type in ('decision_notice', 'tribunal_decision')
    and not exists (
      select 1 from foi_events r
      where r.foi_request = f.id and r.occurred_on = f.responded_on
        and r.type in ('response', 'refusal_notice'))
  order by e.position desc limit 1) as decision"""

# ------------------------------------------------------------------- the cases of a commitment

# So many cases of one commitment stand on its page.
MOST_CASES: Final = 50
_CASES_OF = f"""select foi_request from foi_commitments where commitment = :slug
  order by foi_request limit {MOST_CASES}"""
# More steps, grounds or deadlines than this no page shows.
_MOST_STEPS: Final = 2000
# A row a case that bears on a commitment, the oldest first.
FOI_REQUESTS = f"""
select f.*, l.role, p.subject as parent_subject, {_DECISION}
from foi_commitments l
join foi_requests f on f.id = l.foi_request
left join foi_requests p on p.id = f.parent
where l.commitment = :slug and f.id in ({_CASES_OF})
order by coalesce(f.requested_on, f.responded_on), f.id
limit {MOST_CASES}
"""
# A row a step of these cases, with the title of another commitment that it promises a day for.
FOI_EVENTS = f"""
select e.*, c.title as about_title from foi_events e
left join commitments c on c.slug = e.promise_about and c.slug <> :slug
where e.foi_request in ({_CASES_OF}) order by e.foi_request, e.position limit {_MOST_STEPS}
"""
# A row a ground of a step.
FOI_GROUNDS = f"""
select * from foi_grounds where foi_request in ({_CASES_OF})
order by foi_request, event, position limit {_MOST_STEPS}
"""
# A row an open deadline of these cases; the table lies in the order of urgency.
FOI_CLOCK = f"""
select * from foi_clock where foi_request in ({_CASES_OF})
order by foi_request, rowid limit {_MOST_STEPS}
"""
# A row a released document that an editor took as evidence of a commitment.
FOI_RELEASES = """
select d.title, d.url, d.published_at, d.sample, s.title as source
from foi_releases r
join documents d on d.id = r.document
join sources s on s.name = d.source
where r.commitment = :slug order by d.published_at, d.id limit 100
"""

# --------------------------------------------------------------------------------- one case

CASE = f"""
select f.*, b.name as body_name, p.subject as parent_subject, {_DECISION}
from foi_requests f
left join bodies b on b.slug = f.body
left join foi_requests p on p.id = f.parent
where f.id = :case
"""
CASE_EVENTS = f"""
select e.*, c.title as about_title from foi_events e
left join commitments c on c.slug = e.promise_about
where e.foi_request = :case order by e.position limit {_MOST_STEPS}
"""
CASE_GROUNDS = f"""
select * from foi_grounds where foi_request = :case order by event, position limit {_MOST_STEPS}
"""
CASE_CLOCK = f"""
select * from foi_clock where foi_request = :case order by rowid limit {_MOST_STEPS}
"""
# A row a commitment that the case bears on, with its status on the day of counting.
CASE_COMMITMENTS = """
select l.role, t.slug, t.title, t.status
from foi_commitments l join timeline t on t.slug = l.commitment
where l.foi_request = :case order by l.position limit 100
"""
# A row a case that came out of this one, the newest first.
CASE_CHILDREN = """
select id, subject, authority, status from foi_requests
where parent = :case order by rowid desc limit 100
"""

# -------------------------------------------------------------------------------- all cases

# The grounds of what counts as a refusal: those on which a reply, a refusal notice or a review
# relied; not what a notice of more time or a decision names.
_RELIED_ON = "e.type in ('response', 'refusal_notice', 'internal_review_outcome')"

# By what a list may be narrowed, and how; {case} names a case, {row} has its body, law and stage.
_NARROWED: Final = {
    "body": "{row}.body = :body",
    "law": "{row}.regime = :law",
    "stage": "{row}.status = :stage",
    "ground": f"""{{case}} in (
      select g.foi_request from foi_grounds g
      join foi_events e on e.foi_request = g.foi_request and e.position = g.event
      where g.provision = :ground and {_RELIED_ON})""",
    "found": """{case} in (
      select foi_request from foi_grounds
      where provision = :ground and properly_invoked = (:found = 'upheld'))""",
}
FILTERS: Final = tuple(_NARROWED)

# Of each case that waits for something its most urgent row: `foi_clock` lies in order of urgency,
# what is overdue first, then the nearest day.
_OPEN = """
from foi_clock c cross join foi_requests f on f.id = c.foi_request
where not exists (
  select 1 from foi_clock x where x.foi_request = c.foi_request and x.rowid < c.rowid)
"""
# `foi_requests` lies in the order of the newest day that is known of a case.
_NOTHING_DUE = """
from foi_requests f where f.followed = 1
  and not exists (select 1 from foi_clock x where x.foi_request = f.id)
"""
_OTHERS = "from foi_requests f where f.followed = 0"
_FROM: Final = {"open": _OPEN, "closed": _NOTHING_DUE, "others": _OTHERS}
GROUPS: Final = tuple(_FROM)
_OF_CASE = f"""f.id, f.subject, f.authority, f.regime, f.status, f.outcome, f.evidence,
  f.requested_on, f.requested_on_precision, f.responded_on, f.responded_on_precision, f.exemption,
  f.checked_on as last_checked_on, {_DECISION}"""
_OF_CLOCK = """c.kind, c.due, c.alternative, c.late_after, c.state, c.next_action, c.checked_on,
  c.basis, c.citation, c.confirmed, c.explanation"""


def cases(group: str, filters: Iterable[str]) -> str:
    """A row a case of one of ``GROUPS``: the most urgent first, else the newest.

    ``filters`` are names of ``FILTERS``; each is a parameter, as are ``limit`` and ``offset``.
    """
    columns = f"{_OF_CASE}, {_OF_CLOCK}" if group == "open" else _OF_CASE
    order = "c.rowid" if group == "open" else "f.rowid desc"
    return (
        f"select {columns} {_narrowed(group, filters)} order by {order} limit :limit offset :offset"
    )


def count(group: str, filters: Iterable[str]) -> str:
    """How many cases ``cases`` lists in all."""
    return f"select count(*) as n {_narrowed(group, filters)}"


def _narrowed(group: str, filters: Iterable[str]) -> str:
    row, case = ("c", "c.foi_request") if group == "open" else ("f", "f.id")
    wanted = (f" and {_NARROWED[name].format(row=row, case=case)}" for name in filters)
    return f"{_FROM[group]}{''.join(wanted)}"


# A row a stage in which cases are that wait for something, with how many.
OPEN_STAGES = """
select status, count(distinct foi_request) as n from foi_clock
group by status order by n desc, status
"""
# A row a stage in which any case is.
STAGES = "select distinct status from foi_requests where status is not null order by status"
# A row a body that was asked.
BODIES = """
select b.slug, b.name from bodies b
where exists (select 1 from foi_requests f where f.body = b.slug)
order by b.name limit 500
"""
BODY = "select slug from bodies where slug = :body"
GROUND = "select provision from foi_grounds where provision = :ground limit 1"

# A row a law and ground: in how many cases a reply relied on it, and in how many of these a
# regulator or tribunal found so of it, or not so.
REFUSALS = f"""
select f.regime, x.provision, count(*) as cases, sum(x.for_a_part) as for_a_part,
  sum(x.upheld) as upheld, sum(x.not_upheld) as not_upheld
from (
  select g.foi_request, g.provision, max({_RELIED_ON}) as relied_on,
    max({_RELIED_ON} and g.scope = 'part') as for_a_part,
    max(g.properly_invoked is 1) as upheld, max(g.properly_invoked is 0) as not_upheld
  from foi_grounds g cross join foi_events e
    on e.foi_request = g.foi_request and e.position = g.event
  group by g.foi_request, g.provision
) x cross join foi_requests f on f.id = x.foi_request
where x.relied_on
group by f.regime, x.provision
order by cases desc, f.regime, x.provision
limit 100
"""

# A row a day of publication that a reply named, by its words or beside a ground, and that has
# passed; the newest day first. Whether the thing came is not said here: the status of the
# commitment and the clock of the case say what is known.
_AS_OF = "(select day from as_of)"
_PROMISED = f"""
  select e.foi_request, e.position, e.promise_due_latest as day from foi_events e
  where e.promise_due_latest < {_AS_OF}
  order by e.promise_due_latest desc limit :limit"""
_ANNOUNCED = f"""
  select g.foi_request, g.event, g.anticipated_publication from foi_grounds g
  join foi_events e on e.foi_request = g.foi_request and e.position = g.event
  where g.anticipated_publication < {_AS_OF}
    and coalesce(e.promise_due_latest, '') <> g.anticipated_publication
  group by g.anticipated_publication, g.foi_request, g.event
  order by g.anticipated_publication desc limit :limit"""
PASSED = f"""
with days as (
  select * from ({_PROMISED}) union all select * from ({_ANNOUNCED})
)
select d.day, f.id, f.subject, f.authority, f.status as case_status, e.type, e.occurred_on,
  e.occurred_on_precision, e.known,
  iif(e.promise_due_latest = d.day, e.promise_due_phrase, null) as promise_due_phrase,
  e.promise_due_kind, e.promise_due_earliest, e.promise_due_latest, e.promise_start_by,
  e.promise_soft,
  t.slug, t.title, t.status,
  c.state, c.checked_on
from days d
join foi_events e on e.foi_request = d.foi_request and e.position = d.position
join foi_requests f on f.id = d.foi_request
left join timeline t on t.slug = coalesce(e.promise_about, (
  select max(l.commitment) from foi_commitments l
  where l.foi_request = d.foi_request and l.role = 'asks_for' having count(*) = 1))
left join foi_clock c on c.rowid = (
  select min(x.rowid) from foi_clock x
  where x.foi_request = d.foi_request and x.kind = 'publication_anticipated' and x.due = d.day)
order by d.day desc, f.id, e.position
limit :limit
"""
HOW_MANY_PASSED = f"""
select (select count(*) from foi_events where promise_due_latest < {_AS_OF})
  + (select count(*) from (
      select 1 from foi_grounds g
      join foi_events e on e.foi_request = g.foi_request and e.position = g.event
      where g.anticipated_publication < {_AS_OF}
        and coalesce(e.promise_due_latest, '') <> g.anticipated_publication
      group by g.anticipated_publication, g.foi_request, g.event)) as n
"""

# A row a body and period, letter for letter.
OWN_FIGURES = """
select o.*, b.name from foi_own_figures o join bodies b on b.slug = o.body
order by b.name, o.rowid limit 100
"""
