"""The register's FOI files as cases: what each short file comes to, and that no file is changed."""

from datetime import date

import pytest

from db.connection import connect
from db.errors import Problem
from db.foi import cases as store
from tests.tracker.pages import (
    AT,
    BODY_NAMES,
    LIGHTHOUSE,
    NHSE,
    TODAY,
    Desk,
    as_yaml,
    commitment,
    promise,
)
from tracker.foi.cases import all_cases, read, save
from tracker.foi.model import Case, CaseCommitment, Event
from tracker.foi.register import body_asked
from tracker.register.load import export, load

LIGHT = "lighthouse-plan"
PAGE = "https://asked.example/request/lamp"


def file(case_id="foi-lamp", **fields):
    """A file of the register about a request."""
    return {
        "id": case_id,
        "requester": None,
        "requester_kind": "unknown",
        "authority": "NHS England",
        "subject": "The Lighthouse Plan as it is held",
        "reference": None,
        "requested_on": "2026-02-02",
        "requested_on_precision": "day",
        "responded_on": "2026-03-02",
        "responded_on_precision": "day",
        "outcome": "withheld",
        "exemption": "FOIA s.22 (intended for future publication)",
        "detail": "It said that it would come out.",
        "commitment_links": [LIGHT],
        "source": {"url": PAGE, "title": "Lamp", "publisher": "Asked"},
        "confidence": "read_directly",
    } | fields


class Register:
    """A folder of register files, and a database that it is loaded into."""

    def __init__(self, folder):
        self.folder = folder / "register"
        self.desk = Desk(folder / "delaywatch.db")
        (self.folder / "foi").mkdir(parents=True)

    def write(self, *requests, commitments=(LIGHTHOUSE,)):
        for old in self.folder.rglob("*.yml"):
            old.unlink()
        for one in commitments:
            links = sorted(r["id"] for r in requests if one["slug"] in r["commitment_links"])
            self._put(f"{one['slug']}.yml", one | {"foi_links": links})
        for one in requests:
            self._put(f"foi/{one['id']}.yml", one)

    def _put(self, name, values):
        (self.folder / name).write_text(as_yaml(values))

    def load(self, *requests, **more):
        self.write(*requests, **more)
        return load(self.desk.db, self.folder, TODAY, at=AT)

    def events(self, case_id="foi-lamp"):
        return read(self.desk.db, case_id).events


@pytest.fixture
def register(tmp_path):
    return Register(tmp_path)


# --------------------------------------------------------------------- what a file comes to

OUTCOMES = [
    # the file's word; event, outcome, scope of the grounds, properly invoked
    ("answered", "response", "answered", "part", None),
    ("mostly_answered", "response", "answered", "part", None),
    ("successful", "response", "disclosed", "part", None),
    ("partially_successful", "response", "partly_disclosed", "part", None),
    ("withheld", "response", "refused", "whole", None),
    ("refused", "response", "refused", "whole", None),
    ("refusal_upheld_by_ico", "decision_notice", "not_upheld", "whole", True),
    ("breach_found", "decision_notice", "upheld", "part", None),
    ("appeal_allowed_in_part", "tribunal_decision", "allowed_in_part", None, None),
]


@pytest.mark.parametrize(("word", "type_", "outcome", "scope", "proper"), OUTCOMES)
def test_an_outcome_is_an_event_with_its_grounds(register, word, type_, outcome, scope, proper):
    register.load(file(outcome=word, reference="FOI-2602-1234567"))
    sent, ending = register.events()
    assert (sent.type, sent.on, sent.known) == ("sent", date(2026, 2, 2), "observed")
    assert (ending.type, ending.outcome, ending.on) == (type_, outcome, date(2026, 3, 2))
    assert ending.url == PAGE
    # The body's reference is the case's; that of a notice or a judgment is its own.
    assert ending.reference == (None if type_ == "response" else "FOI-2602-1234567")
    grounds = [(one.provision, one.scope, one.properly_invoked) for one in ending.grounds]
    assert grounds == ([("s.22", scope, proper)] if scope else [])


