"""What bodies say, who objects, what was published before; what was corrected, held, withdrawn."""

from typing import Final

# A row a time a body was asked, answered, or had not answered by a day: the newest first.
RESPONSES: Final = """
select r.body, b.name, r.position, r.happened, r.happened_on, r.how, r.words, r.url
from responses r join bodies b on b.slug = r.body
where r.commitment = :slug
order by r.happened_on desc, r.position desc limit 500
"""

# A row an objection, the open ones first, then the newest; `statement` is the place of the event
# that it is about, null where it is about the whole.
OBJECTIONS: Final = """
select o.position, o.received_on, o.by_role, o.what, o.url, o.state, o.outcome, o.reason,
  o.closed_on, o.looked_at_by, e.position as statement
from objections o left join events e on e.id = o.event_id
where o.commitment = :slug
order by o.state <> 'open', o.received_on desc, o.position desc limit 500
"""

# A row a release in which the claim about a commitment became another one, the newest first.
CLAIMS: Final = """
select commitment, release, published_at, as_of, change, cause, reason, status, sentence, disputed
from claims where commitment = :slug order by release desc limit 200
"""

# Since when a commitment is under review: a row, or none.
HELD: Final = "select held_on from held where commitment = :slug"

# Who looked for what is overdue, where and for which words: a row, or none.
LOOKED: Final = """
select looked_on, looked_as, looked_where, looked_for from overdue where slug = :slug
"""

# A row a correction of the 30 days up to a day, the newest first.
_RECENT = "corrected_on > date(:day, '-30 days') and corrected_on <= :day"
CORRECTED: Final = f"""
select key, what, commitment, title, corrected_on, release, was, became, cause, reason
from corrections where {_RECENT} order by corrected_on desc, key limit :limit
"""
CORRECTED_COUNT: Final = f"select count(*) as n from corrections where {_RECENT}"
# The same of one commitment.
CORRECTED_HERE: Final = f"""
select key, what, commitment, title, corrected_on, release, was, became, cause, reason
from corrections where commitment = :slug and {_RECENT}
order by corrected_on desc, key limit 100
"""
# All corrections of one commitment, the newest first.
CORRECTIONS: Final = """
select key, what, corrected_on, release, was, became, cause, reason
from corrections where commitment = :slug order by corrected_on desc, key limit 500
"""
# How many corrections of one commitment there are at all.
CORRECTIONS_HERE: Final = "select count(*) as n from corrections where commitment = :slug"
