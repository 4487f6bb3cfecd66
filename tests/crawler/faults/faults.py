"""What a server can do wrong, and how the page that it does it to must end.

A row is a fault: its name (which is its path, too), the state that the page must end in, words that
its reason must hold, and what goes over the wire.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from tests.crawler.faults.bombs import bomb
from tests.crawler.faults.hostile import HTML, MIB, Wire, page

GOOD = page("SAMPLE good")
PACKED = gzip.compress(page("SAMPLE packed", "<p>SAMPLE: due by spring 2027.</p>" * 200), mtime=0)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n"
POUND = "<p>SAMPLE: a £300m plan is due by spring 2027.</p>"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``text`` is what must be in the text of the document where one is made of it."""

    name: str
    state: str
    reason: str
    send: Callable[[Wire], None]
    text: str = ""

    @property
    def path(self) -> str:
        """The path of the page that it is done to."""
        return f"/fault/{self.name}/"


def raw(*parts: bytes) -> Callable[[Wire], None]:
    """Send these bytes and close."""
    return lambda wire: wire.send(*parts)


def says(
    status: str, body: bytes = GOOD, said: str | None = HTML, **more: str
) -> Callable[[Wire], None]:
    """Give a whole answer with this status."""
    return lambda wire: wire.answer(body, said, status, **more)


def body(content: bytes, said: str | None = HTML, **more: str) -> Callable[[Wire], None]:
    """Give a whole answer with this body."""
    return lambda wire: wire.answer(content, said, **more)


def leads(location: str, status: str = "302 Found") -> Callable[[Wire], None]:
    """Redirect."""
    return says(status, b"", Location=location)


def times(
    few: int, first: Callable[[Wire], None], then: Callable[[Wire], None]
) -> Callable[[Wire], None]:
    """Do one thing so many times, then another."""
    return lambda wire: (first if wire.times <= few else then)(wire)


def reset_after(sent: bytes) -> Callable[[Wire], None]:
    """Send some bytes, then break the connection."""

    def send(wire: Wire) -> None:
        wire.send(sent)
        wire.wait(0.05)  # a reset overtakes what is still on its way
        wire.reset()

    return send


def dripping(first: bytes, drop: bytes) -> Callable[[Wire], None]:
    """Send a byte or two now and then, without end."""

    def send(wire: Wire) -> None:
        wire.send(first)
        while wire.wait(0.1):
            wire.send(drop)

    return send


def silent(wire: Wire) -> None:
    """Take the request and say nothing."""
    while wire.wait(1):
        pass


def endless(first: bytes, piece: bytes) -> Callable[[Wire], None]:
    """Send the same piece again and again, as fast as it is taken."""

    def send(wire: Wire) -> None:
        wire.send(first)
        wire.endless(piece for _ in count())

    return send


def numbered_headers() -> Iterator[bytes]:
    """Header lines, each with a name of its own, without end."""
    for number in count():
        yield b"".join(b"X-H-%d-%d: %s\r\n" % (number, n, b"x" * 100) for n in range(500))


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """An answer in chunks."""
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + sent + end


def ring(wire: Wire) -> None:
    """Redirect a to b to c to a."""
    target = {"": "b", "b": "c", "c": ""}[wire.target.partition("?")[2]]
    wire.answer(b"", status="302 Found", Location=f"/fault/ring/?{target}".rstrip("?"))


def chain(wire: Wire) -> None:
    """Redirect to the next number, up to thirty; then there would be a page."""
    number = int(wire.target.partition("?")[2] or 0)
    if number < 30:
        wire.answer(b"", status="301 Moved Permanently", Location=f"/fault/chain/?{number + 1}")
    else:
        wire.answer(GOOD)


def with_encoding(codec: str, packed: bytes) -> Callable[[Wire], None]:
    """Give an answer that says it is packed so."""
    return body(packed, Content_Encoding=codec)


def deep(tag: str, depth: int) -> bytes:
    """A page with an element in an element in an element."""
    nested = f"<{tag}>" * depth + "SAMPLE: due by spring 2027." + f"</{tag}>" * depth
    return page("SAMPLE deep", nested)


LATIN = page("SAMPLE Latin", POUND).decode().encode("latin-1")
IN_META = page("SAMPLE meta", POUND, "<meta charset='koi8-r'>")
CUT = "cut"

SMUGGLED = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (
    len(page("SMUGGLED")),
    page("SMUGGLED"),
)


