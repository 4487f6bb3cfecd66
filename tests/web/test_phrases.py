"""What words for time turned out to mean, as readers see it."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape

import pytest

from db.commitments import save_look
from db.connection import writing
from tests.conftest import AS_OF, NOW
from tests.tracker.pages import Desk, commitment, promise
from tracker.publish import publish
from web.pages.phrases import STATEMENTS_SHOWN, days_words, times_words

HOSTILE = "<script>alert(1)</script> {{7*7}} \u202e javascript:alert(1)"


def said(words, on, event="promised", **more):
    """A statement with open words."""
    precision = {4: "year", 7: "month", 10: "day"}[len(on)]
    day = f"{on}-01-01"[:10]
    kind = "open" if words else "none"
    return promise((words, kind, None, None) if words else None, event=event, made_on=day,
                   made_on_precision=precision, **more)  # fmt: skip


def ended(on, event="delivered"):
    return said(None, on, event)


def plan(slug, title, *steps):
    """A commitment whose outcome is what its last step says."""
    last = steps[-1]["event"]
    over = last in ("delivered", "merged", "dropped")
    return commitment(slug, title, *steps, status=last if over else "awaited")


REGISTER = [
    plan("quick", "Quick Plan", said("soon", "2024-03-01"), ended("2024-03-04")),
    plan("slow", "Slow Plan", said("very soon", "2023-03-01"), ended("2024-04-02")),
    plan("vague", "Vague Plan", said("soon", "2024-03"), ended("2024-05-10")),
    plan("folded", "Folded Plan", said("soon", "2024-01-01"),
         ended("2024-02-01", "merged") | {"merged_into": "quick"}),
    plan("gone", "Gone Plan", said("soon", "2024-01-01"), ended("2024-03-01", "dropped")),
    plan("silent", "Silent Plan",
         said("soon", "2024-01-01", confidence="reported_second_hand")),
    plan("odd", "Odd <b>Plan</b>", said(HOSTILE[:60], "2024-01-01")),
]  # fmt: skip


def build(folder, *register, looks=()):
    """The site's folder over a register, with looks in vain."""
    desk = Desk.fresh(folder)
    desk.register(*register)
    for slug, day in looks:
        with writing(desk.db):
            save_look(desk.db, {"commitment": slug, "looked_on": day, "result": "not_found",
                                "note": "looked"})  # fmt: skip
    publish(desk.db, folder / "published", AS_OF, NOW)
    return (folder / "published" / "current").resolve()


@pytest.fixture(scope="module")
def made_up(tmp_path_factory, serve_over):
    """A site over seven made-up plans."""
    folder = build(tmp_path_factory.mktemp("phrases"), *REGISTER, looks=[("silent", "2026-06-19")])
    return serve_over(folder)


async def words(site, path, status=200):
    """What a page says, without its elements."""
    response = await site.client.get(path)
    assert response.status_code == status, response.text[:500]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", response.text)))


async def test_a_family_tells_ranges_and_counts_of_what_came(made_up):
    text = await words(made_up, "/phrases")
    assert "soonsaid 6 times, 1 March 2023 to 1 March 2024" in text
    assert "came within 3 to 398 days after it was said (3 times)" in text
    assert "merged into other work once" in text
    assert "dropped once" in text
    silent = (date(2026, 6, 19) - date(2024, 1, 1)).days
    assert (
        f"not seen to come once, for at least {silent} days (followed until 19 June 2026)" in text
    )


async def test_a_family_lists_each_statement_with_what_came(made_up):
    text = await words(made_up, "/phrases/soon")
    assert "“soon” NHS England, on 1 March 2024, of Quick Plan" in text
    assert "Came 3 days later, on 4 March 2024." in text
    # March 2024: from its last day at least, from its first at most.
    assert "in March 2024, of Vague Plan" in text
    assert "Came 40 to 70 days later, on 10 May 2024." in text
    assert "Merged 31 days later (into Quick Plan), on 1 February 2024." in text
    assert "Silent Plan second-hand not checked" in text
    assert "Not seen to come for at least 900 days (followed until 19 June 2026)." in text


async def test_words_without_a_date_stand_first_under_their_own_heading(site):
    page = (await site.client.get("/phrases")).text
    assert page.index('<h2 id="open"') < page.index('<h2 id="dated"')
    undated, dated = page.split('<h2 id="dated"')
    for family in ("soon", "imminently", "in due course"):
        assert f"<bdi>{family}</bdi>" in undated
        assert f"<bdi>{family}</bdi>" not in dated
    for family in ("autumn", "a named month", "a named year", "from a named day"):
        assert f"<bdi>{family}</bdi>" in dated


async def test_statements_of_an_unknown_day_are_said_to_be_left_out(made_up):
    for path in ("/phrases", "/phrases/soon"):
        assert re.search(
            "(one|Statements) of which the day is not known (is|are) left out",
            await words(made_up, path),
        )


MONTHLY = plan("monthly", "Monthly Plan", said("soon", "2024-01-01"),
               said(None, "2024-09", event="reaffirmed"))  # fmt: skip
