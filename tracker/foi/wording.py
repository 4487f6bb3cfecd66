"""What the clock of FOI cases says, in words: of deadlines, of where they stand, of a day."""

import re
from collections.abc import Mapping
from typing import Any, Final

from tracker import wording
from tracker.foi.rules import BASIS_WORDS
from tracker.foi.vocabulary import EVENT_TYPES, STATUSES

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

# What the words for where a day stands mean, for readers; in the order of their weight.
STATE_DEFINITIONS: Final = {
    "overdue": (
        "The law or the body itself sets the day. Somebody looked after it, at most 92 days before "
        "the day of counting, and nothing had come."
    ),
    "past the guidance": (
        "The same, but guidance sets the day and no law does: nobody is bound to keep it."
    ),
    "overdue when last looked at": (
        "Nothing had come when somebody looked after the day, which is more than 92 days ago: it "
        "may have come since. The same is said of guidance."
    ),
    "passed, not looked at since": (
        "The day has passed and nobody has recorded a look since. It may have come."
    ),
    "past our reading of their words": (
        "The words of the body give no day. By our reading of them it has passed; that is no "
        "lateness."
    ),
    "between its two last days": (
        "Two published conventions give two last days. Late is only what comes after the later one."
    ),
    "passed": "What could be done until that day, such as a complaint, and need not be done.",
    "to come": "The day has not passed.",
    "no day": "No day can be counted, or none is set.",
}

# Stages in which a reply may have come without anybody recording it.
_NO_REPLY: Final = frozenset({"awaiting_response", "delayed", "long_overdue", "extended"})

# Of some steps the outcome says whose word was upheld only with the type of the step.
_OUTCOMES: Final = {
    ("internal_review_outcome", "upheld"): "first reply upheld",
    ("internal_review_outcome", "overturned"): "first reply overturned",
    ("internal_review_outcome", "partly"): "first reply upheld in part",
    ("decision_notice", "upheld"): "complaint upheld",
    ("decision_notice", "partly"): "complaint upheld in part",
    ("decision_notice", "not_upheld"): "complaint not upheld",
    ("tribunal_decision", "allowed"): "appeal allowed",
    ("tribunal_decision", "allowed_in_part"): "appeal allowed in part",
    ("tribunal_decision", "dismissed"): "appeal dismissed",
}
_NO_EXEMPTION: Final = re.compile(r"^none \((.+)\)$")

# Next steps are told to whoever keeps the case, with the commands for it. Readers have no commands
# and record nothing; a step that is nothing but that has words of its own. In this order.
_COMMAND: Final = r"`delaywatch foi [^`]*`[^()]*"
_PLAINER: Final = (
    (re.compile(rf" If it was, record it \({_COMMAND}\); if (?:you looked and it was not there|not)"
                r", ask again"), " If it was not, ask again"),
    (re.compile(rf"Record what came of the review \({_COMMAND}\); if nothing came, ask"),
     "If nothing has come of the review yet, ask"),
    (re.compile(rf" Record the answer \({_COMMAND}\)\."), ""),
    (re.compile(rf"(?:;|,? and) record [a-z ]+(?:, saying [a-z ]+)? \({_COMMAND}\)"), ""),
    (re.compile(r", and record it(?=[:.])"), ""),
    (re.compile(rf" \({_COMMAND}\)"), ""),
)  # fmt: skip

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


def answer_words(case: Row) -> str:
    """When it was answered, or decided where the day is that of a decision; "" where no day is.

    Keys: responded_on, responded_on_precision, decision (the type of event, or None).

    >>> answer_words({"responded_on": "2024-12-02", "responded_on_precision": "day",
    ...               "decision": "tribunal_decision"})
    'decision of the tribunal on 2 December 2024'
    """
    if case["responded_on"] is None:
        return ""
    deed = EVENT_TYPES[case["decision"]].words if case["decision"] else "answered"
    when = wording.when_words(case["responded_on"], case["responded_on_precision"])
    return f"{deed} {when}"


def outcome_words(event: Row) -> str:
    """What came of a step where its type decides what the word means; else "".

    A complaint is upheld against the body, a first reply in its favour. Keys: type, outcome.

    >>> outcome_words({"type": "decision_notice", "outcome": "not_upheld"})
    'complaint not upheld'
    """
    return _OUTCOMES.get((event["type"], event["outcome"]), "")


def exemption_words(exemption: str | None) -> str:
    """The exemptions of a case in clear words; "" where none are named.

    >>> exemption_words("none (FOIA s.10 timeliness)")
    'no exemption: FOIA s.10 timeliness'
    """
    return _NO_EXEMPTION.sub(r"no exemption: \1", exemption or "")


def reply_words(case: Row) -> str:
    """What is known of a reply where none is recorded, which is not that none came; else "".

    Keys: status, last_checked_on (of the case, a day or None), responded_on.

    >>> reply_words({"status": "delayed", "last_checked_on": "2026-11-10", "responded_on": None})
    'no reply recorded, last checked 10 November 2026'
    """
    if case["responded_on"] is not None:
        return ""
    if case["status"] in _NO_REPLY:
        checked = case["last_checked_on"]
        since = f", last checked {wording.day_words(checked)}" if checked else ""
        return f"no reply recorded{since}"
    if case["status"] in (None, "unknown"):
        return "what came of it is not recorded here"
    return ""


def plain_step(next_action: str) -> str:
    """A next step as a reader can use it: without our commands and without what we record.

    >>> plain_step("Wait for it, due by 1 May 2026; record it when it comes "
    ...            "(`delaywatch foi record a response --on DAY`).")
    'Wait for it, due by 1 May 2026.'
    """
    for wanted, instead in _PLAINER:
        next_action = wanted.sub(instead, next_action)
    return next_action


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
