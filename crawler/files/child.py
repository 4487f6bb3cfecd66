"""The program that reads one file, in a process of its own: ``python -I -m crawler.files.child``.

It limits itself before it looks at the file, reads a line of JSON (what to read, and how) and then
the file from standard input, and writes an Answer as JSON to standard output. Whatever happens to
it, a crash included, happens to nothing else.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import sys
from importlib import import_module
from typing import Any, Final

from crawler.files.kinds import ZIP
from crawler.files.letters import narrowed
from crawler.files.pages import Answer, Enough, File, Pages, Unreadable

CPU_SECONDS: Final = 7
MEMORY: Final = 2**30  # bytes of address space
_FILE_SIZE: Final = 2**20  # bytes of a file that it writes: Python's own caches, nothing else
_OPEN_FILES: Final = 32
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_LONGEST_REASON: Final = 300
# Looking for cycles among all lines of a long PDF, again and again, finds none.
_MAKES_NO_CYCLES: Final = "pypdfium2"

# Kind -> the library that reads it, and the module and function here that use it.
_READERS: Final = {
    "docx": ("lxml", "word", "read"),
    "odt": ("lxml", "opendocument", "read_text"),
    "ods": ("lxml", "opendocument", "read_sheets"),
    "pptx": ("lxml", "slides", "read"),
    "xlsx": ("openpyxl", "sheets", "read"),
    "csv": ("csv", "plain", "read_table"),
    "html": ("beautifulsoup4", "web", "read"),
    "text": ("plain", "plain", "read_text"),
}
_PAGED: Final = frozenset({"ods", "pptx", "xlsx"})


def main() -> None:
    """Read what standard input holds, and say what was found."""
    _end_with(parent=int(sys.argv[1]))
    _set_limits()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries may print, but not in there
    request = json.loads(sys.stdin.buffer.readline())
    if request["reader"] == _MAKES_NO_CYCLES:
        gc.disable()
    found = answer(request, sys.stdin.buffer.read())
    found = found._replace(pages=narrowed(found.pages))
    answers.write(json.dumps(found._asdict(), ensure_ascii=False).encode("utf-8", "replace"))
    answers.close()
    os._exit(0)  # nothing is left to be done, and taking everything down takes 3 ms


def _end_with(parent: int) -> None:
    """Let the kernel (Linux) end this process when the parent ends, however that ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before it could be watched
        sys.exit(1)


def _set_limits() -> None:
    """Take away what reading a file does not need."""
    _set_limit(resource.RLIMIT_AS, MEMORY)
    _set_limit(resource.RLIMIT_FSIZE, _FILE_SIZE)
    _set_limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_NPROC, 0)  # no child of its own; whoever runs it as root has no such
    # The first limit says why it ended (SIGXCPU), the second ends what does not heed it.
    _set_limit(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1)


def _set_limit(what: int, soft: int, hard: int | None = None) -> None:
    """Set a limit for good, unless whoever started us set a lower one."""
    _, highest = resource.getrlimit(what)
    wanted = soft if hard is None else hard
    if highest == resource.RLIM_INFINITY or highest > wanted:
        resource.setrlimit(what, (soft, wanted))


def answer(request: dict[str, Any], body: bytes) -> Answer:
    """Read a file as a request says, and say what was found; raises nothing."""
    kind, reader = request["kind"], request["reader"]
    try:
        if kind == "pdf":
            found: Answer = _module("pdf").read(body, reader)
            return found
        package = None
        if kind == ZIP:
            package = _module("package").Package(body)
            kind = package.kind()
        return _read(kind, File(body, request["said_type"], package))
    except Unreadable as error:
        return Answer(kind, reader, error.state, error.reason)
    except MemoryError:
        return Answer(kind, reader, "failed", "it asks for more than 1 GiB of memory")
    except RecursionError:
        return Answer(kind, reader, "failed", "it is nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever a parser says to a bad file is an answer
        said = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON]
        return Answer(kind, reader, "failed", f"it cannot be read ({said})")


def _read(kind: str, file: File) -> Answer:
    """Read a file of any other kind than PDF."""
    library, module, function = _READERS[kind]
    pages = Pages()
    note = reason = None
    try:
        note = getattr(_module(module), function)(file, pages)
    except Enough as error:
        reason = str(error)
    found = Answer(kind, library, "read", reason, note, pages.texts(), paged=kind in _PAGED)
    if not any(map(str.isalnum, "".join(found.pages))):
        reason = "no text in it: it is empty, or holds pictures of text"
        return found._replace(state="needs_ocr", reason=reason)
    return found


def _module(name: str) -> Any:
    """Import a reader only where it is needed: imports are most of what a small file costs."""
    return import_module(f"crawler.files.{name}")


if __name__ == "__main__":
    main()
