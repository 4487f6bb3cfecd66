"""Dates in fields of their own: declared formats are read, everything else is not."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.stated_dates import LONDON, StatedDate, stated_date

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("20 January 2016 9:30am", "2016-01-20"),  # GOV.UK
        ("20 January 2016 9.30 am", "2016-01-20"),
        ("1 September 2026, noon", "2026-09-01"),
        ("1 Sept 2026", "2026-09-01"),  # Hippo with a newer Java
        ("12 Mar 2027", "2027-03-12"),  # and with an older one
        ("12 mar. 2027", "2027-03-12"),
        ("  12\n Mar\u00a0 2027 ", "2027-03-12"),
        ("Friday 12 March 2027", "2027-03-12"),
        ("Friday, 12th March, 2027 at 10am", "2027-03-12"),
        ("24/09/2026", "2026-09-24"),
        ("4/9/2026", "2026-09-04"),
        ("24/09/2026 09:30", "2026-09-24"),
        ("2026-09-24", "2026-09-24"),
        ("2026-09-24T00:00:00", "2026-09-24"),  # Parliament: midnight in London
        ("2026-09-24T23:30:00Z", "2026-09-25"),  # half past midnight in London
        ("2026-12-24T23:30:00+00:00", "2026-12-24"),
        ("2026-09-25T00:30:00+01:00", "2026-09-25"),
        ("29 February 2028", "2028-02-29"),
    ],
)
def test_days(words, day):
    assert stated_date(words) == StatedDate(day, day, "day")


@pytest.mark.parametrize(
    ("words", "earliest", "latest", "precision"),
    [
        ("Mar 2027", "2027-03-01", "2027-03-31", "month"),
        ("Sept 2026", "2026-09-01", "2026-09-30", "month"),
        ("Sep 2026", "2026-09-01", "2026-09-30", "month"),
        ("September 2026", "2026-09-01", "2026-09-30", "month"),
        ("February 2028", "2028-02-01", "2028-02-29", "month"),
        ("2026", "2026-01-01", "2026-12-31", "year"),
    ],
)
def test_months_and_years(words, earliest, latest, precision):
    assert stated_date(words) == StatedDate(earliest, latest, precision)


@pytest.mark.parametrize(
    "words",
    [
        None,
        "",
        "shortly",
        "TBC",
        "spring 2027",
        "early March 2027",  # prose: the tracker's grammar reads it
        "by 12 March 2027",
        "12 March",
        "12 March 27",
        "12/03/27",
        "24.09.2026",
        "09/24/2026",  # months first: there is no such day
        "31 November 2026",
        "29 February 2027",
        "0 March 2027",
        "Thursday 12 March 2027",  # a Friday: which of the two is the mistake?
        "12 March 2027 or 14 March 2027",
        "12 March 2027 14",  # no time of day
        "202 7",
        "1 2/03/2027",
        "12345",
        "1066",
        "2026-13-01",
        "2026-09-24T25:00:00Z",
        "2026-09-24T99:00:00+99:99",
        "١٢/٠٣/٢٠٢٧",
    ],
)
def test_not_read(words):
    assert stated_date(words) is None


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%A %d %B %Y"]))
def test_every_day_is_read_as_itself(day, written):
    found = stated_date(day.strftime(written))
    assert found == StatedDate(day.isoformat(), day.isoformat(), "day")


@given(DAYS)
def test_a_month_holds_all_its_days_and_no_other(day):
    found = stated_date(day.strftime("%B %Y"))
    assert found.earliest <= day.isoformat() <= found.latest
    last = monthrange(day.year, day.month)[1]
    assert (found.earliest[-2:], found.latest[-2:]) == ("01", f"{last:02}")


@given(DAYS, st.integers(1, 6))
def test_a_weekday_must_be_the_right_one(day, ahead):
    weekday = (day + timedelta(ahead)).strftime("%A")
    assert stated_date(f"{weekday} {day.strftime('%d %B %Y')}") is None


@given(st.integers(0, 4_000_000_000), st.integers(-12, 14))
def test_an_instant_is_a_day_in_london(seconds, offset):
    instant = datetime.fromtimestamp(seconds, timezone(timedelta(hours=offset)))
    day = instant.astimezone(LONDON).date().isoformat()
    assert stated_date(instant.isoformat()).earliest == day
    assert stated_date(instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")).earliest == day


@given(st.text(st.characters(codec="utf-8"), max_size=30) | st.from_regex(r"[\d/ :TZ+-]{0,20}"))
def test_whatever_the_words_they_are_read_or_not(words):
    found = stated_date(words)
    assert found is None or (
        found.precision in {"day", "month", "year"}
        and date.fromisoformat(found.earliest) <= date.fromisoformat(found.latest)
    )
