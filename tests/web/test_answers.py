"""The body's word, objections, what was published before, corrections, sources that are gone."""

import csv
import io
import re
import sqlite3
from datetime import date
from html import unescape

import pytest

from tests.web.altered import altered
from tests.web.contested import (
    BELL,
    BUOY,
    HORN,
    LAMP,
    MAST,
    PIER,
    ROLE,
    contested,
)
from web.fairness import cause_words, says

UNDER_REVIEW = (
    "Under review since 21 November 2026. What stood here is not shown while it is looked at again."
)
HELD, WITHDRAWN = "held-plan", "withdrawn-plan"
CLAIM = (
    "insert into claims (commitment, release, published_at, as_of, change, cause, reason, status,"
    " sentence) values ('{}', {}, '2026-10-02T06:00:00Z', '2026-10-02', '{}', '{}', {}, {}, {})"
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """The day of counting is today."""
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 11, 22))


@pytest.fixture(scope="module")
def release_of_it(tmp_path_factory):
    """The folder of the contested release."""
    return contested(tmp_path_factory.mktemp("contested"))


@pytest.fixture(scope="module")
def coast(release_of_it, serve_over):
    """The site over it."""
    return serve_over(release_of_it)


@pytest.fixture(scope="module")
def past(release_of_it, tmp_path_factory, serve_over):
    """The same with a past: one held, one withdrawn, one that our error had wrong."""
    return serve_over(
        altered(
            release_of_it,
            tmp_path_factory.mktemp("past"),
            f"insert into held values ('{HELD}', '2026-11-21')",
            CLAIM.format(
                WITHDRAWN, 1, "new", "first_published", "null", "'overdue'", "'It is out.'"
            ),
            CLAIM.format(
                WITHDRAWN, 4, "withdrawn", "our_error", "'Never promised.'", "null", "null"
            ),
            f"update claims set release = 3 where commitment = '{LAMP}'",
            CLAIM.format(LAMP, 2, "new", "first_published", "null", "'awaited'", "'Due in June.'"),
        )
    )


async def text(site, path, status=200):
    response = await site.client.get(path)
    assert response.status_code == status, (path, response.text[:500])
    return response.text


