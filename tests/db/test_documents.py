"""Versions: what makes a new one, and what must not."""

import dataclasses
import errno

import pytest

from db import documents
from db.archive import Archive
from db.connection import connect, writing
from db.readings import Attachment, Reading
from db.recording import record

AT = "2026-08-03T09:00:00Z"
READING = Reading(
    source="s", origin="site", url="https://h.example/a/", native_id="7", kind="news",
    title="A plan", text="We will publish it by 30 June 2026.", published_at="2026-01-02T03:04:05Z",
    modified_at="2026-01-02T03:04:05Z", topics=("Digital",), raw=b"<p>raw</p>",
    content_type="text/html", route="rest", extractor="x/1",
)  # fmt: skip
FILE = Attachment(kind="file", url="https://h.example/a.pdf", title="A")


class Kept:
    def __init__(self, folder):
        self.db = connect(folder / "delaywatch.db")
        self.archive = Archive(folder / "archive")
        self.db.execute("insert into sources (name, title, kind, republish) "
                        "values ('s', 'S', 'file', 'text')")  # fmt: skip

    def record(self, reread=None, **changes):
        reading = dataclasses.replace(READING, **changes)
        with writing(self.db):
            return record(self.db, self.archive, reading, run_id=None, at=AT, reread=reread)

    def one(self, sql):
        (row,) = self.db.execute(sql).fetchall()
        return row[0] if len(row) == 1 else row

    def all(self, sql):
        return self.db.execute(sql).fetchall()


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path)


def test_a_first_reading_is_a_document_with_its_version(kept):
    assert kept.record(attachments=(FILE,)) == "new_document"
    assert kept.one("select d.text, v.number, t.extractor, a.url from documents d "
                    "join versions v on v.id = d.current_version "
                    "join texts t on t.version_id = v.id "
                    "join attachments a on a.version_id = v.id") == (
        READING.text, 1, "x/1", FILE.url,
    )  # fmt: skip
    assert kept.archive.read(kept.one("select raw_sha256 from versions")) == READING.raw


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"text": "We will\u00a0publish\n it by 30 June 2026. "},
        {"text": "We will pub\u00adlish it by 30 June 2026."},
        {"title": " A  plan"},
        {"modified_at": "2026-05-05T05:05:05Z"},
        {"raw": b"other bytes"},
        {"route": "html", "native_id": None},
        {"topics": ()},
    ],
)
def test_what_is_no_edit(kept, change):
    kept.record()
    assert kept.record(**change) == "unchanged"
    assert kept.one("select count(*) from versions") == 1
    assert kept.one("select topics, native_id from documents") == ('["Digital"]', "7")


@pytest.mark.parametrize(
    "change",
    [{"text": "We will publish it by 31 July 2026."}, {"title": "B"}, {"attachments": (FILE,)}],
)
def test_what_is_an_edit(kept, change):
    kept.record()
    assert kept.record(**change) == "new_version"
    assert kept.one("select max(number) from versions") == 2
    assert (
        kept.one("select v.number from documents d join versions v on v.id = d.current_version")
        == 2
    )
    # And back: the first version again, no third.
    assert kept.record() == "unchanged"
    assert kept.one("select max(number) from versions") == 2
    assert kept.one("select v.number, d.text, d.title from documents d "
                    "join versions v on v.id = d.current_version") == (
        1, READING.text, "A plan",
    )  # fmt: skip


def test_a_better_extractor_adds_a_text_and_no_version(kept):
    kept.record()
    better = "We WILL publish it by 30 June 2026."

    def reread(raw, version):
        assert (raw, version["url"], version["number"]) == (READING.raw, READING.url, 1)
        return dataclasses.replace(READING, text=better, extractor="x/2")

    assert kept.record(reread, text=better, extractor="x/2") == "unchanged"
    assert kept.one("select count(*) from versions") == 1
    assert kept.one("select count(*) from texts") == 2
    assert kept.one("select text from documents") == better
    # The page changes at the same time as the extractor: that is an edit all the same.
    assert kept.record(reread, text="Now in 2027.", extractor="x/2") == "new_version"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda body: body.unlink(), "missing from the archive"),
        (lambda body: body.write_bytes(b"rot"), "damaged"),
        (lambda body: body.write_bytes(body.read_bytes()[:-5]), "damaged"),
    ],
)
def test_a_body_that_is_lost_is_told_and_stops_nothing(kept, caplog, harm, said):
    kept.record()
    body = kept.archive.path(kept.one("select raw_sha256 from versions"))
    harm(body)
    newer = {"text": "B", "raw": b"other bytes", "extractor": "x/2"}
    assert kept.record(lambda *_: pytest.fail("there is nothing to read"), **newer) == "new_version"
    assert kept.all("select v.number, t.extractor, t.text from texts t join versions v "
                    "on v.id = t.version_id") == [
        (1, "x/1", READING.text), (2, "x/2", "B"),
    ]  # fmt: skip
    [line] = caplog.messages
    assert line.startswith(f"{READING.url}: not read again")
    assert all(words in line for words in (str(body), said, "`delaywatch check`"))


