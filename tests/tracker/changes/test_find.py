"""Stories of documents: what was read on which day, and the changes that it comes to."""

import dataclasses

import pytest

from db.connection import writing
from db.readings import Reading
from db.recording import record
from tests.tracker.changes.watch import URL, Watch, file, instant
from tests.tracker.pages import PRESS
from tracker.changes.find import find_changes

JUNE = "The plan is due by June 2026."
MAY = "The plan is due by May 2027."
HELLO = "Hello there."


@pytest.fixture
def watch(tmp_path):
    """A database without pages."""
    return Watch.fresh(tmp_path)


# ------------------------------------------------------------------------------- stories

STORIES = [
    # what is read on which day of March; the changes that come of it
    ("read once", [(1, JUNE, {})], []),
    ("the same again", [(1, JUNE, {}), (2, JUNE, {})], []),
    ("edited", [(1, JUNE, {}), (2, MAY, {})], [("edited", "waiting")]),
    ("edited twice", [(1, JUNE, {}), (2, MAY, {}), (3, HELLO, {})],
     [("edited", "waiting"), ("edited", "waiting")]),
    ("and back again", [(1, JUNE, {}), (2, MAY, {}), (3, JUNE, {})],
     [("edited", "waiting"), ("edited", "waiting")]),
    ("to and fro", [(1, JUNE, {}), (2, MAY, {}), (3, JUNE, {}), (4, MAY, {})],
     [("edited", "waiting")] * 3),
    ("its title", [(1, JUNE, {}), (2, JUNE, {"title": "Another"})], [("edited", "waiting")]),
    ("the title's typography", [(1, JUNE, {"title": "A 'plan'"}), (2, JUNE, {"title": "A ‘plan’"})],
     [("edited", "set aside")]),
    ("only the order", [(1, f"{JUNE}\n{HELLO}", {}), (2, f"{HELLO}\n{JUNE}", {})],
     [("edited", "set aside")]),
    ("only the quotes", [(1, 'The "plan".', {}), (2, "The “plan”.", {})],
     [("edited", "set aside")]),
    ("a calendar, which rules read", [(1, JUNE, {"kind": "statistics_calendar"}),
                                      (2, MAY, {"kind": "statistics_calendar"})],
     [("edited", "set aside")]),
    ("a counter", [(1, f"{JUNE}\nRead 12 times", {}), (2, f"{JUNE}\nRead 13 times", {})],
     [("edited", "set aside")]),
    ("a counter and a title", [(1, "Read 12 times", {}), (2, "Read 13 times", {"title": "B"})],
     [("edited", "waiting")]),
    ("cut short", [(1, JUNE, {}), (2, f"{HELLO} {JUNE}", {"partial": True})],
     [("edited", "set aside")]),
    ("its instant stays", [(1, JUNE, {"modified_at": instant(1)}),
                           (2, MAY, {"modified_at": instant(1)})],
     [("edited under an unchanged date", "waiting")]),
    ("its instant moves within the day", [(1, JUNE, {"modified_at": instant(1)}),
                                          (2, MAY, {"modified_at": instant(1, 9)})],
     [("edited", "waiting")]),
    ("its day stays", [(2, JUNE, {"modified_at": "2026-03-01"}),
                       (3, MAY, {"modified_at": "2026-03-01"})],
     [("edited under an unchanged date", "waiting")]),
    ("its day stays, on that day", [(1, JUNE, {"modified_at": "2026-03-01"}),
                                    (2, MAY, {"modified_at": "2026-03-01"})],
     [("edited", "waiting")]),
    ("an instant, then its day", [(2, JUNE, {"modified_at": instant(1)}),
                                  (3, MAY, {"modified_at": "2026-03-01"})],
     [("edited under an unchanged date", "waiting")]),
    ("no date any more", [(2, JUNE, {"modified_at": instant(1)}), (3, MAY, {"modified_at": None})],
     [("edited", "waiting")]),
    ("another day of publication", [(1, JUNE, {"published_at": "2026-02-01"}),
                                    (2, JUNE, {"published_at": "2026-01-01"})],
     [("date of publication changed under an unchanged text", "waiting")]),
    ("saved again", [(1, JUNE, {"modified_at": "2026-03-01"}),
                     (3, JUNE, {"modified_at": "2026-03-02"})],
     [("date of last change changed under an unchanged text", "set aside")]),
    ("another instant of the same day in London",
     [(1, JUNE, {"published_at": "2026-06-30T23:30:00Z"}),
      (2, JUNE, {"published_at": "2026-07-01T08:00:00Z"})],
     [("date of publication changed under an unchanged text", "set aside")]),
    ("another address of its own", [(1, JUNE, {"native_id": "7"}),
                                    (2, JUNE, {"native_id": "7", "url": f"{URL}-2"})],
     [("moved", "waiting")]),
    ("spelt otherwise", [(1, JUNE, {"native_id": "7"}),
                         (2, JUNE, {"native_id": "7", "url": "http://www.news.example/page/"})],
     [("moved", "set aside")]),
    ("moved and edited", [(1, JUNE, {"native_id": "7"}),
                          (2, MAY, {"native_id": "7", "url": f"{URL}-2"})],
     [("moved", "waiting"), ("edited", "waiting")]),
    ("a file came", [(1, JUNE, {}), (2, JUNE, {"attachments": (file("a.pdf"),)})],
     [("edited", "waiting")]),
    ("a file took another's place", [(1, JUNE, {"attachments": (file("v1.pdf"),)}),
                                     (2, JUNE, {"attachments": (file("v2.pdf"),)})],
     [("file replaced", "waiting")]),
    ("and the text was edited", [(1, JUNE, {"attachments": (file("v1.pdf"),)}),
                                 (2, MAY, {"attachments": (file("v2.pdf"),)})],
     [("edited", "waiting")]),
    ("the files of another host", [(1, JUNE, {"attachments": (file("v1.pdf"),)}),
                                   (2, JUNE, {"attachments": (dataclasses.replace(
                                       file("v1.pdf"), url="https://new.example/v1.pdf"),)})],
     [("edited", "set aside")]),
    ("a copy of the site", [(1, JUNE, {"origin": "copy"}), (2, MAY, {"origin": "copy"})], []),
    ("the press", [(1, JUNE, {"of": PRESS}), (2, MAY, {"of": PRESS})], [("edited", "waiting")]),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "read", "expected"), STORIES, ids=[row[0] for row in STORIES])
