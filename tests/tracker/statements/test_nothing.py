"""Sentences that look like promises, slips or deliveries and are none, by the reason for it.

A body that never promised must not be called late, so a sentence here must give
nothing at all: alone, on a page of others, and where nobody knows when it was
said. In the mixed table only the promise between «marks» is found.
"""

import re
from datetime import date

import pytest

from tracker.statements import find_statements

SAID_ON = date(2025, 1, 15)

NOTHING = {
    "a question": """
        Will the Department publish the Ports Strategy by May 2025?
        When will the new clinic open?
        Could the tram extension be ready by 2027?
        To ask the Secretary of State for Sample Affairs, when she plans to publish the strategy.
        Has the Minister met the pilots who will launch the ferry in June 2025?
        Why was the depot, which was due to open in 2024, put back to June 2025?
    """,
    "a question told again": """
        You asked whether the council will publish the audit by March 2025.
        It was not said whether the depot will open in May 2025.
        Your letter asks when the strategy will be published.
        Members asked if the review would be finished by Easter 2025.
        It is not known when the depot will open.
        It is unclear whether the strategy will be published in 2025.
        The question is whether the register can be launched by June 2025.
        I would be grateful to know when the code will be issued.
    """,
    "a statistic": """
        In 2023/24 there were 412,000 visits to the five pools.
        By the end of 2024, 3,204 members were waiting for a statement.
        The number of licences issued rose by 4 per cent in 2024.
        Of 60 schemes, 12 were completed in 2024.
        Some 41 per cent of replies were issued within 20 working days in 2024.
        The average wait for a mooring was 14 weeks in December 2024.
        Nine in ten calls were answered within a minute last year.
        The fund paid for 412 benches in 2023/24.
        There were 27 inspections in the year to March 2024.
    """,
    "a standard of service": """
        Complaints are acknowledged within three working days.
        We will reply to all letters within 20 working days.
        We aim to respond to complaints within 20 working days.
        Refunds are normally paid within ten days.
        Applicants will usually hear from us within two weeks.
        Callers will be answered within five minutes.
        Crews are expected to reach nine in ten fires within ten minutes.
        Permit applications are determined within four months of being made.
        Our service level is to answer every email within two days.
        You can expect a reply within ten days.
        Parcels will be delivered within three days.
    """,
    "a denial": """
        The Department has no plans to publish the Ports Strategy.
        We have no current plans to reopen the ferry in 2025.
        There are no plans to extend the tramway by 2030.
        The Government does not plan to introduce a levy in 2025.
        We are not planning to launch a second round.
        The council has no intention of building a bypass by 2030.
        There is no intention to issue a second code in 2025.
        No decision has been made on the closure of the pier.
        No date has been set for the publication of the strategy.
        The council is not proposing to close the library.
    """,
    "a refusal to publish": """
        We will not publish the advice that officials gave.
        The council does not intend to release the consultants' invoices.
        The Department does not routinely publish ministers' diaries.
        We are withholding the draft report, which is exempt from release.
        It would not be appropriate to publish the draft before May 2025.
        I uphold the decision to withhold the draft code.
        We will neither confirm nor deny that the report exists.
        The advice will not be published, as it is privileged.
        The exemption covers information that is intended for future publication.
    """,
    "somebody will think about it": """
        We will consider the report of the panel in the spring.
        The Minister will consider whether to publish the plan by May 2025.
        Officials are considering the findings and will decide whether to publish them.
        The board will look at the case for a new depot in 2025.
        We will keep the matter under review.
        All options for the pier will be explored over the coming months.
        The board will discuss the plan in March 2025.
        Ministers will reflect on the findings in the coming months.
        The panel will be asked for its view before a decision is made.
    """,
    "a value": """
        We are committed to ensuring that every harbour is safe by 2030.
        The Government is committed to putting patients first.
        Everyone should have a safe place to swim by 2030.
        We want every village to have a bus by 2030.
        The council is determined to improve its roads.
        We take the safety of swimmers very seriously.
        Our vision is a greener city by 2040.
        The Government will always stand up for seaside towns.
        Our aim is for the city to be the best in Europe by 2030.
        The agency will continue to listen to charities of every size.
    """,
    "a forecast": """
        Demand for moorings is expected to rise by 2030.
        Inflation is forecast to fall in 2025.
        Sewage spills are projected to fall by a third by 2029.
        The population of the town will reach 90,000 by 2035.
        Costs are expected to grow in the next financial year.
        Receipts are expected to total £34 million by 2028-29.
        Ridership is expected to recover by 2027.
        House prices will fall by 4 per cent in 2025.
        The tide is likely to rise by 2050.
        The scheme is expected to save £4 million a year by 2030.
    """,
    "a benefit": """
        The hubs will give people more control over their care.
        The new pier will attract 40,000 visitors a year.
        The levy will help councils to mend roads by 2030.
        The app will make it easier to book a mooring.
        These reforms will benefit anglers from April 2025.
    """,
    "somebody else's demand": """
        Unions have called on the council to publish the audit by May 2025.
        The Committee recommended that the code be published by April 2025.
        Charities want the plan to be published in the spring.
        The opposition demanded that the levy be scrapped by March 2025.
        MPs urged ministers to lay the order before the summer recess.
        The ombudsman recommended that the trust publish its records by June 2025.
        The panel said the council should publish the audit by May 2025.
        The Sample Chamber of Commerce called for the bypass to be built by 2030.
        Anglers' groups have asked that a closed season be introduced by 2026.
    """,
    "somebody else's expectation": """
        Campaigners expect the council to publish the audit before Easter 2025.
        The Health Scrutiny Committee expects the board to bring forward a stroke plan by Christmas.
        Residents hope that the pier will reopen in May 2025.
        Lawyers for the residents expect the council to reopen the inquiry.
        Bidders had expected an award in March.
        Analysts think that the bypass will be delayed until 2027.
    """,
    "a participle of something past": """
        The Ports Strategy, published in 2024, sets out the case for quays.
        The code issued in March 2023 applies to every landlord.
        The levy introduced in 2022 has raised £4 million.
        A report published by the Sample Institute in 2023 found that piers leak.
        The depot built in 2020 serves four towns.
        The measures announced in the Budget are generous.
        Our Homes Promise, published in 2024, will guide every choice we make.
        The Code of Practice, issued in 2018, will apply to landlords of every size.
        The rules laid in December 2024 apply to ferries.
    """,
    "what a document will say": """
        The Plan will set out how quays are kept.
        The strategy will explain how the targets are to be met.
        The Bill will give ministers the power to close a quay.
        The review will look at every quay in the county.
        The guidance will cover moorings, tolls and lights.
        The report will include a chapter on lamps.
        The code will help harbour masters to plan for floods.
        The paper describes how the fund will work.
        The prospectus will explain who can apply.
    """,
    "work under way": """
        Work is under way to upgrade the freezers.
        Officials are drafting the code.
        The council is working with its neighbours on the plan.
        Discussions are continuing with the owners of the pier.
        We are making good progress on the strategy.
        The tender is being evaluated.
        The team has been testing the app since June 2024.
        Officers continue to monitor the level of the river.
    """,
    "the past explained": """
        The road was closed in 2023 because the wall had fallen.
        The delay in 2023 was caused by the flood.
        The ferry was late because of fog.
        The pier had to be shut last winter while divers looked at the piles.
        The 2021 scheme was replaced because it cost too much.
        A shortage of steel held up the bridge in 2022.
        The service was withdrawn in 2021 because too few people used it.
        The scheme closed to new applicants in March 2022 and no further rounds were held.
    """,
    "a procedure for everybody": """
        If you are unhappy you may ask for an internal review within 40 working days.
        You should apply by 31 March 2025.
        Landlords must register by 1 April 2025.
        Employers should tell the agency within ten days if an apprentice leaves.
        A request is treated as received on the next working day.
        Accounts must be laid by 30 November each year.
        Where a complaint is upheld, the officer will write to the landlord.
        Each application will be judged on its merits.
        A licence lasts five years and can be renewed.
        The panel meets four times a year.
    """,
    "companies, courts and others who are no public body": """
        Alderbank plc will publish its results in May 2025.
        The ferry company plans to launch a new ship in 2026.
        Water companies will replace 40 miles of pipe by 2030.
        The court is expected to rule in June 2025.
        The judge will hand down her decision on costs in March 2025.
        The tribunal is expected to publish its ruling in March 2025.
        The Sample Federation of Anglers intends to publish a survey in May 2025.
        Housing associations hope to complete 900 homes by 2028.
        Developers plan to build 300 flats by 2028.
        Farmers will plant 40 miles of hedge by 2030.
    """,
    "delays as a topic": """
        Ferry passengers faced delays of up to 40 minutes on Monday.
        Delays at the lock cost hauliers £4 million in 2024.
        Trains were cancelled for much of last week.
        Around 1,100 appointments were cancelled during the strike.
        Delayed discharges fell by a tenth in 2024.
        The inquiry heard how late payments hurt small firms.
        Flights were delayed by fog on Sunday.
        Patients whose operations were postponed were offered new dates.
        Anglers are waiting longer for licences than in any year since 2015.
        Amber means that some slippage is possible.
    """,
    "a condition": """
        If the Bill is passed, ministers could publish a code in 2026.
        If funding were found, the pier would reopen in 2026.
        Should the trial prove popular, it may be extended in 2026.
        Whether the depot is built by 2027 depends on the price of steel.
        Phase 2, once approved, would take nine months.
        Unless the wall is mended, the quay could be closed in May 2025.
        The council might publish the audit in May 2025.
        The launch could be delayed if steel prices rise again.
        Councils may be able to bid for funds, if any become available.
    """,
    "a holding answer": """
        It has not proved possible to respond to the hon. Member in the time available.
        An answer is being prepared and will be provided as soon as it is available.
        I refer the hon. Member to the answer given on 3 March 2024.
        The information is being collated.
        We will get back to you as soon as we can.
    """,
    "a heading": """
        Publication plan 2025
        Forward look: spring 2025
        Timetable for the review
        Opening hours and how to find us
        Annex A: key decisions, March 2025
        Next steps
        Report to the Board, March 2025
        What we plan to do by 2030
    """,
    "a deadline of the past told again": """
        The repairs contract was due to be let by April 2024.
        The bridge was to have been mended by August 2023.
        The report was meant to appear in 2022.
        The target was that all quays should be lit by 2020.
        The trust had planned to open its own bank.
        The audit should have been published in March 2024.
        The deadline for the audit was 31 March 2024.
        Under the 2019 plan the depot would have opened in 2023.
    """,
}

