"""A case as plain words, numbers and lists: the shape of our YAML and JSON files."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from db.errors import Problem
from tracker.foi.cases import problem_of
from tracker.foi.model import Case

# Stand in a file even where they say no more than the rule.
_ALWAYS: Final = frozenset({"body", "regime", "visibility", "role"})


def plain(model: BaseModel) -> dict[str, Any]:
    """A case (or a part of it) without what says no more than the rule; days as YYYY-MM-DD.

    >>> plain(Case(id="plan", subject="The plan", authority="Harbour Office"))["visibility"]
    'private'
    """
    return {
        name: _plain(getattr(model, name))
        for name, field in type(model).model_fields.items()
        if name in _ALWAYS or getattr(model, name) != field.default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def case_from(fields: Mapping[str, Any], where: str) -> Case:
    """The case that plain words tell of; the inverse of ``plain``.

    Raises Problem naming ``where`` and each field that is wrong.
    """
    try:
        return Case.model_validate(dict(fields))
    except ValidationError as error:
        raise problem_of(error, where) from error


def case_in(value: Any, where: str) -> Case:
    """The same of a value that may be no case at all."""
    if not isinstance(value, dict):
        raise Problem(
            "holds no case (fields with their values)", where=where, do="see docs/foi-import.md"
        )
    return case_from(value, where)
