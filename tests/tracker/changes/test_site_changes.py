"""Site changes in the database: how many there were, what they hold, what came back."""

import pytest

from tests.tracker.changes.watch import Watch, instant

FOG = "There was fog."


@pytest.fixture
def watch(tmp_path):
    return Watch.fresh(tmp_path)


def url(number):
    return f"https://news.example/{number}"


def pages(watch, count, **more):
    watch.on_one_day(1, count, FOG, **more)


def counted(row):
    return {name: row[name] for name in row if row[name] and name not in ("id", "source", "state")}


def test_gone_and_moved_to_a_new_home(watch):
    """NHSE's site moves: the documents stay what they are, and one notice tells it."""
    pages(watch, 100)
    for number in range(3):
        watch.moved(9, f"https://new.example/{number}", url(number))
    for number in range(3, 6):
        watch.gone(10, url(number))
    [notice] = watch.notices()
    assert counted(notice) == {
        "first_day": "2026-03-09", "last_day": "2026-03-10", "pages_gone": 3, "pages_moved": 3,
        "pages_before": 100,
    }  # fmt: skip
    assert watch.told() == [
        *[("moved", "part of a site change")] * 3, *[("vanished", "part of a site change")] * 3,
    ]  # fmt: skip
    assert watch.count("documents") == 100


@pytest.mark.parametrize(("count", "state"), [(5, "waiting"), (6, "part of a site change")])
def test_two_in_a_hundred_are_none_and_more_are(watch, count, state):
    """Of 250 pages 5 are 2 %; the share is of what was there before, whatever is new since."""
    pages(watch, 250)
    for number in range(count):
        watch.gone(9, url(number))
    watch.on_one_day(9, 450, FOG)
    assert {row["state"] for row in watch.changes()} == {state}


def test_what_was_gone_before_is_not_counted_again(watch):
    pages(watch, 300)
    for day in (1, 8, 15, 22):
        for number in range(day, day + 4):
            watch.gone(day, url(number))
    assert watch.notices() == []
    for number in range(100, 106):
        watch.gone(30, url(number))
    [notice] = watch.notices()
    assert notice["pages_before"] == 300 - 16


@pytest.mark.parametrize(("hour", "expected"), [(22, 1), (23, 0)])
def test_seven_days_are_those_of_london(watch, hour, expected):
    """The last of six went late on 5 April 2026: in London the seventh day, or the eighth."""
    pages(watch, 100)
    for number in range(5):
        watch.gone("2026-03-30", url(number))
    watch.db.execute("update documents set gone_on = null")
    with watch.db.conn:
        watch.db.execute(
            """insert into document_log (document_id, happened, at)
               select id, 'vanished', ? from documents where url = ?""",
            [f"2026-04-05T{hour}:30:00Z", url(50)],
        )
    states = [row["state"] for row in watch.changes()]
    assert states.count("part of a site change") == 5 + expected


def test_what_came_back_of_it_is_part_of_it_and_asks_nobody(watch):
    pages(watch, 100)
    for number in range(6):
        watch.gone(9, url(number))
    [notice] = watch.notices()
    watch.say(notice, site=True)
    for number in range(6):
        watch.seen(12, url(number))
    [notice] = watch.notices()
    assert (notice["came_back"], notice["state"]) == (6, "accepted")
    assert {row["state"] for row in watch.changes()} == {"part of a site change"}


def test_one_that_went_and_came_back_by_itself_is_no_part_of_it(watch):
    pages(watch, 100)
    watch.gone(2, url(99))
    watch.seen(3, url(99))
    for number in range(6):
        watch.gone(20, url(number))
    told = watch.told()
    assert told[:2] == [("vanished", "waiting"), ("came back", "waiting")]
    assert {state for _, state in told[2:]} == {"part of a site change"}


def test_a_decision_holds_until_more_goes(watch):
    pages(watch, 100)
    for number in range(6):
        watch.gone(9, url(number))
    watch.say(watch.notices()[0], site=True)
    assert [row["state"] for row in watch.notices()] == ["accepted"]
    watch.gone(15, url(50))
    assert [(row["state"], row["pages_gone"]) for row in watch.notices()] == [("waiting", 7)]
    watch.say(watch.notices()[0], site=True)
    watch.gone(16, url(51))  # the eighth day, with but one before it: a matter of its own
    assert [(row["state"], row["pages_gone"]) for row in watch.notices()] == [("accepted", 7)]
    assert watch.told()[-1] == ("vanished", "waiting")


def test_addresses_that_are_only_spelt_otherwise_are_no_site_change(watch):
    for number in range(20):
        watch.on(1, FOG, url=f"http://news.example/{number}", native_id=str(number))
        watch.on(2, FOG, url=f"https://www.news.example/{number}/", native_id=str(number))
    assert watch.notices() == []
    assert {row["set_aside"] for row in watch.changes()} == {"same-address"}


def test_sources_and_origins_are_counted_apart(watch):
    pages(watch, 100)
    pages(watch, 6, origin="sample")
    pages(watch, 6, origin="copy")
    for origin in ("sample", "copy"):
        for number in range(6):
            watch.gone(9, url(number), origin=origin)
    [notice] = watch.notices()
    assert (notice["sample"], notice["pages_before"], notice["pages_gone"]) == (1, 6, 6)


def test_files_are_counted_apart_from_pages(watch):
    pages(watch, 20)
    for number in range(100):
        watch.read_file(1, f"{number}.pdf", FOG, raw=b"%PDF")
    for number in range(5):
        watch.gone(9, f"https://news.example/{number}.pdf")
        watch.gone(9, url(number))
    [notice] = watch.notices()
    assert counted(notice) == {
        "first_day": "2026-03-09", "last_day": "2026-03-09", "pages_gone": 5, "pages_before": 20,
        "files_gone": 5, "files_before": 100,
    }  # fmt: skip


def test_a_second_look_changes_nothing(watch):
    pages(watch, 100)
    for number in range(6):
        watch.gone(9, url(number))
    first = watch.notices()
    assert watch.notices() == first
    assert watch.find().line() == (
        "0 changes of documents looked into; 0 wait, 1 site changes, 0 set aside"
    )
    assert instant(9)[:10] == first[0]["first_day"]
