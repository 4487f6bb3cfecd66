"""What was wrong and is mended; over the published file only."""

from typing import Final

# How many corrections there are, a row a cause; a scan of one index.
CHOICES = "select cause, count(*) as n from corrections group by cause order by cause"

# One page of corrections, the newest first: the inner query walks an index and takes keys only.
# `release` is the release that told it right first; `is_shown` whether anything is claimed
# of the commitment still.
_PAGE: Final = """
select c.key, c.what, c.commitment, c.title, c.corrected_on, c.was, c.became, c.cause, c.reason,
  coalesce(c.release, n.first_release) as release, t.kind, t.slug is not null as is_shown
from (
  select key from corrections {where} order by corrected_on desc, key desc limit :limit
  offset :offset
) p
join corrections c on c.key = p.key
left join news n on n.key = 'correction:' || c.key
left join commitments t on t.slug = c.commitment
order by c.corrected_on desc, c.key desc
"""
PAGE: Final = _PAGE.format(where="")
PAGE_OF_CAUSE: Final = _PAGE.format(where="where cause = :cause")

# A row: text that was removed from a document, the newest first.
REMOVED = """
select redacted_on, kind, reason, sha256 from redactions
where document = :id order by redacted_on desc, id desc limit 50
"""
