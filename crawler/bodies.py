"""Whether a body is whole, what it is, and in which letters it is written."""

import codecs
import json
import re
import zlib
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

CUT_GZIP = "cut gzip"
_PIECE = 1 << 20
_REPLACEMENT = "\ufffd"


class WholeBodyMiddleware:
    """Flags a gzip body that does not reach its end.

    Such a body, with a right Content-Length, passes stock Scrapy without an
    error: 85,061 of 163,650 bytes were taken for a whole page.
    """

    @classmethod
    def from_crawler(cls, crawler: Any) -> "WholeBodyMiddleware":  # noqa: ARG003
        """Scrapy's way to make a component."""
        return cls()

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Return the response, flagged where its body was cut."""
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in {b"gzip", b"x-gzip"} and response.body and not gzip_ends(response.body):
            response.flags.append(CUT_GZIP)
        return response


def gzip_ends(body: bytes) -> bool:
    """Tell whether a gzip stream reaches its end mark and its checksum holds."""
    stream = zlib.decompressobj(wbits=31)
    try:
        while body and not stream.eof:
            stream.decompress(body, _PIECE)  # bounded: a bomb is thrown away piece by piece
            body = stream.unconsumed_tail
    except zlib.error:
        return False
    return stream.eof


def is_pdf(body: bytes) -> bool:
    """Tell whether the bytes are a PDF, whatever the server calls them."""
    return b"%PDF-" in body[:1024]


def said_type(response: Response) -> str:
    """Return what the server calls the answer (its Content-Type), empty where it says nothing."""
    return str((response.headers.get("Content-Type") or b"").decode("latin-1"))


def json_body(response: Response) -> Any:
    """Return the JSON of an answer; raises ValueError where it is none that can be read."""
    if not is_json(response):
        raise ValueError(f"{said_type(response) or 'nothing'} instead of JSON")
    try:
        return json.loads(response.body)
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error


def is_json(response: Response) -> bool:
    """Tell whether the server says that it sends JSON."""
    said = said_type(response).lower()
    return said.split(";")[0].strip() in {"application/json", "text/json"}


def html_of(response: Response) -> tuple[str, str | None]:
    """Return the text of an HTML response and a note where its letters had to be mended.

    Raises ValueError where the body is something else.
    """
    if is_pdf(response.body):
        raise ValueError("a PDF where a page was expected")
    if not isinstance(response, TextResponse):
        response = HtmlResponse(response.url, headers=response.headers, body=response.body)
    return mended(response.body, response.text)


def html_of_bytes(body: bytes, content_type: str | None) -> tuple[str, str | None]:
    """Return the same as ``html_of`` for bytes from the archive."""
    headers = {"Content-Type": content_type or "text/html"}
    return html_of(HtmlResponse("about:blank", headers=headers, body=body))


def mended(body: bytes, text: str) -> tuple[str, str | None]:
    r"""Read stray Windows-1252 bytes in a page that calls itself UTF-8.

    >>> mended(b"a \xa3300m plan", "a \ufffd300m plan")[0]
    'a £300m plan'
    """
    if _REPLACEMENT not in text or _REPLACEMENT.encode() in body:
        return text, None
    again = body.decode("utf-8", errors="delaywatch.cp1252")
    return again, "some bytes were not UTF-8 and were read as Windows-1252"


def looks_cut(html: str) -> bool:
    """Tell whether an HTML page lacks its end."""
    return not re.search(r"</(html|body)\s*>", html[-4096:], re.IGNORECASE)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("delaywatch.cp1252", _as_cp1252)
