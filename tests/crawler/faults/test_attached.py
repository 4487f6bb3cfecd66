"""The files that a page links to are faults, too: each ends in one state with a reason."""

import gzip
import random

import pytest

from tests.crawler.faults.bombs import bomb
from tests.crawler.faults.faults import HEAD, Fault, body, endless, leads, raw, reset_after, says
from tests.crawler.faults.hostile import MIB, HostileServer, page, sitemap
from tests.crawler.faults.reading import HOST, add, measured, read
from tests.crawler.files.make_pdf import column, pdf

GOOD = "We will publish the workforce plan by spring 2027, and report on it to the board."
PDF = pdf([column(GOOD)])
_PDF_HEAD = HEAD.replace(b"text/html; charset=UTF-8", b"application/pdf")
_ROW = f"{GOOD},{GOOD}\n"

# As pages are, but ``text`` is what the text of the file must hold, and the state may be followed
# by that of the text ("ok read").
FILES = [
    Fault("whole", "ok read", "", body(PDF, "application/pdf"), "by spring 2027"),
    Fault("page", "ok read", "", body(page("SAMPLE"), "application/pdf"), "plan of SAMPLE"),
    Fault("as-csv", "ok read", "", body(PDF, "text/csv"), "by spring 2027"),
    Fault("no-length", "ok read", "", raw(_PDF_HEAD, b"Connection: close\r\n\r\n", PDF), "2027"),
    Fault(
        "png",
        "ok unsupported",
        "a picture (PNG)",
        body(b"\x89PNG\r\n" + bytes(900), "application/pdf"),
    ),
    Fault("empty", "ok failed", "empty", body(b"", "application/pdf")),
    Fault("json", "ok read", "", body(b'{"a": "b"}', "application/pdf"), ""),
    Fault(
        "packed-cut",
        "failed",
        "cut short",
        body(gzip.compress(PDF)[:-9], "application/pdf", Content_Encoding="gzip"),
    ),
    Fault(
        "reset",
        "failed",
        "fewer bytes",
        reset_after(_PDF_HEAD + b"Content-Length: 99999\r\n\r\n" + PDF),
    ),
    Fault(
        "bomb",
        "refused",
        "more than 24 MiB",
        lambda wire: wire.answer(bomb("gzip", 500), "application/pdf", Content_Encoding="gzip"),
    ),
    Fault(
        "endless",
        "refused",
        "more than 24 MiB",
        endless(_PDF_HEAD + b"Connection: close\r\n\r\n", PDF * 40),
    ),
    Fault("file", "refused", "redirected off the site", leads("file:///etc/hostname")),
    Fault("forbidden", "failed", "403", says("403 No")),
    Fault("unasked", "failed", "304 to what was never read", says("304 Not Modified", b"")),
]
HEAVY = [
    Fault(
        "rows",
        "ok read",
        "read up to 4,500,000 characters",
        lambda wire: wire.answer(
            ("\N{GRINNING FACE}\n" + _ROW * (23 * MIB // len(_ROW))).encode(), "text/csv"
        ),
        "by spring 2027",
    ),
    *[
        Fault(
            f"noise-{n}",
            "ok failed",
            "",
            lambda wire, n=n: wire.answer(
                b"%%PDF-1.7\n%s\n%%%%EOF\n" % (random.Random(n).randbytes(MIB) * 23),
                "application/pdf",
            ),
        )
        for n in range(2)
    ],
]


@pytest.fixture
def server():
    with HostileServer() as hostile:
        yield hostile


def serve(server, some):
    links = "".join(
        f'<li><a href="/file/{fault.name}.pdf">SAMPLE {fault.name}</a>' for fault in some
    )
    text = f"<p>SAMPLE: we will publish all these papers by spring 2027.</p><ul>{links}</ul>"
    server.faults["/papers/"] = lambda wire: wire.answer(page("SAMPLE papers", text))
    listing = sitemap([f"{HOST}/papers/"])
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(listing, "application/xml")
    for fault in some:
        server.faults[f"/file/{fault.name}.pdf"] = fault.send


def check(crawled, some):
    told = {
        url.rpartition("/")[2]: (state, reason or "")
        for url, state, reason in crawled.rows(
            """
            select d.url, v.text_state, v.text_reason from documents d
            join versions v on v.id = d.current_version where d.kind = 'attachment'
            """
        )
    }
    assert crawled.code == 0, crawled.err
    for fault in some:
        name = f"{fault.name}.pdf"
        row = crawled.pages[f"/file/{name}"]
        state, reason = told.get(name, ("", row.reason))
        assert (fault.name, f"{row.state} {state}".strip()) == (fault.name, fault.state), (
            row,
            reason,
        )
        assert fault.reason in reason, (fault.name, row, reason)
        assert fault.text in crawled.texts.get(f"/file/{name}", ("", ""))[1]
    assert not [row for row in crawled.pages.values() if row.state in {"scheduled", "leased"}]


@pytest.mark.slow
def test_each_file_ends_as_the_table_says(server, tmp_path):
    serve(server, FILES)
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db")
    check(crawled, FILES)


@pytest.mark.slow
def test_the_heaviest_files_take_less_than_200_mib(server, tmp_path):
    """As large as they may be, with as much text as is read, several in one batch."""
    serve(server, HEAVY)
    add(tmp_path / "d.db")
    crawled, most = measured(server, tmp_path / "d.db")
    check(crawled, HEAVY)
    assert most < 200
