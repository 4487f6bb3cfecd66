"""Who is told what: filters, and the corrections of what they let through."""

import shutil
import sqlite3

import pytest

from db.claims import accept, counted
from tests.tracker.digests.conftest import fog, lighthouse
from tests.tracker.pages import DHSC, NHSE, commitment, promise
from tests.web.released import BY_JUNE, BY_MAY, TO_2027, Releases
from tracker.digests import Filter, find
from tracker.digests.known import current_file
from tracker.hold import hold, release_hold

AT = "2026-06-05T06:00:00Z"
MOVED, WRONG = "Moved later, or lost its date", "Corrections"
HELD, BACK = "Looked at again", "Back after they were looked at again"


def told(folder, since, told=None, **wanted):
    """The sections of a digest, each with the titles of what it tells."""
    digest = find(folder, since, Filter(**wanted), told)
    return {
        section.title: sorted(item.title for item in section.items) for section in digest.sections
    }


BOTH, LIGHT, FOG = ["Fog Plan", "Lighthouse Plan"], ["Lighthouse Plan"], ["Fog Plan"]
FILTERS = [
    ({}, {WRONG: BOTH, MOVED: BOTH}),
    ({"bodies": (NHSE,)}, {WRONG: LIGHT, MOVED: LIGHT}),
    ({"bodies": (NHSE, DHSC)}, {WRONG: BOTH, MOVED: BOTH}),
    ({"topics": ("weather",)}, {WRONG: FOG, MOVED: FOG}),
    ({"commitments": ("fog-plan",)}, {WRONG: FOG, MOVED: FOG}),
    ({"commitments": ("fog-plan",), "bodies": (NHSE,)}, {}),
    ({"topics": ("weather",), "bodies": (DHSC,)}, {WRONG: FOG, MOVED: FOG}),
    ({"kinds": ("review_date",)}, {}),
    ({"happened": ("corrections",)}, {WRONG: BOTH}),
    ({"happened": ("later",)}, {MOVED: BOTH}),  # and of what was wrong they were told nothing
    ({"happened": ("delivered", "overdue")}, {}),
]


@pytest.mark.parametrize(("wanted", "sections"), FILTERS, ids=lambda value: str(value)[:60])
def test_a_reader_is_told_what_the_filter_lets_through(told_wrongly, wanted, sections):
    assert told(told_wrongly.folder, 1, **wanted) == sections


def test_what_a_later_release_told_first_can_be_left_out(told_wrongly):
    digest = find(told_wrongly.folder, 1, until=2)
    assert [section.title for section in digest.sections] == [WRONG]
    assert digest.release == 2


# ------------------------------------------------------------------- corrections, across filters


@pytest.fixture(scope="module")
def moved_on(tmp_path_factory):
    """1: a plan of NHS England, told wrongly. 2: it is of another body. 3: it is mended.

    4: it slips, wrongly. 5: that is mended.
    """
    made = Releases.fresh(tmp_path_factory.mktemp("moved_on"))
    plans = (
        lighthouse(BY_MAY), lighthouse(BY_MAY, body=DHSC), lighthouse(BY_JUNE, body=DHSC),
        lighthouse(BY_JUNE, TO_2027, body=DHSC), lighthouse(BY_JUNE, body=DHSC),
    )  # fmt: skip
    for day, plan in enumerate(plans, start=1):
        made.desk.register(plan)
        made.publish(f"2026-06-0{day}")
    return made


ACROSS = [  # the release that is known, the filter, what is corrected
    (2, {"bodies": (NHSE,)}, 1),  # let through the wrong claim, by release 1
    (1, {"bodies": (NHSE,)}, 1),
    (2, {"bodies": (DHSC,)}, 2),  # lets it through now
    (3, {"bodies": (NHSE,)}, 0),  # knows what is right
    (2, {"topics": ("weather",)}, 0),  # never let it through
    (4, {"bodies": (DHSC,), "happened": ("later",)}, 1),  # was told that it slipped
    (4, {"bodies": (DHSC,), "happened": ("delivered",)}, 0),
    (4, {"bodies": (NHSE,), "happened": ("later",)}, 0),
]


