"""Which pairs of claims are of one commitment, which are not, and the reason an editor is given."""

from datetime import date

import pytest

from tracker.resolve import likeness


def said(deliverable, actor=None, on=None, sentence=""):
    return {"deliverable": deliverable, "actor": actor, "said_on": on, "sentence": sentence}


ONE = [
    # wording
    ("Defence Investment Plan", "the Defence Investment Plan (DIP)", "same name"),
    ("DIP", "Defence Investment Plan", "can stand for"),
    ("SEND White Paper", "special educational needs and disabilities white paper",
     "'SEND' can stand for"),
    ("VAWG strategy", "new cross-government Violence Against Women and Girls Strategy",
     "can stand for"),
    ("RIS3", "third Road Investment Strategy", "'RIS' can stand for"),
    ("Hilsborough Law", "Hillsborough Law", "'hillsborough' is spelt 'hilsborough'"),
    ("Renters Reform Bill", "Renters' Reform Bill", "same name"),
    ("White Paper on water reform", "Water Reform White Paper", "same name"),
    ("National Youth Strategy", "youth strategy", "same name"),
    ("Modern Industrial Strategy", "Industrial Strategy", "share 'industrial strategy'"),
    ("Land Use Framework for England", "Land Use Framework", "not 'england'"),
    ("deposit return scheme for drinks containers", "Deposit Return Scheme", "share"),
    ("UK Hydrogen Strategy", "renewed Hydrogen Strategy", "there was an earlier one"),
    ("final report of the Sentencing Review", "Sentencing Review's report", "share"),
    ("10 Year Health Plan", "10-year plan to reform the NHS", "share '10 year plan'"),
    ("Phase 2 of the Spending Review", "phase two of the Spending Review process", "same name"),
    ("further details of the Warm Homes Plan", "Warm Homes Plan", "only one speaks of details"),
    # milestones in other words
    ("consultation on leasehold reform", "leasehold reform consultation", "same name"),
    ("Government response to the gambling levy consultation",
     "its formal response to the consultation on the gambling levy", "same name"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "why"), ONE)
def test_one_commitment(one, other, why):
    result = likeness(said(one), said(other))
    assert result.score > 0.5, result
    assert why in result.why
    assert likeness(said(other), said(one)) == result


