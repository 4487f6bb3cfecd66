"""A source that announces dates in fields, told a line a version, and what comes of it.

    read on      [stamped day] [page NAME] state  the date   (was the date before)  out day  “note”
    2026-09-01   stamped 2026-08-30 confirmed     12 Nov 2026 (was 5 Nov 2026)       “Put back.”

Everything comes in as in life: versions through ``db.recording.record``, by ``extract``.
"""

import re
from dataclasses import dataclass

from crawler.stated_dates import stated_date
from db.readings import Announced
from tests.tracker.pages import Desk, source
from tracker.structured import update

CALENDAR = source("calendar")
LINE = re.compile(
    r"(?P<read>\d{4}-\d\d-\d\d)(?: stamped (?P<stamp>\d{4}-\d\d-\d\d))?(?: page (?P<page>\w+))? "
    r"(?P<state>provisional|confirmed|cancelled|released|stated|nothing)"
    r"(?: (?P<words>[^(“]+?))??(?: \(was (?P<was>[^)]+)\))?(?: out (?P<out>[\d-]+))?"
    r"(?: “(?P<note>.*)”)?"
)
SITE = "https://calendar.example"


@dataclass
class Calendar(Desk):
    """A desk that reads what a source announces."""

    kind: str = "release"

    def hear(self, story, **more):
        """Keep one version a line, and let the rules work after each."""
        for line in filter(None, map(str.strip, story.splitlines())):
            self.keep(line, **more)
            self.work()
        return self

    def keep(self, line, *, key="beds", title="Beds in hospitals", of=CALENDAR, **more):
        """Keep one version of a page that announces one date, or none."""
        said = LINE.fullmatch(line)
        assert said, line
        page = said["page"] or "first"
        announced = more.pop("announced", None)
        if announced is None:
            announced = [] if said["state"] == "nothing" else [self.row(said, key, title)]
        return self.page(
            f"{title}. {line}",
            url=f"{SITE}/{page}",
            of=of,
            **{
                "title": f"{title}: page {page}",
                "kind": "statistics_announcement",
                "published_at": None,
                "modified_at": said["stamp"],
                "at": f"{said['read']}T06:00:00Z",
                "announced": tuple(announced),
            }
            | more,
        )

    def row(self, said, key, title, **more):
        """The date that a line announces."""
        date, before = stated_date(said["words"]), stated_date(said["was"])
        return Announced(
            **{
                "kind": self.kind,
                "key": key,
                "title": title,
                "words": said["words"] or "",
                "earliest": date and date.earliest,
                "latest": date and date.latest,
                "precision": date.precision if date else "none",
                "state": said["state"],
                "url": f"{SITE}/{said['page'] or 'first'}",
                "previous_words": said["was"],
                "previous_earliest": before and before.earliest,
                "previous_latest": before and before.latest,
                "note": said["note"],
                "outcome_url": f"{SITE}/out" if said["state"] == "released" else None,
                "outcome_on": said["out"],
            }
            | more
        )

    def work(self, at="2026-11-22T06:00:00Z"):
        """Let the rules make what there is to make."""
        return update(self.db, at=at)

    # ------------------------------------------------------------------ what came of it

    def events(self, slug=None):
        """What stands, a line an event, in the order in which it counts."""
        return [
            told(row)
            for row in self.rows(
                "select * from ordered_events where ? is null or commitment = ? "
                "order by commitment, position", slug, slug,
            )
        ]  # fmt: skip

    def slips(self):
        """The moves that are counted, but for those that are none."""
        rows = self.rows("select slip, days from slips where slip <> 'same' order by position")
        return [f"{row['slip']} {row['days']}".removesuffix(" None") for row in rows]

    def taken_back(self):
        """The reasons for which events were taken back."""
        rows = self.rows("select * from events where retracted_on is not null order by id")
        return [f"{told(row)}: {row['retracted_why']}" for row in rows]

    def dump(self):
        """Everything that is on record."""
        tables = ("commitments", "commitment_bodies", "related", "events", "event_sources")
        return {table: self.rows(f"select * from {table} order by rowid") for table in tables}


def told(row):
    """An event in one line."""
    said = row["made_on"] or "?"
    if row["made_on"] and row["made_on_basis"] == "report":
        said = f"by {said}"
    due = "" if row["due_kind"] == "none" else f" {row['due_earliest']}..{row['due_latest']}"
    firm = " provisional" if row["provisional"] else ""
    note = f" “{row['note']}”" if row["note"] else ""
    return f"{said} {row['event']}{due.replace('None', '')}{firm}{note}"
