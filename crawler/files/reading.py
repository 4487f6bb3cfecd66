"""Reading a file: each in a child process, at most two at a time, and never longer than it may.

See the package's docstring for the way a file goes.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from weakref import WeakKeyDictionary

from crawler.files import kinds
from crawler.files.child import CPU_SECONDS
from crawler.files.letters import MOST_CHARACTERS
from crawler.files.pages import MOST_PAGES, Answer
from crawler.files.pdf import READERS as PDF_READERS
from db.normal import normalise

EXTRACTOR: Final = "file/1"
STATES: Final = frozenset({"read", "needs_ocr", "failed", "encrypted", "unsupported"})

_AT_A_TIME: Final = 2
# Of the clock, for all that is done with a file: twice CPU_SECONDS, as one or two readers may take,
# or more than that for the first one where the machine is busy.
_SECONDS: Final = 14.5
_MOST_BYTES: Final = 5 * MOST_CHARACTERS + 2**20  # of an answer: no character takes more
_MOST_VALUES: Final = 3_000_000  # in an answer, as JSON: each takes memory of its own
_PIECE: Final = 2**20
_CLEARLY_MORE: Final = 1.02  # letters; two readers never agree to the last one
# What Python itself may need to start; everything else of the environment is not its business.
_ENVIRONMENT: Final = ("PATH", "LANG", "LD_LIBRARY_PATH")
_BEST_FIRST: Final = ("read", "needs_ocr", "encrypted", "unsupported", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """What was read in a file.

    ``kind`` is one of ``kinds.NAMES``, or "other". ``text`` is normalised, a line a paragraph or
    row, "" where there is none; a file that ``needs_ocr`` may have a few words. ``page_starts``
    are the offsets in it of each page, slide or sheet, the first of them 0, and () where the
    format has none; a page may begin within a line, where a sentence goes on over the break, and
    an empty page begins where the next one does. ``state`` is read, needs_ocr, failed, encrypted
    or unsupported; ``reason`` says why it is not read, or what is missing in what was.
    ``reader`` is EXTRACTOR and the library, ``note`` what else should be known.
    """

    kind: str
    text: str
    page_starts: tuple[int, ...]
    state: str
    reason: str | None
    reader: str
    note: str | None


async def read_file(body: bytes, *, said_type: str | None, name: str) -> FileText:
    """Read the text of a file.

    ``said_type`` is what the server calls it (a Content-Type), ``name`` its name or address: the
    bytes decide, and these help where bytes cannot. Never raises for what is in a file; ends
    within about 15 seconds, plus the wait for two others that are being read.
    """
    told = kinds.told(body, said_type, name)
    if told.state:
        return _not_opened(told)
    async with _turn():
        answer = await _answer(body, told.kind, said_type)
    return await asyncio.to_thread(_file_text, answer, said_type, name)


def read_file_now(body: bytes, *, said_type: str | None, name: str) -> FileText:
    """Do the same and wait for it; for reading again from the archive, in or out of a loop."""
    with _BLOCKING, ThreadPoolExecutor(max_workers=1) as thread:
        reading = read_file(body, said_type=said_type, name=name)
        return thread.submit(asyncio.run, reading).result()


# At most two at a time ---------------------------------------------------------------------

# A caller that blocks holds its loop, so it must never wait for those that the loop awaits.
_BLOCKING: Final = threading.BoundedSemaphore(_AT_A_TIME)
_TURNS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()


def _turn() -> asyncio.Semaphore:
    return _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_A_TIME))


# The child -----------------------------------------------------------------------------------


async def _answer(body: bytes, kind: str, said_type: str | None) -> Answer:
    """What a child makes of a file, and for a PDF perhaps a second one."""
    until = asyncio.get_running_loop().time() + _SECONDS
    if kind != "pdf":
        return await _asked(body, kind, "", said_type, until)
    first_reader, second_reader = PDF_READERS
    first = await _asked(body, kind, first_reader, said_type, until)
    if first.state != "failed" and first.doubt is None:
        return first
    return _better(first, await _asked(body, kind, second_reader, said_type, until))


async def _asked(
    body: bytes, kind: str, reader: str, said_type: str | None, until: float
) -> Answer:
    """What a child makes of a file with one reader; what becomes of the child is an answer too."""
    request = json.dumps({"kind": kind, "reader": reader, "said_type": said_type}).encode()
    try:
        code, said = await _run(request + b"\n", body, until)
    except OSError as error:
        return Answer(kind, reader, "failed", f"no process can be started to read it ({error})")
    if code == 0:
        with suppress(KeyError, TypeError, ValueError, RecursionError):
            return _parsed(said)
    return Answer(kind, reader, "failed", _why(code))


async def _run(request: bytes, body: bytes, until: float) -> tuple[int | None, bytes | bytearray]:
    """Run a child; returns its exit code (None where it had no end) and what it said."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "crawler.files.child", str(os.getpid()),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
    )  # fmt: skip
    try:
        async with asyncio.timeout_at(until):
            said = await _exchange(child, request, body)
            return await child.wait(), said
    except TimeoutError:
        return None, b""
    finally:
        _kill_group(child)  # also where it ended by itself: it may have left somebody behind
        await child.wait()


