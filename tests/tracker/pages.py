"""What the tests of reading, matching and deciding share: pages, a small register, one desk.

Everything comes in the way it does in life: pages through ``db.recording.record``, the register
through ``register load``. Every host ends in ``.example``, every instant is given.
"""

import json
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from db.archive import Archive
from db.connection import connect, writing
from db.readings import Reading
from db.recording import record
from db.sources import Source, register_source
from tracker.extract import extract
from tracker.register.load import load
from tracker.review.decisions import Decided, Decision, decide, undo
from tracker.suggest import resolve

TODAY = date(2026, 11, 22)
AT = "2026-11-22T06:00:00Z"
NHSE, DHSC = "nhs-england", "department-of-health-and-social-care"
BODY_NAMES = {NHSE: "NHS England", DHSC: "Department of Health and Social Care"}


def source(name, nature="official", body=NHSE):
    """A place where pages stand; its nature says whose word they are."""
    return Source(
        name=name,
        title={"news": "Coast News", "paper": "The Harbour Paper"}.get(name, name),
        kind="wordpress",
        url=f"https://{name}.example/",
        licence="OGL v3.0",
        republish="text",
        body=(body, BODY_NAMES[body]) if body else None,
        nature=nature,
    )


OFFICIAL = source("news")
PRESS = source("paper", "press", None)


def promise(due=None, **more):
    """One step of a register file; ``due`` is (words, kind, earliest, latest)."""
    words, kind, earliest, latest = due or (None, "none", None, None)
    step = {
        "made_on": "2026-01-12",
        "made_on_precision": "day",
        "made_on_basis": "statement",
        "who": "NHS England",
        "voice": "on_record",
        "promised_by": NHSE,
        "event": "promised",
        "due_phrase": words,
        "due_kind": kind,
        "due_earliest": earliest,
        "due_latest": latest,
        "confidence": "read_directly",
        "sources": [a_source("https://news.example/before")],
    }
    return step | more


def a_source(url, **more):
    """The page behind a step."""
    row = {
        "url": url,
        "title": "An announcement",
        "title_basis": "as_shown",
        "publisher": "Coast News",
        "published": "2026-01-12",
        "kind": "official",
    }
    return row | more


def commitment(slug, title, *steps, aliases=(), status="awaited", body=NHSE, **more):
    """One register file as plain values."""
    days = [step["made_on"] for step in steps if step["made_on"]]
    newest = max(days, default=None)
    return {
        "slug": slug,
        "title": title,
        "aliases": list(aliases),
        "owner": BODY_NAMES[body],
        "responsible": [{"body": body, "role": "lead"}],
        "topic": "the coast",
        "kind": "promise",
        "selection": "editor",
        "summary": f"{title}.",
        "followed_until": newest,
        "steps": [{"seq": seq, **step} for seq, step in enumerate(steps, start=1)],
        "outcome": {
            "status": status,
            "date": newest,
            "date_precision": "day" if newest else "unknown",
            "sources": [a_source("https://news.example/before")],
        },
        "foi_links": [],
    } | more


BY_JUNE = ("by June 2026", "deadline", None, "2026-06-30")
LIGHTHOUSE = commitment("lighthouse-plan", "Lighthouse Plan", promise(BY_JUNE))


class _Plain(yaml.CSafeDumper):
    """Writes out what comes twice: the register has no names for parts of itself."""

    def ignore_aliases(self, data):  # noqa: ARG002 - as the library calls it
        return True


def as_yaml(file):
    """A file of the register as a person writes it."""
    return yaml.dump(file, Dumper=_Plain, sort_keys=False)


