-- How lateness is counted, and nowhere else. Each view can be read alone.
--
-- Public: timeline, promises, slips, overdue, unchecked, due_soon, phrases, kinds, choices,
-- document_changes, foi_clock, site_changes, source_health. Their columns are pinned by tests/db/test_public_columns.py and
-- described in metadata.yml. The others are the steps on the way there.


-- What people decided about a statement last; a decision that was taken back is none.
create view decisions as
select document_id, quote_hash, focus, id as review_id, decision, commitment, event_id,
  reviewer, decided_at
from (
  select *, row_number() over (
    partition by document_id, quote_hash, focus order by id desc) as newest
  from reviews r
  where decision <> 'undo' and not exists (select 1 from reviews u where u.undoes = r.id)
)
where newest = 1;


-- Statements that wait for a person, each with what the machine thinks it is about.
-- A likely delivery comes first: while it waits, nothing is called overdue.
create view review_queue as
select s.id as statement_id, s.document_id, s.event, s.found_at, s.confidence,
  g.kind, g.commitment, g.event_id, g.proposal, g.score, g.why,
  s.event = 'delivered' and g.commitment is not null as holds_back
from statements s
join documents d on d.id = s.document_id and d.origin <> 'copy'
left join suggestions g on g.statement_id = s.id and g.rank = 1
left join decisions x on x.document_id = s.document_id and x.quote_hash = s.quote_hash
  and x.focus = s.focus
where s.stands and x.review_id is null;


-- How long the queue is and how old: public, so that readers can judge what they see.
create view reviewing as
select count(*) as waiting, coalesce(sum(holds_back), 0) as deliveries_waiting,
  min(substr(found_at, 1, 10)) as oldest_found_on
from review_queue;


-- Every event, with what can be said of it alone.
create view told_events as
select *,
  -- The day that slips and charts measure by: "from X" has no latest day, but
  -- it had to start by the last day of X.
  coalesce(due_latest, start_by) as measured_due,
  -- Whose word it is: only the body's own, or a report of it, sets dues and status.
  voice in ('on_record', 'reported') as counts,
  -- The days between which it happened: a month or a year is all of it, and a
  -- day known only from a later report may be any day up to that report.
  case when made_on_earliest is not null then made_on_earliest
       when made_on_basis = 'statement' then made_on end as happened_from,
  case made_on_precision
    when 'day' then made_on
    when 'month' then date(made_on, 'start of month', '+1 month', '-1 day')
    when 'year' then date(made_on, 'start of year', '+1 year', '-1 day') end as happened_until,
  -- How near the source is, and whether it was looked up, in words for readers.
  case confidence when 'reported_second_hand' then 'second-hand' else 'first-hand' end as evidence,
  replace(checked, '_', ' ') as checked_words
from events;


-- Addresses of sources that are known to be dead: the newest check that could tell found the page
-- gone, or the crawl did (of no source is it live), and nobody opened it since. A page that refused
-- us, or did not answer, may open for a reader.
create view dead_urls as
select url from (
  select url, state, row_number() over (
    partition by url order by checked_on desc, id desc) as newest
  from link_checks
  where state in ('open', 'gone')
    and checked_on <= coalesce((select day from as_of), checked_on)
)
where newest = 1 and state = 'gone'
union
select d.url from documents d
where d.state = 'gone' and d.origin = 'site'
  and d.gone_on <= coalesce((select day from as_of), d.gone_on)
  and not exists (
    select 1 from documents l where l.url = d.url and l.origin = 'site' and l.state = 'live')
  and not exists (
    select 1 from link_checks c
    where c.url = d.url and c.state = 'open' and c.checked_on > d.gone_on);


-- Events none of whose sources a reader can open any more: the addresses are dead, none has a copy
-- in a public web archive, and none may be shown here as text.
create view closed_events as
select distinct s.event_id
from dead_urls u
join event_sources s on s.url = u.url
where not exists (
  select 1 from event_sources o
  where o.event_id = s.event_id and (
    o.archive_url is not null
    or o.url not in (select url from dead_urls)
    or exists (
      select 1 from documents d join sources r on r.name = d.source
      where d.url = o.url and d.origin in ('site', 'file') and r.republish = 'text'
        and d.text <> '')));


-- Events that stand, in the order in which they count: by register seq (an
-- undated one keeps its place); an event from elsewhere comes after the last
-- register event that is dated no later than it. What was said or done after
-- the day that everything is counted for is not yet known on it.
create view ordered_events as
with standing as (
  select *,
    counts and event in (
      'promised', 'reaffirmed', 'slipped', 'brought_forward', 'resumed', 'paused',
      'partially_delivered')
      -- A date of another milestone of the same thing sets nothing of this one.
      and milestone is null as binds,
    measured_due is not null or due_kind = 'open' as worded,
    id in (select event_id from closed_events) as closed
  from told_events
  where retracted_on is null
    and (made_on is null or made_on <= coalesce((select day from as_of), made_on))
),
anchored as (
  select e.*,
    coalesce(
      e.seq,
      (select max(r.seq) from standing r
        where r.commitment = e.commitment and r.seq is not null and r.made_on <= e.made_on),
      0) as anchor
  from standing e
)
select *,
  row_number() over line as position,
  -- A date that the body itself called provisional holds until it says another.
  binds and not (provisional and coalesce(max(binds and worded) over (
    line rows between 1 following and unbounded following), 0)) as carries
from anchored
window line as (partition by commitment order by anchor, seq is null, made_on, id);


