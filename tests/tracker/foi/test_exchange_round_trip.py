"""What goes out comes back with nothing lost: YAML, JSON and CSV, of any case at all."""

import json
import stat
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.errors import Problem
from tests.blank import blank
from tests.tracker.foi.exchange_harbour import AS_OF, AT, any_case, furnish, rows, take_in
from tracker.foi import cases
from tracker.foi.exchange import csv_files, yaml_files
from tracker.foi.exchange.cells import FORMULA_STARTS, guarded, unguarded
from tracker.foi.exchange.exporting import export_cases
from tracker.foi.exchange.plain import case_from, plain
from tracker.foi.model import Case
from tracker.releases.files import FORMULA_STARTS as STARTS_IN_PUBLISHED_FILES

REFUSED = {
    "type": "response", "on": "2026-04-01", "outcome": "refused", "note": "=HYPERLINK(x)",
    "grounds": [
        {"provision": "s.22", "anticipated_publication": "2026-10-17", "scope": "part",
         "public_interest_test": False},
        {"provision": "s.36", "properly_invoked": True},
    ],
    "promise": {"due_phrase": "on or before 17 October 2026", "due_kind": "deadline",
                "due_latest": "2026-10-17", "about": "dredging-plan"},
}  # fmt: skip
STORIES = [
    {"id": "bare", "subject": "Tides", "authority": "Harbour Office"},
    {"id": "whole", "subject": "=1+1", "authority": "Harbour Office", "body": "harbour-office",
     "requester_kind": "press", "requester": "The Quay", "reference": "-7", "parent": "bare",
     "url": "https://requests.example/whole", "private_note": "'=quoted",
     "commitments": [{"slug": "dredging-plan"}, {"slug": "harbour-lights", "role": "evidence_of"}],
     "events": [{"type": "sent", "on": "2026-03-06", "channel": "e-mail"}, REFUSED]},
    {"id": "embargoed", "subject": "Lights", "authority": "Firth Authority",
     "body": "firth-authority", "regime": "FOISA", "visibility": "embargoed",
     "public_from": "2026-12-01", "events": [{"type": "sent", "on": "2026-05-05"}]},
    {"id": "shown", "subject": "Pilots", "authority": "Harbour Office", "visibility": "public",
     "url": "https://requests.example/whole",
     "requester_kind": "mp", "requester": "A Member", "private_note": "Ours.", "parent": "bare",
     "followed": False, "events": [{"type": "sent", "on": "2026-02-01", "precision": "month"}]},
    {"id": "school", "subject": "Slates", "authority": "Quay School", "school": True,
     "school_closed": [["2026-04-01", "2026-04-12"]],
     "events": [{"type": "sent", "on": "2026-03-20"}]},
]  # fmt: skip


@pytest.fixture
def ours():
    db = furnish(blank())
    cases.save_all(db, [(one["id"], Case.model_validate(one)) for one in STORIES], AS_OF, AT)
    return db


@pytest.fixture
def elsewhere():
    return furnish(blank())


# ------------------------------------------------------------------------ of any case at all


@given(any_case())
@settings(max_examples=40, deadline=None)
def test_plain_words_hold_a_whole_case(case):
    assert case_from(json.loads(json.dumps(plain(case))), "here") == case


@pytest.fixture(scope="module")
def one_file(tmp_path_factory):
    return tmp_path_factory.mktemp("yaml") / "case.yml"


@given(case=any_case())
@settings(max_examples=40, deadline=None)
def test_yaml_holds_a_whole_case(one_file, case):
    text = yaml_files.written(case)
    one_file.write_bytes(text.encode())
    assert [one.content for one in yaml_files.cases(text, str(one_file))] == [case]


@given(st.lists(any_case(), min_size=1, max_size=2, unique_by=lambda case: case.id))
@settings(max_examples=40, deadline=None)
def test_csv_holds_whole_cases(all_cases):
    derived = {"status": "draft", "whatdotheyknow": "waiting_response"}
    text = csv_files.written((case, derived) for case in all_cases)
    assert [one.content for one in csv_files.cases(text, "a.csv")] == all_cases


