"""A deadline shows its working: the steps, the rule, what is not certain, both conventions."""

import json
from datetime import date

import pytest

from tracker.foi.deadlines import Stop, explained
from tracker.foi.explain import as_json, lines, sentence
from tracker.foi.rules import BASIS_WORDS, EXTRAS, RULES, UNIT_DEFINITIONS, UNIT_WORDS

FRIDAY = date(2026, 3, 6)
SUNDAY = date(2026, 11, 22)
DEFINITION = UNIT_DEFINITIONS["uk_working_days"]
LONGER = RULES["FOIA"].note


def working(received, regime, as_of=None, **extra):
    return lines(explained(received, regime, **extra), as_of)


# ----------------------------------------------------------------------- line by line


def test_the_working_of_a_request():
    assert working(FRIDAY, "FOIA", date(2026, 4, 1)) == [
        "day 0 is Friday 6 March 2026: the day the request reached the body",
        "day 1 is Monday 9 March 2026",
        (
            "skipped: weekends (10 days); "
            "Tuesday 17 March 2026 (St Patrick’s Day, Northern Ireland); "
            "Friday 3 April 2026 (Good Friday); "
            "Monday 6 April 2026 (Easter Monday, England and Wales, Northern Ireland)"
        ),
        "day 20 is Wednesday 8 April 2026: the last day in time; late from Thursday 9 April 2026",
        "rule FOIA: 20 UK working days, set by law: FOIA s.10(1) and (6)",
        DEFINITION,
        f"note: {LONGER}",
        "bank holidays as of 2026-11-22; the table covers days up to Sunday 31 December 2028",
        "on Wednesday 1 April 2026: in time, 7 days left",
    ]


def test_a_request_that_came_on_a_sunday_has_two_days_and_is_late_after_the_second():
    found = working(SUNDAY, "FOIA")
    assert found[3] == "day 20 is Monday 21 December 2026: the last day in time by this rule"
    assert found[4].startswith("Tuesday 22 December 2026 is the day by the other convention: by ")
    assert "s.45 Code of practice" in found[4]
    assert "its final wording was not read at its source" in found[4]
    assert found[5] == "call it late only after Tuesday 22 December 2026"
    assert not any("late from" in line for line in found)


def test_the_other_convention_tells_what_it_moves():
    found = working(SUNDAY, "FOIA_S45CODE")
    assert found[:3] == [
        "day 0 is Sunday 22 November 2026: the day the request reached the body",
        "it counts as Monday 23 November 2026, the next working day",
        "day 1 is Tuesday 24 November 2026",
    ]
    assert "rule FOIA_S45CODE: 20 UK working days, the other published convention" in found[5]


def test_the_day_on_which_both_fall_together_is_told_once():
    assert explained(FRIDAY, "FOIA").alternative is None
    assert explained(FRIDAY, "FOIA").alternative_why == ""


STANDS = [
    # the day, how it stands to the deadline of a request of Sunday 22 November
    ("2026-12-20", "in time, 1 day left"),
    ("2026-12-21", "in time, 0 days left"),
    ("2026-12-22", "past the day by this rule, not by the other convention: not to be called late"),
    ("2026-12-23", "1 day past the last day in time"),
    ("2027-12-22", "365 days past the last day in time"),
]


@pytest.mark.parametrize(("as_of", "words"), STANDS)
def test_where_a_day_stands_to_the_deadline(as_of, words):
    assert working(SUNDAY, "FOIA", date.fromisoformat(as_of))[-1].endswith(f": {words}")


def test_a_holiday_proclaimed_while_the_time_ran_is_disputed():
    [skipped] = [one for one in working(date(2022, 9, 5), "FOIA") if one.startswith("skipped")]
    assert skipped == (
        "skipped: weekends (8 days); Monday 19 September 2022 (Bank Holiday for the State Funeral "
        "of Queen Elizabeth II, announced on Saturday 10 September 2022, when the time was "
        "running: whether it counts is disputed)"
    )
    later = " ".join(working(date(2022, 9, 12), "FOIA"))
    assert "State Funeral" in later
    assert "disputed" not in later


def test_a_holiday_of_scotland_needs_no_place_where_only_scotland_counts():
    skipped = "weekends (8 days); Monday 30 November 2026 (St Andrew’s Day"
    assert f"skipped: {skipped})" in working(SUNDAY, "FOISA")
    assert f"skipped: {skipped}, Scotland)" in working(SUNDAY, "FOIA")


def test_a_school_that_was_closed_until_the_request_came_lost_nothing():
    closed = [(date(2026, 5, 1), date(2026, 6, 1))]
    assert explained(date(2026, 6, 1), "FOIA_SCHOOL", school_closed=closed).stopped == ()


