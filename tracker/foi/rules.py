"""How each deadline of the information laws is counted, by which law or guidance: a row a rule.

Rules are named as in the field's own vectors (``FOIA``, ``EIR_EXT40``). Acts and regulations:

- FOIA: Freedom of Information Act 2000 (ukpga/2000/36)
- EIR: Environmental Information Regulations 2004 (uksi/2004/3391)
- FOISA: Freedom of Information (Scotland) Act 2002 (asp/2002/13)
- EI(S)R: Environmental Information (Scotland) Regulations 2004 (ssi/2004/520)

No rule is here for the time to answer a request for clarification: no source sets one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

# Both Acts and both sets of regulations came into force on this day.
IN_FORCE: Final = date(2005, 1, 1)

UK_WORKING_DAYS: Final = "uk_working_days"
SCOTTISH_WORKING_DAYS: Final = "scottish_working_days"
CALENDAR_DAYS: Final = "calendar_days"
MONTHS: Final = "months"
WORKING_DAYS: Final = frozenset({UK_WORKING_DAYS, SCOTTISH_WORKING_DAYS})
UNIT_WORDS: Final = {
    UK_WORKING_DAYS: "UK working days",
    SCOTTISH_WORKING_DAYS: "Scottish working days",
    CALENDAR_DAYS: "days",
    MONTHS: "months",
}
UNIT_DEFINITIONS: Final = {
    UK_WORKING_DAYS: (
        "a UK working day is a weekday that is not Christmas Day, Good Friday or a bank holiday "
        "in any part of the United Kingdom (FOIA s.10(6))"
    ),
    SCOTTISH_WORKING_DAYS: (
        "a Scottish working day is a weekday that is not Christmas Day or a bank holiday in "
        "Scotland (FOISA s.73)"
    ),
    CALENDAR_DAYS: "every day counts, and the last day does not move where it is no working day",
    MONTHS: (
        "they end on the same day of the month (the day before it, where they begin with day 1 "
        "itself), or on the last day of a month that has no such day"
    ),
}

STATUTORY: Final = "statutory"
GUIDANCE: Final = "guidance"
STATED_BY_THE_BODY: Final = "stated_by_the_body"
OTHER_CONVENTION: Final = "other_convention"
BASIS_WORDS: Final = {
    STATUTORY: "set by law",
    GUIDANCE: "set by guidance, not by law",
    STATED_BY_THE_BODY: "stated by the body itself",
    OTHER_CONVENTION: "the other published convention, not the Act's",
}


# What a rule needs to be told besides the day it is counted from.
EXTRAS: Final = {
    "plain": (),
    "from_working_day": (),
    "school": ("school_closed",),
    "fees": ("fees_notice", "fee_paid"),
    "school and fees": ("school_closed", "fees_notice", "fee_paid"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what is due, how long after what, whose act it is, and on whose word.

    ``kind`` is the sort of deadline, ``party`` who has to act by it (authority, requester,
    regulator), ``counted_from`` says in words which day is day 0. ``way`` is how days are counted:
    plain; from_working_day (a receipt on another day is moved to the next working day); school
    (closed days do not count, but ``at_most`` working days end it); fees (days between notice and
    payment do not count, neither of the ``count`` nor of the ``at_most``); school and fees.
    ``code_differs``: the s.45 Code gives another day for a receipt on a non-working day.
    ``begins_with``: the period begins with day 0 itself. ``doubt`` says what of the rule was not
    confirmed at its source.
    """

    regime: str
    kind: str
    party: str
    count: int
    unit: str
    basis: str
    citation: str
    counted_from: str
    way: str = "plain"
    at_most: int = 0
    code_differs: bool = False
    begins_with: bool = False
    doubt: str = ""
    note: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the rule was confirmed at its source."""
        return not self.doubt

    @property
    def extras(self) -> tuple[str, ...]:
        """The names of the further inputs that the rule needs."""
        return EXTRAS[self.way]

    @property
    def in_working_days(self) -> bool:
        """Whether the rule needs a calendar."""
        return self.unit in WORKING_DAYS


_REQUEST: Final = "the day the request reached the body"
_REVIEW: Final = "the day the request for review reached the body"
_REPLY: Final = "the day of the reply"
_CODE: Final = "Code of practice under FOIA s.45 (July 2018)"
_CODE_UNREAD: Final = "the final wording of paragraph 4.2 of the Code was not read at its source"
_EIR_DAYS_UNREAD: Final = (
    "that working days are those of FOIA s.10(6) (EIR regulation 2(1)) was not read at its source"
)
_EISR_DAYS_UNREAD: Final = (
    "what the Scottish regulations call a working day was not read at its source"
)
_LONGER: Final = (
    "the Commissioner may allow up to 60 working days where information has to come from abroad "
    "or from armed forces on operations (SI 2004/3364)"
)
_EXTENSION: Final = (
    "the Act itself sets no end to an extension, only that it is reasonable, is for the public "
    "interest test and is told in time with an estimate; a day that the body names is its own"
)
_NEXT_DAY: Final = (
    "rule 12 of the same Rules may let the next working day do where this is none; not relied on"
)
# Scottish times were lengthened for a part of 2020; no rule here knows by how much.
SCOTLAND_IN_2020: Final = (
    "temporary law lengthened Scottish times in 2020, which is not counted here"
)

_TABLE: Final = (
    # Freedom of Information Act 2000
    Rule(
        "FOIA", "response_due", "authority", 20, UK_WORKING_DAYS, STATUTORY,
        "FOIA s.10(1) and (6)", _REQUEST, code_differs=True, note=_LONGER,
    ),
    Rule(
        "FOIA_S45CODE", "response_due", "authority", 20, UK_WORKING_DAYS, OTHER_CONVENTION,
        f"{_CODE}, paragraph 4.2", _REQUEST, way="from_working_day", doubt=_CODE_UNREAD,
    ),
    Rule(
        "FOIA_SCHOOL", "response_due", "authority", 20, UK_WORKING_DAYS, STATUTORY,
        "FOIA s.10 as varied by SI 2004/3364 regulation 3", _REQUEST, way="school", at_most=60,
        code_differs=True,
    ),
    # Regulation 3(2) puts both days, the 20th open one and the 60th, in the place of the 20th
    # working day in s.10(1) and in s.10(2), so the days of a fee are left out of either.
    Rule(
        "FOIA_SCHOOL_FEES", "response_due", "authority", 20, UK_WORKING_DAYS, STATUTORY,
        "FOIA s.10(1) and (2) as varied by SI 2004/3364 regulation 3(2)", _REQUEST,
        way="school and fees", at_most=60, code_differs=True,
    ),
    Rule(
        "FOIA_FEES", "response_due", "authority", 20, UK_WORKING_DAYS, STATUTORY,
        "FOIA s.10(1), (2) and (6)", _REQUEST, way="fees", code_differs=True,
    ),
    Rule(
        "FEE_3_MONTHS", "fee_pay_by", "requester", 3, MONTHS, STATUTORY,
        "FOIA s.9(2)", "the day the fees notice was given", begins_with=True,
        doubt="that the three months begin with the day of the notice itself was not read at its "
        "source; if they do not, there is one day more",
    ),
    Rule(
        "FOIA_40", "pit_guideline_40", "authority", 40, UK_WORKING_DAYS, GUIDANCE,
        "ICO guidance on FOIA s.10(3)", _REQUEST, code_differs=True, note=_EXTENSION,
    ),
    Rule(
        "REVIEW_REQUEST", "review_request_by", "requester", 40, UK_WORKING_DAYS, GUIDANCE,
        f"{_CODE}, paragraphs 5.3 to 5.5", _REPLY,
        note="a body may take a later request for review, but need not",
    ),
    Rule(
        "FOIA_IR20", "review_due_20", "authority", 20, UK_WORKING_DAYS, GUIDANCE,
        f"{_CODE}, paragraphs 5.3 to 5.5; ICO guide", _REVIEW, code_differs=True,
    ),
    Rule(
        "FOIA_IR40", "review_due_40", "authority", 40, UK_WORKING_DAYS, GUIDANCE,
        f"{_CODE}, paragraphs 5.3 to 5.5; ICO guide", _REVIEW, code_differs=True,
    ),
    # Environmental Information Regulations 2004
    Rule(
        "EIR", "response_due", "authority", 20, UK_WORKING_DAYS, STATUTORY,
        "EIR regulation 5(2)", _REQUEST, doubt=_EIR_DAYS_UNREAD,
    ),
    Rule(
        "EIR_EXT40", "extended_response_due", "authority", 40, UK_WORKING_DAYS, STATUTORY,
        "EIR regulation 7(1)", _REQUEST, doubt=_EIR_DAYS_UNREAD,
        note="only for a request that is both complex and voluminous, and told within 20",
    ),
    Rule(
        "EIR_FEES", "response_due", "authority", 20, UK_WORKING_DAYS, STATUTORY,
        "EIR regulations 5(2) and 8(6)", _REQUEST, way="fees",
        doubt="regulation 8(6), by which days between notice and payment do not count, was not "
        "read at its source",
    ),
    Rule(
        "EIR_REVIEW_REQUEST", "review_request_by", "requester", 40, UK_WORKING_DAYS, STATUTORY,
        "EIR regulation 11(2)", _REPLY, doubt=_EIR_DAYS_UNREAD,
    ),
    Rule(
        "EIR_IR40", "review_due_40", "authority", 40, UK_WORKING_DAYS, STATUTORY,
        "EIR regulation 11(4)", "the day the representations reached the body",
        doubt=_EIR_DAYS_UNREAD,
    ),
    # Freedom of Information (Scotland) Act 2002
    Rule(
        "FOISA", "response_due", "authority", 20, SCOTTISH_WORKING_DAYS, STATUTORY,
        "FOISA s.10(1)", _REQUEST,
    ),
    Rule(
        "FOISA_KEEPER", "response_due", "authority", 30, SCOTTISH_WORKING_DAYS, STATUTORY,
        "FOISA s.10(2)", "the day the request reached the Keeper of the Records of Scotland",
    ),
    Rule(
        "FOISA_FEES", "response_due", "authority", 20, SCOTTISH_WORKING_DAYS, STATUTORY,
        "FOISA ss.9 and 10", _REQUEST, way="fees",
    ),
    Rule(
        "FOISA_REVIEW_REQUEST", "review_request_by", "requester", 40, SCOTTISH_WORKING_DAYS,
        STATUTORY, "FOISA s.20(5)", "the last day for the reply, or the day of a later reply",
    ),
    Rule(
        "FOISA_REVIEW", "review_due_20", "authority", 20, SCOTTISH_WORKING_DAYS, STATUTORY,
        "FOISA s.21(1)", "the day the requirement for review reached the body",
    ),
    Rule(
        "SECTION_27_12_WEEKS", "section_27_ends", "requester", 84, CALENDAR_DAYS,
        STATUTORY, "FOISA s.27(1)", "the day of the request",
        note="it bounds the exemption and makes nobody publish: one may ask again from then on",
    ),
    # Environmental Information (Scotland) Regulations 2004
    Rule(
        "EISR", "response_due", "authority", 20, SCOTTISH_WORKING_DAYS, STATUTORY,
        "EI(S)R regulation 5(2)", _REQUEST, doubt=_EISR_DAYS_UNREAD,
    ),
    Rule(
        "EISR_EXT40", "extended_response_due", "authority", 40, SCOTTISH_WORKING_DAYS, STATUTORY,
        "EI(S)R regulation 7(1)", _REQUEST, doubt=_EISR_DAYS_UNREAD,
        note="only for a request that is both complex and voluminous",
    ),
    Rule(
        "EISR_REVIEW_REQUEST", "review_request_by", "requester", 40, SCOTTISH_WORKING_DAYS,
        STATUTORY, "EI(S)R regulation 16(2)", _REPLY, doubt=_EISR_DAYS_UNREAD,
    ),
    Rule(
        "EISR_REVIEW", "review_due_20", "authority", 20, SCOTTISH_WORKING_DAYS, STATUTORY,
        "EI(S)R regulation 16(4)", "the day the representations reached the body",
        doubt=_EISR_DAYS_UNREAD,
    ),
    # Regulators and the tribunal
    Rule(
        "ICO_6_WEEKS", "regulator_complaint_by", "requester", 42, CALENDAR_DAYS, GUIDANCE,
        "ICO guidance on complaints (FOIA s.50)", "the day of the last substantive contact",
    ),
    Rule(
        "ICO_NUDGE_10", "regulator_nudge_by", "authority", 10, UK_WORKING_DAYS, GUIDANCE,
        "practice of the ICO", "the day the Commissioner wrote to the body",
    ),
    Rule(
        "NOTICE_35_DAYS", "notice_comply_by", "authority", 35, CALENDAR_DAYS, GUIDANCE,
        "practice of the ICO in decision notices (FOIA s.50)", "the day of the decision notice",
        note="the notice itself says how long the body has, and goes before this",
    ),
    Rule(
        "FTT_28_DAYS", "tribunal_appeal_by", "requester", 28, CALENDAR_DAYS, STATUTORY,
        "FOIA s.57; Rules of the General Regulatory Chamber 2009 (SI 2009/1976) rule 22(1)(b)",
        "the day the decision notice was sent", note=_NEXT_DAY,
    ),
    Rule(
        "SIC_6_MONTHS", "regulator_complaint_by", "requester", 6, MONTHS, STATUTORY,
        "FOISA s.47(4)", "the day the outcome of the review came, or the last day for it",
    ),
)  # fmt: skip

RULES: Final = {rule.regime: rule for rule in _TABLE}