@pytest.mark.parametrize(("since", "wanted", "number"), ACROSS, ids=lambda value: str(value)[:60])
def test_a_correction_is_for_those_whose_filter_let_through_what_was_wrong(
    moved_on, since, wanted, number
):
    corrected = told(moved_on.folder, since, **wanted).get(WRONG, [])
    assert set(corrected) <= {"Lighthouse Plan"}
    assert bool(corrected) == bool(number)


def test_where_the_releases_are_not_kept_that_it_may_have_been_told_is_enough(moved_on, tmp_path):
    shutil.copytree(moved_on.folder, tmp_path / "published", symlinks=True)
    for number in (1, 2):
        shutil.rmtree(tmp_path / "published" / "releases" / f"000{number}")
    assert WRONG in told(tmp_path / "published", 2, bodies=(NHSE,))


# -------------------------------------------------------------------------------- kinds, documents


NEWS = {"happened_on": "2026-06-03", "first_release": 3, "sample": 0}


def insert(file, table, row):
    columns, places = ", ".join(row), ", ".join("?" for _ in row)
    file.execute(f"insert into {table} ({columns}) values ({places})", list(row.values()))


@pytest.fixture
def changed(told_wrongly, tmp_path):
    """These releases, where documents of two bodies and of none changed in the newest."""
    folder = tmp_path / "changed"
    shutil.copytree(told_wrongly.folder, folder, symlinks=True)
    path = current_file(folder)
    path.chmod(0o644)
    file = sqlite3.connect(path)
    file.execute("pragma foreign_keys = off")
    for number, source, body in ((1, "nhse", NHSE), (2, "dhsc", DHSC), (3, "paper", None)):
        into = {
            "sources": {"name": source, "title": source.upper(), "body": body},
            "document_changes": {
                "id": number, "document": number, "title": f"Page {number}", "source": source,
                "change": "edited",
            },
            "news": NEWS | {"key": number, "happened": "document_changed", "change_id": number},
        }  # fmt: skip
        for table, row in into.items():
            insert(file, table, row)
    insert(file, "site_changes", {"id": 9, "source": "dhsc"})
    insert(file, "news", NEWS | {"key": "site", "happened": "site_changed", "change_id": 9})
    # What is said of the fog plan rests on page 3.
    file.execute("update event_sources set document = 3 where event_id in "
                 "(select id from events where commitment = 'fog-plan')")  # fmt: skip
    file.commit()
    return folder


CHANGES = [
    ({}, ["DHSC", "Page 1", "Page 2", "Page 3"]),
    ({"bodies": (DHSC,)}, ["DHSC", "Page 2"]),
    ({"bodies": (NHSE,)}, ["Page 1"]),
    ({"commitments": ("fog-plan",)}, ["Page 3"]),
    ({"topics": ("weather",)}, ["Page 3"]),
    ({"topics": ("the coast",)}, []),
    ({"happened": ("later",)}, []),
    ({"happened": ("edited",), "kinds": ("review_date",)}, ["DHSC", "Page 1", "Page 2", "Page 3"]),
]


@pytest.mark.parametrize(("wanted", "titles"), CHANGES, ids=lambda value: str(value)[:60])
def test_changes_of_documents_are_those_of_a_body_or_of_what_is_said(changed, wanted, titles):
    assert told(changed, 2, **wanted).get("Edited and removed", []) == titles


@pytest.mark.slow
def test_each_kind_has_sections_of_its_own(growing):
    review = commitment("harbour-review", "Harbour Review", BY_JUNE, TO_2027, kind="review_date")
    growing.releases.desk.register(lighthouse(BY_JUNE), fog(BY_JUNE, TO_2027), review)
    growing.releases.publish("2026-06-05")
    folder, other = growing.releases.folder, f"Review dates: {MOVED[0].lower()}{MOVED[1:]}"
    assert told(folder, 3, kinds=("review_date",)) == {other: ["Harbour Review"]}
    assert told(folder, 3) == {WRONG: ["Lighthouse Plan"]}
    both = told(folder, 3, kinds=("promise", "review_date"))
    assert both == {WRONG: ["Lighthouse Plan"], other: ["Harbour Review"]}


# ------------------------------------------------------------------------------------------ holds


