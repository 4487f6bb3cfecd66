"""The desk for answers in a browser: what the body says, and objections that two people look at."""

import pytest

LIST = "/desk/answers"
PATH = f"{LIST}/lighthouse-plan"


def send(page, do, **typed):
    """Type into the form with the button of this value, and send it."""
    button = page.soup.select_one(f'button[name="do"][value="{do}"]')
    assert button is not None, f"no {do} on the page"
    return page.send(button.find_parent("form"), button, **typed)


def responses(desk):
    return [
        (row["happened"], row["happened_on"], row["recorded_by"], row["retracted_why"])
        for row in desk.rows("select * from responses order by id")
    ]


def steps(desk):
    return [
        (row["step"], row["outcome"], row["by_name"])
        for row in desk.rows("select * from objection_steps order by id")
    ]


ASKED = {"on": "2026-11-16", "how": "by e-mail"}
OBJECTED = {"by_role": "press office of the body", "what": "It was published.", "on": "2026-11-20"}


def test_a_body_that_nobody_asked(desk, signed_in):
    page = signed_in().open(PATH)
    assert page.answer.status_code == 200
    assert "What the body says: not asked" in page.text
    assert "Nobody has objected." in page.text
    letter = page.soup.select_one("#letter")
    assert "Lighthouse Plan" in letter.get_text()
    assert letter.has_attr("readonly")
    assert desk.count("responses") == 0  # a draft is sent by nobody, and kept nowhere


def test_asked_and_answered_and_taken_back(desk, signed_in):
    page = signed_in().open(PATH).press("a", **ASKED, words="When will it come?")
    assert "What the body says: asked" in page.text
    page.press("r", on="2026-11-18", words="<b>In spring</b>")
    assert "What the body says: answered" in page.text
    assert page.soup.select("blockquote.passage")[-1].get_text() == "<b>In spring</b>"
    [*_, form] = [one.find_parent("form") for one in page.soup.select('button[value="retract"]')]
    page.send(form, form.button, reason="Misread")
    assert "taken back on 2026-11-22: Misread" in page.text
    assert responses(desk) == [
        ("asked", "2026-11-16", "Ada", None),
        ("answered", "2026-11-18", "Ada", "Misread"),
    ]
    assert "Lighthouse Plan asked; asked on 2026-11-16" in page.open(LIST).text


def test_no_reply_by_a_day(desk, signed_in):
    page = signed_in().open(PATH).press("a", **ASKED).press("n", on="2026-11-20")
    assert "What the body says: no reply" in page.text


FAULTS = [
    # key, what is typed, what is said
    ("a", {"on": "2026-11-16", "how": ""}, "Nothing says how it was asked"),
    ("a", {"on": "2027-01-01", "how": "by e-mail"}, "is yet to come"),
    ("a", {"on": "soon", "how": "by e-mail"}, "Is not a day"),
    ("r", {"on": "2026-11-18", "words": ""}, "An answer needs its words"),
    ("r", {"on": "2026-11-18", "words": "Yes", "url": "javascript:alert(1)"}, "no web address"),
    ("n", {"on": "2026-11-20"}, ""),  # of what was never asked
    ("o", {**OBJECTED, "what": ""}, "is empty"),
    ("o", {**OBJECTED, "by_role": "a@b.example"}, "who objects is published"),
    ("o", {**OBJECTED, "position": "99"}, "here is no event 99"),
    ("o", {**OBJECTED, "on": "2027-01-01"}, "is yet to come"),
]


@pytest.mark.parametrize(("key", "typed", "said"), FAULTS)
def test_what_is_wrong_is_told_and_nothing_is_kept(desk, signed_in, key, typed, said):
    page = signed_in().open(PATH).press(key, **typed)
    assert page.answer.status_code == 422
    assert said.casefold() in page.says("[role=alert]").casefold()
    assert "--" not in page.says("[role=alert]")  # no options of a command line
    for one in page.soup.select(f'[data-key="{key}"]')[0].find_parent("details").select("input"):
        if one["name"] in typed:
            assert one.get("value", "") == typed[one["name"]]
    assert desk.count("responses") + desk.count("objections") == 0


