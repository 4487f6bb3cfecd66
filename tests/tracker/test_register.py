"""The register files: what is refused and how that is said, and that nothing gets lost."""

import shutil
from datetime import date

import pytest

from db.commitments import derived_statuses
from db.connection import connect
from db.errors import Problem
from tracker.register.load import check, export, load

AS_OF = date(2026, 11, 22)
PLAN = "digital-workforce-plan.yml"


@pytest.fixture
def folder(tmp_path, register_folder):
    """A copy of the packaged register, to be broken."""
    copy = tmp_path / "register"
    shutil.copytree(register_folder, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


WRONG = [
    # what is changed in the digital workforce plan, from, to, what is said of it (with the line)
    (
        "an impossible day",
        "'2023-12-31'",
        "'2023-02-30'",
        "29: steps.1.due_latest: there is no suc",
    ),
    (
        "an impossible day, bare",
        "'2023-12-31'",
        "2023-02-30",
        "29: steps.1.due_latest: there is no",
    ),
    ("a day in words", "'2023-12-31'", "end of 2023", "29: steps.1.due_latest: a day is written"),
    ("an unknown field", "  who: NHS", "  whom: NHS", "22: steps.1.whom: unknown field"),
    ("a missing field", "  voice: reported\n", "", "18: steps.1.voice: Field required"),
    (
        "an unknown kind",
        "due_kind: deadline",
        "due_kind: dead",
        "27: steps.1.due_kind: Input should",
    ),
    ("an unknown event", "event: promised", "event: vowed", "25: steps.1.event: Input should be"),
    ("an unknown voice", "voice: reported", "voice: rumour", "23: steps.1.voice: Input should be"),
    (
        "an interval without its first day",
        "due_kind: deadline",
        "due_kind: interval",
        "27: steps.1.due_kind: interval needs a first and a last day, found None to 2023-12-31",
    ),
    (
        "bounds the wrong way round",
        "  due_earliest: null\n  due_latest: '2023-12-31'",
        "  due_earliest: '2024-01-01'\n  due_latest: '2023-12-31'",
        "due_latest: 2023-12-31 lies before due_earliest 2024-01-01",
    ),
    (
        "a month that is not its first day",
        "made_on: '2024-03-01'",
        "made_on: '2024-03-12'",
        "steps.3.made_on: precision month is written as the first day, found 2024-03-12",
    ),
    (
        "no body behind a promise on record",
        "promised_by: nhs-england",
        "promised_by: null",
        "steps.1.promised_by: voice reported needs the body whose word it is",
    ),
    (
        "a body that nobody knows",
        "promised_by: nhs-england",
        "promised_by: nhs-wales",
        "steps.1.promised_by: no body is called nhs-wales",
    ),
    (
        "merged into nothing known",
        "merged_into: ten-year-workforce-plan",
        "merged_into: the-plan",
        "steps.5.merged_into: no commitment is called the-plan",
    ),
    ("a gap in seq", "- seq: 2", "- seq: 3", "steps: seq runs 1, 2, 3 ... without gaps"),
    (
        "no address",
        "- url: https://financetechnow.com/nhse-drops-plans-to-publish-a-dedicated-digital",
        "- url: ftp://financetechnow.com/nhse-drops-plans-to-publish-a-dedicated-digital",
        "steps.1.sources.1.url: a source needs an address that begins with https://",
    ),
    (
        "more words than may be quoted",
        "due_phrase: imminently",
        "due_phrase: it is going to be published imminently in the spring",
        "steps.3.due_phrase: at most 8 words are quoted",
    ),
    ("a key twice", "owner: NHS England", "owner: A\nowner: B", ":8: owner stands twice"),
    ("broken YAML", "aliases:", "aliases: [", "is not valid YAML"),
    ("another file's slug", "slug: digital", "slug: analogue", ":1: slug is 'analogue-workforce-"),
    (
        "an outcome that the steps do not come to",
        "status: merged",
        "status: delivered",
        "outcome.status: delivered, but the steps come to merged",
    ),
    (
        "a day that nothing in the file bears out",
        "followed_until: '2025-04-01'",
        "followed_until: '2025-05-01'",
        "followed_until: 2025-05-01, but the newest day of the steps and the outcome is 2025-04-01",
    ),
    (
        "an FOI request that is not linked back",
        "- foi-dhn-digital-workforce-plan-2025\n",
        "",
        "foi_links: the files in foi/ that name this commitment are ['foi-dhn-digital-workforce-p",
    ),
]


@pytest.mark.parametrize(("_name", "old", "new", "said"), WRONG, ids=[row[0] for row in WRONG])
def test_a_fault_is_named_with_file_and_line_and_nothing_is_loaded(
    folder, db, _name, old, new, said
):
    change(folder / PLAN, old, new)
    with pytest.raises(Problem) as caught:
        load(db, folder, AS_OF)
    assert said in str(caught.value)
    assert f"{folder / PLAN}:" in str(caught.value)
    assert "nothing was loaded" in str(caught.value)
    assert db["commitments"].count == 0


def test_all_faults_of_all_files_are_told_at_once(folder):
    change(folder / PLAN, "event: promised", "event: vowed")
    change(folder / "gpdpr.yml", "kind: promise", "kind: hope")
    (folder / "foi" / "broken.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(Problem, match=r"(?s)broken.yml.*is not UTF-8") as caught:
        check(folder, AS_OF)
    assert "3 faults found" in str(caught.value)


YET_TO_COME = [
    ("made_on: '2024-03-01'", "made_on: '2031-03-01'", "made_on: 2031-03-01 is yet to come"),
    (
        "  sources:\n",
        "  checked:\n    against: copy\n    by: desk\n    on: '2030-11-20'\n  sources:\n",
        "on: 2030-11-20 is yet to come",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), YET_TO_COME)
def test_a_day_that_is_yet_to_come_is_a_slip_of_the_pen(folder, db, old, new, said):
    change(folder / PLAN, old, new)
    with pytest.raises(Problem) as caught:
        load(db, folder, AS_OF)
    assert said in str(caught.value)


ODD_FILES = [
    (b"", ":1: is empty"),
    (b"- a\n- b\n", ":1: holds no fields"),
    (b"slug: a\ntitle: 'no end\nowner: b\n", "(it began on line 2)"),
    (b"slug: a\x00b\n", "is not valid YAML: "),
    (b"slug: [\n", "is not valid YAML"),
    (b"slug: a\n  title: b\n", "look for a missing quote"),
    (b"slug: odd\ntitle: " + b"x" * 5000 + b"\n", "title: String should have at most 4000"),
]


@pytest.mark.parametrize(("content", "said"), ODD_FILES)
def test_an_odd_file_is_told_in_words(folder, content, said):
    (folder / "odd.yml").write_bytes(content)
    with pytest.raises(Problem) as caught:
        check(folder, AS_OF)
    assert said in str(caught.value)
    assert f"{folder / 'odd.yml'}:" in str(caught.value)


def test_a_file_that_ends_in_yaml_is_not_overlooked(folder):
    (folder / PLAN).rename(folder / "digital-workforce-plan.yaml")
    with pytest.raises(Problem, match=r"files of the register end in .yml"):
        check(folder, AS_OF)


def test_no_private_requester_is_named(folder):
    path = folder / "foi" / "foi-wdtk-ddat-committee-2023.yml"
    change(path, "requester: null", "requester: A. Person")
    with pytest.raises(Problem, match=r"requester: private and unknown requesters are not named"):
        check(folder, AS_OF)


def test_an_empty_folder_is_no_register(tmp_path, db):
    with pytest.raises(Problem, match="there is no register here"):
        load(db, tmp_path, AS_OF)


def test_loading_twice_changes_nothing(db, folder):
    first, second = load(db, folder, AS_OF), load(db, folder, AS_OF)
    assert first.lines() == [
        "commitments: 41 inserted, 0 updated, 0 unchanged, 0 retracted",
        "steps: 158 inserted, 0 updated, 0 unchanged, 0 retracted",
        "FOI requests: 18 inserted, 0 updated, 0 unchanged, 0 retracted",
    ]
    assert second.lines() == [
        "commitments: 0 inserted, 0 updated, 41 unchanged, 0 retracted",
        "steps: 0 inserted, 0 updated, 158 unchanged, 0 retracted",
        "FOI requests: 0 inserted, 0 updated, 18 unchanged, 0 retracted",
    ]


def test_a_corrected_step_is_a_new_row_and_the_old_one_is_kept(db, folder):
    load(db, folder, AS_OF)
    change(folder / PLAN, "due_phrase: imminently", "due_phrase: publication is imminent")
    assert str(load(db, folder, AS_OF).steps) == (
        "0 inserted, 1 updated, 157 unchanged, 0 retracted"
    )
    rows = db.execute(
        "select due_phrase, retracted_on from events where commitment = 'digital-workforce-plan' "
        "and seq = 3 order by id"
    ).fetchall()
    assert rows == [("imminently", "2026-11-22"), ("publication is imminent", None)]


def test_a_file_that_is_gone_is_retracted_and_can_come_back(db, folder):
    load(db, folder, AS_OF)
    kept = (folder / "axe-the-fax.yml").read_text()
    (folder / "axe-the-fax.yml").unlink()
    (folder / "foi" / "foi-rcs-fax-2018.yml").unlink()
    for path in [*folder.glob("foi/*.yml"), *folder.glob("*.yml")]:
        text = path.read_text().replace("links:\n- axe-the-fax\n", "links: []\n")
        path.write_text(text.replace("- axe-the-fax\n", ""))
    loaded = load(db, folder, AS_OF)
    assert loaded.commitments.retracted == 1
    assert "axe-the-fax" not in {slug for (slug,) in db.execute("select slug from timeline")}
    assert db.execute("select retracted_why from commitments where slug = 'axe-the-fax'").fetchone()
    (folder / "axe-the-fax.yml").write_text(kept.split("foi_links:")[0] + "foi_links: []\n")
    assert load(db, folder, AS_OF).commitments.details == ["inserted: axe-the-fax"]
    assert "axe-the-fax" in {slug for (slug,) in db.execute("select slug from timeline")}


def test_events_from_elsewhere_are_kept(db, folder):
    load(db, folder, AS_OF)
    db.execute(
        """insert into events (commitment, origin, event, made_on, made_on_precision,
             made_on_basis, who, voice, promised_by, due_kind, confidence)
           values ('axe-the-fax', 'editor', 'delivered', '2026-01-05', 'day', 'statement',
             'DHSC', 'on_record', 'department-of-health-and-social-care', 'none',
             'read_directly')"""
    )
    change(folder / "axe-the-fax.yml", "topic: digital records", "topic: fax machines")
    assert load(db, folder, AS_OF).commitments.updated == 1  # its file speaks for itself alone
    assert db.execute("select count(*) from events where origin = 'editor'").fetchone() == (1,)
    assert derived_statuses(db)["axe-the-fax"] == "delivered_late"


def test_a_wrong_folder_cannot_empty_the_register(db, folder, tmp_path):
    load(db, folder, AS_OF)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "leng-review.yml", other)
    with pytest.raises(Problem, match="would retract 40 of 41 commitments"):
        load(db, other, AS_OF)
    assert load(db, other, AS_OF, allow_retractions=True).commitments.retracted == 40


def test_export_gives_the_packaged_files_back_byte_for_byte(db, folder, tmp_path):
    load(db, folder, AS_OF)
    out = tmp_path / "out"
    assert export(db, out) == 59
    assert contents(out) == contents(folder)
    again = connect(tmp_path / "again.db")
    load(again, out, AS_OF)
    export(again, tmp_path / "out2")
    assert contents(tmp_path / "out2") == contents(out)


def test_every_field_survives(folder, db, tmp_path):
    """Also the optional ones that the packaged files do not use."""
    change(
        folder / "leng-review.yml",
        "  confidence: read_directly\n",
        "  confidence: read_directly\n  checked:\n    against: copy\n    by: desk\n"
        "    'on': '2026-11-01'\n",
    )
    load(db, folder, AS_OF)
    export(db, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(folder)


def test_export_removes_what_is_no_longer_in_the_register(db, folder, tmp_path):
    load(db, folder, AS_OF)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "left-over.yml").write_text("slug: left-over\n")
    export(db, tmp_path / "out")
    assert not (tmp_path / "out" / "left-over.yml").exists()


def test_export_leaves_other_peoples_files_alone(db, folder, tmp_path):
    load(db, folder, AS_OF)
    mine = tmp_path / "docker-compose.yml"
    mine.write_text("services: {}\n")
    with pytest.raises(Problem, match="none of the register's; nothing was written"):
        export(db, tmp_path)
    assert mine.read_text() == "services: {}\n"
    assert not (tmp_path / PLAN).exists()


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.yml"))
    }