-- The newest day on which anybody is known to have said or done anything about a
-- commitment, or to have looked for it in vain. A month or a year counts as its
-- first day. A look that found something does not stretch the time that it was out.
create view followed as
with days as (
  select commitment, made_on as day, made_on_precision as precision from ordered_events
  union all
  select slug, outcome_date, outcome_date_precision from commitments
    where outcome_date <= (select day from as_of)
  union all
  select commitment, looked_on, 'day' from looks
    where retracted_on is null and result = 'not_found'
      and looked_on <= (select day from as_of)
),
newest as (
  select *, row_number() over (
    partition by commitment
    order by day desc, case precision when 'day' then 1 when 'month' then 2 else 3 end) as rank
  from days
  where day is not null
)
select n.commitment, n.day as followed_until, n.precision as followed_until_precision
from newest n
join commitments c on c.slug = n.commitment and c.retracted_on is null
where n.rank = 1;


-- From one dated promise to the next: which way the date moved.
create view date_moves as
with dated as (
  select *,
    lag(id) over line as before_id,
    lag(due_kind) over line as before_kind,
    lag(due_earliest) over line as before_earliest,
    lag(measured_due) over line as before_due
  from ordered_events
  where carries and measured_due is not null
  window line as (partition by commitment order by position)
)
select commitment, before_id as from_event, id as to_event, position,
  case
    when due_earliest = before_earliest and measured_due = before_due then 'same'
    when due_kind in ('precise', 'interval') and before_kind in ('precise', 'interval')
      and due_earliest <= before_earliest and measured_due >= before_due then 'loosened'
    when due_kind in ('precise', 'interval') and before_kind in ('precise', 'interval')
      and due_earliest >= before_earliest and measured_due <= before_due then 'tightened'
    when measured_due > before_due then 'later'
    when measured_due < before_due then 'earlier'
    else 'same'
  end as slip,
  cast(julianday(measured_due) - julianday(before_due) as integer) as days
from dated
where before_id is not null;


-- Open words after a date ("in due course" after "by March"): the date is
-- lost, though it stays the one that lateness is measured by. Counted once,
-- until another date is given.
create view date_losses as
with worded as (
  select *, measured_due is not null as dated
  from ordered_events
  where carries and (measured_due is not null or due_kind = 'open')
),
followed_on as (
  select *,
    lag(id) over line as before_id,
    lag(dated) over line as before_dated
  from worded
  window line as (partition by commitment order by position)
)
select commitment, before_id as from_event, id as to_event, position,
  'date_lost' as slip, null as days
from followed_on
where not dated and before_dated;


create view slips as
select
  s.commitment, c.title, s.slip, s.days,
  f.due_phrase as from_words, f.due_earliest as from_earliest, f.measured_due as from_latest,
  t.due_phrase as to_words, t.due_earliest as to_earliest, t.measured_due as to_latest,
  t.made_on as said_on, t.made_on_precision as said_on_precision, t.made_on_basis,
  t.who, t.voice, t.promised_by,
  f.evidence as from_evidence, t.evidence as to_evidence,
  f.checked_words as from_checked, t.checked_words as to_checked,
  s.from_event, s.to_event, s.position, c.kind
from (
  select * from date_moves
  union all
  select * from date_losses
) s
join commitments c on c.slug = s.commitment and c.retracted_on is null
join told_events f on f.id = s.from_event
join told_events t on t.id = s.to_event;


-- The newest look for a commitment, and what came of it. Of several on one day
-- the one that was recorded last counts.
create view last_looks as
select commitment, looked_on, result, place, words, looked_as
from (
  select *, row_number() over (
    partition by commitment order by looked_on desc, id desc) as rank
  from looks
  where retracted_on is null and looked_on <= (select day from as_of)
)
where rank = 1;


-- Objections, each with where it stands: `open` until a person's outcome was confirmed by another,
-- or for good where there is no other. `awaits` says whose turn it is.
create view objection_states as
select o.*, n.step as last_step,
  coalesce(n.step = 'confirmed' or (n.step = 'proposed' and n.alone), 0) as closed,
  case when n.step = 'proposed' and not n.alone then 'second person' else 'person' end as awaits,
  p.outcome, p.reason, p.by_name as proposed_by,
  iif(n.step = 'confirmed', 2, 1) as looked_at_by,
  substr(n.at, 1, 10) as moved_on
from objections o
left join objection_steps n on n.id = (
  select max(id) from objection_steps x where x.objection_id = o.id)
left join objection_steps p on p.id = (
  select max(id) from objection_steps x where x.objection_id = o.id and x.step = 'proposed');


-- What the body says of each commitment that it was asked about, or that it answered unasked: a row
-- a commitment. No answer after the newest question is "asked", or "no reply" once that was seen.
create view response_states as
select r.commitment,
  case
    when max(iif(happened = 'answered', happened_on, '')) >= max(iif(happened = 'asked', happened_on, ''))
      and max(happened = 'answered') then 'answered'
    when max(iif(happened = 'no_reply', happened_on, '')) >= max(iif(happened = 'asked', happened_on, ''))
      and max(happened = 'no_reply') then 'no reply'
    else 'asked'
  end as state,
  max(iif(happened = 'asked', happened_on, null)) as asked_on,
  max(iif(happened = 'answered', happened_on, null)) as answered_on,
  max(iif(happened = 'no_reply', happened_on, null)) as no_reply_by
from responses r
where retracted_on is null and happened_on <= coalesce((select day from as_of), happened_on)
group by r.commitment;


