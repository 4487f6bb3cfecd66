"""The desk for looks in a browser: what is shown to look with, and what each key records."""

import pytest

from tests.tracker.pages import DHSC, LIGHTHOUSE, commitment, promise
from tests.web.desk.conftest import OTHERS

PATH = "/desk/looks"
EARLIER = commitment(
    "beacon-plan", "Beacon Plan", promise(("by May 2026", "deadline", None, "2026-05-31")),
    body=DHSC,
)  # fmt: skip


def kept(desk):
    return [
        (row["commitment"], row["result"], row["looked_by"], row["looked_as"])
        for row in desk.rows("select * from looks where retracted_on is null order by id")
    ]


def test_all_that_is_needed_to_look(desk, signed_in):
    page = signed_in().open(PATH)
    assert page.answer.status_code == 200
    assert page.heading == "Lighthouse Plan"
    for said in (
        "Looks: 1 left.",
        "Said last: NHS England, on 12 January 2026, “by June 2026” (promised",
        "Last look: none on record.",
        "NHS England, publications, for “Lighthouse Plan”",
        "None that may be it.",
    ):
        assert said in page.text, said
    opened = page.soup.select_one('a[href*="filter-keyword=Lighthouse"]')
    assert (opened["target"], "noopener" in opened["rel"]) == ("_blank", True)
    assert page.soup.select_one('input[name="search"][checked]')["value"] == "0"


RESULTS = [
    # keys, the looks on record after them
    ([("n", {})], [("lighthouse-plan", "not_found", "Ada", "an editor")]),
    ([("u", {})], [("lighthouse-plan", "unclear", "Ada", "an editor")]),
    ([("f", {"found_at": "https://news.example/it"})],
     [("lighthouse-plan", "found", "Ada", "an editor")]),
    ([("s", {})], []),
    ([("n", {}), ("b", {})], []),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "looks"), RESULTS, ids=["n", "u", "f", "s", "nb"])
def test_what_the_keys_record(desk, signed_in, steps, looks):
    page = signed_in().open(PATH)
    for key, typed in steps:
        assert page.press(key, **typed).answer.status_code == 200, page.text
    assert kept(desk) == looks


def test_a_look_says_where_and_for_which_words(desk, signed_in):
    page = signed_in().open(PATH)
    second = page.soup.select('input[name="search"]')[1]["value"]
    page.press("n", search=second, words="Lamp Plan")
    [look] = desk.rows("select * from looks")
    assert look["place"].startswith("https://www.england.nhs.uk/news/")
    assert (look["words"], look["looked_on"]) == ("Lamp Plan", "2026-11-22")
    assert look["note"].endswith("for “Lamp Plan”; nothing was found.")


def test_what_was_found_has_to_become_an_event(desk, signed_in):
    page = signed_in().open(PATH).press("f", found_at="https://news.example/it")
    assert "Found: make it an event" in page.text
    assert "lighthouse-plan.yml" in page.text


FAULTS = [
    # key, what is typed, the status, what is said
    ("f", {"found_at": ""}, 422, "Nothing says where it was found"),
    ("f", {"found_at": "javascript:alert(1)"}, 422, "is no web address"),
    ("n", {"place": "over there"}, 422, "is no web address"),
    ("n", {"search": "99"}, 422, "does not say where was looked"),
    ("n", {"note": "x" * 2001}, 422, "at most 2,000 characters"),
    ("n", {"seen": "otherwise"}, 409, "This has changed since it was shown"),
    ("n", {"id": "nowhere"}, 422, "There is no commitment of this name"),
]


@pytest.mark.parametrize(("key", "typed", "status", "said"), FAULTS)
def test_what_is_wrong_is_told_and_nothing_is_kept(desk, signed_in, key, typed, status, said):
    page = signed_in().open(PATH).press(key, **typed)
    assert page.answer.status_code == status
    assert said in page.says("[role=alert]")
    assert desk.count("looks") == 0


def test_what_was_typed_is_not_lost(desk, signed_in):
    page = signed_in().open(PATH).press("n", place="<b>there</b>", note="I <i>looked</i>")
    assert page.answer.status_code == 422
    assert page.soup.select_one("#place")["value"] == "<b>there</b>"
    assert page.soup.select_one("#note")["value"] == "I <i>looked</i>"


def test_nobody_takes_back_the_look_of_another(desk, signed_in):
    signed_in().open(PATH).press("n")
    bert = signed_in("Bert").open(PATH)
    assert bert.soup.select_one('[data-key="b"]') is None
    form = signed_in("Ada").open(PATH).soup.select_one("form.decide")
    bert.open(PATH)
    token = bert.soup.find(attrs={"name": "csrftoken"})["value"]
    bert.send(form, do="undo", csrftoken=token)
    assert bert.answer.status_code == 422
    assert len(kept(desk)) == 1


def test_the_oldest_claim_is_first_in_the_list(desk, signed_in):
    desk.register(LIGHTHOUSE, EARLIER, *OTHERS)
    page = signed_in().open(f"{PATH}/list")
    rows = [one.a.get_text() for one in page.soup.select("ol.waiting li")]
    assert rows == ["Beacon Plan", "Lighthouse Plan"]
    assert "2 left, the oldest claim first" in page.text
    page.open(page.soup.select("ol.waiting li a")[1]["href"])
    assert page.heading == "Lighthouse Plan"
    assert page.press("s").heading == "Beacon Plan"
    assert "but for 2 that you skipped" in page.press("s").text


@pytest.mark.parametrize(
    ("path", "do"),
    [
        (PATH, "not_found"),
        ("/desk/answers/lighthouse-plan", "asked"),
        ("/desk/claims/lighthouse-plan", "hold"),
    ],
)
def test_forms_bear_a_token_and_refuse_haste(desk, signed_in, path, do):
    page = signed_in()
    page.hasty = True
    for form in page.open(path).soup.select('form[method="post"]'):
        assert len(form.find(attrs={"name": "csrftoken"})["value"]) > 20
    button = page.soup.select_one(f'button[value="{do}"]')
    page.send(button.find_parent("form"), button, how="by e-mail", reason="Wrong")
    assert page.answer.status_code == 409
    assert "less than half a second" in page.says("[role=alert]")
    assert desk.count("looks") + desk.count("responses") + desk.count("holds") == 0