@pytest.mark.parametrize("after_each", [True, False], ids=["each day", "at the end"])
def test_stories(watch, _case, read, expected, after_each):
    """Whether changes are looked for after each run or after all of them: the same are found."""
    for day, text, more in read:
        watch.on(day, text, **more)
        if after_each:
            watch.find()
    assert watch.told() == expected
    assert watch.find().made == 0
    assert watch.told() == expected


def test_what_went_and_what_came(watch):
    watch.on(1, f"{HELLO} {JUNE} Sorry.")
    watch.on(2, f"{HELLO} {MAY} We know. It is late.")
    row = watch.change()
    assert (row["removed"], row["added"]) == (f"{JUNE}\nSorry.", f"{MAY}\nWe know.\nIt is late.")
    assert (row["sentences_removed"], row["sentences_added"]) == (2, 3)
    assert watch.one("select altered from changes")["altered"] == "[[0, 0]]"


def test_from_which_version_it_went(watch):
    """The third text is held against the first, to which the page had gone back."""
    for day, text in ((1, JUNE), (2, MAY), (3, JUNE), (4, HELLO)):
        watch.on(day, text)
    assert [(row["removed"], row["added"]) for row in watch.changes()] == [
        (JUNE, MAY), (MAY, JUNE), (JUNE, HELLO),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------- days

DAYS = [
    # what its publisher says; when it was seen as it was, when otherwise, and when it happened
    ("no date", {}, {}, ("2026-03-05", "2026-03-09", None, None)),
    ("between the two", {"modified_at": instant(1)}, {"modified_at": instant(7)},
     ("2026-03-05", "2026-03-09", "2026-03-07", "2026-03-07")),
    ("before we saw the old text", {"modified_at": instant(1)}, {"modified_at": instant(3)},
     ("2026-03-05", "2026-03-09", None, "2026-03-03")),
    ("in the future", {"modified_at": instant(1)}, {"modified_at": instant(30)},
     ("2026-03-05", "2026-03-09", None, "2026-03-30")),
    ("unchanged", {"modified_at": instant(6)}, {"modified_at": instant(6)},
     ("2026-03-05", "2026-03-09", None, "2026-03-06")),
    ("late in the evening in summer", {"modified_at": instant(1)},
     {"modified_at": "2026-03-07T23:30:00Z"},
     ("2026-03-05", "2026-03-09", "2026-03-07", "2026-03-07")),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "old", "new", "days"), DAYS, ids=[row[0] for row in DAYS])
