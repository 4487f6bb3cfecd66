"""The pictures that leave the site: whole, small, and safe with any text in them."""

import asyncio
import re
import shutil
import sqlite3
import struct
from xml.etree import ElementTree as ET

import pytest

from web import drawing
from web.charts import image, sheet, wrapping
from web.charts.labels import short

SVG = "{http://www.w3.org/2000/svg}"
CARD = (1200, 630)
SLUG = "social-care-green-paper"
UNDATED = "suicide-prevention-strategy"  # nothing of it can be drawn
HOSTILE = (
    '<script>alert(1)</script> {{ 7*7 }} & "quoted" \' \u202egnp.exe\u202c \x00\x07\x1b[31m '
    "\ufffe ]]> <!-- javascript:alert(1) " + "unbroken" * 1250
)


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 - our own drawing


def words_of(text):
    """All words of a picture in one line, as a reader sees them."""
    return " ".join(" ".join(node.itertext()) for node in parsed(text).iter(f"{SVG}text"))


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


async def get(site, path):
    return await site.client.get(f"/commitments/{path}")


async def test_an_svg_holds_all_that_a_reader_needs_without_the_page(site, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_URL", "https://delaywatch.example")
    answer = await get(site, f"{SLUG}.svg")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    words = words_of(answer.text)
    for wanted in (
        "Promised dates and what happened – delaywatch",
        "Social care green paper",
        "First due between 1 June and 31 August 2017 (“summer 2017”)",
        "As of 22 November 2026, release 1. Sources: ",
        f"full list at delaywatch.example/commitments/{SLUG}",
        "Second-hand: 9 of 9 statements. Not checked against the source by a second look: 9 of 9.",
        "dashed edge: second-hand",
        "hatched: one end is our reading",
        "context, explains nothing by itself",
    ):
        assert wanted in words
    assert "the numbered list" not in words


async def test_a_file_says_what_it_is_and_of_which_release(site):
    for kind in ("svg", "png"):
        said = (await get(site, f"{SLUG}.{kind}")).headers["content-disposition"]
        assert said == f'inline; filename="delaywatch-{SLUG}-release-1.{kind}"'


async def test_every_commitment_of_the_register_has_a_picture_that_is_small_and_stands_alone(site):
    rows = (await site.client.get("/delaywatch/timeline.json?_shape=array&_size=max")).json()
    assert len(rows) == 41
    for row in rows:
        text = (await get(site, f"{row['slug']}.svg")).text
        root = parsed(text)
        assert root.tag == f"{SVG}svg"
        assert len(text.encode()) < 40_000
        assert row["title"] in words_of(text)
        assert "var(" not in text
        assert "script" not in {node.tag.removeprefix(SVG) for node in root.iter()}
        addresses = [value for node in root.iter() for value in node.attrib.values()]
        assert not [value for value in addresses if "://" in value]
        assert "@import" not in text


async def test_no_word_of_a_picture_runs_out_of_it_or_into_another(site):
    for slug in (SLUG, "care-data", "ten-year-workforce-plan", UNDATED):
        root = parsed((await get(site, f"{slug}.svg")).text)
        width = float(root.get("width"))
        own = [node for node in root.iter(f"{SVG}text") if "words" in (node.get("class") or "")]
        lines = [(float(node.get("y")), float(node.get("x")), node.text) for node in own]
        for node, (_, x, words) in zip(own, lines, strict=True):
            size = float(re.search(r"font-size:([\d.]+)px", node.get("style"))[1])
            assert x + wrapping.measure(words, size) <= width, words
        assert len({(y, x) for y, x, _ in lines}) == len(lines)


async def test_the_card_has_the_size_that_pages_show_when_a_link_is_shared(site):
    for query in ("", "?size=card", "?size=enormous", "?size=../../etc"):
        answer = await get(site, f"{SLUG}.png{query}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        assert size_of(answer.content) == CARD
        assert len(answer.content) < 300_000


async def test_the_full_png_is_the_svg_twice_as_large(site):
    root = parsed((await get(site, f"{SLUG}.svg")).text)
    width, height = size_of((await get(site, f"{SLUG}.png?size=full")).content)
    assert width == 2 * int(root.get("width"))
    assert abs(height - 2 * float(root.get("height"))) <= 2


async def test_where_nothing_can_be_drawn_the_sentence_stands_alone(site):
    assert "there is no chart" in words_of((await get(site, f"{UNDATED}.svg")).text)
    assert size_of((await get(site, f"{UNDATED}.png")).content) == CARD


@pytest.mark.parametrize(
    "path", ["no-such-thing.svg", "no-such-thing.png", "SELECT.svg", "%25.png"]
)
async def test_an_unknown_commitment_is_a_404_in_words(site, path):
    answer = await get(site, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


async def test_a_picture_is_drawn_once_and_kept(site, monkeypatch):
    first = await get(site, "leng-review.png")

    async def refuse(document, *, zoom=1):
        raise drawing.NotDrawn

    monkeypatch.setattr(drawing, "png", refuse)
    assert (await get(site, "leng-review.png")).content == first.content
    assert (await get(site, "care-data.png?size=full")).status_code == 503


async def test_a_document_that_cannot_be_drawn_is_told():
    with pytest.raises(drawing.NotDrawn):
        await drawing.png("<svg")


async def test_a_long_queue_is_not_made_longer(monkeypatch):
    monkeypatch.setattr(drawing, "WAITING", 1)
    small = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
    made = await asyncio.gather(*(drawing.png(small) for _ in range(4)), return_exceptions=True)
    assert [isinstance(one, bytes) for one in made] == [True, True, False, False]
    assert await drawing.png(small)


# ---------------------------------------------------------------------------- hostile text


@pytest.fixture(scope="module")
def hostile_site(release, tmp_path_factory, serve_over):
    """The register with hostile text in every field that a picture shows."""
    folder = tmp_path_factory.mktemp("hostile") / "release"
    shutil.copytree(release, folder)
    (folder / "delaywatch.db").chmod(0o600)
    db = sqlite3.connect(folder / "delaywatch.db")
    db.execute("update timeline set title = ?, first_due_words = ?", (HOSTILE, HOSTILE))
    db.execute("update events set due_phrase = ?, who = ?", (HOSTILE, HOSTILE))
    db.execute("update bodies set name = ?", (HOSTILE,))
    db.commit()
    db.close()
    return serve_over(folder)


async def test_hostile_text_is_text_and_is_cut(hostile_site):
    text = (await get(hostile_site, f"{SLUG}.svg")).text
    root = parsed(text)
    assert {node.tag for node in root.iter()} <= {
        f"{SVG}{name}"
        for name in ("svg", "title", "desc", "style", "defs", "pattern", "rect", "line", "text",
                     "path", "g", "circle")
    }  # fmt: skip
    assert "&lt;script&gt;" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\ufffe]", text)
    assert len(text.encode()) < 60_000
    assert float(root.get("height")) < 1_200


@pytest.mark.parametrize("query", ["", "?size=full"])
async def test_hostile_text_is_drawn(hostile_site, query):
    answer = await get(hostile_site, f"{SLUG}.png{query}")
    assert answer.status_code == 200
    assert size_of(answer.content)


# ------------------------------------------------------------------------------- the parts


def test_lines_are_no_wider_than_their_room_and_lose_no_word():
    words = "one two three four five six seven " + "W" * 60
    lines = wrapping.wrapped(words, 16, 120)
    assert all(wrapping.measure(line, 16) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_too_many_lines_end_in_an_ellipsis():
    lines = wrapping.wrapped("word " * 200, 16, 200, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert wrapping.measure(lines[-1], 16) <= 200


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("short enough", 20, "short enough"),
        ("cut between two words", 15, "cut between…"),
        ("x" * 50, 10, "x" * 9 + "…"),
        ("two\nlines\x00 become one", 40, "two lines become one"),
    ],
)
def test_texts_are_cut_between_words(text, most, cut):
    assert short(text, most) == cut


def test_letters_that_xml_forbids_are_left_out():
    every = "".join(map(chr, range(0x20))) + "a\ufffe\uffff\ud800\u202eb"
    kept = image.clean(every)
    assert set(kept) == set("\t\n\rab")


def test_pictures_take_their_colours_from_the_style_sheet():
    assert sheet.colours()["band"] == "#4f86b8"
    rules = dict(sheet.rules_of_charts())
    assert f"fill:{sheet.colours()['band']}" in rules[".band"]
    assert not [one for one in rules.values() if "var(" in one]
