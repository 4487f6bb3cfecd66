"""Releases of information that the crawler found, as evidence about commitments.

names of commitments --full text--> releases --the index of names--> (release, commitment, why)
references of public cases --full text, what pages state--> the same

A link is a suggestion; a person accepts or rejects it, or makes one by hand. What a sample page
says is never about a real commitment, nor the other way round.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlite_utils import Database

import db.foi.releases as store
import db.known as names
from db.connection import writing
from db.errors import Problem
from db.finished import finish, finished
from db.foi.releases import Link
from db.reviews import commitment
from tracker.digest import digest_of
from tracker.resolve import Index
from tracker.resolve.names import name_of
from tracker.review.decisions import DECIDED, DECIDING, Changed, Settled
from tracker.suggest.known import SAMPLE, KeptIndex, beginnings_in, keep_names, texts_of
from tracker.suggest.links import LIKELY, SURELY

Row = dict[str, Any]
# How a release is held against names: when that changes, all of it is.
LINKING: Final = digest_of("foi/releases.py", "resolve", "suggest", "dues/folding.py")
# A reference as bodies and regulators write them: FOI-2305-1969018, NIC-669652-W1H4F, FS50692056.
_REFERENCE: Final = re.compile(r"\b(?=[A-Z0-9/-]*\d{3})[A-Z]{2,6}-?[A-Z0-9]+(?:[-/][A-Z0-9]+)*\b")
_SPACE_BETWEEN: Final = r"[\W_]+"
_BATCH: Final = 100  # releases whose texts are in memory at once
# With more names than these that are new, all releases are read instead of each being searched for.
_MANY_NAMES: Final = 500
# What a name means hangs on the other names that there are: so often all is judged anew by them.
_WHOLE_AFTER: Final = timedelta(days=7)
_WHOLE: Final = "all releases"  # when that was, and by which names
_AROUND: Final = 200  # characters on each side of a name that are read with it


@dataclass(frozen=True)
class Found:
    """How many links were suggested, and how many of them are new."""

    links: int
    new: int

    def line(self) -> str:
        """One line for people."""
        return f"FOI releases: {self.links:,} seem to be about a commitment, {self.new:,} are new"


def find(db: Database, as_of: date) -> Found:
    """Suggest which releases are about which commitments; what people decided is left alone.

    Looked at are releases that are new or changed, and commitments with another name, or another
    reference: what no longer holds of these is withdrawn. A link of two that stayed as they were
    stays, as it was judged when one of them was looked at last, or everything was: that is due a
    week after the last time, if any name came or went since. References of cases that are not
    public on ``as_of`` are not looked for: a link would tell of them.
    """
    known = keep_names(db)
    listed, slugs = store.take_listed(db), set(names.take_to_find(db, "releases"))
    sought, before = _sought(db, as_of), store.sought(db)
    everything = (
        finished(db, "releases") != LINKING
        or len(slugs) > _MANY_NAMES
        or _is_whole_pass_due(finished(db, _WHOLE), known, as_of)
    )
    if not everything and not listed and not slugs and sought == before:
        return Found(store.found_count(db), 0)
    documents = store.releases(db) if everything else store.releases_among(db, listed)
    looked_for = {slug for _, slug in (sought if everything else sought ^ before)}
    looked_for |= set() if everything else slugs
    found = _found(db, looked_for, documents, sought)
    scope = None if everything else ({*listed, *documents}, looked_for)
    with writing(db):
        new = store.save_suggestions(db, found, scope)
        store.save_sought(db, sought)
        store.were_linked(db)
        names.were_found(db, "releases")
        finish(db, "releases", LINKING)
        if everything:
            finish(db, _WHOLE, f"{known} {as_of.isoformat()}")
    return Found(store.found_count(db), new)


def _is_whole_pass_due(last: str | None, known: str, as_of: date) -> bool:
    """Whether other names are known than when everything was looked at last, and that is old."""
    if last is None:
        return False
    names_then, day = last.split()
    return names_then != known and as_of - date.fromisoformat(day) >= _WHOLE_AFTER


def _sought(db: Database, as_of: date) -> set[tuple[str, str]]:
    rows = store.references(db, as_of.isoformat())
    return {(row["reference"], row["commitment"]) for row in rows}


def _found(
    db: Database, looked_for: set[str], documents: list[int], sought: set[tuple[str, str]]
) -> dict[Link, str]:
    """Every link of these commitments, and every one of these documents, with why."""
    found: dict[Link, list[str]] = defaultdict(list)
    indexes = {sample: KeptIndex(db, sample=sample) for sample in (True, False)}
    for one, why in _named(db, names.commitment_names(db, looked_for), indexes):
        found[one].append(why)
    for start in range(0, len(documents), _BATCH):
        for page in store.pages_of(db, documents[start : start + _BATCH]):
            for one, why in _naming(db, page, looked_for, indexes):
                found[one].append(why)
    for one, why in _referred_to(db, sought, looked_for, documents):
        found[one].append(why)
    return {one: "; ".join(dict.fromkeys(reasons)) for one, reasons in found.items()}


# ----------------------------------------------------------------- by name


def _named(
    db: Database,
    known: Mapping[str, Row],
    indexes: Mapping[bool, Index],
    only: Iterable[int] | None = None,
) -> Iterator[tuple[Link, str]]:
    """Releases whose title, text or file names a commitment as the index of names knows it."""
    asked = {slug: _looked_for(row) for slug, row in known.items()}
    every = {name for of_it in asked.values() for name in of_it}
    # Of each name where it stands; None where that is still to be searched for, in all documents.
    hits: Mapping[str, list[int] | None] = (
        dict.fromkeys(every) if only is None else store.named_in(db, every, only)
    )
    for slug, row in known.items():
        sample = row["title"].startswith(SAMPLE)
        for name in filter(hits.__contains__, asked[slug]):
            for release in store.naming(db, name, hits[name]):
                why = _why(release, slug, name, indexes[sample])
                if why and (release["origin"] == "sample") == sample:
                    yield (release["document_id"], slug), why


def _looked_for(row: Row) -> list[str]:
    """The names of a commitment, without those that name nothing.

    "The plan" stands on every page, and the index would never know it.
    """
    return [name for name in dict.fromkeys(texts_of(row)) if not name_of(name).bare]


def _naming(
    db: Database, page: Row, but: set[str], indexes: Mapping[bool, Index]
) -> Iterator[tuple[Link, str]]:
    """The same of one release, and all commitments ``but`` those that were looked for anyway.

    What a text may name begins as something in it does; what a title may mean the index knows.
    """
    sample = page["origin"] == "sample"
    texts = [page["title"], page["text"], *(file["text"] for file in page["files"])]
    begun = {one for text in texts for one in beginnings_in(text, sample=sample)}
    title = page["title"].removeprefix(SAMPLE)
    meant = {str(one.key) for one in indexes[sample].nearest(title, title, page["body"])}
    known = names.commitment_names(db, {*names.beginning_with(db, begun), *meant} - but)
    only = [page["id"], *(file["id"] for file in page["files"])]
    for (document, slug), why in _named(db, known, indexes, only):
        if document == page["id"]:
            yield (document, slug), why


def _why(release: Row, slug: str, name: str, index: Index) -> str | None:
    """Where a release names the commitment, in words; None where it means something else."""
    title = release["title"].removeprefix(SAMPLE)
    if not release["in_file"] and (
        _means(index, slug, title, title, release["body"], LIKELY)
        or (passage(title, name) and _means(index, slug, name, title, release["body"], SURELY))
    ):
        return f"its title names “{name}”"
    around = passage(release["text"], name)
    if around and _means(index, slug, name, around, release["body"], SURELY):
        return f"{'a file attached to it' if release['in_file'] else 'its text'} names “{name}”"
    return None


def _means(
    index: Index, slug: str, name: str, sentence: str, body: str | None, likely: float
) -> bool:
    matches = index.nearest(name, sentence, body)
    return any(match.key == slug and match.score >= likely for match in matches)


def passage(text: str, name: str) -> str | None:
    """The first place in a text where a name stands, word for word, and what stands around it.

    >>> passage("We hold drafts of the Lighthouse  Plan.", "lighthouse plan")
    'We hold drafts of the Lighthouse Plan.'
    """
    words = _SPACE_BETWEEN.join(re.findall(r"[^\W_]+", name))
    found = re.search(rf"\b{words}", text, re.IGNORECASE)
    if found is None:
        return None
    start, end = max(found.start() - _AROUND, 0), found.end() + _AROUND
    around = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{around}{' …' if end < len(text) else ''}"


# ----------------------------------------------------------------- by reference


def _referred_to(
    db: Database, sought: set[tuple[str, str]], looked_for: set[str], documents: list[int]
) -> Iterator[tuple[Link, str]]:
    """Releases that have the reference of a request which bears on a commitment.

    All of them, for the commitments that are looked for; those among ``documents``, for the others.
    """
    known = names.commitment_names(db, {slug for _, slug in sought})
    samples = {slug for slug, row in known.items() if row["title"].startswith(SAMPLE)}
    among = set(documents)
    others = {one for written, slug in sought if slug not in looked_for for one in _read(written)}
    here = store.referred_to_in(db, others, documents)
    for written, slug in sorted(sought, key=lambda one: (one[1], one[0])):
        everywhere = slug in looked_for
        for reference in _read(written):
            if not everywhere and reference not in here:
                continue
            for one in store.referring(db, reference, None if everywhere else here[reference]):
                document = one["document_id"]
                fits = (one["origin"] == "sample") == (slug in samples)
                if fits and (everywhere or document in among):
                    yield (document, slug), f"it has the reference {reference}"


def _read(written: str) -> list[str]:
    """The references in what was written down as one: "supersedes FOI-2602-1234567"."""
    return _REFERENCE.findall(written)


# ----------------------------------------------------------------- what a person decides


def decide(db: Database, seen: Row, decision: str, reviewer: str, at: str) -> str:
    """Accept or reject a link as it was shown (``db.foi.releases.link``); returns a line.

    ``at`` is the instant (UTC). Raises Settled where somebody has decided it meanwhile, Changed
    where it is no longer suggested, or for another reason.
    """
    with writing(db):
        now = store.link(db, seen["document_id"], seen["commitment"])
        if now is None or now["why"] != seen["why"]:
            raise Changed(
                "this has changed since it was shown", where=_told(seen), do="look at it again"
            )
        if now["decision"] is not None:
            raise Settled(
                f"{now['reviewer']} has decided this already: {DECIDED[now['decision']]}",
                where=_told(seen),
                do=f"only {now['reviewer']} can take that back (u)",
            )
        store.decide(db, seen["document_id"], seen["commitment"], decision, reviewer, at)
    return f"{DECIDED[decision]}: {_told(seen)}"


def undo(db: Database, reviewer: str, at: str) -> str:
    """Take back a reviewer's last decision; returns a line. Raises Problem where there is none."""
    with writing(db):
        last = store.last_decision(db, reviewer)
        found = store.link(db, *last) if last else None
        if found is None:
            raise Problem("there is no decision to take back", where=reviewer)
        if found["why"] == store.BY_HAND:
            store.remove(db, found["document_id"], found["commitment"])
        else:
            store.decide(db, found["document_id"], found["commitment"], None, None, at)
    return f"taken back: {DECIDING[found['decision']]} {_told(found)}"


