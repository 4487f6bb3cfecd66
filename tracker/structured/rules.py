"""The rules that make commitments and events, and from which structured places they take them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its name, what it reads, and of which kind the commitments are that it makes.

    ``announced`` is the kind of ``announced_dates`` (release, response, review), ``summary`` what a
    commitment of this rule is, with the place of its ``{publisher}``.
    """

    name: str
    announced: str
    kind: str
    reads: str
    summary: str

    @property
    def origin(self) -> str:
        """What stands as the origin of everything that the rule makes."""
        return f"rule:{self.name}"


_ALL: Final = (
    Rule(
        name="release-date",
        announced="release",
        kind="scheduled_release",
        reads="days of release in statistics calendars, announcements and lists of what is coming",
        summary="A release whose day {publisher} announces in a field of its own.",
    ),
    Rule(
        name="response-deadline",
        announced="response",
        kind="parliamentary_expectation",
        reads="deadlines for responses in the records of committees of Parliament",
        summary="A response that Parliament expects; its deadline stands in {publisher}.",
    ),
    Rule(
        name="review-date",
        announced="review",
        kind="review_date",
        reads="dates of the next review in the control tables of documents",
        summary="The next review of a document, as its own control table in {publisher} states it.",
    ),
)
RULES: Final = {rule.name: rule for rule in _ALL}
# By the kind of the announced date.
RULE_OF: Final = {rule.announced: rule for rule in _ALL}