def test_an_objection_is_closed_by_two(desk, signed_in):
    ada = signed_in().open(PATH).press("o", **OBJECTED, position="1")
    assert "To event 1 of its page." in ada.text
    assert "anybody: propose an outcome" in ada.text
    send(ada, "propose", outcome="not_upheld", reason="The page is another plan.")
    assert "another person's: you proposed the outcome" in ada.text
    assert ada.soup.select_one('button[value="confirm"]') is None
    bert = signed_in("Bert").open(LIST)
    assert "yours: confirm what Ada proposed, or send it back" in bert.text
    bert.open(bert.soup.select_one("ol.waiting a")["href"])
    send(bert, "confirm")
    assert bert.answer.status_code == 200
    assert "Not upheld , 20" in bert.text
    assert "Two people looked at it." in bert.text
    assert steps(desk) == [("proposed", "not_upheld", "Ada"), ("confirmed", None, "Bert")]
    assert "None is open." in bert.open(LIST).text


def test_the_same_person_cannot_confirm(desk, signed_in):
    ada = signed_in().open(PATH).press("o", **OBJECTED)
    send(ada, "propose", outcome="upheld", reason="It was published.")
    form = ada.soup.select_one('button[value="send_back"]').find_parent("form")
    ada.send(form, do="confirm")
    assert ada.answer.status_code == 409
    assert "Ada proposed it: another person has to confirm it" in ada.says("[role=alert]")
    assert len(steps(desk)) == 1


def test_what_is_sent_back_is_anybodys_turn(desk, signed_in):
    ada = signed_in().open(PATH).press("o", **OBJECTED)
    send(ada, "propose", outcome="upheld", reason="It was published.")
    bert = signed_in("Bert").open(PATH)
    assert send(bert, "send_back", reason="").answer.status_code == 422
    send(bert, "send_back", reason="Look at the second page")
    assert "anybody: propose an outcome" in bert.text
    send(ada, "send_back", reason="Too late")  # of a page that shows what was before
    assert ada.answer.status_code == 409
    assert [step for step, _, _ in steps(desk)] == ["proposed", "sent_back"]


def test_an_outcome_needs_to_be_chosen_and_a_reason(desk, signed_in):
    page = signed_in().open(PATH).press("o", **OBJECTED)
    for typed in ({"outcome": "", "reason": "Because"}, {"outcome": "upheld", "reason": " "}):
        assert send(page, "propose", **typed).answer.status_code == 422
    assert steps(desk) == []


def test_open_objections_stand_on_the_first_page(desk, signed_in):
    page = signed_in().open(PATH).press("o", **OBJECTED).open("/desk")
    [queue] = [one for one in page.soup.select(".queues li") if "objections" in one.h2.get_text()]
    assert "1 waits, the oldest since 20 November 2026" in " ".join(queue.get_text().split())


def test_a_commitment_is_looked_for_by_its_words(desk, signed_in):
    page = signed_in().open(f"{LIST}?words=foghorn")
    assert [one.get_text() for one in page.soup.select(".matches a")] == [
        "Foghorn Review", "Plan for Foghorns",
    ]  # fmt: skip
    assert page.open(f"{LIST}/nowhere").answer.status_code == 404


@pytest.mark.parametrize("do", ["", "x", "retract", "confirm", "propose"])
def test_a_form_that_nobody_made_does_nothing(desk, signed_in, do):
    page = signed_in().open(PATH)
    form = page.soup.select_one("details form")
    for number in ("", "1", "9" * 40):
        page.send(form, do=do, number=number)
        assert page.answer.status_code in (409, 422)
    assert desk.count("responses") + desk.count("objections") == 0
