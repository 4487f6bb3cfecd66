"""What is no fact is no finding: denied, doubted, feared, supposed; and what is said of what, when.

A line is a sentence of 12 March 2026. Of the first table nothing may be found. Of the second
stands under each line what is: event, thing, after "|" the words of the due, after "@" the day of
saying where that is another; more than one is joined by "&".
"""

import re
from datetime import date

import pytest

from tracker.statements import find_statements

SAID_ON = date(2026, 3, 12)

NOTHING = {
    "denied": """
        Contrary to press reports, the Riverside hospital's opening date has not slipped to \
            2029.
        The trust has no plans to scrap the minor injuries unit.
        A decision not to proceed with the incinerator has not been taken.
        The trust insisted that the hub had not been scrapped.
        The programme has not, as has been claimed, been scrapped.
        Neither programme has been paused.
        None of the pilots have been put on hold.
        The Government has no plans to scrap the strategy.
        There are no plans to scrap the strategy.
        There are no plans to cancel the strategy.
        We have no plans to abandon the strategy.
        The plans for the hub have not been shelved.
        The commitment has not been dropped.
        The programme has not been scrapped and remains a priority.
        Contrary to reports, the programme has not been axed.
        I can reassure the hon. Member that the programme has not been abandoned.
    """,
    "denied by whoever tells it": """
        Rumours that the Wexcombe hub has been scrapped are untrue.
        Nobody should think that the plan has been dropped.
        A report that the Long Term Plan has been shelved is false, the Department said.
        It is a myth that the food review was cancelled.
        The Department corrected its earlier statement that the food review had been cancelled.
        The Department apologised for suggesting that the food review had been cancelled.
        It should not be inferred that the estates plan has been abandoned.
        The Secretary of State joked that the plan had been cancelled.
        The programme had been delayed by three years, a finding the Department disputes.
        The estates plan has been scrapped, according to a satirical website.
        In a hoax email, staff were told the plan had been cancelled.
        The opening was nearly postponed.
        The strategy explains why earlier plans were shelved.
        The report looks at why the 2019 strategy was abandoned.
        The trust was criticised for a strategy that critics say was shelved.
        The strategy has been scrapped, according to rumours.
        According to press speculation, the strategy has been delayed to May 2027.
        The strategy is rumoured to have been scrapped.
        The strategy has allegedly been shelved.
        The strategy was supposedly scrapped in May 2025.
        The strategy is alleged to have been delayed.
        It is not true that the pharmacy first pilot will not go ahead.
        There is no truth in the claim that the opening has been postponed.
        The trust dismissed reports that the opening of the hub had been pushed back to 2028.
        It is not the case that the review has been delayed.
        We do not accept that publication has been delayed.
        The Department does not recognise the suggestion that the reforms have been delayed \
            until 2028.
        The Minister denied that the review had been scrapped.
        It is simply wrong to say that the programme has been cancelled.
        It is untrue that the programme has been paused.
        I do not agree that the programme has been delayed.
    """,
    "feared, or only on a condition": """
        Without funding, the hub will be scrapped.
        Had the vaccine programme been delayed until April, 4,000 more people would have fallen \
            ill.
        The risk register notes a risk that the digital maternity record slips to Q3 2026/27.
        There is a risk that the business case will not be approved before September 2026.
        Should planning permission be refused, completion of the car park will slip to spring \
            2027.
        Campaigners fear that the birth centre will be scrapped.
        The scheme will be scrapped if the Treasury refuses the funding.
        We will not proceed with the move until staff have been consulted.
        Any further loss of staff would mean that the opening is delayed to October 2026.
        Risk 4: go-live is delayed beyond June 2026 because of supplier capacity.
        Risk: the business case is not approved by NHS England, and the scheme is delayed to \
            2027/28.
        There is a risk that the programme is delayed until 2027.
        If approval is not given, the scheme will be delayed until 2027.
        If approval is not given, the scheme will be cancelled.
        Unions fear that the service will be axed.
        The trust warned that the scheme will not go ahead unless the council contributes.
        The pilot will be paused if two or more incidents are reported.
    """,
    "only supposed to have been done": """
        The strategy was to have been published in January 2026.
        The trust claims to have published the equality analysis, but no copy can be found.
        Nobody at the trust can say whether the report has been published.
        The trust is believed to have completed its investigation.
        The report is thought to have been delivered to ministers in February.
        Ministers had hoped to have laid the regulations by Christmas.
        The trust should by now have published its plan.
        It is not clear whether the works have been completed.
        The plan needs to have been published before the contract can be let.
        The plan ought to have been published in January 2026.
        The plan could have been published in January 2026.
        The plan appears to have been published without board approval.
        The plan was supposed to have been published in January 2026.
        Assuming the strategy has been published by then, the board will consider it in May \
            2026.
        Trusts will be expected to have published their plans by 30 June 2026.
    """,
    "a turn of phrase": """
        The Treasury has pushed the Department to publish the estates plan by May 2026.
        Ms Jones, who was due to publish her review in May, has been delayed at the airport.
        The Department has scrapped plans to delay the estates plan.
        Plans to postpone the launch of the strategy have been dropped.
        Waiting lists have dropped since the plan was published.
        The inquiry has dropped its objection to the plan.
        The ambulance service no longer plans to cut jobs.
        Strikes planned for March have been called off.
        The minister launched a scathing attack on the report.
        She launched her career at Ashby General in 1990.
        The trust has concluded that it cannot afford the hub.
        The minister opened the debate.
        The chancellor has opened the door to a new tax.
        The trust has laid the blame on its contractor.
        The mayor laid a wreath at the memorial.
        The funding has been held back.
        The trust has introduced a delay of six weeks.
        The trust has issued an apology for not publishing the strategy.
    """,
    "only in part, or in draft": """
        Half of the 40 beds have opened so far.
        The business case has been completed in draft.
        The board nearly published the wrong figures.
        The strategy has been published in draft for comment.
        Only two of the twelve reports have been published.
        Little has been published on the subject.
        The plan has been published only in part.
        The hub has nearly been completed.
        The building work has largely been completed.
        The regulations have been laid in draft.
    """,
    "a promise that is denied or doubted": """
        It is not known when the trust will publish the report.
        We doubt that the trust will publish the report by June 2026.
        It is unlikely that the new wing will open in 2026.
        Nobody should assume that the unit will open by Christmas.
        I cannot promise that the plan will be published by June 2026.
        We are unable to confirm that the hub will open in June 2026.
        We cannot guarantee that the hub will open in June 2026.
        There is no guarantee that the hub will open in June 2026.
        No date has been set for when the hub will open.
        The contention that the hub will open by June 2026 is fanciful.
        Claims that the hub will open in June 2026 are false.
        The trust had wrongly stated that the hub would open in June 2026.
        The draft plan, which was rejected, said the hub would open in April 2028.
    """,
    "said or done by others": """
        The European Commission has postponed the regulation until December 2027.
        The BMA published its response to the consultation on 3 March.
        The Daily Echo published the leaked plan on 4 March.
        Labour would publish a workforce plan within its first 100 days, its health spokesman \
            said.
        The Conservatives have said that they will publish an alternative plan in May 2026.
        Mr Pell, leader of the opposition group, said his party would build the clinic by 2029.
        The bank will publish its results on 30 April 2026.
        HSJ will publish its annual ranking in July 2026.
        Unite said it would ballot its members in April 2026.
        A Green government would publish a workforce plan by 2027, the party said.
        The family's solicitor said they would lodge a claim by June 2026.
        The BMA will announce the result of its ballot on 4 May 2026.
        The drug firm has withdrawn its application to NICE.
    """,
    "the duty of others": """
        Applicants will provide two references by 30 April 2026.
        The successful candidate will develop and publish a research strategy within six months.
        If he will publish the correspondence by 30 April 2026.
        Trusts are expected to publish their plans by 30 June 2026.
        The petition demands that ministers will publish the plan by June 2026.
        New clause 4 would provide that the Secretary of State shall lay a report by June 2027.
        The Bill requires that the Secretary of State shall publish a statement within 12 \
            months.
        The judge ordered that the council will publish the documents by 4 May 2026.
        We expect trusts to publish their plans by June 2026.
        NHS England expects all providers to complete the return by 30 April 2026.
        Cllr Vane said she hoped the trust would publish the plan by May 2026.
    """,
}

