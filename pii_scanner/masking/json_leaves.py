"""The texts and numbers of JSON documents: found with the path that holds for each, and written back as before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pii_scanner.masking.json_paths import Paths, Place
from pii_scanner.masking.operators.json import PathRule

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_INDENT = re.compile(r"^[\[{]\n( +)")
Object = dict[str, Any]


@dataclass(frozen=True)
class Leaf:
    """A text, number or flag in a document, or all that is to be dropped: where it stands, the path whose rule holds,
    the last key's name."""

    holder: Any
    at: str | int
    path: str | None
    name: str

    @property
    def value(self) -> Any:
        return self.holder[self.at]


class Leaves:
    """Finds what rules apply to, and the texts and numbers that no rule names. `renamed` may change the keys of objects."""

    def __init__(
        self, rules: Mapping[str, PathRule], renamed: Callable[[Object], Object] = lambda value: value
    ) -> None:
        self._rules, self._renamed = rules, renamed
        self._paths = Paths(rules)

    def of(self, root: list[Any]) -> list[Leaf]:
        """Return the leaves of a document that stands in a list alone, so that it can be replaced there."""
        found: list[Leaf] = []
        self._walk(root, 0, (), None, "", found)
        return found

    def _walk(self, holder: Any, at: str | int, place: Place, path: str | None, name: str, found: list[Leaf]) -> None:
        """Gather below a place; `path` holds for all there where no other does."""
        value = holder[at]
        own = self._paths.at(place) if place else None
        path = own or path
        if own is not None and self._rules[own].operator == "drop":
            found.append(Leaf(holder, at, own, name))
        elif isinstance(value, dict):
            value = holder[at] = self._renamed(value)
            for key in value:
                self._walk(value, key, (*place, key), path, key, found)
        elif isinstance(value, list):
            for index in range(len(value)):
                self._walk(value, index, (*place, index), path, name, found)
        elif path is not None or (isinstance(value, (str, int, float)) and not isinstance(value, bool)):
            found.append(Leaf(holder, at, path, name))


def document_of(text: str) -> Any:
    """Return a JSON object or list, None for anything else."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def keys_of(documents: list[Any]) -> dict[str, None]:
    """Return the keys of all objects in documents, each once."""
    found: dict[str, None] = {}
    left = list(documents)
    while left:
        value = left.pop()
        if isinstance(value, dict):
            found.update(dict.fromkeys(value))
            left += value.values()
        elif isinstance(value, list):
            left += value
    return dict(sorted(found.items()))


def written_like(document: Any, before: str) -> str:
    """Return a document with the spaces, lines and escapes of the one before."""
    indent = _INDENT.match(before)
    compact = not re.search(r'": ', before)
    return json.dumps(
        document,
        ensure_ascii=before.isascii() and "\\u" in before,
        indent=len(indent[1]) if indent else None,
        separators=(",", ":") if compact else (("," if indent else ", "), ": "),
    )


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def number_like(old: Any, new: str) -> Any:
    """Return a masked value as a number where the old one was one and it still is."""
    if isinstance(old, str) or not _NUMBER.fullmatch(new):
        return new
    return json.loads(new)
