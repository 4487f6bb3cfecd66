"""What kind of file it is: by its first bytes, whatever it is called.

Servers and editors call things by wrong names, so the bytes decide, and what
was said only helps where bytes cannot tell (CSV and plain text). Nothing is
opened here: what is in a zip container is found out in the child.
"""

import re
from typing import Final, NamedTuple

# How a reader of a note knows each kind that can be read.
NAMES: Final = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "ods": "an OpenDocument spreadsheet",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "csv": "a CSV table",
    "html": "a web page",
    "text": "plain text",
}
ZIP: Final = "zip"  # docx, odt, ods, xlsx or pptx, if it is any of them
CONTAINED: Final = frozenset({"docx", "odt", "ods", "xlsx", "pptx"})

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
_TYPES: Final = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}wordprocessingml.template": "docx",
    "application/vnd.ms-word.document.macroenabled.12": "docx",
    f"{_OPEN}text": "odt",
    f"{_OPEN}text-template": "odt",
    f"{_OPEN}spreadsheet": "ods",
    f"{_OPEN}spreadsheet-template": "ods",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}spreadsheetml.template": "xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OFFICE}presentationml.slideshow": "pptx",
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": "pptx",
    "text/csv": "csv",
    "application/csv": "csv",
    "text/comma-separated-values": "csv",
    "text/tab-separated-values": "csv",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
