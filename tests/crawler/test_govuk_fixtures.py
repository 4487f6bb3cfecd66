"""Real items of GOV.UK's Content API and Search API, as alphagov publishes them for its own tests.

They lie beside the repository (``shared/fixtures/gov.uk/SOURCES.md`` says where they are from).
"""

import json
from pathlib import Path

import pytest

from crawler.platforms.govuk.reading import (
    content_of,
    gone_of,
    is_no_document,
    redirect_of,
    why_no_document,
)
from crawler.platforms.govuk.search import link_of

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "gov.uk"
SITE = "https://www.gov.uk"

pytestmark = pytest.mark.skipif(
    not FIXTURES.exists(), reason="the shared fixtures are not beside this checkout"
)


def item(name):
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def read(name):
    return content_of(item(name), site=SITE)


@pytest.mark.parametrize(
    ("name", "kind", "published_at", "modified_at", "author", "attachments"),
    [
        (
            "consultation__consultation_withdrawn", "consultation",
            "2016-11-04T09:00:00Z", "2016-11-07T15:45:44Z", "Department for Education", 1,
        ),
        (
            "corporate_information_page__best-practice-publication-scheme", "publication",
            "2016-02-29T09:24:10Z", "2013-08-06T13:49:41Z",
            "Department for Business, Innovation & Skills", 0,
        ),
        (
            "document_collection__document_collection", "publication",
            "2016-02-29T09:24:10Z", "2016-02-29T09:24:10Z",
            "Driver and Vehicle Standards Agency", 9,
        ),
        (
            "html_publication__updated", "publication",
            None, "2016-02-02T14:19:42Z", "Environment Agency", 0,
        ),
        (
            "news_article__news_article", "news",
            "2016-12-25T00:15:06Z", "2016-12-25T00:15:02Z",
            "Prime Minister's Office, 10 Downing Street", 0,
        ),
        (
            "publication__best-practice-corporate-report", "publication",
            "2014-06-23T15:20:00Z", "2014-06-23T15:20:00Z", "Skills Funding Agency", 0,
        ),
        (
            "publication__best-practice-foi-release", "foi_release",
            "2014-05-29T10:48:35Z", "2014-05-29T10:48:35Z", "Ministry of Defence", 0,
        ),
        (
            "publication__best-practice-transparency-data", "publication",
            "2015-03-13T11:45:39Z", "2015-03-13T11:45:39Z", "Cabinet Office", 0,
        ),
        (
            "publication__publication", "publication",
            "2016-05-03T14:11:50Z", "2016-05-03T14:11:50Z", "Environment Agency", 0,
        ),
        (
            "publication__publication-with-featured-attachments", "foi_release",
            "2014-05-29T10:48:35Z", "2014-05-29T10:48:35Z", "Ministry of Defence", 1,
        ),
        (
            "publication__scheduled_publication", "publication",
            "2012-11-01T00:00:00Z", "2016-05-03T14:11:50Z", None, 0,
        ),
        (
            "publication__statistics_publication", "statistics",
            "2012-11-01T00:00:00Z", "2012-11-01T00:00:00Z",
            "Department for Communities and Local Government", 0,
        ),
        (
            "publication__withdrawn_publication", "publication",
            "2011-09-29T00:00:00Z", "2013-09-06T09:11:28Z",
            "Department for Environment, Food & Rural Affairs", 0,
        ),
        (
            "statistics_announcement__best-practice-statistics-announcement",
            "statistics_announcement",
            "2017-05-04T09:59:30Z", "2017-12-06T17:09:15Z", "Department for Transport", 0,
        ),
        (
            "statistics_announcement__official_statistics", "statistics_announcement",
            None, "2016-01-17T14:19:42Z", "NHS England", 0,
        ),
        (
            "statistics_announcement__release_date_changed", "statistics_announcement",
            None, "2016-01-17T14:19:42Z", "NHS England", 0,
        ),
    ],
)  # fmt: skip
def test_each_document_type(name, kind, published_at, modified_at, author, attachments):
    whole = item(name)
    found = read(name)
    assert (found.kind, found.published_at, found.modified_at) == (kind, published_at, modified_at)
    assert (found.author, len(found.attachments)) == (author, attachments)
    assert found.title == whole["title"]
    assert (found.path, found.types) == (whole["base_path"], (whole["document_type"],))
    assert found.native_id == f"{whole['content_id']}:en"
    assert why_no_document(whole) is redirect_of(whole) is gone_of(whole) is None
    assert found.text
    assert "<" not in found.text
    assert "&amp;" not in found.text


