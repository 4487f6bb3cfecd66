"""What words for time turned out to mean: families of words, and their statements."""

from typing import Final

KINDS: Final = "select kind, count(*) as n from phrases group by kind order by kind limit 50"

# How many families there are among the statements of a kind, and how many statements.
SIZE: Final = """
select count(distinct family) as families, count(*) as statements from phrases where kind = :kind
"""

# A row a family, those that never named a date (`dated` is 0) before the others, of both the most
# frequent first: how often its words are on record, and first and last when (as far as that day is
# known: a year, a month or a day).
_SAID = """substr(said_on, 1, case said_on_precision when 'day' then 10 when 'month' then 7
  else 4 end)"""
FAMILIES: Final = f"""
select family, count(*) as n, min({_SAID}) as first_said, max({_SAID}) as last_said,
  max(coalesce(due_earliest, due_latest, start_by) is not null) as dated
from phrases where kind = :kind
group by family order by dated, n desc, family limit :limit offset :offset
"""

# What came of the statements of some families (a JSON list): a row a family and what came. The days
# are those of which both ends are known; `vague` is of how many they are not.
CAME: Final = """
select family, what_came, count(*) as n, min(said_to_came_min) as days_min,
  max(said_to_came_max) as days_max,
  sum(said_to_came_min is null or said_to_came_max is null) as vague
from phrases where kind = :kind and family in (select value from json_each(:families))
group by family, what_came limit 5000
"""

# Of what was not seen to come, the statement that was followed for longest, a row a family. (Of a
# group with max(), SQLite takes the other columns from the row that has it.)
LONGEST_SILENCE: Final = """
select family, max(silent_days) as silent_days, followed_until,
  followed_until_precision
from phrases where kind = :kind and what_came = 'not seen to come'
  and family in (select value from json_each(:families))
group by family limit 5000
"""

# The statements of a family in the order in which they were said, with what came of each.
STATEMENTS: Final = """
select p.*, e.event, e.voice, b.name as promised_by_name,
  m.title as merged_into_title,
  (select t.disputed from timeline t where t.slug = p.commitment) as disputed
from phrases p
join events e on e.id = p.event_id
left join bodies b on b.slug = p.promised_by
left join commitments m on m.slug = p.merged_into
where p.kind = :kind and p.family = :family
order by p.said_on, p.event_id limit :limit offset :offset
"""
