"""Which letter a case calls for next: to the body for a review, to the regulator, or none yet."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from db.errors import Problem
from tracker.foi.clock import CaseDeadline, Standing
from tracker.foi.clock.laws import LAWS
from tracker.foi.letters.wording import day
from tracker.foi.model import Case, Event

REVIEW: Final = "review"
COMPLAINT: Final = "complaint"

_REPLY_DUE: Final = frozenset({"response_due", "extended_response_due"})
_GUIDELINE: Final = frozenset({"pit_guideline_40"})
_REVIEW_DUE: Final = frozenset({"review_due_20", "review_due_40"})
_REPLIES: Final = frozenset({"response", "refusal_notice"})
_WAITS: Final = frozenset({"awaiting_response", "extended"})
# A reply that is not all of what was asked for.
_SHORT_OF_ALL: Final = frozenset(
    {
        "refused", "partly_disclosed", "not_held", "already_published",
        "neither_confirmed_nor_denied", "vexatious",
    }
)  # fmt: skip


@dataclass(frozen=True)
class CaseNow:
    """A case, what its events come to, and the day on which a letter is to be drafted."""

    case: Case
    standing: Standing
    as_of: date

    @property
    def reply(self) -> Event | None:
        """The newest reply."""
        return _last(self.case, _REPLIES)

    @property
    def review(self) -> Event | None:
        """The newest request for a review."""
        return _last(self.case, frozenset({"internal_review_requested"}))

    @property
    def outcome(self) -> Event | None:
        """The outcome of the review, if it came after the newest request for one."""
        newest = _last(
            self.case, frozenset({"internal_review_requested", "internal_review_outcome"})
        )
        return newest if newest and newest.type == "internal_review_outcome" else None

    @property
    def reply_limit(self) -> CaseDeadline | None:
        """The last day for the reply: by law, as the body took more time, or else by guidance."""
        return self._limit(_REPLY_DUE) or self._limit(_GUIDELINE)

    @property
    def review_limit(self) -> CaseDeadline | None:
        """The last day for the outcome of the review, the later one where there are two."""
        return self._limit(_REVIEW_DUE)

    @property
    def reply_came_late(self) -> bool:
        """Whether the reply came after its time by every published convention."""
        limit = self.reply_limit
        return bool(limit and limit.met_on and limit.met_on > limit.late_after)

    def _limit(self, kinds: frozenset[str]) -> CaseDeadline | None:
        found = [one for one in self.standing.deadlines if one.kind in kinds]
        return max(found, key=lambda one: (one.counted_from, one.late_after), default=None)


def next_letter(now: CaseNow, wanted: str | None = None) -> str:
    """The letter that a case calls for: review or complaint; ``wanted`` if the case allows it.

    Late or refused: a review. After a review that was refused or has not come, a complaint; and
    for silence under FOIA and EIR, where a complaint needs no review. Raises Problem, with what to
    do, where there is nothing to write yet, and where nobody has looked whether a reply came.
    """
    _refuse_others(now)
    allowed = _allowed(now)
    if wanted is None:
        return allowed[0]
    if wanted not in allowed:
        raise Problem(
            f"this case does not call for a {wanted} now",
            where=now.case.id,
            do=f"draft a {allowed[0]} (--kind {allowed[0]})",
        )
    return wanted


def _allowed(now: CaseNow) -> list[str]:
    status = now.standing.status
    if status in _WAITS:
        _refuse_unseen(now, now.reply_limit, "reply")
        return [REVIEW] if LAWS[now.case.regime].review_first else [REVIEW, COMPLAINT]
    if status == "awaiting_review":
        _refuse_unseen(now, now.review_limit, "outcome of the review")
        return [COMPLAINT]
    if now.outcome is not None and now.outcome.outcome in ("upheld", "partly"):
        return [COMPLAINT]
    if status in _SHORT_OF_ALL and now.review is None:
        return [REVIEW]
    raise Problem(
        "there is no letter to write now",
        where=now.case.id,
        do=now.standing.next_action or "see `delaywatch foi show`",
    )


def _refuse_others(now: CaseNow) -> None:
    if not now.case.followed:
        raise Problem(
            "this is somebody else's request: only whoever asked can ask for a review or complain",
            where=now.case.id,
            do="make a request of your own: name the commitment",
        )


def _refuse_unseen(now: CaseNow, limit: CaseDeadline | None, what: str) -> None:
    """Nothing is called late before its day, nor where nobody looked after it."""
    if limit is None:
        raise Problem(
            f"no last day for the {what} is counted",
            where=now.case.id,
            do=now.standing.next_action or "record the day of receipt",
        )
    if now.as_of <= limit.late_after:
        raise Problem(
            f"the {what} is in time until {day(limit.late_after)}", where=now.case.id, do="wait"
        )
    checked = now.standing.checked_on
    if checked is None or checked <= limit.late_after:
        raise Problem(
            f"nobody has looked since {day(limit.late_after)} whether the {what} came",
            where=now.case.id,
            do=f"look, then record it: `delaywatch foi record {now.case.id} checked --on DAY`",
        )


def _last(case: Case, types: frozenset[str]) -> Event | None:
    found = [event for event in case.events if event.type in types]
    return found[-1] if found else None
