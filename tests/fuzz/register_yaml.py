"""YAML: files of the register, cases and bodies. Only a Problem with file and line may come out."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from db.errors import Problem
from tests.fuzz.harness import Input, Target, named
from tests.fuzz.mutate import ANYTHING, some, spoilt, spoilt_lines
from tracker.foi.exchange.plain import plain
from tracker.foi.exchange.yaml_files import cases
from tracker.register import files
from tracker.register.model import Commitment, FoiRequest

WORDS: Final = (
    "&a", "*a", "&a *a", "<<: *a", "<<: {a: 1}", "!!python/object:os.system", "!!python/name:os.x ",
    "!!python/object/apply:os.system [ls]", "!!int x", "!!float y", "!!binary x", "!!set {a}",
    "!!omap",
    "!!timestamp x", "!!null x", "!!str ", "!x ", "!!bool z", "!!merge x", "!!pairs [a]", "? a",
    "? [a]",
    "? {a: b}", ": x", "- ", "- - - ", "---", "...", "--- a", "%YAML 9.9", "%TAG ! x", "|", ">",
    "|2",
    ">-", "# x", "{", "}", "[", "]", "{a: }", "[,]", '"', "'", '"\\x"', '"\\ud800"', '"\\0"', "\t",
    "~",
    "yes", "on:", "no", "null", "0o17", "0x1F", "1_000", "190:20:30", ".inf", "-.inf", ".nan",
    "1e5",
    "9" * 5000, "2026-02-30", "2026-1-1", "0001-01-01", "2026-03-31", "March 2026", "spring 2026",
    "&x" * 50,
    "[" * 150, "{a: " * 150, "- " * 400, "a: &a [*a]", "b: &b {c: *b}",
    "a: &l [x,x]\nb: &m [*l,*l]\nc: [*m,*m]",
    "  ", "    ", "\u2028", "\x85", "\ufeff", "\x00", "\x07", "\x7f", "=", "slug: x", "id: x",
    "steps: []",
    "steps:\n- {}", "responsible: {}", "status: done", "url: 'http://['", "url: javascript:x",
    "made_on: x",
)  # fmt: skip
_LINES: Final = (
    *WORDS,
    *(f"{word}: {word}" for word in ("a", "title", "slug", "on")),
    *ANYTHING[:60],
)


def _texts(folder: Path, longest: int = 2500) -> list[str]:
    return [
        text for file in sorted(folder.glob("*.yml")) if len(text := file.read_text()) < longest
    ]


def _cases() -> list[str]:
    """Files of cases, made of what the register has of requests."""
    return [
        (
            "id: sample-case\nsubject: Board papers\nauthority: Harbour Office\nregime: FOIA\n"
            "requester_kind: own\nevents:\n- type: sent\n  on: 2026-03-06\n  precision: day\n"
            "  known: stated\n- type: response\n  on: 2026-04-02\n  outcome: refused\n"
            "  grounds:\n  - provision: s.22\n    scope: part\n"
            "    anticipated_publication: 2026-05-01\n"
        ),
        "id: two\nsubject: x\nauthority: y\nvisibility: private\ncommitments:\n- slug: plan\n",
    ]


def _read_commitment(path: Path) -> bool:
    return _one(path, Commitment)


def _read_request(path: Path) -> bool:
    return _one(path, FoiRequest)


def _one(path: Path, model: type) -> bool:
    faults: list[str] = []
    found = files._read_one(path, model, faults)
    assert (found is None) == bool(faults)
    assert all(path.name in fault for fault in faults)
    if found is not None:
        again = files.dump(found)
        path.write_text(again, encoding="utf-8")
        assert files._read_one(path, model, faults) == found, faults
    return found is not None or not any("not valid YAML" in fault for fault in faults)


def _read_bodies(path: Path) -> bool:
    return bool(files.read_bodies(path))


def _read_case(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    for found in cases(text, str(path)):
        plain(found.content)
    return True


_REGISTER: Final = _texts(files.PACKAGED)
_READERS: Final[dict[str, tuple[int, Callable[[Path], bool], list[str]]]] = {
    "commitment": (45, _read_commitment, _REGISTER),
    "request": (25, _read_request, _texts(files.PACKAGED / files.FOI_FOLDER, 1200)),
    "bodies": (10, _read_bodies, [files.BODIES.read_text()[:1500].rpartition("\n- ")[0] + "\n"]),
    "case": (20, _read_case, _cases()),
}
_NAMES: Final = tuple(_READERS)
_WEIGHTS: Final = tuple(often for often, _, _ in _READERS.values())


def make(random: Random) -> Input:
    """A file, spoilt line by line, value by value, or letter by letter."""
    (name,) = random.choices(_NAMES, _WEIGHTS)
    text = random.choice(_READERS[name][2])
    lines = text.split("\n")
    for _ in range(some(random, 3)):
        match random.randrange(5):
            case 0:
                lines = spoilt_lines(random, lines, _LINES)
            case 1 | 2:
                _change_value(random, lines)
            case 3:
                _indent(random, lines)
            case _:
                place = random.randrange(len(lines))
                lines[place] = spoilt(random, lines[place], WORDS)
    return Input(name, "\n".join(lines))


def _change_value(random: Random, lines: list[str]) -> None:
    places = [number for number, line in enumerate(lines) if ": " in line]
    if places:
        place = random.choice(places)
        name, _, _ = lines[place].partition(": ")
        lines[place] = f"{name}: {random.choice(_LINES)}"


def _indent(random: Random, lines: list[str]) -> None:
    place = random.randrange(len(lines))
    by = random.choice(("  ", " ", "\t", "- ", "        "))
    for number in range(place, min(place + random.choice((1, 3, 30)), len(lines))):
        lines[number] = by + lines[number] if random.random() < 0.8 else lines[number].lstrip()


def read(one: Input) -> bool:
    """Read a file as its reader does."""
    with tempfile.NamedTemporaryFile("wb", suffix=".yml") as file:
        file.write(one.body.encode("utf-8", "surrogatepass"))
        file.flush()
        path = Path(file.name)
        try:
            return _READERS[one.reader][1](path)
        except UnicodeDecodeError:
            assert one.reader == "case"  # whose file was decoded before
            return False
        except Problem as problem:
            named(problem, path.name)
            return "not valid YAML" not in str(problem)


TARGET: Final = Target(name="register_yaml", make=make, read=read, floor=0.2)
