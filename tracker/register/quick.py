"""The content of a plain YAML file in one pass, without its lines: for the many that are faultless.

What a file of the register needs is built straight from the events of libyaml: mappings of words,
lists, words. Whatever else it finds (an anchor, a tag, a key twice, a second document, depth, a
fault), it leaves to the whole reader (``tracker.register.files``), which builds a tree that knows
its lines and says what is wrong, or reads what is merely uncommon. So nothing is decided here.
"""

import re
from functools import lru_cache
from typing import Any, Final

import yaml

# Of a plain word's first character: the tags that it may turn out to be, as SafeLoader has them.
Resolvers = dict[str | None, list[tuple[str, re.Pattern[str]]]]
_OPENS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_TEXT: Final = "tag:yaml.org,2002:str"
_NULL: Final = "tag:yaml.org,2002:null"
_SHORT: Final = 40  # characters of a word that may come again in many files
_KEPT: Final = 1 << 16
_NAME: Final = re.compile(r"(?!(?:null|true|false)$)[a-z][a-z_]*$").match


class Uncommon(Exception):
    """The file holds what only the whole reader understands."""


class QuickReader:
    """Reads texts whose plain words mean what ``loader`` says, down to ``deepest`` levels."""

    def __init__(self, loader: type[yaml.CSafeLoader], deepest: int) -> None:
        """``loader`` must be a SafeLoader with no constructors of its own."""
        self._loader, self._deepest = loader, deepest
        self._resolvers: Resolvers = loader.yaml_implicit_resolvers
        self._short = lru_cache(_KEPT)(self._resolved)

    def read(self, text: str) -> Any:
        """The content. Raises Uncommon where the whole reader is needed, whatever the reason."""
        loader = self._loader(text)
        try:
            return self._document(loader.get_event)
        except (yaml.YAMLError, ValueError, TypeError, LookupError, RecursionError) as error:
            raise Uncommon from error
        finally:
            loader.dispose()

    def _document(self, following: Any) -> Any:
        """The one document of a stream."""
        following(), following()  # the stream begins, then the document
        first = following()
        if not isinstance(first, _OPENS):
            raise Uncommon
        whole = self._collection(first, following, 1)
        if not isinstance(following(), yaml.DocumentEndEvent) or not isinstance(
            following(), yaml.StreamEndEvent
        ):
            raise Uncommon
        return whole

    def _collection(self, opened: Any, following: Any, depth: int) -> Any:
        if depth > self._deepest or opened.anchor is not None or opened.tag is not None:
            raise Uncommon
        if type(opened) is yaml.MappingStartEvent:
            return self._mapping(following, depth)
        found: list[Any] = []
        while type(event := following()) is not yaml.SequenceEndEvent:
            found.append(self._value(event, following, depth))
        return found

    def _mapping(self, following: Any, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        scalar, value = yaml.ScalarEvent, self._value
        while type(event := following()) is scalar:
            key = event.value
            # Names of fields are plain words that mean themselves.
            if key in found or not _NAME(key) or event.tag is not None or event.anchor is not None:
                raise Uncommon
            found[key] = value(following(), following, depth)
        if type(event) is not yaml.MappingEndEvent:
            raise Uncommon
        return found

    def _value(self, event: Any, following: Any, depth: int) -> Any:
        if type(event) is not yaml.ScalarEvent:
            if not isinstance(event, _OPENS):  # an alias
                raise Uncommon
            return self._collection(event, following, depth + 1)
        if event.anchor is not None or event.tag is not None:
            raise Uncommon
        text: str = event.value
        if not event.implicit[0] or text[:1] not in self._resolvers:
            return text
        return self._short(text) if len(text) <= _SHORT else self._resolved(text)

    def _resolved(self, text: str) -> Any:
        """What a plain word means: itself, unless it looks like something else."""
        for tag, pattern in self._resolvers.get(text[:1], ()):
            if pattern.match(text):
                return self._constructed(tag, text)
        return text

    def _constructed(self, tag: str, text: str) -> Any:
        if tag == _NULL:
            return None
        if tag in ("tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"):
            raise Uncommon
        return yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(tag, text))
