"""What is read in the name of a deliverable, and what a sentence adds to it."""

from datetime import UTC, date, datetime

import pytest

from tracker.resolve.bodies import bodies_of, relation
from tracker.resolve.mentions import mention_of, milestone_in
from tracker.resolve.names import initials, name_of, names_in, read_name, spelt_out


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 Year Workforce Plan", "ten-year workforce plan"),
        ("10 Year Workforce Plan", "10yr Workforce Plan"),
        ("10-Year Workforce Plan (10YWP)", "the new 10‑Year Workforce Plans"),
        ("Warm Homes Plan", "The Government’s Warm Homes Plan"),
        ("Men's Health Strategy", "mens health strategies"),
        ("DEFENCE INVESTMENT PLAN", "Defence Investment Plan (DIP)"),
        ("Roll-out of the Youth Guarantee", "Youth Guarantee rollout"),
        ("leasehold reform consultation", "consultation on leasehold reform"),
        ("Land Use Framework", "forthcoming national land‐use framework"),
    ],
)
def test_worded_otherwise_but_the_same_words(one, other):
    assert set(name_of(one).key) == set(name_of(other).key)


@pytest.mark.parametrize(
    ("text", "head", "kind", "topic"),
    [
        ("refreshed Long Term Workforce Plan", "plan", "policy", {"workforce"}),
        ("Violence Against Women and Girls Strategy", "strategy", "policy",
         {"violence", "women", "girl"}),
        ("its response to the report on music venues", "response", "response",
         {"report", "music", "venue"}),
        ("Equality (Race and Disability) Bill", "bill", "bill", {"equality", "race", "disability"}),
        ("Modern Service Framework for Frailty", "framework", "policy",
         {"modern", "service", "frailty"}),
        ("social care Green Paper", "green-paper", "green paper", {"social", "care"}),
        ("full Terms of Reference", "terms-of-reference", "terms of reference", set()),
        ("40 new hospitals", "hospital", None, {"hospital"}),
        ("publication of the reports", "report", "report", set()),
    ],
)  # fmt: skip
def test_head_noun_and_topic(text, head, kind, topic):
    name = name_of(text)
    assert (name.head, name.kind, name.topic) == (head, kind, topic)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("refreshed Long Term Workforce Plan", "edition", True),
        ("Long Term Workforce Plan refresh", "edition", True),
        ("new Workforce Plan", "edition", False),  # everything promised is new
        ("10 Year Health Plan", "horizon", "10"),
        ("long-term plan", "horizon", "long"),
        ("Annual Report 2023", "years", {"2023"}),
        ("allocations for 2025/26", "years", {"2025", "2026"}),
        ("Suicide prevention strategy for England 2023 to 2028", "years", {"2023", "2028"}),
        ("September 2024 transparency publication", "years", {"2024", "2024-09"}),
        ("Women's Health Strategy for England (2022)", "years", {"2022"}),
        ("phase 2 of the Spending Review", "parts", {("phase", "2")}),
        ("second phase of the Spending Review", "parts", {("phase", "2")}),
        ("Part II of the Leveson Inquiry", "parts", {("part", "2")}),
        ("Module 4 hearings", "parts", {("module", "4")}),
        ("third Road Investment Strategy", "parts", {("edition", "3")}),
        ("Road Investment Strategy 3", "parts", {("edition", "3")}),
        ("RIS3", "parts", {("edition", "3")}),
        ("records in 90% of trusts", "counts", {"90%"}),
        ("draft Mental Health Bill", "stage", "draft"),
        ("interim report", "stage", "interim"),
        ("full report", "stage", "final"),
        ("Scottish Hydrogen Action Plan", "nations", {"Scotland"}),
        ("VAWG strategy", "acronyms", {"vawg"}),
        ("government response to the consultation", "milestone", "response"),
        ("consultation on PRN reforms", "milestone", "consultation"),
        ("implementation of the Act", "milestone", "in force"),
        ("Future Homes Standard coming into force", "milestone", "in force"),
        ("completion of the review", "milestone", "completion"),
        ("publication of the strategy", "milestone", "publication"),
        ("further details on the funding round", "details", True),
        ("estimates of the impact of these measures", "points_back", True),
    ],
)
def test_marks_of_a_name(text, field, value):
    assert getattr(name_of(text), field) == value


@pytest.mark.parametrize(
    "text",
    ["the plan", "The Review", "new measures", "long-term, cross-government strategy",
     "a strategy to support their use", "further details of all measures", "further details",
     "a formal response", "its full report", "it", "", None,
     "Government response to the consultation", "Impact Assessment", "the Treaty",
     "statutory guidance", "annual report", "£", "¶"],
)  # fmt: skip
def test_names_that_alone_identify_nothing(text):
    assert name_of(text).bare