def test_a_real_date_that_moved():
    """NHS England's diagnostic imaging dataset for September 2015."""
    found = read("statistics_announcement__release_date_changed")
    (one,) = found.announced
    assert (one.words, one.previous_words) == ("20 January 2016 9:30am", "19 January 2016 9:30am")
    assert one.note == "Amended after inputting an error."
    assert (one.earliest, one.latest, one.precision, one.state) == (
        "2016-01-20", "2016-01-20", "day", "confirmed",
    )  # fmt: skip
    assert (one.previous_earliest, one.previous_latest) == ("2016-01-19", "2016-01-19")
    assert (one.author, one.body, found.body) == ("NHS England", "nhs-england", "nhs-england")
    assert found.text.splitlines()[-4:] == [
        "Release date: 20 January 2016 9:30am (confirmed)",
        "Previous release date: 19 January 2016 9:30am",
        "Reason for the change",
        "Amended after inputting an error.",
    ]


def test_the_same_announcement_keeps_its_key_when_its_address_changes():
    names = ("official_statistics", "release_date_changed")
    found = [read(f"statistics_announcement__{name}") for name in names]
    assert found[0].path != found[1].path
    assert found[0].announced[0].key == found[1].announced[0].key


def test_withdrawn():
    found = read("publication__withdrawn_publication")
    first, why, description, *_ = found.text.splitlines()
    assert first == "Withdrawn on 13 January 2015"
    assert why.startswith("This information is now out of date.")
    assert description.startswith("Guidance for pig keepers")
    assert found.text.endswith("Updated on 6 September 2013\nPublished updated pig keepers guide.")
    consultation = read("consultation__consultation_withdrawn")
    assert consultation.text.startswith("Withdrawn on 12 November 2016\nIt has been superseded")
    assert consultation.attachments[0].url.startswith("https://consult.education.gov.uk/")
    assert consultation.announced == ()


def test_gone_and_elsewhere():
    assert gone_of(item("gone__gone")) == 'taken away by GOV.UK; "Incorrect title"'
    assert redirect_of(item("redirect__redirect")) == (
        "/maritime-safety-weather-and-navigation/register-406-mhz-beacons?query=answer#fragment"
    )


def test_a_file_of_today():
    (file,) = read("publication__publication-with-featured-attachments").attachments
    assert file.url == (
        "https://assets.publishing.service.gov.uk/government/uploads/system/uploads/"
        "attachment_data/file/315163/PUBLIC_1392629965.pdf"
    )
    assert (file.kind, file.mime_type) == ("file", "application/pdf")
    assert (file.size_bytes, file.pages) == (1932905, 2)


def test_slices_of_live_items_of_2026():
    grants = content_of(item("govuk_content_ph_grants_2026"), site=SITE, path="/government/x")
    page, file = grants.attachments
    assert (page.kind, page.mime_type) == ("link", "text/html")
    assert page.url.startswith(f"{SITE}/government/publications/public-health-grants-to-local")
    assert (file.kind, file.mime_type) == (
        "file", "application/vnd.oasis.opendocument.spreadsheet",
    )  # fmt: skip
    assert file.url.startswith("https://assets.publishing.service.gov.uk/media/")
    wages = read("govuk_content_nmw_rates")
    assert wages.native_id == "37c3fad5-c0bf-46f7-92a8-ca8642128253:en"
    assert "April 2026\n£12.71\n£10.85" in wages.text


def test_a_slice_of_a_live_search():
    results = item("govuk_search_ph_grants")["results"]
    assert [link_of(result) for result in results] == [result["link"] for result in results]


@pytest.mark.parametrize("name", [path.stem for path in FIXTURES.glob("finder__*.json")])
def test_finders_are_no_documents(name):
    assert is_no_document(item(name)["document_type"])