def test_of_an_unknown_outcome_nothing_is_said_but_that_it_was_sent(register):
    register.load(file(outcome="unknown", exemption=None, responded_on=None,
                       responded_on_precision="unknown"))  # fmt: skip
    assert [event.type for event in register.events()] == ["sent"]


def test_what_is_only_reported_is_known_as_stated(register):
    register.load(file(confidence="reported_second_hand", responded_on="2026-03-01",
                       responded_on_precision="month"))  # fmt: skip
    assert [(one.known, one.precision) for one in register.events()] == [
        ("stated", "day"), ("stated", "month"),
    ]  # fmt: skip


def test_the_case_is_another_persons_and_public(register):
    register.load(file(requester="Lamp Society", requester_kind="organisation"))
    case = read(register.desk.db, "foi-lamp")
    assert (case.followed, case.visibility, case.regime, case.body, case.requester) == (
        False, "public", "FOIA", NHSE, "Lamp Society",
    )  # fmt: skip
    assert [(link.slug, link.role) for link in case.commitments] == [(LIGHT, "arose_from")]
    assert store.case_ids(register.desk.db, followed=True) == []
    assert register.desk.count("foi_standings where foi_request = 'foi-lamp'") == 1


@pytest.mark.parametrize(
    ("authority", "body"),
    [
        ("NHS England", NHSE),
        ("Department of Health", "department-of-health-and-social-care"),
        ("NHS England / Department of Health and Social Care", None),
        ("All 42 integrated care boards", None),
        ("Westmere Trust", None),
    ],
)
def test_the_body_is_known_by_its_name_and_never_guessed(authority, body):
    assert body_asked(authority, BODY_NAMES) == body


# --------------------------------------------------------------------- what it promised


def promised(words, earliest=None, latest=None):
    said = {"due_phrase": words, "due_earliest": earliest, "due_latest": latest}
    return {"promise_in_response": said}


READINGS = [
    # the words, their days as the file has them; kind, latest, start_by, soft
    (("on or before 17 October 2026", "2026-03-02", "2026-10-17"),
     ("deadline", "2026-10-17", None, False)),
    (("in autumn 2026", "2026-09-01", "2026-11-30"), ("interval", "2026-11-30", None, False)),
    (("from autumn 2026", "2026-09-01", "2026-11-30"), ("open", None, "2026-11-30", False)),
    (("in due course",), ("open", None, None, False)),
    (("in the coming weeks", "2026-03-02", "2026-04-27"), ("relative", "2026-04-27", None, True)),
    # Where the words are read otherwise, the days of the file tell alone.
    (("by Michaelmas", None, "2026-09-29"), ("deadline", "2026-09-29", None, False)),
    (("at Michaelmas", "2026-09-29", "2026-09-29"), ("precise", "2026-09-29", None, False)),
    (("by the end of May 2026", "2026-06-01", "2026-06-30"),
     ("interval", "2026-06-30", None, False)),
    (("not before May 2026", "2026-05-01"), ("open", None, None, False)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), READINGS)
def test_a_promise_is_read_as_elsewhere_where_the_days_agree(register, said, expected):
    register.load(file(**promised(*said)))
    found = register.events()[1].promise
    latest, start_by = (day and day.isoformat() for day in (found.due_latest, found.start_by))
    assert (found.due_kind, latest, start_by, found.soft) == expected


def test_a_reply_of_unknown_outcome_that_promises_something_is_a_reply(register):
    register.load(file(outcome="unknown", exemption=None, **promised("in due course")))
    assert [(one.type, one.outcome) for one in register.events()] == [
        ("sent", None), ("response", None),
    ]  # fmt: skip


FOGHORN = commitment("foghorn-review", "Foghorn Review", promise())
BY_MAY = ("by May 2026", "deadline", None, "2026-05-31")
TOLD = promise(BY_MAY, made_on="2026-03-02")
MERGED = promise(BY_MAY, made_on="2026-03-02", event="merged", merged_into="foghorn-review")
ABOUT = [
    # the steps of the Lighthouse Plan, of the Foghorn Review; which of them the promise is about
    ([TOLD], [], LIGHT),
    ([MERGED], [], "foghorn-review"),
    ([MERGED], [TOLD], "foghorn-review"),
    ([TOLD], [TOLD], None),
    ([promise(BY_MAY, made_on="2026-02-27")], [], None),
    ([], [], None),
]


