"""What to do before a day and after it, in words: a row a deadline.

Imperatives for a person who wants the information, each with the command where one helps: as it is
typed, but for what stands in capitals (DAY, OUTCOME, SLUG). Fields in braces are filled in from the
case; ``late`` is the last day that is in time by every convention.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracker.foi.clock.limits import Limit
from tracker.wording import day_words


@dataclass(frozen=True, slots=True)
class Part:
    """What a last day means for a case.

    ``status_after`` is what the case is called once it has passed unmet (a key of
    vocabulary.STATUSES), ``escalates`` whether a next step is open to us then.
    """

    before: str
    after: str
    status_after: str | None = None
    escalates: bool = False


_CHASE: Final = (
    "Chase {body}: no reply is recorded, and the last day in time was {late}. If none came, "
    "complain to the {regulator} (`delaywatch foi draft {case} --kind complaint`): no internal "
    "review is needed when there was no reply, but show that you chased."
)
_REVIEW_OF_SILENCE: Final = (
    "Ask {body} for a review (`delaywatch foi draft {case}`): no reply is recorded, and the last "
    "day in time was {late}. If none came, that counts as a refusal, and the {regulator} takes an "
    "appeal only after a review."
)
_WAIT: Final = (
    "Wait for the reply of {body}, due by {due}; record it when it comes "
    "(`delaywatch foi record {case} response --on DAY --outcome OUTCOME`)."
)
_COMPLAIN_REVIEW: Final = (
    "Complain to the {regulator} (`delaywatch foi draft {case}`): no outcome of the review is "
    "recorded, and the last day for it was {late}"
)
_NO_NEED_TO_WAIT: Final = (
    "a complaint to the {regulator} about the missing reply need not wait for it, once the last "
    "day for the reply has passed (`delaywatch foi draft {case} --kind complaint`)."
)
_LOOK: Final = (
    "Look whether it was published, if you have not: the day that {body} named has passed. If it "
    "was, record it (`delaywatch foi record {case} published_elsewhere --on DAY`); if you looked "
    "and it was not there, ask again (`delaywatch foi draft SLUG`, of the commitment)."
)

PARTS: Final[dict[str, Part]] = {
    "reply": Part(_WAIT, _CHASE, "delayed", escalates=True),
    "reply, review first": Part(_WAIT, _REVIEW_OF_SILENCE, "delayed", escalates=True),
    "extension": Part(_WAIT, _CHASE, "delayed", escalates=True),
    "extension, review first": Part(_WAIT, _REVIEW_OF_SILENCE, "delayed", escalates=True),
    "estimate": Part(
        "Wait for the reply of {body}, which named {due} itself.",
        "Ask {body} when its reply will come: the day that it named itself, {late}, has passed.",
    ),
    "no more": Part(
        "Wait for the reply of {body}, which named {due} itself, within the time that it has.",
        "Ask {body} when its reply will come: the day that it named itself, {due}, has passed.",
    ),
    "guideline": Part(
        "Wait: guidance gives {body} until {due} in all to weigh the public interest.",
        "Ask {body} for its decision: guidance allows until {late} in all. If none comes, complain "
        "to the {regulator} (`delaywatch foi draft {case} --kind complaint`): more time has to be "
        "reasonable (FOIA s.10(3)).",
        "long_overdue", escalates=True,
    ),
    "fee": Part(
        "Pay the fee by {due}, or ask {body} for less that costs nothing; record the payment "
        "(`delaywatch foi record {case} fee_paid --on DAY`).",
        "Ask again if you still want it: the fee was to be paid by {late}, and {body} need not "
        "answer now.",
    ),
    "review request": Part(
        "Ask {body} for an internal review by {due} (`delaywatch foi draft {case}`), or let it be.",
        "Ask again in a new request: {body} need not take up a request for a review after {late}, "
        "though you may ask for it.",
    ),
    "review request, silence": Part(
        "If no reply comes in time, ask {body} for a review by {due} "
        "(`delaywatch foi draft {case}`).",
        "Ask again in a new request: {body} need not take up a request for a review after {late}, "
        "though you may ask for it.",
    ),
    "normal review": Part(
        "Wait for the outcome of the internal review, which guidance wants by {due}; record it "
        "(`delaywatch foi record {case} internal_review_outcome --on DAY --outcome OUTCOME`).",
        "Ask {body} when the outcome of its internal review will come: none is recorded, and "
        "guidance wants it by {late} unless the review is hard.",
    ),
    "review": Part(
        "Wait for the outcome of the internal review, due by {due} at the latest; record it "
        "(`delaywatch foi record {case} internal_review_outcome --on DAY --outcome OUTCOME`).",
        f"{_COMPLAIN_REVIEW}.",
        "review_overdue", escalates=True,
    ),
    "normal review of silence": Part(
        f"Wait for the outcome of the internal review, which guidance wants by {{due}}; "
        f"{_NO_NEED_TO_WAIT}",
        f"Ask {{body}} when the outcome of its internal review will come: none is recorded, and "
        f"guidance wants it by {{late}} unless the review is hard; {_NO_NEED_TO_WAIT}",
    ),
    "review of silence": Part(
        f"Wait for the outcome of the internal review, due by {{due}} at the latest; "
        f"{_NO_NEED_TO_WAIT}",
        f"{_COMPLAIN_REVIEW}.",
        "review_overdue", escalates=True,
    ),
    "complaint": Part(
        "Complain to the {regulator} by {due} if you do not accept the outcome "
        "(`delaywatch foi draft {case}`).",
        "Complain to the {regulator} at once, with your reasons for the delay, or ask again: it "
        "wants complaints by {late} and may refuse one made with undue delay (FOIA s.50(2)(b)).",
    ),
    "complaint, review first": Part(
        "Appeal to the {regulator} by {due} if you do not accept the outcome "
        "(`delaywatch foi draft {case}`).",
        "Ask again in a new request: the {regulator} need not take an appeal after {late}.",
    ),
    "complaint, review silent": Part(
        "If no outcome of the review comes in time, appeal to the {regulator} by {due} "
        "(`delaywatch foi draft {case}`).",
        "Ask again in a new request: the {regulator} need not take an appeal after {late}.",
    ),
    "notice": Part(
        "Wait until {due} for what the decision notice orders, if it orders anything; record what "
        "comes (`delaywatch foi record {case} response --on DAY --outcome OUTCOME`).",
        "Tell the {regulator} if {body} has not done what the notice orders: that can be put to a "
        "court ({enforced_by}).",
        escalates=True,
    ),
    "tribunal": Part(
        "Wait until {due} for what the tribunal orders; record what comes "
        "(`delaywatch foi record {case} response --on DAY --outcome OUTCOME`).",
        "Tell the tribunal and the {regulator} if {body} has not done what the decision orders.",
        escalates=True,
    ),
    "appeal": Part(
        "Appeal to the First-tier Tribunal by {due} if the notice is wrong, or let it be; record "
        "it (`delaywatch foi record {case} tribunal_appeal --on DAY`).",
        "Let it be, or ask the tribunal for more time with your reasons: the time for an appeal "
        "ended on {late}.",
    ),
    "appeal of the body": Part(
        "Wait: until {due} {body} may appeal to the First-tier Tribunal.",
        "Ask {body} whether it appealed: it had until {late}.",
    ),
    "publication": Part(
        "Wait until {due}, the last day that {body} named for publication; then look whether it "
        "was published.",
        _LOOK, escalates=True,
    ),
    # The Act bounds the exemption; it makes nobody publish, so nothing is overdue by it.
    "publication, by law": Part(
        "Wait until {due}: what is withheld for publication has to be meant for a day no later "
        "than that (FOISA s.27(1)).",
        "Look whether it was published, if you have not. If it was, record it (`delaywatch foi "
        "record {case} published_elsewhere --on DAY`); if not, ask again (`delaywatch foi draft "
        "SLUG`, of the commitment): the exemption no longer covers it, for it is about what is "
        "meant for publication by {late} (FOISA s.27(1)).",
    ),
}  # fmt: skip


# What to do where no last day says it, by the status of the case.
NEXT: Final = {
    "draft": "Send the request and record it (`delaywatch foi record {case} sent --on DAY`).",
    "delivery_error": (
        "Send the request again and record it, saying that the clock begins anew (`delaywatch foi "
        "record {case} resent --on DAY --resets`)."
    ),
    "awaiting_response": (
        "Find out on which day {body} received the request and record it (`delaywatch foi record "
        "{case} received --on DAY`): without it nothing can be counted."
    ),
    "extended": (
        "Ask {body} when its reply will come: it took more time and no day can be counted."
    ),
    "awaiting_clarification": (
        "Answer the question of {body}: until then the clock stands still. Record the answer "
        "(`delaywatch foi record {case} clarification_sent --on DAY`)."
    ),
    "awaiting_fee": (
        "Pay the fee, or ask {body} for less that costs nothing; record the payment "
        "(`delaywatch foi record {case} fee_paid --on DAY`)."
    ),
    "needs_classification": (
        "Read what came and record its outcome (`delaywatch foi record {case} response --on DAY "
        "--outcome OUTCOME`)."
    ),
    "awaiting_review": (
        "Wait for the outcome of the internal review; record it (`delaywatch foi record {case} "
        "internal_review_outcome --on DAY --outcome OUTCOME`)."
    ),
    "with_regulator": (
        "Wait for the decision of the {regulator}; record it (`delaywatch foi record {case} "
        "decision_notice --on DAY --outcome OUTCOME`)."
    ),
    "at_tribunal": (
        "Wait for the decision; record it (`delaywatch foi record {case} tribunal_decision "
        "--on DAY --outcome OUTCOME`)."
    ),
}  # fmt: skip
REVIEW_POSTED: Final = (
    "Find out on which day the request for a review reached {body} and record it (`delaywatch foi "
    "record {case} received --on DAY`): without it no time is counted for the review."
)
MAY_BE_LONGER: Final = (
    "Ask {body} when its answer will come, and record it: how long it had is not known here, so no "
    "last day is given."
)
_WHAT_CAME: Final = (
    "Record what came of the review (`delaywatch foi record {case} response --on DAY --outcome "
    "OUTCOME`); if nothing came, ask {body} for"
)
GRANTED: Final = {
    "overturned": f"{_WHAT_CAME} it.",
    "partly": f"{_WHAT_CAME} the part that was granted.",
}
REFUSED: Final = (
    "Ask {body} for an internal review (`delaywatch foi draft {case}`), or let it be: the last day "
    "for asking cannot be counted."
)
REVIEWED: Final = (
    "Complain to the {regulator} if you do not accept the outcome (`delaywatch foi draft {case}`): "
    "the last day for it cannot be counted."
)
REPLIED_AFTER_NOTICE: Final = (
    "Hold the reply against the decision notice; tell the {regulator} if it is not what the notice "
    "orders ({enforced_by})."
)
DECIDED_IN_SCOTLAND: Final = (
    "Let the decision be, or appeal to the Court of Session on a point of law (FOISA s.56); the "
    "decision says by when."
)
WHO_APPEALED: Final = (
    "Read what the decision leaves for {body} to do; if anything, see that it does it, and record "
    "what comes (`delaywatch foi record {case} response --on DAY --outcome OUTCOME`)."
)
ORDERED: Final = (
    "See that {body} does what is ordered, and record what comes "
    "(`delaywatch foi record {case} response --on DAY --outcome OUTCOME`)."
)
UNDATED: Final = (
    "ask on which day it will be published: the body need not have settled one (s.22(1)(a)); if "
    "it names none, ask again after a while"
)


def filled(words: str, fields: Mapping[str, str], limit: Limit | None = None) -> str:
    """The words with the fields of the case and, if one is given, of a last day."""
    days = {}
    if limit is not None:
        days["due"] = day_words(limit.due.isoformat())
        days["late"] = day_words(limit.late_after.isoformat())
    return words.format(**fields, **days)
