"""A desk that pages are watched from: they are read again, vanish, move, come back."""

from db import changes as store
from db import documents
from db.connection import writing
from db.readings import Attachment, Reading
from db.recording import record
from db.sources import register_source
from tests.tracker.pages import AT, OFFICIAL, Desk
from tracker.changes.decisions import Decision, decide, undo
from tracker.changes.find import find_changes

URL = "https://news.example/page"


def instant(day, hour=6):
    """The instant of a run on a day of March 2026 (or of any day, in ISO)."""
    iso = day if isinstance(day, str) else f"2026-03-{day:02}"
    return f"{iso}T{hour:02}:00:00Z"


def file(name, title="Plan", **more):
    """A file that hangs on a page."""
    return Attachment(kind="file", url=f"https://news.example/{name}", title=title, **more)


class Watch(Desk):
    """Days are those of March 2026."""

    def __post_init__(self):
        super().__post_init__()
        self.db.execute(
            """insert or ignore into runs (id, command, as_of, started_at)
               values (1, 'crawl', '', '')"""
        )

    def on(self, day, text, **more):
        """Read a page on a day."""
        return self.page(text, at=instant(day), **more)

    def on_one_day(self, day, count, text, **more):
        """Read so many pages, numbered from 0, in one go."""
        fields = {
            "source": "news", "origin": "site", "native_id": None, "kind": "news",
            "published_at": None, "modified_at": None, "raw": b"<p>", "content_type": "text/html",
            "route": "html", "extractor": "test/1", "text": text,
        }  # fmt: skip
        with writing(self.db):
            register_source(self.db, OFFICIAL)
            for number in range(count):
                named = {"url": f"https://news.example/{number}", "title": f"Page {number}"}
                reading = Reading(**fields | named | more)
                record(self.db, self.archive, reading, run_id=None, at=instant(day))

    def read_file(self, day, name, text, **more):
        """Read a file on a day; what differs in its text differs in its bytes."""
        fields = {"kind": "attachment", "route": "file", "title": "Plan", "published_at": None}
        return self.on(day, text, url=f"https://news.example/{name}", **fields | more)

    def gone(self, day, url=URL, of="news", origin="site", why="the site answers 404"):
        """Find for the second time that a page is not there."""
        with writing(self.db):
            documents.mark_gone(
                self.db, of, origin, url, instant(day)[:10], run_id=1, at=instant(day), why=why
            )

    def moved(self, day, to, url=URL):
        """Find that the site says where a page has moved to."""
        where = ("news", "site", url, to)
        with writing(self.db):
            documents.mark_moved(self.db, *where, run_id=1, at=instant(day), is_stated=True)

    def seen(self, day, url=URL, origin="site"):
        """Find a page unchanged, without reading it."""
        with writing(self.db):
            documents.mark_seen(self.db, "news", origin, url, instant(day), run_id=1)

    def find(self):
        """Look for changes."""
        return find_changes(self.db, at=AT)

    def changes(self, state=None):
        """All changes of documents, or those in a state, in the order in which they were seen."""
        self.find()
        rows = self.rows(
            "select v.* from document_changes v join changes c using (id) order by c.turn_id"
        )
        return [row for row in rows if state in (None, row["state"])]

    def told(self):
        """What happened to documents, in words, each with its state."""
        return [(row["change"], row["state"]) for row in self.changes()]

    def change(self, state=None):
        """The only change."""
        [row] = self.changes(state)
        return row

    def subject(self, row, *, site=False):
        """A change, or a site change, as the desk shows it."""
        return store.notice(self.db, row["id"]) if site else store.change(self.db, row["id"])

    def say(self, row, decision="accept", *, site=False, by="Ada", note=None):
        """Decide about a change, or about a site change."""
        return decide(self.db, Decision(self.subject(row, site=site), decision, by, AT, note))

    def take_back(self, by="Ada"):
        """Take the last decision of a reviewer back."""
        return undo(self.db, by, AT)

    def notices(self):
        """All site changes."""
        self.find()
        return self.rows("select * from site_changes order by first_day")
