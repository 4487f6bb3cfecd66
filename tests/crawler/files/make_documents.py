"""Small documents, part by part; and some by the libraries that people write them with."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", f"{_TYPES}wordprocessingml.document.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_TYPES}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_TYPES}presentationml.presentation.main+xml"),
    "ppsx": ("ppt/presentation.xml", f"{_TYPES}presentationml.slideshow.main+xml"),
}
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SLIDE = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {DRAWING}'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODF = " ".join(
    f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "meta")
) + f' xmlns:draw="{_ODF}:drawing:1.0"'  # fmt: skip


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip container of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return out.getvalue()


def relations(found: Mapping[str, str]) -> str:
    """A part of relations: target -> the last word of its type; ids are r1, r2, ..."""
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(found.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def office(kind: str, parts: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The parts of an Office file, with those that say what is what."""
    main, content_type = _MAIN[kind]
    override = f'<Override PartName="/{main}" ContentType="{content_type}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{override}</Types>',
        "_rels/.rels": relations({main: "officeDocument"}),
        **parts,
    }


def docx(body: str, *, doctype: str = "", kind: str = "docx", **more: str) -> bytes:
    """A Word document; ``more`` are whole parts beside it (footnotes)."""
    parts = {
        "word/document.xml": f"{doctype}<w:document {WORD}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations({f"{name}.xml": name for name in more}),
        **{
            f"word/{name}.xml": f"<w:{name} {WORD}>{part}</w:{name}>" for name, part in more.items()
        },
    }
    return zipped(office(kind, parts))


def paragraph(words: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def pptx(*shown: str, kind: str = "pptx", doctype: str = "", beside: str = "") -> bytes:
    """A presentation of slides; ``beside`` is the SmartArt of the first."""
    targets = {f"slides/slide{number}.xml": "slide" for number in range(1, len(shown) + 1)}
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(shown) + 1))
    main = f'<p:presentation {SLIDE} xmlns:r="{_OFFICE}"><p:sldIdLst>{ids}</p:sldIdLst>'
    parts = {
        "ppt/presentation.xml": f"{main}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(targets),
        **{
            f"ppt/slides/slide{number}.xml": doctype + part
            for number, part in enumerate(shown, start=1)
        },
    }
    if beside:
        parts["ppt/diagrams/data1.xml"] = f"<d {DRAWING}>{beside}</d>"
        rels = relations({"../diagrams/data1.xml": "diagramData"})
        parts["ppt/slides/_rels/slide1.xml.rels"] = rels
    return zipped(office(kind, parts))


def slide(*words: str, entries: str = "") -> str:
    """A slide with these paragraphs."""
    inside = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in words)
    shape = f"<p:sp><p:txBody>{inside}</p:txBody></p:sp>"
    return f"<p:sld {SLIDE} {entries}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>"


def xlsx(rows: str, *, doctype: str = "") -> bytes:
    """A workbook of one sheet, from the XML of its rows."""
    sheets = '<sheets><sheet name="Plan" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "xl/workbook.xml": f'<workbook {SHEET} xmlns:r="{_OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations({"worksheets/sheet1.xml": "worksheet"}),
        "xl/worksheets/sheet1.xml": (
            f"{doctype}<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>"
        ),
    }
    whole = office("xlsx", parts)
    sheet_type = f"{_TYPES}spreadsheetml.worksheet+xml"
    override = f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet_type}"/>'
    types = str(whole["[Content_Types].xml"])
    whole["[Content_Types].xml"] = types.replace("</Types>", f"{override}</Types>")
    return zipped(whole)


def opendocument(kind: str, body: str, *, styles: str = "", doctype: str = "") -> bytes:
    """An OpenDocument file: ``kind`` is text or spreadsheet."""
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>" if styles else ""
    inside = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": (
            f"{doctype}<office:document-content {ODF}>{automatic}{inside}"
            "</office:document-content>"
        ),
    })  # fmt: skip