def plain(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def part(html, name):
    """The words of the section with this heading."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', html, re.DOTALL)
    assert found, name
    return plain(found[1])


# -------------------------------------------------------------------------- what the body says


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        # The newest answer first, in the body's words, with day, way and where it can be read.
        (LAMP, (
            "What the body says", "The lamp was late because of the weather. It comes in spring.",
            "NHS England, 5 October 2026, letter : where it can be read",
            "asked on 1 October 2026 (telephone), answered on 5 October 2026",
            "Asked on 3 August 2026 (e-mail): “When does it come?”, answered on 9 August 2026",
            "Earlier answers: 1", "We do not comment.",
        )),
        (BUOY, ("NHS England was asked on 1 September 2026 (e-mail), no reply by 15 September",)),
        (HORN, (
            "What the bodies say",
            "NHS England Not asked.",
            "Department of Health and Social Care Asked on 16 November 2026 (e-mail), no answer on",
        )),
        (PIER, ("Not asked. Nobody here has asked NHS England for comment. That says nothing of",)),
    ],
)  # fmt: skip
async def test_the_page_has_what_each_body_says(coast, slug, words):
    said = part(await text(coast, f"/commitments/{slug}"), "says")
    places = [said.find(one) for one in words]
    assert -1 not in places, (said, words)
    assert "how to answer or object" in said


async def test_it_stands_high_up(coast):
    html = await text(coast, f"/commitments/{LAMP}")
    order = [html.index(f'id="{name}"') for name in ("days", "says", "objections", "chart", "ask")]
    assert order == sorted(order)
    assert f'href="/challenge/{LAMP}"' in html


# ---------------------------------------------------------------------------------- objections


async def test_an_open_objection_says_who_when_to_what_and_what(coast):
    html = await text(coast, f"/commitments/{LAMP}")
    said = part(html, "objections")
    assert f"disputed 10 November 2026 , by {ROLE} , to statement 1" in said
    assert "The plan was never promised for June. It was for July." in said
    assert "It is being looked at." in said
    assert 'href="#event-1"' in html
    assert '<a href="https://board.example/objection" rel="noopener nofollow">' in html


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (BUOY, "closed 10 November 2026 , by trade union of pilots , to the whole of what is said"),
        (BUOY, "Not upheld , 20 November 2026. The paper says that there is. Looked at by one"),
        (MAST, "Upheld in part , 20 November 2026. Half of it stands. Looked at by two persons."),
    ],
)  # fmt: skip
async def test_a_closed_one_says_what_came_of_it_and_how_many_looked(coast, slug, words):
    html = await text(coast, f"/commitments/{slug}")
    assert words in part(html, "objections")
    # One that was upheld, if only in part, disputes what is said until that is mended.
    is_wrong = "was upheld, and it is not yet mended" in plain(html)
    assert is_wrong == (slug == MAST)
    assert ("disputed" in plain(html).replace("is disputed", "")) == is_wrong


@pytest.mark.parametrize(
    ("path", "has_others"),
    [
        ("/", True),
        ("/timeline", True),
        ("/bodies/nhs-england", True),
        ("/search?q=lamp", False),
        ("/timeline?status=overdue", False),
    ],
)
async def test_every_list_marks_the_row(coast, path, has_others):
    html = await text(coast, path)
    rows = re.findall(r"<li\b.*?</li>", html, re.DOTALL)
    of_lamp = [row for row in rows if f'/commitments/{LAMP}"' in row]
    assert of_lamp
    for row in of_lamp:
        assert "disputed: see page" in row
    others = [row for row in rows if f'/commitments/{BUOY}"' in row]
    assert bool(others) == has_others
    for row in others:
        assert "disputed" not in row


async def test_words_for_time_mark_it_too(coast):
    [family] = set(re.findall(r'href="(/phrases/[^"]+)"', await text(coast, "/phrases")))
    html = await text(coast, family)
    rows = [row for row in html.split("<li id=") if f"/commitments/{LAMP}#" in row]
    assert len(rows) == 1
    assert "disputed: see page" in rows[0]
    others = [row for row in html.split("<li id=") if f"/commitments/{BUOY}#" in row]
    assert others
    assert not any("disputed: see page" in row for row in others)


async def test_beside_overdue_stands_who_looked_when_where_and_for_which_words(coast):
    looked = "an editor looked on 18 November 2026 at https://board.example/plans for “lamp plan”"
    for path in ("/", "/timeline"):
        assert looked in plain(await text(coast, path)).replace(" </a>", ""), path
    page = plain(await text(coast, f"/commitments/{LAMP}"))
    assert "Who looked: an editor, on 18 November 2026, at https://board.example/plans" in page
    assert "Ada" not in page


async def test_the_word_of_the_status_stays(coast):
    verdict = re.search(r'<p class="verdict">.*?</p>', await text(coast, f"/commitments/{LAMP}"))
    assert re.search("overdue</span></a> <a [^>]*>disputed</a>", verdict[0])


# -------------------------------------------------------------------------- pictures and files


async def test_the_charts_say_it_by_a_shape_and_a_word(coast):
    timeline = await text(coast, "/timeline")
    row = re.search(rf'<li id="{LAMP}">.*?</li>', timeline, re.DOTALL)[0]
    picture = row.split('class="row-picture"')[1]
    assert "<title>Disputed: 1 objection to what is said here is open</title>" in picture
    assert 'class="disputed"' in picture
    assert ">disputed</text>" in picture
    calm = re.search(rf'<li id="{BUOY}">.*?</li>', timeline, re.DOTALL)[0]
    assert "disputed" not in calm

    page = await text(coast, f"/commitments/{LAMP}")
    for drawn in re.findall(r'<svg class="slip-chart.*?</svg>', page, re.DOTALL):
        assert "<title>Disputed: statement 1</title>" in drawn
        assert ">disputed: see the page</text>" in drawn
    assert "disputed: an objection is open" in plain(page)


@pytest.mark.parametrize(("slug", "is_disputed"), [(LAMP, True), (BUOY, False)])
async def test_a_picture_carries_all_that_its_page_would_say(coast, monkeypatch, slug, is_disputed):
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example")
    words = plain(await text(coast, f"/commitments/{slug}.svg"))
    assert "As of 22 November 2026, release 1." in words
    assert f"delays.example/commitments/{slug}" in words
    said = "Disputed: 1 objection to what is said here is open; see the page."
    assert (said in words) == is_disputed
    assert ("disputed" in words.lower()) == is_disputed


async def test_what_a_shared_link_shows_says_it(coast):
    for slug, is_disputed in ((LAMP, True), (BUOY, False)):
        head = (await text(coast, f"/commitments/{slug}")).split("</head>")[0]
        told = re.findall('(?:name="description"|og:description"|image:alt") content="(.*?)"', head)
        assert ["Disputed. Due by" in words for words in told] == [is_disputed] * 3, told


async def test_files_carry_it(coast):
    rows = list(csv.DictReader(io.StringIO(await text(coast, f"/commitments/{LAMP}.csv"))))
    assert [(row["disputed"], row["statement_disputed"]) for row in rows] == [("1", "1")]
    [row] = csv.DictReader(io.StringIO(await text(coast, f"/commitments/{BUOY}.csv")))
    assert (row["disputed"], row["statement_disputed"]) == ("0", "0")
    whole = (await coast.client.get(f"/commitments/{LAMP}.json")).json()
    assert whole["commitment"]["disputed"] == 1
    assert whole["events"][0]["disputed"] == 1
    assert [one["by_role"] for one in whole["objections"]] == [ROLE]
    assert [one["happened"] for one in whole["responses"]][:2] == ["answered", "asked"]
    assert [one["change"] for one in whole["claims"]] == ["new"]
    whole = (await coast.client.get(f"/commitments/{BUOY}.json")).json()
    assert [one["became"] for one in whole["corrections"]] == ["due in June", "due in May"]


async def test_no_name_of_who_decides_is_published(coast, release_of_it):
    whole = (release_of_it / "delaywatch.db").read_bytes()
    for name in (b"Ada Example", b"Grace Example"):
        assert name not in whole
    for path in (f"/commitments/{LAMP}", f"/commitments/{MAST}.json", f"/challenge/{BUOY}"):
        assert "Example" not in plain(await text(coast, path))


# ------------------------------------------------------------------------ sources that are gone


async def test_a_source_says_where_it_can_still_be_read(coast):
    html = await text(coast, f"/commitments/{PIER}")
    listed = html.split('<li id="event-1"')[1].split('class="sources"')[1].split("</ul>")[0]
    first, second, third, shown, kept = re.findall("<li>.*?</li>", listed, re.DOTALL)
    assert 'href="https://archive.example/pier"' in first
    assert 'href="https://gone.example/archived"' not in first
    assert (
        "copy in an archive – its own address, tried on 12 November 2026, no longer opens:"
        " https://gone.example/archived" in plain(first)
    )
    assert "source no longer online" in second
    assert "<a " not in second.split("<span")[0]
    assert '<a href="https://open.example/a"' in third
    assert '<a href="/documents/1">Page shown</a>' in shown
    assert "its text stands here – its own address, tried on 12 November 2026," in plain(shown)
    assert "source no longer online; copy held" in plain(kept)
    assert "gone.example" not in "".join(re.findall('href="(.*?)"', listed))
    assert "No reader can open a source of this statement" not in html


async def test_a_statement_that_nobody_can_open_says_what_it_cannot_carry(coast):
    page = plain(await text(coast, f"/commitments/{BELL}"))
    assert "source no longer online" in page
    assert "No reader can open a source of this statement any more: by itself it makes" in page
    assert "No reader can open a source of its newest date any more" in page
    [row] = csv.DictReader(io.StringIO(await text(coast, f"/commitments/{BELL}.csv")))
    assert row["source_readable"] == "not any more"


# ------------------------------------------------------------- before, corrected, held, withdrawn


async def test_the_page_tells_what_was_published_before_the_newest_first(past):
    page = plain(await text(past, f"/commitments/{LAMP}"))
    history = page[page.index("What was published about it, release by release") :]
    newest, first = history.index("Release 3"), history.index("Release 2")
    assert newest < first
    assert "Due in June." in history


@pytest.mark.parametrize("path", [f"/commitments/{BUOY}", "/"])
async def test_what_was_corrected_stands_there_for_thirty_days(coast, path):
    page = plain(await text(coast, path))
    said = page[page.index("Corrected in the last 30 days") :]
    for words in (
        "19 November 2026", "It said due in May", "It says now due in June", "Cause: our error",
        "Why We had misread the page.",
    ):  # fmt: skip
        assert words in said
    assert "due in April" not in page
    assert "1 correction in the last 30 days" in page or path != "/"
    assert 'href="/corrections"' in await text(coast, path)


async def test_an_older_correction_is_counted_and_a_link_away(coast):
    assert "Corrected before the last 30 days: 1 time." in plain(
        await text(coast, f"/commitments/{BUOY}")
    )
    assert "Corrected in the last 30 days" not in await text(coast, f"/commitments/{LAMP}")


async def test_what_is_held_says_only_that(past):
    html = await text(past, f"/commitments/{HELD}")
    assert UNDER_REVIEW in plain(html)
    assert '<meta name="robots" content="noindex">' in html
    assert f'href="/challenge/{HELD}"' in html


@pytest.mark.parametrize("ending", ["csv", "json", "svg", "png"])
@pytest.mark.parametrize(
    ("slug", "line"),
    [
        (HELD, f"{UNDER_REVIEW}\n"),
        (WITHDRAWN, "Withdrawn in release 4, counted for 2 October 2026.\n"),
    ],
)  # fmt: skip
async def test_its_files_are_gone_with_the_same_words(past, slug, line, ending):
    assert await text(past, f"/commitments/{slug}.{ending}", 404) == line


async def test_what_was_withdrawn_says_when_why_and_what_was_said(past):
    html = await text(past, f"/commitments/{WITHDRAWN}")
    page = plain(html)
    assert "was withdrawn in release 4 , counted for 2 October 2026" in page
    assert "Why: our error. Never promised." in page
    assert "It is out." in page
    assert "status-overdue" not in html, "no red for what is not claimed any more"
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("ending", ["", ".csv", ".json", ".svg", ".png"])
async def test_what_never_was_is_404(past, ending):
    assert "There is no commitment of this name" in await text(
        past, f"/commitments/no{ending}", 404
    )


async def test_who_looked_is_not_in_the_tables_either(release_of_it):
    with sqlite3.connect(f"file:{release_of_it}/delaywatch.db?mode=ro", uri=True) as connection:
        [[as_what]] = connection.execute("select looked_as from looks").fetchall()
    assert as_what == "an editor"


def test_a_cause_that_nobody_gave_has_no_words():
    assert cause_words(None) == ""


def asked(day, happened="asked", body="board", **more):
    """A row of responses."""
    row = {"body": body, "name": body.title(), "position": 1, "happened": happened}
    return row | {"happened_on": day, "how": "e-mail", "words": None, "url": None} | more


BOARD = {"slug": "board", "name": "Board", "existed_until": None}
OLD = {"slug": "old", "name": "Old Board", "existed_until": "2020-03-31"}


@pytest.mark.parametrize(
    ("bodies", "rows", "told"),
    [
        ([BOARD], [], {"Board": []}),
        ([BOARD, OLD], [], {"Board": []}),  # a body that has ended cannot be asked
        ([OLD], [], {"Old Board": []}),
        ([BOARD], [asked("2026-05-01", body="old")], {"Board": [], "Old": [
            "asked on 1 May 2026 (e-mail), no answer on record yet"]}),
        # An answer to an earlier question is none to a later one.
        ([BOARD], [asked("2026-05-03"), asked("2026-05-02", "answered"), asked("2026-05-01")],
         {"Board": ["asked on 3 May 2026 (e-mail), no answer on record yet",
                    "asked on 1 May 2026 (e-mail), answered on 2 May 2026"]}),
        # What was answered in the end was not left without a reply.
        ([BOARD], [asked("2026-06-01", "answered"), asked("2026-05-20", "no_reply"),
                   asked("2026-05-01")],
         {"Board": ["asked on 1 May 2026 (e-mail), answered on 1 June 2026"]}),
        ([BOARD], [asked("2026-05-20", "no_reply")], {"Board": ["no reply by 20 May 2026"]}),
    ],
)  # fmt: skip
def test_what_was_asked_is_told_with_what_came_of_it(bodies, rows, told):
    names = {"old": "Old"}
    rows = [row | {"name": names.get(row["body"], row["name"])} for row in rows]
    assert {body.name: list(body.asked) for body in says(bodies, rows, "2026-11-22")} == told


def test_an_answer_that_nobody_asked_for_stands_alone():
    [body] = says([BOARD], [asked("2026-05-02", "answered", words="It comes.")], "2026-11-22")
    assert body.was_asked
    assert (body.newest["words"], body.asked) == ("It comes.", [])