-- Where each commitment ended last, and where it was promised again or resumed. The date of another
-- milestone promises nothing again; nor is anything called dropped for a source that nobody can open.
create view turning_events as
select *,
  max(case when counts and (event = 'merged' or (event = 'dropped' and not closed))
    then position end) over whole as taken_out_at,
  max(case when counts and (event in ('delivered', 'merged')
    or (event = 'dropped' and not closed)) then position end) over whole as last_end_at,
  max(case when counts and event in ('promised', 'resumed') and milestone is null
    then position end) over whole as reopened_at
from ordered_events
window whole as (partition by commitment);


-- One row a commitment: which of its events decide. Of several deliveries with nothing promised
-- again between them the first counts: what is published twice was kept by the first. What stood
-- before an end that was taken back fell with it, and sets no newest date and no pause.
create view deciding_events as
select commitment,
  count(*) as events,
  min(case when carries and due_latest is not null then position end) as first_at,
  max(case when carries and due_latest is not null and stands then position end) as standing_at,
  min(case when carries and start_by is not null then position end) as start_at,
  min(case when carries then due_latest end) as tightest_latest,
  min(case when carries and due_latest is not null then checked <> 'not_yet' end) as dues_checked,
  coalesce(
    min(case when counts and event = 'delivered'
      and position > max(coalesce(taken_out_at, 0), coalesce(reopened_at, 0)) then position end),
    max(taken_out_at)) as ended_at,
  max(reopened_at) as reopened_at,
  max(case when counts and event = 'paused' and stands then position end) as paused_at,
  max(case when counts and event = 'resumed' then position end) as resumed_at,
  max(case when carries and measured_due is not null then position end) as dated_at,
  max(case when counts and event = 'partially_delivered' then position end) as partial_at,
  sum(confidence = 'reported_second_hand') as second_hand_events,
  sum(checked = 'not_yet') as unchecked_events
from (
  select *, position > iif(reopened_at > last_end_at, last_end_at, 0) as stands from turning_events
)
group by commitment;


create view measured as
select c.slug, d.*,
  (select day from as_of) as today,
  f.id as first_event, f.due_phrase as first_due_words,
  f.due_earliest as first_due_earliest, f.due_latest as first_due_latest,
  f.soft as first_due_soft, f.provisional as first_due_provisional,
  s.id as standing_event, s.due_phrase as standing_due_words,
  s.due_earliest as standing_due_earliest, s.due_latest as standing_due_latest,
  s.soft as standing_due_soft, s.provisional as standing_due_provisional,
  -- A deadline has no beginning: what is kept as its first day is the day of the saying.
  iif(f.due_kind = 'deadline', null, f.due_earliest) as first_begins,
  iif(s.due_kind = 'deadline', null, s.due_earliest) as standing_begins,
  iif(t.due_kind = 'deadline', null, t.due_earliest) as tightest_begins,
  b.due_phrase as start_words, b.due_earliest as start_earliest, b.start_by,
  o.id as outcome_event_id, o.event as outcome_event, o.merged_into,
  o.made_on as outcome_on, o.made_on_precision as outcome_on_precision,
  o.happened_from, o.happened_until,
  w.followed_until, w.followed_until_precision,
  l.looked_on, l.result as look_result,
  h.commitment is not null as delivery_suggested,
  -- Nobody can open any source of the date that stands, or of the same one said elsewhere.
  s.closed and not exists (
    select 1 from ordered_events x
    where x.commitment = c.slug and x.carries and x.due_latest = s.due_latest and not x.closed)
    as source_gone
from commitments c
left join deciding_events d on d.commitment = c.slug
left join ordered_events f on f.commitment = c.slug and f.position = d.first_at
left join ordered_events s on s.commitment = c.slug and s.position = d.standing_at
left join ordered_events t on t.id = (
  select x.id from ordered_events x
  where x.commitment = c.slug and x.carries and x.due_latest = d.tightest_latest
  order by x.position limit 1)
-- A start that was given before there was any date to finish by.
left join ordered_events b on b.commitment = c.slug and b.position = d.start_at
  and (d.first_at is null or d.start_at < d.first_at)
left join ordered_events o on o.commitment = c.slug and o.position = d.ended_at
  and coalesce(d.reopened_at, 0) < d.ended_at
left join followed w on w.commitment = c.slug
left join last_looks l on l.commitment = c.slug
left join (select distinct commitment from review_queue where holds_back) h
  on h.commitment = c.slug
-- What a rule made of a page that was read after the day of counting was not yet known on it.
where c.retracted_on is null and (c.origin not like 'rule:%' or d.events > 0);


-- The first rule that holds decides.
create view statuses as
select *,
  case
    when outcome_event = 'delivered' then
      case
        when first_due_latest is null then 'delivered'
        when happened_until <= first_due_latest then 'delivered_on_time'
        -- After a date that was only ever provisional, nothing was late: the confirmed one may
        -- have come and gone between two looks at the source.
        when happened_from > first_due_latest and not first_due_provisional then 'delivered_late'
        else 'unclear'
      end
    when outcome_event is not null then outcome_event           -- merged, dropped
    when paused_at > coalesce(resumed_at, 0) and paused_at >= coalesce(dated_at, 0) then 'paused'
    when partial_at is not null then 'partially_delivered'
    when standing_due_latest is null then 'no_date'
    when today <= standing_due_latest then 'awaited'
    -- A machine's suggestion or a person's look says that it came: not yet a fact.
    when delivery_suggested then 'being_checked'
    when look_result = 'found' and looked_on > standing_due_latest then 'being_checked'
    when look_result = 'not_found' and looked_on > standing_due_latest
      and julianday(today) - julianday(looked_on) <= 92
      and dues_checked and not standing_due_soft and not standing_due_provisional
      and not source_gone then 'overdue'
    else 'unchecked'
  end as status