@pytest.fixture
def held(releases):
    """4: another plan moves. 5: the lighthouse is held; and a function that lifts that."""
    releases.desk.register(lighthouse(BY_JUNE, TO_2027, aliases=("The Lamp Plan",)), fog(BY_JUNE))
    releases.publish("2026-06-04")
    hold(releases.desk.db, releases.folder, "lighthouse-plan", reason="x", by="Ada", at=AT)

    def lift(*steps, cause=None):
        release_hold(
            releases.desk.db, releases.folder, "lighthouse-plan", reason="x", by="Ada", at=AT
        )
        releases.desk.register(lighthouse(*(steps or (BY_JUNE, TO_2027))), fog(BY_JUNE))
        if cause:
            [claim] = counted(releases.desk.db, ["lighthouse-plan"]).values()
            accept(releases.desk.db, "lighthouse-plan", claim, by="Ada", at=AT, cause=cause)
        return releases.publish("2026-06-06")

    return releases.folder, lift


def test_that_it_is_held_is_for_those_who_were_told_of_it(held):
    folder, _ = held
    assert told(folder, 4)[HELD] == ["lighthouse-plan"]
    assert told(folder, 4, bodies=(NHSE,)) == {HELD: ["lighthouse-plan"]}
    assert told(folder, 4, happened=("later",)) == {HELD: ["lighthouse-plan"]}
    assert told(folder, 4, bodies=(DHSC,)) == {}
    assert told(folder, 4, happened=("delivered",)) == {}
    assert told(folder, 5) == {}
    assert HELD not in told(folder, 0)


def test_that_it_is_back_is_for_those_who_were_told_that_it_was_held(held):
    folder, lift = held
    assert lift() == 6
    [section] = find(folder, 5).sections
    [item] = section.items
    assert (section.title, item.title) == (BACK, "Lighthouse Plan")
    assert "In the pages again since release 6; what was said of it stands: “" in item.words
    assert told(folder, 5, told=[(4, 5)]) == {BACK: ["Lighthouse Plan"]}
    assert told(folder, 5, told=[(1, 4)]) == {}  # was told nothing of release 5
    assert told(folder, 5, told=[]) == {}  # began with it
    assert told(folder, 5, bodies=(DHSC,)) == {}
    assert told(folder, 4) == {}  # was told of neither
    assert told(folder, 6) == {}


def test_what_was_wrong_is_told_as_a_correction_once_it_is_back(held):
    folder, lift = held
    lift(BY_MAY, cause="our_error")
    assert told(folder, 5, told=[(3, 4), (4, 5)]) == {WRONG: ["Lighthouse Plan"]}
    assert told(folder, 4) == {WRONG: ["Lighthouse Plan"]}


def test_that_it_stands_is_said_only_where_it_does(held):
    folder, lift = held
    lift(BY_MAY, TO_2027)  # as late as before, by another way
    [[item]] = [section.items for section in find(folder, 5).sections]
    assert "stands" not in item.words
    was, now = item.words.split("It says now: “")
    assert "It said: “First due by 30 June 2026" in was
    assert "First due by 31 May 2026" in now


@pytest.mark.slow
def test_news_that_a_hold_kept_from_a_reader_come_when_it_is_back(releases):
    """Release 4 told that it was delivered, 5 holds it: who skipped 4 hears of it by 6."""
    kept = promise(None, event="delivered", made_on="2026-06-03")
    done = lighthouse(BY_JUNE, TO_2027, kept, status="delivered")
    releases.desk.register(done, fog(BY_JUNE, TO_2027))
    releases.publish("2026-06-04")
    hold(releases.desk.db, releases.folder, "lighthouse-plan", reason="x", by="Ada", at=AT)
    assert told(releases.folder, 3, told=[(1, 3)]) == {HELD: ["lighthouse-plan"]}
    release_hold(releases.desk.db, releases.folder, "lighthouse-plan", reason="x", by="Ada", at=AT)
    releases.publish("2026-06-06")
    assert told(releases.folder, 5, told=[(1, 3), (3, 5)]) == {
        "Delivered": ["Lighthouse Plan"], BACK: ["Lighthouse Plan"],
    }  # fmt: skip
    assert told(releases.folder, 5, told=[(1, 3), (3, 4), (4, 5)]) == {BACK: ["Lighthouse Plan"]}
