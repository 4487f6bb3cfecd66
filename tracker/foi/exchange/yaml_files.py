"""Cases as YAML, one a file, for a person to read, write by hand and put under version control."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from db.errors import Problem
from tracker.foi.exchange.found import Found
from tracker.foi.exchange.plain import plain
from tracker.foi.model import Case
from tracker.register.files import WIDTH, explained_faults, parsed

_ENDS_A_LINE: Final = re.compile("[\r\x85\u2028\u2029\ufeff]")


def cases(_text: str, where: str) -> Iterator[Found]:
    """The case of a YAML file.

    Raises Problem with the line of every fault.
    """
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
