"""Bodies that are packed: unpacked to their end and no further, whatever they are packed in."""

import gzip
import random
import socket
import time
import zlib
from functools import partial
from types import SimpleNamespace

import brotli
import pytest
from backports import zstd
from scrapy.http import HtmlResponse, Response

from crawler.bodies import html_of, json_body
from crawler.download import _Protocol
from crawler.safe_xml import MOST_NODES, too_much
from crawler.text import MOST_CHARACTERS, MOST_TAGS, text_of
from crawler.unpacking import NotUnpacked, TooLarge, packings, unpacked
from tests.crawler.faults.bombs import bomb

TEXT = random.Random(1).randbytes(300_000) + b"SAMPLE words " * 20_000
MOST = 10 * 1024 * 1024


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=5), "zstd": zstd.compress,
}  # fmt: skip
EACH = pytest.mark.parametrize("packing", PACKERS)


@EACH
@pytest.mark.parametrize("body", [TEXT, b"a", b"", b"a" * 65536, bytes(3 * 65536)])
def test_a_whole_body_is_whole(packing, body):
    assert unpacked(PACKERS[packing](body), packing, MOST) == (body, True)


@EACH
@pytest.mark.parametrize("kept", [0.999, 0.7, 0.2])
def test_a_cut_body_is_not(packing, kept):
    packed = PACKERS[packing](TEXT)
    found, is_whole = unpacked(packed[: int(len(packed) * kept)], packing, MOST)
    assert not is_whole
    assert TEXT.startswith(found)


@EACH
def test_a_bomb_is_not_unpacked(packing):
    packed = bomb(packing.removeprefix("x-"), 16)
    with pytest.raises(TooLarge):
        unpacked(packed, packing, MOST)


@EACH
def test_exactly_as_much_as_may_be(packing):
    packed = PACKERS[packing](TEXT)
    assert unpacked(packed, packing, len(TEXT))[1]
    with pytest.raises(TooLarge):
        unpacked(packed, packing, len(TEXT) - 1)


@EACH
def test_what_is_not_packed_so(packing):
    with pytest.raises(NotUnpacked, match="and is not"):
        unpacked(b"<html>" + b"words " * 50, packing, MOST)


def test_members_and_frames_are_read_and_padding_is_not():
    assert unpacked(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", MOST) == (b"ab", True)
    assert unpacked(zstd.compress(b"a") + zstd.compress(b"b"), "zstd", MOST) == (b"ab", True)
    assert unpacked(gzip.compress(b"a") + bytes(99), "gzip", MOST) == (b"a", True)
    assert unpacked(bare(TEXT), "deflate", MOST) == (TEXT, True)
    assert unpacked(gzip.compress(b"a") + gzip.compress(TEXT)[:999], "gzip", MOST)[1] is False


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_million_empty_members_take_no_time(packing):
    many = PACKERS[packing](b"") * (10_000_000 // len(PACKERS[packing](b"")))
    begun = time.process_time()
    assert unpacked(many, packing, MOST) == (b"", False)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([b"gzip"], ["gzip"]),
        ([b"GZIP , br"], ["br", "gzip"]),
        ([b"gzip", b"zstd"], ["zstd", "gzip"]),
        ([b"identity, , gzip"], ["gzip"]),
        ([b"UTF-8"], []),
        ([b"compress"], "in a way that was not asked for"),
        ([b"gzip, gzip, gzip"], "packed 3 times"),
    ],
)
def test_what_a_header_says(said, found):
    if isinstance(found, list):
        assert packings(said) == found
    else:
        with pytest.raises(NotUnpacked, match=found):
            packings(said)


# Too much ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>" * (MOST_TAGS + 1), "tags"),
        ("a" * (MOST_CHARACTERS + 1), "letters"),
        ("a\N{GRINNING FACE}" * (MOST_CHARACTERS // 3), "letters"),
    ],
)
def test_html_that_is_too_much_is_not_read(html, words):
    with pytest.raises(ValueError, match=words):
        text_of(html)
    with pytest.raises(ValueError, match=words):
        html_of(HtmlResponse("http://a.example/", body=html.encode(), encoding="utf-8"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[" + b"{}," * 300_000 + b"1]", "values"),
        ('["\N{GRINNING FACE}'.encode() + b"a" * 7_000_000 + b'"]', "MiB of JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_is_too_much_is_not_read(body, words):
    answer = Response("http://a.example/", headers={"Content-Type": "application/json"}, body=body)
    with pytest.raises(ValueError, match=words):
        json_body(answer)


def test_xml_that_is_too_much():
    assert too_much("<a>" + "<b/>" * (MOST_NODES - 5) + "</a>") is None
    assert "elements" in too_much("<b/>" * (MOST_NODES + 1))
    assert "elements" in too_much("<b " + 'a="" ' * (MOST_NODES + 1) + "/>")
    assert "MiB" in too_much("\N{GRINNING FACE}" + "a" * 4_000_000)


# Connections ---------------------------------------------------------------------------------


def test_a_connection_on_which_an_answer_came_unasked_is_not_used_again():
    ours, theirs = socket.socketpair()
    ended = []
    protocol = _Protocol()
    protocol.transport = SimpleNamespace(
        fileno=ours.fileno, abortConnection=lambda: ended.append(1)
    )
    with ours, theirs:
        assert (protocol.state, ended) == ("QUIESCENT", [])
        theirs.send(b"HTTP/1.1 200 OK\r\n\r\n")
        assert (protocol.state, ended) == ("CONNECTION_LOST", [1])
