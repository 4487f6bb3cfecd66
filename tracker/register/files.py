"""Read and write the YAML files of the register, keeping the line of every field.

The layout on disk is canonical: fixed order of fields, fixed width, so that
an export of what was loaded is the same file byte for byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from db.errors import Problem
from tracker.register.model import Body, Commitment, FoiRequest
from tracker.register.quick import QuickReader, Uncommon

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]
WIDTH = 100
_DEEPEST = 20  # a ground of an event of a case is 6 deep
FOI_FOLDER = "foi"
PACKAGED = Path(__file__).parent
BODIES = PACKAGED.parent / "bodies.yml"
_BODIES: TypeAdapter[list[Body]] = TypeAdapter(list[Body])


@dataclass(frozen=True)
class Register:
    """All files of one folder, each checked on its own."""

    folder: Path
    bodies: list[Body]
    commitments: list[Commitment]
    foi_requests: list[FoiRequest]

    def path_of(self, slug: str) -> Path:
        """The file of a commitment."""
        return self.folder / f"{slug}.yml"


class _Loader(yaml.CSafeLoader):
    """SafeLoader (libyaml's, for speed) that leaves days, on, off, yes and no as text.

    An impossible day can then be named instead of stopping the reader, and the
    field ``on`` needs no quotes.
    """


_LEFT_AS_TEXT = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in _LEFT_AS_TEXT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
_QUICK = QuickReader(_Loader, _DEEPEST)


def read_bodies(path: Path = BODIES) -> list[Body]:
    """The public bodies that this release knows. Raises Problem with the line of every fault."""
    try:
        return _BODIES.validate_python(content_of(path, content_read(path)))
    except ValidationError as error:
        raise problem_of(explained_faults(path, parsed(path)[1], error)) from error


def problem_of(faults: list[str]) -> Problem:
    """One Problem that lists every fault; nothing was loaded."""
    shown = "\n".join(faults)
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return Problem(f"{shown}\n{count} found; nothing was loaded", do="mend the lines named")


def dump(model: Commitment | FoiRequest) -> str:
    """The canonical YAML of one file; fields that are optional and empty are left out."""
    text: str = yaml.safe_dump(
        _plain(model), sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return text


def is_register_file(path: Path) -> bool:
    """Whether an export may overwrite a file: it begins with its own name."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        return stream.readline().strip() in (f"slug: {path.stem}", f"id: {path.stem}")


def line_of(path: Path, place: Place) -> int:
    """The line (from 1) on which the field at ``place`` stands."""
    return _line_of(parsed(path)[1], place)


def read_entry(
    path: Path, model: type[Model], key: str, content: bytes, faults: list[str]
) -> Model | None:
    """The entry in a file that bears its name in the field ``key``; None, and why, on any fault."""
    entry = _read_one(path, model, faults, content)
    if entry is not None and getattr(entry, key) != path.stem:
        faults.append(f"{path}:1: {key} is {getattr(entry, key)!r}, but the file bears another")
    return entry


def _read_one(
    path: Path, model: type[Model], faults: list[str], content: bytes | None = None
) -> Model | None:
    try:
        raw = content_of(path, content_read(path) if content is None else content)
    except Problem as problem:
        faults.append(str(problem))
        return None
    if not isinstance(raw, dict):
        what = "is empty" if raw is None else "holds no fields (name: value)"
        faults.append(f"{path}:1: {what}")
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults.extend(explained_faults(path, _tree(path, content), error))
        return None


def content_read(path: Path) -> bytes:
    """The bytes of a file. Raises Problem where the system does not give them."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot be read ({error.strerror})", where=str(path)) from error


def content_of(path: Path, content: bytes) -> Any:
    """What these bytes of a file say. Raises Problem with the line of a fault."""
    text = _decoded(path, content)
    try:
        return _QUICK.read(text)
    except Uncommon:
        return _parsed(path, text)[0]


def _tree(path: Path, content: bytes | None) -> yaml.Node | None:
    return _parsed(path, _decoded(path, content_read(path) if content is None else content))[1]


def _decoded(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("is not UTF-8", where=f"{path}", do="save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def parsed(path: Path) -> tuple[Any, yaml.Node | None]:
    """The content of a YAML file and its node tree, which knows the lines."""
    return _parsed(path, _decoded(path, content_read(path)))


def _parsed(path: Path, text: str) -> tuple[Any, yaml.Node | None]:
    try:
        _refuse_traps(path, text)
        loader = _Loader(text)
        node = loader.get_single_node()
        _refuse_twice(path, node)
        return (loader.construct_document(node) if node else None), node
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, error) from error
    except yaml.YAMLError as error:
        what = getattr(error, "reason", None) or "cannot be read"
        raise Problem(f"is not valid YAML: {what}", where=f"{path}:1") from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        # A number of thousands of digits, or a tag that says of a value what it is not ("!!int x").
        raise Problem(f"cannot be read ({error})", where=f"{path}:1") from error


def _refuse_traps(path: Path, text: str) -> None:
    """Raise Problem for what can stop a program that reads it, before anything is built of it.

    That is depth that overflows its stack, and nodes that are named again and multiply. libyaml
    gives one event after the other, which needs no stack.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        where = f"{path}:{mark.line + 1 if mark else 1}"
        if isinstance(event, yaml.AliasEvent):
            what = "names a part of itself again (*), which no file of this kind needs"
            raise Problem(what, where=where, do="write it out")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise Problem("is nested too deeply", where=where, do="mend the file")


def _not_yaml(path: Path, error: yaml.MarkedYAMLError) -> Problem:
    """Where YAML stopped and, where that lies before it, the line on which the trouble began."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    began = error.context_mark.line + 1 if error.context_mark else line
    what = re.sub(r"\s+", " ", error.problem or "cannot be read")
    since = f" (it began on line {began})" if began < line else ""
    return Problem(
        f"is not valid YAML: {what}{since}",
        where=f"{path}:{line}",
        do="look for a missing quote, a colon within words, or wrong indentation there or above",
    )


def _refuse_twice(path: Path, node: yaml.Node | None) -> None:
    """YAML silently keeps the last of two equal keys: a lost promise."""
    for mapping in _mappings(node):
        seen = set()
        for key, _ in mapping.value:
            where = f"{path}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise Problem("the name of a field is a word, no list of them", where=where)
            if key.value in seen:
                raise Problem(f"{key.value} stands twice in the same mapping", where=where)
            seen.add(key.value)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def explained_faults(path: Path, node: yaml.Node | None, error: ValidationError) -> list[str]:
    """One line a fault: file, line, field, what is wrong, what was found."""
    lines = []
    for fault in error.errors():
        message = fault["msg"].removeprefix("Value error, ")
        place = fault["loc"]
        # A rule over several fields begins with the name of the one to blame.
        named, colon, rest = message.partition(": ")
        if colon and re.fullmatch(r"[a-z_]+", named):
            place, message = (*place, named), rest
        if fault["type"] == "extra_forbidden":
            message = "unknown field"
        field = dotted(place) or "file"
        lines.append(f"{path}:{_line_of(node, place)}: {field}: {message}")
    return lines


def dotted(place: Place) -> str:
    """A place in a file as people count.

    >>> dotted(("steps", 0, "made_on"))
    'steps.1.made_on'
    """
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)


def _line_of(node: yaml.Node | None, place: Place) -> int:
    """The line of the deepest part of ``place`` that exists."""
    if node is None:
        return 1
    line = node.start_mark.line + 1
    if not place:
        return line
    head, rest = place[0], place[1:]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == head:
                return _line_of(value, rest) if rest else key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and head in range(len(node.value)):
        return _line_of(node.value[head], rest)
    return line


# Fields that are left out of a file while they say nothing.
_OPTIONAL = {
    "made_on_earliest", "due_soft", "checked", "milestone", "reason", "note", "context", "related",
    "unverified", "promise_in_response", "page", "archived", "responses", "body", "how", "words",
    "url",
}  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        dumped = {name: getattr(value, name) for name in type(value).model_fields}
        return {
            name: _plain(field)
            for name, field in dumped.items()
            if not (name in _OPTIONAL and not field)
            and not (name == "merged_into" and "merged_into" not in value.model_fields_set)
        }
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
