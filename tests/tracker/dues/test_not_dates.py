"""Words and numbers that look like dates and are none, by the reason for which they are none.

A promise with a wrong date is worse than one without, so a sentence here must
give nothing at all; in the mixed table only what stands in [brackets].
"""

import re
from datetime import date

import pytest

from tracker.dues import find_dues

SAID_ON = date(2025, 1, 15)

NOT_DATES = {
    "may the verb": """
        Parishes may apply for a second warden.
        It may well be that the kerb is too high.
        The Secretary of State may by order vary the fee.
        Fees may not exceed the cost of the licence.
        They may or may not qualify.
        May I thank the hon. Member for her question.
        Whatever it may cost, the pier will be saved.
        Of the 40 bids, 12 may be turned down.
        Residents may, in practice, wait longer.
    """,
    "march the verb and the noun": """
        Veterans march past the town hall.
        The band will march through Preston.
        The long march of progress has reached the canals.
        Officers had to march protesters away.
        We will not march in step with the regulator.
        The march went ahead peacefully.
        The school in March, Cambridgeshire, is shut.
        Trains from March to Ely were late.
    """,
    "august the adjective": """
        So august a body deserves a better roof.
        The august chamber was repainted.
    """,
    "people who are called like a month": """
        April Turner leads the unit.
        The report was written by June Okafor.
        Dr May Lindqvist gave evidence for the union.
        Theresa May set up the inquiry.
        Jan Kowalski owns the mill.
        Mr March of Bath objected.
        Augusta and April were both appointed.
        Before May took office the tax was lower.
        After May resigned the tax was raised.
        A letter from June Smith was mislaid.
        A study by April Turner was mislaid.
    """,
    "seasons as verbs and in names": """
        New doubts spring from the figures.
        Numbers fall as pupils leave.
        The Spring Hill estate will be rebuilt.
        Winter Gardens, Blackpool, is a listed building.
        Summer schools are popular with families.
        The Autumn Statement documents are online.
        A hot spring feeds the baths.
        The sofa has a broken spring.
        Winter fuel payments are means-tested.
        Flu jabs are part of the winter vaccination programme.
        The spring tide flooded the quay.
        The mill was built by Winter & Sons.
        In Winter v Hay the court held otherwise.
        It is bottled in spring water.
        Clerks were sent out in winter coats.
    """,
    "section and version numbers": """
        Paragraph 4.12 sets out the test.
        See sections 21 to 26 of the handbook.
        Regulation 2025 is not among them.
        Version 20.25 of the software is withdrawn.
        The tables are in annex 3.1 and chapter 2026.
        Release 1.12.2025b is unsafe.
        Rule 31.3 of the court applies.
        Table 12-3 lists the wards.
        Schedule 2, part 1, clause 5 is repealed.
        ISO 8601 and BS 7671 apply.
    """,
    "statutory instruments and citations": """
        SI 2021/1311 is amended.
        The Order, S.I. 2019/419, lapses.
        Council Directive 2004/38 no longer applies.
        As held in [2024] EWCA Civ 12, the duty is absolute.
        In R (Begum) v Barnet [2021] UKSC 7 it was refused.
        See Jones et al. (2019) for the method.
        The finding is that of Okafor and Lee (2020/21).
        HC 1020 was published by the House.
        Cm 9876 sets out the policy.
        The Companies Act 2006 applies.
        The Data Protection Act 1998 was repealed.
        Under the Bribery Act 2010, s. 7, firms are liable.
        The Pollution Regulations 2015 are clear.
        Resolution 2118 was adopted.
    """,
    "money": """
        The bridge cost £2,025.
        Fees rose to £2025 a head.
        The fund holds €2030 for each farm.
        A grant of £2026 per pupil is paid.
        Costs were put at £20.25 million.
        It is worth $2,024.50 a tonne.
        Awards of £1,500 to £2,030 are made.
    """,
    "telephone, reference and room numbers": """
        Ring 01632 960 2025 for a form.
        Ring 0117 496 0312 between the hours given.
        Text 2026 to give.
        Your reference is IR-2025-0312.
        Quote ref. 2025/0441 in any reply.
        Case 2024-00031 is closed.
        Invoice 12/2025/77 was paid.
        Room 2025 is locked.
        The tender is TR/2025/26-009.
        The ISBN is 978-1-5286-2025-1.
        Account 31-03-2025-77 is frozen.
        Company number 02025031 was struck off.
    """,
    "ratios, scores and measures": """
        It won by 3/4 of the votes.
        Two in 5 wells are dry.
        The odds are 10/1.
        Staff ratios are 1:12.
        Blood pressure was 120/80.
        The valley is 2025 metres above the sea.
        It took 2030 volunteers to clear.
        Of 2026 respondents, half agreed.
        There were 2,025 replies.
        Some 2025 people wrote in.
        About 20.25% agreed.
        The pitch is 105 x 68 metres.
        A 12-week course is free.
        A train at 20:25 was cancelled.
        Some 10-12 boats are moored there.
        Half of the wells are dry.
        The third quarter of applicants failed.
        Only the first half of the match was played.
    """,
    "years in titles": """
        The National Planning Framework 2023 is clear.
        The Energy White Paper 2020 set out the case.
        The Defence Command Paper 2021 was withdrawn.
        Census 2021 counted every home.
        The 2021 Census counted every home.
        London 2012 left a park.
        Glasgow 2014 left a velodrome.
        The Marmot Review 2010 was right.
        Our 2025 handbook is online.
        The 2026 edition is out of print.
        Vision 2030 is the name of the scheme.
        Horizon 2020 funded it.
    """,
    "names of programmes": """
        The 10 Year Health Plan is our guide.
        The 25 Year Environment Plan is our guide.
        The Five Year Forward View was ambitious.
        A 30-year lease was signed.
        The Two Ticks scheme is closed.
        The First 1000 Days strategy helps parents.
        The Year of Engineering was a success.
    """,
    "sets that come round": """
        The board meets every Monday.
        Bins are emptied every other week.
        The list is revised every March.
        Returns are made by 31 March each year.
        The levy is paid each April.
        Reports are made every six months.
        It is reviewed every five years.
        Fees rise every spring.
        Audits take place each autumn term.
        The survey is annual, the census is decennial.
        A quarterly bulletin and a monthly letter are sent.
        It is paid twice a year and four times a month.
    """,
    "opening hours": """
        The desk is open Monday to Friday.
        The desk is open from Monday to Friday, 9am to 5pm.
        The helpline is staffed 24 hours a day, seven days a week.
        The service runs 24/7.
        Phones are answered 08:30 to 17:00.
        It is shut at weekends.
    """,
    "durations without a point to count from": """
        Training takes six months.
        A tenancy lasts 12 months.
        The wait is 18 weeks.
        Members serve for three years.
        Forms are kept for six years.
        It has been shut for two years.
        The course lasts a year and a half.
        A notice of 28 days is given.
        The average wait was 14 days.
        A six-month review is usual.
    """,
    "so long ago, or for the first time": """
        Waits fell for the first time in ten years.
        It is the worst flood in fifty years.
        The fastest rise in two decades was recorded.
        It was the only strike in six years.
        It was built two years ago.
        It was said six months ago.
        Ten years on, little has changed.
        The scheme began some years ago.
        Rents are the highest in five years.
        Over the last ten years rents doubled.
        Compared with 2019, rents doubled.
        Damp was found in 2026 homes.
        The grant paid for up to 2030 jobs.
        In the past three years rents doubled.
    """,
    "since": """
        Since 2010 the harbour has silted up.
        Since March the harbour has been shut.
        Since the summer of 2023 it has been shut.
        It has been shut since 4 May 2024.
    """,
    "impossible days": """
        It is dated 30 February 2026.
        It is dated 31 April 2026.
        It is dated 31 June.
        It is dated 32 January 2026.
        It is dated 0 May 2026.
        It is dated 31/11/2026.
        It is dated 29/02/2025.
        It is dated 2025-04-31.
        It must be in by 29 February 2027.
        From 31 September 2026 the rule changes.
    """,
    "postcodes, streets, roads, planes, questions and diseases": """
        Write to SW1P 3JR or M60 2025.
        The A2030 is closed, and so is the M25.
        Covid-19 and H1N1 are both notifiable.
        The B2025 and the A46 meet there.
        A Boeing 737 and an A320 landed.
        She lives at 5 May Gardens.
        He lives in May Street and she in Autumn Close.
        Pupils in Year 6 and in year 10 are tested.
        Q3 asks about diet and Q4 about sleep.
        See the answer to Q4.
    """,
    "addresses of pages and names of files": """
        See www.gov.uk/guidance/plan-2025-26.
        See https://example.org/2025/03/31/plan.html for it.
        Write to team.2026@example.gov.uk.
        The file is plan_2025-03-31.pdf.
        The file is budget2026.xlsx.
        Use #plan2030 when you post.
        The folder is C:\\plans\\2026.
    """,
    "price bases": """
        The saving is £4 billion in 2024/25 prices.
        All sums are in 2025-26 prices.
        Costs are given in 2026 prices.
        Pay fell by 3% in 2019 terms.
        The bill is £9 million in 2023 money.
    """,
    "soon and shortly that promise nothing": """
        Tell us how soon you can come.
        It came too soon.
        Shortlisted firms were told.
        It was not immediately clear why.
        There is an imminent risk of collapse.
    """,
    "idioms": """
        Day by day the tide wins.
        Year on year, numbers rise.
        At the end of the day, it is a matter of money.
        Sunday trading laws are unchanged.
        The Today programme covered it.
        Good Friday Agreement bodies were consulted.
        Easter eggs are taxed as food.
        Christmas cards were not sent.
        The story ran in the Sunday Times.
        Black Friday and Bloody Sunday are remembered.
        Time will tell.
    """,
}

