"""Cases as YAML, one a file: what a person can read, write by hand and put under version control.

Strangers' YAML can stop a program that reads it (depth that overflows its stack, nodes that are
named again and multiply), so it is looked through before anything is built of it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from db.errors import Problem
from tracker.foi.exchange.found import Found
from tracker.foi.exchange.plain import plain
from tracker.foi.model import Case
from tracker.register.files import WIDTH, explained_faults, parsed

_DEEPEST: Final = 20  # a ground of an event of a case is 6 deep
_ENDS_A_LINE: Final = re.compile("[\r\x85\u2028\u2029\ufeff]")


def cases(text: str, where: str) -> Iterator[Found]:
    """The case of a YAML file.

    Raises Problem with the line of every fault.
    """
    _refuse_traps(text, where)
    path = Path(where)
    raw, node = parsed(path)
    if not isinstance(raw, dict):
        raise Problem(
            "holds no fields (name: value)", where=f"{where}:1", do="see docs/foi-import.md"
        )
    try:
        yield Found(where, Case.model_validate(raw))
    except ValidationError as error:
        lines = explained_faults(path, node, error)
        count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
        shown = "\n".join(lines)
        raise Problem(
            f"{shown}\n{count} found; nothing was imported", do="mend the lines named"
        ) from error


def written(case: Case) -> str:
    """A case as the text of its file."""
    text: str = yaml.dump(
        plain(case), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH,
        default_flow_style=False,
    )  # fmt: skip
    return text


class _Dumper(yaml.SafeDumper):
    """SafeDumper that escapes what would else end a line, and be lost when it is read."""


def _as_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _ENDS_A_LINE.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _as_text)


def _refuse_traps(text: str, where: str) -> None:
    depth = 0
    for event in _events(text, where):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Problem(
                "names a part of itself again (*), which no case needs", where=f"{where}:{line}",
                do="write it out",
            )  # fmt: skip
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise Problem("is nested too deeply", where=f"{where}:{line}", do="mend the file")


def _events(text: str, where: str) -> Iterator[Any]:
    """What libyaml reads, one event after the other, which needs no stack."""
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError:
        return  # told with its line by the one who builds something of it
    except yaml.YAMLError as error:
        raise Problem(
            f"is not valid YAML: {getattr(error, 'reason', None) or 'cannot be read'}",
            where=f"{where}:1", do="save it as plain text in UTF-8",
        ) from error  # fmt: skip
