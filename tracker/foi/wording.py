"""What the clock of FOI cases says, in words: of deadlines, of where they stand, of a day."""

from collections.abc import Mapping
from typing import Any, Final

from tracker import wording
from tracker.foi.rules import BASIS_WORDS
from tracker.foi.vocabulary import STATUSES

Row = Mapping[str, Any]  # of the view foi_clock

# What falls on the day of a deadline, by its kind.
DEADLINE_NAMES: Final = {
    "response_due": "reply due",
    "extended_response_due": "reply due, as extended",
    "pit_guideline_40": "end of an extension, by guidance",
    "clarification_reply_by": "last day to clarify",
    "fee_pay_by": "last day to pay the fee",
    "review_request_by": "last day to ask for an internal review",
    "review_due_20": "outcome of the internal review due",
    "review_due_40": "outcome of the internal review due at the latest",
    "regulator_complaint_by": "last day to complain to the regulator",
    "regulator_nudge_by": "answer to the regulator due",
    "notice_comply_by": "decision notice to be complied with",
    "tribunal_appeal_by": "last day to appeal to the tribunal",
    "publication_anticipated": "publication announced",
    "section_27_ends": "end of the 12 weeks of FOISA s.27(1)",
}

# Where a deadline stands. A day that has passed is no accusation by itself.
STATE_WORDS: Final = {
    "to come": "to come",
    "between its two last days": (
        "the first of two last days has passed, not the second: not late yet"
    ),
    "passed": "the day has passed",
    "passed, not looked at since": (
        "the day has passed, and nobody has recorded a look since: it may have come"
    ),
    "overdue when last looked at": (
        "nothing had come when somebody last looked, which is more than 92 days ago"
    ),
    "past the guidance when last looked at": (
        "nothing had come when somebody last looked after the day that guidance sets, which is "
        "more than 92 days ago"
    ),
    "past our reading of their words": (
        "the day has passed by our reading of their words, which give none"
    ),
    "past the guidance": "nothing had come when somebody looked after the day that guidance sets",
    "overdue": "nothing had come when somebody looked after that day",
    "no day": "no day is set",
}

_AFTER_A_LOOK: Final = frozenset(
    {
        "overdue", "overdue when last looked at", "past the guidance",
        "past the guidance when last looked at",
    }
)  # fmt: skip


def deadline_name(kind: str) -> str:
    """What falls on the day of a deadline.

    >>> deadline_name("review_due_20"), deadline_name("no_such_kind")
    ('outcome of the internal review due', 'no such kind')
    """
    return DEADLINE_NAMES.get(kind, kind.replace("_", " "))


def state_words(row: Row) -> str:
    """Where a deadline stands on the day of counting, with the day of the last look."""
    words = STATE_WORDS[row["state"]]
    if row["state"] not in _AFTER_A_LOOK:
        return words
    return f"{words} (looked on {wording.day_words(row['checked_on'])})"


def status_words(status: str | None) -> str:
    """What a case is called; "" where that is not known."""
    if status is None or status == "unknown":
        return ""
    return STATUSES[status].words


def basis_words(row: Row) -> str:
    """On whose word a deadline stands: "set by law: FOIA s.10(1)"."""
    words = f"{BASIS_WORDS.get(row['basis'], row['basis'])}: {row['citation']}"
    return words if row["confirmed"] else f"{words}; not confirmed at its source"


def conventions(row: Row) -> str:
    """Both published days, where they differ, and when it is late; "" where there is one day."""
    if row["late_after"] == row["due"]:
        return ""
    late = f"late only after {wording.day_words(row['late_after'])}"
    if not row["alternative"] or row["alternative"] == row["due"]:
        return late
    return f"by the other published convention {wording.day_words(row['alternative'])}; {late}"
