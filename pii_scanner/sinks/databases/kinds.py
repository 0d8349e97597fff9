"""What a declared type means, whatever database declares it.

A copy of the same dialect keeps the declared type word by word; only another dialect needs the meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# The first pattern that fits a declared type, in small letters, tells its family. A group is the length or precision.
_FAMILIES = (
    ("array", r".*\[\d*\]$"),
    ("bool", r"bool(?:ean)?$|tinyint\(1\)$"),
    ("enum", r"enum\b.*"),
    ("json", r"jsonb?$"),
    ("uuid", r"uuid$|uniqueidentifier$"),
    ("interval", r"interval\b.*"),
    ("bytes", r"(?:bytea|.*blob|(?:var)?binary|raw|image)(?:\(\d+\))?$"),
    ("int16", r"(?:smallint|int2|smallserial|tinyint|year)(?:\(\d+\))?(?: zerofill)?$"),
    ("int32", r"(?:int|integer|int4|serial|mediumint)(?:\(\d+\))?(?: zerofill)?$|(?:smallint|tinyint|mediumint)(?:\(\d+\))? unsigned.*|usmallint$|utinyint$"),
    ("int64", r"(?:bigint|int8|bigserial)(?:\(\d+\))?(?: zerofill)?$|(?:int|integer)(?:\(\d+\))? unsigned.*|uinteger$"),
    ("uint64", r"bigint(?:\(\d+\))? unsigned.*|ubigint$|u?hugeint$"),
    ("decimal", r"(?:numeric|decimal|dec|number)(?:\((\d+)(?:, ?(-?\d+))?\))?.*"),
    ("float32", r"(?:real|float4)$|float(?:\(\d+(?:, ?\d+)?\))?(?: unsigned)?$"),
    ("float64", r"double.*|float8$"),
    ("timestamptz", r"timestamptz$|timestamp(?:\(\d\))? with time zone$|datetimeoffset.*"),
    ("timestamp", r"timestamp(?:_.*|(?:\(\d\))?(?: without time zone)?)$|datetime2?(?:\(\d\))?$"),
    ("timetz", r"timetz$|time(?:\(\d\))? with time zone$"),
    ("time", r"time(?:\(\d\))?(?: without time zone)?$"),
    ("date", r"date$"),
    ("text", r"(?:character varying|varchar2?|nvarchar2?|character|char|nchar|bpchar|string)(?:\((\d+)\))?$|.*text$|clob$|name$|citext$"),
)  # fmt: skip
# ClickHouse counts bits where others count bytes: its Int8 is their tinyint.
_FAMILIES_OF_CLICKHOUSE = (
    ("bool", r"bool$"),
    ("enum", r"enum(?:8|16)?\(.*"),
    ("uuid", r"uuid$"),
    ("int16", r"u?int8$|int16$"),
    ("int32", r"uint16$|int32$"),
    ("int64", r"uint32$|int64$"),
    ("uint64", r"uint64$"),
    ("decimal", r"decimal\((\d+)(?:, ?(\d+))?\)$"),
    ("float32", r"float32$"),
    ("float64", r"float64$"),
    ("timestamptz", r"datetime(?:64)?\((?:\d, ?)?'[^']+'\)$"),
    ("timestamp", r"datetime(?:64)?(?:\(\d\))?$"),
    ("date", r"date(?:32)?$"),
    ("text", r"string$|fixedstring\((\d+)\)$"),
)
_CLICKHOUSE = {"clickhouse", "clickhousedb"}
_AROUND = re.compile(r"(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, ?)?(.*)\)", re.DOTALL)
_PATTERNS = [(family, re.compile(pattern)) for family, pattern in _FAMILIES]
_PATTERNS_OF_CLICKHOUSE = [(family, re.compile(pattern)) for family, pattern in _FAMILIES_OF_CLICKHOUSE]
_LABEL = re.compile(r"'((?:[^']|'')*)'")
_ESCAPED_LABEL = re.compile(r"'((?:[^'\\]|\\.)*)'")
_SPATIAL = re.compile(r"(?:multi)?(?:point|linestring|polygon)|geometry|geom(?:etry)?collection")
# What MySQL calls float has four bytes, what SQLite calls real has eight.
_WIDE_REAL = {"sqlite"}


@dataclass(frozen=True)
class Kind:
    """A family of types; `length` in characters, `precision` and `scale` in digits, `labels` of an enum."""

    family: str
    length: int | None = None
    precision: int | None = None
    scale: int = 0
    labels: tuple[str, ...] = ()


def kind_of(declared: str, dialect: str) -> Kind:
    """Return what a type that a dialect declares means; `other` where nobody knows."""
    patterns = _PATTERNS
    if dialect in _CLICKHOUSE:
        patterns = _PATTERNS_OF_CLICKHOUSE
        while inner := _AROUND.fullmatch(declared.strip()):
            declared = inner[1]
    spelled = declared.strip().casefold()
    if dialect == "mysql" and re.match(r"time(?:\(\d\))?$", spelled):
        return Kind("duration")  # up to 838 hours, and below zero
    if dialect == "mysql" and re.match(r"set\(", spelled):
        return Kind("text")
    if spelled.startswith("bit"):
        return Kind("int64" if dialect == "mysql" else "text")  # elsewhere zeros and ones are written out
    for family, pattern in patterns:
        match = pattern.fullmatch(spelled)
        if match is None:
            continue
        groups = [int(each) for each in match.groups() if each is not None]
        if family == "decimal":
            return Kind(family, precision=groups[0] if groups else None, scale=groups[1] if len(groups) > 1 else 0)
        if family == "text":
            return Kind(family, length=groups[0] if groups else None)
        if family == "enum" and patterns is _PATTERNS_OF_CLICKHOUSE:
            labels = _ESCAPED_LABEL.findall(declared)
            return Kind(family, labels=tuple(re.sub(r"\\(.)", r"\1", each) for each in labels))
        if family == "enum":
            return Kind(family, labels=tuple(each.replace("''", "'") for each in _LABEL.findall(declared)))
        if family == "float32" and dialect in _WIDE_REAL:
            return Kind("float64")
        return Kind(family)
    return Kind("other")


def is_spatial(declared: str, dialect: str) -> bool:
    """Whether a type holds shapes, which are read as WKT: the column that declared it does not take that text."""
    return dialect == "mysql" and _SPATIAL.fullmatch((declared.casefold().split() or [""])[0]) is not None


def with_labels(kind: Kind, labels: tuple[str, ...]) -> Kind:
    return replace(kind, family="enum", labels=labels)
