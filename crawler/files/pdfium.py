"""pdfium, asked over its own C interface: what reading the text of a PDF needs, and no more.

The library is the one that pypdfium2 brings. Its Python is left out: it declares all of pdfium's
500 functions each time it is imported, which took longer than reading ten pages, and a child is
started for each file. The functions used here have been the same for years (fpdfview.h,
fpdf_text.h, fpdf_formfill.h and fpdf_transformpage.h of pdfium).
"""

import ctypes
import os
from collections import deque
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import accumulate, repeat
from typing import Final

PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
XFA_FULL: Final = 2  # FORMTYPE_XFA_FULL
_ERRORS: Final = {
    0: "Success", 1: "Unknown error", 2: "File access error", 3: "Data format error",
    PASSWORD: "Incorrect password error", 5: "Unsupported security scheme error",
    6: "Page not found or content error",
}  # fmt: skip

_LAST_OF_ONE: Final = "\uffff"
_NOWHERE: Final = -1
LEFT, TOP, RIGHT, BOTTOM = range(4)  # as FS_RECTF has them
_FLOATS: Final = 4  # of a box
_FLOAT: Final = ctypes.sizeof(ctypes.c_float)
_AT_ONCE: Final = 1_024


class PdfiumError(Exception):
    """pdfium cannot read it; ``code`` is one of its FPDF_ERR_*, or None."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


def _library() -> ctypes.PyDLL:
    """Load pdfium. PyDLL: no other thread waits here, so the lock need not be let go each time."""
    spec = find_spec("pypdfium2_raw")
    for folder in (spec and spec.submodule_search_locations) or ():
        path = os.path.join(folder, "libpdfium.so")  # noqa: PTH118 - pathlib takes 5 ms to import
        if os.path.exists(path):  # noqa: PTH110
            return ctypes.PyDLL(path)
    return ctypes.PyDLL("libpdfium.so")  # of the system, where pypdfium2 was built to use that


class _Config(ctypes.Structure):
    """FPDF_LIBRARY_CONFIG, version 2."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("user_font_paths", ctypes.c_void_p),
        ("isolate", ctypes.c_void_p),
        ("v8_embedder_slot", ctypes.c_uint),
    ]


_PDFIUM: Final = _library()
_PDFIUM.FPDF_InitLibraryWithConfig(ctypes.byref(_Config(version=2)))
for _name in ("FPDF_LoadMemDocument64", "FPDF_LoadPage", "FPDFText_LoadPage"):
    getattr(_PDFIUM, _name).restype = ctypes.c_void_p
_PDFIUM.FPDF_GetLastError.restype = ctypes.c_ulong
_GET_BOX: Final = _PDFIUM.FPDFText_GetLooseCharBox
# Boxes are written into one buffer, one after the other, and read out of it all at once.
_BOXES: Final = (ctypes.c_float * (_FLOATS * _AT_ONCE))()
_PLACES: Final = [ctypes.byref(_BOXES, _FLOATS * _FLOAT * number) for number in range(_AT_ONCE)]
_READ: Final = memoryview(_BOXES).cast("B").cast("f")


