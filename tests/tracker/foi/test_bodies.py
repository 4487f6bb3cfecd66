"""Who answers on a day, by which law and within which cost; and that nothing is made up."""

from datetime import date

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from db.connection import connect, writing
from db.errors import Problem
from db.foi.bodies import period_on, save_periods
from tests.tracker.foi.letters.coast import (
    FOI_FACTS,
    HARBOUR,
    INQUIRY,
    LOCH,
    OLD_MILL,
    OLD_OFFICE,
    TIDES,
    coast,
)
from tracker.foi.bodies import answering, ended
from tracker.register.files import BODIES, PACKAGED, read_bodies
from tracker.register.load import load
from tracker.register.model import Body

NOVEMBER = date(2026, 11, 28)
LEGAL_LIMITS = {("FOIA", 600, 24), ("FOIA", 450, 18), ("FOISA", 600, 40)}


@pytest.fixture(scope="module")
def register(working):
    """The packaged register."""
    return connect(working)


# ------------------------------------------------------------------ the bodies of the register

ANSWERS = [
    # asked, on, who answers, instead of, pounds, hours
    ("nhs-england", "2026-11-28", "NHS England", (), 450, 18),
    ("nhs-digital", "2026-11-28", "NHS England", ("NHS Digital",), 450, 18),
    ("nhs-digital", "2023-02-01", "NHS England", ("NHS Digital",), 450, 18),
    ("health-education-england", "2023-04-01", "NHS England", ("Health Education England",),
     450, 18),
    ("nhs-improvement", "2022-07-01", "NHS England", ("NHS Improvement",), 450, 18),
    ("department-of-health-and-social-care", "2026-11-28",
     "Department of Health and Social Care", (), 600, 24),
    ("hm-treasury", "2005-01-01", "HM Treasury", (), 600, 24),
    ("cabinet-office", "2026-11-28", "Cabinet Office", (), 600, 24),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "on", "name", "before", "pounds", "hours"), ANSWERS)
def test_who_answers(register, asked, on, name, before, pounds, hours):
    found = answering(register, asked, date.fromisoformat(on))
    assert (found.name, found.before) == (name, before)
    assert found.facts.regime == "FOIA"
    assert (found.facts.cost_limit_pounds, found.facts.cost_limit_hours) == (pounds, hours)


def test_the_abolition_of_nhs_england_is_no_fact_yet(register):
    """The bill of 14 May 2026 aims at March 2027; until a day is in force the body answers."""
    later = answering(register, "nhs-england", date(2027, 4, 1))
    assert later.slug == "nhs-england"
    row = next(register.query("select * from bodies where slug = 'nhs-england'"))
    assert row["existed_until"] is None
    assert "no day is in force yet" in row["note"]


def test_the_name_of_nhs_england_on_whatdotheyknow_is_inferred(register):
    facts = answering(register, "nhs-england", NOVEMBER).facts
    assert facts.whatdotheyknow == "nhs_england"
    assert not facts.confirmed
    assert "inferred" in facts.note


NOBODY_KNOWS = [
    # asked, on, what is said
    ("hm-government", "2026-11-28", "nothing is on record of how HM Government answered"),
    ("independent-review", "2026-11-28", "nothing is on record of how Independent reviews"),
    ("prime-ministers-office", "2026-11-28", "was answered by the Cabinet Office"),
    ("nhsx", "2026-11-28", "no public authority of its own"),
    ("nhs-digital", "2022-05-01", "nothing is on record of how NHS Digital answered"),
    ("nhs-england", "2012-09-30", "nothing is on record of how NHS England answered"),
    ("nhs-englund", "2026-11-28", "did you mean nhs-england?"),
    ("zzz", "2026-11-28", "see the slugs in the table bodies"),
]


@pytest.mark.parametrize(("asked", "on", "said"), NOBODY_KNOWS)
def test_what_is_not_on_record_is_not_guessed(register, asked, on, said):
    with pytest.raises(Problem) as caught:
        answering(register, asked, date.fromisoformat(on))
    assert said in str(caught.value)
    assert caught.value.do


def test_every_fact_of_the_package_has_a_source_and_a_limit_of_the_law():
    periods = [(body, period) for body in read_bodies() for period in body.foi]
    assert len(periods) >= 5
    for body, period in periods:
        assert period.source.startswith("https://"), body.slug
        limit = (period.regime, period.cost_limit_pounds, period.cost_limit_hours)
        assert limit in LEGAL_LIMITS, body.slug


def test_loading_again_keeps_each_period_once(tmp_path):
    db = connect(tmp_path / "delaywatch.db")
    load(db, PACKAGED, NOVEMBER)
    before = list(db.query("select * from body_foi"))
    load(db, PACKAGED, NOVEMBER)
    assert list(db.query("select * from body_foi")) == before


# ----------------------------------------------------------------------- bodies of the coast


def test_a_year_is_over_only_after_its_last_day():
    db = coast()
    with writing(db):
        save_periods(db, OLD_OFFICE, [FOI_FACTS | {"valid_until": "2023-12-31"}])
    assert answering(db, OLD_OFFICE, date(2023, 12, 31)).slug == OLD_OFFICE
    after = answering(db, OLD_OFFICE, date(2024, 1, 1))
    assert (after.slug, after.predecessor) == (HARBOUR, "Old Harbour Office")