def test_a_disk_that_cannot_be_read_is_no_lost_body(kept, monkeypatch):
    kept.record()

    def broken(_sha256):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(kept.archive, "read", broken)
    with pytest.raises(OSError, match="Input/output"):
        kept.record(lambda *_: None, text="B", raw=b"other bytes", extractor="x/2")


def test_bytes_that_cannot_be_read_again_are_compared_as_they_were(kept):
    kept.record()
    other = {"text": "B", "raw": b"other bytes", "extractor": "x/2"}
    assert kept.record(lambda _raw, _version: None, **other) == "new_version"


def test_the_same_bytes_by_a_better_extractor_are_no_edit(kept):
    """Nobody need read them again to know: a file takes a process of its own."""
    kept.record()
    assert kept.record(text="B, read better", extractor="x/2") == "unchanged"
    assert kept.one("select count(*) from versions") == 1
    assert kept.one("select text from documents") == "B, read better"


def test_a_file_that_could_not_be_read_is_read_later(kept):
    """On a busy machine a long one may take too long; that is no edit of it."""
    kept.record(text="", text_state="failed", text_reason="it took too long")
    assert kept.record() == "unchanged"
    assert kept.one("select text_state, text_reason from versions") == ("read", None)
    assert kept.one("select text from documents") == READING.text
    # A later failure takes nothing away.
    assert kept.record(text="", text_state="failed", text_reason="it took too long") == "unchanged"
    assert kept.one("select text from documents") == READING.text


def test_files_without_text_differ_by_their_bytes(kept):
    scan = {"text": "", "text_state": "needs_ocr", "text_reason": "no text on 3 pages"}
    kept.record(**scan, raw=b"scan 1")
    assert kept.record(**scan, raw=b"scan 1") == "unchanged"
    assert kept.record(**scan, raw=b"scan 2") == "new_version"
    assert kept.one("select text_state, text_reason from versions where number = 2") == (
        "needs_ocr",
        "no text on 3 pages",
    )


def test_a_cut_answer_never_replaces_a_longer_one(kept):
    kept.record()
    assert kept.record(text="We will", partial=True) == "unchanged"
    assert kept.one("select text from documents") == READING.text
    assert kept.record(text=READING.text + " And more.", partial=True) == "new_version"


def test_a_new_address_is_the_same_document(kept):
    kept.record()
    assert kept.record(url="https://h.example/b/") == "unchanged"
    assert kept.one("select url from documents") == "https://h.example/b/"


def test_copies_and_files_are_documents_of_their_own(kept):
    kept.record()
    assert kept.record(origin="copy") == "new_document"
    assert kept.record(origin="file", route="file", native_id=None) == "new_document"
    assert kept.record(origin="file", route="file", native_id=None) == "unchanged"


def test_a_day_never_replaces_an_instant(kept):
    kept.record()
    kept.record(published_at="2026-01-02", modified_at=None)
    assert kept.one("select published_at, modified_at from documents") == (
        READING.published_at, READING.modified_at,
    )  # fmt: skip


def test_missing_gone_and_back(kept):
    kept.record()
    kept.db.execute("insert into runs (id, command, as_of, started_at) values (1, 'c', 'd', 'e')")
    where = ("s", "site", READING.url)
    documents.mark_missing(kept.db, *where, 1)
    assert documents.live_documents(kept.db, "s", "site")[0]["missing_since_run"] == 1
    documents.mark_gone(kept.db, *where, "2026-08-04", run_id=1, at=AT, why="404")
    assert documents.live_documents(kept.db, "s", "site") == []
    assert kept.one("select count(*) from versions") == 1
    assert kept.record() == "unchanged"
    assert kept.all("select happened, was, reason from document_log") == [
        ("vanished", READING.url, "404"),
        ("came_back", "2026-08-04", None),
    ]
    assert kept.one("select state, gone_on, missing_since_run from documents") == (
        "live",
        None,
        None,
    )


def test_a_document_by_the_site_s_number(kept):
    """The time of an item that was saved again moves on; the item is that of the version."""
    kept.record(data='{"id":7}')
    later = "2026-08-01T00:00:00Z"
    assert kept.record(data='{"id":7,"x":1}', modified_at=later) == "unchanged"
    assert documents.by_number(kept.db, "s", "site", "7") == {
        "url": READING.url, "modified_at": later, "last_seen_at": AT, "data": '{"id":7}',
        "route": READING.route,
    }  # fmt: skip
    assert documents.by_number(kept.db, "s", "site", "8") is None
    documents.mark_gone(
        kept.db, "s", "site", READING.url, "2026-08-04", run_id=None, at=AT, why=None
    )
    assert documents.by_number(kept.db, "s", "site", "7") is None


def test_nothing_half_written(kept):
    class FullArchive(Archive):
        def write(self, body):  # noqa: ARG002
            raise OSError(28, "No space left on device")

    kept.archive = FullArchive(kept.archive.folder)
    with pytest.raises(OSError, match="No space"):
        kept.record()
    assert kept.one("select count(*) from documents") == 0
