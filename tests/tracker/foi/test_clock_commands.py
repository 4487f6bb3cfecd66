"""`foi explain` shows its working; `foi calendar` shows and updates the table of bank holidays."""

import json
from datetime import date
from importlib.resources import files

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from db.connection import connect
from db.foi.clock import clock_of, moves_of, stored_calendar
from db.publishing.build import build
from tracker.calendars.bank_holidays import packaged
from tracker.cli import main
from tracker.foi import bank_holidays
from tracker.foi.cases import save
from tracker.foi.commands import clock
from tracker.foi.model import Case
from tracker.foi.rules import RULES

AS_OF, AT = "2027-03-01", "2027-03-01T09:00:00Z"


@pytest.fixture
def run(tmp_path):
    """A function that runs `delaywatch foi ...`; gives exit code and output."""
    path = tmp_path / "delaywatch.db"

    def foi(*words, as_of=AS_OF):
        command = ["--db", str(path), "--as-of", as_of, "foi", *map(str, words)]
        done = CliRunner().invoke(main, command)
        return done.exit_code, done.output

    foi.path = path
    return foi


# ---------------------------------------------------------------------------------- explain


def test_it_shows_the_working(run):
    code, said = run("explain", "2026-03-06", "--regime", "FOIA", as_of="2026-04-08")
    assert code == 0
    for part in ("day 0 is Friday 6 March 2026", "Tuesday 17 March 2026 (St Patrick’s Day",
                 "day 20 is Wednesday 8 April 2026: the last day in time", "FOIA s.10",
                 "on Wednesday 8 April 2026: in time, 0 days left"):  # fmt: skip
        assert part in said
    assert not run.path.exists()


FEE = "--fees-notice 2026-02-12 --fee-paid"

ASKED = [
    ("2026-03-06", "2026-04-08"),
    ("2026-03-06 --regime foisa", "2026-04-06"),
    ("2026-02-09 --school-closed 2026-02-16..2026-02-20", "2026-03-16"),
    ("2026-02-09 --school-closed 2026-02-16 --school-closed 2026-02-18", "2026-03-11"),
    ("2026-02-09 --regime FOIA_SCHOOL", "2026-03-09"),
    ("2026-02-09 --fees-notice 2026-02-12 --fee-paid 2026-02-20", "2026-03-19"),
    # 10 and 11 February (2), 23 to 27 (7), March: 2 to 6 (12), 9 to 13 (17), 16, 18 and 19 (20)
    (f"2026-02-09 {FEE} 2026-02-16 --school-closed 2026-02-16..2026-02-20", "2026-03-19"),
    (f"2026-02-09 --regime FOIA_SCHOOL {FEE} 2026-02-20", "2026-03-19"),
    ("2026-02-09 --regime FOISA --fees-notice 2026-02-12 --fee-paid 2026-02-20", "2026-03-18"),
    ("2026-08-31 --regime SIC_6_MONTHS", "2027-02-28"),
]


@pytest.mark.parametrize(("words", "due"), ASKED)
def test_it_takes_the_rule_that_fits_what_is_given(run, words, due):
    code, said = run("explain", *words.split(), "--json")
    assert (code, json.loads(said)["due"]) == (0, due)


def test_it_shows_both_days_where_conventions_differ(run):
    said = run("explain", "2026-11-22")[1]
    assert "call it late only after Tuesday 22 December 2026" in said


REFUSED = [
    ("2026-03-06 --regime FOIAS", 1, "did you mean"),
    ("2026-03-06 --regime nonsense", 1, "there are FOIA, "),
    ("2026-02-09 --fees-notice 2026-02-12", 1, "has not been paid"),
    ("2026-02-09 --regime SIC_6_MONTHS --fees-notice 2026-02-12", 1, "is no input of"),
    ("2004-12-31", 1, "is before 2005-01-01"),
    ("2028-12-20", 1, "foi calendar update"),
    ("2026-02-30", 2, "write it like 2026-03-31"),
    ("2026-02-09 --school-closed 2026-02", 2, "write them like 2026-02-16..2026-02-20"),
    ("", 2, "give the day it is counted from"),
]


@pytest.mark.parametrize(("words", "code", "said"), REFUSED)
def test_what_it_cannot_count_it_says(run, words, code, said):
    done = run("explain", *words.split())
    assert done[0] == code
    assert said in done[1]
    assert "Traceback" not in done[1]