@pytest.mark.parametrize(
    ("existed_until", "last"),
    [
        (None, None),
        ("2023", date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-01-31", date(2023, 1, 31)),
    ],
)
def test_the_last_day_of_a_body(existed_until, last):
    assert ended(existed_until) == last


def test_a_body_without_a_successor_is_a_question_for_a_person():
    with pytest.raises(Problem, match=r"Old Mill existed until 2024-03-31.*--body SLUG"):
        answering(coast(), OLD_MILL, date(2026, 1, 1))


def test_successors_in_a_circle_come_to_an_end():
    db = coast()
    db.execute("update bodies set existed_until = '2020', successor = ? where slug = ?",
               [OLD_OFFICE, HARBOUR])  # fmt: skip
    with pytest.raises(Problem, match="what took its place is not on record"):
        answering(db, OLD_OFFICE, date(2026, 1, 1))


def test_facts_are_those_of_the_day():
    """A body whose limit of cost changes from one day to the next."""
    db = coast()
    with writing(db):
        save_periods(
            db, TIDES,
            [
                FOI_FACTS | {"valid_until": "2027-03-31"},
                FOI_FACTS | {"valid_from": "2027-04-01", "cost_limit_pounds": 600,
                             "cost_limit_hours": 24},
            ],
        )  # fmt: skip
    limits = [
        answering(db, TIDES, day).facts.cost_limit_pounds
        for day in (date(2005, 1, 1), date(2027, 3, 31), date(2027, 4, 1), date(2040, 1, 1))
    ]
    assert limits == [450, 450, 600, 600]


def test_a_scottish_body_answers_under_the_scottish_act():
    assert answering(coast(), LOCH, NOVEMBER).facts.regime == "FOISA"


def test_no_row_no_answer():
    assert period_on(coast(), INQUIRY, "2026-01-01") is None


# ------------------------------------------------------------------------------- the file

GOOD = {
    "from": "2005-01-01", "until": None, "regime": "FOIA", "jurisdiction": "uk",
    "cost_limit_pounds": 600, "cost_limit_hours": 24, "address": None, "whatdotheyknow": None,
    "confirmed": True, "source": "https://law.example/1",
}  # fmt: skip
WRONG = [
    # changed fields of the one period (or periods), and what is said
    ({"from": None}, "from: a period has a first day"),
    ({"until": "2004-12-31"}, "until: 2004-12-31 lies before 2005-01-01"),
    ({"cost_limit_pounds": 500}, "under FOIA the limit is 600 pounds for 24 hours or 450 pounds"),
    ({"cost_limit_hours": 18}, "under FOIA the limit is"),
    ({"regime": "FOISA"}, "under FOISA the limit is 600 pounds for 40 hours"),
    ({"regime": "EIR"}, "Input should be 'FOIA' or 'FOISA'"),
    ({"jurisdiction": "cornwall"}, "Input should be"),
    ({"whatdotheyknow": "NHS England"}, "should match pattern"),
    ({"source": ""}, "at least 1 character"),
    ({"confirmed": "yes"}, "valid boolean"),
    ({"price": 1}, "Extra inputs"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[str(change) for change, _ in WRONG])
def test_a_wrong_period_is_refused(change, said):
    body = {"slug": "x", "name": "X", "foi": [GOOD | change]}
    with pytest.raises(ValidationError) as caught:
        Body.model_validate(body)
    assert said in str(caught.value)


def test_periods_that_overlap_are_refused():
    for until in (None, "2010-01-01"):
        periods = [GOOD | {"until": until}, GOOD | {"from": "2010-01-01"}]
        with pytest.raises(ValidationError, match="begins before that from 2005-01-01 ends"):
            Body.model_validate({"slug": "x", "name": "X", "foi": periods})
    fine = [GOOD | {"until": "2009-12-31"}, GOOD | {"from": "2010-01-01"}]
    TypeAdapter(Body).validate_python({"slug": "x", "name": "X", "foi": fine})


@pytest.mark.parametrize("wrong", ["last year", "2023-02-30", "23", "2023-1"])
def test_a_body_ends_on_a_day_a_month_or_a_year(wrong):
    with pytest.raises(ValidationError, match="existed_until"):
        Body.model_validate({"slug": "x", "name": "X", "existed_until": wrong})


def test_a_fault_in_the_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "bodies.yml"
    text = BODIES.read_text().replace("cost_limit_pounds: 450", "cost_limit_pounds: 451")
    path.write_text(text)
    with pytest.raises(Problem) as caught:
        read_bodies(path)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "451" in row)
    assert f"{path}:{line}: 1.foi.1.cost_limit_pounds: under FOIA the limit is" in str(caught.value)


def test_the_file_keeps_days_as_words():
    """A bare day would be read as a date by other readers: it stands in quotes."""
    for body in yaml.safe_load(BODIES.read_text()):
        for period in body.get("foi", []):
            assert isinstance(period["from"], str)