def test_a_school_tells_when_it_was_closed():
    closed = [
        (date(2026, 4, 6), date(2026, 4, 10)),
        (date(2026, 3, 30), date(2026, 4, 5)),
        (date(2026, 5, 25), date(2026, 5, 29)),
    ]
    found = explained(date(2026, 3, 20), "FOIA_SCHOOL", school_closed=closed)
    closure = Stop(date(2026, 3, 30), date(2026, 4, 10), "the school was closed")
    assert found.stopped == (closure,)  # the one that mattered, as one
    assert found.skipped == ()  # Good Friday and Easter Monday lie in it
    assert "not counted: Monday 30 March 2026 to Friday 10 April 2026 (the school was closed)" in (
        lines(found, None)
    )


def test_closed_days_count_where_the_sixtieth_working_day_ends_first():
    closed = [(date(2026, 6, 27), date(2026, 10, 16))]
    found = explained(date(2026, 6, 26), "FOIA_SCHOOL", school_closed=closed)
    assert (found.count, found.stopped, found.day_one) == (60, (), date(2026, 6, 29))
    assert "the 60th working day comes before the 20th" in found.note


def test_a_school_with_a_fee_tells_both():
    extra = {
        "school_closed": [(date(2026, 7, 1), date(2026, 10, 16))],
        "fees_notice": date(2026, 7, 6), "fee_paid": date(2026, 7, 10),
    }  # fmt: skip
    found = explained(date(2026, 6, 26), "FOIA_SCHOOL_FEES", **extra)
    fee = Stop(date(2026, 7, 6), date(2026, 7, 10), "from the fees notice to the payment")
    assert (found.count, found.stopped) == (60, (fee,))  # the closed days count then
    assert "the 60th working day comes before the 20th" in found.note
    late = {**extra, "fee_paid": date(2026, 10, 30), "school_closed": []}
    note = explained(date(2026, 6, 26), "FOIA_SCHOOL_FEES", **late).note
    assert note.startswith("the fee was paid more than three months after the notice")


FEES = [
    # notice, paid, the line about it, the note
    ("2026-09-08", "2026-09-22",
     ("not counted: Tuesday 8 September 2026 to Tuesday 22 September 2026 "
     "(from the fees notice to the payment)"), ""),
    ("2026-09-08", "2026-09-08",
     "not counted: Tuesday 8 September 2026 (from the fees notice to the payment)", ""),
    ("2026-09-30", "2026-10-05", "",
     "the fees notice of 2026-09-30 came when the time had run out"),
    ("2026-09-08", "2026-12-07", "not counted: ", ""),
    ("2026-09-08", "2026-12-08", "not counted: ", "paid more than three months after the notice"),
]  # fmt: skip


@pytest.mark.parametrize(("notice", "paid", "stop", "note"), FEES)
def test_a_fee_tells_what_it_stops(notice, paid, stop, note):
    notice, paid = date.fromisoformat(notice), date.fromisoformat(paid)
    found = explained(date(2026, 9, 1), "FOIA_FEES", fees_notice=notice, fee_paid=paid)
    told = [line for line in lines(found, None) if line.startswith("not counted")]
    assert bool(told) == bool(stop)
    assert all(line.startswith(stop) for line in told)
    assert note in found.note
    assert bool(found.note) == bool(note)


def test_months_that_begin_with_a_day_have_no_day_0():
    found = working(date(2026, 9, 8), "FEE_3_MONTHS")
    assert found[:2] == [
        "day 1 is Tuesday 8 September 2026 itself: the day the fees notice was given",
        (
            "the last day is Monday 7 December 2026: the last day in time; "
            "late from Tuesday 8 December 2026"
        ),
    ]


def test_days_of_the_calendar_skip_nothing_and_need_no_table():
    found = working(date(2026, 11, 20), "ICO_6_WEEKS")
    assert not any(line.startswith(("skipped", "bank holidays")) for line in found)
    assert "every day counts" in found[4]


# --------------------------------------------------------------------------- one sentence

SENTENCES = [
    (FRIDAY, "FOIA",
     ("20 UK working days after Friday 6 March 2026 end on Wednesday 8 April 2026 "
     "(set by law: FOIA s.10(1) and (6); bank holidays as of 2026-11-22).")),
    (SUNDAY, "FOIA",
     ("20 UK working days after Sunday 22 November 2026 end on Monday 21 December 2026, by the "
     "other published convention on Tuesday 22 December 2026, and only after that day is it late "
     "(set by law: FOIA s.10(1) and (6); bank holidays as of 2026-11-22).")),
    (FRIDAY, "EISR",
     ("20 Scottish working days after Friday 6 March 2026 end on Monday 6 April 2026 (set by law: "
     "EI(S)R regulation 5(2); not confirmed at its source; bank holidays as of 2026-11-22).")),
    (date(2026, 9, 8), "FEE_3_MONTHS",
     ("3 months beginning with Tuesday 8 September 2026 end on Monday 7 December 2026 "
     "(set by law: FOIA s.9(2); not confirmed at its source).")),
    (FRIDAY, "ICO_6_WEEKS",
     ("42 days after Friday 6 March 2026 end on Friday 17 April 2026 "
     "(set by guidance, not by law: ICO guidance on complaints (FOIA s.50)).")),
]  # fmt: skip


