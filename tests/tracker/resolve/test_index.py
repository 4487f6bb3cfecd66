"""Which known commitment a name means, and the reason that is given."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.register.files import PACKAGED
from tracker.resolve import Index, blocks, index

COMMITMENTS = [
    ("workforce", ["10 Year Workforce Plan (refresh of the Long Term Workforce Plan)",
                   "10-Year Workforce Plan", "Revised Workforce Plan"],
     ["department-of-health-and-social-care", "nhs-england"]),
    ("workforce-2023", ["NHS Long Term Workforce Plan (2023)"], ["nhs-england"]),
    ("digital", ["NHS digital workforce plan", "digital workforce roadmap"], ["nhs-england"]),
    ("warm-homes", ["Warm Homes Plan"], ["DESNZ"]),
    ("standard-published", ["publication of the Future Homes Standard"], ["MHCLG"]),
    ("standard-in-force", ["Future Homes Standard coming into force"], ["MHCLG"]),
    ("standard-response", ["response to the consultation on the Future Homes Standard"], ["MHCLG"]),
    ("records", ["Electronic patient records in all trusts (Frontline Digitisation)"], ["NHSE"]),
    ("hospitals", ["40 new hospitals (New Hospital Programme)"], ["DHSC"]),
    ("safeguards", ["Liberty Protection Safeguards"], ["DHSC"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def known():
    return Index(COMMITMENTS)


@pytest.mark.parametrize(
    ("name", "actor", "key", "why"),
    [
        ("10 Year Workforce Plan", "DHSC", "workforce", "same name"),
        ("10YWP", None, "workforce", "'10YWP' can stand for"),
        ("refreshed Long Term Workforce Plan", "DHSC", "workforce",
         "also called '10 Year Workforce Plan (refresh"),
        ("the NHS Long Term Workforce Plan", "NHS England", "workforce-2023", "same body: NHSE"),
        ("dedicated digital workforce plan", "NHS England", "digital", "not 'nhs'"),
        ("Frontline Digitisation programme", None, "records", "also called"),
        ("New Hospital Programme", None, "hospitals", "also called '40 new hospitals"),
        ("LPS", "DHSC", "safeguards", "'LPS' can stand for 'Liberty Protection Safeguards'"),
        ("Libery Protection Safegards", None, "safeguards", "is spelt"),
        ("Warm Homes Plan", "The Government", "warm-homes", "same name: 'Warm Homes Plan'"),
    ],
)  # fmt: skip
def test_the_nearest_and_why(known, name, actor, key, why):
    best = known.nearest(name, "", actor)[0]
    assert (best.key, best.score > 0.5) == (key, True), best
    assert why in best.why


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("The Future Homes Standard will be published soon.", "standard-published"),
        ("The Future Homes Standard will come into force in 2027.", "standard-in-force"),
    ],
)
def test_milestones_are_told_apart_by_the_sentence(known, sentence, key):
    likely = [match for match in known.nearest("Future Homes Standard", sentence, None)
              if match.score > 0.5]  # fmt: skip
    assert [match.key for match in likely] == [key]


def test_a_vague_name_finds_what_its_sentence_speaks_of(known):
    sentence = "The plan will be published by October and is for decarbonising homes."
    assert known.nearest("The plan", sentence, "DESNZ")[0].key == "warm-homes"
    assert known.nearest("The plan", "The plan will be published soon.", "DESNZ") == []
    assert known.nearest("The plan", sentence, "MOD") == []  # it is not of their house


def test_what_is_not_known_is_not_found(known):
    assert known.nearest("UK Hydrogen Strategy", "", "DESNZ") == []
    assert known.nearest(None, None, None) == []
    assert all(match.score < 0.5 for match in known.nearest("Cold Homes Plan", "", "DESNZ"))


def test_best_first_each_once_and_no_more_than_asked(known):
    matches = known.nearest("Workforce Plan", "", "NHS England")
    assert [match.score for match in matches] == sorted((m.score for m in matches), reverse=True)
    assert len({match.key for match in matches}) == len(matches)
    assert len(known.nearest("Workforce Plan", "", "NHS England", limit=1)) == 1


def test_aliases_are_data():
    known = Index([("plan", ["10 Year Workforce Plan"], [])])
    assert known.nearest("Operation Blue Badger", "", None) == []
    known.add("plan", ["Operation Blue Badger"])
    assert known.nearest("Operation Blue Badger", "", None)[0].key == "plan"


def test_every_title_and_alias_of_the_register_finds_its_own():
    rows = [yaml.safe_load(path.read_text()) for path in sorted(PACKAGED.glob("*.yml"))]
    known = Index(
        (row["slug"], [row["title"], *row["aliases"]], [r["body"] for r in row["responsible"]])
        for row in rows
    )
    for row in rows:
        for name in [row["title"], *row["aliases"]]:
            matches = known.nearest(name, "", None)
            best = [match.key for match in matches if match.score == matches[0].score]
            assert row["slug"] in best, name


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_text_may_be_asked(name, sentence, actor):
    known = Index([*COMMITMENTS, ("odd", [name, sentence], [actor])])
    first = known.nearest(name, sentence, actor)
    assert first == known.nearest(name, sentence, actor)
    assert all(0 <= match.score <= 1 for match in first)


def test_asking_does_not_grow_with_what_is_known(monkeypatch):
    """However many are known, few are compared; the words they share lead to those."""
    counted = []
    compare = index.evidence
    monkeypatch.setattr(index, "evidence", lambda *pair: counted.append(1) or compare(*pair))
    known = Index((n, [f"Health Plan of County {n}", f"{n} Street Care Strategy"], ["DHSC"])
                  for n in range(5000))  # fmt: skip
    known.add("wanted", ["Health Plan of Rutland"], ["DHSC"])
    assert known.nearest("the Rutland Health Plan", "", "DHSC")[0].key == "wanted"
    assert len(counted) <= 16


def test_words_of_very_many_names_lead_nowhere():
    known = Index((n, [f"Care Plan {n}000"], []) for n in range(blocks._MOST_NAMES + 100))
    assert len(known.nearest("Care Plan 7000", "", None)) <= 5