from measured;


-- Days from each due to the day that counts: that of the outcome, or the day
-- until which the commitment was followed; never to today beyond that day.
create view day_counts as
with ends as (
  select *,
    case when held_to_nothing then null
         when outcome_event is not null then happened_from
         when followed_until > standing_due_latest then followed_until end as from_day,
    case when held_to_nothing then null
         when outcome_event is not null then happened_until
         when followed_until > standing_due_latest then followed_until end as until_day
  from (select *, outcome_event = 'delivered' and status = 'unclear' and first_due_provisional
          as held_to_nothing from statuses)
)
select *,
  cast(julianday(from_day) - julianday(first_due_latest) as integer) as first_days_min,
  cast(julianday(until_day) - julianday(first_begins) as integer) as first_days_max,
  cast(julianday(from_day) - julianday(standing_due_latest) as integer) as standing_days_min,
  cast(julianday(until_day) - julianday(standing_begins) as integer) as standing_days_max,
  cast(julianday(from_day) - julianday(tightest_latest) as integer) as tightest_days_min,
  cast(julianday(until_day) - julianday(tightest_begins) as integer) as tightest_days_max,
  -- An ended promise is measured against the first date, a running one against
  -- the date that stands now.
  case when outcome_event is not null then 'first due'
       when status in ('overdue', 'unchecked', 'being_checked') then 'standing due'
  end as measured_against
from ends;


create view timeline as
select
  c.slug, c.title, c.owner, c.topic, d.status,
  d.start_words, d.start_earliest, d.start_by,
  d.first_due_words, d.first_due_earliest, d.first_due_latest,
  d.standing_due_words, d.standing_due_earliest, d.standing_due_latest,
  d.tightest_latest as tightest_due_latest,
  d.outcome_event, d.outcome_on, d.outcome_on_precision,
  d.happened_from as outcome_earliest, d.happened_until as outcome_latest,
  d.merged_into,
  case d.measured_against when 'first due' then d.first_days_min
                          when 'standing due' then d.standing_days_min end as days_late_min,
  case d.measured_against when 'first due' then d.first_days_max
                          when 'standing due' then d.standing_days_max end as days_late_max,
  d.measured_against,
  d.first_days_min, d.first_days_max,
  d.standing_days_min, d.standing_days_max,
  d.tightest_days_min, d.tightest_days_max,
  coalesce(n.later, 0) as moved_later,
  coalesce(n.earlier, 0) as moved_earlier,
  coalesce(n.loosened, 0) as loosened,
  coalesce(n.tightened, 0) as tightened,
  coalesce(n.date_lost, 0) as dates_lost,
  coalesce(d.events, 0) as events,
  d.followed_until, d.followed_until_precision, d.looked_on, d.look_result,
  coalesce(d.first_due_soft, 0) as first_due_soft,
  coalesce(d.standing_due_soft, 0) as standing_due_soft,
  coalesce(d.first_due_provisional, 0) as first_due_provisional,
  coalesce(d.standing_due_provisional, 0) as standing_due_provisional,
  coalesce(d.second_hand_events, 0) as second_hand_events,
  coalesce(d.unchecked_events, 0) as unchecked_events,
  coalesce(d.dues_checked, 0) as dues_checked,
  coalesce(d.source_gone, 0) as source_gone,
  coalesce(o.disputed, 0) as disputed,
  c.kind, c.selection, c.summary,
  d.today as as_of
from commitments c
join day_counts d on d.slug = c.slug
left join (
  select commitment,
    sum(slip = 'later') as later, sum(slip = 'earlier') as earlier,
    sum(slip = 'loosened') as loosened, sum(slip = 'tightened') as tightened,
    sum(slip = 'date_lost') as date_lost
  from slips group by commitment
) n on n.commitment = c.slug
left join (
  -- One that was upheld disputes the claim until something was mended since it came.
  select commitment, count(*) as disputed from objection_states s
  where received_on <= coalesce((select day from as_of), received_on)
    and (not closed or (
      outcome in ('upheld', 'upheld_in_part')
      and not exists (select 1 from corrections x
        where x.commitment = s.commitment and x.corrected_on >= s.received_on)
      and not exists (select 1 from events x
        where x.commitment = s.commitment and x.retracted_on >= s.received_on)
      and not exists (select 1 from claims x
        where x.commitment = s.commitment and x.as_of >= s.received_on
          and x.cause in ('our_error', 'objection'))))
  group by commitment
) o on o.commitment = c.slug;


-- A row a dated statement. The dues of merged, dropped and delivered events
-- are left out: they belong to the target.
create view promises as
select
  e.commitment, c.title, e.position, e.event,
  e.made_on as said_on, e.made_on_precision as said_on_precision, e.made_on_basis,
  e.who, e.voice, e.promised_by,
  e.due_phrase as due_words, e.due_kind, e.due_earliest, e.due_latest, e.start_by,
  e.soft, e.provisional, e.carries, e.milestone,
  e.evidence, e.checked_words as checked,
  (select url from event_sources s where s.event_id = e.id order by s.position limit 1) as source_url,
  e.note, e.id as event_id, c.kind
from ordered_events e
join commitments c on c.slug = e.commitment and c.retracted_on is null
where e.event not in ('merged', 'dropped', 'delivered')
  and coalesce(e.due_latest, e.start_by, e.due_earliest) is not null;


