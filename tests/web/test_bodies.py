"""Public bodies and their promises as readers see them: lists and counts, no score."""

import re
import sqlite3
from html import unescape

import pytest

from db.commitments import save_bodies
from db.connection import writing
from db.pages import bodies as sql
from tests.conftest import AS_OF, NOW
from tests.tracker.pages import BY_JUNE, Desk, commitment, promise
from tests.tracker.test_cohorts import READ, TWELVE, World
from tests.web.altered import altered, plan
from tracker.publish import publish
from tracker.wording import STATUS_NAMES
from web.charts import waiting
from web.pages.bodies import SHOWN, STATUSES, share

HOSTILE = '<img src=x onerror=alert(1)> {{7*7}} \u202e"'
CHAIN = [
    {"slug": "old-board", "name": "Old Board", "existed_until": "2020-03-31",
     "successor": "middle-board"},
    {"slug": "middle-board", "name": "Middle Board", "existed_until": "2022-06-30",
     "successor": "new-board"},
    {"slug": "new-board", "name": "New Board", "successor": "next-board",
     "note": "It is to be wound up."},
    {"slug": "next-board", "name": "Next Board"},
    {"slug": "odd-board", "name": HOSTILE, "note": HOSTILE},
    {"slug": "ring-a", "name": "Ring A", "existed_until": "2020-01-01", "successor": "ring-b"},
    {"slug": "ring-b", "name": "Ring B", "existed_until": "2021-01-01", "successor": "ring-a"},
]  # fmt: skip
# Who answers for each plan, and whose word it was at first.
PLANS = {
    "old-plan": (["old-board"], "old-board"),
    "middle-plan": (["middle-board"], "middle-board"),
    "shared-plan": (["old-board", "new-board"], "old-board"),
    "own-plan": (["new-board"], "new-board"),
    "passed-plan": (["new-board"], "middle-board"),
    "odd-plan": (["odd-board"], "odd-board"),
}


def desk_of(folder):
    """A desk over the chain of boards and their plans."""
    desk = Desk.fresh(folder)
    desk.register(
        *(commitment(slug, slug.replace("-", " ").title(), promise(BY_JUNE)) for slug in PLANS)
    )
    with writing(desk.db):
        save_bodies(desk.db, CHAIN)
        desk.db.execute("delete from commitment_bodies")
        for slug, (bodies, word) in PLANS.items():
            for position, body in enumerate(bodies, start=1):
                desk.db["commitment_bodies"].insert(
                    {"commitment": slug, "position": position, "body": body,
                     "role": "lead" if position == 1 else "joint"}
                )  # fmt: skip
            desk.db.execute("update events set promised_by = ? where commitment = ?", [word, slug])
    return desk


def site_of(desk, serve_over):
    """The site over what is on a desk."""
    folder = desk.path.parent / "published"
    publish(desk.db, folder, AS_OF, NOW)
    return serve_over((folder / "current").resolve())


@pytest.fixture(scope="module")
def boards(tmp_path_factory, serve_over):
    """The site over a chain of boards."""
    return site_of(desk_of(tmp_path_factory.mktemp("boards")), serve_over)


@pytest.fixture(scope="module")
def counted(tmp_path_factory, serve_over):
    """The site over a calendar that was read whole in one year and not in the next."""
    later = [["2026-02-01 confirmed 14 Mar 2026"]] * 3
    world = World(releases=[*TWELVE, *later], runs=[*READ, "2026-02-15", "2026-03-15"])
    calendar = world.build(tmp_path_factory.mktemp("counted") / "delaywatch.db")
    return site_of(calendar, serve_over)


async def html(site, path, status=200):
    response = await site.client.get(path)
    assert response.status_code == status, response.text[:500]
    return response.text