TWO = [
    # milestones: published is not in force
    ("consultation on leasehold reform", "response to the consultation on leasehold reform",
     "two sorts of thing: consultation and response"),
    ("Leasehold Reform Bill", "consultation on leasehold reform", "bill and consultation"),
    ("Future Homes Standard", "consultation on the Future Homes Standard", "two sorts of thing"),
    ("Liberty Protection Safeguards",
     "response to the consultation on Liberty Protection Safeguards", "only about the other"),
    ("publication of the Standard for Rented Homes", "Standard for Rented Homes coming into force",
     "two milestones: in force and publication"),
    ("start of the Ajax trials", "completion of the Ajax trials", "completion and start"),
    ("Restart Scheme", "evaluation of the Restart Scheme", "evaluation and scheme"),
    ("Warm Homes Plan", "update on the Warm Homes Plan", "one is called plan, the other update"),
    # which one
    ("Annual Report 2023", "Annual Report 2024", "different years: 2023 and 2024"),
    ("grant allocations for 2025/26", "grant allocations for 2026/27", "different years"),
    ("Road Investment Strategy 2", "third Road Investment Strategy", "edition 2 and edition 3"),
    ("Covid Inquiry Module 2 report", "Covid Inquiry Module 3 report", "module 2 and module 3"),
    ("interim report of the Curriculum Review", "final report of the Curriculum Review",
     "different stages: final and interim"),
    ("records in 80% of trusts", "records in 90% of trusts", "different numbers: 80% and 90%"),
    ("Hydrogen Action Plan for Scotland", "Hydrogen Action Plan for Wales", "different nations"),
    ("5 Year Cancer Plan", "10 Year Cancer Plan", "different horizons: 10 and 5"),
    # what it is about
    ("Women's Health Strategy", "Men's Health Strategy", "not 'men', 'women'"),
    ("Child Poverty Strategy", "Fuel Poverty Strategy", "not 'child', 'fuel'"),
    ("Animal Welfare Strategy", "Animal Health Strategy", "not 'health', 'welfare'"),
    ("Maternity Leave Review", "Paternity Leave Review", "not 'maternity', 'paternity'"),
    ("Modern Service Framework for Frailty and Dementia",
     "Modern Service Framework for cardiovascular disease", "dementia"),
    ("Great British Energy Bill", "Great British Railways Bill", "energy"),
    ("10 Year Health Plan", "10 Year Infrastructure Strategy", "infrastructure"),
    ("digital workforce plan", "10 Year Workforce Plan", "digital"),
    # names that identify nothing
    ("the plan", "the plan", "alone names nothing"),
    ("the plan", "Warm Homes Plan", "no word of the other name"),
    ("response", "formal response", "alone names nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "why"), TWO)
def test_two_commitments(one, other, why):
    result = likeness(said(one), said(other))
    assert result.score < 0.5, result
    assert why in result.why
    assert likeness(said(other), said(one)) == result


# ---------------------------------------------------------------- who, when, what else

LONG_TERM = "Long Term Workforce Plan"
REFRESHED = "refreshed Long Term Workforce Plan"
TEN_YEARS = "10 Year Workforce Plan"


@pytest.mark.parametrize(
    ("one", "other", "is_one", "why"),
    [
        (said(REFRESHED, "DHSC", date(2025, 1, 16)), said(TEN_YEARS, "DHSC", date(2025, 7, 9)),
         True, "'long term' may be '10 year'"),
        (said(LONG_TERM, "DHSC", date(2023, 3, 16)), said(TEN_YEARS, "DHSC", date(2025, 7, 9)),
         False, "worded otherwise and said 28 months apart"),
        (said(LONG_TERM, "DHSC", date(2023, 3, 16)), said(REFRESHED, "DHSC", date(2025, 1, 16)),
         False, "worded otherwise and said 22 months apart"),
        (said("digital workforce plan", "NHSE", date(2024, 3, 1)),
         said(TEN_YEARS, "DHSC", date(2025, 7, 9)), False, "digital"),
    ],
)  # fmt: skip
def test_a_plan_that_was_renamed(one, other, is_one, why):
    """The register's first case: the name alone does not tell, the time between them does."""
    result = likeness(one, other)
    assert (result.score > 0.5) is is_one, result
    assert why in result.why


@pytest.mark.parametrize(
    ("one", "other", "is_one", "why"),
    [
        # who
        (said("Digital Strategy", "DWP"), said("Digital Strategy", "DWP"), True, "same body: DWP"),
        (said("Digital Strategy", "DfE"), said("Digital Strategy", "MOD"), False,
         "different bodies: DfE and MOD"),
        (said("Land Use Framework", "The Government"), said("Land Use Framework", "Defra"), True,
         "same name"),
        # when
        (said("annual skills report", "DfE", date(2023, 5, 1)),
         said("annual skills report", "DfE", date(2024, 6, 1)), False, "a yearly thing"),
        (said("Major Conditions Strategy", "DHSC", date(2023, 1, 24)),
         said("Major Conditions Strategy", "DHSC", date(2024, 11, 1)), True, "21 months apart"),
        # what else the sentence says
        (said("The plan", "DESNZ", date(2025, 9, 9), "The plan is for decarbonising homes."),
         said("Warm Homes Plan", "DESNZ", date(2025, 10, 1)), True, "speaks of 'home'"),
        (said("The plan", "DESNZ", date(2023, 9, 9), "The plan is for decarbonising homes."),
         said("Warm Homes Plan", "DESNZ", date(2025, 10, 1)), False, "said 25 months apart"),
        (said("The plan", "MOD", date(2025, 9, 9), "The plan is for decarbonising homes."),
         said("Warm Homes Plan", "DESNZ", date(2025, 10, 1)), False, "different bodies"),
        (said("The strategy", "MHCLG", date(2024, 8, 2),
              "We will work with mayors and councils to end homelessness for good."),
         said("new cross-government strategy", "The Government", date(2024, 9, 9),
              "A strategy with mayors and councils ends homelessness for good."), True,
         "both sentences speak of homelessness"),
        (said("strategy to support their use", "DSIT", date(2025, 7, 10),
              "We back non-animal alternatives and publish a strategy to support their use."),
         said("government strategy on alternatives", "The Government", date(2025, 9, 12)), True,
         "its sentence speaks of 'alternative'"),
        (said("outcome of the review", "DHSC", date(2025, 7, 10), "We publish it soon."),
         said("full outcome of the review", "DHSC", date(2025, 7, 12), "It comes shortly."), False,
         "alone names nothing"),
        (said("The strategy", "MOJ", date(2025, 9, 9), "The strategy is for decarbonising homes."),
         said("consultation on warm homes", "MOJ", date(2025, 10, 1)), False, "two sorts of thing"),
        (said("the standard", "MHCLG", None, "The standard will come into force for new homes."),
         said("Future Homes Standard", "MHCLG", None, "We publish the Future Homes Standard now."),
         False, "two milestones: in force and publication"),
        (said("digital workforce plan", "NHSE", None,
              "The digital workforce plan becomes part of the Workforce Plan."),
         said("Workforce Plan", "NHSE"), False, "one sentence names both"),
        (said("response", "DCMS", None, "We publish our response to the music venues report soon."),
         said("response", "DCMS", None, "We publish our response to the gambling levy soon."),
         False, "share"),
    ],
)  # fmt: skip
def test_who_when_and_what_else(one, other, is_one, why):
    result = likeness(one, other)
    assert (result.score > 0.5) is is_one, result
    assert why in result.why
    assert likeness(other, one).score == pytest.approx(result.score)


def test_claims_of_nothing_are_not_alike():
    assert likeness({}, {}).score < 0.5