create view overdue as
select t.slug, t.title, t.owner, t.standing_due_words, t.standing_due_latest,
  t.days_late_min, t.days_late_max, t.looked_on, l.looked_as, l.place as looked_where,
  l.words as looked_for, t.first_due_words, t.first_due_latest,
  t.moved_later, t.second_hand_events, t.unchecked_events, t.disputed, t.kind, t.as_of
from timeline t
left join last_looks l on l.commitment = t.slug
where t.status = 'overdue';


create view unchecked as
select slug, title, owner, standing_due_words, standing_due_latest, standing_due_soft,
  standing_due_provisional, followed_until, followed_until_precision,
  case when standing_due_soft then 'past our reading of their words'
       when standing_due_provisional then 'past a date that was provisional'
       when source_gone then 'its source is no longer online'
       -- Only a person who looked checked anything: other days are those of the last word on it.
       when look_result = 'unclear' and looked_on > standing_due_latest
         then 'a person looked and could not tell'
       when look_result = 'not_found' and looked_on > standing_due_latest
         then iif(dues_checked, 'was overdue when last checked',
           'not found when a person looked, its dates are not checked')
       when followed_until > standing_due_latest then 'had not come by the last that is on record'
       when looked_on is not null then 'date passed, nobody has looked since'
       else 'date passed, nothing later is on record' end as what_is_known,
  days_late_min, moved_later, second_hand_events, unchecked_events, disputed, kind, as_of
from timeline
where status = 'unchecked';


-- Awaited, with a standing due that ends within the next 92 days.
create view due_soon as
select slug, title, owner, standing_due_words, standing_due_earliest, standing_due_latest,
  cast(julianday(standing_due_latest) - julianday(as_of) as integer) as days_left,
  moved_later, second_hand_events, unchecked_events, disputed, kind, as_of
from timeline
where status = 'awaited'
  and julianday(standing_due_latest) - julianday(as_of) <= 92;


-- Where a reader can still read each source of an event: a row a source, and the day on which
-- somebody last tried its address.
create view source_states as
select s.event_id, s.position, s.url, s.archive_url,
  case
    when s.url not in (select url from dead_urls) then 'online'
    when s.archive_url is not null then 'in an archive'
    when exists (
      select 1 from documents d join sources r on r.name = d.source
      where d.url = s.url and d.origin in ('site', 'file') and r.republish = 'text'
        and d.text <> '') then 'here'
    when exists (
      select 1 from documents d where d.url = s.url and d.origin in ('site', 'file'))
      then 'copy held'
    else 'not any more'
  end as readable,
  (select max(checked_on) from link_checks c where c.url = s.url
    and c.state in ('open', 'gone')
    and c.checked_on <= coalesce((select day from as_of), c.checked_on)) as tried_on
from event_sources s;


-- Commitments that are out of the published file while they are looked at again.
create view held as
select h.commitment, c.title, substr(h.held_at, 1, 10) as held_on
from holds h join commitments c on c.slug = h.commitment
where h.lifted_at is null;


-- What bodies said of time, and what came of it: a row a statement that binds, with the day that it
-- was said on. Days run from the day of saying to the day of the end: the least from the last day
-- on which it may have been said to the first on which it may have come, the most the other way
-- round. What has not ended is silent for as long as it was followed, and never to today. What had
-- ended before the words were said did not come after them, and what came in part, or may have
-- come, is not called silent.
create view phrases as
with said as (
  select e.*, t.status, t.outcome_event, t.outcome_on, t.outcome_on_precision, t.outcome_earliest,
    t.outcome_latest, t.merged_into as went_into, t.followed_until, t.followed_until_precision,
    t.as_of, c.title, c.kind,
    t.outcome_event is not null and coalesce(e.happened_from > t.outcome_latest, 0) as came_before
  from ordered_events e
  join commitments c on c.slug = e.commitment and c.retracted_on is null
  join timeline t on t.slug = e.commitment
  where e.binds and e.due_phrase is not null and e.made_on is not null
)
select due_phrase as words, commitment, title, made_on as said_on,
  made_on_precision as said_on_precision, made_on_basis, who, promised_by, due_kind, due_earliest,
  due_latest, start_by, soft as own_reading, status,
  case
    when came_before then 'said after its end'
    when outcome_event = 'delivered' then 'came'
    when outcome_event is not null then outcome_event
    when status = 'partially_delivered' then 'came in part'
    when status in ('paused', 'being_checked') then replace(status, '_', ' ')
    -- Of its own date, not of the one that stands: that may be a later one.
    when measured_due >= as_of then 'awaited'
    when status = 'awaited' and due_latest is not null then 'put back'
    -- What was followed no further than its own date is not known to be missing.
    when followed_until > max(happened_until, coalesce(measured_due, happened_until))
      then 'not seen to come'
    else 'not followed since'
  end as what_came,
  outcome_on, outcome_on_precision, went_into as merged_into,
  case when outcome_event is not null and not came_before then
    max(0, cast(julianday(outcome_earliest) - julianday(happened_until) as integer))
  end as said_to_came_min,
  case when outcome_event is not null and not came_before then
    cast(julianday(outcome_latest) - julianday(happened_from) as integer)
  end as said_to_came_max,
  followed_until, followed_until_precision,
  case when outcome_event is null and followed_until > happened_until
    and status not in ('partially_delivered', 'being_checked') then
    cast(julianday(followed_until) - julianday(happened_until) as integer)
  end as silent_days,
  evidence, checked_words as checked, kind, position, id as event_id
from said;


-- How much there is of each kind: kinds are never counted together.
create view kinds as
select t.kind, count(*) as commitments, sum(t.events) as statements,
  sum(t.second_hand_events) as second_hand, sum(t.unchecked_events) as not_checked
from timeline t group by t.kind;