@cache
def template(*register):
    """The bytes of a database that holds a register and no pages: making one takes long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "delaywatch.db"
        if not register:
            connect(path).conn.close()
            return path.read_bytes()
        desk = Desk(path)
        desk.register(*map(json.loads, register))
        desk.db.execute("pragma wal_checkpoint(truncate)")
        desk.db.conn.close()
        return desk.path.read_bytes()


@dataclass
class Desk:
    """A database on disk, and hands to put pages in and to take decisions."""

    path: Path

    @classmethod
    def fresh(cls, folder, *register):
        """A desk over a database of its own in a folder, with a register of these files."""
        path = folder / "delaywatch.db"
        path.write_bytes(template(*map(json.dumps, register)))
        return cls(path)

    def __post_init__(self):
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(template())
        self.db = connect(self.path)
        self.archive = Archive.beside(self.path)

    # ------------------------------------------------------------------ what comes in

    def register(self, *files, today=TODAY, **more):
        """Load a register of these files, replacing what was loaded before."""
        folder = Path(tempfile.mkdtemp(prefix="register-", dir=self.path.parent))
        for file in files:
            (folder / f"{file['slug']}.yml").write_text(as_yaml(file))
        return load(self.db, folder, today, **more)

    def page(self, text, *, url="https://news.example/page", of=OFFICIAL, **more):
        """Keep a page (or what it says by now); returns what ``db.recording.record`` tells."""
        raw = json.dumps([url, text, sorted(more.items())], default=repr).encode()
        fields = {
            "source": of.name,
            "origin": "site",
            "native_id": None,
            "kind": "news",
            "title": "A page",
            "published_at": "2026-03-02",
            "modified_at": None,
            "raw": raw,
            "content_type": "text/html",
            "route": "html",
            "extractor": "test/1",
        }
        at = more.pop("at", AT)
        reading = Reading(**fields | {"url": url, "text": text} | more)
        with writing(self.db):
            register_source(self.db, of)
            return record(self.db, self.archive, reading, run_id=None, at=at)

    def extract(self, **more):
        """Read what is unread."""
        return extract(self.db, at=AT, **{"processes": 1} | more)

    def resolve(self):
        """Match what was found."""
        return resolve(self.db, at=AT)

    def found(self, text, **more):
        """Put a page in, read and match it; returns its statements."""
        self.page(text, **more)
        self.extract()
        self.resolve()
        url = more.get("url", "https://news.example/page")
        return self.rows(
            """select s.* from statements s join documents d on d.id = s.document_id
               where d.url = ? order by s.id""",
            url,
        )

    # ------------------------------------------------------------------ what is decided

    def decide(self, statement, decision="accept", *, by="Ada", at=AT, **more) -> Decided:
        """A decision about a statement (its row or its number)."""
        number = statement if isinstance(statement, int) else statement["id"]
        return decide(self.db, Decision(number, decision, by, at, **more), TODAY)

    def undo(self, by="Ada", at=AT):
        """The reviewer takes the last decision back."""
        return undo(self.db, by, at, TODAY)

    # ------------------------------------------------------------------ what is there

    def rows(self, sql, *values):
        """The rows of a query."""
        return list(self.db.query(sql, list(values)))

    def one(self, sql, *values):
        """The only row of a query."""
        [row] = self.rows(sql, *values)
        return row

    def count(self, what):
        """How many rows a table, or a table and a condition, has."""
        return self.db.execute(f"select count(*) from {what}").fetchone()[0]

    def suggested(self, statement):
        """What a statement is thought to be about, the best first."""
        return self.rows(
            "select * from suggestions where statement_id = ? order by rank", statement["id"]
        )

    def timeline(self, slug=None):
        """All that is counted, a row a commitment; or the row of one."""
        rows = {row["slug"]: row for row in self.rows("select * from timeline order by slug")}
        return rows[slug] if slug else rows

    def status(self, slug="lighthouse-plan"):
        """What a commitment has come to."""
        return self.timeline(slug)["status"]

    def waiting(self):
        """The sentences that wait for a person, in no order."""
        return {
            row["quote"]
            for row in self.rows(
                "select s.quote from review_queue q join statements s on s.id = q.statement_id"
            )
        }