def test_it_lists_its_rules(run):
    code, said = run("explain", "--regimes")
    assert (code, [line.split(":")[0] for line in said.splitlines()]) == (0, list(RULES))


# --------------------------------------------------------------------------------- calendar

ORIGINAL = json.loads((files("tracker.calendars") / "bank_holidays.json").read_bytes())
PROCLAIMED = {"title": "Lantern Day", "date": "2027-03-10", "notes": "", "bunting": True}


def govuk(tmp_path, *, scotland=(), without=()):
    """GOV.UK's list as a file, with more bank holidays in Scotland, or without some days."""
    listed = json.loads(json.dumps(ORIGINAL))
    for division in listed.values():
        division["events"] = [one for one in division["events"] if one["date"] not in without]
    listed["scotland"]["events"] += scotland
    file = tmp_path / "bank-holidays.json"
    file.write_text(json.dumps(listed))
    return file


@pytest.fixture
def desk(run):
    """A database with a case that waits and one that was answered, both asked on 1 March 2027."""
    db = connect(run.path)
    asked = {"type": "sent", "on": date(2027, 3, 1)}
    replied = {"type": "response", "on": date(2027, 3, 1), "outcome": "disclosed"}
    for name, events in (("waits", (asked,)), ("answered", (asked, replied))):
        case = Case(id=name, subject="The lamp plan", authority="Harbour Authority", events=events)
        save(db, case, date(2027, 3, 1), AT)
    run.db = db
    return run


def due(desk, case_id="waits"):
    return clock_of(desk.db, case_id)[0]["due"]


def test_a_proclaimed_day_moves_what_is_open_and_says_so(desk, tmp_path):
    assert due(desk) == "2027-04-01"
    code, said = desk("calendar", "update", govuk(tmp_path, scotland=[PROCLAIMED]))
    assert code == 0
    assert "added 10 March 2027, Lantern Day, scotland" in said
    assert "waits: reply due moves from 1 April 2027 to 2 April 2027" in said
    assert said.endswith("changes: 1; days that moved: 1; taken over\n")
    assert due(desk) == "2027-04-02"
    [move] = moves_of(desk.db, "waits")
    assert (move["due_before"], move["due_after"], move["moved_on"]) == (
        "2027-04-01", "2027-04-02", AS_OF,
    )  # fmt: skip
    assert move["why"] == (
        "bank holidays as of 2027-03-01: added 10 March 2027, Lantern Day, scotland"
    )
    assert moves_of(desk.db, "answered") == []


def test_the_same_list_twice_changes_nothing(desk, tmp_path):
    file = govuk(tmp_path, scotland=[PROCLAIMED])
    desk("calendar", "update", file)
    stored = stored_calendar(desk.db)
    code, said = desk("calendar", "update", file, as_of="2027-03-02")
    assert (code, said) == (0, "nothing new: bank holidays as of 2027-03-01 stay in use\n")
    assert stored_calendar(desk.db) == stored
    assert len(moves_of(desk.db, "waits")) == 1


def test_the_packaged_list_is_no_news(desk, tmp_path):
    code, said = desk("calendar", "update", govuk(tmp_path))
    assert (code, said.startswith("nothing new")) == (0, True)
    assert stored_calendar(desk.db) is None


def test_a_dry_run_shows_all_and_keeps_nothing(desk, tmp_path):
    file = govuk(tmp_path, scotland=[PROCLAIMED])
    code, said = desk("calendar", "update", file, "--dry-run")
    assert "waits: reply due moves from 1 April 2027 to 2 April 2027" in said
    assert (code, said.endswith("nothing was kept (--dry-run)\n")) == (0, True)
    assert (due(desk), stored_calendar(desk.db), moves_of(desk.db, "waits")) == (
        "2027-04-01", None, [],
    )  # fmt: skip


def test_an_old_list_that_lacks_a_proclaimed_day_is_not_taken_for_news(desk, tmp_path):
    file = govuk(tmp_path, without=["2026-06-15"])
    code, said = desk("calendar", "update", file)
    assert code == 1
    assert "it may be an old one" in said
    assert "removed 15 June 2026" in said
    assert stored_calendar(desk.db) is None
    code, said = desk("calendar", "update", file, "--removals")
    assert (code, said.splitlines()[-1]) == (0, "changes: 1; days that moved: 0; taken over")
    assert stored_calendar(desk.db) is not None


