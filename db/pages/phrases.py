"""What words for time turned out to mean: families of words, and their statements."""

from typing import Final

KINDS: Final = """
select kind, sum(n) as n from phrase_counts group by kind order by kind limit 50
"""

# How many families there are among the statements of a kind, and how many statements.
SIZE: Final = """
select count(distinct family) as families, coalesce(sum(n), 0) as statements
from phrase_counts where kind = :kind
"""

# A row a family, those that never named a date (`dated` is 0) before the others, of both the most
# frequent first: how often its words are on record, and first and last when (as far as that day is
# known: a year, a month or a day).
FAMILIES: Final = """
select family, sum(n) as n, min(first_said) as first_said, max(last_said) as last_said,
  max(names_a_date) as dated
from phrase_counts where kind = :kind
group by family order by dated, n desc, family limit :limit offset :offset
"""

# What came of the statements of some families (a JSON list): a row a family and what came. The days
# are those of which both ends are known; `vague` is of how many they are not. Of what was not seen
# to come, `silent_days` and `followed_until` are those of the statement followed for longest.
CAME: Final = """
select family, what_came, n, days_min, days_max, days_unknown as vague,
  silent_days, followed_until, followed_until_precision
from phrase_counts where kind = :kind and family in (select value from json_each(:families))
limit 5000
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
