"""What no deadline can be counted from is refused, with what is wrong and what to do."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Problem
from tracker.foi.deadlines import (
    BadDay,
    BadExtra,
    CannotCount,
    FeeUnpaid,
    UnknownRegime,
    deadline,
    explained,
)
from tracker.foi.rules import RULES

RECEIVED = date(2026, 9, 1)
NOTICE, PAID = date(2026, 9, 8), date(2026, 9, 22)
LATE_IN_THE_DAY = datetime(2026, 9, 1, 23, 59, tzinfo=UTC)

REFUSED = [
    # the call, the error, what it says, what to do
    ((RECEIVED, "FOIAA"), {}, UnknownRegime, "no regime 'FOIAA'", "did you mean FOIA or"),
    ((RECEIVED, "foia"), {}, UnknownRegime, "no regime 'foia'", "did you mean FOIA or"),
    ((RECEIVED, "FOISA_REVEW"), {}, UnknownRegime, "FOISA_REVEW", "did you mean FOISA_REVIEW or"),
    ((RECEIVED, "GDPR"), {}, UnknownRegime, "no regime 'GDPR'", "there are FOIA, FOIA_S45CODE, "),
    ((RECEIVED, ""), {}, UnknownRegime, "no regime ''", "there are FOIA, "),
    ((RECEIVED, None), {}, UnknownRegime, "no regime None", "there are FOIA, "),
    ((RECEIVED, ["FOIA"]), {}, UnknownRegime, r"no regime \['FOIA'\]", "there are FOIA, "),
    ((LATE_IN_THE_DAY, "FOIA"), {}, BadDay, "is an instant", "give its day in London"),
    (("2026-09-01", "FOIA"), {}, BadDay, "is '2026-09-01'", "give a day, as a datetime.date"),
    ((None, "FOIA"), {}, BadDay, "is None", "give a day"),
    ((20260901, "ICO_6_WEEKS"), {}, BadDay, "is 20260901", "give a day"),
    ((date(2004, 12, 31), "FOIA"), {}, BadDay, "2004-12-31, is before 2005-01-01", "mend the day"),
    ((date.min, "FTT_28_DAYS"), {}, BadDay, "0001-01-01, is before 2005-01-01", "mend the day"),
    ((date.max, "FTT_28_DAYS"), {}, BadDay, "9999-12-31 is too late a day", ""),
    ((date.max, "SIC_6_MONTHS"), {}, BadDay, "9999-12-31 is too late a day", ""),
    ((RECEIVED, "FOIA"), {"school_closed": []}, BadExtra, "school_closed is no input of FOIA",
     "it takes nothing besides the day"),
    ((RECEIVED, "FOIA"), {"fee_paid": None}, BadExtra, "fee_paid is no input of FOIA", "nothing"),
    ((RECEIVED, "FOIA_FEES"), {"fees_notice": NOTICE, "fee_paid": PAID, "fee": 10}, BadExtra,
     "fee is no input of FOIA_FEES", "it takes fees_notice and fee_paid"),
    ((RECEIVED, "FOIA_SCHOOL"), {"fee_paid": PAID}, BadExtra, "fee_paid is no input of FOIA_SCHOOL",
     "it takes school_closed"),
    # fees
    ((RECEIVED, "FOIA_FEES"), {}, BadExtra, "needs fees_notice", "give the day of the fees notice"),
    ((RECEIVED, "FOIA_FEES"), {"fee_paid": PAID}, BadExtra, "needs fees_notice", "give the day"),
    ((RECEIVED, "FOIA_FEES"), {"fees_notice": NOTICE}, FeeUnpaid,
     "asked for on 2026-09-08 has not been paid: the clock stands still", "once it was"),
    ((RECEIVED, "FOISA_FEES"), {"fees_notice": NOTICE, "fee_paid": None}, FeeUnpaid,
     "has not been paid", "give fee_paid"),
    ((RECEIVED, "FOIA_FEES"), {"fees_notice": "2026-09-08", "fee_paid": PAID}, BadExtra,
     "fees_notice is '2026-09-08'", "give a day"),
    ((RECEIVED, "FOIA_FEES"), {"fees_notice": NOTICE, "fee_paid": LATE_IN_THE_DAY}, BadExtra,
     "fee_paid is an instant", "its day in London"),
    ((RECEIVED, "FOIA_FEES"), {"fees_notice": date(2026, 8, 31), "fee_paid": PAID}, BadExtra,
     "the fees notice of 2026-08-31 is older than the request of 2026-09-01", ""),
    ((RECEIVED, "FOIA_FEES"), {"fees_notice": PAID, "fee_paid": NOTICE}, BadExtra,
     "paid on 2026-09-08, before the fees notice of 2026-09-22", ""),
    # schools
    ((RECEIVED, "FOIA_SCHOOL"), {}, BadExtra, "needs school_closed", "[] where the school"),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": None}, BadExtra, "needs school_closed", "a list"),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": "2026-09-08"}, BadExtra, "needs school_closed",
     "a list of"),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": [(NOTICE, PAID), NOTICE]}, BadExtra,
     "school_closed, range 2 is datetime.date", "both included"),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": [(NOTICE,)]}, BadExtra, "range 1 is", "a list"),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": [(NOTICE, "x")]}, BadExtra,
     "school_closed, range 1 is 'x'", "give a day"),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": [(PAID, NOTICE)]}, BadExtra,
     "range 1 ends on 2026-09-08, before it begins on 2026-09-22", ""),
    ((RECEIVED, "FOIA_SCHOOL"), {"school_closed": [(date(2004, 12, 20), NOTICE)]}, BadExtra,
     "range 1, 2004-12-20, is before 2005-01-01", "mend the day"),
    # schools with a fee
    ((RECEIVED, "FOIA_SCHOOL_FEES"), {"school_closed": [], "fees_notice": NOTICE}, FeeUnpaid,
     "has not been paid", "give fee_paid"),
    ((RECEIVED, "FOIA_SCHOOL_FEES"), {"fees_notice": NOTICE, "fee_paid": PAID}, BadExtra,
     "needs school_closed", "[] where the school"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "extra", "error", "what", "do"), REFUSED)
@pytest.mark.parametrize("ask", [deadline, explained])
def test_what_cannot_be_counted_is_refused(ask, call, extra, error, what, do):
    with pytest.raises(error, match=what) as found:
        ask(*call, **extra)
    assert isinstance(found.value, CannotCount)
    assert isinstance(found.value, ValueError)
    assert isinstance(found.value, Problem)
    assert do in found.value.do


def test_every_regime_is_named_where_one_is_not_known():
    with pytest.raises(UnknownRegime) as found:
        deadline(RECEIVED, "GDPR")
    assert found.value.do == f"there are {', '.join(RULES)}"


class _LondonDay(date):
    """A day of another class, as libraries that freeze the clock have."""


def test_a_day_of_another_class_is_a_day():
    assert deadline(_LondonDay(2026, 3, 6), "FOIA") == date(2026, 4, 8)


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.dates()
    | st.datetimes()
    | st.lists(st.tuples(st.dates(), st.dates()), max_size=3)
    | st.lists(st.none() | st.dates(), max_size=3)
)
NAMES = st.sampled_from(["school_closed", "fees_notice", "fee_paid", "other"])


@given(
    ANYTHING,
    st.sampled_from([*RULES, "FOI", ""]),
    st.dictionaries(NAMES, ANYTHING, max_size=3),
)
def test_whatever_is_given_there_is_a_day_or_an_error_for_people(received, regime, extra):
    try:
        found = explained(received, regime, **extra)
    except ValueError as error:
        assert isinstance(error, Problem)  # noqa: PT017 - or there was a day
    else:
        assert found.due == deadline(received, regime, **extra)
