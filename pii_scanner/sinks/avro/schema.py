"""The schema of a masked copy of Avro: names, symbols and documentation scrubbed, defaults and other names left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pii_scanner.sources.avro.schema import NAMED, Type

Scrub = Callable[[str], str]
_NOT_IN_NAMES = re.compile(r"\W+")


class Unclean(Exception):
    """A name or a symbol inside a type holds what must not leave: the column becomes text."""


def written_schema(made: Type, scrub: Scrub, seen: set[str]) -> Any:
    """Return a type as the copy's schema has it; raises Unclean."""
    if made.kind == "union":
        return [written_schema(part.type, scrub, seen) for part in made.exact]
    if made.kind in ("array", "map"):
        return {
            "type": made.kind,
            "items" if made.kind == "array" else "values": written_schema(made.parts[0].type, scrub, seen),
        }
    if made.kind not in NAMED and not made.logical:
        return made.kind
    whole: dict[str, Any] = {"type": made.kind}
    if made.kind in NAMED:
        if made.name in seen:
            return made.name
        seen.add(made.name)
        whole["name"] = _clean(made.name, scrub)
    if made.logical:
        whole["logicalType"] = made.logical
        if made.logical == "decimal":
            whole |= {"precision": made.precision, "scale": made.scale}
    if made.doc:
        whole["doc"] = scrub(made.doc)
    if made.kind == "fixed":
        whole["size"] = made.size
    elif made.kind == "enum":
        whole["symbols"] = [_clean(symbol, scrub) for symbol in made.symbols]
    elif made.kind == "record":
        whole["fields"] = [
            {"name": _clean(part.name, scrub), "type": written_schema(part.type, scrub, seen)}
            | ({"doc": scrub(part.doc)} if part.doc else {})
            for part in made.parts
        ]
    return whole


def valid_name(name: str) -> str:
    """Return a scrubbed name as a name may be written."""
    cleaned = _NOT_IN_NAMES.sub("_", name)
    return f"_{cleaned}" if cleaned[:1].isdigit() or not cleaned else cleaned


def forgets(made: Type, seen: set[int] | None = None) -> bool:
    """Return whether a type has default values or other names, which the copy leaves out."""
    seen = set() if seen is None else seen
    if id(made) in seen:
        return False
    seen.add(id(made))
    return any(part.forgets or forgets(part.type, seen) for part in made.parts)


def _clean(name: str, scrub: Scrub) -> str:
    if scrub(name) != name:
        raise Unclean
    return name