def link(db: Database, url: str, slug: str, reviewer: str, at: str) -> str:
    """Link what was read at an address to a commitment, by hand; returns a line.

    ``at`` is the instant (UTC). Raises Problem where nothing was read there or only a copy, where
    there is no such commitment, or where a sample would speak of a real one.
    """
    with writing(db):
        document = _document_at(db, url)
        about = commitment(db, slug)
        if about is None:
            raise Problem("there is no commitment of this name", where=slug, do="see /timeline")
        if (document["origin"] == "sample") != about["title"].startswith(SAMPLE):
            raise Problem(
                "a sample page says nothing about a real commitment, nor a real one about a sample",
                where=url,
                do="choose another commitment",
            )
        store.add(db, document["id"], slug, store.BY_HAND)
        store.decide(db, document["id"], slug, "accept", reviewer, at)
    return f"accepted: {document['title']}, as evidence about {slug}"


def _document_at(db: Database, url: str) -> Row:
    found = store.documents_at(db, url)
    if not found:
        raise Problem(
            "no document was read at this address",
            where=url,
            do="give the address as the site has it, or crawl or import the page first",
        )
    if found[0]["origin"] == "copy":
        raise Problem(
            "this page is a copy that was crawled for a trial: nothing may rest on it",
            where=url,
            do="crawl the site itself",
        )
    return found[0]


def _told(found: Row) -> str:
    return f"{found['title']}, as evidence about {found['commitment_title']}"
