"""Reads a file without a child: quick, and only for files that mean no harm."""

from crawler.files import child, kinds, reading
from crawler.files.reading import FileText


def read(
    body: bytes, name: str = "file", said_type: str | None = None, reader: str = "pypdfium2"
) -> FileText:
    """Read as ``read_file_now`` does; a PDF with the one reader that is named."""
    told = kinds.told(body, said_type, name)
    if told.state:
        return reading._not_opened(told)
    request = {"kind": told.kind, "reader": reader, "said_type": said_type}
    return reading._file_text(child.answer(request, body), said_type, name)