def smuggle(wire: Wire) -> None:
    """Send a second answer behind the first, on a connection that stays open."""
    wire.answer(GOOD + SMUGGLED, Content_Length=str(len(GOOD)), Connection="keep-alive")
    wire.wait(0.3)


# Statuses and connections -----------------------------------------------------------------------

ANSWERS = [
    Fault("500-always", "failed", "the site answers 500", says("500 Oops")),
    Fault("500-twice", "ok", "", times(2, says("500 Oops"), body(GOOD)), "by spring 2027"),
    Fault("401", "failed", "the site answers 401", says("401 Who", WWW_Authenticate="Basic")),
    Fault("403", "failed", "the site answers 403", says("403 No")),
    Fault("451", "failed", "the site answers 451", says("451 Law")),
    Fault("418", "failed", "the site answers 418", says("418 Teapot")),
    Fault("999", "failed", "the site answers 999", says("999 Denied")),
    Fault(
        "status-1000",
        "failed",
        "no answer in HTTP",
        raw(b"HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n"),
    ),
    Fault(
        "status-words",
        "failed",
        "no answer in HTTP",
        raw(b"HTTP/1.1 OK fine\r\nContent-Length: 0\r\n\r\n"),
    ),
    Fault(
        "status-minus",
        "failed",
        "no answer in HTTP",
        raw(b"HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n\r\n"),
    ),
    Fault(
        "http-0.9",
        "failed",
        "closed before a whole answer",
        raw(b"<html><body><p>rubbish</p></body></html>"),
    ),
    Fault("other-protocol", "failed", "no answer in HTTP", raw(b"SSH-2.0-OpenSSH_9.9\r\n" * 3)),
    Fault("204", "failed", "the site answers 204", says("204 No Content", b"")),
    Fault(
        "206-unasked",
        "failed",
        "the site answers 206",
        says("206 Part", GOOD[:100], Content_Range="bytes 0-99/400"),
    ),
    Fault("304-unasked", "failed", "304 to what was never read", says("304 Not Modified", b"")),
    Fault("empty-200", "failed", "empty", body(b"")),
    Fault("reset-at-once", "failed", "the connection broke", reset_after(b"")),
    Fault("reset-in-headers", "failed", "the connection broke", reset_after(HEAD)),
    Fault(
        "reset-in-body",
        "failed",
        "fewer bytes than it says",
        reset_after(HEAD + b"Content-Length: 900\r\n\r\n" + GOOD),
    ),
    Fault("closed-at-once", "failed", "closed before a whole answer", raw(b"")),
    Fault("closed-in-headers", "failed", "closed before a whole answer", raw(HEAD)),
]

# Lengths ----------------------------------------------------------------------------------------

