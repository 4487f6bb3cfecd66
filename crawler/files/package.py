"""Zip containers and the XML in them: what is inside, and how it is opened safely.

The sizes that the directory states are looked at first, and no part is unpacked any further than
that. Entities of XML are never resolved, nothing is loaded from anywhere, and libxml2's own limits
(of depth, of size) stay on.
"""

import re
from io import BytesIO
from posixpath import dirname, join, normpath, split
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from lxml import etree

from crawler.files.pages import Unreadable
from crawler.safe_xml import safe_parser

_MIB: Final = 2**20
MOST_UNPACKED: Final = 400 * _MIB  # of all parts; pictures are most of that
MOST_XML: Final = 48 * _MIB  # of one part: as a tree it takes more than ten times as much

_OPEN: Final = b"application/vnd.oasis.opendocument."
_OPEN_KINDS: Final = {
    _OPEN + b"text": "odt",
    _OPEN + b"text-template": "odt",
    _OPEN + b"spreadsheet": "ods",
    _OPEN + b"spreadsheet-template": "ods",
}
# The content type of the main part: document, template or show, with macros or without.
_OFFICE_KINDS: Final = (
    (re.compile(rb"wordprocessingml\.\w+\.main\+xml|ms-word\.\w+\.\w+\.main\+xml"), "docx"),
    (re.compile(rb"spreadsheetml\.\w+\.main\+xml|ms-excel\.\w+\.macro\w+\.main\+xml"), "xlsx"),
    (re.compile(rb"presentationml\.\w+\.main\+xml|ms-powerpoint\.\w+\.\w+\.main\+xml"), "pptx"),
)
_MIMETYPE: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_CONTENT_TYPES: Final = "[Content_Types].xml"


class Relation(NamedTuple):
    """What a part of an Office file points to: the last word of its type, and the other part."""

    kind: str
    target: str


class Package:
    """An opened container; raises Unreadable where it is damaged, locked or a bomb."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(body))
        except (BadZipFile, NotImplementedError, ValueError) as error:
            raise Unreadable("failed", f"a damaged zip container: {error}") from error
        entries = self._zip.infolist()
        self._sizes = {entry.filename: entry.file_size for entry in entries}
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED:
            reason = f"unpacked it would take {unpacked // _MIB:,} MiB; at most"
            raise Unreadable("failed", f"{reason} {MOST_UNPACKED // _MIB:,} are unpacked")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("encrypted", "a zip container that needs a password")

    def kind(self) -> str:
        """Return docx, odt, ods, xlsx or pptx; raises Unreadable where it is none of these."""
        if self.has(_MIMETYPE):
            found = _OPEN_KINDS.get(self.part(_MIMETYPE).strip())
            if found and self.has(_MANIFEST) and b"encryption-data" in self.part(_MANIFEST):
                raise Unreadable("encrypted", "an OpenDocument file that needs a password")
            if found:
                return found
        if self.has(_CONTENT_TYPES):
            types = self.part(_CONTENT_TYPES).lower()
            for pattern, kind in _OFFICE_KINDS:
                if pattern.search(types):
                    return kind
        raise Unreadable("unsupported", "a zip archive, or a document of a kind that is not read")

    def has(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self._sizes

    def part(self, name: str) -> bytes:
        """Return the bytes of a part; raises Unreadable."""
        if not self.has(name):
            raise Unreadable("failed", f"its part {name} is missing")
        if self._sizes[name] > MOST_XML:
            size = f"{self._sizes[name] // _MIB:,} MiB"
            raise Unreadable("failed", f"its part {name} is too large to read ({size})")
        # With a size, for zipfile would first unpack all of a part that lies about it.
        with self._zip.open(name) as part:
            return part.read(self._sizes[name])

    def xml(self, name: str) -> Any:
        """Return the root of a part that is XML; raises Unreadable or lxml's error."""
        return etree.fromstring(self.part(name), safe_parser())

    def main_part(self) -> str:
        """Return the name of an Office file's main part."""
        relations = self.relations("")
        found = [r.target for r in relations.values() if r.kind == "officeDocument"]
        if not found:
            raise Unreadable("failed", "it does not say which of its parts is the document")
        return found[0]

    def relations(self, name: str) -> dict[str, Relation]:
        """Return what a part points to inside the file, by id; "" is the file itself."""
        folder, file = split(name)
        rels = join(folder, "_rels", f"{file}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for node in self.xml(rels).iterfind("{*}Relationship"):
            target = join("/", dirname(name), node.get("Target", ""))
            if node.get("TargetMode") != "External":
                kind = node.get("Type", "").rpartition("/")[2]
                found[node.get("Id", "")] = Relation(kind, normpath(target).lstrip("/"))
        return found


def local(node: Any) -> str:
    """Return the name of an element without its namespace; "" for an entity or a comment."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Any, name: str) -> str | None:
    """Return an attribute by its local name: both editions of OOXML have their own namespaces."""
    return next((value for key, value in node.items() if key.rpartition("}")[2] == name), None)