MONTHLY["outcome"]["date_precision"] = "month"
MOVED = [
    plan("moved", "Moved Plan",
         promise(("by June 2024", "deadline", None, "2024-06-30"), made_on="2024-03-01"),
         promise(("by June 2027", "deadline", None, "2027-06-30"), event="reaffirmed",
                 made_on="2024-05-01", confidence="reported_second_hand")),
    plan("unseen", "Unseen Plan",
         promise(("by June 2024", "deadline", None, "2024-06-30"), made_on="2024-03-01")),
    MONTHLY,
    plan("told", "Told Plan", said("soon", "2024-02-01", made_on_basis="report",
                                   voice="reported")),
]  # fmt: skip


@pytest.fixture(scope="module")
def moved(tmp_path_factory, serve_over):
    """A site over plans whose words were followed by others."""
    return serve_over(build(tmp_path_factory.mktemp("moved"), *MOVED, looks=[]))


async def test_a_date_that_passed_is_not_called_one_to_come(moved):
    text = await words(moved, "/phrases/a+named+month")
    assert "Its date passed; a later one stands." in text
    assert "Its date still lay ahead on 22 November 2026." in text
    assert "Not followed since 1 March 2024." in text
    assert "has not passed" not in text


async def test_a_month_until_which_it_was_followed_is_no_day(moved):
    text = await words(moved, "/phrases/soon")
    assert "(followed until September 2024)" in text
    assert "1 September 2024" not in text


async def test_what_is_only_reported_to_have_been_said_is_marked(moved):
    text = await words(moved, "/phrases/soon")
    assert "reported on 1 February 2024, of Told Plan" in text


async def test_statements_stand_in_the_order_in_which_they_were_said(made_up):
    text = await words(made_up, "/phrases/soon")
    places = [text.index(f"of {name} Plan") for name in ("Slow", "Folded", "Quick", "Vague")]
    assert places == sorted(places)


async def test_a_statement_leads_to_its_event(made_up):
    page = (await made_up.client.get("/phrases/soon")).text
    assert 'href="/commitments/quick#event-1"' in page


async def test_hostile_words_stay_text_and_have_an_address(made_up):
    page = (await made_up.client.get("/phrases")).text
    assert "<script>alert" not in page
    [link] = [link for link in re.findall(r'href="(/phrases/[^"]+)"', page) if "script" in link]
    family = await made_up.client.get(link)
    assert family.status_code == 200
    assert "<script>alert" not in family.text
    assert "Odd <b>" not in family.text
    assert "Odd &lt;b&gt;Plan" in family.text


@pytest.mark.parametrize("family", ["nothing-of-the-kind", "~", "a" * 150, "soon%2F..%2F"])
async def test_words_that_nobody_said_are_not_found(made_up, family):
    assert "All words for time" in await words(made_up, f"/phrases/{family}", status=404)


@pytest.mark.parametrize("address", ["the+end+of+the+year", "the%20end%20of%20the%20year"])
async def test_a_family_of_several_words_has_an_address(site, address):
    assert "“the end of the year”: what it turned out to mean" in await words(
        site, f"/phrases/{address}"
    )


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?kind=nonsense", "?page=-1"])
async def test_odd_questions_get_the_nearest_page(site, query):
    assert "What words for time turned out to mean" in await words(site, f"/phrases{query}")


async def test_long_families_are_paged_and_every_statement_is_on_one_page(tmp_path, serve_over):
    many = [
        commitment(f"plan-{number:03}", f"Plan {number:03}", said("soon", "2024-01-01"))
        for number in range(STATEMENTS_SHOWN + 3)
    ]
    site = serve_over(build(tmp_path, *many))
    pages = [await words(site, f"/phrases/soon?page={number}") for number in (1, 2)]
    assert "Page 1 of 2" in pages[0]
    found = [set(re.findall(r"of Plan (\d+)", text)) for text in pages]
    assert [len(one) for one in found] == [STATEMENTS_SHOWN, 3]
    assert not found[0] & found[1]


async def test_the_register_as_it_stands_has_words_and_no_per_cent(site):
    text = await words(site, "/phrases")
    assert "autumn" in text
    assert "imminently" in text
    assert "%" not in text


@pytest.mark.parametrize(
    ("number", "told"), [(1, "once"), (2, "twice"), (3, "3 times"), (1200, "1,200 times")]
)
def test_times(number, told):
    assert times_words(number) == told


@dataclass
class Days:
    least: int | None
    most: int | None
    told: str


@pytest.mark.parametrize(
    "case",
    [
        Days(3, 398, "within 3 to 398 days"),
        Days(1, 1, "1 day"),
        Days(0, 0, "0 days"),
        Days(1200, 2000, "within 1,200 to 2,000 days"),
        Days(31, None, "at least 31 days"),
        Days(None, 31, "at most 31 days"),
        Days(None, None, ""),
    ],
)
def test_days(case):
    assert days_words(case.least, case.most) == case.told
