"""Take claims out of a published file, so that nothing in it speaks of them any more.

Their names go from our own words about others too. The words of others stay as they are: titles
and addresses of sources and documents, quoted sentences, and the dues as they were said.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from sqlite_utils import Database

from db.migrations import views

# The rows of a commitment, table by table, those that others point to last.
_BY_COMMITMENT: Final = (
    "news", "corrections", "claims", "phrases", "promises", "slips", "responses", "objections",
    "looks", "aliases", "unverified", "context", "context_sources", "outcome_sources",
    "foi_commitments", "foi_releases", "commitment_bodies",
)  # fmt: skip
_BY_SLUG: Final = ("overdue", "unchecked", "due_soon", "timeline")
# Where other rows name it, they go on without the name.
_NAMED: Final = (("events", "merged_into"), ("timeline", "merged_into"), ("phrases", "merged_into"),
                 ("claims", "merged_into"), ("foi_events", "promise_about"))  # fmt: skip
# Our sentences that may name it: they are made from its title (tracker.wording).
_DERIVED: Final = (("claims", "sentence"), ("corrections", "was"), ("corrections", "became"))
# Texts that people wrote about others, and copies of them.
_WRITTEN_BY_HAND: Final = (
    ("commitments", "summary"), ("commitments", "note"), ("timeline", "summary"),
    ("unverified", "text"), ("context", "text"), ("events", "who"), ("events", "milestone"),
    ("events", "reason"), ("events", "note"), ("phrases", "who"), ("promises", "who"),
    ("promises", "milestone"), ("promises", "note"), ("slips", "who"), ("looks", "place"),
    ("looks", "words"), ("looks", "note"), ("overdue", "looked_where"), ("overdue", "looked_for"),
    ("unchecked", "what_is_known"), ("responses", "words"), ("objections", "what"),
    ("objections", "reason"), ("claims", "reason"), ("corrections", "reason"),
    ("foi_requests", "subject"), ("foi_requests", "detail"), ("foi_requests", "unverified"),
    ("foi_events", "known"), ("foi_events", "note"), ("foi_clock", "subject"),
    ("foi_clock", "explanation"), ("bodies", "note"), ("body_foi", "note"),
    ("redactions", "reason"), ("landmarks", "label"),
)  # fmt: skip
_OF_EVENTS: Final = ("event_sources", "quotes")
_COUNTED: Final = ("kinds", "choices", "body_counts", "phrase_counts")
# Every table that may be written to here.
TOUCHED: Final = frozenset(
    {*_BY_COMMITMENT, *_BY_SLUG, *_OF_EVENTS, *_COUNTED, "related", "events", "commitments"}
    | {table for table, _ in (*_NAMED, *_DERIVED, *_WRITTEN_BY_HAND)}
)
# In the place of its name: in our sentences, and in what people wrote.
_OTHER_WORK: Final = "other work"
_UNDER_REVIEW: Final = "[under review]"
# An alias that is shorter than either may be anything ("the plan").
_LEAST_WORDS, _LEAST_LETTERS = 2, 8
_BETWEEN_WORDS: Final = r"[\s\-\u2010-\u2013]+"


def withhold(published: Database, slugs: Iterable[str]) -> None:
    """Take all that is said of some commitments out of the tables; numbers are counted anew.

    That they are held stands in the table ``held``. Indexes for searching are made, or made anew,
    by the caller. Nothing is written where there are none of these slugs.
    """
    slugs = list(slugs)
    for slug in slugs:
        names = names_of(published, slug)
        _withhold(published, slug)
        _unname(published, slug, names)
    if slugs:
        _count_again(published)
    published.conn.commit()


def names_of(published: Database, slug: str) -> list[str]:
    """What a commitment is called in a published file, the longest name first.

    That is its title, the title without what stands in brackets at its end (so our sentences call
    it), and each alias of two words and eight letters or more; [] where it is not in the file.
    """
    titles = [
        row[0] for row in published.execute("select title from commitments where slug = ?", [slug])
    ]
    aliases = published.execute("select alias from aliases where commitment = ?", [slug])
    found = {
        *titles,
        *(re.sub(r"\s*\([^()]*\)$", "", title) for title in titles),
        *(alias for (alias,) in aliases if _is_telling(alias)),
    }
    return sorted(filter(None, found), key=lambda name: (-len(name), name))


def _is_telling(alias: str) -> bool:
    letters = sum(letter.isalnum() for letter in alias)
    return len(alias.split()) >= _LEAST_WORDS and letters >= _LEAST_LETTERS


def _unname(published: Database, slug: str, names: list[str]) -> None:
    """What is told of others, without its slug and names."""
    for table, column in _NAMED:
        published.execute(f"update {table} set {column} = null where {column} = ?", [slug])
    if not names:
        return
    # Of another, whose name has this one in it ("Renewed Such Strategy").
    others = [row[0] for row in published.execute("select title from commitments")]
    others += [row[0] for row in published.execute("select alias from aliases")]
    for columns, the, words in (
        (_DERIVED, r"(?:the\s+)?", _OTHER_WORK),
        (_WRITTEN_BY_HAND, "", _UNDER_REVIEW),
    ):
        published.conn.create_function("unnamed", 1, _without(names, others, the, words))
        for table, column in columns:
            published.execute(
                f"update {table} set {column} = unnamed({column}) "
                f"where {column} is not unnamed({column})"
            )


def _without(
    names: list[str], others: list[str], the: str, words: str
) -> Callable[[str | None], str | None]:
    """A function that puts ``words`` for names, but not where they are a part of another's name.

    Upper and lower case, straight and curly apostrophes, hyphens and spaces count as the same.
    """
    ours = "|".join(map(_pattern, names))
    named = re.compile(rf"(?<!\w){the}(?:{ours})(?!\w)", re.IGNORECASE)
    longer = sorted(
        (other for other in others if named.search(other) and not named.fullmatch(other)),
        key=lambda other: -len(other),
    )
    kept = "".join(f"(?:the\\s+)?{_pattern(other)}|" for other in longer)
    either = re.compile(
        rf"(?<!\w)(?:(?P<kept>{kept[:-1] or '(?!)'})|{the}(?:{ours}))(?!\w)",
        re.IGNORECASE,
    )

    def unnamed(text: str | None) -> str | None:
        if not isinstance(text, str):
            return text
        return either.sub(lambda found: found[0] if found["kept"] else words, text)

    return unnamed


def _pattern(name: str) -> str:
    parts = filter(None, re.split(_BETWEEN_WORDS, name))
    return _BETWEEN_WORDS.join(re.sub("['\u2019]", "['\u2019]", re.escape(part)) for part in parts)


def _withhold(published: Database, slug: str) -> None:
    for table in _OF_EVENTS:
        published.execute(
            f"delete from {table} where event_id in (select id from events where commitment = ?)",
            [slug],
        )
    for table in _BY_COMMITMENT:
        published.execute(f"delete from {table} where commitment = ?", [slug])
    published.execute("delete from related where commitment = ? or related = ?", [slug, slug])
    for table in _BY_SLUG:
        published.execute(f"delete from {table} where slug = ?", [slug])
    published.execute("delete from events where commitment = ?", [slug])
    published.execute("delete from commitments where slug = ?", [slug])


def _count_again(published: Database) -> None:
    """What is counted over the table ``timeline``, by the queries that a publication counts by."""
    from db.publishing.tables import TABLES  # noqa: PLC0415 - only what is held needs them

    by_name = {table.name: table.select for table in TABLES}
    for name in ("kinds", "choices"):
        by_name[name] = _query_of_view(name)
    for name in _COUNTED:
        published.execute(f"delete from {name}")
        published.execute(f"insert into {name} {by_name[name].replace('published.', 'main.')}")


def _query_of_view(name: str) -> str:
    found = re.search(rf"^create view {name} as\n(.*?);$", views(), re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(name)
    return found[1]