def test_days(watch, _case, old, new, days):
    """It was read on the 2nd, seen unchanged on the 5th, and read otherwise on the 9th."""
    watch.on(2, JUNE, **old)
    watch.seen(5)
    watch.on(9, MAY, **new)
    row = watch.change()
    assert tuple(
        row[name] for name in ("as_before_on", "changed_by", "happened_on", "dated")
    ) == days  # fmt: skip


def test_days_are_those_of_london(watch):
    watch.page(JUNE, at="2026-06-01T22:59:00Z")
    watch.page(MAY, at="2026-06-01T23:01:00Z")
    row = watch.change()
    assert (row["as_before_on"], row["changed_by"]) == ("2026-06-01", "2026-06-02")


def test_a_page_that_was_dated_anew_before_it_was_edited(watch):
    """The date was put on first, the text changed under it later."""
    watch.on(1, JUNE, modified_at="2026-03-01")
    watch.on(3, JUNE, modified_at="2026-03-02")
    watch.on(5, MAY, modified_at="2026-03-02")
    assert [row["change"] for row in watch.changes("waiting")] == ["edited under an unchanged date"]


# ------------------------------------------------------------------- gone, back, elsewhere


def test_vanished(watch):
    watch.on(1, JUNE)
    watch.seen(4)
    watch.gone(8)
    row = watch.change()
    assert (row["change"], row["now"], row["note"]) == (
        "vanished", "gone", "gone: the site answers 404",
    )  # fmt: skip
    assert (row["as_before_on"], row["changed_by"]) == ("2026-03-04", "2026-03-08")
    assert (row["removed"], row["sentences_removed"]) == (None, 0)


@pytest.mark.parametrize("how", ["seen", "read"])
def test_and_came_back(watch, how):
    """That it is back stands beside the removal, too, whether or not anybody has decided on it."""
    watch.on(1, JUNE)
    watch.gone(8)
    watch.seen(12) if how == "seen" else watch.on(12, JUNE)
    assert [(row["change"], row["now"]) for row in watch.changes()] == [
        ("vanished", "there"), ("came back", "there"),
    ]  # fmt: skip
    back = watch.changes()[1]
    assert (back["as_before_on"], back["changed_by"]) == ("2026-03-08", "2026-03-12")


def test_it_came_back_with_another_text(watch):
    watch.on(1, JUNE)
    watch.gone(8)
    watch.on(12, MAY)
    assert [row["change"] for row in watch.changes()] == ["vanished", "came back", "edited"]
    edited = watch.changes()[2]
    assert (edited["as_before_on"], edited["changed_by"]) == ("2026-03-01", "2026-03-12")


def test_moved_to_another_site(watch):
    watch.on(1, JUNE)
    watch.moved(3, "https://new.example/page")
    watch.moved(4, "https://new.example/page")
    row = watch.change()
    assert (row["change"], row["was"], row["became"], row["now"]) == (
        "moved", URL, "https://new.example/page", "elsewhere",
    )  # fmt: skip


