"""The grounds of a refusal: the closed list, and how people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.foi.grounds import (
    ABSOLUTE,
    EITHER,
    JURISDICTIONS,
    PROVISIONS,
    QUALIFIED,
    UnknownGround,
    normalised,
    provision_of,
)
from tracker.foi.vocabulary import STATUSES

WRITTEN = [
    ("FOIA", "s.22", ["s.22"]),
    ("FOIA", "section 22", ["s.22"]),
    ("FOIA", "Section 22.", ["s.22"]),
    ("FOIA", "sec. 22", ["s.22"]),
    ("FOIA", "S22", ["s.22"]),
    ("FOIA", "s 22(1)", ["s.22"]),
    ("FOIA", "22", ["s.22"]),
    ("FOIA", "22a", ["s.22A"]),
    ("FOIA", "FOIA 22", ["s.22"]),
    ("FOIA", "FOIA s.22 (intended for future publication)", ["s.22"]),
    ("FOIA", "FOIA s.12 (cost limit, requests aggregated)", ["s.12"]),
    ("FOIA", "FOIA s.35(1)(a) and (b)", ["s.35"]),
    ("FOIA", "s35(1)(a) and (b)", ["s.35"]),
    ("FOIA", "s.36(2)(b)(i) and (ii)", ["s.36"]),
    ("FOIA", "s.14(1)", ["s.14"]),
    ("FOIA", "sections 22 and 22A", ["s.22", "s.22A"]),
    ("FOIA", "ss.35, 36 and 43(2)", ["s.35", "s.36", "s.43"]),
    ("FOIA", "s.40(2)/s.41", ["s.40", "s.41"]),
    ("FOIA", "s.22, then s.22 again and s.43", ["s.22", "s.43"]),
    ("FOIA", "s.12 and 18 hours of work", ["s.12"]),
    ("FOIA", "the body's 22 papers: s.40", ["s.40"]),
    ("FOIA", "Freedom of Information Act 2000, section 21", ["s.21"]),
    ("FOIA", "s.1(1)(a)", ["not held"]),
    ("FOIA", "Information not held", ["not held"]),
    ("FOIA", "s.40 for the names; the rest is not held", ["s.40", "not held"]),
    ("FOIA", "vexatious", ["s.14"]),
    ("FOIA", "Commercial interests", ["s.43"]),
    ("FOIA", "s.39, so EIR reg 12(4)(d)", ["s.39", "reg 12(4)(d)"]),
    ("EIR", "reg 12(4)(d)", ["reg 12(4)(d)"]),
    ("EIR", "Regulation 12 (4) (d)", ["reg 12(4)(d)"]),
    ("EIR", "12(4)(d)", ["reg 12(4)(d)"]),
    ("EIR", "regs 12(4)(b) and 12(5)(e)", ["reg 12(4)(b)", "reg 12(5)(e)"]),
    ("EIR", "r13(1)", ["reg 13"]),
    ("FOISA", "FOISA s.27(1)", ["s.27"]),
    ("FOISA", "s.27(2)", ["s.27(2)"]),
    ("FOISA", "section 33(1)(b)", ["s.33(1)"]),
    ("FOISA", "FOI(S)A section 38(1)(b)", ["s.38"]),
    ("FOISA", "s.17", ["not held"]),
    ("EISR", "EI(S)R reg 10(5)(f)", ["reg 10(5)(f)"]),
    ("FOIA", "none (FOIA s.10 timeliness)", []),
    ("FOIA", "None", []),
]


@pytest.mark.parametrize(("regime", "text", "grounds"), WRITTEN)
def test_what_people_write(regime, text, grounds):
    assert list(normalised(text, regime)) == grounds


UNKNOWN = [
    ("FOIA", "", "is no ground"),
    ("FOIA", ")", "is no ground"),
    ("EISR", "s.))", "is no ground"),
    ("FOIA", "it was refused", "write it like s.22"),
    ("FOIA", "s.99", "'s.99' is no ground"),
    ("FOIA", "s.22 and s.99", "'s.99' is no ground"),
    ("FOIA", "comercial interest", "did you mean commercial interests"),
    ("FOIA", "reg 10(4)(d)", "it is one under EISR"),
    ("FOIA", "FOISA s.27", "names FOISA, but the case is under FOIA and the EIR"),
    ("FOISA", "FOIA s.22", "names FOIA, but the case is under FOISA"),
    ("FOISA", "s.33", "did you mean s.33(1) or s.33(2)"),
    ("FOISA", "s.22", "it is one under FOIA"),
]


@pytest.mark.parametrize(("regime", "text", "words"), UNKNOWN)
def test_what_names_no_ground(regime, text, words):
    with pytest.raises(UnknownGround) as error:
        normalised(text, regime)
    assert words in str(error.value)


EVERY = [
    (regime, ground)
    for regime, listed in JURISDICTIONS.items()
    for ground in PROVISIONS[listed].values()
]


@pytest.mark.parametrize(("regime", "ground"), EVERY)
def test_every_ground_of_the_list(regime, ground):
    assert normalised(ground.provision, regime) == (ground.provision,)
    assert provision_of(ground.provision, regime) is ground
    assert ground.next_step
    assert not ground.next_step.endswith(".")
    assert ground.status is None or ground.status in STATUSES
    assert ground.counterpart is None or ground.counterpart in PROVISIONS["scotland"]


def test_the_same_number_is_another_ground_in_the_other_act():
    assert provision_of("s.27", "FOIA").name == "international relations"
    assert provision_of("s.27", "FOISA").name == "intended for future publication"
    assert provision_of("s.22", "FOISA") is None


WEIGHTS = {  # FOIA s.2(3) and FOISA s.2(2) name the absolute ones
    ("FOIA", ABSOLUTE): ["s.21", "s.23", "s.32", "s.34", "s.41", "s.44"],
    ("FOIA", EITHER): ["s.37", "s.40"],
    ("FOISA", ABSOLUTE): ["s.25", "s.26", "s.36(2)", "s.37"],
    ("FOISA", EITHER): ["s.38"],
    ("EIR", EITHER): ["reg 13"],
}


@pytest.mark.parametrize(("act", "weight"), WEIGHTS)
def test_which_need_no_public_interest_test(act, weight):
    listed = PROVISIONS[JURISDICTIONS[act]].values()
    found = [one.provision for one in listed if one.act == act and one.weight == weight]
    assert found == WEIGHTS[act, weight]


def test_future_publication_stands_in_both_acts_and_is_qualified():
    found = [
        (one.act, one.provision, one.weight)
        for listed in PROVISIONS.values()
        for one in listed.values()
        if one.future_publication
    ]
    assert found == [("FOIA", "s.22", QUALIFIED), ("FOISA", "s.27", QUALIFIED)]


@given(st.text(max_size=60), st.sampled_from([*JURISDICTIONS]))
def test_any_text_names_listed_grounds_or_is_refused(text, regime):
    try:
        found = normalised(text, regime)
    except UnknownGround:
        return
    assert all(provision_of(one, regime) for one in found)


@given(
    st.lists(st.sampled_from(EVERY), min_size=1, max_size=4),
    st.sampled_from([" and ", ", ", "; ", " / "]),
)
def test_several_grounds_in_one_text(picked, between):
    regime = picked[0][0]
    listed = [
        ground.provision for one, ground in picked if JURISDICTIONS[one] == JURISDICTIONS[regime]
    ]
    assert normalised(between.join(listed), regime) == tuple(dict.fromkeys(listed))
