"""What a letter says of the law that it relies on, one row a regime.

Sections are those of the Freedom of Information Act 2000 (FOIA) and the Freedom of Information
(Scotland) Act 2002 (FOISA), regulations those of SI 2004/3391 (EIR) and SSI 2004/520 (EI(S)R).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Law:
    """How a regime is named and where it says what.

    ``heading`` begins the subject of a request. ``advice`` is the duty to help, ``cost`` the limit
    of cost (None: there is none), ``withheld`` the provision for what is not yet out, ``when`` what
    a body that relies on it is asked to say. ``environmental`` is the regime of environmental
    information beside it, None where it is that itself. ``review`` is what asking the body to look
    again is called, ``review_by`` the provision for it (None: guidance); ``complaint_by`` that for
    the regulator, ``duties`` what the regulator decides about; ``time`` sets the time for a reply,
    ``more_time`` is what is asked about more time that was taken (None: there is none to take),
    ``review_time`` sets the time for a review (None: guidance does); ``held`` is about what is not
    held, ``weighing`` the public interest test.
    """

    name: str
    short: str
    heading: str
    advice: str
    cost: str | None
    withheld: str
    when: str
    environmental: str | None
    review: str
    review_by: str | None
    complaint_by: str
    duties: str
    time: str
    more_time: str | None
    review_time: str | None
    held: str
    weighing: str


_FOR_COMPLEXITY: Final = (
    "whether the extra time that was taken was reasonable for the complexity and volume of the "
    "request, as regulation 7 asks"
)

LAWS: Final[dict[str, Law]] = {
    "FOIA": Law(
        name="the Freedom of Information Act 2000",
        short="FOIA",
        heading="Freedom of Information request",
        advice="section 16",
        cost="section 12",
        withheld="section 22",
        when="please name the date of publication that is planned",
        environmental="EIR",
        review="an internal review",
        review_by=None,
        complaint_by="section 50 of the Freedom of Information Act 2000",
        duties="Part I of the Act",
        time="section 10(1)",
        more_time="whether the extra time that was taken was reasonable in the circumstances, as "
        "section 10(3) asks",
        review_time=None,
        held="section 1(1)(a)",
        weighing="section 2(2)(b)",
    ),
    "EIR": Law(
        name="the Environmental Information Regulations 2004",
        short="EIR",
        heading="Request for environmental information",
        advice="regulation 9",
        cost=None,
        withheld="regulation 12(4)(d)",
        when="please say when the material will be finished and, if another authority is "
        "preparing it and you know which, name it (regulation 14(4))",
        environmental=None,
        review="a reconsideration",
        review_by="regulation 11",
        complaint_by="section 50 of the Freedom of Information Act 2000, as applied by regulation "
        "18 of the Environmental Information Regulations 2004",
        duties="Parts 2 and 3 of the Regulations",
        time="regulation 5(2)",
        more_time=_FOR_COMPLEXITY,
        review_time="regulation 11(4)",
        held="regulation 12(4)(a)",
        weighing="regulation 12(1)(b)",
    ),
    "FOISA": Law(
        name="the Freedom of Information (Scotland) Act 2002",
        short="FOISA",
        heading="Freedom of Information request",
        advice="section 15",
        cost="section 12",
        withheld="section 27(1)",
        when="please name the date of publication that is planned, which under that section lies "
        "no later than twelve weeks after the request",
        environmental="EISR",
        review="a review",
        review_by="section 20",
        complaint_by="section 47 of the Freedom of Information (Scotland) Act 2002",
        duties="Part 1 of the Act",
        time="section 10(1)",
        more_time=None,
        review_time="section 21(1)",
        held="section 17(1)",
        weighing="section 2(1)(b)",
    ),
    "EISR": Law(
        name="the Environmental Information (Scotland) Regulations 2004",
        short="EI(S)R",
        heading="Request for environmental information",
        advice="regulation 9",
        cost=None,
        withheld="regulation 10(4)(d)",
        when="please say when the material will be finished",
        environmental=None,
        review="a review",
        review_by="regulation 16",
        complaint_by="section 47 of the Freedom of Information (Scotland) Act 2002, as applied by "
        "regulation 17 of the Environmental Information (Scotland) Regulations 2004",
        duties="the Regulations",
        time="regulation 5(2)",
        more_time=_FOR_COMPLEXITY,
        review_time="regulation 16(4)",
        held="regulation 10(4)(a)",
        weighing="regulation 10(1)(b)",
    ),
}


def environmental(regime: str) -> str:
    """The regime of environmental information beside a regime."""
    return LAWS[regime].environmental or regime