TOLD = {
    "what only looks like a denial": """
        Unlike its predecessor, the plan will be published in May 2027.
            => promised plan | May 2027
        The disputed scheme has been scrapped.
            => dropped disputed scheme
        The Department explained why the strategy has been delayed to May 2027.
            => slipped strategy | May 2027
        The review has been pushed to May 2027.
            => slipped review | May 2027
        Dr Foster's plan has been dropped.
            => dropped Dr Foster's plan
        This is why the plan will be published in May 2027.
            => promised plan | May 2027
    """,
    "not so soon is late, and not given up": """
        The dental contract reforms will not now be introduced until July 2026.
            => slipped dental contract reforms | until July 2026
        The review will not now report until September 2026.
            => slipped review | until September 2026
        The rules will not now come into force before September 2026.
            => slipped rules | before September 2026
        The trust does not now expect to open the hub until September 2026.
            => slipped hub | until September 2026
        The trust no longer expects to open the hub before September 2026.
            => slipped hub | before September 2026
        The hub will no longer open in April 2026.
            => slipped hub
        The Department no longer plans to publish the strategy in spring 2026.
            => slipped strategy
    """,
    "the old date beside what became of it": """
        The webinar planned for 18 March has been moved to 25 March 2026.
            => slipped webinar | 25 March 2026
        The opening of the hub, planned for April 2026, has been put back to October 2026.
            => slipped opening of the hub | October 2026
        The plan, due in March 2026, will be published in September 2026.
            => promised plan | September 2026
        The opening of the hub, due on 2 April 2026, has been postponed.
            => slipped opening of the hub
        The app, due to launch in June 2026, has been put on hold.
            => paused app
        The hub, due to open in April 2026, opened on 2 March 2026.
            => delivered hub
        The strategy, due in June 2026, was published on 2 March 2026.
            => delivered strategy
        The review, due to report in June 2026, has been paused.
            => paused review
        The plan expected in June 2026 has slipped to December 2026.
            => slipped plan | December 2026
        Originally due to open in April 2026, the hub is now expected to open in October 2026.
            => slipped hub | October 2026
        Completion of the multi-storey car park is now forecast for June 2027 (previously \
            December 2026).
            => slipped multi-storey car park | June 2027
        The hub was to have opened in February but will now open in June.
            => slipped hub | June
    """,
    "what was planned is what is given up": """
        The Government has rowed back from its pledge to publish the data.
            => dropped data
        The trust has shelved its plans to open a hub.
            => dropped hub
        The trust has dropped its plans to build a hub at Ashby by 2028.
            => dropped hub
        The Government has gone back on its commitment to publish the data.
            => dropped data
        Vale trust has cancelled its plan to open a hub.
            => dropped hub
        Health chiefs have scrapped plans for a new £90m hospital at Wexcombe.
            => dropped new £90m hospital
    """,
    "said then, and not today": """
        According to board papers of 4 June 2025, the hub will open in April 2026.
            => promised hub | April 2026 @ 2025-06-04
        According to board papers published in June 2025, the hub will open in April 2026.
            => promised hub | April 2026 @ 2025-06-01
        The then minister, Paul Oake, told MPs in July 2025 that the plan would be published by \
            Christmas.
            => promised plan | by Christmas @ 2025-07-01
        In July 2025 the Government committed to publishing the plan by Christmas.
            => promised plan | by Christmas @ 2025-07-01
        As the Minister said on 3 July 2025 (Official Report, column 12), the plan will be \
            published by Christmas.
            => promised plan | by Christmas @ 2025-07-03
        On 3 March 2026 the trust announced that the opening of the hub had been delayed.
            => slipped opening of the hub @ 2026-03-03
    """,
    "the date of another clause": """
        A report will be published after the meeting on 28 May 2026.
            => promised report
        We will publish a plan covering April 2027 to March 2030.
            => promised plan
        We will build a hospital that lasts until 2090.
            => promised hospital
        We will publish an evaluation of the pilot, which runs until March 2027.
            => promised evaluation of the pilot
        We will publish the plan once the contract ends on 31 March 2027.
            => promised plan
        The Department will issue a licence that expires on 31 March 2031.
            => promised licence
        The trust will appoint a chair whose term runs until 30 April 2030.
            => promised chair
        Unless we hear from you by 1 May 2026, we will publish the report.
            => promised report
        If no objection is received by 1 May 2026 the council will publish the order.
            => promised order
    """,
    "as headlines and boards say it": """
        Ashby hub delayed until September 2026
            => slipped Ashby hub | until September 2026
        Opening of Ashby hub delayed
            => slipped Opening of Ashby hub
        The £40m scheme is now a year late.
            => slipped £40m scheme
        The trust has pulled out of the regional pathology network.
            => dropped regional pathology network
        The regulations came into force on 1 March 2026.
            => delivered regulations
        The new electronic patient record went live on 2 March 2026.
            => delivered new electronic patient record
        The Secretary of State laid the regulations on 9 February 2026.
            => delivered regulations
        We had intended to publish the strategy in January; we now expect to do so in June 2026.
            => slipped strategy | June 2026
        The report has still not been published.
            => slipped report
    """,
}