LENGTHS = [
    Fault(
        "too-short",
        "failed",
        "fewer bytes than it says",
        body(GOOD, Content_Length=str(len(GOOD) + 50)),
    ),
    Fault("too-long", "ok", "", body(GOOD + b"<p>more</p>", Content_Length=str(len(GOOD) - 20))),
    Fault("smuggled", "ok", "", smuggle, "plan of SAMPLE good"),
    Fault(
        "two-lengths",
        "failed",
        "no answer in HTTP",
        raw(HEAD, b"Content-Length: 5\r\nContent-Length: 400\r\n\r\n", GOOD),
    ),
    Fault(
        "length-minus",
        "failed",
        "no answer in HTTP",
        raw(HEAD, b"Content-Length: -1\r\n\r\n", GOOD),
    ),
    Fault(
        "length-words",
        "failed",
        "no answer in HTTP",
        raw(HEAD, b"Content-Length: many\r\n\r\n", GOOD),
    ),
    Fault("chunks-cut", "failed", "cut short", raw(chunks(GOOD[:200], end=b"400\r\nabc"))),
    Fault("chunks-no-end", "failed", "cut short", raw(chunks(GOOD, end=b""))),
    Fault(
        "chunk-length-words", "failed", "cut short", raw(chunks(end=b"many\r\nabc\r\n0\r\n\r\n"))
    ),
    Fault("chunk-length-huge", "failed", "cut short", raw(chunks(end=b"f" * 2000 + b"\r\nabc"))),
    Fault("no-length-cut", "ok", "", raw(HEAD, b"Connection: close\r\n\r\n", GOOD[:-40])),
    Fault("no-length-whole", "ok", "", raw(HEAD, b"Connection: close\r\n\r\n", GOOD), "2027"),
    Fault("gzip-cut", "failed", CUT, with_encoding("gzip", PACKED[:-20])),
    Fault("gzip-half", "failed", CUT, with_encoding("gzip", PACKED[: len(PACKED) // 2])),
    Fault("gzip-head-only", "failed", "cut short", with_encoding("gzip", PACKED[:5])),
    Fault("gzip-not", "failed", "packed (gzip) and is not", with_encoding("gzip", GOOD)),
    Fault("gzip-garbage-after", "ok", "", with_encoding("gzip", PACKED + b"garbage" * 9), "2027"),
    Fault(
        "gzip-bad-sum", "failed", CUT, with_encoding("gzip", PACKED[:-8] + b"\0" * 4 + PACKED[-4:])
    ),
    Fault(
        "gzip-twice-cut",
        "failed",
        CUT,
        with_encoding("gzip, gzip", gzip.compress(PACKED[: len(PACKED) // 2], mtime=0)),
    ),
    Fault("unknown-encoding", "failed", "not asked for ('rot13')", with_encoding("rot13", GOOD)),
]

# Time -------------------------------------------------------------------------------------------

SLOW = [
    Fault("silent", "failed", "no whole answer in time", silent),
    Fault(
        "slow-headers",
        "failed",
        "no whole answer in time",
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    ),
    Fault("slow-status", "failed", "no whole answer in time", dripping(b"HTTP/1.1 200 O", b"K")),
    Fault(
        "slow-body",
        "failed",
        "no whole answer in time",
        dripping(HEAD + b"Content-Length: 9999\r\n\r\n", b"<p>x"),
    ),
    Fault(
        "slow-continue",
        "failed",
        "no whole answer in time",
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ),
]

# Redirects --------------------------------------------------------------------------------------

REDIRECTS = [
    Fault("ring-of-one", "refused", "in a circle", leads("/fault/ring-of-one/")),
    Fault("ring", "refused", "in a circle", ring),
    Fault("chain", "refused", "more than 5 redirects", chain),
    *[
        Fault(f"to-{name}", "refused", "redirected off the site", leads(location))
        for name, location in (
            ("file", "file:///etc/hostname"),
            ("data", "data:text/html,<h1>x</h1>"),
            ("ftp", "ftp://127.0.0.1/x"),
            ("javascript", "javascript:alert(1)"),
            ("s3", "s3://bucket/x"),
            ("gopher", "gopher://127.0.0.1:70/x"),
        )
    ],
    Fault("to-nowhere", "failed", "the site answers 302", says("302 Found", b"")),
]

# Size -------------------------------------------------------------------------------------------


def bombs(mib: int) -> list[Fault]:
    """Bodies that unpack to so many MiB."""
    return [
        Fault(
            f"bomb-{codec.replace(', ', '-')}-{mib}",
            "refused",
            "too large",
            lambda wire, codec=codec: wire.answer(bomb(codec, mib), Content_Encoding=codec),
        )
        for codec in ("gzip", "br", "zstd", "deflate", "gzip, gzip")
    ]


SIZES = [
    Fault(
        "endless-body",
        "refused",
        "too large",
        endless(HEAD + b"Connection: close\r\n\r\n<html><body><p>", b"SAMPLE word. " * 5000),
    ),
    Fault(
        "endless-chunks",
        "refused",
        "too large",
        endless(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"
        ),
    ),
    Fault(
        "5-gb",
        "refused",
        "too large",
        endless(HEAD + b"Content-Length: 5000000000\r\n\r\n", b"x" * 65536),
    ),
    Fault(
        "endless-headers",
        "failed",
        "header",
        lambda wire: (wire.send(HEAD), wire.endless(numbered_headers()))[0],
    ),
    Fault(
        "endless-continues",
        "failed",
        "header",
        endless(b"", b"HTTP/1.1 100 Continue\r\nX-A: b\r\n\r\n" * 2000),
    ),
    Fault(
        "endless-header-line",
        "failed",
        "headers are too long",
        endless(HEAD + b"X-Long: ", b"x" * 65536),
    ),
    Fault(
        "endless-folded-header",
        "failed",
        "header",
        endless(HEAD + b"X-Long: x\r\n", b" x" * 4000 + b"\r\n"),
    ),
    Fault(
        "huge-header-line",
        "failed",
        "headers are too long",
        raw(HEAD, b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n"),
    ),
]

# What it is -------------------------------------------------------------------------------------

KINDS = [
    Fault(
        "pdf-as-html", "failed", "a PDF where a page was expected", body(b"%PDF-1.7\n" + b"x" * 900)
    ),
    Fault("html-as-pdf", "ok", "", body(GOOD, "application/pdf"), "2027"),
    Fault(
        "json-as-html", "failed", "JSON where a page", body(json.dumps({"a": "b " * 99}).encode())
    ),
    Fault(
        "png-as-html",
        "failed",
        "a picture (PNG) where",
        body(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    ),
    Fault(
        "utf-16", "ok", "", body(page("SAMPLE 16", POUND).decode().encode("utf-16")), "a £300m plan"
    ),
    Fault(
        "utf-16-said",
        "ok",
        "",
        body(page("SAMPLE 16", POUND).decode().encode("utf-16-le"), "text/html; charset=utf-16le"),
        "a £300m plan",
    ),
    Fault("latin-as-utf-8", "ok", "", body(LATIN), "a £300m plan"),
    Fault(
        "unknown-charset",
        "ok",
        "",
        body(page("SAMPLE odd", POUND), "text/html; charset=x-odd-99"),
        "a £300m plan",
    ),
    Fault(
        "codec-of-bytes",
        "ok",
        "",
        body(page("SAMPLE hex", POUND), "text/html; charset=hex"),
        "a £300m plan",
    ),
    Fault(
        "codec-idna",
        "ok",
        "",
        body(page("SAMPLE idna", POUND), "text/html; charset=idna"),
        "a £300m plan",
    ),
    Fault("meta-against-header", "ok", "", body(IN_META), "a £300m plan"),
    Fault("type-with-newline", "ok", "", body(GOOD, "text/html;\r\n charset=UTF-8"), "2027"),
    Fault("type-missing", "ok", "", body(GOOD, None), "2027"),
    Fault("type-nonsense", "ok", "", body(GOOD, ";;;===\x7f"), "2027"),
    Fault("nuls", "failed", "bytes of no letters where", body(bytes(5000))),
    Fault(
        "nuls-in-text",
        "ok",
        "",
        body(page("SAMPLE nul", "<p>SAMPLE: due\0 by spring\0 2027.</p>")),
        "due by spring 2027",
    ),
    Fault("deep-div", "failed", "tags", body(deep("div", 100_000))),
    Fault("deep-b", "failed", "elements of HTML within each other", body(deep("b", 29_000))),
    Fault("deep-table", "failed", "elements of HTML within each other", body(deep("table", 5_000))),
    Fault(
        "entity-bomb",
        "ok",
        "",
        body(
            b"<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
            b"<html><body>&b;</body></html>"
        ),
    ),
]

# Memory -----------------------------------------------------------------------------------------
# Within every limit, or a little over one: what a page may cost at most.

_FACE = "\N{GRINNING FACE}"  # makes each letter of a text take four bytes


def sentences(characters: int, elements: int, extra: str = "") -> bytes:
    """A page of so many characters in so many paragraphs."""
    sentence = "SAMPLE: the plan of the agency is due by spring 2027, and it says so. "
    each = characters // elements // len(sentence) + 1
    return page("SAMPLE heavy", f"<p>{sentence * each}{extra}</p>" * elements)


HEAVY = [
    Fault(
        "heavy-faces",
        "failed",
        "2,000,000 letters",
        lambda wire: wire.answer(sentences(5_800_000, 100, _FACE)),
    ),
    Fault(
        "heavy-bytes",
        "failed",
        "6 MiB of HTML",
        lambda wire: wire.answer(sentences(11_800_000, 100, _FACE)),
    ),
    Fault(
        "heavy-article",
        "ok",
        "",
        lambda wire: wire.answer(sentences(1_000_000, 100, _FACE)),
        "2027",
    ),
    Fault(
        "heavy-letters",
        "ok",
        "",
        lambda wire: wire.answer(sentences(1_900_000, 100, "\u2019")),
        "2027",
    ),
    Fault(
        "heavy-elements", "ok", "", lambda wire: wire.answer(sentences(1_300_000, 19_000)), "2027"
    ),
    Fault(
        "heavy-packed",
        "failed",
        "6 MiB of HTML",
        lambda wire: wire.answer(
            gzip.compress(sentences(11_800_000, 100, _FACE), 1), Content_Encoding="gzip"
        ),
    ),
    Fault(
        "20-mb-line",
        "refused",
        "too large",
        lambda wire: wire.answer(page("SAMPLE line", "<p>" + "word " * 4 * MIB)),
    ),
    Fault(
        "million-links",
        "refused",
        "too large",
        lambda wire: wire.answer(
            page("SAMPLE links", "".join(f"<a href=/x/{n}/>{n}</a>" for n in range(1_000_000)))
        ),
    ),
]
