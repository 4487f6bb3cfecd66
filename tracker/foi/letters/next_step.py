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

_BY_LAW: Final = frozenset({"response_due"})
_AS_EXTENDED: Final = frozenset({"extended_response_due"})
_GUIDELINE: Final = frozenset({"pit_guideline_40"})
_REVIEW_DUE: Final = frozenset({"review_due_20", "review_due_40"})
_REPLIES: Final = frozenset({"response", "refusal_notice"})
_REVIEWS: Final = frozenset({"internal_review_requested"})
_CHASED: Final = frozenset({"internal_review_requested", "resent"})
# Decided by others, or given up: no letter of ours comes next.
_OVER: Final = frozenset(
    {
        "with_regulator", "decision_notice", "at_tribunal", "decided_by_tribunal", "withdrawn",
        "transferred", "resolved", "published", "disclosed", "answered",
    }
)  # fmt: skip
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
        return self._last(_REPLIES)

    @property
    def review(self) -> Event | None:
        """The newest request for a review."""
        return self._last(_REVIEWS)

    @property
    def outcome(self) -> Event | None:
        """The outcome of the review, if it came after the newest request for one."""
        newest = self._last(frozenset({"internal_review_requested", "internal_review_outcome"}))
        return newest if newest and newest.type == "internal_review_outcome" else None

    @property
    def replied_to_review(self) -> bool:
        """Whether the first reply came only when a review of the silence had been asked for."""
        turns = [one.type for one in self._events if one.type in _REPLIES | _REVIEWS]
        silent = turns[:1] == ["internal_review_requested"]
        return silent and turns[-1] in _REPLIES and self.outcome is None

    @property
    def reply_limit(self) -> CaseDeadline | None:
        """The last day for the reply: by law or, if the body told in time that it takes more, then.

        More time that was told too late moves no day, nor does a day within the time of the law.
        """
        begun = self.standing.received_on or date.min  # a time that has begun anew since is over
        limits = (self._limit(kinds, begun) for kinds in (_BY_LAW, _AS_EXTENDED, _GUIDELINE))
        return next(filter(None, limits), None)

    @property
    def took_more_time(self) -> bool:
        """Whether the reply is due by time that the body validly took beyond that of the law."""
        return self.reply_limit is not None and self.reply_limit.kind not in _BY_LAW

    @property
    def review_limit(self) -> CaseDeadline | None:
        """The last day for the outcome of the review, the later one where there are two."""
        return self._limit(_REVIEW_DUE)

    @property
    def reply_came_late(self) -> bool:
        """Whether the reply came after its time by every published convention."""
        limit = self.reply_limit
        return bool(limit and limit.met_on and limit.met_on > limit.late_after)

    @property
    def review_overran(self) -> bool:
        """Whether the review was answered after its time, or a look after that found no answer."""
        limit = self.review_limit
        if limit is None:
            return False
        day = limit.met_on or self.standing.checked_on
        return day is not None and day > limit.late_after

    @property
    def was_chased(self) -> bool:
        """Whether it is on record that the body was reminded of the request."""
        chased = (one.type in _CHASED and one.resets is not True for one in self._events)
        return any(chased)

    @property
    def _events(self) -> tuple[Event, ...]:
        """The events since the clock last began anew because the request was sent again."""
        events = self.case.events
        anew = [place for place, event in enumerate(events) if event.resets is True]
        return events[anew[-1] :] if anew else events

    def _last(self, types: frozenset[str]) -> Event | None:
        found = [event for event in self._events if event.type in types]
        return found[-1] if found else None

    def _limit(self, kinds: frozenset[str], begun: date = date.min) -> CaseDeadline | None:
        """The latest of these last days that is counted from ``begun`` or later."""
        found = (one for one in self.standing.deadlines if one.kind in kinds)
        since = (one for one in found if one.counted_from >= begun)
        return max(since, key=lambda one: one.late_after, default=None)


def next_letter(now: CaseNow, wanted: str | None = None) -> str:
    """The letter that a case calls for: review or complaint; ``wanted`` if the case allows it.

    Late or refused: a review. After a review that was refused or has not come, a complaint; and
    for silence under FOIA and EIR, where a complaint needs no review, nor waits for one. Raises
    Problem, with what to do, where there is nothing to write yet, and where nobody has looked
    whether a reply came.
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
        _refuse_unseen(now, *_waited_for(now))
        return [COMPLAINT]
    was_upheld = now.outcome is not None and now.outcome.outcome in ("upheld", "partly")
    if was_upheld and status not in _OVER:
        return [COMPLAINT]
    if status in _SHORT_OF_ALL and now.replied_to_review and LAWS[now.case.regime].review_first:
        return [COMPLAINT]
    if status in _SHORT_OF_ALL and (now.review is None or now.replied_to_review):
        return [REVIEW]
    raise Problem(
        "there is no letter to write now",
        where=now.case.id,
        do=now.standing.next_action or "see `delaywatch foi show`",
    )


def _waited_for(now: CaseNow) -> tuple[CaseDeadline | None, str]:
    """What a complaint waits for while a review is pending: of silence, the reply alone.

    FOIA s.50(1) and EIR regulation 18 ask for no review of it.
    """
    is_silence = now.reply is None and now.reply_limit is not None
    if is_silence and not LAWS[now.case.regime].review_first:
        return now.reply_limit, "reply"
    return now.review_limit, "outcome of the review"


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
