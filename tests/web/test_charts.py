"""The pictures: a title a mark, no script, red only for checked lateness, labels apart."""

import re
import shutil
from datetime import UTC, date, datetime
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
import yaml

from db.commitments import save_look
from db.connection import connect
from tracker.publish import publish
from tracker.register.load import load
from web import stories
from web.__main__ import HERE
from web.charts import marks, slip_chart
from web.charts.labels import Box, place
from web.charts.svg import Scale
from web.charts.timeline_chart import chart, scale_of

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


async def test_every_row_of_the_register_can_be_drawn_and_read(site):
    found = await told(site)
    assert len(found) == 41
    for story in found.values():
        drawn = drawing(story, found)
        parsed(drawn)
        assert f"{story.line[:20]}"[:10] in story.line
        assert "red" not in re.findall(r'class="([^"]*)"', drawn)


async def test_nothing_is_red_today(site):
    text = (await site.client.get("/timeline")).text
    classes = {name for group in re.findall(r'class="([^"]*)"', text) for name in group.split()}
    assert "red" not in classes
    assert "checked lateness would be red, and there is none" in text


async def test_vague_dates_are_bands_and_deadlines_are_not(site):
    found = await told(site)
    green = drawing(found["social-care-green-paper"], found)
    assert "Between 1 June and 31 August 2017 (“summer 2017”); said in March 2017" in green
    assert "Moved: first due between 1 June and 31 August 2017 (“summer 2017”); newest" in green
    assert len(re.findall(r'class="mark band', green)) == 4
    digital = drawing(found["digital-workforce-plan"], found)
    assert 'class="mark band' not in digital
    assert "ring second-hand" in digital


async def test_each_outcome_has_its_own_shape(site):
    found = await told(site)
    wanted = {
        "mens-health-strategy": 'class="kept ',
        "hiv-action-plan-2025": 'class="late ',
        "digital-workforce-plan": 'class="merged ',
        "health-disparities-white-paper": 'class="cross ',
        "gpdpr": 'class="paused ',
        "nhs-people-plan": 'class="partial ',
        "womens-health-strategy-renewal": 'class="awaited ',
        "axe-the-fax": 'class="mark silence"',
        "care-data": 'class="from ',
        "forty-new-hospitals": 'class="beyond ',
        "dental-recovery-plan": 'class="theirs ',
    }
    for slug, sign in wanted.items():
        assert sign in drawing(found[slug], found), slug


async def test_nobody_looked_is_told_where_nobody_looked(site):
    found = await told(site)
    assert "Nobody has looked since 8 June 2019" in drawing(found["social-care-green-paper"], found)


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
    assert "not found, gov.uk, for “paperless”" in own
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
    assert "Put back, no date (“imminently”), in March 2024, second-hand" in text
    text = (await site.client.get("/commitments/casey-commission-phase-one")).text
    assert "<title>In 2026 (“reporting in 2026”); said on 2 May 2025" in text
    text = (await site.client.get("/timeline")).text
    assert "<title>Awaited: due in 2026 (“reporting in 2026”)</title>" in text


def test_undated_statements_stand_between_their_neighbours():
    def event(made_on, precision, due=None):
        return {
            "made_on": made_on, "made_on_precision": precision, "made_on_earliest": None,
            "event": "promised", "due_latest": due, "start_by": None, "due_earliest": None,
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
    taken = []
    first = place(["words"], 100, 50, 12, bounds, taken)
    second = place(["words"], 100, 50, 12, bounds, taken)
    assert not first.box.touches(second.box)
    assert (
        place(["much too long for so little ground" * 3, "1"], 100, 50, 12, bounds, taken).text
        == "1"
    )
    assert place(["x"], 100, 50, 12, bounds, [bounds]) is None


def test_a_label_in_lines_is_as_wide_as_its_longest_and_stands_by_its_mark():
    bounds = Box(0, 0, 200, 100)
    one, two = "a b c d e f g h i j k l m n", "a b c d e\nf g h i j"
    label = place([one, two], 120, 60, 12, bounds, [])
    assert label.text == two
    assert label.box.within(bounds)
    assert label.anchor == "end"
    assert label.x == label.box.right < 120
    (first, above), (second, below) = label.lines()
    assert (first, second) == tuple(two.split("\n"))
    assert label.box.top < above < below < label.box.bottom
    right = place(["a b c d e"], 20, 60, 12, bounds, [])
    assert (right.anchor, right.x) == ("start", right.box.left)


def test_a_scale_keeps_its_ends():
    scale = Scale(date(2020, 1, 1), date(2021, 12, 31))
    assert scale.at(date(1990, 1, 1)) == scale.at(date(2020, 1, 1))
    assert scale.at(date(2050, 1, 1)) == scale.at(date(2021, 12, 31))
    assert scale.years() == [2020, 2021]


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


@pytest.mark.parametrize("name", ["ink", "quiet", "band", "bar", "kept", "red", "link"])
def test_marks_and_bands_stand_out_from_their_ground(name):
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", (HERE / "static/style.css").read_text()))
    least = 4.5 if name in ("ink", "quiet", "kept", "red", "link") else 3
    assert contrast(colours[name], "#ffffff") >= least
