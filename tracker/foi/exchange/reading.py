"""Cases from a file or a folder: what it is, is told by what it holds, not by its name."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from db.errors import Problem
from tracker.foi.exchange import atom, csv_files, whatdotheyknow, yaml_files
from tracker.foi.exchange.charset import decoded
from tracker.foi.exchange.found import Found
from tracker.foi.exchange.plain import case_in

LARGEST: Final = 20_000_000  # bytes: some 10,000 cases
CASES: Final = "foi_cases"  # the one field of our JSON: a list of cases
_READ_IN_A_FOLDER: Final = frozenset({".yml", ".yaml", ".json", ".csv", ".atom", ".xml"})
_MEGABYTE: Final = 1_000_000
_WEB_PAGE: Final = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_YAML: Final = re.compile(r"(?:#|---|[a-z_]+:)")
_HEAD: Final = 2000  # characters
_SAVE_IT: Final = (
    "open https://www.whatdotheyknow.com/request/NAME.json in your browser, wait until a check of "
    "the browser has passed, and save what is shown then"
)


def read(path: Path) -> list[Found]:
    """What a file, or each file of a folder, tells of cases.

    Raises Problem, naming file and row or field, where one cannot be read; nothing is written.
    """
    if not path.is_dir():
        return list(_in_file(path))
    files = sorted(
        file for file in path.iterdir()
        if file.suffix.lower() in _READ_IN_A_FOLDER and not file.name.startswith(".")
    )  # fmt: skip
    if not files:
        raise Problem(
            "there is no file of cases here (.yml, .json, .csv, .atom)", where=str(path),
            do="name another folder",
        )  # fmt: skip
    return [found for file in files for found in _in_file(file)]


def _in_file(file: Path) -> Iterator[Found]:
    where, content = str(file), _content(file)
    guess = _kind(content.decode("latin-1"))
    if guess == "workbook":
        raise _not_ours(guess, where)
    text, told = decoded(content, where, windows=guess == "csv")
    kind = _kind(text)
    if kind not in _READERS:
        raise _not_ours(kind, where)
    found = list(_READERS[kind](text, where))
    if not found:
        raise Problem("holds no case", where=where, do="see docs/foi-import.md")
    for number, one in enumerate(found):
        said = one.told if number or not told else (*one.told, told)
        yield replace(one, told=said)


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise Problem("is no file", where=str(file), do="name a file or a folder")
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise Problem(f"cannot be read ({error.strerror})", where=str(file)) from error
    if len(content) > LARGEST:
        raise Problem(
            f"is larger than {LARGEST // _MEGABYTE} MB", where=str(file),
            do="cases are text: leave out the letters themselves, or split the file",
        )  # fmt: skip
    return content


def _kind(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        return "empty"
    if start.startswith(("PK\x03\x04", "\xd0\xcf\x11\xe0")):
        return "workbook"
    if start[0] in "{[":
        return "json"
    if start[0] == "<":
        return "page" if _WEB_PAGE.search(start[:_HEAD]) else "xml"
    if csv_files.is_header(start.partition("\n")[0]):
        return "csv"
    return "yaml" if _YAML.match(start) else "something"


_NOT_OURS: Final = {
    "empty": ("is empty", "save the file again"),
    "workbook": (
        "is an office document", "save the sheet as CSV (in Excel: “CSV UTF-8 (comma delimited)”)",
    ),
    "page": ("is a web page, not the data of a request", _SAVE_IT),
    "something": (
        "is nothing that cases are read from: JSON or Atom of WhatDoTheyKnow, CSV, or YAML",
        "see docs/foi-import.md",
    ),
}  # fmt: skip


def _not_ours(kind: str, where: str) -> Problem:
    what, do = _NOT_OURS[kind]
    return Problem(what, where=where, do=do)


def _in_json(text: str, where: str) -> Iterator[Found]:
    value = _json(text, where)
    if isinstance(value, dict) and CASES in value:
        if not isinstance(value[CASES], list):
            raise Problem(f"{CASES} is no list", where=where, do="mend the file")
        for number, one in enumerate(value[CASES], start=1):
            place = f"{where}: case {number}"
            yield Found(place, case_in(_without_standing(one), place))
        return
    yield from whatdotheyknow.accounts(value, where)


def _without_standing(value: Any) -> Any:
    """What a case comes to stands in an export for others to use; it is counted anew here."""
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if name != "standing"}
    return value


def _json(text: str, where: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A name that stands twice might be read either way, "visibility" among them."""
        for name, count in Counter(name for name, _ in pairs).items():
            if count > 1:
                raise Problem(f"has {name} twice in one object", where=where, do="leave one out")
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=once)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise Problem("is nested too deeply", where=where, do=_SAVE_IT) from error
    except UnicodeEncodeError as error:
        raise Problem("holds half a letter (a lone surrogate)", where=where, do=_SAVE_IT) from error
    except json.JSONDecodeError as error:
        raise Problem(
            f"is not whole JSON ({error.msg})", where=f"{where}:{error.lineno}", do=_SAVE_IT
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise Problem("holds a number that is none", where=where, do=_SAVE_IT) from error
    return value


_READERS: Final = {
    "json": _in_json, "xml": atom.accounts, "csv": csv_files.cases, "yaml": yaml_files.cases,
}  # fmt: skip
