"""Questions in SQL over the published file that readers can run, change and take away.

Each is a whole statement that runs as it stands in the SQL box; a test runs every one. They are
written to be read: a line a thing, no parameters, promises only where kinds must not be mixed.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Example:
    """A question in plain words, its SQL, and what a reader must know of the answer."""

    name: str
    question: str
    sql: str
    note: str = ""


EXAMPLES: Final = (
    Example(
        "moved-later",
        "What moved to a later date since 1 January 2025?",
        """select title, said_on, who, from_words, from_latest, to_words, to_latest, days,
  to_evidence, to_checked
from slips
where slip = 'later' and kind = 'promise' and said_on >= '2025-01-01'
order by said_on desc
limit 100""",
        "A day of saying that is known only to the month or year stands as its first day.",
    ),
    Example(
        "promises-of-a-body",
        "What did NHS England promise, and how late was it?",
        """select t.title, t.status, t.first_due_latest, t.standing_due_latest, t.outcome_on,
  t.days_late_min, t.measured_against, t.second_hand_events, t.unchecked_events
from timeline t
join commitment_bodies b on b.commitment = t.slug
where b.body = 'nhs-england' and t.kind = 'promise'
order by t.days_late_min desc
limit 200""",
        "Days are counted to the end, or to the day until which somebody followed it, no further. "
        "Another body: take its name from the address of its page.",
    ),
    Example(
        "late-in-order",
        "What came out late, the longest wait first?",
        """select title, owner, first_due_words, first_due_latest, outcome_on,
  days_late_min, moved_later
from timeline
where status = 'delivered_late' and kind = 'promise'
order by days_late_min desc
limit 100""",
        "Rows are chosen by hand: this is a list, not a rate or a rank of bodies.",
    ),
    Example(
        "nobody-has-looked",
        "Which dates have passed without anybody having looked since?",
        """select title, owner, standing_due_words, standing_due_latest, followed_until,
  what_is_known
from unchecked
where kind = 'promise'
order by standing_due_latest
limit 100""",
        "These may have come out. Look before you write that they did not.",
    ),
    Example(
        "due-next",
        "What is due next?",
        """select title, owner, standing_due_words, standing_due_latest, moved_later
from timeline
where status = 'awaited' and kind = 'promise'
order by standing_due_latest
limit 100""",
    ),
    Example(
        "in-due-course",
        "What did “in due course” turn out to mean?",
        """select words, title, said_on, who, what_came, outcome_on,
  said_to_came_min, said_to_came_max, silent_days, evidence, checked
from phrases
where words like '%in due course%' and kind = 'promise'
order by said_on
limit 100""",
        "Put other words between the percent signs: imminently, shortly, autumn.",
    ),
    Example(
        "merged-into",
        "What was merged into what?",
        """select t.title as what, t.owner, t.first_due_latest as was_first_due_by, t.outcome_on,
  c.title as into_what, m.status as and_what_became_of_that
from timeline t
left join commitments c on c.slug = t.merged_into
left join timeline m on m.slug = t.merged_into
where t.outcome_event = 'merged'
order by t.outcome_on desc
limit 100""",
        "Where the second title is empty, the body said that it was merged, but not into what "
        "of these rows.",
    ),
    Example(
        "history-of-one",
        "What was said about the Digital workforce plan, and where?",
        """select e.made_on, e.made_on_precision, e.event, e.who, e.due_phrase, e.due_latest,
  e.evidence, e.checked, s.publisher, s.url
from events e
left join event_sources s on s.event_id = e.id
where e.commitment = 'digital-workforce-plan'
order by e.position, s.position
limit 200""",
        "Another commitment: take its name from the address of its page. An event with two sources "
        "has two rows.",
    ),
    Example(
        "foi-refusals",
        "Which FOI requests were refused, and on which ground?",
        """select r.subject, r.authority, r.responded_on, g.provision, g.anticipated_publication,
  r.exemption as as_it_was_reported, r.evidence, r.url
from foi_requests r
left join foi_grounds g on g.foi_request = r.id
where r.outcome in ('refused', 'withheld') or g.provision is not null
order by r.responded_on desc
limit 100""",
        "A request with two grounds has two rows.",
    ),
    Example(
        "documents-that-changed",
        "Which documents were edited or vanished, and what went?",
        """select title, change, as_before_on, changed_by, sentences_removed, sentences_added,
  removed, added, now, url
from document_changes
where not sample
order by changed_by desc
limit 100""",
        "Only changes that a person confirmed. Sentences that may not be shown whole are "
        "cut or left out.",
    ),
    Example(
        "who-said-soon",
        "Who gave a date that was our reading of vague words?",
        """select title, said_on, who, due_words, due_earliest, due_latest, evidence, source_url
from promises
where soft and kind = 'promise'
order by said_on desc
limit 100""",
        "The last day is a convention of ours and not in the words; alone it makes nothing late.",
    ),
    Example(
        "new-in-this-release",
        "What was told here for the first time in the newest release?",
        """select n.first_published_on, n.happened_on, n.happened, c.title, n.key
from news n
left join commitments c on c.slug = n.commitment
where n.first_release = (select release from as_of)
order by n.happened_on desc
limit 200""",
        "What happened long ago may be told only now. The first release tells all of it.",
    ),
)
