"""Draws an SVG document from standard input as PNG on standard output: a program of its own.

resvg keeps Python's lock for the whole drawing, some hundreds of milliseconds: within the server
no other page would be answered meanwhile, in whichever thread it ran. ``web.drawing`` starts it.
"""

import sys
from typing import Final

import font_lato
import resvg_py

FONTS: Final = ("Lato-Regular.ttf", "Lato-Bold.ttf")


def png(document: str, zoom: int) -> bytes:
    """Draw a document with the letters of Lato, whichever fonts the machine has."""
    folder = f"{font_lato.__path__[0]}/files"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=document,
            zoom=zoom,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[f"{folder}/{name}" for name in FONTS],
            font_family="Lato",
            sans_serif_family="Lato",
        )
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(png(sys.stdin.buffer.read().decode(), int(sys.argv[1])))
