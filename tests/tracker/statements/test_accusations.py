"""What a press officer would ring up about: the wrong event, the wrong thing, the wrong date.

A line is a sentence of 15 January 2025; under it stands what is found, whatever
rule finds it: event, deliverable and, after "|", the words of the due. More than
one is joined by "&"; "?" is a deliverable that nobody names.
"""

import re
from datetime import date

import pytest

from tracker.statements import find_statements

SAID_ON = date(2025, 1, 15)

TABLES = {
    "on time is not late": """
        The bridge will open in June 2025 as planned.
            => promised bridge | June 2025
        The bridge remains on track to open in June 2025.
            => promised bridge | June 2025
        The code will be published no later than May 2025.
            => promised code | no later than May 2025
        The code will be published in May 2025 at the latest.
            => promised code | May 2025 at the latest
        Later this year we will publish the code.
            => promised code | Later this year
        The launch has not been delayed.
            => nothing
        The code will not be delayed.
            => nothing
        There has been no delay to the launch.
            => nothing
        We are now introducing a levy from April 2026.
            => promised levy | from April 2026
        Consultation is complete, and the council is now building a lido by 2027.
            => promised lido | by 2027
    """,
    "late is late, with the new date and not the old one": """
        The bridge will open in June 2025, two years later than planned.
            => slipped bridge | June 2025
        The bridge is running two years late and will open in June 2025.
            => slipped bridge | June 2025
        The strategy slipped from March to June 2025.
            => slipped strategy | June 2025
        The procurement has been paused until June 2025.
            => paused procurement | until June 2025
        The opening will take place in May instead of March 2025.
            => slipped opening | May
        The launch is now due in June 2025.
            => slipped launch | June 2025
        The opening will take place in September rather than June.
            => slipped opening | September
        The Bill has been rescheduled to the autumn.
            => slipped Bill | the autumn
        The code will not be published in May 2025 as planned.
            => slipped code
        The council will not meet the deadline of 31 March 2025 for the code.
            => slipped code
        We no longer expect to publish the code in May 2025; it will now come in June 2025.
            => slipped code | June 2025
        The report that was due in March will be published in May.
            => slipped report | May
        The report is not expected until June 2025.
            => slipped report | until June 2025
        The Harbour Plan was due in March 2024 but has not been published.
            => slipped Harbour Plan
    """,
    "longer is not later": """
        The consultation has been extended to 3 March 2025.
            => slipped consultation | 3 March 2025
        The contract has been extended until March 2026.
            => nothing
        The funding has been extended until March 2026.
            => nothing
    """,
    "moved in space": """
        The agency has moved into a new office.
            => nothing
        The board moved to a vote.
            => nothing
        The bus stop was moved back by ten metres.
            => nothing
        The library moved to Quay Street in 2023.
            => nothing
    """,
    "over long ago": """
        The code, which had been postponed twice, was published on 3 January 2025.
            => delivered code
        The council paused its bus review in 2023 and resumed it in 2024.
            => nothing
        The launch was postponed in 2020 because of the flood and took place in 2021.
            => nothing
        The plan was abandoned in 2019 and revived in 2023.
            => nothing
    """,
    "replaced is not dropped": """
        The old code has been withdrawn and replaced by the new code.
            => nothing
        The 2015 guidance was withdrawn when the new guidance was published.
            => nothing
    """,
    "shelved for a time is not dropped, and a pause is a pause": """
        The tender has been shelved until 2026.
            => slipped tender | until 2026
        The scheme will be paused from March 2025.
            => paused scheme | from March 2025
        Two officers have been suspended.
            => nothing
    """,
    "what is dropped is not promised": """
        The levy has been dropped in favour of a fee.
            => dropped levy
        The launch, planned for March 2025, has been cancelled.
            => dropped launch
        The Ferry Bill, due in the spring, has been withdrawn.
            => dropped Ferry Bill
    """,
    "the thing, not who makes it or what is said of it": """
        The council will publish the audit by May 2025 and open the pier in June 2025.
            => promised audit | by May 2025 & promised pier | June 2025
        The council will pay for the flood wall and complete it by May 2025.
            => promised flood wall | by May 2025
        The council expects the contractor to finish the pier by June 2025.
            => promised pier | by June 2025
        Phase one opened in 2023 and phase two will follow in June 2025.
            => delivered Phase one & promised phase two | June 2025
        The consultation closes on 3 March 2025 and the response will be published in May 2025.
            => promised consultation | 3 March 2025 \
             & promised response to the consultation | May 2025
        The trust has missed its target for lifts.
            => slipped target for lifts
        The Minister said that it was not possible to publish the code by May 2025.
            => nothing
        The council denied that the opening would be delayed until May 2026.
            => nothing
    """,
    "half done is not done": """
        The council has completed the first phase of the flood wall.
            => delivered first phase of the flood wall
        The council has nearly completed the flood wall.
            => nothing
        Half of the flood wall has been completed.
            => nothing
    """,
    "the subject as a whole, whatever stands between it and its verb": """
        Care leaflets for people with hearing loss and low vision were published on 3 January 2025.
            => delivered Care leaflets for people
        The Office's forecast of receipts from the oil and gas sector was published on Monday.
            => delivered Office's forecast of receipts
        Further details of all measures announced in the Ports White Paper will follow in May 2025.
            => promised details of all measures | May 2025
        Consultation with bodies including the Pilots' Union and the Lamp Trust will take place in \
        May 2025.
            => promised Consultation | May 2025
        We remain committed to openness and reports will be provided in due course.
            => promised reports | in due course
        We've published the Quay Plan and we'll publish the Lamp Plan in May 2025.
            => delivered Quay Plan & promised Lamp Plan | May 2025
        It won't be published in May 2025.
            => slipped ?
        The board has committed to recruiting at least 300 pilots by June 2025.
            => promised 300 pilots | by June 2025
        The Commission intend to undertake a review of all quays in May 2025.
            => promised review of all quays | May 2025
        The Office's published data shows that boats are slow.
            => nothing
    """,
    "the date of the promise, among others": """
        Details of grants, including allocations over the next three years, will be set out across \
        the guidance, and the letters, in due course.
            => promised Details of grants | in due course
        Lamp research will increase from £83 million in 2026/27 to £90 million by 2029/30.
            => promised Lamp research | by 2029/30
        From next year, the Lamp Standard will ensure that quays are lit.
            => promised Lamp Standard | From next year
        We no longer expect to publish the code in May 2025; it will come in June 2025.
            => slipped code & promised code | June 2025
    """,
    "content is no promise, and a date belongs to its own verb": """
        Details of how the fund will be spent, including on lamps, will be published in due course.
            => promised Details | in due course
        The Department will set out details of how the fund will be spent, in due course.
            => promised details | in due course
        We will publish a Harbour Plan in May 2025 that sets out how the board will deliver quays.
            => promised Harbour Plan | May 2025
        The Harbour Plan will set out how we will build quays.
            => nothing
        We will set out next steps in due course.
            => promised next steps | in due course
        The board will put in place measures by May 2025.
            => promised measures | by May 2025
        The ferry bounty will be in place until 31 March 2025.
            => nothing
        The board will not be proceeding with the Quay Deal.
            => dropped Quay Deal
        The National Institute for Lamp Care will publish guidance in May 2025.
            => promised guidance | May 2025
        Sample Lamps UK, the industry trade body, are planning to publish a code in May 2025.
            => nothing
    """,
    "what is done by a law goes into no other thing": """
        The proposals will be taken forward through secondary legislation.
            => nothing
    """,
}


def cases():
    for kind, story in TABLES.items():
        for line, meant in re.findall(r"\s*(.+)\n\s*=> (.+)", story):
            text = " ".join(line.split())
            told = [] if meant == "nothing" else meant.split("&")
            expected = [" ".join(one.split()) for one in told]
            yield pytest.param(text, expected, id=f"{kind}: {text}")


def written(one):
    """A statement in the notation of the tables."""
    due = f" | {one.due.text}" if one.due else ""
    return f"{one.event} {one.deliverable or '?'}{due}"


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_nobody_is_accused_of_more_than_was_said(text, expected):
    assert list(map(written, find_statements(text, SAID_ON))) == expected