async def _exchange(child: asyncio.subprocess.Process, request: bytes, body: bytes) -> bytearray:
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:
        raise OSError("a child without pipes")
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended before it had read all
        stdin.write(request)
        for start in range(0, len(body), _PIECE):
            stdin.write(body[start : start + _PIECE])
            await stdin.drain()
        stdin.close()
    said = bytearray()
    while piece := await stdout.read(_PIECE):
        said += piece
        if len(said) > _MOST_BYTES:
            raise TimeoutError  # it would never end
    return said


def _kill_group(child: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _parsed(said: bytes | bytearray) -> Answer:
    """Read an Answer from JSON; raises KeyError, TypeError or ValueError where it is none.

    A child that was taken over could say anything, so each field is looked at.
    """
    if sum(map(said.count, (b"[", b"{", b","))) > _MOST_VALUES:
        raise ValueError("more values than a text has commas")
    fields = dict(json.loads(said))
    fields["pages"], fields["joins"] = tuple(fields["pages"]), tuple(fields["joins"])
    answer = Answer(**fields)
    holds = (
        answer.kind in {*kinds.NAMES, kinds.ZIP}
        and answer.state in STATES
        and isinstance(answer.reader, str)
        and len(answer.pages) <= MOST_PAGES
        and all(isinstance(page, str) for page in answer.pages)
        and all(join in {"\n", " ", ""} for join in answer.joins)
        and all(
            isinstance(words, str | None) for words in (answer.reason, answer.note, answer.doubt)
        )
    )
    if not holds:
        raise ValueError("no answer")
    return answer


def _why(code: int | None) -> str:
    if code is None:
        return "it took too long"
    if code == 0:
        return "what was read of it makes no sense"
    if code == -signal.SIGXCPU:
        return f"it took more than {CPU_SECONDS} seconds of computing"
    if code < 0:
        return f"the reader crashed ({signal.strsignal(-code)}): over 1 GiB of memory, or a fault"
    return f"the reader ended with code {code}"


# What it comes to ----------------------------------------------------------------------------


def _better(first: Answer, second: Answer) -> Answer:
    """Choose between two readers: the better state, then clearly more letters, then the first."""
    answers = (first, second)
    if first.state == second.state == "failed":
        reason = "; ".join(f"{answer.reader}: {answer.reason}" for answer in answers)
        return first._replace(reason=reason)
    ranks = [_BEST_FIRST.index(answer.state) for answer in answers]
    letters = [sum(sum(map(str.isalnum, page)) for page in answer.pages) for answer in answers]
    is_clearly_more = letters[1] > _CLEARLY_MORE * letters[0]
    if ranks[0] < ranks[1] or (ranks[0] == ranks[1] and not is_clearly_more):
        return first
    trouble = f"{first.reader} could not read all of it: {first.doubt or first.reason}"
    return second._replace(note=trouble)


def _file_text(answer: Answer, said_type: str | None, name: str) -> FileText:
    text, starts = _whole(answer.pages, answer.joins)
    kind = answer.kind
    notes = [answer.note]
    if kind == kinds.ZIP:  # it was not seen what is inside
        claimed = kinds.claimed(said_type, name)
        kind = claimed if claimed in kinds.CONTAINED else "other"
    else:
        notes.insert(0, kinds.mismatch(kind, said_type))
    return FileText(
        kind=kind,
        text=text,
        page_starts=starts if answer.paged else (),
        state=answer.state,
        reason=answer.reason,
        reader=f"{EXTRACTOR} {answer.reader}".strip(),
        note="; ".join(filter(None, notes)) or None,
    )


def _whole(pages: tuple[str, ...], joins: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    """Put pages together, as they are stored, so that offsets stay true; and where each begins."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    is_after_text = False  # whether the page right before has any
    for page, join in zip_longest(map(normalise, pages), joins[: len(pages)], fillvalue="\n"):
        if page and parts:
            between = join if is_after_text else "\n"
            parts.append(between)
            length += len(between)
        starts.append(length)
        parts += [page] if page else []
        length += len(page)
        is_after_text = bool(page)
    # A page without text begins where the next one with text does.
    for number in range(len(starts) - 2, -1, -1):
        if not normalise(pages[number]):
            starts[number] = starts[number + 1]
    return "".join(parts), tuple(starts)


def _not_opened(told: kinds.Told) -> FileText:
    return FileText(
        kind=told.kind,
        text="",
        page_starts=(),
        state=told.state or "failed",
        reason=told.reason,
        reader=EXTRACTOR,
        note=None,
    )
