"""What is to do: in groups, by day, with the next action, and quiet where there is nothing."""

import stat

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from db.connection import connect
from tests.foi_rows import case, clock, deadline, followed, standing
from tracker.cli import main
from tracker.foi.todo import groups, lines

LATE, GOOD = "2026-03-01", "2026-01-05"


def told(db, as_of="2026-03-01", within=30, *, everything=False):
    """The groups on a day: heading and cases."""
    found = groups(clock(db, as_of), within, everything=everything)
    return {group.heading: [row["foi_request"] for row in group.rows] for group in found}


@pytest.fixture
def desk(db):
    """A case for every heading, and two that are none of ours."""
    followed(db, "late", due="2026-02-02", checked_on=LATE)
    followed(db, "later", due="2026-02-01", checked_on=LATE, escalates=0)
    followed(db, "unseen", due="2026-02-03")
    followed(db, "between", due="2026-02-27", alternative="2026-03-02")
    followed(db, "soon", due="2026-03-31")
    followed(db, "far", due="2026-04-01")
    followed(db, "missed", due="2026-01-30", party="requester", status_after=None)
    followed(db, "long-missed", due="2026-01-29", party="requester", status_after=None)
    case(db, "reply")
    standing(db, "reply", status="needs_classification", next_action="Read the reply.")
    followed(db, "theirs", due="2026-02-02", checked_on=LATE)
    db.execute("update foi_requests set followed = 0 where id = 'theirs'")
    return db


HEADINGS = {
    "OVERDUE: YOU MAY GO ON TO THE NEXT STEP": ["late"],
    "OVERDUE": ["later"],
    "THE DAY HAS PASSED: LOOK WHETHER IT CAME": ["unseen"],
    "NOT LATE YET: THE DAY HAS PASSED BY ONE OF TWO CONVENTIONS": ["between"],
    "DUE WITHIN 30 DAYS": ["soon"],
    "TO DO, WITH NO DAY SET": ["reply"],
    "OUR OWN DAY HAS PASSED": ["missed"],
}


def test_each_row_stands_under_one_heading(desk):
    assert told(desk) == HEADINGS
    assert list(told(desk)) == list(HEADINGS)


def test_all_shows_what_lies_beyond_last(desk):
    everything = told(desk, everything=True)
    assert everything == HEADINGS | {"LATER, OR LONG PASSED": ["long-missed", "far"]}
    assert list(everything)[-1] == "LATER, OR LONG PASSED"


@pytest.mark.parametrize("basis", ["statutory", "guidance"])
def test_a_look_that_grew_old_is_to_be_done_again(db, basis):
    followed(db, due="2026-02-02", checked_on="2026-02-10", basis=basis)
    found = groups(clock(db, "2026-06-01"), 30)
    assert [group.heading for group in found] == ["THE DAY HAS PASSED: LOOK WHETHER IT CAME"]
    said = "\n".join(lines(found))
    assert "more than 92 days ago (looked on 10 February 2026)" in said
    assert ("guidance sets" in said) == (basis == "guidance")


@pytest.mark.parametrize(("within", "found"), [(29, []), (30, ["soon"]), (31, ["soon", "far"])])
def test_within_is_counted_in_days(desk, within, found):
    assert told(desk, within=within).get(f"DUE WITHIN {within} DAYS", []) == found


def test_rows_stand_by_day(db):
    for name, due in (("c", "2026-02-20"), ("b", "2026-02-10"), ("a", "2026-02-20")):
        followed(db, name, due=due)
    deadline(db, "b", due="2026-02-15", kind="review_request_by", party="requester")
    assert told(db, "2026-02-01") == {"DUE WITHIN 30 DAYS": ["b", "b", "a", "c"]}


BOTH = "by the other published convention 3 February 2026; late only after 3 February 2026"
SEEN = "nothing had come when somebody looked after that day"


def test_what_is_said_of_a_row(db):
    followed(db, due="2026-02-02", alternative="2026-02-03", checked_on="2026-02-20", confirmed=0)
    db.execute("update foi_requests set visibility = 'private'")
    assert list(lines(groups(clock(db, "2026-03-01"), 30))) == [
        "OVERDUE: YOU MAY GO ON TO THE NEXT STEP",
        "  lamps [private]: The lamp plan (Harbour Authority) - delayed",
        f"    2 February 2026: reply due; {BOTH}; {SEEN} (looked on 20 February 2026)",
        "    set by law: FOIA s.10(1); not confirmed at its source",
        "    next: Chase.",
    ]