-- What a list of commitments may be narrowed down by, and how many rows each choice leaves.
create view choices as
select kind, 'status' as field, status as value, status as name, count(*) as n
from timeline group by kind, status
union all
select kind, 'topic', topic, topic, count(*) from timeline where topic is not null
group by kind, topic
union all
select t.kind, 'body', b.slug, b.name, count(distinct r.commitment)
from commitment_bodies r join bodies b on b.slug = r.body join timeline t on t.slug = r.commitment
group by t.kind, b.slug
union all
select kind, 'year', substr(first_due_latest, 1, 4), substr(first_due_latest, 1, 4), count(*)
from timeline where first_due_latest is not null group by kind, substr(first_due_latest, 1, 4);


-- How well each source was when it was last read, and what is still to be read of it: public, so
-- that readers can judge what they see. What was read of a copy of a site stays out.
create view source_health as
with runs_of as (
  select s.*, r.as_of as day,
    row_number() over (partition by s.source, s.origin order by s.run_id desc) as rank
  from run_sources s join runs r on r.id = s.run_id
  where s.health is not null and s.origin in ('site', 'sample')
),
kept as (
  select d.source, d.origin,
    sum(d.kind <> 'attachment') as documents,
    max(iif(d.kind <> 'attachment', substr(d.published_at, 1, 10), null)) as newest_document_on,
    sum(d.kind = 'attachment') as files,
    sum(v.text_state <> 'read') as without_text
  from documents d join versions v on v.id = d.current_version
  where d.state = 'live'
  group by d.source, d.origin
)
select n.source, o.title, n.origin = 'sample' as sample, n.health, n.health_reason as reason,
  n.day as read_on,
  (select max(day) from runs_of g where g.source = n.source and g.origin = n.origin
    and g.health = 'healthy') as last_healthy_on,
  coalesce(k.documents, 0) as documents, k.newest_document_on,
  coalesce(k.files, 0) as files, coalesce(k.without_text, 0) as without_text,
  n.pages_waiting, n.files_waiting, n.failed as pages_failed,
  (select count(*) from pages p where p.run_id = n.run_id and p.source = n.source
    and p.state = 'refused' and p.next_check_at is not null) as pages_refused,
  (select min(day) from runs_of g where g.source = n.source and g.origin = n.origin)
    as first_read_on
from runs_of n
join sources o on o.name = n.source and o.removed_on is null
left join kept k on k.source = n.source and k.origin = n.origin
where n.rank = 1;


-- What each run of the last 92 days came to, the newest first: public, so that readers can judge how
-- fresh and how whole what they see is. Runs over copies of sites stay out, and one that is under way:
-- the release that it makes cannot know how it ends.
create view run_reports as
with read as (
  select run_id, max(origin = 'sample') as sample, count(*) as sources,
    sum(outcome = 'finished' and coalesce(health, '') <> 'broken') as sources_read,
    sum(coalesce(health, '') = 'broken' or outcome = 'broken') as sources_broken,
    sum(coalesce(health, '') = 'degraded' and outcome <> 'broken') as sources_degraded,
    sum(requests) as requests, sum(new_documents) as new_documents,
    sum(new_versions) as new_versions
  from run_sources group by run_id
)
select r.id as run, r.as_of as day, r.started_at, r.ended_at, r.outcome,
  (select group_concat(step || ' ' || case outcome when 'waits' then 'waits for a person'
      when 'killed' then 'was killed' when 'running' then 'did not end' else 'failed' end, ', ')
    from (select step, outcome from run_steps t where t.run_id = r.id and outcome <> 'finished'
      order by t.rowid)) as not_finished,
  coalesce(s.sample, 0) as sample, coalesce(s.sources, 0) as sources,
  coalesce(s.sources_read, 0) as sources_read,
  coalesce(s.sources_broken, 0) as sources_broken,
  coalesce(s.sources_degraded, 0) as sources_degraded,
  coalesce(s.requests, 0) as requests, r.scheduled as pages, r.failed as pages_failed,
  coalesce(s.new_documents, 0) as new_documents, coalesce(s.new_versions, 0) as new_versions
from runs r left join read s on s.run_id = r.id
where r.outcome <> 'running'
  and not exists (select 1 from run_sources c where c.run_id = r.id and c.origin = 'copy')
  and r.as_of > date((select day from as_of), '-92 days');


-- What people decided about a change, or about a site change, for as long as it says the same; a
-- decision that was taken back is none.
create view change_decisions as
select source, origin, document_id, key, content_hash, id as review_id, decision, reviewer,
  decided_at
from (
  select *, row_number() over (
    partition by source, origin, document_id, key, content_hash order by id desc) as newest
  from change_reviews r
  where decision <> 'undo' and not exists (select 1 from change_reviews u where u.undoes = r.id)
)
where newest = 1;


-- Where each change stands. A decision about the one document goes before that about its site.
create view change_states as
select c.id as change_id,
  case
    when x.decision = 'accept' then 'accepted'
    when x.decision = 'reject' then 'rejected'
    when c.set_aside is not null then 'set aside'
    when c.notice_id is not null and n.decision is not 'one_by_one' then 'part of a site change'
    else 'waiting'
  end as state,
  x.decided_at
from changes c
join documents d on d.id = c.document_id and d.origin <> 'copy'
left join change_decisions x on x.document_id = c.document_id and x.key = c.key
  and x.content_hash = c.content_hash
left join site_notices s on s.id = c.notice_id
left join change_decisions n on n.document_id is null and n.source = s.source
  and n.origin = s.origin and n.key = s.key and n.content_hash = s.content_hash;


