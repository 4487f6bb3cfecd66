"""Whether a body is whole, what it is, and in which letters it is written."""

import codecs
import json
import re
import sys
from typing import Any

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.responsetypes import responsetypes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from crawler.files.kinds import binary_kind
from crawler.text import too_much
from crawler.unpacking import NotUnpacked, TooLarge, packings, unpacked

CUT_GZIP = "cut gzip"
# What says that a site is busy or broken, and what may say how long it holds besides: a refusal,
# or "too much" (413; RFC 9110 section 10.2.3), which is no fault, and not tried again. Of these
# answers nothing but the headers is read.
BUSY = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
ASKING = BUSY | {403, 413}
MOST_HTML = 6 * 1024 * 1024  # bytes: of three each, more letters than are read in a page
MOST_JSON = 24 * 1024 * 1024  # bytes of the letters, as Python keeps them: two each, but for emoji
MOST_VALUES = 500_000  # in JSON; a list of a hundred documents has a twentieth of that
_REPLACEMENT = "\ufffd"
# What no page may hold (HTML, "control-character-in-input-stream") and lxml refuses to write. Those
# of them that part lines are no more than white space within a page.
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # both
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_STARTS_OF_ODD = (b"\xed", b"\xef\xbf")  # in UTF-8, of halves of letters and of U+FFFE and U+FFFF
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HALF_OF_A_LETTER = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")  # or a whole one
_HEAD = 20_000  # characters in which a page says that it is one
_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"<[a-z][a-z0-9]*[\s>/]", re.IGNORECASE)
# What Python calls the encodings of the web (WHATWG Encoding section 4.2), and UTF-32.
_LETTERS = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[bl]e|-sig)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|tis-620"
    r"|gb\w+|hz|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|johab|kz1048"
)


class NotReadable(IgnoreRequest):
    """A body of which nothing can be had; the message says why."""


class WholeBodyMiddleware:
    """Unpacks a body, up to DOWNLOAD_MAXSIZE, and flags one that does not reach its end.

    Such a body, with a right Content-Length, passes stock Scrapy without an
    error: 85,061 of 163,650 bytes were taken for a whole page.
    """

    def __init__(self, crawler: Any) -> None:
        self.most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Any) -> "WholeBodyMiddleware":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its body as it was before it was packed.

        Raises DownloadCancelledError where that is too large, NotReadable where it is not packed
        as it says. An answer that may ask for a pause never raises, and loses its body: what is
        raised here is told to no middleware, so the pause would not be kept.
        """
        said = response.headers.getlist("Content-Encoding")
        if not said or not response.body:
            return response
        if response.status in ASKING:
            return _with_body(response, b"", [])
        most = request.meta.get("download_maxsize", self.most)
        body, is_whole = response.body, True
        try:
            for packing in packings(said):
                body, reached_end = unpacked(body, packing, most)
                is_whole = is_whole and reached_end
        except TooLarge as error:
            raise DownloadCancelledError(f"it unpacks to more than {most} bytes") from error
        except NotUnpacked as reason:
            raise NotReadable(str(reason)) from reason
        return _with_body(response, body, [] if is_whole else [CUT_GZIP])


def _with_body(response: Response, body: bytes, flags: list[str]) -> Response:
    """Return the response with its unpacked body; what it is may show only now."""
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    # What was guessed of its letters was guessed of packed bytes.
    letters = {"encoding": None} if issubclass(kind, TextResponse) else {}
    flags = [*response.flags, *flags]
    return response.replace(cls=kind, headers=headers, body=body, flags=flags, **letters)


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
    text = response.body.decode(json.detect_encoding(response.body), "surrogatepass")
    if sys.getsizeof(text) > MOST_JSON:
        raise ValueError(f"more than {MOST_JSON >> 20} MiB of JSON")
    if sum(map(text.count, "{[,")) > MOST_VALUES:
        raise ValueError(f"JSON with more than {MOST_VALUES:,} values")
    try:
        return _whole_letters(json.loads(text), text)
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error


def _whole_letters(value: Any, text: str) -> Any:
    """Return JSON with a question mark for each half of a letter, of which nothing can be written.

    An emoji that a site cut in two leaves one behind; the rest of a list is none the worse.
    """
    if not _HALF_OF_A_LETTER.search(text):
        return value
    letters = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return json.loads(letters)


def is_json(response: Response) -> bool:
    """Tell whether the server says that it sends JSON."""
    said = said_type(response).lower()
    return said.split(";")[0].strip() in {"application/json", "text/json"}


def html_of(response: Response) -> tuple[str, str | None]:
    """Return the text of an HTML response and a note where its letters had to be mended.

    Raises ValueError where the body is something else.
    """
    body = response.body
    if is_pdf(body):
        raise ValueError("a PDF where a page was expected")
    if found := binary_kind(body):
        raise ValueError(f"{found} where a page was expected")
    if len(body) > MOST_HTML:
        raise ValueError(f"more than {MOST_HTML >> 20} MiB of HTML")
    text, note = mended(body, _text_of(response))
    if reason := too_much(text):
        raise ValueError(reason)
    _check_html(text)
    if _may_be_odd(text) and _ODD.search(text):  # two passes over all of a page, which few need
        text = _UNREADABLE.sub("", _BREAKS.sub(" ", text))
    return text, note


def _may_be_odd(text: str) -> bool:
    """Tell by the bytes of a text, sooner than by its letters, that none of them is odd."""
    octets = text.encode("utf-8", "surrogatepass")
    return len(octets.translate(None, _CONTROLS)) != len(octets) or any(
        start in octets for start in _STARTS_OF_ODD
    )


def _text_of(response: Response) -> str:
    """Return the letters of a page by the label of the server, else of the page, else by guess.

    A label of something else than letters (Python knows "hex" and "punycode" as well) is none: the
    decoding of a stranger's megabytes by one of those fails, or takes hours.
    """
    headers = response.headers
    labels = (
        http_content_type_encoding(said_type(response)),
        html_body_declared_encoding(response.body),
    )
    if not all(map(_is_of_letters, labels)):
        headers = {"Content-Type": "text/html; charset=utf-8"}
    elif isinstance(response, TextResponse):
        return response.text
    return HtmlResponse(response.url, headers=headers, body=response.body).text


def _is_of_letters(label: str | None) -> bool:
    """Tell whether a label names an encoding of letters, or nothing that is known."""
    try:
        name = codecs.lookup(label).name if label else ""
    except (LookupError, ValueError):
        return True  # it is ignored
    return not name or bool(_LETTERS.fullmatch(name))


def _check_html(text: str) -> None:
    """Raise ValueError with words for what often comes in place of a page."""
    start = text[:_HEAD].lstrip("\ufeff\0 \t\r\n\f")
    if not start:
        raise ValueError("an empty page")
    if _ROOT.search(start):
        return
    if start[0] in "{[":
        raise ValueError("JSON where a page was expected")
    if start.startswith("<?xml"):
        raise ValueError("XML where a page was expected")
    if not _TAG.search(text):
        raise ValueError("plain text where a page was expected")


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