KNOWN_FAULTS = {
    "The school in March, Cambridgeshire, is shut.": "March the town, after a preposition",
    "Trains from March to Ely were late.": "March the town, after a preposition",
}

MIXED = """
    The Fisheries Act 2020 fund may pay out [by 1 May 2026].
    Section 12.4 and SI 2021/1311 lapse on [30 June 2026].
    Ring 01632 960 2025 [by Friday 6 March 2026].
    Of 2,026 replies, 31 may be read [by the end of March].
    The cost, £2,030 in 2024/25 prices, falls due in [2027/28].
    The 10 Year Canal Plan will be published [this summer].
    June Hartley retires in [June].
    May I say that it opens in [May 2026]?
    The guards march in [March 2026].
    The board meets every Monday [until June 2026].
    It was shut for two years and reopens [in two months' time].
    For the first time in ten years, wages will rise [from April].
    It began in [2019] and, since 2021, has grown; it ends [by 2030].
    The 18-week wait will be met [by the end of 2029].
    Census 2021 results for wards follow [later this year].
    The form of 30 February 2025 is due back [within six months].
    See www.gov.uk/plan-2025-26, which is replaced [in due course].
    The file plan_2025-03-31.pdf will be replaced [in the coming weeks].
    The A2030 closes on [4 May 2026] for 12 weeks.
    Case 2024-00031 will be heard on [3/4/2026].
    The helpline, open 24/7, closes [after Easter].
    Winter fuel payments are made [before Christmas].
    The Spring Hill estate is rebuilt in [spring 2027].
    A 30-year lease begins on [1 January 2027].
"""


def lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def known(case):
    marks = []
    if case in KNOWN_FAULTS:
        marks = [pytest.mark.xfail(strict=True, reason=KNOWN_FAULTS[case])]
    return pytest.param(case, marks=marks, id=case)


@pytest.mark.parametrize(
    "text", [known(line) for reason in NOT_DATES.values() for line in lines(reason)]
)
def test_no_date_is_seen(text):
    assert [due.text for due in find_dues(text, SAID_ON)] == []


@pytest.mark.parametrize(
    "text", [known(line) for reason in NOT_DATES.values() for line in lines(reason)]
)
def test_nor_where_it_is_not_known_when_it_was_said(text):
    assert [due.text for due in find_dues(text, None)] == []


@pytest.mark.parametrize("text", [known(line) for line in lines(MIXED)])
def test_only_the_date_beside_it_is_seen(text):
    expected = re.findall(r"\[(.*?)\]", text)
    found = find_dues(re.sub(r"[\[\]]", "", text), SAID_ON)
    assert [due.text for due in found] == expected
