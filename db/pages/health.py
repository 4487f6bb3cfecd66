"""How fresh this release is and what the last run came to: for machines that watch the site."""

# Of runs over the real sites: what a made-up sample came to says nothing of them.
LAST_RUN = """
select day, outcome, not_finished, sources, sources_read, sources_broken
from run_reports where not sample order by run desc limit 1
"""