-- What changed in a document after it was first read: a suggestion unless its state is accepted.
-- The two days are the last on which it was seen as it was, and the first on which it was changed.
create view document_changes as
select c.id, c.document_id as document, d.title, d.url, d.source,
  case c.kind
    when 'edited' then iif(c.undated, 'edited under an unchanged date', 'edited')
    when 'replaced_file' then iif(c.undated, 'file replaced under an unchanged date', 'file replaced')
    when 'vanished' then 'vanished'
    when 'came_back' then 'came back'
    when 'moved' then 'moved'
    else iif(c.about = 'published_at', 'date of publication', 'date of last change')
      || ' changed under an unchanged text'
  end as change,
  c.as_before_on, c.changed_by, c.happened_on, c.dated,
  -- A later return is told at once, not only when a person comes to it: it is in the body's favour.
  case
    when c.kind in ('vanished', 'came_back') then
      iif(d.state = 'gone', 'gone', iif(d.moved_to is null, 'there', 'elsewhere'))
    when d.state = 'gone' then 'gone'
    when d.moved_to is not null then 'elsewhere'
    when t.to_version is null then 'there'
    when d.current_version = t.to_version then 'as changed'
    when d.current_version = t.from_version then 'as before'
    else 'changed again'
  end as now,
  c.was, c.became,
  json_array_length(c.removed) as sentences_removed,
  json_array_length(c.added) as sentences_added,
  (select group_concat(line, char(10)) from (
    select json_extract(value, '$.text') || iif(json_extract(value, '$.page') is null, '',
      ' (page ' || json_extract(value, '$.page') || ')') as line
    from json_each(c.removed) order by key)) as removed,
  (select group_concat(line, char(10)) from (
    select json_extract(value, '$.text') || iif(json_extract(value, '$.page') is null, '',
      ' (page ' || json_extract(value, '$.page') || ')') as line
    from json_each(c.added) order by key)) as added,
  (select group_concat(line, char(10)) from (
    select trim(json_extract(value, '$.title') || ' ' || json_extract(value, '$.url')) as line
    from json_each(c.files_removed) order by key)) as files_removed,
  (select group_concat(line, char(10)) from (
    select trim(json_extract(value, '$.title') || ' ' || json_extract(value, '$.url')) as line
    from json_each(c.files_added) order by key)) as files_added,
  -- Of a file: the pages that it is, or was, attached to.
  iif(d.kind <> 'attachment', null, (select group_concat(url, char(10)) from (
    select distinct p.url from attachments a
    join versions v on v.id = a.version_id
    join documents p on p.id = v.document_id
    where a.url = d.url and p.source = d.source and p.origin = d.origin
    order by p.id))) as attached_to,
  c.note, s.state, c.set_aside, substr(s.decided_at, 1, 10) as decided_on,
  d.origin = 'sample' as sample
from changes c
join change_states s on s.change_id = c.id
join turns t on t.id = c.turn_id
join documents d on d.id = c.document_id;


-- Over 2 % of a source gone or moved within seven days: the site changed, not its documents.
create view site_changes as
select n.id, n.source, n.first_day, n.last_day,
  n.pages_gone, n.pages_moved, n.pages_before, n.files_gone, n.files_moved, n.files_before,
  (select count(*) from changes c where c.notice_id = n.id and c.kind = 'came_back') as came_back,
  case x.decision when 'accept' then 'accepted' when 'reject' then 'rejected'
    when 'one_by_one' then 'one by one' else 'waiting' end as state,
  substr(x.decided_at, 1, 10) as decided_on,
  n.origin = 'sample' as sample
from site_notices n
left join change_decisions x on x.document_id is null and x.source = n.source
  and x.origin = n.origin and x.key = n.key and x.content_hash = n.content_hash
where n.origin <> 'copy';


-- FOI cases that readers may see on the day of counting: public ones, and those whose embargo has
-- ended by then. Nothing else of a case leaves this database.
create view foi_shown as
select r.id as foi_request
from foi_requests r join as_of a
where r.retracted_on is null
  and (r.visibility = 'public' or (r.visibility = 'embargoed' and r.public_from <= a.day));


-- When somebody last looked in vain for what was announced for a day. What is not published is seen
-- by looking for the commitment, not by a letter that came in the case: for each that a promise of
-- that day names. One that names none is about the only commitment that the case asks for, or bears
-- on at all; where there are several of these, it is not clear what was looked for. Of several looks
-- that it takes, the oldest counts.
create view foi_looks as
with only_one as (
  select foi_request, case
      when sum(role = 'asks_for') = 1 then max(iif(role = 'asks_for', commitment, null))
      when count(*) = 1 then max(commitment) end as commitment
  from foi_commitments group by foi_request
),
promised as (
  select foi_request, promise_due_latest as due, promise_about as about from foi_events
  where retracted_on is null and promise_due_latest is not null
  union
  select e.foi_request, g.anticipated_publication, e.promise_about
  from foi_grounds g join foi_events e on e.id = g.foi_event and e.retracted_on is null
  where g.anticipated_publication is not null
),
sought as (
  select d.foi_request, d.position, coalesce(p.about, o.commitment) as commitment
  from foi_deadlines d
  left join promised p on p.foi_request = d.foi_request and p.due = d.due
  left join only_one o on o.foi_request = d.foi_request
  where d.kind = 'publication_anticipated'
)
select s.foi_request, s.position, min(l.looked_on) as looked_on
from sought s
left join last_looks l on l.commitment = s.commitment and l.result = 'not_found'
group by s.foi_request, s.position having count(*) = count(l.looked_on);


