"""The address with the letter in it: never too long, never broken, never half a letter."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.foi import letters as store
from tests.tracker.foi.letters import coast
from tracker.foi.letters import prefill
from tracker.foi.letters.material import gathered
from tracker.foi.letters.request import asks, in_short, request

SLUG = "lighthouse-plan"
ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("“”‘’ü€🏛️漢 \n%&+#"), max_size=3000
)


def fields(link):
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("https", "www.whatdotheyknow.com")
    return {name: value for name, [value] in parse_qs(parts.query, strict_parsing=bool(
        parts.query)).items()}  # fmt: skip


def made(db, story, **wish):
    """The link of a story, its fields, and the letters of which it may hold one."""
    slug = story(db)
    commitment = store.commitment(db, slug)
    material = gathered(db, commitment, coast.TODAY, **wish)
    letter = request(material)
    return coast.draft(db, slug, **wish).link, [letter.body(), *in_short(material)]


@pytest.mark.parametrize(
    ("story", "wish", "body"),
    [
        (coast.overdue, {}, "harbour_board"),
        (coast.dropped, {}, "harbour_board"),
        (coast.scottish, {}, "loch_authority"),
        (coast.environmental, {"is_environmental": True}, "harbour_board"),
    ],
)
def test_the_letter_comes_back_whole(story, wish, body):
    db = coast.coast()
    link, letters = made(db, story, **wish)
    assert len(link) < 2000
    assert urlsplit(link).path == f"/new/{body}"
    told = fields(link)
    assert told["default_letter"] in letters
    assert told["tags"].startswith("delaywatch:")
    assert told["title"] in coast.draft(db, told["tags"][11:], **wish).letter.subject


def test_every_shorter_letter_asks_for_the_same_things():
    db = coast.coast()
    coast.overdue(db)
    material = gathered(db, store.commitment(db, SLUG), coast.TODAY)
    letters = list(in_short(material))
    lengths = [len(letter) for letter in letters]
    assert lengths[:4] == sorted(lengths[:4], reverse=True)
    for letter in letters:
        assert letter.startswith("Under the Freedom of Information Act 2000, please send us:\n1. ")
        for place in range(1, len(asks(material)) + 1):
            assert f"\n{place}. " in letter
        assert letter.endswith(".")
    assert "https://harbour.example/news/1" in letters[0]


def test_a_body_without_a_known_name_has_no_link():
    db = coast.coast()
    coast.overdue(db)
    assert coast.draft(db, SLUG, body=coast.TIDES).link is None


TITLES = [
    "x" * 4000,
    "The plan for " + "all the harbours and " * 150 + "the sea",
    "Plan 🏛️ " * 300,
    "漢" * 500,
    "“Quotes” & signs + 100% #1",
    "é" * 60,
]


@pytest.mark.parametrize("title", TITLES, ids=[title[:12] for title in TITLES])
def test_a_long_or_odd_title_makes_a_shorter_letter_not_a_broken_one(title):
    db = coast.coast()
    coast.overdue(db)
    material = gathered(db, store.commitment(db, SLUG), coast.TODAY)
    material = replace(material, commitment={**material.commitment, "title": title})
    letter = request(material)
    letters = [letter.body(), *in_short(material)]
    link = prefill.prefilled("harbour_board", title, SLUG, letters)
    assert len(link) < 2000
    told = fields(link)
    assert told["tags"] == f"delaywatch:{SLUG}"
    assert "�" not in told["title"]
    assert told["default_letter"] in letters


@settings(max_examples=150, deadline=None)
@given(title=ANY_TEXT, letters=st.lists(ANY_TEXT, max_size=3))
def test_any_words_come_back_or_are_left_out(title, letters):
    link = prefill.prefilled("harbour_board", title, SLUG, letters)
    assert len(link) < 2000
    assert link.isascii()
    assert " " not in link
    told = {name: value for name, [value] in parse_qs(
        urlsplit(link).query, keep_blank_values=True).items()}  # fmt: skip
    assert told.get("default_letter") in (None, *letters)
    assert told["tags"] == f"delaywatch:{SLUG}"


@settings(max_examples=60, deadline=None)
@given(slug=st.from_regex(r"[a-z0-9-]{1,3000}", fullmatch=True))
def test_even_a_tag_without_end_leaves_an_address(slug):
    assert len(prefill.prefilled("harbour_board", "Title", slug, ["Letter."])) < 2000


@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_a_search_is_an_address(words):
    link = prefill.search(words)
    assert link.isascii()
    assert urlsplit(link).path.startswith("/search/%22")
    assert not urlsplit(link).query
