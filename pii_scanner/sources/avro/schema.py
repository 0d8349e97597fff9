"""Schemas of Avro as a tree of types, whose references by name are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PRIMITIVE = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
NAMED = ("record", "enum", "fixed")


@dataclass(eq=False)
class Type:
    """One type: `parts` are a record's fields, a union's branches, or the items of an array or map.

    `key` is a made-up name, by which the values of named types in unions are told apart.
    """

    kind: str
    logical: str = ""
    name: str = ""
    key: str = ""
    doc: str = ""
    parts: list[Field] = field(default_factory=list)
    symbols: tuple[str, ...] = ()
    size: int = 0
    precision: int = 0
    scale: int = 0

    @property
    def value(self) -> Type:
        """What a union with null alone is beside null; any other type is itself."""
        others = [part.type for part in self.exact if part.type.kind != "null"] if self.kind == "union" else []
        return others[0] if len(others) == 1 else self

    @property
    def nullable(self) -> bool:
        return self.kind == "null" or (self.kind == "union" and any(part.type.kind == "null" for part in self.parts))

    @property
    def exact(self) -> list[Field]:
        """The branches of a union in which a float has one: of two, the wider holds every value of both."""
        if {"float", "double"} <= {part.type.kind for part in self.parts}:
            return [part for part in self.parts if part.type.kind != "float"]
        return self.parts

    @property
    def nested(self) -> bool:
        return self.value.kind in ("record", "array", "map", "union")


@dataclass(frozen=True, eq=False)
class Field:
    """A field of a record; of other types' parts only `type` counts."""

    name: str
    type: Type
    doc: str = ""
    forgets: bool = False  # a default value or other names, which a copy leaves out


def refers_to_itself(made: Type, above: tuple[Type, ...] = (), done: set[Type] | None = None) -> bool:
    """Return whether a type holds itself somewhere: its values may be nested without end."""
    done = set() if done is None else done
    if made in above:
        return True
    if made in done:
        return False
    done.add(made)
    return any(refers_to_itself(part.type, (*above, made), done) for part in made.parts)


def parse_schema(schema: Any) -> Type:
    """Return the tree of a schema given as JSON; raises ValueError when it is none."""
    try:
        return _parse(schema, "", {})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no Avro schema") from error


def _parse(schema: Any, space: str, named: dict[str, Type]) -> Type:
    if isinstance(schema, list):
        return Type("union", parts=[Field("", _parse(branch, space, named)) for branch in schema])
    if isinstance(schema, str):
        if schema in PRIMITIVE:
            return Type(schema)
        return named[_full(schema, space)]
    kind = schema["type"]
    if not isinstance(kind, str):
        return _parse(kind, space, named)
    if kind not in (*PRIMITIVE, *NAMED, "error", "array", "map"):
        return named[_full(kind, space)]
    made = Type("record" if kind == "error" else kind, str(schema.get("logicalType") or ""))
    made.doc = str(schema.get("doc") or "")
    made.precision, made.scale = int(schema.get("precision") or 0), int(schema.get("scale") or 0)
    if made.kind in NAMED:
        _name(made, schema, space, named)
        space = made.name.rpartition(".")[0]
    if made.kind == "record":
        made.parts = [_field(each, space, named) for each in schema["fields"]]
    elif made.kind == "enum":
        made.symbols = tuple(map(str, schema["symbols"]))
    elif made.kind == "fixed":
        made.size = int(schema["size"])
    elif made.kind in ("array", "map"):
        made.parts = [Field("", _parse(schema["items" if kind == "array" else "values"], space, named))]
    return made


def _field(field: Mapping[str, Any], space: str, named: dict[str, Type]) -> Field:
    forgets = "default" in field or bool(field.get("aliases"))
    return Field(str(field["name"]), _parse(field["type"], space, named), str(field.get("doc") or ""), forgets)


def _name(made: Type, schema: Mapping[str, Any], space: str, named: dict[str, Type]) -> None:
    name = str(schema["name"])
    made.name = name if "." in name else _full(name, str(schema.get("namespace", space) or ""))
    made.key = f"N{len(named)}"
    named[made.name] = made


def _full(name: str, space: str) -> str:
    return name if "." in name or not space else f"{space}.{name}"


def plain_schema(made: Type, seen: set[str] | None = None, *, among: bool = False, write: bool = False) -> Any:
    """Return the schema the values are read by: without logical types, every name made up.

    An enum is the number of its symbol, which is how it is written; `among` other branches of a union it stays one.
    `write`: the schema is for a copy, whose unions are `exact`.
    """
    seen = set() if seen is None else seen
    if made.kind == "union":
        parts = made.exact if write else made.parts
        return [plain_schema(part.type, seen, among=made.value is made, write=write) for part in parts]
    if made.kind == "enum" and not among:
        return "int"
    if made.kind not in NAMED:
        if made.kind not in ("array", "map"):
            return made.kind
        return {
            "type": made.kind,
            "items" if made.kind == "array" else "values": plain_schema(made.parts[0].type, seen, write=write),
        }
    if made.key in seen:
        return made.key
    seen.add(made.key)
    plain: dict[str, Any] = {"type": made.kind, "name": made.key}
    if made.kind == "record":
        plain["fields"] = [
            {"name": f"f{number}", "type": plain_schema(part.type, seen, write=write)}
            for number, part in enumerate(made.parts)
        ]
    elif made.kind == "enum":
        plain["symbols"] = [f"S{number}" for number in range(len(made.symbols))]
    else:
        plain["size"] = made.size
    return plain