@pytest.mark.parametrize(
    "text",
    ["Warm Homes Plan", "DIP", "Skills England", "NHS People Plan", "10 Year Plan",
     "response to the Hillsborough report", "Data Strategy", "Liberty Protection Safeguards"],
)  # fmt: skip
def test_names_that_identify_something(text):
    assert not name_of(text).bare


def test_a_title_may_hold_a_second_name():
    title = "40 new hospitals (New Hospital Programme)"
    assert [name.text for name in names_in(title)] == ["40 new hospitals", "New Hospital Programme"]
    assert len(names_in("Women's Health Strategy (2022)")) == 1


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("dip", "defence investment plan"),
        ("vawg", "cross-government violence against women and girls strategy"),
        ("send", "special educational needs and disabilities white-paper"),
        ("10ywp", "10 year workforce plan"),
        ("ris", "third road investment strategy"),
        ("luf", "land use framework for england"),
    ],
)
def test_acronyms_of_names(short, words):
    assert short in initials(words.split())


def test_an_acronym_is_understood_where_it_was_explained():
    meanings = spelt_out("The Special Educational Needs and Disabilities (SEND) review is late.")
    assert meanings == {"send": ("special", "educational", "need", "and", "disability")}
    assert "educational" in read_name("SEND White Paper", meanings).topic


@pytest.mark.parametrize(
    ("sentence", "deliverable", "milestone"),
    [
        ("We will publish the Plan in spring.", "the Plan", "publication"),
        ("The Plan, which is due for publication soon, has a focus.", "The Plan", "publication"),
        ("We are bringing the Standard into force in 2025.", "the Standard", "in force"),
        ("The Standard will come into force in 2025.", "The Standard", "in force"),
        ("We will consult on the Standard this year.", "the Standard", "consultation"),
        ("We will launch a public consultation on the Standard.", "the Standard", "consultation"),
        ("The work on the review will begin in May.", "the review", "start"),
        ("The review is expected to conclude in May.", "The review", "completion"),
        ("We work to finalise the Plan, which will be published.", "the Plan", "publication"),
        ("Responses to the consultation will inform the Plan.", "the Plan", None),
        ("The Plan will come, and the rules enter into force in May.", "The Plan", None),
        ("We published the response, and the Standard is next.", "the Standard", None),
        ("Nothing is said of it.", "the Plan", None),
    ],
)
def test_published_is_not_in_force(sentence, deliverable, milestone):
    assert milestone_in(sentence, deliverable) == milestone


@pytest.mark.parametrize(
    ("sentence", "deliverable", "completed"),
    [
        ("We will publish our response to the pet theft consultation in May.", "response",
         "response to the pet theft consultation"),
        ("Further details on the Warm Homes Plan will be set out.", "Further details",
         "Further details on the Warm Homes Plan"),
        ("The plan will be published by October.", "The plan", "plan"),
        ("The plan for 2026 will be published.", "The plan", "plan"),
        ("A response to help schools will be published.", "A response", "response"),
    ],
)  # fmt: skip
def test_a_sentence_says_what_the_response_is_to(sentence, deliverable, completed):
    claim = {"sentence": sentence, "deliverable": deliverable}
    assert mention_of(claim).name.text == completed


def test_a_claim_may_lack_everything():
    assert mention_of({}).vague
    assert mention_of({"deliverable": None, "said_on": "2025"}).said_on is None
    assert mention_of({"said_on": datetime(2025, 1, 2, tzinfo=UTC)}).said_on == date(2025, 1, 2)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("DHSC", "Department of Health and Social Care", "same"),
        ("department-of-health-and-social-care", "the Department of Health", "same"),
        ("MHCLG", "DLUHC", "same"),
        ("Secretary of State for Defence", "Ministry of Defence", "same"),
        ("DHSC / NHS England", "nhs-england", "same"),
        ("Defra and DESNZ", "Department for Environment, Food and Rural Affairs", "same"),
        ("DHSC", "NHS England", "related"),
        ("DESNZ", "BEIS", "related"),
        ("DESNZ", "DBT", "unrelated"),
        ("MOD", "Defra", "unrelated"),
        ("Scottish Government", "The Government", "unrelated"),
        ("The Government", "DHSC", "unknown"),
        ("My Department", "DHSC", "unknown"),
        ("we", "DHSC", "unknown"),
        ("Sir Charlie", "MOD", "unknown"),  # he may do it for them
        (None, "MOD", "unknown"),
    ],
)
def test_who_is_who(one, other, expected):
    assert relation(bodies_of(one), bodies_of(other)) == expected
    assert relation(bodies_of(other), bodies_of(one)) == expected