def test_what_moved_is_the_same_document_and_its_edits_are_told_as_before(watch):
    watch.on(1, JUNE)
    watch.on(2, MAY, url="https://news.example/new", known_as=URL)
    assert [(row["change"], row["url"]) for row in watch.changes()] == [
        ("moved", "https://news.example/new"), ("edited", "https://news.example/new"),
    ]  # fmt: skip
    assert watch.count("documents") == 1


NOW = [
    ([(2, MAY)], "as changed"),
    ([(2, MAY), (3, JUNE)], "as before"),
    ([(2, MAY), (3, HELLO)], "changed again"),
]


@pytest.mark.parametrize(("then", "now"), NOW)
def test_what_is_there_now(watch, then, now):
    watch.on(1, JUNE)
    for day, text in then:
        watch.on(day, text)
    assert watch.changes()[0]["now"] == now


# -------------------------------------------------------------------------------- files


def test_a_file_that_was_replaced_under_its_address(watch):
    """Shown at the file, with its pages and with the pages that it hangs on."""
    watch.on(1, HELLO, attachments=(file("plan.pdf"),))
    watch.on(1, HELLO, url="https://news.example/other", attachments=(file("plan.pdf"),))
    watch.read_file(1, "plan.pdf", f"Foreword.\n{JUNE}", page_starts=(0, 10))
    watch.read_file(9, "plan.pdf", f"Foreword.\n{MAY}", page_starts=(0, 10))
    row = watch.change()
    assert (row["change"], row["url"]) == ("file replaced", "https://news.example/plan.pdf")
    assert (row["removed"], row["added"]) == (f"{JUNE} (page 2)", f"{MAY} (page 2)")
    assert row["attached_to"].split("\n") == [URL, "https://news.example/other"]


def test_a_file_at_another_address_in_the_place_of_one(watch):
    """Told at the page, with what is different between the two files once both were read."""
    watch.on(1, HELLO, attachments=(file("v1.pdf"),))
    watch.read_file(1, "v1.pdf", f"Foreword.\n{JUNE}", page_starts=(0, 10))
    watch.on(9, HELLO, attachments=(file("v2.pdf"),))
    row = watch.change()
    assert (row["change"], row["removed"], row["note"]) == (
        "file replaced", None, "not both files were read: Plan",
    )  # fmt: skip
    watch.read_file(10, "v2.pdf", f"Foreword.\n{MAY}")
    row = watch.change()
    assert (row["removed"], row["added"]) == (f"{JUNE} (page 2)", MAY)
    assert (row["files_removed"], row["files_added"]) == (
        "Plan https://news.example/v1.pdf", "Plan https://news.example/v2.pdf",
    )  # fmt: skip
    assert row["note"] is None


def test_files_are_compared_as_they_were_then(watch):
    """The old file was replaced under its address before that and after; the new one, after."""
    watch.read_file(1, "v1.pdf", HELLO)
    watch.on(2, HELLO, attachments=(file("v1.pdf"),))
    watch.read_file(3, "v1.pdf", JUNE)
    watch.on(9, HELLO, attachments=(file("v2.pdf"),))
    watch.read_file(10, "v2.pdf", MAY)
    before = watch.changes()
    watch.read_file(20, "v1.pdf", "Fog.")
    watch.read_file(20, "v2.pdf", "Rain.")
    [row] = [row for row in watch.changes() if row["url"] == URL]
    assert (row["removed"], row["added"]) == (JUNE, MAY)
    assert row in before


UNREADABLE = {"text_state": "needs_ocr", "text_reason": "a scan"}
SAME_FILES = [
    ("the same text in other bytes", {"raw": b"one"}, {"raw": b"two"}),
    ("the same bytes", {"raw": b"one"} | UNREADABLE, {"raw": b"one"} | UNREADABLE),
]


