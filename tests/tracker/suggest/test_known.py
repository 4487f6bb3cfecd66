"""The kept index of names answers as one that is built anew over the same names."""

import random

import pytest

from db.connection import memory
from db.known import beginning_with, commitment_names
from tracker.resolve import Index
from tracker.resolve.bodies import bodies_of
from tracker.resolve.index import Known
from tracker.resolve.names import names_in, spelt_out
from tracker.suggest.known import (
    SAMPLE,
    KeptIndex,
    beginnings_in,
    keep_names,
    number_of_name,
    texts_of,
)  # fmt: skip

WORDS = (
    "Lighthouse", "Harbour", "Ferry", "Coastal", "Workforce", "Digital", "Foghorn", "National",
)  # fmt: skip
KINDS = ("Plan", "Strategy", "Review", "Plan for the coast", "Workforce Plan (CWP)", "Programme")
CHANGES = ("add", "alias", "title", "retract", "back", "drop", "body", "delete")
ASKED = ("the CWP", "the plan", "Ferry", "digital workforce plans")
TABLES = ("name_keys", "name_words", "name_meanings", "known_commitments", "known_names")


def named(dice):
    return f"{dice.choice(WORDS)} {dice.choice(WORDS)} {dice.choice(KINDS)}"


def add(db, slug, title, *aliases, body="nhs-england"):
    db.execute(
        """insert into commitments (slug, title, owner, kind, selection, summary)
           values (?, ?, 'NHS England', 'promise', 'editor', 'x')""",
        [slug, title],
    )
    for position, alias in enumerate(aliases, start=1):
        db.execute("insert into aliases values (?, ?, ?)", [slug, position, alias])
    db.execute("insert into commitment_bodies values (?, 1, ?, 'lead')", [slug, body])


@pytest.fixture
def db():
    made = memory()
    made.execute("insert into bodies (slug, name) values ('nhs-england', 'NHS England')")
    made.execute("insert into bodies (slug, name) values ('dhsc', 'Department of Health')")
    return made


def anew(db, *, sample=False):
    """An index in memory, with the names taken in by the order of their numbers."""
    index, rows = Index(), []
    for slug, row in commitment_names(db).items():
        if row["title"].startswith(SAMPLE) != sample:
            continue
        bodies = frozenset(body for text in row["bodies"] for body in bodies_of(text))
        texts = texts_of(row)
        for position, text in enumerate(texts):
            for part, name in enumerate(names_in(text)):
                title = texts[0] if position or part else ""
                rows.append((number_of_name(slug, position, part), slug, name, bodies, title, text))
    for _, slug, name, bodies, title, text in sorted(rows, key=lambda row: row[0]):
        index._known.append(Known.of(slug, name, bodies, title))
        index._blocks.add(name)
        index._meanings.update(spelt_out(text))
    return index


def contents(db):
    """What is kept, but for words that no name has any more."""
    return [
        db.execute(f"select * from {table} where {words} order by 1, 2").fetchall()
        for table in TABLES
        for words in ["names > 0" if table == "name_words" else "1"]
    ]


def change(db, dice, number):
    """Something becomes of a name: it comes, goes, is another's, or gets one more alias."""
    slugs = [row[0] for row in db.execute("select slug from commitments").fetchall()]
    slug = dice.choice(slugs) if slugs else None
    what = dice.choice(
        ["add", "add", "alias", "title", "retract", "back", "drop", "body", "delete"]
    )
    if what == "add" or slug is None:
        lead = SAMPLE if dice.random() < 0.2 else ""
        add(
            db,
            f"thing-{number}",
            f"{lead}{named(dice)}",
            named(dice),
            body=dice.choice(("nhs-england", "dhsc")),
        )
    elif what == "alias":
        db.execute("insert into aliases values (?, ?, ?)", [slug, 10 + number, named(dice)])
    elif what == "title":
        db.execute("update commitments set title = ? where slug = ?", [named(dice), slug])
    elif what in ("retract", "back"):
        on = "2026-01-01" if what == "retract" else None
        db.execute("update commitments set retracted_on = ? where slug = ?", [on, slug])
    elif what == "drop":
        db.execute("delete from aliases where commitment = ?", [slug])
    elif what == "delete":
        db.execute("delete from aliases where commitment = ?", [slug])
        db.execute("delete from commitment_bodies where commitment = ?", [slug])
        db.execute("delete from commitments where slug = ?", [slug])
    else:
        db.execute("update bodies set name = 'NHS England' || ? where slug = 'nhs-england'", [""])
        db.execute("update commitment_bodies set body = 'dhsc' where commitment = ?", [slug])


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_an_index_made_anew_would_be(db, seed):
    dice = random.Random(seed)
    for number in range(40):
        change(db, dice, number)
        if dice.random() < 0.4:
            keep_names(db)
    state, kept = keep_names(db), contents(db)
    db.execute("delete from finished")
    assert (keep_names(db), contents(db)) == (state, kept)


@pytest.mark.parametrize("seed", range(6))
def test_it_answers_as_an_index_in_memory(db, seed):
    dice = random.Random(seed)
    for number in range(60):
        change(db, dice, number)
    keep_names(db)
    for sample in (False, True):
        kept, made = KeptIndex(db, sample=sample), anew(db, sample=sample)
        for _ in range(40):
            name = dice.choice(
                [named(dice), "the CWP", "the plan", "Ferry", "digital workforce plans"]
            )
            said = f"We will publish {name} for the {dice.choice(WORDS)} by May."
            asked = name, said, dice.choice(("NHS England", "DHSC", None))
            assert kept.nearest(*asked) == made.nearest(*asked)


def test_the_state_is_of_the_names_and_not_of_how_they_came(db):
    add(db, "one", "Lighthouse Plan", "Beacon Plan")
    before = keep_names(db)
    add(db, "two", "Foghorn Review")
    other = keep_names(db)
    db.execute("update commitments set retracted_on = '2026-01-01' where slug = 'two'")
    assert (before == other, keep_names(db)) == (False, before)


@pytest.mark.parametrize(
    ("name", "text", "begins"),
    [
        ("Lighthouse Plan for the coast", "Of the lighthouse -plan, more.", True),
        ("Lighthouse Plan for the coast", "Of the lighthouse plans, more.", False),
        ("Lighthouse Plan", "Of lighthouse plans, more.", True),
        ("Lighthouse Plan", "A lighthouse. The plan", False),
        ("DIP", "All DIPs", True),
        ("DIP", "A dike", False),
        ("Ox Plan", "An ox plan", True),
    ],
)
def test_a_name_is_found_in_a_text_by_how_it_begins(db, name, text, begins):
    add(db, "one", name)
    keep_names(db)
    assert bool(beginning_with(db, beginnings_in(text, sample=False))) is begins
    assert not beginning_with(db, beginnings_in(text, sample=True))