-- Every open deadline, and where it stands on the day of counting. Nothing is overdue because a day
-- has passed: somebody must have looked after it, at most 92 days before, and seen that nothing had
-- come. Where two published conventions differ, the later of their days counts. What guidance asks
-- for and no law is "past the guidance", for nobody has to keep to it; and what may be done and need
-- not be done (an appeal) has only passed, whoever it was open to.
create view foi_deadline_states as
with looked as (
  select d.*, a.day as as_of,
    d.kind = 'publication_anticipated' as is_publication,
    iif(d.kind = 'publication_anticipated', l.looked_on, s.checked_on) as looked_on
  from foi_deadlines d
  join foi_standings s on s.foi_request = d.foi_request
  join as_of a
  left join foi_looks l on l.foi_request = d.foi_request and l.position = d.position
  where d.met_on is null
)
select *,
  case
    when as_of <= due then 'to come'
    when as_of <= late_after then 'between its two last days'
    when party = 'requester' or kind = 'tribunal_appeal_by' then 'passed'
    when is_publication and exists (
      select 1 from foi_events e where e.foi_request = looked.foi_request
        and e.retracted_on is null and e.promise_soft and e.promise_due_latest = looked.due)
      then 'past our reading of their words'
    when coalesce(looked_on, '') <= late_after then 'passed, not looked at since'
    when julianday(as_of) - julianday(looked_on) > 92 then
      iif(basis = 'guidance', 'past the guidance when last looked at', 'overdue when last looked at')
    when basis = 'guidance' then 'past the guidance'
    else 'overdue'
  end as state
from looked;


-- What each case is called on the day of counting, and how often and when what is recorded of it
-- last changed. What its events come to is not known for a day before the last of them.
create view foi_states as
with recorded as (
  select foi_request,
    max(max(substr(recorded_at, 1, 10), coalesce(retracted_on, ''))) as changed_on,
    max(iif(retracted_on is null, occurred_on, null)) as newest_on
  from foi_events group by foi_request
),
moved as (
  select foi_request, count(*) as moves, max(moved_on) as moved_on
  from foi_moves group by foi_request
)
select s.foi_request,
  case when w.foi_request is not null then 'public' else r.visibility end as visibility,
  coalesce((
    select d.status_after from foi_deadline_states d
    where d.foi_request = s.foi_request and d.status_after is not null
      and d.state in ('overdue', 'past the guidance')
    order by d.late_after desc limit 1), s.status) as status,
  s.since, s.received_on, s.checked_on, s.next_action,
  r.revision + coalesce(m.moves, 0) as revision,
  max(coalesce(r.changed_on, ''), coalesce(e.changed_on, ''), coalesce(m.moved_on, ''),
    iif(w.foi_request is not null, coalesce(r.public_from, ''), '')) as changed_on,
  a.day as as_of
from foi_standings s
join foi_requests r on r.id = s.foi_request and r.retracted_on is null
join as_of a
left join foi_shown w on w.foi_request = s.foi_request
left join recorded e on e.foi_request = s.foi_request
left join moved m on m.foi_request = s.foi_request
where coalesce(e.newest_on, '') <= a.day;


-- What is due in the cases that we follow: a row an open deadline, and one for each open case that
-- has none. What is overdue comes first, then the nearest day.
create view foi_clock as
with cases as (
  select s.*, r.subject, r.authority, r.body, r.regime, r.reference, r.url
  from foi_states s
  join foi_requests r on r.id = s.foi_request and r.followed
),
days as (
  select c.foi_request, d.position, c.subject, c.authority, c.body, c.regime, c.reference, c.url,
    c.visibility, c.status, d.kind, d.party, d.counted_from, d.due, d.alternative, d.late_after,
    d.state,
    cast(julianday(d.late_after) - julianday(d.as_of) as integer) as days_left,
    iif(d.as_of <= d.late_after, d.action_before, d.action_after) as next_action,
    -- A step against the body is open once somebody has seen that nothing came, not before.
    d.escalates and d.state in ('overdue', 'past the guidance') as may_escalate,
    d.basis, d.citation, d.confirmed, d.explanation, c.received_on, d.looked_on as checked_on,
    c.revision,
    -- The last day on which something of this row became another, a day that passed included.
    max(c.changed_on,
      iif(d.as_of > d.due, date(d.due, '+1 day'), ''),
      iif(d.as_of > d.late_after, date(d.late_after, '+1 day'), ''),
      iif(d.as_of > d.late_after, coalesce(d.looked_on, ''), ''),
      iif(d.state like '% when last looked at', date(d.looked_on, '+93 days'), '')
    ) as changed_on,
    c.as_of
  from cases c
  join foi_deadline_states d on d.foi_request = c.foi_request
  union all
  select c.foi_request, 0, c.subject, c.authority, c.body, c.regime, c.reference, c.url,
    c.visibility, c.status, null, null, null, null, null, null,
    'no day', null, c.next_action, 0,
    null, null, null, null, c.received_on, c.checked_on, c.revision, c.changed_on, c.as_of
  from cases c
  where c.next_action <> '' and not exists (
    select 1 from foi_deadline_states d where d.foi_request = c.foi_request)
)
-- What matters to readers comes first, names and numbers last.
select late_after, state, subject, authority, next_action, kind, due, alternative, days_left,
  status, may_escalate, party, checked_on, basis, citation, confirmed, explanation, counted_from,
  received_on, changed_on, revision, as_of, regime, reference, body, url, visibility, foi_request,
  position
from days
order by state <> 'overdue', state <> 'past the guidance', late_after nulls last,
  foi_request, position;