@pytest.mark.parametrize(("light", "fog", "about"), ABOUT)
def test_what_it_is_about_is_told_by_the_steps_of_the_register(register, light, fog, about):
    commitments = (
        commitment(LIGHT, "Lighthouse Plan", promise(), *light,
                   status="merged" if MERGED in light else "awaited"),
        commitment("foghorn-review", "Foghorn Review", promise(), *fog),
    )  # fmt: skip
    request = file(
        commitment_links=[LIGHT, "foghorn-review"], **promised("by May 2026", None, "2026-05-31")
    )
    loaded = register.load(request, commitments=commitments)
    assert register.events()[1].promise.about == about
    # The due of a merger stands for the other commitment, which has no event of it yet.
    made = (light, fog) == ([MERGED], [])
    assert register.desk.count("events where origin = 'foi'") == made
    assert any("is on no timeline" in line for line in loaded.lines()) == (about is None)


# --------------------------------------------------------------------- loading again


def test_a_corrected_file_retracts_the_changed_event_and_keeps_the_rest(register):
    register.load(file())
    loaded = register.load(file(exemption="FOIA s.22 and s.43"))
    assert loaded.foi_requests.details == ["updated: foi-lamp"]
    rows = register.desk.rows("select type, retracted_on from foi_events order by id")
    assert [tuple(row.values()) for row in rows] == [
        ("sent", None), ("response", "2026-11-22"), ("response", None),
    ]  # fmt: skip
    assert [one.provision for one in register.events()[1].grounds] == ["s.22", "s.43"]


MAY_TOLD = file(**promised("by May 2026", None, "2026-05-31"))
# The step that merges the Lighthouse Plan tells what the promise is about: the Foghorn Review.
TAKEN_IN = (commitment(LIGHT, "Lighthouse Plan", promise(), MERGED, status="merged"), FOGHORN)


def test_a_file_that_is_gone_takes_its_promise_with_it_and_brings_it_back(register):
    register.load(commitments=TAKEN_IN)
    before = register.desk.timeline()
    assert register.load(MAY_TOLD, commitments=TAKEN_IN).promises.made == 1
    assert register.desk.timeline("foghorn-review")["standing_due_latest"] == "2026-05-31"
    gone = register.load(commitments=TAKEN_IN)
    assert (gone.foi_requests.retracted, gone.promises.taken_back) == (1, 1)
    assert register.desk.timeline() == before
    assert register.load(MAY_TOLD, commitments=TAKEN_IN).promises.made == 1


def test_a_commitment_that_leaves_with_its_case_is_gone_whole(register):
    register.load(MAY_TOLD, commitments=TAKEN_IN)
    register.load(commitments=(LIGHTHOUSE,))
    assert set(register.desk.timeline()) == {LIGHT}


def test_loading_again_changes_nothing_at_all(register):
    register.load(MAY_TOLD, commitments=TAKEN_IN)
    before = list(register.desk.db.conn.iterdump())
    assert register.load(MAY_TOLD, commitments=TAKEN_IN).promises.made == 0
    assert list(register.desk.db.conn.iterdump()) == before