FAULTY = [
    (b"", "the file is empty"),
    (b"<!DOCTYPE html><title>Just a moment</title>", "this is no JSON"),
    (b"{}", "the division england-and-wales is missing"),
    (json.dumps(ORIGINAL | {"scotland": {"events": []}}).encode(), "scotland"),
    (b"[" * 100_000, "this is no JSON"),
]


@pytest.mark.parametrize(("content", "what"), FAULTY, ids=[row[1] for row in FAULTY])
def test_a_fault_keeps_nothing(desk, tmp_path, content, what):
    file = tmp_path / "list.json"
    file.write_bytes(content)
    code, said = desk("calendar", "update", file)
    assert (code, what in said, "list.json" in said) == (1, True, True)
    assert stored_calendar(desk.db) is None


def test_a_file_that_is_too_large_is_not_read(desk, tmp_path):
    file = tmp_path / "list.json"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    code, said = desk("calendar", "update", file)
    assert (code, "larger than 5,000,000 bytes" in said) == (1, True)


@pytest.mark.parametrize("words", [(), ("FILE", "--online")])
def test_a_file_or_online_not_both(desk, tmp_path, words):
    named = [govuk(tmp_path) if word == "FILE" else word for word in words]
    code, said = desk("calendar", "update", *named)
    assert (code, "name a file, or say --online" in said) == (2, True)


def test_online_asks_once_and_takes_it_over(desk, tmp_path, httpserver, monkeypatch):
    listed = govuk(tmp_path, scotland=[PROCLAIMED]).read_bytes()
    httpserver.expect_request("/bank-holidays.json").respond_with_data(listed)
    monkeypatch.setattr(clock, "GOVUK", httpserver.url_for("/bank-holidays.json"))
    code, said = desk("calendar", "update", "--online")
    assert (code, "changes: 1; days that moved: 1" in said) == (0, True)
    assert len(httpserver.log) == 1


def test_online_fails_with_what_to_do_by_hand(desk, httpserver, monkeypatch):
    address = httpserver.url_for("/bank-holidays.json")
    httpserver.expect_request("/bank-holidays.json").respond_with_data("no", status=503)
    monkeypatch.setattr(clock, "GOVUK", address)
    code, said = desk("calendar", "update", "--online")
    assert code == 1
    assert f"{address}: the server answered 503" in said
    assert f"save {address} by hand and give the file" in said
    assert stored_calendar(desk.db) is None


def test_nothing_is_asked_where_there_is_no_database(run, httpserver, monkeypatch):
    monkeypatch.setattr(clock, "GOVUK", httpserver.url_for("/"))
    code, said = run("calendar", "update", "--online")
    assert (code, "run `delaywatch init`" in said, httpserver.log) == (1, True, [])


def test_show_names_the_calendar_and_the_next_holidays(desk, tmp_path):
    code, said = desk("calendar", "show")
    assert code == 0
    table = packaged()
    assert f"as of {table.version}, from {table.covers_from} to {table.covers_until}" in said
    assert "scotland: 2027-03-26 Good Friday" in said
    assert "northern-ireland: 2027-03-17 St Patrick’s Day" in said
    desk("calendar", "update", govuk(tmp_path, scotland=[PROCLAIMED]))
    said = desk("calendar", "show")[1]
    assert "as of 2027-03-01" in said
    assert "source: GOV.UK, https://www.gov.uk/bank-holidays.json; before it: " in said
    assert "scotland: 2027-03-10 Lantern Day" in said


def test_explain_counts_by_the_calendar_of_the_database(desk, tmp_path):
    desk("calendar", "update", govuk(tmp_path, scotland=[PROCLAIMED]))
    said = desk("explain", "2027-03-01")[1]
    assert "Wednesday 10 March 2027 (Lantern Day, Scotland)" in said
    assert "bank holidays as of 2027-03-01" in said


def test_the_calendar_in_use_is_published(desk, tmp_path):
    """Also where it is the packaged one, which stands in no table of the database."""

    def published(name):
        build(desk.db, tmp_path / name, AS_OF, {"calendar": bank_holidays.rows(desk.db)})
        return list(Database(tmp_path / name).query("select * from bank_holidays"))

    rows = published("first.db")
    assert len(rows) == len(packaged().holidays)
    assert {row["calendar"] for row in rows} == {packaged().version}
    desk("calendar", "update", govuk(tmp_path, scotland=[PROCLAIMED]))
    rows = published("second.db")
    assert [row["title"] for row in rows if row["day"] == "2027-03-10"] == ["Lantern Day"]
    assert {row["calendar"] for row in rows} == {AS_OF}
