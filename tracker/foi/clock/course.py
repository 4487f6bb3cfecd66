"""Where a case has got to: asked, answered, reviewed, with the regulator, decided, ended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.foi.clock.asking import ARRIVALS, REPLIES, Clock, clock_of
from tracker.foi.clock.laws import LAWS, Law
from tracker.foi.clock.limits import Counting
from tracker.foi.clock.post import is_by_post
from tracker.foi.grounds import provision_of
from tracker.foi.model import Event
from tracker.foi.order import day_of
from tracker.foi.rules import IN_FORCE

# Events that say nothing of where a case has got to.
_ASIDE: Final = frozenset({"note", "checked", "drafted"})
# Refused, in whole or in part: a review may be asked for.
NOT_ALL_OF_IT: Final = frozenset(
    {
        "refused", "partly_disclosed", "not_held", "already_published",
        "neither_confirmed_nor_denied", "vexatious",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """What has come of a case, as its events up to one leave it.

    ``stage`` is nothing, draft, asking, replied, review, reviewed, regulator, decided, tribunal,
    tribunal_decided or ended; ``turned_by`` brought it there. Of each kind of event the newest that
    still matters is kept.
    """

    stage: str = "nothing"
    turned_by: Event | None = None
    replies: tuple[Event, ...] = ()
    review: Event | None = None
    review_arrived: Event | None = None  # of one by post: what tells that it had arrived
    reviewed_reply: Event | None = None  # what the review is about; None: silence
    outcome: Event | None = None
    review_answer: Event | None = None  # the outcome or, of silence, the reply that ended it
    complaint: Event | None = None
    complained_of: Event | None = None  # the last contact before it, after a review
    complained_reply: Event | None = None  # the reply that the complaint is about; None: silence
    notice: Event | None = None
    decided_reply: Event | None = None  # the reply that the notice is about; None: silence
    appeal: Event | None = None
    decision: Event | None = None
    done: Event | None = None  # the first reply since the notice or the decision on the appeal
    newer_reply: Event | None = None  # the newest reply since the newest step that asked for one
    reply_aside: Event | None = None  # came while a step about an earlier reply was pending

    @property
    def reply(self) -> Event | None:
        """The newest reply."""
        return self.replies[-1] if self.replies else None

    @property
    def contact(self) -> Event | None:
        """What last came after a review was asked for: its outcome, or a reply; None: nothing."""
        if self.review_answer is None:
            return None
        return self.newer_reply or self.review_answer

    @property
    def review_day(self) -> date | None:
        """The day on which the body had the request for a review; None: not known."""
        reached = self.review_arrived if self.is_review_posted else self.review
        return day_of(reached) if reached else None

    @property
    def is_review_posted(self) -> bool:
        """Whether a review was asked for by post, so that it arrived on another day."""
        return self.review is not None and is_by_post(self.review)

    @property
    def notice_settles(self) -> bool:
        """Whether what comes is held against the notice alone: not if it was about silence."""
        return self.notice is not None and self.decided_reply is not None

    @property
    def appellant(self) -> str | None:
        """Whose appeal a tribunal has heard: the requester's or the authority's.

        Nobody records it: it is theirs whom the notice turned down. None where that is not known.
        """
        outcome = self.notice.outcome if self.notice else None
        return {"not_upheld": "requester", "upheld": "authority"}.get(outcome or "")


@dataclass(frozen=True, slots=True)
class History:
    """A case with all that its events come to before any day of today is known."""

    counting: Counting
    law: Law
    clock: Clock
    course: Course

    @property
    def is_open(self) -> bool:
        """Whether a day may still be waited for: it is followed, and has not ended."""
        return self.counting.case.followed and self.course.stage != "ended"

    @property
    def is_review_needless(self) -> bool:
        """Whether a review was asked for of silence, of which the regulator hears without one."""
        course = self.course
        silent = course.review is not None and course.reviewed_reply is None
        return silent and not self.law.review_first

    @property
    def newest(self) -> date:
        """The newest day that the events are known to have."""
        days = (day_of(event) for event in self.counting.case.events)
        return max((day for day in days if day), default=IN_FORCE)


def history_of(counting: Counting) -> History:
    """Follow a case through its events."""
    law = LAWS[counting.case.regime]
    course = Course()
    for event in counting.case.events:
        course = _followed(course, event)
    return History(counting, law, clock_of(counting, law), course)


def _followed(course: Course, event: Event) -> Course:
    if event.type in ARRIVALS:
        course = _arrived(course, event)
    if event.type in _TURNS:
        return _TURNS[event.type](course, event)
    if event.type == "drafted" and course.stage == "nothing":
        return replace(course, stage="draft", turned_by=event)
    if event.type not in _ASIDE and course.stage in ("nothing", "draft"):
        return replace(course, stage="asking", turned_by=event)
    return course


# ------------------------------------------------------------------------------------- turns


def _replied(course: Course, event: Event) -> Course:
    """A reply ends what was about silence; what is about an earlier reply stays pending."""
    course = replace(
        course, replies=(*course.replies, event), newer_reply=event, done=course.done or event
    )
    if course.stage == "review" and course.reviewed_reply is None:
        course = replace(course, review_answer=event)
    about_a_reply = course.stage in ("review", "regulator") and len(course.replies) > 1
    if about_a_reply or course.stage == "tribunal":
        return replace(course, reply_aside=event)
    return replace(course, stage="replied", turned_by=event)


def _sent_again(course: Course, event: Event) -> Course:
    if event.resets is not True:
        return course
    return Course(stage="asking", turned_by=event)


def _review_asked(course: Course, event: Event) -> Course:
    return replace(
        course, stage="review", turned_by=event, review=event, reviewed_reply=course.reply,
        review_arrived=None, outcome=None, review_answer=None, complaint=None, complained_of=None,
        newer_reply=None, reply_aside=None,
    )  # fmt: skip


def _arrived(course: Course, event: Event) -> Course:
    """Of a request for a review that was posted, the first that tells of its arrival."""
    if course.stage == "review" and course.is_review_posted and course.review_day is None:
        return replace(course, review_arrived=event)
    return course


def _reviewed(course: Course, event: Event) -> Course:
    return replace(course, stage="reviewed", turned_by=event, outcome=event, review_answer=event)


def _complained(course: Course, event: Event) -> Course:
    return replace(
        course, stage="regulator", turned_by=event, complaint=event, complained_of=course.contact,
        complained_reply=course.reply, notice=None, appeal=None, newer_reply=None, reply_aside=None,
    )  # fmt: skip


def _accepted(course: Course, event: Event) -> Course:
    return replace(course, stage="regulator", turned_by=event)


def _decided(course: Course, event: Event) -> Course:
    about = course.complained_reply if course.complaint else course.reply
    return replace(
        course, stage="decided", turned_by=event, notice=event, decided_reply=about,
        newer_reply=None, done=None,
    )  # fmt: skip


def _appealed(course: Course, event: Event) -> Course:
    return replace(course, stage="tribunal", turned_by=event, appeal=event, newer_reply=None)


def _tribunal_decided(course: Course, event: Event) -> Course:
    return replace(
        course, stage="tribunal_decided", turned_by=event, decision=event, newer_reply=None,
        done=None,
    )  # fmt: skip


def _ended(course: Course, event: Event) -> Course:
    return replace(course, stage="ended", turned_by=event)


_TURNS: Final[dict[str, Callable[[Course, Event], Course]]] = {
    **dict.fromkeys(REPLIES, _replied),
    "resent": _sent_again,
    "internal_review_requested": _review_asked,
    "internal_review_outcome": _reviewed,
    "complaint_to_regulator": _complained,
    "regulator_accepted": _accepted,
    "decision_notice": _decided,
    "tribunal_appeal": _appealed,
    "tribunal_decision": _tribunal_decided,
    "informal_resolution": _ended,
    "transferred": _ended,
    "published_elsewhere": _ended,
    "withdrawn": _ended,
}


# ------------------------------------------------------------------------------ of one reply


def status_of_reply(reply: Event, regime: str) -> str:
    """What a case is called after a reply (a key of vocabulary.STATUSES).

    A refusal on one kind of ground alone has a name of its own: vexatious, not held, ...
    """
    outcome = reply.outcome or ("refused" if reply.type == "refusal_notice" else None)
    if outcome is None:
        return "needs_classification"
    if outcome != "refused":
        return outcome
    statuses = {_status_of_ground(ground.provision, regime) for ground in reply.grounds}
    if reply.grounds and all(ground.neither_confirm_nor_deny for ground in reply.grounds):
        return "neither_confirmed_nor_denied"
    return (statuses.pop() if len(statuses) == 1 else None) or outcome


def _status_of_ground(written: str, regime: str) -> str | None:
    ground = provision_of(written, regime)
    return ground.status if ground else None
