"""Loading a register again: what changed is read, what a change bears on is read, nothing else is.

And what was found when everything was read each time is found still.
"""

import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
import yaml

from db.connection import connect, writing
from db.errors import Problem
from tests.tracker.pages import as_yaml, commitment, promise
from tracker.calendars.bank_holidays import packaged
from tracker.foi.counting import keep_calendar
from tracker.register import load as loading
from tracker.register import looking
from tracker.register.files import BODIES
from tracker.register.load import export, load

AS_OF, EARLIER, LATER = date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 25)
LONG_AFTER = 4_000_000_000 * 10**9  # the clock of the machine, when every file is old
PLAN, CARE, LENG = "digital-workforce-plan", "palliative-care-msf", "leng-review"
ASKED = "foi-hospiceuk-icbs-2023"


@pytest.fixture(scope="module")
def template(tmp_path_factory, register_folder):
    """The packaged register, loaded: a folder with its database beside it."""
    place = tmp_path_factory.mktemp("again")
    shutil.copytree(
        register_folder, place / "register", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    again(connect(place / "delaywatch.db"), place / "register")
    return place


@pytest.fixture
def folder(template, tmp_path):
    """A copy of the packaged register, to be changed; ``db`` was loaded from one like it."""
    return shutil.copytree(template / "register", tmp_path / "register")


@pytest.fixture
def db(template, folder, tmp_path):
    """A database in which that folder was loaded last."""
    found = connect(shutil.copy(template / "delaywatch.db", tmp_path / "again.db"))
    again(found, folder)
    return found


def again(db, folder, as_of=AS_OF, **more):
    """A load long after every file was written."""
    return load(db, folder, as_of, clock=lambda: LONG_AFTER, **more)


def change(folder, name, old, new):
    path = folder / f"{name}.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def counted(loaded):
    return loaded.commitments.updated, loaded.commitments.unchanged, loaded.steps.unchanged


@contextmanager
def parsed(monkeypatch):
    """The names of the files that were parsed meanwhile."""
    names, read = [], loading.Checking._read
    with monkeypatch.context() as patch:
        patch.setattr(
            loading.Checking, "_read",
            lambda self, name, *rest: names.append(name) or read(self, name, *rest),
        )  # fmt: skip
        yield names


@contextmanager
def executed(db):
    """The statements that were executed meanwhile."""
    statements = []
    db.conn.set_trace_callback(statements.append)
    yield statements
    db.conn.set_trace_callback(None)


# --------------------------------------------------------------------------- what is read


def test_what_did_not_change_is_neither_opened_nor_read_nor_written(db, folder, monkeypatch):
    before = list(db.conn.iterdump())
    with parsed(monkeypatch) as names, executed(db) as statements:
        loaded = again(db, folder)
    assert (names, loaded.read, loaded.opened) == ([], 0, 0)
    assert counted(loaded) == (0, 41, 158)
    assert loaded.foi_requests.unchanged == 18
    assert list(db.conn.iterdump()) == before
    assert len(statements) < 120


def test_how_many_statements_a_load_takes_does_not_depend_on_what_is_stored(db, tmp_path):
    def statements(count):
        folder = tmp_path / f"of-{count}"
        folder.mkdir()
        for number in range(count):
            file = commitment(f"plan-{number}", f"Plan {number}", promise())
            (folder / f"plan-{number}.yml").write_text(as_yaml(file))
        found = connect(tmp_path / f"of-{count}.db")
        again(found, folder)
        change(folder, "plan-1", "topic: the coast", "topic: the sea")
        with executed(found) as executed_ones:
            assert again(found, folder).read == 1
        return len(executed_ones)

    assert statements(90) == statements(9)


def test_a_first_load_takes_a_few_statements_however_many_files(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(200):
        file = commitment(f"plan-{number}", f"Plan {number}", promise())
        (folder / f"plan-{number}.yml").write_text(as_yaml(file))
    db = connect(tmp_path / "many.db")
    with executed(db) as statements:
        again(db, folder)
    told = [one for one in statements if not one.startswith(("--", "insert"))]
    assert len(told) < 250


BORNE_UPON = [
    # what is changed, what else is read with it
    ("a commitment that no request names", LENG, "topic: ", "topic: new ", {f"{LENG}.yml"}),
    (
        "a commitment that a request names: what its reply promised may be another's",
        CARE, "topic: ", "topic: new ", {f"{CARE}.yml", f"foi/{ASKED}.yml"},
    ),
    (
        "a request: the commitments that it names must name it",
        f"foi/{ASKED}", "detail: ", "detail: New. ", {f"{CARE}.yml", f"foi/{ASKED}.yml"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_why", "name", "old", "new", "read"), BORNE_UPON, ids=[row[0] for row in BORNE_UPON]
)
def test_what_a_change_bears_on_is_read_with_it(
    db, folder, monkeypatch, _why, name, old, new, read
):
    change(folder, name, old, new)
    with parsed(monkeypatch) as names:
        again(db, folder)
    assert read <= set(names)
    assert len(names) < 8


def touch(path):
    os.utime(path, ns=(1, 1))


def as_new(path):
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("how", [touch, as_new])
def test_a_file_that_lies_there_otherwise_is_opened_once_and_the_same_by_its_content(
    db, folder, how
):
    how(folder / f"{LENG}.yml")
    for opened in (1, 0):
        loaded = again(db, folder)
        assert (loaded.read, loaded.opened) == (0, opened)


@pytest.mark.parametrize("copy", [shutil.copy2, os.link])
def test_another_folder_with_the_same_files_is_the_same_register_by_their_content(
    db, folder, tmp_path, copy
):
    other = shutil.copytree(folder, tmp_path / "other", copy_function=copy)
    again(db, folder)  # a link changes when the file that it names was changed last
    loaded = again(db, other)
    assert (loaded.read, loaded.opened) == (0, 59)


def test_the_clock_is_read_before_the_folder_is_looked_at(db, folder):
    """Else what is written in between is older than the clock, and would be trusted for ever."""

    def now():
        change(folder, LENG, "topic: ", "topic: new ")
        return LONG_AFTER

    assert counted(load(db, folder, AS_OF, clock=now))[0] == 1


def test_a_file_that_was_as_new_as_the_clock_can_tell_is_opened_again(db, folder):
    """It may change again within one tick, keeping its size; then nothing but content tells."""
    path = folder / f"{LENG}.yml"
    change(folder, LENG, "topic: ", "topic: new ")
    stat = path.stat()

    def now():
        return stat.st_ctime_ns + 10**9

    assert load(db, folder, AS_OF, clock=now).read == 1
    change(folder, LENG, "topic: new", "topic: old")
    with writing(db):  # as if the file system had not moved its clock on
        db.execute(
            "update register_files set seen = ? where name = ? and seen is not null",
            [looking.look(folder).files[path.name][0], path.name],
        )
    assert counted(load(db, folder, AS_OF, clock=now))[0] == 1


@pytest.mark.parametrize(
    ("doubt", "more"),
    [
        ("by other rules", {}),
        ("for an earlier day", {"as_of": EARLIER}),
        ("everything", {"everything": True}),
    ],
)
def test_all_is_read_where_it_may_mean_something_else_or_is_asked_for(
    db, folder, monkeypatch, doubt, more
):
    if doubt == "by other rules":
        monkeypatch.setattr(looking, "_of_program", lambda: "another")
    loaded = again(db, folder, **more)
    assert (loaded.read, counted(loaded)) == (59, (0, 41, 158))
    assert again(db, folder, more.get("as_of", AS_OF)).read == 0


def test_all_is_read_where_the_list_of_bodies_says_otherwise(db, folder, tmp_path):
    bodies = tmp_path / "bodies.yml"
    bodies.write_text(f"{BODIES.read_text()}- slug: x\n  name: X\n")
    assert again(db, folder, bodies=bodies).read == 59
    assert db.execute("select name from bodies where slug = 'x'").fetchone() == ("X",)


def test_nothing_is_read_for_a_later_day(db, folder):
    assert again(db, folder, LATER).read == 0
    assert db.execute("select day from as_of").fetchone() == (LATER.isoformat(),)


def test_requests_are_read_where_they_were_counted_by_another_calendar(db, folder):
    keep_calendar(db, replace(packaged(), version="2999-01-01"), AS_OF, "a test")
    loaded = again(db, folder)
    assert loaded.foi_requests.unchanged == 18
    assert loaded.read >= 18
    assert again(db, folder).read == 0


# --------------------------------------------------------------------------- what others wrote


EDITED = [
    ("update commitments set title = 'Another' where slug = 'leng-review'", LENG),
    ("update events set who = 'Another' where commitment = 'leng-review' and seq = 1", LENG),
    ("delete from related where commitment in (select commitment from related limit 1)", None),
    ("delete from aliases where commitment = 'leng-review'", LENG),
    ("update outcome_sources set title = 'x' where commitment = 'leng-review'", LENG),
    ("delete from commitment_bodies where commitment = 'leng-review'", LENG),
    ("update event_sources set title = 'x' where url like '%leng%' and origin = 'register'", LENG),
    ("delete from context_sources", None),
    ("insert into unverified values ('leng-review', 9, 'x')", LENG),
    (f"update foi_requests set detail = 'x' where id = '{ASKED}'", f"foi/{ASKED}"),
    (f"update foi_events set note = 'x' where foi_request = '{ASKED}'", f"foi/{ASKED}"),
    (f"delete from foi_commitments where foi_request = '{ASKED}'", f"foi/{ASKED}"),
    ("delete from foi_grounds", None),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "name"), EDITED, ids=[row[0].split("\n")[0] for row in EDITED])
def test_what_others_wrote_since_is_put_right(db, folder, edit, name, monkeypatch):
    whole = told(db)
    with writing(db):
        assert db.execute(edit).rowcount > 0
    with parsed(monkeypatch) as names:
        again(db, folder)
    assert told(db) == whole
    assert 0 < len(names) < 59
    assert name is None or f"{name}.yml" in names


def told(db):
    """All that files say, without the numbers of rows and what was taken back."""
    tables = {
        "commitments": "*", "commitment_bodies": "*", "aliases": "*", "related": "*",
        "unverified": "*", "context": "*", "context_sources": "*", "outcome_sources": "*",
        "foi_commitments": "*",
        "foi_requests": "id, detail, subject, retracted_on",
        "foi_events where retracted_on is null": "foi_request, position, type, outcome, note",
        "events where retracted_on is null": "commitment, seq, event, who, due_phrase",
    }  # fmt: skip
    found = {
        table: sorted(map(repr, db.execute(f"select {columns} from {table}").fetchall()))
        for table, columns in tables.items()
    }
    found["sources"] = sorted(
        map(
            repr,
            db.execute(
                """select e.commitment, e.seq, s.position, s.url, s.title from event_sources s
                   join events e on e.id = s.event_id where e.retracted_on is null"""
            ),
        )
    )
    found["grounds"] = sorted(
        map(
            repr,
            db.execute(
                """select e.foi_request, g.provision from foi_grounds g
                   join foi_events e on e.id = g.foi_event where e.retracted_on is null"""
            ),
        )
    )
    return found


def test_what_editors_add_makes_no_file_unknown(db, folder):
    with writing(db):
        db.execute(
            """insert into events (commitment, origin, event, made_on, made_on_precision,
                 made_on_basis, who, voice, promised_by, due_kind, confidence)
               values ('palliative-care-msf', 'editor', 'delivered', '2026-01-05', 'day',
                 'statement', 'DHSC', 'on_record', 'department-of-health-and-social-care', 'none',
                 'read_directly')"""
        )
    assert again(db, folder).read == 0
    assert db.execute("select count(*) from events where origin = 'editor'").fetchone() == (1,)


def test_every_table_that_a_file_is_written_to_makes_it_unknown(db):
    """A migration that makes one anew must make its triggers anew, too."""
    found = db.execute(
        """select tbl_name, count(*) from sqlite_master
           where type = 'trigger' and name like 'register_file_of_%' group by 1"""
    ).fetchall()
    three = dict.fromkeys(
        ("aliases", "commitment_bodies", "commitments", "context", "context_sources",
         "event_sources", "events", "foi_commitments", "foi_events", "foi_grounds", "foi_requests",
         "outcome_sources", "related", "unverified"), 3,
    )  # fmt: skip
    assert dict(found) == {**three, "responses": 2}


# --------------------------------------------------------------------------- what is still found


def remove(*names):
    def gone(folder):
        for name in names:
            (folder / f"{name}.yml").unlink()

    return gone


def changed(name, old, new):
    return lambda folder: change(folder, name, old, new)


def renamed(folder):
    (folder / f"{CARE}.yml").rename(folder / "palliative-care.yml")
    change(folder, "palliative-care", f"slug: {CARE}", "slug: palliative-care")


def first_pointing_elsewhere(folder):
    """A file that is related to another, which is not it: both names."""
    for path in sorted(folder.glob("*.yml")):
        related = yaml.safe_load(path.read_text()).get("related")
        if related:
            return path.stem, related[0]
    raise AssertionError


def related_gone(folder):
    _, target = first_pointing_elsewhere(folder)
    remove(target)(folder)


FOUND = [
    # an unchanged file names what left, or was renamed, or has changed
    ("a commitment that a request names left", remove(CARE), f"no commitment is called {CARE}"),
    ("a request that a commitment names left", remove(f"foi/{ASKED}"),
     f"no FOI request is called {ASKED}"),
    ("a commitment that a request names was renamed", renamed,
     f"no commitment is called {CARE}"),
    ("what a merger names left", remove("ten-year-workforce-plan"),
     "no commitment is called ten-year-workforce-plan"),
    ("what others are related to left", related_gone, "no commitment is called"),
    ("a request no longer names a commitment", changed(f"foi/{ASKED}", f"- {CARE}", f"- {LENG}"),
     "foi_links: the files in foi/ that name this commitment are []"),
    ("a commitment no longer names a request", changed(CARE, f"foi_links:\n- {ASKED}",
     "foi_links: []"), "foi_links: the files in foi/ that name this commitment are ['foi-hos"),
    ("a commitment names a request that does not", changed(LENG, "foi_links: []",
     f"foi_links:\n- {ASKED}"), "foi_links: the files in foi/ that name this commitment are []"),
    ("a changed file names nobody known", changed(LENG, "topic: ", "related:\n- nobody\ntopic: "),
     "no commitment is called nobody"),
    ("an outcome that the steps do not come to", changed(PLAN, "status: merged", "status: paused"),
     "outcome.status: paused, but the steps come to merged"),
    ("a name of a person", changed(LENG, "topic: ", "topic: Tom Reed MP and the "),
     "names Tom Reed"),
    ("a day to come", changed(PLAN, "made_on: '2024-03-01'", "made_on: '2031-03-01'"),
     "made_on: 2031-03-01 is yet to come"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "damage", "said"), FOUND, ids=[row[0] for row in FOUND])
def test_each_fault_is_found_as_when_all_is_read_and_nothing_is_loaded(
    db, folder, tmp_path, _case, damage, said
):
    damage(folder)
    before = list(db.conn.iterdump())
    with pytest.raises(Problem) as caught:
        again(db, folder)
    assert said in str(caught.value)
    assert list(db.conn.iterdump()) == before
    with pytest.raises(Problem) as whole:
        again(connect(tmp_path / "new.db"), folder)
    assert str(caught.value) == str(whole.value)


def test_an_earlier_day_finds_what_is_yet_to_come_then(db, folder):
    with pytest.raises(Problem, match="is yet to come"):
        again(db, folder, date(2024, 1, 1))


@pytest.mark.slow
def test_for_later_days_nothing_of_a_faultless_register_becomes_a_fault(folder, tmp_path):
    """That is why a later day is no reason to read all of it again."""
    for years in (1, 5, 40):
        loading.check(folder, AS_OF.replace(year=AS_OF.year + years))
    assert again(connect(tmp_path / "new.db"), folder, date(2090, 1, 1)).read == 59


def test_a_wrong_folder_is_told_by_what_is_stored(db, folder, tmp_path):
    other = tmp_path / "few"
    other.mkdir()
    shutil.copy(folder / f"{LENG}.yml", other)
    with pytest.raises(Problem, match="would retract 40 of 41 commitments"):
        again(db, other)


def test_what_left_is_taken_out_and_comes_back(db, folder):
    kept = {name: (folder / name).read_text() for name in (f"{CARE}.yml", f"foi/{ASKED}.yml")}
    for name in kept:
        (folder / name).unlink()
    gone = again(db, folder)
    assert (gone.commitments.retracted, gone.foi_requests.retracted) == (1, 1)
    assert gone.read < 5
    assert db["register_files"].count == 57
    for name, text in kept.items():
        (folder / name).write_text(text)
    assert again(db, folder).commitments.details == [f"inserted: {CARE}"]
    assert again(db, folder).read == 0


def test_two_that_load_at_once_do_not_mix(db, folder, tmp_path, monkeypatch):
    """Another load came between the reading and the writing: what was read is read again."""
    other = shutil.copytree(folder, tmp_path / "other")
    change(other, LENG, "topic: ", "topic: of the other ")
    change(folder, CARE, "topic: ", "topic: of the one ")
    between, read = [other], loading._read

    def meanwhile(one, work):
        found = read(one, work)
        if between:
            again(connect(tmp_path / "again.db"), between.pop())
        return found

    monkeypatch.setattr(loading, "_read", meanwhile)
    again(db, folder)
    topics = dict(
        db.execute("select slug, topic from commitments where topic like 'of the%'").fetchall()
    )
    assert list(topics) == [CARE]


def test_an_export_after_a_load_of_little_is_the_folder_byte_for_byte(db, folder, tmp_path):
    change(folder, LENG, "topic: ", "topic: new ")
    again(db, folder)
    export(db, tmp_path / "out")
    for path in folder.rglob("*.yml"):
        assert (tmp_path / "out" / path.relative_to(folder)).read_bytes() == path.read_bytes()
