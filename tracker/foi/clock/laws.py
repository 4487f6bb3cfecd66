"""By which rules a regime counts each step of a case, and who its regulator is: a row a regime.

Rules are named as in tracker/foi/rules.py, which cites each. What stands here besides:

- silence: under FOIA and EIR the regulator takes a complaint about it at once (FOIA s.50(1), EIR
  regulation 18); under FOISA and the Scottish regulations only after a review (FOISA s.47(1)).
- more time: FOIA s.10(3), EIR regulation 7, EI(S)R regulation 7; FOISA has none.
- clarification: FOIA ss.1(3) and 10(6), EIR regulation 9(4), FOISA ss.1(3) and 10(1).
- what a notice of the regulator orders: FOIA ss.50(4), 50(6) and 54, which EIR regulation 18 takes
  over; FOISA ss.49(6) and 53, which EI(S)R regulation 17 takes over.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.foi.rules import IN_FORCE


@dataclass(frozen=True, slots=True)
class Law:
    """The rules of a regime, by their names in rules.py; None where it has none.

    ``review_first``: silence has to be reviewed before the regulator takes an appeal.
    ``review_from_limit``: the time for asking for a review counts from the last day for the reply,
    unless the reply came later (FOISA s.20(5)). ``suspended_by``: by which law an appeal
    suspends what a notice orders; None where that is not known here. ``clarified_doubt``: that a
    clarification begins the clock anew was not read at its source. ``named_doubt``: nor was what
    the law says of the day that a notice of more time names. ``payment``: which law sets a time for
    paying a fee that no rule counts here.
    """

    regime: str
    jurisdiction: str
    reply: str
    fees: str | None
    extension: str | None
    review_request: str
    reviews: tuple[str, ...]
    complaint: str
    clarified_by: str
    ordered_by: str
    enforced_by: str
    school: str | None = None
    school_fees: str | None = None
    fee_to_be_paid: str | None = None
    notice: str | None = None
    appeal: str | None = None
    suspended_by: str | None = None
    future_publication: str | None = None
    clarified_doubt: bool = False
    named_doubt: str = ""
    payment: str | None = None
    review_first: bool = False
    review_from_limit: bool = False


LAWS: Final = {
    law.regime: law
    for law in (
        Law(
            "FOIA", "uk", reply="FOIA", school="FOIA_SCHOOL", fees="FOIA_FEES",
            school_fees="FOIA_SCHOOL_FEES", fee_to_be_paid="FEE_3_MONTHS", extension="FOIA_40",
            review_request="REVIEW_REQUEST", reviews=("FOIA_IR20", "FOIA_IR40"),
            complaint="ICO_6_WEEKS", notice="NOTICE_35_DAYS", appeal="FTT_28_DAYS",
            clarified_by="FOIA ss.1(3) and 10(6)", ordered_by="FOIA s.50(4)",
            enforced_by="FOIA s.54", suspended_by="FOIA s.50(6)",
            named_doubt="subsections (2) and (3) of FOIA s.17 were not read at their source",
        ),
        Law(
            "EIR", "uk", reply="EIR", fees="EIR_FEES", extension="EIR_EXT40",
            review_request="EIR_REVIEW_REQUEST", reviews=("EIR_IR40",), complaint="ICO_6_WEEKS",
            notice="NOTICE_35_DAYS", appeal="FTT_28_DAYS", clarified_by="EIR regulation 9(4)",
            ordered_by="FOIA s.50(4), EIR regulation 18",
            enforced_by="FOIA s.54, EIR regulation 18",
            suspended_by="FOIA s.50(6), EIR regulation 18", clarified_doubt=True,
            payment="EIR regulation 8(5)",
        ),
        Law(
            "FOISA", "scotland", reply="FOISA", fees="FOISA_FEES", extension=None,
            review_request="FOISA_REVIEW_REQUEST", reviews=("FOISA_REVIEW",),
            complaint="SIC_6_MONTHS", future_publication="SECTION_27_12_WEEKS",
            clarified_by="FOISA ss.1(3) and 10(1)", ordered_by="FOISA s.49(6)",
            enforced_by="FOISA s.53", payment="FOISA s.9",
            review_first=True, review_from_limit=True,
        ),
        Law(
            "EISR", "scotland", reply="EISR", fees=None, extension="EISR_EXT40",
            review_request="EISR_REVIEW_REQUEST", reviews=("EISR_REVIEW",),
            complaint="SIC_6_MONTHS", clarified_by="EI(S)R regulation 9",
            ordered_by="FOISA s.49(6), EI(S)R regulation 17",
            enforced_by="FOISA s.53, EI(S)R regulation 17", clarified_doubt=True,
            payment="EI(S)R regulation 8", review_first=True,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who decides complaints, and from which day on; None: it is to be, the day is not known."""

    jurisdiction: str
    name: str
    since: date | None
    note: str = ""


# The later row of a jurisdiction takes the place of the earlier one on its day.
REGULATORS: Final = (
    Regulator("uk", "Information Commissioner", IN_FORCE),
    # ss.117 to 119 of the Data (Use and Access) Act 2025; the consequential regulations
    # (https://www.legislation.gov.uk/uksi/2026/386) come into force with s.119.
    Regulator(
        "uk", "Information Commission", None,
        note="The Information Commission takes the place of the Information Commissioner when "
        "s.119 of the Data (Use and Access) Act 2025 is in force (SI 2026/386); the day is "
        "unconfirmed here: look which of them takes complaints.",
    ),
    Regulator("scotland", "Scottish Information Commissioner", IN_FORCE),
)  # fmt: skip


def regulator_on(jurisdiction: str, day: date) -> Regulator:
    """Who decides complaints on a day."""
    return [
        one for one in REGULATORS
        if one.jurisdiction == jurisdiction and one.since is not None and one.since <= day
    ][-1]  # fmt: skip


def regulator_to_come(jurisdiction: str) -> Regulator | None:
    """Who is to take the regulator's place on a day that is not known; None where nobody is."""
    rows = (one for one in REGULATORS if one.jurisdiction == jurisdiction)
    return next((one for one in rows if one.since is None), None)