def lines(story):
    return [" ".join(line.split()) for line in story.strip().splitlines()]


NOTHING_CASES = [
    pytest.param(line, id=f"{reason}: {line}")
    for reason, story in NOTHING.items()
    for line in lines(story)
]
TOLD_CASES = [
    pytest.param(" ".join(line.split()), " ".join(told.split()), id=f"{reason}: {line}")
    for reason, story in TOLD.items()
    for line, told in re.findall(r"\s*(.+)\n\s*=> (.+)", story)
]


def told_of(one):
    due = f" | {one.due.text}" if one.due else ""
    then = "" if one.said_on == SAID_ON else f" @ {one.said_on}"
    return f"{one.event} {one.deliverable or '?'}{due}{then}"


@pytest.mark.parametrize("line", NOTHING_CASES)
def test_what_is_no_fact_is_no_finding(line):
    assert [told_of(one) for one in find_statements(line, SAID_ON)] == []


@pytest.mark.parametrize(("line", "told"), TOLD_CASES)
def test_what_is_told(line, told):
    assert " & ".join(map(told_of, find_statements(line, SAID_ON))) == told


SPEAKERS = [
    ("According to board papers of 4 June 2025, the hub will open in April 2026.", "board papers"),
    ("The then minister, Paul Oake, told MPs in July 2025 that it would open soon.", "Paul Oake"),
    ("The hub has been delayed until October 2026, claimed local MP Ruth Ames.",
     "local MP Ruth Ames"),
    ("In July 2025 the Government committed to publishing the plan by Christmas.", "Government"),
    ("The trust says that the hub will open in June 2026.", "trust"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "speaker"), SPEAKERS)
def test_who_says_so(line, speaker):
    [one] = find_statements(line, SAID_ON)
    assert (one.reported, one.speaker) == (True, speaker)
