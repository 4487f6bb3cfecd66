"""What can be taken away: how much of what the release holds."""

# The licences under which sources publish, each with how many sources there are.
LICENCES = """
select licence, republish, count(*) as sources from sources
group by licence, republish order by licence limit 100
"""

# The calendar that working days are counted by: its version, and the days between which it lists
# holidays, a row a part of the United Kingdom.
HOLIDAYS = """
select division, max(calendar) as calendar, min(day) as first_day, max(day) as last_day,
  count(*) as n
from bank_holidays group by division order by division
"""
# The kinds of commitments that there are, each with how many.
KINDS = "select * from kinds order by kind"