def plain(text):
    """What a page says, without its elements."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text)))


async def words(site, path, status=200):
    return plain(await html(site, path, status))


def section(text, start, end=None):
    """The part of a text from one word to another."""
    found = text[text.index(start) :]
    return found[: found.index(end)] if end else found


# ------------------------------------------------------------------ counts


async def test_every_body_stands_in_the_list_with_counts_that_lead_to_their_rows(boards):
    text = await html(boards, "/bodies")
    assert 'href="/bodies/new-board"' in text
    assert 'href="/timeline?body=new-board&amp;status=unchecked"' in text
    assert "Old Board22" in re.sub(r"\s", "", plain(text)).replace("OldBoard", "Old Board")


async def test_a_body_without_a_promise_is_named_apart(boards):
    assert "Next Board" in section(await words(boards, "/bodies"), "answering for no promise")


async def test_the_counts_of_a_body_add_up_to_its_rows_in_the_timeline(site, release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        slugs = [row[0] for row in connection.execute("select slug from bodies")]
    for slug in slugs:
        text = await html(site, f"/bodies/{slug}")
        cards = re.findall(rf'\?body={slug}&amp;status=\w+"><strong>([\d,]+)</strong>', text)
        total = re.search(rf'\?body={slug}"><strong>([\d,]+) promises?</strong>', text)
        assert sum(int(one.replace(",", "")) for one in cards) == int(total[1] if total else 0)
        if total:
            rows = await html(site, f"/timeline?body={slug}")
            assert re.search(rf"\b{total[1]}\b", plain(section(rows, "<main")))


async def test_every_number_leads_to_as_many_rows(site):
    text = await html(site, "/bodies/nhs-england")
    for link, number in re.findall(
        r'href="(/timeline\?body=nhs-england&amp;status=\w+)"><strong>(\d+)</strong>', text
    ):
        rows = await html(site, unescape(link))
        assert len(set(re.findall(r'<li id="([\w-]+)"', section(rows, "<main")))) >= int(number)


def test_every_status_has_its_place():
    assert set(STATUSES) == set(STATUS_NAMES)


async def test_roles_are_told(boards):
    assert "1 promise for which it answers: 1 as lead." in await words(boards, "/bodies/odd-board")
    text = await words(boards, "/bodies/new-board")
    assert "3 promises for which it answers: 2 as lead, 1 together with others." in text


async def test_lists_are_limited_and_lead_to_the_rest(tmp_path, serve_over):
    desk = Desk.fresh(tmp_path)
    desk.register(
        *(
            commitment(f"plan-{number:03}", f"Plan {number:03}", promise(BY_JUNE))
            for number in range(SHOWN + 5)
        )
    )
    text = await html(site_of(desk, serve_over), "/bodies/nhs-england")
    assert len(re.findall(r'<li><a href="/commitments/plan-', text)) == SHOWN
    assert f"all {SHOWN + 5}" in plain(text)


# ------------------------------------------------------------------ what was handed on


async def test_a_body_that_ended_names_the_one_that_has_its_work_now_through_all_between(boards):
    text = await words(boards, "/bodies/old-board")
    assert "Existed until 31 March 2020. Its work went to New Board, through Middle Board." in text


async def test_a_body_that_is_to_end_has_handed_nothing_on(boards):
    text = await words(boards, "/bodies/new-board")
    assert "Its successor is to be Next Board." in text
    assert "It is to be wound up." in text
    assert "Inherited" not in await words(boards, "/bodies/next-board")


async def test_inherited_promises_stand_apart_with_the_body_that_gave_them(boards):
    text = section(await words(boards, "/bodies/new-board"), "Inherited promises")
    assert "Promised by Middle Board (until 30 June 2022), taken over by New Board" in text
    assert "Promised by Old Board (until 31 March 2020), taken over by New Board" in text
    assert "Middle Plan" in text
    assert "Old Plan" in text
    # Both answered for it: it is the body's own, and counted with those.
    assert "Shared Plan" not in text


async def test_a_promise_that_another_body_gave_first_says_so(boards):
    text = section(await words(boards, "/bodies/new-board"), "Its promises", "Inherited promises")
    assert re.search(r"Passed Plan .*?first word of Middle Board", text)
    assert "first word of New Board" not in text


async def test_a_word_that_others_answer_for_is_told_where_it_was_given(boards):
    text = section(await words(boards, "/bodies/middle-board"), "Its word, answered for by others")
    assert "Passed Plan" in text
    assert "answered for by New Board" in text


@pytest.mark.parametrize("slug", ["ring-a", "ring-b"])
async def test_bodies_that_name_each_other_do_not_go_round_for_ever(boards, slug):
    assert "Ring" in await words(boards, f"/bodies/{slug}")


# ------------------------------------------------------------------ what else a page has


async def test_feeds_and_calendars_are_linked_and_found_by_readers_of_feeds(boards):
    text = await html(boards, "/bodies/new-board")
    head = text[: text.index("</head>")]
    for path in ("/feeds/bodies/new-board.atom", "/calendar/bodies/new-board.ics"):
        assert f'href="{path}"' in head
        assert f'<a href="{path}"' in text


async def test_own_foi_figures_are_told_as_they_were_published(site):
    text = section(await words(site, "/bodies/nhs-england"), "Freedom of Information", "All its")
    assert "Its own figures for Q2 2023, as it published them: 1044 requests received, 811" in text


async def test_other_kinds_stand_apart(counted):
    text = await words(counted, "/bodies/nhs-england")
    assert "Of other kinds, and not counted above: 15 scheduled releases." in text


@pytest.mark.parametrize("slug", ["nobody", "a" * 150, "%3Cscript%3E", "..%2F"])
async def test_a_body_that_there_is_not_is_not_found(boards, slug):
    assert "All bodies" in await words(boards, f"/bodies/{slug}", status=404)


@pytest.mark.parametrize("path", ["/bodies", "/bodies/odd-board"])
async def test_hostile_names_stay_text(boards, path):
    text = await html(boards, path)
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text
    assert "49" not in section(plain(text), HOSTILE[:20], "Counted for")


# ------------------------------------------------------------------ complete cohorts


async def test_a_complete_cohort_has_shares_a_curve_and_a_table(counted):
    text = await html(counted, "/bodies/nhs-england")
    part = section(text, 'id="cohorts"')
    assert "7 of 12 (58%) came on time, 3 of 12 (25%) came late, 1 of 12 (8%) not out" in plain(
        part
    )
    assert (
        "was read whole from 1 December 2024 until 15 March 2026, with at most 31 days from one "
        "reading to the next, and all that it announced then is counted; what came and went "
        "between two readings is not seen."
    ) in plain(part)
    assert "Half had come on its last day." in plain(part)
    assert part.count('class="waiting-chart') == len(waiting.WIDTHS)
    table = section(plain(part), "The same as a table")
    assert "-1121" in re.sub(r"\s", "", table)


async def test_an_incomplete_one_has_counts_and_the_reason_and_no_share(counted):
    text = section(
        await words(counted, "/bodies/nhs-england"), "Releases that calendar announced for 2026"
    )
    text = text[: text.index("Releases that calendar announced for 2025")]
    assert "0 of 3 came on time" in text
    assert "Not complete, so no share and no curve: the period runs until 31 December 2026." in text
    assert "%" not in text


async def test_the_curve_says_what_it_is_without_a_picture():
    steps = [{"days": -1, "at_risk": 12, "came": 1, "waiting": 11 / 12, "low": 0.5, "high": 0.99}]
    [wide, _] = waiting.pictures(steps, "a calendar, read until 1 May 2026")
    assert "<title>Of 12 that were to come, 92% still waited 1 day before the last day" in wide
    assert "a calendar, read until 1 May 2026" in wide


@pytest.mark.parametrize("span", [1, 30, 400, 100_000])
def test_the_curve_stays_within_its_picture(span):
    steps = [
        {"days": 0, "at_risk": 10, "came": 5, "waiting": 0.5, "low": 0.2, "high": 0.8},
        {"days": span, "at_risk": 5, "came": 5, "waiting": 0.0, "low": None, "high": None},
    ]
    for picture, width in zip(waiting.pictures(steps, "x"), waiting.WIDTHS.values(), strict=True):
        places = [float(x) for x in re.findall(r'[MH" ](?:x|x1|x2)="([\d.-]+)"', picture)]
        places += [float(x) for x in re.findall(r"H([\d.-]+)", picture)]
        assert places
        assert all(0 <= place <= width for place in places)


async def test_the_register_as_it_stands_has_no_cohort_and_no_per_cent(site, release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        assert connection.execute("select count(*) from cohorts").fetchone() == (0,)
        slugs = [row[0] for row in connection.execute("select slug from bodies")]
    for path in ("/bodies", *(f"/bodies/{slug}" for slug in slugs)):
        main = section(await html(site, path), "<main", "<footer")
        main = re.sub(r'<a href="/commitments/.*?</a>', "", main)
        # Titles and quoted words may hold one ("90% coverage by December 2023").
        assert "%" not in re.sub(r"“[^”]*”", "", plain(main))
        assert "Complete cohorts" not in main


@pytest.mark.parametrize(
    ("number", "of", "is_shared", "told"),
    [
        (7, 12, True, "7 of 12 (58%)"),
        (7, 12, False, "7 of 12"),
        (0, 12, True, "0 of 12 (0%)"),
        (1, 1000, True, "1 of 1,000 (under 1%)"),
        (999, 1000, True, "999 of 1,000 (over 99%)"),
        (12, 12, True, "12 of 12 (100%)"),
    ],
)
def test_shares(number, of, is_shared, told):
    assert share(number, of, is_shared=is_shared) == told


async def test_what_a_body_is_on_record_about_may_have_no_date(boards):
    """A row among these without a date is not said to have one."""
    text = await words(boards, "/bodies/middle-board")
    assert "Its word, answered for by others" in text
    assert "It is on record about these, with a date or without" in text


async def test_samples_are_counted_apart(site, release, tmp_path, serve_over):
    assert "sample" not in await words(site, "/bodies")
    rename = """update timeline set title = 'SAMPLE: ' || title where slug in (
      select commitment from commitment_bodies where body = 'nhs-england' order by 1 limit 3)"""
    sample_site = serve_over(altered(release, tmp_path, rename))
    assert "of which 3 are samples" in await words(sample_site, "/bodies")
    assert "promises, of which 3 are samples, for which it answers" in await words(
        sample_site, "/bodies/nhs-england"
    )
    assert "samples" not in await words(sample_site, "/bodies/nhs-digital")


def test_samples_are_found_by_an_index(release):
    steps = plan(release, sql.SAMPLES, kind="promise", bodies='["nhs-england"]')
    assert not [step for step in steps if step.startswith("SCAN") and "json_each" not in step], (
        steps
    )
    assert any("kind=? AND title>? AND title<?" in step for step in steps)


async def test_a_narrow_screen_is_told_that_the_table_goes_on(site):
    page = (await site.client.get("/bodies")).text
    columns = page.count('<th scope="col"')
    assert f"The table has {columns} columns" in page
