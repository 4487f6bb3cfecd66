"""Pictures as PNG, drawn by a process of their own (``web.charts.raster``), one at a time."""

import asyncio
import sys
from typing import Final

PROGRAM: Final = "web.charts.raster"
AT_ONCE: Final = 1  # of two cores one stays free for pages
WAITING: Final = 20  # pictures in the queue; more askers are told to come back
SECONDS: Final = 20  # no picture of ours takes so long on any machine

_turns = asyncio.Semaphore(AT_ONCE)
_asked = 0


class NotDrawn(Exception):
    """The program gave no picture, or not in time."""


async def png(document: str, *, zoom: int = 1) -> bytes:
    """The PNG of an SVG document, ``zoom`` pixels for each of its own.

    Raises NotDrawn where the program fails or takes longer than SECONDS, or too many wait already.
    """
    global _asked  # noqa: PLW0603 - one queue for the whole server
    if _asked > WAITING:
        raise NotDrawn("too many wait already")
    _asked += 1
    try:
        return await _in_turn(document, zoom)
    finally:
        _asked -= 1


async def _in_turn(document: str, zoom: int) -> bytes:
    async with _turns:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", PROGRAM, str(zoom),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            made, said = await asyncio.wait_for(process.communicate(document.encode()), SECONDS)
        except TimeoutError as error:
            raise NotDrawn(f"longer than {SECONDS} seconds") from error
        finally:
            if process.returncode is None:  # time is up, or the reader went away
                process.kill()
                await process.wait()
    if process.returncode:
        raise NotDrawn(said.decode(errors="replace")[-500:])
    return made