@pytest.mark.parametrize(("_case", "old", "new"), SAME_FILES, ids=[row[0] for row in SAME_FILES])
def test_the_same_file_at_another_address(watch, _case, old, new):
    watch.on(1, HELLO, attachments=(file("2025/plan.pdf"),))
    watch.on(9, HELLO, attachments=(file("2026/plan.pdf"),))
    assert watch.told() == [("file replaced", "waiting")]
    watch.read_file(9, "2025/plan.pdf", JUNE, **old)
    watch.read_file(9, "2026/plan.pdf", JUNE, **new)
    assert watch.told() == [("edited", "set aside")]
    assert watch.change()["set_aside"] == "same-file"


def test_two_scans_at_two_addresses_may_say_anything(watch):
    watch.on(1, HELLO, attachments=(file("v1.pdf"),))
    watch.on(9, HELLO, attachments=(file("v2.pdf"),))
    for name in ("v1.pdf", "v2.pdf"):
        watch.read_file(9, name, "", raw=name.encode(), **UNREADABLE)
    row = watch.change("waiting")
    assert (row["change"], row["note"]) == (
        "file replaced", "the texts of both files cannot be compared: Plan",
    )  # fmt: skip


def test_a_page_that_is_edited_with_its_file(watch):
    """What is different in both is told together, each sentence beside its own other wording."""
    watch.on(1, f"{HELLO} This page will be changed in May.", attachments=(file("v1.pdf"),))
    watch.read_file(1, "v1.pdf", JUNE)
    watch.on(9, f"{HELLO} This page will be changed in June.", attachments=(file("v2.pdf"),))
    watch.read_file(9, "v2.pdf", MAY)
    row = watch.change()
    assert (row["change"], row["removed"], row["added"]) == (
        "edited", f"This page will be changed in May.\n{JUNE}",
        f"This page will be changed in June.\n{MAY}",
    )  # fmt: skip
    assert watch.one("select altered from changes")["altered"] == "[[0, 0], [1, 1]]"


@pytest.mark.parametrize(
    ("old", "new"), [({}, UNREADABLE), (UNREADABLE, {}), (UNREADABLE, UNREADABLE)]
)
def test_a_file_that_cannot_be_read_was_replaced_all_the_same(watch, old, new):
    """Its bytes are others; that nothing can be read accuses nobody of having removed it all."""
    watch.read_file(1, "plan.pdf", "" if old else JUNE, raw=b"one", **old)
    watch.read_file(9, "plan.pdf", "" if new else MAY, raw=b"two", **new)
    row = watch.change()
    assert (row["change"], row["state"], row["removed"], row["added"]) == (
        "file replaced", "waiting", None, None,
    )  # fmt: skip
    assert row["note"] == "its text cannot be read (needs ocr): what is different is not known"


@pytest.mark.parametrize("state", [{}, UNREADABLE])
def test_a_file_that_is_only_called_otherwise(watch, state):
    """Its bytes are the same: the page that links to it has other words for it, or another page."""
    watch.read_file(1, "plan.pdf", JUNE, title="Plan", raw=b"%PDF", **state)
    watch.read_file(9, "plan.pdf", JUNE, title="The plan of 2026", raw=b"%PDF", **state)
    assert watch.changes() == []


def test_a_file_that_only_another_program_can_read(watch):
    watch.read_file(1, "plan.pdf", JUNE, extractor="one/1")
    watch.read_file(9, "plan.pdf", MAY, extractor="two/1")
    row = watch.change()
    assert (row["change"], row["state"], row["removed"]) == ("file replaced", "waiting", None)
    assert row["note"] == "no one extractor has read both: what is different is not known"


# --------------------------------------------------------------------------- extractors


def read_again(watch, day, text, *, extractor, old_text, url=URL):
    """Read a page with a better extractor, which reads the archived bytes again as well."""
    reading = Reading(
        source="news", origin="site", url=url, native_id=None, kind="news", title="A page",
        text=text, published_at="2026-03-02", modified_at=None, raw=f"{text}{day}".encode(),
        content_type="text/html", route="html", extractor=extractor,
    )  # fmt: skip
    old = dataclasses.replace(reading, text=old_text)
    with writing(watch.db):
        return record(
            watch.db, watch.archive, reading, run_id=None, at=instant(day),
            reread=lambda _raw, _version: old,
        )  # fmt: skip