QUESTION = "a question that is told again is read as a promise"
STANDARD = "a standard for every letter is read as one promise"
OTHERS = "an outsider whose noun is not in the list"
MIXED = """
    You asked when it was due. «We will publish the audit by May 2025.» Is that soon enough?
    Visits rose by 4 per cent in 2024. «The second pool will open in June 2025.»
    Unions want more. «The agency intends to lay the order before Easter 2025.» It is long.
    «The launch has been put back to June 2025.» Trains were late on Sunday.
    The Plan, published in 2024, is long. «It will be replaced in 2026.» It cost £4 million.
    We have no plans to close the pier. «The Pier Review will report in the autumn.»
    Complaints are answered within ten days. «A Complaints Code will be issued in May 2025.»
    «The levy has been scrapped.» If you are unhappy you may ask for a review within 40 days.
    Annex A: key decisions↵«The depot will open in May 2025.»↵Next steps
"""


def lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def cases():
    for reason, story in NOTHING.items():
        for line in lines(story):
            yield pytest.param(line, id=f"{reason}: {line}")


CASES = list(cases())
SOUND = [line for story in NOTHING.values() for line in lines(story)]


def found_in(text, said_on):
    return [(one.rule, one.text) for one in find_statements(text, said_on)]


@pytest.mark.parametrize("text", CASES)
def test_nothing_is_found(text):
    assert found_in(text, SAID_ON) == []


@pytest.mark.parametrize("text", CASES)
def test_nor_where_it_is_not_known_when_it_was_said(text):
    assert found_in(text, None) == []


def test_nor_on_a_page_of_them():
    assert found_in("\n".join(SOUND), SAID_ON) == []


@pytest.mark.parametrize("day", [date(1997, 5, 1), date(2024, 2, 29), date(2031, 12, 31)])
def test_nor_on_another_day(day):
    """A condition or a denial is none on any day; only where the past begins may differ."""
    kinds = ("a denial", "a condition", "a value", "a refusal to publish", "a question")
    page = [line for kind in kinds for line in lines(NOTHING[kind])]
    assert found_in("\n".join(page), day) == []


@pytest.mark.parametrize("text", lines(MIXED))
def test_only_the_promise_beside_it_is_found(text):
    [(start, end)] = [match.span(1) for match in re.finditer("«(.*?)»", text)]
    expected = text[start:end]
    plain = re.sub("[«»]", "", text.replace("↵", "\n"))
    assert [one.text for one in find_statements(plain, SAID_ON)] == [expected]


def test_there_are_enough_of_them():
    assert len(CASES) >= 90
