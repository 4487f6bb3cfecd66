"""What the events of a case come to: a status, days, the next thing to do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.calendars.bank_holidays import HolidayTable
from tracker.foi.clock import actions
from tracker.foi.clock.actions import NEXT, filled
from tracker.foi.clock.course import (
    NOT_ALL_OF_IT,
    Course,
    History,
    history_of,
    status_of_reply,
)
from tracker.foi.clock.deadlines import CaseDeadline, Due, deadlines_of, dues_of
from tracker.foi.clock.laws import regulator_on
from tracker.foi.clock.limits import Counting
from tracker.foi.clock.notes import named_days, notes_of
from tracker.foi.grounds import provision_of
from tracker.foi.model import Case, Event
from tracker.foi.order import day_of
from tracker.foi.vocabulary import STATUSES


@dataclass(frozen=True)
class Standing:
    """What the events of a case come to, whatever the day of the look.

    ``status`` is a key of vocabulary.STATUSES and ``since`` the day of the event that brought it,
    if that is known. ``received_on`` is day 0 of the clock: the day on which the request reached
    the body or, later, its clarification. ``checked_on`` is the newest day on which somebody saw
    where the case stood. ``next_action`` is empty where nothing is to be done. ``whatdotheyknow``
    is the state that WhatDoTheyKnow would call it.
    """

    status: str
    since: date | None
    received_on: date | None
    checked_on: date | None
    deadlines: tuple[CaseDeadline, ...]
    next_action: str
    whatdotheyknow: str
    notes: tuple[str, ...]


def standing(case: Case, *, table: HolidayTable | None = None) -> Standing:
    """What the events of a case come to; ``table`` is a calendar in the place of the packaged one.

    A function of the case and the calendar alone. Raises OutsideCalendar or CannotCount, which are
    Problems and ValueErrors, where a day that is needed cannot be counted.
    """
    history = history_of(Counting(case, table))
    status = _status(history)
    dues = dues_of(history)
    fields = _fields(history)
    next_action = _next_action(history, status, dues, fields)
    return Standing(
        status=status,
        since=_since(history, status),
        received_on=history.clock.counted_from,
        checked_on=_checked_on(case),
        deadlines=deadlines_of(history, dues, fields, next_action),
        next_action=next_action,
        whatdotheyknow=_elsewhere(history, status),
        notes=notes_of(history, dues),
    )


# --------------------------------------------------------------------------------- the status

_OF_STAGES: Final = {
    "nothing": "draft",
    "draft": "draft",
    "review": "awaiting_review",
    "regulator": "with_regulator",
    "decided": "decision_notice",
    "tribunal": "at_tribunal",
    "tribunal_decided": "decided_by_tribunal",
}
_OF_ENDS: Final = {
    "informal_resolution": "resolved",
    "transferred": "transferred",
    "published_elsewhere": "published",
    "withdrawn": "withdrawn",
}
# Nothing is known to have come: of a case that nobody follows, that says nothing of the body.
_NOTHING_CAME: Final = frozenset({"nothing", "draft", "asking"})


def _status(history: History) -> str:
    course = history.course
    if course.stage in _NOTHING_CAME and not history.counting.case.followed:
        return "unknown"
    if course.stage == "asking":
        return history.clock.state
    if course.stage == "ended" and course.turned_by is not None:
        return _OF_ENDS[course.turned_by.type]
    if course.stage == "replied" and course.reply is not None:
        return status_of_reply(course.reply, history.law.regime)
    if course.stage == "reviewed" and course.outcome is not None:
        return _status_after_review(history, course.outcome)
    return _OF_STAGES[course.stage]


def _status_after_review(history: History, outcome: Event) -> str:
    """That of the reply which came of it; if none is recorded, only a refusal is known to stand.

    What a review grants has not come by its being granted.
    """
    course, regime = history.course, history.law.regime
    if course.newer_reply is not None:
        return status_of_reply(course.newer_reply, regime)
    if outcome.outcome == "upheld":
        reviewed = course.reviewed_reply and status_of_reply(course.reviewed_reply, regime)
        return reviewed if reviewed in NOT_ALL_OF_IT else "refused"
    return "needs_classification"


def _since(history: History, status: str) -> date | None:
    stage = history.course.stage
    turned_by = history.clock.turned_by if stage == "asking" else history.course.turned_by
    return day_of(turned_by) if turned_by and status != "unknown" else None


def _checked_on(case: Case) -> date | None:
    days = (day_of(event) for event in case.events if event.type != "note")
    return max((day for day in days if day), default=None)


# WhatDoTheyKnow knows neither regulator nor tribunal: a decision shows by what it comes to.
# To the tribunal goes whoever the notice turned down; in part is in part for either.
_OF_APPEALS: Final = {
    ("requester", "allowed"): "successful",
    ("requester", "dismissed"): "rejected",
    ("authority", "allowed"): "rejected",
    ("authority", "dismissed"): "successful",
}
_SEEN_BY_REPLY: Final = frozenset({"decision_notice", "decided_by_tribunal", "resolved"})


def _elsewhere(history: History, status: str) -> str:
    """Of what ends or decides a case and of nothing else, the state is that of the last reply."""
    course = history.course
    decided = _as_decided(course)
    if status in _SEEN_BY_REPLY and decided:
        return decided
    if status in _SEEN_BY_REPLY and course.reply is not None:
        status = status_of_reply(course.reply, history.law.regime)
    return STATUSES[status].whatdotheyknow


def _as_decided(course: Course) -> str | None:
    """The state that a decision of the regulator or the tribunal alone makes; None: no other."""
    turned_by = course.turned_by
    if turned_by is None or turned_by.outcome is None:
        return None
    if turned_by.type == "decision_notice":
        return "rejected" if turned_by.outcome == "not_upheld" else None
    if turned_by.outcome == "allowed_in_part":
        return "partially_successful"
    return _OF_APPEALS.get((course.appellant or "", turned_by.outcome))


# -------------------------------------------------------------------------------- what to do


def _fields(history: History) -> Mapping[str, str]:
    case = history.counting.case
    return {
        "body": _with_article(case.authority),
        "case": case.id,
        "regulator": regulator_on(history.law.jurisdiction, history.newest).name,
        "enforced_by": history.law.enforced_by,
    }


_TAKES_AN_ARTICLE: Final = re.compile(
    r"(Department|Ministry|Office|University|Cabinet Office|Home Office)\b"
)


def _with_article(name: str) -> str:
    return f"the {name}" if _TAKES_AN_ARTICLE.match(name) else name


# Whose days say what to do next, by the status of the case.
_GUIDES: Final = {
    "awaiting_response": ("response_due",),
    "extended": ("extended_response_due", "pit_guideline_40"),
    "awaiting_fee": ("fee_pay_by",),
    "awaiting_review": ("review_due_20", "review_due_40"),
    "decision_notice": ("notice_comply_by", "tribunal_appeal_by"),
    "decided_by_tribunal": ("notice_comply_by",),
    "disclosed": ("publication_anticipated",),
    "answered": ("publication_anticipated",),
    "needs_classification": ("regulator_complaint_by",),
    **dict.fromkeys(NOT_ALL_OF_IT, ("review_request_by", "regulator_complaint_by")),
}


def _next_action(history: History, status: str, dues: list[Due], fields: Mapping[str, str]) -> str:
    """What to do now, as long as no day has passed; empty where there is nothing."""
    if not history.is_open:
        return ""
    guides = [due for due in dues if due.is_open and due.limit.kind in _GUIDES.get(status, ())]
    if any(due.is_uncertain and due.limit.party == "authority" for due in guides):
        return filled(actions.MAY_BE_LONGER, fields)
    by_day = [filled(due.part.before, fields, due.limit) for due in guides if not due.is_uncertain]
    if status == "decision_notice":
        return " ".join(by_day) or filled(_after_the_notice(history), fields)
    if by_day or status not in _WITHOUT_A_DAY:
        words = by_day[0] if by_day else filled(NEXT.get(status, ""), fields)
    else:
        words = filled(_WITHOUT_A_DAY[status](history), fields)
    steps = _steps(history, fields, by_day) if status in NOT_ALL_OF_IT else []
    return " ".join(filter(None, [words, *steps]))


def _to_be_recorded(history: History) -> str:
    """A reply that nobody read, or what a review has granted."""
    outcome = history.course.outcome if history.course.stage == "reviewed" else None
    granted = actions.GRANTED.get(outcome.outcome or "") if outcome else None
    return granted or NEXT["needs_classification"]


def _while_reviewed(history: History) -> str:
    course = history.course
    on_its_way = course.is_review_posted and course.review_day is None
    return actions.REVIEW_POSTED if on_its_way else NEXT["awaiting_review"]


def _after_the_notice(history: History) -> str:
    notice = history.course.notice
    if history.law.appeal is None and notice is not None and notice.outcome != "upheld":
        return actions.DECIDED_IN_SCOTLAND
    return actions.ORDERED


def _after_a_refusal(history: History) -> str:
    if history.course.notice is not None:
        return actions.REPLIED_AFTER_NOTICE
    return actions.REFUSED if history.course.outcome is None else actions.REVIEWED


def _after_the_tribunal(history: History) -> str:
    course = history.course
    outcome = course.decision.outcome if course.decision else None
    return _LEFT_BY_APPEALS.get((course.appellant, outcome), actions.WHO_APPEALED)


# What an appeal leaves, by whose it was and what came of it.
_LEFT_BY_APPEALS: Final[dict[tuple[str | None, str | None], str]] = {
    ("requester", "allowed"): actions.ORDERED,
    ("requester", "allowed_in_part"): actions.ORDERED,
    ("requester", "dismissed"): "",
    ("authority", "dismissed"): actions.ORDERED,
    ("authority", "allowed"): "",
}


_WITHOUT_A_DAY: Final[dict[str, Callable[[History], str]]] = {
    **dict.fromkeys(NOT_ALL_OF_IT, _after_a_refusal),
    "decided_by_tribunal": _after_the_tribunal,
    "needs_classification": _to_be_recorded,
    "awaiting_review": _while_reviewed,
}


def _steps(history: History, fields: Mapping[str, str], by_day: list[str]) -> list[str]:
    """What a notice before a refusal and each ground of it mean for the next step."""
    course, regime = history.course, history.law.regime
    reply = course.newer_reply or course.reviewed_reply or course.reply
    after_a_notice = bool(by_day) and course.notice is not None
    steps = [filled(actions.REPLIED_AFTER_NOTICE, fields)] if after_a_notice else []
    for ground in reply.grounds if reply else ():
        listed = provision_of(ground.provision, regime)
        if reply is None or listed is None:
            continue
        undated = listed.provision == "s.22" and not named_days(reply)
        step = actions.UNDATED if undated else listed.next_step
        names = dict.fromkeys((listed.provision, listed.name))
        steps.append(f"On {', '.join(names)}: {step}.")
    return list(dict.fromkeys(steps))