@pytest.mark.parametrize(("received", "regime", "expected"), SENTENCES)
def test_a_sentence_tells_the_day_the_rule_and_the_calendar(received, regime, expected):
    assert sentence(explained(received, regime)) == expected


# ------------------------------------------------------------------------------- as JSON


def test_as_json_it_holds_everything():
    found = as_json(explained(SUNDAY, "FOIA"))
    assert json.loads(json.dumps(found)) == found
    assert (found["due"], found["alternative"]) == ("2026-12-21", "2026-12-22")
    assert (found["late_after"], found["confirmed"]) == ("2026-12-22", True)
    assert found["skipped"] == [
        {"day": "2026-11-30", "titles": ["St Andrew’s Day"], "divisions": ["scotland"]}
    ]


def test_as_json_stops_have_names():
    fees = {"fees_notice": date(2026, 9, 8), "fee_paid": date(2026, 9, 22)}
    found = as_json(explained(date(2026, 9, 1), "FOIA_FEES", **fees))
    assert found["stopped"] == [
        {"first": "2026-09-08", "last": "2026-09-22", "why": "from the fees notice to the payment"}
    ]


# ------------------------------------------------------------------------------- the rules

# The names that the field's own vectors use, and what else a case needs.
FIELD = {
    "FOIA", "FOIA_S45CODE", "FOIA_40", "FOIA_IR20", "FOIA_IR40", "FOIA_SCHOOL", "FOIA_FEES", "EIR",
    "EIR_EXT40", "EIR_IR40", "FOISA", "FOISA_REVIEW", "EISR_EXT40", "ICO_6_WEEKS", "FTT_28_DAYS",
}  # fmt: skip


def test_every_rule_of_the_field_is_there():
    assert set(RULES) >= FIELD


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_on_whose_word_it_rests(rule):
    assert rule.basis in BASIS_WORDS
    assert rule.unit in UNIT_WORDS
    assert rule.way in EXTRAS
    assert rule.party in ("authority", "requester", "regulator")
    assert rule.count > 0
    assert rule.citation
    assert rule.counted_from.startswith("the ")
    assert rule.confirmed == (not rule.doubt)


NOT_BY_LAW = {
    "FOIA_S45CODE", "FOIA_40", "FOIA_IR20", "FOIA_IR40", "REVIEW_REQUEST", "ICO_6_WEEKS",
    "ICO_NUDGE_10", "NOTICE_35_DAYS",
}  # fmt: skip


def test_what_is_only_guidance_is_not_called_law():
    assert {name for name, rule in RULES.items() if rule.basis != "statutory"} == NOT_BY_LAW


def test_what_was_not_read_at_its_source_is_marked():
    for name in ("FOIA_S45CODE", "EIR", "EISR", "EIR_FEES", "FEE_3_MONTHS"):
        assert not RULES[name].confirmed
    for name in ("FOIA", "FOIA_SCHOOL", "FOISA", "FOISA_REVIEW", "FTT_28_DAYS", "ICO_6_WEEKS"):
        assert RULES[name].confirmed
    found = working(FRIDAY, "EIR")
    assert any(line.startswith("not confirmed: that working days are those of") for line in found)


SCOTTISH_2020 = [
    # received, regime, is it in doubt because of the temporary law of 2020?
    ("2020-03-02", "FOISA", True),
    ("2020-12-24", "FOISA", True),
    ("2019-12-20", "FOISA", True),
    ("2019-11-20", "FOISA", False),
    ("2021-01-04", "FOISA", False),
    ("2020-03-02", "FOIA", False),
    ("2020-03-02", "ICO_6_WEEKS", False),
]


@pytest.mark.parametrize(("received", "regime", "in_doubt"), SCOTTISH_2020)
def test_scottish_time_in_2020_is_not_certain(received, regime, in_doubt):
    found = explained(date.fromisoformat(received), regime)
    assert found.confirmed == (not in_doubt)
    assert ("2020" in found.doubt) == in_doubt


def test_scottish_time_in_2020_is_never_called_late():
    found = explained(date(2020, 3, 2), "FOISA")
    assert found.may_be_longer
    assert sentence(found) == (
        "20 Scottish working days after Monday 2 March 2020 end on Monday 30 March 2020 (set by "
        "law: FOISA s.10(1); not confirmed: temporary law lengthened Scottish times in 2020, which "
        "is not counted here, so it is not called late; bank holidays as of 2026-11-22)."
    )
    told = lines(found, date(2020, 6, 1))
    assert told[-1].endswith("there may be more time: not to be called late")
    assert not any("late from" in line or "past the last day" in line for line in told)
    assert not explained(date(2021, 3, 2), "FOISA").may_be_longer