@given(st.text())
@example("'=")
@example("''=")
@example("'a plan'")
def test_an_apostrophe_is_taken_away_only_where_it_was_put(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(FORMULA_STARTS)


def test_the_same_cells_are_guarded_as_in_published_files():
    assert FORMULA_STARTS == STARTS_IN_PUBLISHED_FILES


# --------------------------------------------------------------------------- of a database


@pytest.mark.parametrize("target", ["out", "out.json", "out.csv"])
def test_an_import_of_an_export_gives_the_same_rows(ours, elsewhere, tmp_path, target):
    done = export_cases(ours, tmp_path / target, None, AS_OF)
    assert done.cases == len(STORIES)
    assert take_in(elsewhere, tmp_path / target).words == dict.fromkeys(
        (one["id"] for one in sorted(STORIES, key=lambda one: one["id"])), "inserted"
    )
    assert rows(elsewhere) == rows(ours)


@pytest.mark.parametrize("target", ["out", "out.json", "out.csv"])
def test_an_import_of_what_is_here_already_changes_nothing(ours, tmp_path, target):
    before = rows(ours)
    export_cases(ours, tmp_path / target, None, AS_OF)
    taken = take_in(ours, tmp_path / target)
    assert set(taken.words.values()) == {"unchanged"}
    assert rows(ours) == before


def test_an_export_says_what_each_case_comes_to(ours, tmp_path):
    export_cases(ours, tmp_path / "out.json", None, AS_OF)
    found = json.loads((tmp_path / "out.json").read_text())["foi_cases"]
    whole = next(one for one in found if one["id"] == "whole")
    assert whole["standing"]["status"] == "refused"
    assert whole["standing"]["whatdotheyknow"] == "rejected"
    assert "response_due" in [one["kind"] for one in whole["standing"]["deadlines"]]
    export_cases(ours, tmp_path / "out.csv", None, AS_OF)
    assert ",refused,rejected\r\n" in (tmp_path / "out.csv").read_bytes().decode()


def test_cases_of_the_register_are_not_among_them_and_that_is_said(ours, tmp_path):
    ours.execute("update foi_requests set origin = 'register' where id = 'shown'")
    done = export_cases(ours, tmp_path / "out", None, AS_OF)
    assert done.cases == len(STORIES) - 1
    assert "not among them: 1 cases of the register" in done.lines[-1]


# ------------------------------------------------------------------------------ private


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_holds_a_private_case_can_be_read_by_us_alone(ours, tmp_path):
    done = export_cases(ours, tmp_path / "out", None, AS_OF)
    assert done.lines[0].startswith("5 cases are private, or hold what is")
    assert mode(tmp_path / "out") == 0o700
    modes = {path.stem: mode(path) for path in (tmp_path / "out").iterdir()}
    assert modes == dict.fromkeys((one["id"] for one in STORIES), 0o600)
    export_cases(ours, tmp_path / "out.csv", None, AS_OF)
    assert mode(tmp_path / "out.csv") == 0o600


HARMLESS = {"id": "alone", "subject": "Buoys", "authority": "Harbour Office",
            "visibility": "public"}  # fmt: skip
OURS_ALONE = [
    # what a public case bears, and whether its file is for our eyes alone
    ({}, False),
    ({"private_note": "Ours."}, True),
    ({"requester_kind": "mp", "requester": "A Member"}, True),
    ({"requester_kind": "mp"}, False),
    ({"parent": "bare"}, True),
    ({"parent": "known"}, False),
]


@pytest.mark.parametrize("target", ["out", "out.json", "out.csv"])
@pytest.mark.parametrize(("bears", "private"), OURS_ALONE)
def test_a_public_case_may_bear_what_is_ours_alone(elsewhere, tmp_path, target, bears, private):
    """The private parent is the register's, so that no other file of ours is private."""
    known = {**HARMLESS, "id": "known"}
    bare = {**HARMLESS, "id": "bare", "visibility": "private"}
    told = [Case.model_validate(one) for one in (bare, known, {**HARMLESS, **bears})]
    cases.save_all(elsewhere, [(one.id, one) for one in told], AS_OF, AT)
    elsewhere.execute("update foi_requests set retracted_on = '2026-06-01' where id = 'bare'")
    done = export_cases(elsewhere, tmp_path / target, None, AS_OF)
    path = tmp_path / target
    assert mode(path / "alone.yml" if path.is_dir() else path) == (0o600 if private else 0o644)
    assert [line.startswith("1 case is private, or holds what is") for line in done.lines] == (
        [True] * private
    )
    done = export_cases(elsewhere, tmp_path / f"to-pass-on-{target}", None, AS_OF, public_only=True)
    assert done.lines == []


def test_what_is_passed_on_holds_nothing_that_is_ours_alone(ours, tmp_path):
    for target in ("out", "out.json", "out.csv"):
        done = export_cases(ours, tmp_path / target, None, AS_OF, public_only=True)
        assert (done.cases, done.lines) == (1, [])
    written = [*(tmp_path / "out").iterdir(), tmp_path / "out.json", tmp_path / "out.csv"]
    for path in written:
        text = path.read_text()
        assert "Pilots" in text
        for secret in ("A Member", "Ours.", "bare", "The Quay", "Tides", "Lights"):
            assert secret not in text, path
        assert mode(path) == 0o644


def test_an_embargo_that_is_over_hides_nothing(ours, tmp_path):
    done = export_cases(ours, tmp_path / "out.json", None, date(2026, 12, 1), public_only=True)
    assert done.cases == 2
    assert "Lights" in (tmp_path / "out.json").read_text()


def test_a_file_of_somebody_else_is_left_alone(ours, tmp_path):
    for target, file in (("a.csv", "a.csv"), ("a.json", "a.json"), ("out", "out/bare.yml")):
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("my notes\n")
        with pytest.raises(Problem, match="is there already and is no export"):
            export_cases(ours, tmp_path / target, None, AS_OF)
        assert path.read_text() == "my notes\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["bare.yml"]


def test_an_export_takes_the_place_of_an_older_one(ours, tmp_path):
    for target in ("out", "out.json", "out.csv"):
        export_cases(ours, tmp_path / target, None, AS_OF)
        export_cases(ours, tmp_path / target, None, AS_OF)
    (tmp_path / "out" / "gone.yml").write_text("id: gone\n")
    done = export_cases(ours, tmp_path / "out", None, AS_OF)
    assert any("1 files that are none of these cases" in line for line in done.lines)


def test_a_file_is_no_folder(ours, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(Problem, match="YAML goes into a folder"):
        export_cases(ours, tmp_path / "out", "yaml", AS_OF)