WRONG = [
    # what is wrong in the file; the field that is named, what is said
    ({"requested_on": "2004-12-31"}, "requested_on", "before 2005-01-01"),
    ({"responded_on": "2027-01-02"}, "responded_on", ""),
    ({"responded_on": "2026-02-01"}, "responded_on", ""),
    ({"exemption": "FOIA s.99"}, "exemption", "s.99"),
    ({"outcome": "breach_found", **promised("by May 2026", None, "2026-05-31")},
     "promise_in_response", "a decision notice promises nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "name", "said"), WRONG)
def test_a_fault_is_named_with_file_and_line_and_nothing_is_loaded(register, fields, name, said):
    register.write(file(**fields))
    text = (register.folder / "foi" / "foi-lamp.yml").read_text()
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith(f"{name}:"))
    with pytest.raises(Problem) as caught:
        load(register.desk.db, register.folder, TODAY)
    assert f"{register.folder / 'foi' / 'foi-lamp.yml'}:{line}: {name}: " in str(caught.value)
    assert said in str(caught.value)
    assert register.desk.count("foi_requests") == register.desk.count("commitments") == 0


def own(case_id="foi-lamp"):
    """A case that an editor keeps here."""
    return Case.model_validate(
        {"id": case_id, "subject": "Lamps", "authority": "NHS England", "body": NHSE,
         "events": [{"type": "sent", "on": "2026-02-02"}]}
    )  # fmt: skip


def test_neither_takes_the_others_case_over(register):
    register.load()
    save(register.desk.db, own(), TODAY, AT)
    with pytest.raises(Problem, match="a case that was added here is called foi-lamp already"):
        register.load(file())
    register.load(file("foi-other"))
    with pytest.raises(Problem, match="which its file decides"):
        save(register.desk.db, own("foi-other"), TODAY, AT)


def test_a_case_that_is_kept_here_is_no_part_of_the_register(register, tmp_path):
    register.load(file())
    mine = own("my-case").model_copy(
        update={"commitments": read(register.desk.db, "foi-lamp").commitments}
    )
    save(register.desk.db, mine, TODAY, AT)
    assert register.load(file()).lines()[2].startswith("FOI requests: 0 inserted, 0 updated, 1 un")
    export(register.desk.db, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "foi").iterdir()] == ["foi-lamp.yml"]
    assert {one.id for one in all_cases(register.desk.db)} == {"foi-lamp", "my-case"}


# --------------------------------------------------------------------- the packaged register


def test_the_promises_of_the_packaged_register_are_on_the_timeline_once(working):
    """Both were told by steps already: in the plan that took the digital one in, and in its own."""
    db = connect(working)
    assert db.execute("select count(*) from events where origin = 'foi'").fetchone() == (0,)
    assert db.execute("select count(*) from event_sources where origin = 'editor'").fetchone() == (
        0,
    )
    found = db.execute(
        """select f.foi_request, p.commitment, e.seq, p.made from foi_promises p
           join foi_events f on f.id = p.foi_event join events e on e.id = p.event_id
           order by 1"""
    ).fetchall()
    assert found == [
        ("foi-dhn-digital-workforce-plan-2025", "ten-year-workforce-plan", 3, 0),
        ("foi-wdtk-optout-research-2022", "gpdpr-optout-user-research", 1, 0),
    ]


def test_nothing_of_the_packaged_cases_is_counted_against_anybody(working):
    db = connect(working)
    assert db.execute("select count(*) from foi_clock").fetchone() == (0,)
    assert len(all_cases(db)) == 18
    assert not any(case.followed for case in all_cases(db))


def test_what_is_added_here_changes_no_file_of_the_packaged_register(db, register_folder, tmp_path):
    load(db, register_folder, TODAY)
    reply = {
        "type": "response", "on": "2026-10-05", "outcome": "refused", "url": PAGE,
        "promise": {"due_phrase": "in May 2027", "due_kind": "interval",
                    "due_earliest": "2027-05-01", "due_latest": "2027-05-31"},
    }  # fmt: skip
    mine = own("my-case").model_copy(
        update={
            "visibility": "public",
            "commitments": (CaseCommitment(slug="ten-year-workforce-plan"),),
            "events": (*own().events, Event.model_validate(reply)),
        }
    )
    assert save(db, mine, TODAY, AT).lines == [
        "ten-year-workforce-plan: slipped, in May 2027, in the reply in my-case"
    ]
    export(db, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.yml"):
        packaged = register_folder / path.relative_to(tmp_path / "out")
        assert path.read_bytes() == packaged.read_bytes(), path.name
    assert load(db, register_folder, TODAY).lines()[2:] == [
        "FOI requests: 0 inserted, 0 updated, 18 unchanged, 0 retracted"
    ]
    assert db.execute("select count(*) from events where origin = 'foi'").fetchone() == (1,)