def test_a_better_extractor_is_no_edit(watch):
    watch.on(1, JUNE)
    read_again(watch, 2, f"{JUNE} A line more.", extractor="test/2",
               old_text=f"{JUNE} A line more.")  # fmt: skip
    assert watch.told() == []


def test_an_edit_under_a_better_extractor_is_the_edit_alone(watch):
    """It reads the old bytes again: the line that only it can see is in both."""
    watch.on(1, JUNE)
    read_again(watch, 2, f"{MAY} A line more.", extractor="test/2",
               old_text=f"{JUNE} A line more.")  # fmt: skip
    row = watch.change("waiting")
    assert (row["removed"], row["added"]) == (JUNE, MAY)


def test_the_attachments_that_a_better_extractor_sees_are_no_edit(watch):
    watch.on(1, JUNE)
    with_files = Reading(
        source="news", origin="site", url=URL, native_id=None, kind="news", title="A page",
        text=MAY, published_at="2026-03-02", modified_at=None, raw=b"new", content_type="text/html",
        route="html", extractor="test/2", attachments=(file("a.pdf"),),
    )  # fmt: skip
    old = dataclasses.replace(with_files, text=JUNE, raw=b"old")
    with writing(watch.db):
        record(watch.db, watch.archive, with_files, run_id=None, at=instant(2),
                         reread=lambda _raw, _version: old)  # fmt: skip
    row = watch.change("waiting")
    assert (row["removed"], row["added"], row["files_added"]) == (JUNE, MAY, None)
    assert row["note"] == "title and files were read by another extractor and not compared"


def test_without_a_common_extractor_nothing_is_compared(watch):
    watch.on(1, JUNE)
    watch.on(2, f"{MAY} A line more.", extractor="test/2")
    row = watch.change("set aside")
    assert (row["set_aside"], row["removed"], row["added"]) == ("other-extractor", None, None)


def test_once_there_is_one_it_is(watch):
    """A better extractor reads both versions: the change is made again, under the same number."""
    watch.on(1, JUNE)
    watch.on(2, f"{MAY} A line more.", extractor="test/2")
    before = watch.change("set aside")
    [first] = watch.rows("select id from versions where number = 1")
    watch.db.execute(
        """insert into texts (version_id, extractor, text, content_hash, made_at)
           values (?, 'test/2', ?, 'x', '2026')""",
        [first["id"], f"{JUNE} A line more."],
    )
    row = watch.change("waiting")
    assert (row["id"], row["removed"], row["added"]) == (before["id"], JUNE, MAY)


def test_decisions_stay_where_a_better_extractor_finds_the_same(watch):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.say(watch.change())
    for row in watch.rows("select id, title from versions"):
        watch.db.execute(
            """insert into texts (version_id, extractor, text, content_hash, made_at)
               select version_id, 'test/2', text, content_hash, made_at from texts
               where version_id = ?""",
            [row["id"]],
        )
    assert watch.find().made == 1
    assert watch.told() == [("edited", "accepted")]


def test_a_change_that_says_something_else_by_now_waits_again(watch):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.say(watch.change())
    for number, text in ((1, f"{JUNE} Sorry."), (2, MAY)):
        watch.db.execute(
            """insert into texts (version_id, extractor, text, content_hash, made_at)
               select id, 'test/2', ?, 'x', '2026' from versions where number = ?""",
            [text, number],
        )
    assert watch.told() == [("edited", "waiting")]


# ------------------------------------------------------------------------------- counts


def test_what_a_run_tells(watch):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.on(3, f"{MAY}\nHome")
    progress = []
    found = find_changes(watch.db, at=instant(3), progress=lambda *told: progress.append(told))
    assert found.line() == "2 changes of documents looked into; 1 wait, 1 set aside"
    assert progress == [(2, 2)]
    assert watch.find().line() == "0 changes of documents looked into; 1 wait, 1 set aside"