_ENDINGS: Final = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "dotx": "docx", "odt": "odt", "ott": "odt",
    "ods": "ods", "ots": "ods", "xlsx": "xlsx", "xlsm": "xlsx", "xltx": "xlsx", "pptx": "pptx",
    "pptm": "pptx", "ppsx": "pptx", "csv": "csv", "tsv": "csv", "html": "html", "htm": "html",
    "xhtml": "html", "txt": "text",
}  # fmt: skip
# These say nothing of what it is, so that nothing can contradict them.
_SAYS_NOTHING: Final = frozenset({
    "", "application/octet-stream", "binary/octet-stream", "application/binary",
    "application/download", "application/force-download", "application/x-download",
    "application/x-octet-stream", "application/unknown", "unknown/unknown",
})  # fmt: skip
_ZIP_TYPES: Final = frozenset({"application/zip", "application/x-zip-compressed"})
# Windows' registry calls CSV a sheet of Excel.
_TABLE_TYPES: Final = frozenset({"text/plain", "application/vnd.ms-excel"})

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file of bytes, not of letters, begins with: a table may well begin with "BMI" or "MZ".
_BINARY_MARKS: Final = (
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture, sound or film (RIFF)"),
    (b"ID3", "a sound file (MP3)"),
    (b"OggS", "a sound or film file (Ogg)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"PK\x07\x08", "a zip archive in parts"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_WRITTEN_MARKS: Final = ((b"{\\rtf", "Rich Text (RTF)"), (b"%!PS", "PostScript"))
_FILM: Final = re.compile(rb".{4}ftyp", re.DOTALL)
_HTML: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML: Final = re.compile(rb"\s*<\?xml\b")
_TAG: Final = re.compile(rb"<[a-z][a-z0-9]*[\s>/]", re.IGNORECASE)
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BYTE_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 1024  # readers of PDF accept their mark anywhere in so many bytes
_MOST_BINARY: Final = 0.02  # of the bytes of a text; by chance it would be a tenth


class Told(NamedTuple):
    """What a file is.

    ``kind`` is one of NAMES, ZIP, or "other"; where it will not be read,
    ``state`` and ``reason`` say so.
    """

    kind: str
    state: str | None = None
    reason: str | None = None


def is_readable(mime_type: str | None, name: str) -> bool:
    """Tell whether a file is worth fetching for its text, by declared type or by ending.

    >>> is_readable("application/pdf", "x"), is_readable(None, "https://a.example/b.DOCX?v=2")
    (True, True)
    >>> is_readable("application/zip", "x.zip"), is_readable("application/msword", "x.doc")
    (False, False)
    """
    return _bare(mime_type) in _TYPES or _ending(name) in _ENDINGS


def told(body: bytes, said_type: str | None, name: str) -> Told:
    """Tell what a file is, from its bytes and then from what it is called."""
    called = claimed(said_type, name)
    if not body:
        return Told(called or "other", "failed", "the file is empty")
    head = body[:_HEAD]
    if _HTML.match(head.removeprefix(_BYTE_MARKS[0])):
        return Told("html")
    if b"%PDF-" in head:
        return Told("pdf")
    if body.startswith(b"PK\x03\x04"):
        return Told(ZIP)
    if body.startswith(_OLE):
        return _old_office(body)
    return _written(body, called) if _looks_written(body) else _binary(body, called)


def claimed(said_type: str | None, name: str) -> str | None:
    """Return the kind that a file is said to be, by its type or else its ending."""
    return _TYPES.get(_bare(said_type)) or _ENDINGS.get(_ending(name))


def mismatch(kind: str, said_type: str | None) -> str | None:
    """Return a note where the server called a file something that it is not."""
    said = _bare(said_type)
    if said in _SAYS_NOTHING or _TYPES.get(said) == kind:
        return None
    if (kind in CONTAINED and said in _ZIP_TYPES) or (kind == "csv" and said in _TABLE_TYPES):
        return None
    return f"the server called it {said} and it is {NAMES[kind]}"


def _old_office(body: bytes) -> Told:
    # What Office encrypts it puts into its old container.
    if "EncryptedPackage".encode("utf-16-le") in body:
        return Told("other", "encrypted", "an Office file that needs a password")
    return Told("other", "unsupported", "an old binary Office file (.doc, .xls, .ppt)")


def binary_kind(body: bytes) -> str | None:
    """Return what a file of bytes, not of letters, is; None for letters, and for nothing.

    >>> binary_kind(b"GIF89a" + bytes(99)), binary_kind(b"<p>words</p>")
    ('a picture (GIF)', None)
    """
    if not body or _looks_written(body):
        return None
    found = next((what for mark, what in _BINARY_MARKS if body.startswith(mark)), None)
    return found or ("a sound or film file (MP4)" if _FILM.match(body) else "bytes of no letters")


def _binary(body: bytes, called: str | None) -> Told:
    found = next((what for mark, what in _BINARY_MARKS if body.startswith(mark)), None)
    if found or _FILM.match(body):
        return _no_text(found or "a sound or film file (MP4)")
    if called is None:
        return Told("other", "unsupported", "bytes of no kind that is known")
    reason = f"it is called {NAMES[called]} and does not begin like one: damaged, or something else"
    return Told(called, "failed", reason)


def _written(body: bytes, called: str | None) -> Told:
    head = body[:_HEAD].removeprefix(_BYTE_MARKS[0])
    if found := next((what for mark, what in _WRITTEN_MARKS if head.startswith(mark)), None):
        return _no_text(found)
    if _XML.match(head):
        return Told("html") if b"<html" in head.lower() else _no_text("XML")
    if called == "html":
        return Told("html" if _TAG.search(body) else "text")
    return Told("csv" if called == "csv" else "text")


def _no_text(what: str) -> Told:
    return Told("other", "unsupported", f"{what}: no text is read from that")


def _looks_written(body: bytes) -> bool:
    sample = body[:4096]
    if sample.startswith(_BYTE_MARKS):
        return True
    few, many = sorted((sample[::2].count(0), sample[1::2].count(0)))
    if many > len(sample) // 4 and few <= many // 8:  # UTF-16 without a mark: letters.decoded
        sample = sample.replace(b"\0", b"")
    return len(_BINARY.findall(sample)) <= _MOST_BINARY * len(sample)


def _bare(said_type: str | None) -> str:
    return (said_type or "").partition(";")[0].strip().lower()


def _ending(name: str) -> str:
    path = name.partition("?")[0].partition("#")[0]
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return ending.lower() if dot else ""
