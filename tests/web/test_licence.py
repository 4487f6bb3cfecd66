"""Every page and download says under which licence our own data are, and which the sources have."""

import csv
import io
import json
import re

import pytest
from icalendar import Calendar
from markupsafe import Markup

from tracker.licence import DATA_SHORT, DATA_URL, OGL, OPL
from web.charts.image import Picture, card

SLUG = "digital-workforce-plan"
PAGE = f"http://localhost/commitments/{SLUG}"


async def fetched(site, path):
    """The text of a path that is there."""
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return response.text


def of_csv(text):
    """The licence in each row of the CSV file of a commitment, which is the same in all."""
    [licence] = {row["licence"] for row in csv.DictReader(io.StringIO(text))}
    return licence


def of_feed(text):
    """The rights of a feed."""
    [rights] = re.findall(r"<rights[^>]*>([^<]+)</rights>", text)
    return rights


def of_calendar(text):
    """The description of a calendar, which is the same for old programs."""
    calendar = Calendar.from_ical(text)
    assert str(calendar["x-wr-caldesc"]).replace("\\", "") == str(calendar["description"])
    return str(calendar["description"])


DOWNLOADS = [
    ("/csv/LICENCE.txt", str),
    ("/csv-spreadsheet/LICENCE.txt", str),
    (f"/commitments/{SLUG}.csv", of_csv),
    (f"/commitments/{SLUG}.json", lambda text: json.loads(text)["licence"]),
    ("/feeds/all.atom", of_feed),
    (f"/feeds/commitments/{SLUG}.atom", of_feed),
    ("/calendar/dues.ics", of_calendar),
    ("/calendar/foi.ics", of_calendar),
    ("/", str), ("/data", str), ("/about", str), ("/how", str), (f"/commitments/{SLUG}", str),
    ("/delaywatch/timeline", str),
]  # fmt: skip


@pytest.mark.parametrize(("path", "licence_of"), DOWNLOADS, ids=[path for path, _ in DOWNLOADS])
async def test_every_download_says_both_licences_and_how_to_attribute(site, path, licence_of):
    told = licence_of(await fetched(site, path))
    for words in (DATA_SHORT, DATA_URL, OGL, OPL, "delaywatch, release 1"):
        assert words in told, (path, words)


@pytest.mark.parametrize("path", [f"/commitments/{SLUG}.csv", f"/commitments/{SLUG}.json"])
async def test_a_download_of_a_commitment_names_its_page_to_attribute(site, path):
    assert f"delaywatch, release 1, {PAGE}" in await fetched(site, path)


async def test_a_picture_says_the_licence_at_its_foot(site):
    drawn = await fetched(site, f"/commitments/{SLUG}.svg")
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
    assert f"Licence: {DATA_SHORT}" in words


@pytest.mark.parametrize("release", ["1", "1234"])
def test_a_card_for_sharing_has_room_for_the_licence(release):
    chart = Markup('<svg viewBox="0 0 100 100"></svg>')
    picture = Picture(
        title="Lighthouse Plan", sentence="Due by June.", disputed="", evidence="All checked.",
        publications=119, as_of="22 September 2026", release=release,
        address="https://tracker.example/commitments/lighthouse-plan", wide=chart, narrow=chart,
    )  # fmt: skip
    words = re.findall(r"<text[^>]*>([^<]*)</text>", card(picture))
    assert (
        f"As of 22 September 2026, release {release}. From 119 publications. {DATA_SHORT}" in words
    )


def test_tables_as_json_name_the_licence_of_our_own_data_first(metadata):
    assert metadata["license_url"] == DATA_URL
    assert metadata["license"].index(DATA_SHORT) < metadata["license"].index(OGL)
    assert OPL in metadata["license"]