@pytest.mark.parametrize(("as_of", "left"), [("2026-02-01", "1 day left"), ("2026-02-02", "today")])
def test_days_left_run_to_the_first_of_two_days(db, as_of, left):
    followed(db, due="2026-02-02", alternative="2026-02-03")
    assert list(lines(groups(clock(db, as_of), 30)))[2].endswith(f"; {left}")


def test_what_others_wrote_cannot_steer_the_terminal(db):
    followed(db)
    db.execute("update foi_requests set subject = ?", ["The\x1b[31m\nplan\u202e"])
    db.execute("update foi_deadlines set action_before = ?", ["Wait.\r\x1b[2J"])
    said = "\n".join(lines(groups(clock(db, "2026-02-01"), 30)))
    assert "The [31m plan (Harbour Authority)" in said
    assert not [sign for sign in said if ord(sign) < 32 and sign != "\n"]


# ------------------------------------------------------------------------------- the command


@pytest.fixture
def run(tmp_path):
    """A function that runs `delaywatch foi due` on 1 February 2026; gives exit code and output."""
    path = tmp_path / "delaywatch.db"

    def due(*words, as_of="2026-02-01"):
        command = ["--db", str(path), "--as-of", as_of, "foi", "due", *map(str, words)]
        done = CliRunner().invoke(main, command)
        return done.exit_code, done.output

    due.db = connect(path)
    return due


def test_it_says_nothing_where_there_is_nothing_to_do(run):
    assert run() == (0, "")
    followed(run.db, due="2026-06-01")
    assert run() == (0, "")
    assert "LATER, OR LONG PASSED" in run("--all")[1]


def test_it_shows_private_cases_marked(run):
    followed(run.db)
    run.db.execute("update foi_requests set visibility = 'private'")
    assert "lamps [private]: The lamp plan" in run()[1]


def test_after_an_upgrade_days_are_those_of_the_newer_calendar(run):
    """Every case is counted anew where it was counted by another."""
    followed(run.db, due="2026-02-20", explanation="By a calendar that is gone.")
    run.db.execute("update foi_standings set calendar = '2020-01-01'")
    assert "2 February 2026: reply due" in run()[1]


def test_the_calendar_is_of_public_cases_and_twice_the_same(run, tmp_path):
    followed(run.db)
    followed(run.db, "fog")
    run.db.execute("update foi_requests set visibility = 'private' where id = 'fog'")
    file = tmp_path / "due.ics"
    assert run("--ical", file) == (0, f"{file}: written (public cases)\n")
    first = file.read_bytes()
    assert b"fog" not in first
    assert len(Calendar.from_ical(first).walk("VEVENT")) == 1
    run("--ical", file)
    assert file.read_bytes() == first
    assert stat.S_IMODE(file.stat().st_mode) != 0o600
    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


def test_a_calendar_with_private_cases_is_its_owners_alone(run, tmp_path):
    followed(run.db)
    run.db.execute("update foi_requests set visibility = 'private'")
    file = tmp_path / "due.ics"
    file.write_text("old, readable by all")
    file.chmod(0o644)
    code, said = run("--ical", file, "--with-private")
    assert (code, "keep it to yourself" in said) == (0, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "PRIVATE" in Calendar.from_ical(file.read_bytes())["name"]


def test_it_does_not_come_to_lie_among_the_releases(run, tmp_path):
    (tmp_path / "published" / "releases").mkdir(parents=True)
    file = tmp_path / "published" / "releases" / "due.ics"
    code, said = run("--ical", file, "--with-private")
    assert (code, file.exists()) == (1, False)
    assert "private cases have no place among what is published" in said


def test_what_cannot_be_written_or_is_asked_wrongly(run, tmp_path):
    code, said = run("--ical", tmp_path / "nowhere" / "due.ics")
    assert (code, "cannot write (No such file or directory)" in said) == (1, True)
    assert run("--with-private")[0] == 2
    assert run("--within", "-1")[0] == 2


def test_without_a_database(tmp_path):
    done = CliRunner().invoke(main, ["--db", str(tmp_path / "none.db"), "foi", "due"])
    assert (done.exit_code, "run `delaywatch init`" in done.output) == (1, True)
