"""What items of GOV.UK's Content API say, in tables; the items are small and our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms.govuk.announced import announced_period, outcome_of
from crawler.platforms.govuk.reading import (
    content_of,
    gone_of,
    redirect_of,
    release_of,
    why_no_document,
)
from crawler.platforms.govuk.search import link_of, page_address, results_of, stamp_of

SITE = "https://www.gov.example"
FILES = "https://assets.publishing.service.gov.uk"


def body(title, slug, **parts):
    return {"title": title, "base_path": f"/government/organisations/{slug}"} | parts


AGENCY = body("SAMPLE Agency", "nhs-england", content_id="a")
DEPARTMENT = body("SAMPLE Department", "department-of-health-and-social-care", content_id="d")
OTHER = body("SAMPLE Other", "sample-other", content_id="o")


def item(document_type="guidance", schema_name="publication", details=None, links=None, **parts):
    return {
        "base_path": "/government/publications/sample",
        "content_id": "5100",
        "locale": "en",
        "document_type": document_type,
        "schema_name": schema_name,
        "title": "SAMPLE: a thing",
        "description": "What it is.",
        "details": details or {},
        "links": links or {},
    } | parts


def read(**parts):
    return content_of(item(**parts), site=SITE)


# What it is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document_type", "kind"),
    [
        ("news_story", "news"),
        ("press_release", "news"),
        ("government_response", "news"),
        ("speech", "news"),
        ("written_statement", "written_statement"),
        ("policy_paper", "policy_paper"),
        ("open_consultation", "consultation"),
        ("closed_consultation", "consultation"),
        ("consultation_outcome", "consultation"),
        ("open_call_for_evidence", "consultation"),
        ("call_for_evidence_outcome", "consultation"),
        ("foi_release", "foi_release"),
        ("official_statistics", "statistics"),
        ("national_statistics", "statistics"),
        ("accredited_official_statistics", "statistics"),
        ("statistical_data_set", "statistics"),
        ("official_statistics_announcement", "statistics_announcement"),
        ("national_statistics_announcement", "statistics_announcement"),
        ("guidance", "publication"),
        ("transparency", "publication"),
        ("correspondence", "publication"),
        ("a_type_of_the_future", "publication"),
        (None, "publication"),
        (7, "publication"),
    ],
)
def test_kinds(document_type, kind):
    found = read(document_type=document_type)
    assert found.kind == kind
    assert found.types == ((document_type,) if isinstance(document_type, str) else ())


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"links": {"parent": [{"document_type": "policy_paper"}]}}, "policy_paper"),
        ({"links": {"parent": [{"document_type": "foi_release"}]}}, "foi_release"),
        ({"links": {"parent": []}}, "publication"),
        ({"base_path": "/government/consultations/x/outcome/y"}, "consultation"),
        ({"base_path": "/government/publications/on-the-consultation/y"}, "publication"),
    ],
)
def test_an_html_attachment_is_of_its_publications_kind(parts, kind):
    found = read(document_type="html_publication", schema_name="html_publication", **parts)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("document_type", "is_one"),
    [
        ("organisation", False),
        ("person", False),
        ("ministerial_role", False),
        ("finder", False),
        ("taxon", False),
        ("coming_soon", False),
        ("placeholder_publication", False),
        ("guidance", True),
        ("answer", True),
        ("document_collection", True),
        ("a_type_of_the_future", True),
    ],
)
def test_pages_about_people_bodies_and_subjects_are_no_documents(document_type, is_one):
    reason = why_no_document(item(document_type=document_type))
    assert (reason is None) is is_one
    assert is_one or document_type in reason


def test_what_is_scheduled_says_for_when():
    coming = item("coming_soon", "coming_soon", {"publish_time": "2026-11-10T09:30:00.000+00:00"})
    assert why_no_document(coming) == (
        "not published yet, scheduled for 10 November 2026 at 9:30am (coming_soon)"
    )
    # Published as scheduled: a document like any other.
    assert why_no_document(item(publishing_scheduled_at="2016-05-03T14:10:00.000+00:00")) is None


@pytest.mark.parametrize(
    ("parts", "listed", "author", "slug"),
    [
        ({"organisations": [AGENCY]}, None, "SAMPLE Agency", "nhs-england"),
        (
            {"organisations": [DEPARTMENT, AGENCY]},
            None,
            "SAMPLE Department",
            "department-of-health-and-social-care",
        ),
        # Names that the bodies' pages had before.
        ({"organisations": [body("A", "nhs-commissioning-board")]}, None, "A", "nhs-england"),
        (
            {"organisations": [body("D", "department-of-health")]},
            None,
            "D",
            "department-of-health-and-social-care",
        ),
        ({"organisations": [OTHER, AGENCY]}, None, "SAMPLE Other", None),
        (
            {"organisations": [OTHER, AGENCY], "primary_publishing_organisation": [AGENCY]},
            None,
            "SAMPLE Agency",
            "nhs-england",
        ),
        ({"organisations": [{"title": None}, OTHER]}, None, "SAMPLE Other", None),
        ({}, [{"title": "SAMPLE Agency", "slug": "nhs-england"}], "SAMPLE Agency", "nhs-england"),
        ({"organisations": None}, None, None, None),
    ],
)
def test_the_first_leading_body_is_the_author(parts, listed, author, slug):
    found = content_of(item(links=parts), site=SITE, organisations=listed)
    assert (found.author, found.body) == (author, slug)


def test_an_emphasised_body_leads():
    links = {"organisations": [DEPARTMENT, AGENCY]}
    found = read(details={"emphasised_organisations": ["a"]}, links=links)
    assert found.author == "SAMPLE Agency"


def test_topics_are_named_once():
    links = {
        "taxons": [{"title": "SAMPLE: Beds"}, {"title": None}],
        "policy_areas": [{"title": "SAMPLE: Beds"}, {"title": "SAMPLE: Linen"}],
    }
    assert read(links=links).topics == ("SAMPLE: Beds", "SAMPLE: Linen")


# When ------------------------------------------------------------------------------------


FIRST = {"public_timestamp": "2015-01-14T09:30:00.000+00:00", "note": "First published."}
LATER = {"public_timestamp": "2015-05-14T09:30:16.000+01:00", "note": "Added a table."}


@pytest.mark.parametrize(
    ("parts", "published_at"),
    [
        ({"first_published_at": "2016-12-25T01:15:06.000+01:00"}, "2016-12-25T00:15:06Z"),
        ({"details": {"first_public_at": "2011-09-29T01:00:00+01:00"}}, "2011-09-29T00:00:00Z"),
        (
            {"first_published_at": None, "details": {"change_history": [LATER, FIRST]}},
            "2015-01-14T09:30:00Z",
        ),
        # A later note alone does not say when the document came out.
        ({"details": {"change_history": [LATER]}}, None),
        (
            {"details": {"public_timestamp": FIRST["public_timestamp"],
                         "first_published_version": True}},
            "2015-01-14T09:30:00Z",
        ),
        (
            {"details": {"public_timestamp": FIRST["public_timestamp"],
                         "first_published_version": False}},
            None,
        ),
        ({"first_published_at": "yesterday", "details": None}, None),
    ],
)  # fmt: skip
def test_when_it_was_published(parts, published_at):
    assert read(**parts).published_at == published_at


def test_when_it_was_modified_is_what_the_author_calls_a_change():
    found = read(
        public_updated_at="2016-09-07T12:00:28.000+01:00", updated_at="2020-03-25T13:12:13.989Z"
    )
    assert found.modified_at == "2016-09-07T11:00:28Z"
    assert read(updated_at="2020-03-25T13:12:13.989Z").modified_at is None


def test_identity_is_content_and_language():
    assert read().native_id == "5100:en"
    assert read(locale="cy").native_id == "5100:cy"
    assert read(locale=None).native_id == "5100:en"
    assert read(content_id=None).native_id is None


def test_without_an_address_of_its_own_it_has_the_one_it_was_asked_by():
    found = content_of(item(base_path=None), site=SITE, path="/government/news/x")
    assert found.path == "/government/news/x"


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "https://elsewhere.example/x", 7, ""])
def test_an_address_that_is_no_path_of_the_site_is_not_taken(path):
    found = content_of(item(base_path=path), site=SITE, path="/government/news/x")
    assert found.path == "/government/news/x"


def test_an_item_without_a_title_is_none():
    with pytest.raises(ValueError, match="without a title"):
        read(title=None)


# Its text --------------------------------------------------------------------------------


def lines(**parts):
    return read(**parts).text.splitlines()


def test_the_description_comes_first_and_the_newest_note_last():
    notes = {"body": "<p>One.</p><ul><li>Two.</li></ul>", "change_history": [FIRST, LATER]}
    assert lines(details=notes) == [
        "What it is.", "One.", "Two.", "Updated on 14 May 2015", "Added a table.",
    ]  # fmt: skip


def test_that_it_was_first_published_is_no_change():
    assert lines(details={"change_history": [FIRST]}) == ["What it is."]


def test_a_withdrawal_stands_before_all_else_and_makes_another_version():
    notice = {
        "withdrawn_at": "2015-01-13T13:05:30Z",
        "explanation": '<div class="govspeak"><p>See <a href="/x">the new guide</a>.</p></div>',
    }
    withdrawn = lines(withdrawn_notice=notice, details={"body": "<p>One.</p>"})
    assert withdrawn[:3] == ["Withdrawn on 13 January 2015", "See the new guide.", "What it is."]
    assert lines(withdrawn_notice={}, details={"body": "<p>One.</p>"}) == ["What it is.", "One."]
    assert lines(withdrawn_notice={"explanation": "<p>Old.</p>"})[:2] == ["Withdrawn", "Old."]


def test_a_consultation_says_from_when_to_when_and_what_came_of_it():
    details = {
        "opening_date": "2026-07-06T09:30:00.000+01:00",
        "closing_date": "2026-12-04T23:59:00.000+00:00",
        "body": "<p>We will respond by 30 April 2027.</p>",
        "public_feedback_detail": "<p>Most agreed.</p>",
        "final_outcome_detail": "<p>It will be so.</p>",
        "final_outcome_publication_date": "2027-04-12T00:00:00+00:00",
    }
    found = read(document_type="consultation_outcome", schema_name="consultation", details=details)
    assert found.text.splitlines() == [
        "What it is.",
        "Opening date: 6 July 2026 at 9:30am",
        "Closing date: 4 December 2026 at 11:59pm",
        "We will respond by 30 April 2027.",
        "Feedback received",
        "Most agreed.",
        "Outcome (12 April 2027)",
        "It will be so.",
    ]
    # None of these is a date that the record promises anything for.
    assert found.announced == ()


def test_parts_groups_and_blocks_are_text_too():
    guide = {"parts": [{"title": "SAMPLE part", "body": "<p>One.</p>"}, {"title": "Two"}]}
    assert lines(details=guide) == ["What it is.", "SAMPLE part", "One.", "Two"]
    groups = [{"title": "SAMPLE group", "body": "<p>Why.</p>", "documents": ["1", "9"]}, None]
    documents = [{"content_id": "1", "title": "SAMPLE member", "base_path": "/m"}]
    collection = read(details={"collection_groups": groups}, links={"documents": documents})
    assert collection.text.splitlines()[1:] == ["SAMPLE group", "Why.", "SAMPLE member"]
    inner = {"type": "govspeak", "content": "<p>Inside.</p>"}
    blocks = [{"type": "heading", "content": "Top"}, {"hero_content": {"blocks": [inner]}}]
    assert lines(details={"blocks": blocks}) == ["What it is.", "Top", "Inside."]


@pytest.mark.parametrize(
    "said",
    [
        "<p>One &amp; two.</p>",
        [{"content_type": "text/govspeak", "content": "x"},
         {"content_type": "text/html", "content": "<p>One &amp; two.</p>"}],
        [{"content_type": "text/govspeak", "content": "One & two."}],
    ],
)  # fmt: skip
def test_a_body_comes_in_one_or_more_content_types(said):
    assert lines(details={"body": said}) == ["What it is.", "One & two."]


def test_the_template_of_an_attachment_inside_a_text_is_not_the_bodys_words():
    inside = f"""<p>Before.</p><section class="gem-c-attachment">
    <div class="gem-c-attachment__thumbnail"><a href="{FILES}/media/1/a.pdf">cover</a></div>
    <h3 class="gem-c-attachment__title"><a href="{FILES}/media/1/a.pdf">SAMPLE file</a></h3>
    <p class="gem-c-attachment__metadata">PDF, 1 MB</p>
    <details><summary>Request an accessible format</summary></details></section><p>After.</p>"""
    found = read(details={"body": inside})
    assert found.text.splitlines() == ["What it is.", "Before.", "SAMPLE file", "After."]
    assert [file.url for file in found.attachments] == [f"{FILES}/media/1/a.pdf"]


# What is attached ------------------------------------------------------------------------


def attached(**parts):
    return [(a.kind, a.url, a.title, a.mime_type) for a in read(**parts).attachments]


def test_attachments_as_they_are_now():
    rows = [
        {"attachment_type": "file", "url": f"{FILES}/media/1/a.pdf", "title": "SAMPLE file",
         "content_type": "application/pdf", "file_size": 1932905, "number_of_pages": 2},
        {"attachment_type": "html", "url": "/government/publications/sample/full", "title": "Full"},
        {"attachment_type": "external", "url": "https://elsewhere.example/x", "title": "Away"},
        # As in older records, without a type of attachment.
        {"url": f"{FILES}/media/2/b.ods", "content_type": None, "title": None},
        {"url": "/government/publications/sample/short", "content_type": None, "title": "Short"},
        {"url": None}, {"url": "mailto:x@y.example", "content_type": "x/y"}, None, "x",
    ]  # fmt: skip
    found = read(details={"attachments": rows}).attachments
    assert [(a.kind, a.url, a.title, a.mime_type) for a in found] == [
        ("file", f"{FILES}/media/1/a.pdf", "SAMPLE file", "application/pdf"),
        ("link", f"{SITE}/government/publications/sample/full", "Full", "text/html"),
        ("link", "https://elsewhere.example/x", "Away", None),
        (
            "file",
            f"{FILES}/media/2/b.ods",
            "b.ods",
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("link", f"{SITE}/government/publications/sample/short", "Short", "text/html"),
        ("link", "mailto:x@y.example", "", None),
    ]
    assert (found[0].size_bytes, found[0].pages) == (1932905, 2)


@pytest.mark.parametrize("number", [10**15, 2**70, int("9" * 4000), -1, True, "12"])
def test_a_number_that_cannot_be_kept_is_none(number):
    row = {"attachment_type": "file", "url": f"{FILES}/media/1/a.pdf", "title": "SAMPLE file"}
    numbers = {"file_size": number, "number_of_pages": number}
    [found] = read(details={"attachments": [row | numbers]}).attachments
    assert (found.size_bytes, found.pages) == (None, None)


@pytest.mark.parametrize(
    ("said", "pages"),
    [("33 pages", 33), ("9" * 15, 10**15 - 1), ("9" * 16, None), ("9" * 5000, None)],
)
def test_how_many_pages_a_block_says(said, pages):
    block = legacy(UPLOAD, "SAMPLE file", "PDF").replace("33 pages", said)
    assert read(details={"documents": [block]}).attachments[0].pages == pages


def legacy(href, title, kind, more=""):
    return f"""<section class="attachment embedded" id="attachment_1">
    <div class="attachment-thumb"><a aria-hidden="true" class="thumbnail" href="{href}"><img
      alt="" src="/x.png"></a></div>
    <div class="attachment-details"><h2 class="title"><a href="{href}">{title}</a></h2>
    <p class="metadata">{more}<span class="type">{kind}</span>,
      <span class="file-size">785KB</span>, <span class="page-length">33 pages</span></p>
    <div class="accessibility-warning"><h2>Not for all. <a class="toggler" href="#r">Request
      another format.</a></h2><p><a href="mailto:x@y.example">x</a></p></div></div></section>"""


UPLOAD = "/government/uploads/system/uploads/attachment_data/file/1/a.pdf"


def test_attachments_as_they_were_once():
    out = 'Published: <time class="date" datetime="2016-09-07">7 September</time>'
    pdf = "<abbr title='Portable Document Format'>PDF</abbr>"
    details = {
        "documents": [
            legacy(UPLOAD, "SAMPLE file", pdf, out),
            legacy("/government/publications/sample/full", "Full", "HTML"),
            "5e5dc1ab-7631",  # a collection lists numbers under this name
            None,
        ],
        "final_outcome_documents": [legacy(UPLOAD.replace("a.pdf", "b.doc"), "Outcome", "Word")],
    }
    first, second, third = read(details=details).attachments
    assert (first.kind, first.url, first.title) == ("file", f"{SITE}{UPLOAD}", "SAMPLE file")
    assert (first.mime_type, first.pages, first.uploaded_at) == (
        "application/pdf", 33, "2016-09-07",
    )  # fmt: skip
    assert (second.kind, second.mime_type) == ("link", "text/html")
    assert (third.kind, third.title) == ("file", "Outcome")


def test_files_that_a_text_links_to_and_no_other_links():
    text = f"""<p><a href="{FILES}/media/1/a.pdf">SAMPLE file</a> <a href="/media/2/b.csv">Two</a>
    <a href="https://elsewhere.example/media/3/c.pdf">away</a> <a href="/government/x">page</a>
    <a href="#top">top</a> <a href="http://[bad/media/4/d.pdf">bad</a></p>"""
    assert attached(details={"body": text}) == [
        ("file", f"{FILES}/media/1/a.pdf", "SAMPLE file", "application/pdf"),
        ("file", f"{SITE}/media/2/b.csv", "Two", "text/csv"),
    ]


def test_an_address_is_attached_once_and_with_words():
    rows = [{"attachment_type": "file", "url": f"{FILES}/media/1/a.pdf", "title": "SAMPLE file"}]
    text = f'<p><a href="{FILES}/media/1/a.pdf"><img src="x"></a></p>'
    assert len(attached(details={"attachments": rows, "body": text})) == 1


def test_where_a_consultation_is_held_and_answered():
    details = {
        "held_on_another_website_url": "https://held.example/x",
        "ways_to_respond": {
            "link_url": "https://answers.example/x",
            "email": "x@y.example",
            "attachment_url": f"{FILES}/media/1/form.doc",
        },
    }
    assert [(kind, url) for kind, url, _, _ in attached(details=details)] == [
        ("link", "https://held.example/x"),
        ("link", "https://answers.example/x"),
        ("file", f"{FILES}/media/1/form.doc"),
    ]


# Statistics announcements ------------------------------------------------------------------


def announcement(first_published_at="2026-04-13T09:00:00.000+00:00", **details):
    return item(
        "official_statistics_announcement",
        "statistics_announcement",
        {"format_sub_type": "official"} | details,
        {"organisations": [AGENCY]},
        base_path="/government/statistics/announcements/sample",
        first_published_at=first_published_at,
    )


MOVED = {
    "display_date": "10 November 2026 9:30am",
    "state": "confirmed",
    "previous_display_date": "September 2026",
    "latest_change_note": "Two wards were late.",
}


def test_a_moved_date_with_the_one_before_and_the_bodys_reason():
    found = content_of(announcement(**MOVED), site=SITE)
    (one,) = found.announced
    assert (one.kind, one.key, one.title) == ("release", "5100", "SAMPLE: a thing")
    assert (one.words, one.earliest, one.latest, one.precision, one.state) == (
        "10 November 2026 9:30am", "2026-11-10", "2026-11-10", "day", "confirmed",
    )  # fmt: skip
    assert (one.previous_words, one.previous_earliest, one.previous_latest, one.note) == (
        "September 2026", "2026-09-01", "2026-09-30", "Two wards were late.",
    )  # fmt: skip
    assert one.url == f"{SITE}/government/statistics/announcements/sample"
    assert (one.author, one.body) == ("SAMPLE Agency", "nhs-england")
    assert found.text.splitlines() == [
        "What it is.",
        "Release date: 10 November 2026 9:30am (confirmed)",
        "Previous release date: September 2026",
        "Reason for the change",
        "Two wards were late.",
    ]


def test_a_cancelled_one_says_why_and_when():
    found = content_of(
        announcement(
            **MOVED | {"state": "cancelled"},
            cancelled_at="2026-09-01T10:00:00.000+01:00",
            cancellation_reason="Nobody counts them.",
        ),
        site=SITE,
    )
    (one,) = found.announced
    assert (one.state, one.note) == ("cancelled", "Nobody counts them.")
    assert found.text.splitlines()[-3:] == [
        "Cancelled on 1 September 2026", "Reason for the cancellation", "Nobody counts them.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("details", "state", "precision"),
    [
        ({"display_date": "November 2026", "state": "provisional"}, "provisional", "month"),
        ({"display_date": "2026", "state": "Confirmed"}, "confirmed", "year"),
        ({"display_date": "Spring 2026", "state": "provisional"}, "provisional", "none"),
        ({"display_date": "31 June 2026 9:30am", "state": "confirmed"}, "confirmed", "none"),
        ({"display_date": "November 2026", "state": "perhaps"}, "stated", "month"),
        ({"display_date": "November 2026"}, "stated", "month"),
    ],
)
def test_states_and_dates_that_name_less_than_a_day(details, state, precision):
    (one,) = content_of(announcement(**details), site=SITE).announced
    assert (one.state, one.precision, one.words) == (state, precision, details["display_date"])
    assert (one.earliest is None) == (one.latest is None) == (precision == "none")


@pytest.mark.parametrize("shown", [None, "", 7])
def test_an_announcement_without_a_date_announces_none(shown):
    assert content_of(announcement(display_date=shown, state=None), site=SITE).announced == ()


@pytest.mark.parametrize(
    ("shown", "period"),
    [
        ("20 January 2016 9:30am", ("2016-01-20", "2016-01-20", "day")),
        ("1 January 2050 09:30", ("2050-01-01", "2050-01-01", "day")),
        ("5 March 2026 12:00pm", ("2026-03-05", "2026-03-05", "day")),
        ("January 2016", ("2016-01-01", "2016-01-31", "month")),
        ("March to April 2050", ("2050-03-01", "2050-04-30", "month")),
        ("December to January 2017", ("2016-12-01", "2017-01-31", "month")),
        ("December 2016 to January 2017", ("2016-12-01", "2017-01-31", "month")),
        ("April 2027 to March 2027", None),
        ("Spring to Summer 2027", None),
        ("shortly", None),
        ("", None),
    ],
)
def test_periods(shown, period):
    found = announced_period(shown)
    assert (found and (found.earliest, found.latest, found.precision)) == period


# Out, or not -------------------------------------------------------------------------------


def statistics(document_type="official_statistics", **parts):
    return (
        item(
            document_type,
            "publication",
            base_path="/government/statistics/sample",
            title="SAMPLE: the figures",
        )
        | {"first_published_at": "2026-11-10T09:30:00.000+00:00"}
        | parts
    )


def test_an_announcement_that_leads_to_its_statistics_is_released():
    release = {
        "announcement": announcement(**MOVED),
        "redirect": {"public_updated_at": "2026-11-10T09:30:02.000+00:00"},
        "statistics": statistics(),
    }
    found = release_of(release, site=SITE)
    (one,) = found.announced
    assert (one.state, one.words) == ("released", "10 November 2026 9:30am")
    assert (one.outcome_url, one.outcome_on) == (
        f"{SITE}/government/statistics/sample", "2026-11-10",
    )  # fmt: skip
    assert found.text.startswith("Released on 10 November 2026: SAMPLE: the figures\nWhat it is.")
    assert found.modified_at == "2026-11-10T09:30:02Z"
    assert (found.kind, found.native_id) == ("statistics_announcement", "5100:en")
    assert release_of(release | {"redirect": None}, site=SITE).announced == found.announced


@pytest.mark.parametrize(
    ("announced", "led_to", "is_release"),
    [
        ({}, {}, True),
        # The day in London, not the one in UTC.
        ({}, {"first_published_at": "2027-06-10T23:30:00.000+00:00"}, True),
        # There before it was announced: a mistake was led to what was there.
        ({}, {"first_published_at": "2026-03-01T09:30:00.000+00:00"}, False),
        ({}, {"document_type": "official_statistics_announcement"}, False),
        ({}, {"base_path": "/government/statistics/announcements/other"}, False),
        ({}, {"document_type": "guidance"}, False),
        ({}, {"document_type": "document_collection"}, False),
        ({}, {"first_published_at": None}, False),
        (
            {"first_published_at": None, "public_updated_at": "2026-09-18T15:00:00.000+00:00"},
            {},
            True,
        ),
        ({"first_published_at": None}, {}, False),
    ],
)
def test_what_counts_as_a_release(announced, led_to, is_release):
    found = outcome_of(announcement(**MOVED) | announced, statistics(**led_to), SITE)
    assert (found is not None) is is_release
    if "2027-06" in str(led_to):
        assert found.on == "2027-06-11"


# Elsewhere, and gone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "to"),
    [
        ({"redirects": [{"path": "/a", "type": "exact", "destination": "/b"}]}, "/b"),
        (
            {"redirects": [{"path": "/a/x", "type": "exact", "destination": "/c"},
                           {"path": "/a", "type": "exact", "destination": "/b?q=1#f"}]},
            "/b?q=1#f",
        ),
        (
            {"base_path": "/a/y/z",
             "redirects": [{"path": "/a", "type": "prefix", "destination": "/b"}]},
            "/b/y/z",
        ),
        (
            {"base_path": "/a/y",
             "redirects": [{"path": "/a", "type": "prefix", "destination": "/b",
                            "segments_mode": "ignore"}]},
            "/b",
        ),
        ({"redirects": [{"path": "/a", "destination": "https://elsewhere.example/"}]},
         "https://elsewhere.example/"),
        ({"redirects": None, "details": {"alternative_path": "/d"}}, "/d"),
        ({"redirects": [None, {"path": "/a", "destination": None}]}, ""),
    ],
)  # fmt: skip
def test_redirects(parts, to):
    moved = {"base_path": "/a", "schema_name": "redirect", "document_type": "redirect"} | parts
    assert redirect_of(moved) == to


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (
            {"explanation": "<div><p>Wrong title</p> </div>", "alternative_path": "/b"},
            'taken away by GOV.UK; "Wrong title"; see /b',
        ),
        ({"explanation": None, "alternative_path": ""}, "taken away by GOV.UK"),
        (None, "taken away by GOV.UK"),
    ],
)
def test_gone(details, words):
    assert gone_of({"schema_name": "gone", "details": details}) == words


def test_a_document_is_neither_gone_nor_elsewhere():
    assert redirect_of(item()) is gone_of(item()) is None


# The search --------------------------------------------------------------------------------


def test_an_address_of_the_search_names_each_value_and_only_known_fields():
    query = {"filter_organisations": ("a", "b"), "order": "-public_timestamp"}
    address = page_address(SITE, query, 180)
    assert address.startswith(
        f"{SITE}/api/search.json?filter_organisations=a&filter_organisations=b"
        "&order=-public_timestamp&start=180&count=200&fields=title,link,public_timestamp,"
    )


def test_a_stamp_changes_with_the_date_of_a_release_and_with_a_withdrawal():
    result = {"public_timestamp": "t", "release_timestamp": "r", "title": "SAMPLE"}
    others = [{"release_timestamp": "s"}, {"is_withdrawn": True}, {"public_timestamp": "u"}]
    others += [{"statistics_announcement_state": "confirmed"}, {"latest_change_note": "Late."}]
    stamps = {stamp_of(result), *(stamp_of(result | other) for other in others)}
    assert len(stamps) == 1 + len(others)
    assert stamp_of(result) == stamp_of(result | {"title": "SAMPLE 2", "popularity": 3})


@pytest.mark.parametrize(
    ("link", "found"),
    [("/a", "/a"), ("a/b", "/a/b"), ("https://x.example/", "https://x.example/"), (None, "")],
)
def test_links_of_results(link, found):
    assert link_of({"link": link}) == found


@pytest.mark.parametrize(
    "answer", [[], None, {}, {"results": []}, {"results": {}, "total": 1}, {"total": 0}]
)
def test_what_is_no_answer_of_a_search(answer):
    with pytest.raises(ValueError, match="results"):
        results_of(answer)


# Whatever comes ----------------------------------------------------------------------------

NAMES = sorted({
    "alternative_path", "attachment_type", "attachments", "base_path", "blocks", "body",
    "cancelled_at", "change_history", "closing_date", "collection_groups", "content",
    "content_id", "content_type", "description", "destination", "details", "display_date",
    "document_type", "documents", "emphasised_organisations", "explanation", "first_published_at",
    "links", "note", "organisations", "parent", "parts", "path", "public_timestamp",
    "public_updated_at", "redirects", "schema_name", "state", "taxons", "title", "type", "url",
    "ways_to_respond", "withdrawn_at", "withdrawn_notice",
})  # fmt: skip
TEXTS = st.sampled_from([
    "", "x", "SAMPLE", "/a", "redirect", "gone", "html_publication", "statistics_announcement",
    "2026-11-10T09:30:00.000+00:00", "0001-01-01T00:00:00+14:00", "November to December 2026",
    "<p class='attachment'><a href='http://[x'>y</a></p>", "http://[bad", "//", "file",
])  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=8))
def test_an_odd_item_is_read_as_far_as_it_goes(odd):
    assert gone_of(odd) is None or isinstance(gone_of(odd), str)
    assert redirect_of(odd) is None or isinstance(redirect_of(odd), str)
    assert why_no_document(odd) is None or isinstance(why_no_document(odd), str)
    found = content_of(odd | {"title": "SAMPLE"}, site=SITE, path="/x")
    assert found.path.startswith("/")
    assert all(one.url.strip() for one in found.attachments)
    assert all(one.words for one in found.announced)
    outcome = outcome_of(odd, odd, SITE)
    assert outcome is None or outcome.url.startswith(SITE)