class Document:
    """An opened PDF; ``len`` is how many pages it has.

    Raises PdfiumError where it cannot be opened. The bytes stay until the process ends.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body  # pdfium reads in it as long as the document is open
        self._handle = ctypes.c_void_p(
            _PDFIUM.FPDF_LoadMemDocument64(body, ctypes.c_size_t(len(body)), None)
        )
        self._count = _PDFIUM.FPDF_GetPageCount(self._handle) if self._handle else 0
        if self._count < 1:
            code = int(_PDFIUM.FPDF_GetLastError())
            said = _ERRORS.get(code, str(code))
            raise PdfiumError(f"Failed to load document (PDFium: {said}).", code)

    def __len__(self) -> int:
        return int(self._count)

    @property
    def form_type(self) -> int:
        """Return FORMTYPE_*: whether it is a form, and of which kind."""
        return int(_PDFIUM.FPDF_GetFormType(self._handle))

    def page(self, number: int) -> "Page":
        """Open a page, the first being 0; raises PdfiumError where it cannot be read."""
        return Page(self._handle, number)


class Page:
    """An opened page: its text, and where each of its letters stands. To be closed."""

    def __init__(self, document: ctypes.c_void_p, number: int) -> None:
        self._page = ctypes.c_void_p(_PDFIUM.FPDF_LoadPage(document, number))
        if not self._page:
            raise PdfiumError("Failed to load page.")
        self._text = ctypes.c_void_p(_PDFIUM.FPDFText_LoadPage(self._page))
        if not self._text:
            _PDFIUM.FPDF_ClosePage(self._page)
            raise PdfiumError("Failed to load text page.")

    def close(self) -> None:
        """Let go of it."""
        _PDFIUM.FPDFText_ClosePage(self._text)
        _PDFIUM.FPDF_ClosePage(self._page)

    @property
    def turn(self) -> int:
        """Return how far it is turned to be shown, clockwise, in degrees."""
        return 90 * int(_PDFIUM.FPDFPage_GetRotation(self._page))

    @property
    def box(self) -> list[float]:
        """Return what of it is shown, as LEFT, TOP, RIGHT, BOTTOM."""
        found = (ctypes.c_float * _FLOATS)()
        if not _PDFIUM.FPDF_GetPageBoundingBox(self._page, ctypes.byref(found)):
            raise PdfiumError("Failed to get page bounding box.")
        return list(found)

    def text(self) -> str:
        """Return its text as UTF-16 has it, halves of pairs that stand alone as U+FFFD.

        Letters that pdfium leaves out at both its ends are passed over, or it would read beyond
        the end of its own list (https://crbug.com/pdfium/2079).
        """
        first, last = 0, self._count() - 1
        while first <= last and (start := self._in_text(first)) == _NOWHERE:
            first += 1
        while first <= last and (end := self._in_text(last)) == _NOWHERE:
            last -= 1
        if first > last:
            return ""
        size = end + 2 - start  # with the zero at its end
        into = (ctypes.c_ushort * size)()
        written = _PDFIUM.FPDFText_GetText(self._text, first, last + 1 - first, into)
        return bytes(memoryview(into)[: max(written - 1, 0)]).decode("utf-16-le", "replace")

    def places(self, text: str, letters: Sequence[int], *sides: int) -> list[list[float]]:
        """Return where letters of its text stand, each given by its place in ``text``.

        A list for each of the ``sides`` (LEFT, TOP, RIGHT, BOTTOM), in points. The loose box of a
        letter is used, which is as high for all letters of a font; a letter that has no place is
        nowhere (all zeroes).
        """
        numbers = letters if len(text) == self._count() else self._numbers(text, letters)
        found: list[list[float]] = [[] for _ in sides]
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            ctypes.memset(_BOXES, 0, len(part) * _FLOATS * _FLOAT)
            deque(map(_GET_BOX, repeat(self._text), part, _PLACES), maxlen=0)
            for values, side in zip(found, sides, strict=True):
                values.extend(_READ[side : len(part) * _FLOATS : _FLOATS].tolist())
        return found

    def _count(self) -> int:
        return int(_PDFIUM.FPDFText_CountChars(self._text))

    def _in_text(self, number: int) -> int:
        """Where a letter stands in the text, or _NOWHERE."""
        return int(_PDFIUM.FPDFText_GetTextIndexFromCharIndex(self._text, number))

    def _numbers(self, text: str, letters: Sequence[int]) -> list[int]:
        """Which number each letter of the text has on its page.

        They differ where the page holds letters that the text does not, and where one takes two
        places (in UTF-16, as pdfium counts).
        """
        wide = (2 if letter > _LAST_OF_ONE else 1 for letter in text)
        places = list(accumulate(wide, initial=0))
        number = _PDFIUM.FPDFText_GetCharIndexFromTextIndex
        return [number(self._text, places[letter]) for letter in letters]
