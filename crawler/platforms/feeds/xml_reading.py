"""XML from strangers: safe to read whatever it is, and read as far as it can be.

No entity is expanded and nothing is fetched: a DOCTYPE with declarations of its own is refused
(the "billion laughs" are one), any other is left out. What is broken in the usual ways (a wrong
label of the encoding, bare ampersands, HTML's entities, control characters) is mended and said.
"""

import codecs
import html
import re
from dataclasses import dataclass

from lxml import etree

from crawler.bodies import mended
from crawler.safe_xml import safe_parser, too_much

_LABEL = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# Encodings of text that real feeds come in. Python knows others (idna, unicode_escape) whose
# decoding of a stranger's megabytes is slow or worse.
_TEXT_CODECS = re.compile(r"iso8859-\d{1,2}|cp125\d|koi8-[ru]|gb\w+|big5|shift_jis|euc_\w+|ascii")
# What XML 1.0 does not allow in a document at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_HEAD = 20_000  # characters in which the title of a page is looked for


class NotXml(Exception):
    """The bytes are no XML that can be read; the message says what they are instead."""


@dataclass(frozen=True, slots=True)
class Document:
    """The root element and the text that it was read from.

    ``warnings`` say what was wrong; ``mended``: it was broken, so something may be missing;
    ``cut``: its end is.
    """

    root: etree._Element
    text: str
    warnings: tuple[str, ...]
    mended: bool = False
    cut: bool = False


def document_of(body: bytes, content_type: str | None = None) -> Document:
    """Parse bytes as XML, mending what is usually broken; raises NotXml.

    ``content_type`` is the header of that name: its charset is believed only where the bytes
    leave it open.
    """
    text, warnings = decoded(body, content_type)
    _check_kind(text)
    if reason := too_much(text):
        raise NotXml(reason)
    clean, faults = _without_forbidden(text)
    clean, prolog_faults = _from_root(clean)
    warnings += faults + prolog_faults
    try:
        return Document(_parsed(clean, recover=False), clean, tuple(warnings))
    except etree.XMLSyntaxError as error:
        first_fault = error.msg
    try:
        root = _parsed(_with_ampersands(clean), recover=True)
    except etree.XMLSyntaxError as error:
        raise NotXml(f"not XML ({error.msg})") from error
    if root is None:
        raise NotXml(f"not XML ({first_fault})")
    warnings.append(f"broken XML, read as far as it can be ({_without_place(first_fault)})")
    return Document(root, clean, tuple(warnings), mended=True, cut=_is_cut(clean, root))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, or a prefix that nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def decoded(body: bytes, content_type: str | None) -> tuple[str, list[str]]:
    """Return the text of the bytes and, where their label is wrong, a warning.

    Bytes that are right as UTF-8 are UTF-8, whatever they are called: by accident they almost
    never are.
    """
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
                       (codecs.BOM_UTF16_BE, "utf-16-be")):  # fmt: skip
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), []
    for start, name in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(start):
            return body.decode(name, "replace"), []
    labels = _labels(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf_8(body, labels)
    wrong = [label for label in labels if label.lower() not in {"utf-8", "utf8", "us-ascii"}]
    if wrong and not body.isascii():
        return text, [f"the letters are UTF-8, not {wrong[0]} as it says"]
    return text, []


def _labels(body: bytes, content_type: str | None) -> list[str]:
    inside = _LABEL.search(body[:400])
    outside = _CHARSET.search(content_type or "")
    return [
        label
        for label in (inside and inside.group(1).decode("ascii"), outside and outside.group(1))
        if label
    ]


def _not_utf_8(body: bytes, labels: list[str]) -> tuple[str, list[str]]:
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        if name == "iso8859-1":
            name = "cp1252"  # what is called Latin-1 on the web is this
        if _TEXT_CODECS.fullmatch(name):
            return body.decode(name, "replace"), []
    text, note = mended(body, body.decode("utf-8", "replace"))
    return text, [note] if note else []


def _check_kind(text: str) -> None:
    """Raise NotXml with words for what often comes instead: nothing, JSON, a web page."""
    start = text[:_HEAD].lstrip()
    if not start:
        raise NotXml("an empty answer")
    if _HTML.match(start):
        title = _TITLE.search(start)
        named = f" titled '{' '.join(html.unescape(title.group(1)).split())}'" if title else ""
        raise NotXml(f"a web page{named}")
    if start[0] in "{[":
        raise NotXml("JSON")
    if start.startswith("%PDF-"):
        raise NotXml("a PDF")
    if "<" not in text:
        raise NotXml("plain text")


def _without_forbidden(text: str) -> tuple[str, list[str]]:
    clean, count = _FORBIDDEN.subn("", text)
    return clean, [f"{count} characters that XML does not allow were left out"] if count else []


def _from_root(text: str) -> tuple[str, list[str]]:
    """Return the text from its root element on; raises NotXml where a DOCTYPE declares things."""
    start = text.find("<")
    faults = ["something stands before its first element"] if text[:start].strip() else []
    while start < len(text):
        if text.startswith("<?", start):
            start = _after(text, "?>", start)
        elif text.startswith("<!--", start):
            start = _after(text, "-->", start)
        elif text[start : start + 9].upper() == "<!DOCTYPE":
            end = _after(text, ">", start)
            if "[" in text[start:end]:
                raise NotXml("its DOCTYPE declares entities of its own, which are not read")
            start = end
        elif text[start].isspace():
            start += 1
        else:
            break
    return text[start:], faults


def _after(text: str, mark: str, start: int) -> int:
    end = text.find(mark, start)
    return len(text) if end < 0 else end + len(mark)


def _parsed(text: str, *, recover: bool) -> etree._Element:
    parser = safe_parser(recover=recover, encoding="utf-8")
    return etree.fromstring(text.encode("utf-8"), parser)


def _with_ampersands(text: str) -> str:
    """Make every ampersand outside of CDATA one that XML can read."""
    pieces, done = [], 0
    while (start := text.find(_CDATA, done)) >= 0:
        end = _after(text, _CDATA_END, start)
        pieces += [_REFERENCE.sub(_reference, text[done:start]), text[start:end]]
        done = end
    return "".join([*pieces, _REFERENCE.sub(_reference, text[done:])])


def _reference(found: re.Match[str]) -> str:
    name = found.group(1)
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return found.group()
    meant = _FORBIDDEN.sub("", html.unescape(found.group()))
    return html.escape(meant, quote=False)


def _is_cut(text: str, root: etree._Element) -> bool:
    """Tell whether the text stops before the end tag of its root."""
    name = local_name(root)
    return not re.search(rf"</(?:[\w.-]+:)?{re.escape(name)}\s*>\s*\Z", text[-500:])


def _without_place(fault: str) -> str:
    return fault.partition(", line")[0]
