"""The pictures: a title a mark, no script, red only for checked lateness, labels apart."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
import yaml

from db.commitments import save_look
from db.connection import connect
from db.pages import commitment as sql
from tracker.publish import publish
from tracker.register.load import load
from web import stories
from web.__main__ import HERE
from web.charts import marks, sheet, slip_chart, slip_context
from web.charts.labels import Box, Ground, place
from web.charts.slip_scale import Axis
from web.charts.slip_spots import other_title
from web.charts.timeline_chart import chart, outcome_span, scale_of
from web.figures import figure

GREEN_PAPER = "social-care-green-paper"
AS_OF = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


async def told(site):
    return {
        story.row["slug"]: story for story in await stories.stories(site.get_database("delaywatch"))
    }


def drawing(story, others):
    return str(chart(story, scale_of(list(others.values()), AS_OF), AS_OF, story.line))


async def test_each_mark_has_one_title_and_no_script(site):
    for path in ("/timeline", "/commitments/ten-year-workforce-plan"):
        text = (await site.client.get(path)).text
        assert "<script" not in text
        drawings = re.findall(r'<div class="row-picture">(.*?)</div>', text, re.DOTALL)
        drawings += re.findall(r'<svg class="slip-chart.*?</svg>', text, re.DOTALL)
        assert drawings
        for drawn in drawings:
            tree = parsed(drawn)
            for element in tree.iter():
                if "mark" in (element.get("class") or "").split():
                    titles = [child for child in element if child.tag == "title"]
                    assert len(titles) == 1, ET.tostring(element)
                    assert titles[0].text


@pytest.fixture(scope="module")
def checked_site(tmp_path_factory, register_folder, serve_over):
    """A register in which one promise is checked, overdue and looked for, and one is late."""
    folder = tmp_path_factory.mktemp("checked")
    register = folder / "register"
    shutil.copytree(register_folder, register, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for slug in ("paperless-nhs", "data-saves-lives-final"):
        path = register / f"{slug}.yml"
        entry = yaml.safe_load(path.read_text())
        for step in entry["steps"]:
            step["checked"] = {"against": "original", "by": "editor", "on": "2026-11-01"}
        path.write_text(yaml.safe_dump(entry, sort_keys=False, allow_unicode=True))
    db = connect(folder / "delaywatch.db")
    load(db, register, AS_OF)
    save_look(
        db,
        {
            "commitment": "paperless-nhs", "looked_on": "2026-11-10", "place": "gov.uk",
            "words": "paperless", "result": "not_found", "note": "Nothing there.",
        },
    )  # fmt: skip
    publish(db, folder / "published", AS_OF, NOW)
    return serve_over((folder / "published" / "current").resolve())


async def test_checked_lateness_is_red_and_nothing_else_is(checked_site):
    found = await told(checked_site)
    assert found["paperless-nhs"].row["status"] == "overdue"
    red = {slug for slug in found if re.search(r'class="[^"]*\bred\b', drawing(found[slug], found))}
    assert red == {"paperless-nhs", "data-saves-lives-final"}
    text = (await checked_site.client.get("/timeline")).text
    assert "only checked lateness is red" in text
    assert 'id="overdue"' in (await checked_site.client.get("/")).text
    own = (await checked_site.client.get("/commitments/paperless-nhs")).text
    assert "When a person last looked, on 10 November 2026, it was overdue by at least" in own
    assert "not found, at gov.uk, for “paperless”" in own
    rows = (await checked_site.client.get("/delaywatch/overdue_now.json?_shape=objects")).json()
    assert [row["slug"] for row in rows["rows"]] == ["paperless-nhs"]


def box_of(text):
    size = float(re.search(r"font-size:([\d.]+)px", text.get("style"))[1])
    width = len(text.text or "") * size * 0.5
    x, y = float(text.get("x")), float(text.get("y"))
    left = {"end": x - width, "middle": x - width / 2}.get(text.get("text-anchor"), x)
    return Box(left, y - size * 0.8, left + width, y + size * 0.1)


async def test_labels_of_slip_charts_never_collide(site, release):
    for slug in await told(site):
        text = (await site.client.get(f"/commitments/{slug}")).text
        for drawn in re.findall(r'<svg class="slip-chart.*?</svg>', text, re.DOTALL):
            tree = parsed(drawn)
            width = float(tree.get("viewBox").split()[2])
            boxes = [(node.text, box_of(node)) for node in tree.iter("text")]
            for words, box in boxes:
                assert box.left >= -1, (slug, words)
                assert box.right <= width + 1, (slug, words)
            for (one, first), (two, second) in combinations(boxes, 2):
                assert not first.touches(second), (slug, one, two)


async def test_slip_chart_says_when_it_is_from(site):
    text = (await site.client.get("/commitments/social-care-green-paper")).text
    assert text.count("As of 22 November 2026. Sources: the numbered list.") == 2
    assert "The same as a table, a row a mark" in text


async def test_labels_of_slip_charts_show_reading_and_words(site):
    text = (await site.client.get("/commitments/social-care-green-paper")).text
    labels = re.findall(r'class="slip-label">([^<]*)</text>', text)
    assert "2 by 31 Dec 2017 (“the end of the year”)" in labels
    at = labels.index("7 between 1 Jan and 31 Mar 2019")
    assert labels[at + 1] == "(our reading of “ready for publication in the New Year”)"
    text = (await site.client.get("/commitments/digital-workforce-plan")).text
    assert "Said again, later or vaguer, no date (“imminently”), in March 2024, second-hand" in text
    text = (await site.client.get("/commitments/casey-commission-phase-one")).text
    assert "<title>In 2026 (“reporting in 2026”); said on 2 May 2025" in text
    text = (await site.client.get("/timeline")).text
    assert "<title>Awaited: due in 2026 (“reporting in 2026”)</title>" in text


def test_undated_statements_stand_between_their_neighbours():
    def event(made_on, precision, due=None):
        return {
            "made_on": made_on, "made_on_precision": precision, "made_on_earliest": None,
            "made_on_basis": "statement", "event": "promised", "due_latest": due, "start_by": None,
            "due_earliest": None,
        }  # fmt: skip

    first, undated, last = slip_chart.spots(
        [
            event("2020-01-10", "day", "2021-01-01"),
            event(None, "unknown", "2021-06-01"),
            event("2020-06-01", "month"),
        ]
    )
    assert undated.undated
    assert first.middle <= undated.said[0] <= undated.middle <= undated.said[1] <= last.said[0]
    assert slip_chart.spots([event(None, "unknown", "2021-06-01")]) == []


def test_a_label_finds_free_ground_or_none():
    bounds = Box(0, 0, 200, 100)
    taken = Ground()
    first = place(["words"], 100, 50, 12, bounds, taken)
    second = place(["words"], 100, 50, 12, bounds, taken)
    assert not first.box.touches(second.box)
    assert (
        place(["much too long for so little ground" * 3, "1"], 100, 50, 12, bounds, taken).text
        == "1"
    )
    assert place(["x"], 100, 50, 12, bounds, Ground([bounds])) is None


def test_a_label_in_lines_is_as_wide_as_its_longest_and_stands_by_its_mark():
    bounds = Box(0, 0, 200, 100)
    one, two = "a b c d e f g h i j k l m n", "a b c d e\nf g h i j"
    label = place([one, two], 120, 60, 12, bounds, Ground())
    assert label.text == two
    assert label.box.within(bounds)
    assert label.anchor == "end"
    assert label.x == label.box.right < 120
    (first, above), (second, below) = label.lines()
    assert (first, second) == tuple(two.split("\n"))
    assert label.box.top < above < below < label.box.bottom
    right = place(["a b c d e"], 20, 60, 12, bounds, Ground())
    assert (right.anchor, right.x) == ("start", right.box.left)


def test_the_key_shows_every_shape_that_a_row_can_have():
    named = {name for name, _ in marks.KEY}
    assert {"ring", "tick", "kept", "late", "merged", "dropped", "paused", "partial"} <= named
    for name in named:
        parsed(str(marks.sample(name)))


def contrast(one, two):
    """The contrast of two colours, as WCAG 2 counts it."""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(one), light(two)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


WORDS = ("ink", "quiet")  # colours of words; the others are those of marks, bands and lines of data
DATA = ("ink", "quiet", "dark", "band", "edge", "bar", "kept", "red", "axis")


@pytest.mark.parametrize("name", DATA)
def test_marks_and_bands_stand_out_from_their_ground(name):
    colours = sheet.colours()
    assert contrast(colours[name], colours["ground"]) >= (4.5 if name in WORDS else 3)


def test_landmarks_can_be_seen_and_are_lighter_than_data():
    colours = sheet.colours()
    ground = colours["ground"]
    context = contrast(colours["context"], ground)
    assert context >= 3
    assert all(contrast(colours[name], ground) > context for name in DATA)
    assert contrast(colours["grid"], ground) < context


def test_every_colour_of_a_mark_is_one_of_the_sheet():
    shared = (HERE / "static/charts.css").read_text().split("/* On the page */")[0]
    used = set(re.findall(r"(?:fill|stroke): ([^;]+);", shared))
    assert {one for one in used if not one.startswith("var(--chart-")} == {"none", "url(#hatch)"}


def test_forced_colours_and_paper_are_thought_of():
    text = (HERE / "static/charts.css").read_text()
    forced = text.split("@media (forced-colors: active)")[1]
    assert set(re.findall(r"--chart-([a-z]+):", forced)) == set(sheet.colours())
    assert "@media print" in text


# ------------------------------------------------------------- hatched is soft, dashed second-hand


@pytest.mark.parametrize(
    ("evidence", "soft", "css"),
    [
        ("first-hand", 0, "first-hand"),
        ("first-hand", 1, "first-hand soft"),
        ("second-hand", 0, "second-hand"),
        ("second-hand", 1, "second-hand soft"),
    ],
)
def test_soft_and_second_hand_are_told_apart_and_together(evidence, soft, css):
    assert marks.hand({"evidence": evidence, "soft": soft}) == css


def test_hatching_means_soft_and_dashes_mean_second_hand():
    rules = dict(sheet.rules_of_charts())
    assert "url(#hatch)" in rules[".band.soft"]
    assert "dasharray" not in rules[".band.soft"]
    assert "dasharray" in rules[".band.second-hand"]
    assert "hatch" not in rules[".band.second-hand"]
    meanings = dict(marks.KEY)
    assert "our reading" in meanings["soft"]
    assert "second-hand" in meanings["second-hand"]


async def test_bands_of_a_chart_are_hatched_where_their_bounds_are_soft(site):
    text = (await site.client.get(f"/commitments/{GREEN_PAPER}")).text
    wide = re.search(r'<svg class="slip-chart wide.*?</svg>', text, re.DOTALL)[0]
    rows = await stories.query(site.get_database("delaywatch"), sql.EVENTS, slug=GREEN_PAPER)
    soft = [row for row in rows if row["soft"] and row["due_earliest"] != row["due_latest"]]
    assert len(soft) == len(re.findall(r'class="band [^"]*soft"', wide)) == 1


# ------------------------------------------------------------------------- a row a mark


async def test_a_chart_has_a_mark_for_each_row_of_its_table(site):
    drawn = 0
    for slug in await told(site):
        text = (await site.client.get(f"/commitments/{slug}")).text
        rows = text.count('<tr class="statement">')
        charts = re.findall(r'<svg class="slip-chart.*?</svg>', text, re.DOTALL)
        listed = (
            text.split('class="slip-context"')[1].count("<li>") if "slip-context" in text else 0
        )
        drawn += bool(charts)
        for chart_drawn in charts:
            assert chart_drawn.count('class="mark statement"') == rows > 0, slug
        if charts:
            found = [one.count('class="mark context"') for one in charts]
            shown = text.split('class="slip-context"')[1].split("</ul>")[0] if listed else ""
            assert found == [shown.count("<li>")] * 2, slug
    assert drawn == 38


async def test_the_key_of_a_chart_names_what_it_shows_and_no_more(site):
    text = (await site.client.get("/commitments/tobacco-control-plan")).text
    key = text.split('class="slip-key"')[1].split("</ul>")[0]
    named = re.findall(r"<span>([^<]*)</span>", key)
    assert "merged into other work" in named
    assert "hatched: one end is our reading" in named
    assert "dashed edge: second-hand" in named
    assert not [one for one in named if one.startswith(("delivered", "red", "dropped", "context"))]


async def test_an_overdue_look_has_a_row_too(checked_site):
    text = (await checked_site.client.get("/commitments/paperless-nhs")).text
    assert text.count('class="mark look"') == 2
    assert text.count('<tr class="look">') == 1


# ---------------------------------------------------------------------------- landmarks


def landmark(day, kind="election", label="General election"):
    return {"day": day, "kind": kind, "label": label, "source": None}


AXIS = Axis(date(2010, 1, 1), date(2026, 1, 1), 74, 746)
MANY = [landmark(f"{year}-05-05") for year in range(2011, 2017)]
CROWD = [landmark(f"2024-07-{day:02}", label="New Prime Minister: A Name") for day in range(1, 7)]


@pytest.mark.parametrize("size", [slip_chart.WIDE, slip_chart.NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("given", [MANY[:1], MANY[:3], MANY, CROWD[:2], CROWD], ids=len)
def test_labels_of_landmarks_lie_on_no_label_and_no_line(size, given):
    axis = replace(AXIS, start=size.left, end=size.width - 14)
    placed = slip_context.placed(given, axis, size, blocked=None)
    assert len(placed) in (0, len(given))
    for one, other in combinations(placed, 2):
        assert not one.crosses(other)
    for one in placed:
        assert one.left >= 0
        assert one.right <= size.width


def test_the_label_of_a_landmark_keeps_off_the_line_of_the_day_of_counting():
    x = AXIS.at(date(2015, 5, 7)) + 20
    [placed] = slip_context.placed([landmark("2015-05-07")], AXIS, slip_chart.WIDE, blocked=x)
    assert placed.right < x


def test_landmarks_outside_the_days_of_a_chart_are_left_out():
    days = ["2009-12-31", "2010-01-01", "2015-05-07", "2026-01-01", "2027-01-01"]
    given = [landmark(day) for day in days]
    first = next(slip_context.choices(given, AXIS.first, AXIS.last))
    assert [row["day"] for row in first] == ["2015-05-07"]


def test_too_many_landmarks_lose_a_whole_kind():
    government = [landmark(f"{year}-07-07", "government") for year in range(2011, 2014)]
    body = [landmark("2013-03-31", "body", "Last day of a body")]
    kept = [{row["kind"] for row in one} for one in slip_context.choices(
        MANY[:5] + government + body, AXIS.first, AXIS.last)]  # fmt: skip
    assert kept == [{"election", "body"}, {"body"}]


async def test_landmarks_lie_within_the_days_of_their_chart_and_none_is_to_come(site):
    seen = 0
    for slug, story in (await told(site)).items():
        events = await stories.query(site.get_database("delaywatch"), sql.EVENTS, slug=slug)
        drawn = await figure(site.get_database("delaywatch"), story, events)
        days = [row["day"] for row in drawn["landmarks"]]
        seen += len(days)
        assert len(days) <= slip_context.MOST
        assert all(day < story.row["as_of"] for day in days)
    assert seen > 20


async def test_the_page_claims_no_landmarks_beyond_the_end_of_their_table(site):
    text = (await site.client.get("/commitments/hub-and-spoke-dispensing")).text
    assert "Thin grey lines are context and explain nothing by themselves" in text
    until = "our list of these ends on 9 January 2026"
    for slug, story in (await told(site)).items():
        events = await stories.query(site.get_database("delaywatch"), sql.EVENTS, slug=slug)
        drawn = await figure(site.get_database("delaywatch"), story, events)
        if drawn["landmarks"]:
            text = (await site.client.get(f"/commitments/{slug}")).text
            assert (until in text) == bool(drawn["landmarks_until"]), slug


def test_an_end_whose_day_is_unknown_is_dotted_and_stands_between():
    events = [
        made_up(1, "promised", "2020-01-10", due_latest="2021-01-01", due_kind="deadline"),
        made_up(2, "dropped", None, made_on_precision="unknown"),
        made_up(3, "reaffirmed", "2020-09-01"),
    ]
    row = {**ROW, "status": "dropped", "outcome_event": "dropped"}
    wide, _ = slip_chart.charts(row, events, events[1], AS_OF)
    assert wide.count('class="unknown-when"') == 1
    assert wide.count('class="mark statement"') == 3


ROW = {
    "title": "A plan", "status": "unchecked", "outcome_event": None, "followed_until": None,
    "standing_due_latest": "2021-01-01", "dues_checked": 0, "unchecked_events": 3,
    "first_due_provisional": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("0001-01-01", "9999-12-31"),
        ("9999-12-31", "0001-01-01"),
        ("2020-01-01", "2020-01-01"),
        ("2020-02-29", "2020-03-01"),
    ],
)
def test_a_chart_can_be_drawn_of_any_two_days(said, due):
    events = [
        made_up(1, "promised", said, due_latest=due, due_kind="deadline"),
        made_up(2, "slipped", None, made_on_precision="unknown", due_latest=due),
    ]
    for drawn in slip_chart.charts(ROW, events, None, AS_OF):
        assert parsed(drawn).get("viewBox")
        assert len(drawn) < 20_000


def test_a_chart_of_very_many_statements_keeps_its_numbers_and_drops_the_words():
    events = [
        made_up(n, "slipped", f"{2000 + n % 100}-01-01", due_latest="2101-01-01", due_phrase="soon")
        for n in range(1, 100)
    ]
    wide, _ = slip_chart.charts(ROW, events, None, AS_OF)
    labels = re.findall(r'class="slip-label">([^<]*)<', wide)
    assert labels
    assert all(label.isdigit() for label in labels)


def test_a_report_is_never_told_as_the_day_of_saying():
    told = made_up(1, "promised", "2023-01-11", due_latest="2023-09-28", due_kind="deadline")
    first = slip_chart.due_title(slip_chart.as_due({**told, "made_on_basis": "report"}))
    assert first.startswith("By 28 September 2023; reported by 11 January 2023, first-hand")
    assert "; said on 11 January 2023, " in slip_chart.due_title(slip_chart.as_due(told))
    dropped = made_up(2, "dropped", "2023-01-11", made_on_basis="report")
    assert other_title(dropped).startswith("Dropped by 11 January 2023")


def test_an_end_known_from_a_report_was_by_its_last_day():
    events = [
        made_up(1, "promised", "2020-01-10", due_latest="2021-01-01", due_kind="deadline"),
        made_up(2, "dropped", "2020-09-01", made_on_precision="month", made_on_basis="report"),
    ]
    assert outcome_span(events[1]) == (date(2020, 9, 30), date(2020, 9, 30))
    row = {**ROW, "status": "dropped", "outcome_event": "dropped"}
    wide, _ = slip_chart.charts(row, events, events[1], AS_OF)
    assert wide.count('class="by ') == 1
    assert 'class="around"' not in wide


def test_a_date_of_another_milestone_is_drawn_as_one_that_does_not_count():
    milestone = "start of the competition"
    events = [
        made_up(1, "promised", "2020-01-10", due_latest="2020-06-01", due_kind="deadline",
                milestone=milestone, carries=0),
        made_up(2, "promised", "2020-09-01", due_latest="2021-01-01", due_kind="deadline"),
    ]  # fmt: skip
    wide, _ = slip_chart.charts(ROW, events, None, AS_OF)
    assert wide.count('class="theirs ') == 1
    assert f"of another milestone ({milestone}): it sets no date here" in wide


async def test_the_contract_is_held_against_its_own_dates_and_not_those_of_its_competition(site):
    text = (await site.client.get("/commitments/federated-data-platform-contract")).text
    assert text.count("of another milestone: start of the competition; it sets no date here") == 2
    assert "at least 34 days after the first date" in text
    assert "489" not in text


async def test_where_nobody_looked_no_chart_says_so(site):
    page = (await site.client.get(f"/commitments/{GREEN_PAPER}")).text
    figure_of = page.split('<figure class="slip-figure">')[1].split("</figure>")[0]
    assert "looked" not in figure_of
    found = await told(site)
    assert "Nothing after 8 June 2019 is on record" in drawing(found[GREEN_PAPER], found)


async def test_only_what_moved_later_is_called_put_back(site):
    text = (await site.client.get("/commitments/casey-commission-phase-one")).text
    assert "Said again, later or vaguer, on 2 May 2025" in text
    assert "Put back" not in text
    text = (await site.client.get(f"/commitments/{GREEN_PAPER}")).text
    assert "<h3>Put back" in text


def made_up(position, event, made_on, **fields):
    """A row of `events` with made-up words."""
    return {
        "position": position, "event": event, "made_on": made_on, "made_on_precision": "day",
        "made_on_earliest": None, "made_on_basis": "statement", "due_phrase": None,
        "due_kind": "none", "due_earliest": None, "due_latest": None, "start_by": None, "soft": 0,
        "provisional": 0, "counts": 1, "carries": 1, "evidence": "first-hand", "checked": "not yet",
        "voice": "on_record", **fields,
    }  # fmt: skip
