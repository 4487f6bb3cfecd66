"""What a rule makes of a clause."""

from typing import Final, NamedTuple, cast

from tracker.statements import nouns
from tracker.statements.clauses import Clause
from tracker.statements.noun_phrases import Phrase
from tracker.statements.rule_names import RULES_TOLD
from tracker.statements.statement import Event

# "Will not be published in May" names the date that is missed; "not until May" the new one.
_DENIALS: Final = frozenset({"not", "longer"})
_NEW_DATES: Final = ("until", "till", "before", "at least")
# What has happened already: a date in its sentence is that of the deed and no due.
_DEEDS: Final = frozenset({"delivered", "dropped"})


class Judgement(NamedTuple):
    """By which rule a clause tells of what, and how sure that is."""

    rule: str
    thing: Phrase | None
    confidence: float
    target: Phrase | None = None  # of a merger: what it goes into
    before_that: bool = False  # an earlier promise that is told: nobody says when it was made

    @property
    def event(self) -> Event:
        """What happens to the thing: the first part of the rule's name."""
        return cast("Event", self.rule.partition(".")[0])

    def is_due(self, clause: Clause) -> bool:
        """Whether the clause's date says when the thing is due: not where that is over."""
        if self.before_that:
            return True
        if self.event == "paused" and clause.due and clause.due.text.startswith("pending"):
            return False  # "on hold pending a review": not when it comes
        return clause.is_dated and self.event not in _DEEDS and not self._is_missed(clause)

    def _is_missed(self, clause: Clause) -> bool:
        """“Will not be published in May as planned”: May is the day that is missed."""
        if self.rule == "slipped.missed":
            return True
        found, due = clause.predicate, clause.due
        lows = clause.sentence.lows[found.start : found.end]
        denied = self.rule == "slipped.moved" and not _DENIALS.isdisjoint(lows)
        denied = denied and "until" not in lows and "before" not in lows
        return denied and due is not None and not due.text.lower().startswith(_NEW_DATES)


def judged(
    rule: str, thing: Phrase | None, target: Phrase | None = None, *, before_that: bool = False
) -> Judgement:
    """A judgement as sure as its rule is.

    >>> judged("dropped.cancelled", None).event
    'dropped'
    """
    return Judgement(rule, thing, RULES_TOLD[rule].confidence, target, before_that)


def is_passing(thing: Phrase | None) -> bool:
    """Whether it comes and goes in every day's work (a train, a case), or is a bare figure."""
    if thing is None or thing.text.lower().endswith("business case"):
        return False
    bare = thing.text.replace(".", "").replace(",", "").isdigit()  # "0.5 (per cent of calls)"
    return bare or thing.head.lower() in nouns.PASSING
