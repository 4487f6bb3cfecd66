"""The calendar of coming statistics: rows of plans in tables, successive PDFs over real HTTP."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms.statistics_calendar.reading import PlanLink, is_proposed, plan_links, plan_of
from crawler.platforms.statistics_calendar.rows import plan_rows
from crawler.sample import DAYS
from crawler.sample.answers import Answer
from crawler.sample.pdf import pdf_of
from db.commitments import set_as_of
from tests.tracker.structured.calendar import Calendar

# The page ----------------------------------------------------------------------------------

HERE = "https://www.sample.example/statistics/12-months-statistics-calendar/"
UP = "https://www.sample.example/statistics/wp-content/uploads/sites/2"


def links(*parts):
    found = plan_links("".join(parts), HERE)
    return [(plan.year, plan.url.removeprefix(UP)) for plan in found.plans], found.odd


def link(path, words):
    return f'<p><a href="{UP}{path}">{words}</a></p>'


def test_a_plan_stands_under_its_year():
    found = plan_links(
        "<p>Words</p><h3>2026-27</h3>"
        + link("/2026/09/20260924_Proposed-12-month-plan-for-2026-27.pdf",
               "12 month plan for 2026-27 (28 September 2026) (PDF, 291KB)")
        + "<h3>2025-26</h3>" + link("/2025/x.pdf", "12 month plan for 2025-26 (PDF, 1KB)"),
        HERE,
    )  # fmt: skip
    new, old = found.plans
    assert (new.year, new.day, new.title) == ("2026-27", "2026-09-28", "12 month plan for 2026-27")
    assert (old.year, old.day, old.title) == ("2025-26", None, "12 month plan for 2025-26")
    assert found.odd == ()


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (["<h3>2026/27</h3>", link("/a.pdf", "12 month plan")], [("2026-27", "/a.pdf")]),
        ([link("/a.pdf", "Plan for 2026-2027")], [("2026-27", "/a.pdf")]),
        ([link("/12-month-plan-2026-27.pdf", "PDF")], [("2026-27", "/12-month-plan-2026-27.pdf")]),
        (["<h3>2025-26</h3>", link("/a.pdf", "Plan 2026-27")], [("2026-27", "/a.pdf")]),
        (["<h3>2026-27</h3>", link("/a.csv", "12 month plan")], []),
        (["<h3>2026-27</h3>", link("/a.pdf", "Guidance (PDF, 1KB)")], []),
        (["<h3>2026-27</h3>"], []),
        ([""], []),
    ],
)
def test_what_is_a_plan(parts, found):
    assert links(*parts) == (found, ())


def test_of_two_plans_of_a_year_the_newer_is_read_and_the_other_said():
    found, odd = links(
        link("/a.pdf", "12 month plan 2026-27 (3 August 2026)"),
        link("/b.pdf", "12 month plan 2026-27 (28 September 2026)"),
        link("/b.pdf", "the same again: 12 month plan 2026-27"),
    )
    assert found == [("2026-27", "/b.pdf")]
    (said,) = odd
    assert "3 August 2026" in said
    assert links(link("/a.pdf", "12 month plan")) == ([], ("a plan of no year: 12 month plan",))


@pytest.mark.parametrize(
    ("label", "name", "proposed"),
    [
        ("Proposed 12 month plan", "a.pdf", True),
        ("12 month plan", "20260924_Proposed-12-month-plan.pdf", True),
        ("12 month plan (provisional)", "a.pdf", True),
        ("12 month plan", "20260924_12-month-plan.pdf", False),
    ],
)
def test_proposed(label, name, proposed):
    assert is_proposed(label, f"{UP}/2026/09/{name}") is proposed


# The rows ------------------------------------------------------------------------------------


def rows(text, year="2026-27"):
    found, _ = plan_rows(text, year)
    return [(row.date.earliest if row.date else None, row.title) for row in found]


LAMPS = "Lamps for August 2026"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("08/10/2026 Lamps for August 2026 Accredited Official", [("2026-10-08", LAMPS)]),
        ("08/10/2026 | Lamps for August 2026 | Official", [("2026-10-08", LAMPS)]),
        ("08/10/2026Lamps for August 2026 Official", [("2026-10-08", LAMPS)]),
        ("8/10/2026 Lamps for August 2026", [("2026-10-08", LAMPS)]),
        # Over lines, however the columns were taken apart.
        ("08/10/2026\nLamps for August 2026\nAccredited Official", [("2026-10-08", LAMPS)]),
        ("08/10/2026 | Lamps for | Accredited Official\nAugust 2026", [("2026-10-08", LAMPS)]),
        ("08/10/2026 | Lamps for | Official\nAugust 2026 | Statistics", [("2026-10-08", LAMPS)]),
        ("08/10/2026 Lamps\nfor August 2026 Official\nstatistics", [("2026-10-08", LAMPS)]),
        (
            "08/10/2026 | Lamps | Official statistics in development\nfor August 2026",
            [("2026-10-08", LAMPS)],
        ),
        (
            "08/10/2026 Lamps for\nPage 1 of 2\nDate | Title | Status\nAugust 2026 Official",
            [("2026-10-08", LAMPS)],
        ),
        # What stands between rows belongs to none.
        (
            """Date | Title | Status
            October 2026
            08/10/2026 Lamps for August 2026 Official
            Page 2 of 4
            November 2026
            12/11/2026 Beds Official
            3
            Notes: dates may change""",
            [("2026-10-08", LAMPS), ("2026-11-12", "Beds")],
        ),
        # A plan without statuses.
        (
            "08/10/2026 Lamps for August 2026\nNovember 2026\n12/11/2026 Beds\nFoot of the page",
            [("2026-10-08", LAMPS), ("2026-11-12", "Beds")],
        ),
        # Rows that were run together.
        (
            "08/10/2026 Lamps for August 2026 Official 12/11/2026 Beds Official 13/11/2026 Tea",
            [("2026-10-08", LAMPS), ("2026-11-12", "Beds"), ("2026-11-13", "Tea")],
        ),
        ("08/10/2026 Lamps (revised 14/05/2026)", [("2026-10-08", "Lamps (revised 14/05/2026)")]),
        ("08/10/2026 Lamps, week to 04/10/2026", [("2026-10-08", "Lamps, week to 04/10/2026")]),
        # Dates that are none yet.
        ("TBC Lamps for August 2026 Official", [(None, LAMPS)]),
        ("October 2026 | Lamps for August 2026 | Official", [("2026-10-01", LAMPS)]),
        ("31/11/2026 Lamps for August 2026", [(None, LAMPS)]),
        ("08/10/26 Lamps for August 2026", [(None, LAMPS)]),
        ("08/10/2026 Lamps for August 202 6", [("2026-10-08", LAMPS)]),
        ("08/10/2026 Lamps for August 2 026", [("2026-10-08", LAMPS)]),
        ("Nothing here begins with a date", []),
        ("", []),
    ],
)
def test_rows(text, found):
    assert rows(text) == found


WHOLE = "08/10/2026 Beds Official\n"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("1 2/03/2027 Lamps", "2027-03-12"),
        ("12/03/202 7 Lamps", "2027-03-12"),
        ("12/ 0 3/2 027 | Lamps", "2027-03-12"),
        # Nothing is mended where it could be something else.
        ("12/03/202 7 day services", None),  # a year that lost its end, and "7 day services"?
        ("12/03/202 7 111 calls", None),
        ("12/03/202 711 calls", None),
        ("1 12/03/2027 Lamps", None),  # a number of the row?
        ("12/03/20 27 1 Lamps", None),
        ("1 2/03/2017 Lamps", None),  # not in the plan's year
        ("3 2/03/2027 Lamps", None),  # no such day
    ],
)
def test_broken_figures(line, day):
    (_, (found, _)) = rows(WHOLE + line)
    assert found == day
    said = plan_rows(WHOLE + line, "2026-27")[1]
    assert (said == []) == (day is not None)


def test_nothing_is_mended_where_dates_are_not_all_of_one_width():
    assert rows("8/10/2026 Beds\n1 2/03/2027 Lamps") == [("2026-10-08", "Beds"), (None, "Lamps")]


@pytest.mark.parametrize(
    "line", ["08/10/2026 15/10/2026 Lamps Official", "08/10/2026 Lamps 15/10/2026"]
)
def test_of_two_dates_of_a_row_neither_is_taken(line):
    assert rows(line) == [(None, "Lamps")]
    assert plan_rows(line, "2026-27")[1] == [f"two dates and one title, neither is taken: {line}"]


DAYS_OF_PLAN = st.dates(date(2026, 4, 1), date(2027, 3, 31))
GAPS = st.lists(st.integers(1, 12), max_size=5)


@given(DAYS_OF_PLAN, GAPS, st.sampled_from(["Lamps", "| Lamps", "lamps", "111 calls", "7 Lamps"]))
def test_broken_figures_never_make_another_date(day, gaps, title):
    words = day.strftime("%d/%m/%Y")
    for place in sorted(gaps, reverse=True):
        words = f"{words[:place]} {words[place:]}"
    found = rows(f"{WHOLE}{words} {title} Official")
    assert {when for when, _ in found[1:]} <= {day.isoformat(), None}


WORDS = st.sampled_from(["Lamps", "Beds", "Tea", "wards", "by", "for", "trust", "NHS", "August"])
TITLES = st.lists(WORDS, min_size=1, max_size=9).map(lambda words: "T " + " ".join(words) + " X")
STATUSES = st.sampled_from(["Accredited Official", "Official", "Official statistics"])
PLAN = st.lists(st.tuples(DAYS_OF_PLAN, TITLES, STATUSES), min_size=1, max_size=8)


@given(PLAN, st.data())
def test_rows_are_read_however_they_are_wrapped(plan, data):
    lines = []
    for day, title, status in plan:
        whole = f"{day:%d/%m/%Y} {title} {status}".split(" ")
        breaks = data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=3))
        lines.append("".join(("\n" if n in breaks else " ") + part for n, part in enumerate(whole)))
    text = "Date | Title | Status\n" + "\n".join(lines)
    assert rows(text) == [(day.isoformat(), title) for day, title, _ in plan]


@given(st.text("0123456789/ |\nTitleOfcaSs.–", max_size=120))
def test_whatever_the_text_no_row_has_a_date_that_is_not_in_it(text):
    squeezed = re.sub(r"\s", "", text)
    for row in plan_rows(text, "2026-27")[0]:
        if row.date:
            day, month, year = row.words.replace(" ", "").split("/")
            assert row.words.replace(" ", "") in squeezed
            assert row.date.earliest == date(int(year), int(month), int(day)).isoformat()


# What a release is known by ------------------------------------------------------------------


def known(*lines, year="2026-27"):
    found = plan_of("\n".join(f"{line} Official" for line in lines), year=year, proposed=False)
    return {one.key: one.earliest for one in found.announced}


def test_a_release_is_announced():
    text = "12 month plan\n08/10/2026 Lamps for August 2026 Accredited Official"
    (found,) = plan_of(text, year="2026-27", proposed=True).announced
    assert (found.kind, found.title, found.words) == ("release", LAMPS, "08/10/2026")
    assert (found.earliest, found.latest, found.precision) == ("2026-10-08", "2026-10-08", "day")
    assert (found.state, found.key) == ("provisional", "lampsforaugust2026")


@pytest.mark.parametrize(
    ("text", "proposed", "state"),
    [
        ("08/10/2026 Lamps Official", True, "provisional"),
        ("08/10/2026 Lamps Official", False, "stated"),
        ("Proposed plan\n08/10/2026 Lamps Official", False, "provisional"),
        ("08/10/2026 Provisional lamps Official", False, "stated"),
        ("08/10/2026 Lamps (provisional) Official", False, "provisional"),
        ("08/10/2026 Lamps (confirmed) Official", True, "confirmed"),
    ],
)
def test_states(text, proposed, state):
    (found,) = plan_of(text, year="2026-27", proposed=proposed).announced
    assert found.state == state


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("08/10/2026 Lamps - led, August 202 6", "12/11/2026 Lamps-led, August 2026"),
        ("08/10/2026 Lamps (provisional)", "12/11/2026 Lamps (confirmed)"),
        ("08/10/2026 Lamps", "12/11/2026 Lamps (moved from 8 October)"),
    ],
)
def test_a_release_that_moves_keeps_its_key(before, after):
    assert list(known(before)) == list(known(after))
    (note,) = [one.note for one in plan_of(after, year="2026-27", proposed=False).announced]
    assert note == ("moved from 8 October" if "moved" in after else None)


def test_a_title_with_a_year_is_the_same_in_the_next_plan_and_one_without_is_not():
    assert list(known("25/03/2027 Lamps, 2026")) == list(
        known("08/04/2027 Lamps, 2026", year="2027-28")
    )
    assert list(known("25/03/2027 Lamps")) == ["lamps|2026-27"]
    assert list(known("23/03/2028 Lamps", year="2027-28")) == ["lamps|2027-28"]


def keys_of(*lines):
    found = plan_of("\n".join(lines), year="2026-27", proposed=False)
    return [(one.key, one.earliest) for one in found.announced]


def test_a_title_that_comes_again_is_one_key_whatever_the_month():
    assert keys_of("26/11/2026 Pillows", "29/10/2026 Pillows", "05/11/2026 Pillows") == [
        ("pillows|2026-27", "2026-11-26"),
        ("pillows|2026-27", "2026-10-29"),
        ("pillows|2026-27", "2026-11-05"),
    ]
    assert keys_of("08/10/2026 Tea 2026 (provisional)", "12/11/2026 Tea, 2026") == [
        ("tea2026", "2026-10-08"),
        ("tea2026", "2026-11-12"),
    ]


ROWS_OF_PLAN = st.tuples(DAYS_OF_PLAN, st.sampled_from(["Tea", "Beds", "Tea 2026"]))


@given(st.lists(ROWS_OF_PLAN, min_size=1, max_size=9))
def test_what_a_row_is_known_by_hangs_on_no_other_row(plan):
    lines = [f"{day:%d/%m/%Y} {title}" for day, title in plan]
    assert keys_of(*lines) == [key for line in lines for key in keys_of(line)]


@pytest.fixture
def tracked(tmp_path):
    """What comes of the plans of a source, for the tracker."""
    found = Calendar(tmp_path / "delaywatch.db")
    set_as_of(found.db, "2026-11-22")
    yield found
    found.db.conn.close()


LAMPS_ROW = "11/06/2026 Lamps for March 2026"
PROMISED = "by 2026-04-10 promised 2026-06-11..2026-06-11"


@pytest.mark.parametrize(
    "plans",
    [
        pytest.param([["07/05", "14/05", "21/05"], ["14/05", "21/05"]], id="the first row goes"),
        pytest.param([["07/05", "14/05", "21/05"], ["07/05", "21/05"]], id="a row goes"),
        pytest.param([["14/05", "21/05"], ["07/05", "14/05", "21/05"]], id="a row comes in"),
        pytest.param([["14/05", "21/05"], ["14/05", "28/05"]], id="one edition moves"),
        pytest.param(
            [["30/04", "28/05", "25/06"], ["01/05", "28/05", "25/06"], ["28/05", "25/06"]],
            id="one moves over the end of the month, and goes",
        ),
        pytest.param([["30/04", "28/05"], ["28/05"], ["25/06"]], id="one is left, and another"),
        pytest.param([["28/05"], ["25/06"], ["25/06", "30/07"]], id="a series only in the end"),
        pytest.param([["28/05", "TBC"], ["25/06"]], id="a day and none yet"),
        pytest.param(
            [["07/05", "14/05", "21/05", "28/05", "04/06"], ["14/05", "21/05", "28/05", "04/06"],
             ["21/05", "28/05", "04/06", "11/06"]],
            id="a week goes each time",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", ["Pillows", "Pillows, 2026-27"])
def test_of_a_series_nothing_is_told_and_of_what_stands_beside_it_all(tracked, plans, title):
    """The row beside it is put back in the last plan: that is told, and only that."""
    for number, days in enumerate(plans):
        last = number == len(plans) - 1
        lines = [LAMPS_ROW.replace("11/", "18/") if last else LAMPS_ROW]
        lines += [f"{day} {title}" if day == "TBC" else f"{day}/2026 {title}" for day in days]
        plan = plan_of("\n".join(lines), year="2026-27", proposed=False)
        assert len(plan.announced) == len(lines)
        tracked.keep(f"2026-04-{10 + number} nothing", announced=plan.announced)
        made = tracked.work()
    assert made.ambiguous == 1
    put_back = f"by 2026-04-{10 + len(plans) - 1} slipped 2026-06-18..2026-06-18"
    assert tracked.events() == [PROMISED, put_back]
    assert tracked.slips() == ["later 7"]


def test_what_cannot_be_told_is_said():
    found = plan_of(f"08/10/2026 {'Long ' * 90}\n12/11/2026\n13/11/2026 Tea", year="2026-27",
                    proposed=False)  # fmt: skip
    assert [one.title for one in found.announced] == ["Tea"]
    assert [what.partition(":")[0] for what in found.odd] == ["no title that can be told"] * 2


# The spider --------------------------------------------------------------------------------


def dates(crawl, title):
    """The dates of a release in the versions of the plan, in their order."""
    return crawl.rows(
        """
        select a.earliest, a.state from announced_dates a join versions v on v.id = a.version_id
        where a.title = ? order by v.number
        """,
        title,
    )


def test_three_days(crawl, site):
    assert crawl("nhse_statistics_calendar", as_of=DAYS[1]) == 0
    assert crawl.one("select title, kind, native_id from documents") == (
        "SAMPLE: 12 month plan for 2026-27",
        "statistics_calendar",
        "12-month-plan-2026-27",
    )
    assert crawl.one("select route from run_sources") == "rest"
    assert crawl.one("select count(*), count(distinct key) from announced_dates") == (8, 7)
    assert dates(crawl, "SAMPLE: Time from door to desk in sample clinics, for the first quarter "
                 "of 2026-27") == [("2026-10-15", "provisional")]  # fmt: skip
    assert crawl.one("select page_starts from texts") != "[0]"  # two pages

    # The same plan again, even by the HTML page: one conditional request, and nothing new.
    site.faults[r"/statistics/wp-json/.*"] = Answer(b"<h1>Access denied</h1>", "text/html")
    site.requests()
    assert crawl("nhse_statistics_calendar", as_of=DAYS[1]) == 0
    assert "REST cannot be read" in crawl.err
    assert crawl.one("select route from run_sources order by run_id desc limit 1") == "html"
    assert len([url for url in site.requests() if url.endswith(".pdf")]) == 1
    assert crawl.one("select state from pages where url like '%.pdf'") == "unchanged"
    assert crawl.one("select count(*) from versions") == 1

    # Another PDF takes its place: the same document's next version, with one date moved.
    site.site.day = 2
    assert crawl("nhse_statistics_calendar", as_of=DAYS[2]) == 0
    assert crawl.one("select count(*) from documents") == 1
    url, day = crawl.one("select url, modified_at from documents")
    assert url.endswith("/2026/09/20260924_Proposed-12-month-plan-for-2026-27-for-publication.pdf")
    assert day == "2026-09-28"
    assert dates(crawl, "SAMPLE: Ward temperatures for August 2026") == [
        ("2026-10-08", "provisional"),
        ("2026-11-19", "provisional"),
    ]
    moved = crawl.rows("select key from announced_dates group by key having count(distinct "
                       "earliest) > 1 or count(*) <> 2 order by key")  # fmt: skip
    assert moved == [("samplepillowsinuse|2026-27",), ("samplewardtemperaturesforaugust2026",)]
    # The PDF that went is no loss: it is not asked for again.
    assert crawl.rows("select url from pages where state in ('failed', 'gone')") == []
    assert crawl.add_up()


def test_what_cannot_be_read_is_never_an_empty_calendar(crawl, site):
    assert crawl("nhse_statistics_calendar") == 0
    pdf = r"/statistics/wp-content/.*"

    # Rows of which none begins with a date: a failed page, and what was known stays.
    prose = ["SAMPLE: a plan in prose, of twenty letters and more", "Lamps in the autumn"]
    site.faults[pdf] = Answer(pdf_of([prose]), "application/pdf")
    assert crawl("nhse_statistics_calendar") == 0
    assert "no row of it begins with a date" in crawl.one(
        "select reason from pages where state = 'failed'"
    )
    assert crawl.one("select count(*) from versions") == 1

    # A picture of a plan: a version without text that says so, and a source that is not well.
    site.faults[pdf] = Answer(pdf_of([[], []]), "application/pdf")
    assert crawl("nhse_statistics_calendar") == 1
    assert crawl.one("select text_state from versions where number = 2") == "needs_ocr"
    assert "needs_ocr" in crawl.err

    # No plan on the page at all.
    site.faults[r"/statistics/wp-json.*"] = Answer(b"[]", "application/json")
    empty = Answer(b"<html><body><h1>SAMPLE</h1></body></html>", "text/html")
    site.faults[r"/statistics/12.*"] = empty
    assert crawl("nhse_statistics_calendar") == 1
    assert "links no “12 month plan”" in crawl.err
    assert crawl.one("select count(*) from documents where missing_since_run is not null") == 0
    assert crawl.add_up()


def test_links_and_items_survive_the_ledger():
    plan = PlanLink(year="2026-27", url=f"{UP}/a.pdf", label="12 month plan (3 May 2026)")
    assert PlanLink(**plan.item()) == plan