REASON = "  reason: It was put off, the body said, for want of time.\n"


def test_a_reason_that_a_body_gave_is_kept_and_comes_back(folder, db, tmp_path):
    change(folder / "leng-review.yml", "  note: The early part", f"{REASON}  note: The early part")
    load(db, folder, AS_OF)
    [(seq,)] = db.execute(
        "select seq from events where commitment = 'leng-review' and reason like '%want of time.'"
    ).fetchall()
    assert seq == 2
    export(db, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(folder)


def test_a_reason_that_is_found_later_is_a_correction_of_its_step_alone(folder, db):
    load(db, folder, AS_OF)
    change(folder / "leng-review.yml", "  note: The early part", f"{REASON}  note: The early part")
    assert str(load(db, folder, AS_OF).steps) == (
        "0 inserted, 1 updated, 157 unchanged, 0 retracted"
    )


def test_reasons_stand_only_where_a_body_is_on_record_with_one(folder, db):
    """They are few: most sources tell of none, and none is made up."""
    load(db, folder, AS_OF)
    found = db.execute(
        """select commitment, seq, voice, promised_by from events where reason is not null
           order by commitment"""
    ).fetchall()
    assert found == [
        ("digital-workforce-plan", 5, "reported", "nhs-england"),
        ("junk-food-advertising-rules", 4, "reported", "hm-government"),
    ]
