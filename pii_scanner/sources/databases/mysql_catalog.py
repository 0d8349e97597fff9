"""The catalogue of MySQL and MariaDB in three questions, however many tables there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from pii_scanner.sources.databases.relations import Field, ForeignKey, Relation

_SYSTEM = "('information_schema', 'mysql', 'performance_schema', 'sys', 'metrics_schema', 'oceanbase')"
# A URL that names a database asks for that one; one that names none, for all that the account sees.
_ASKED = f"lower(table_schema) NOT IN {_SYSTEM} AND table_schema = coalesce(database(), table_schema)"
_KINDS = {"BASE TABLE": "table", "SYSTEM VERSIONED": "table", "VIEW": "view", "FOREIGN TABLE": "foreign table"}
_RELATIONS = f"""
SELECT table_schema, table_name, table_type, coalesce(table_rows, 0), table_schema = coalesce(database(), '')
  FROM information_schema.tables
  WHERE {_ASKED} ORDER BY 5 DESC, 1, 2
"""
_COLUMNS = f"""
SELECT table_schema, table_name, column_name, column_type, lower(data_type), column_comment
  FROM information_schema.columns WHERE {_ASKED}
  ORDER BY table_schema, table_name, ordinal_position
"""
_KEYS = f"""
SELECT table_schema, table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name,
    referenced_column_name
  FROM information_schema.key_column_usage
  WHERE {_ASKED} AND (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL)
  ORDER BY table_schema, table_name, constraint_name, ordinal_position
"""
_WHOLE = {"tinyint", "smallint", "mediumint", "int", "bigint", "year"}
_SPATIAL = {
    "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection",
    "geomcollection",
}  # fmt: skip
_BINARY = {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"}
_TYPES = {"float": pa.float64(), "double": pa.float64(), "date": pa.date32(), "datetime": pa.timestamp("us"),
          "timestamp": pa.timestamp("us")}  # fmt: skip


def relations_of(values: Callable[[str], list[tuple[Any, ...]]]) -> list[Relation]:
    fields: dict[tuple[str, str], list[Field]] = defaultdict(list)
    kinds: dict[tuple[str, str, str], str] = {}
    for schema, table, name, declared, kind, comment in values(_COLUMNS):
        fields[schema, table].append(_field(name, declared, kind, comment or ""))
        kinds[schema, table, name] = kind
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    foreign: dict[tuple[str, str], dict[str, list[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(list))
    for schema, table, constraint, name, *referred in values(_KEYS):
        if referred[1] is None:
            keys[schema, table].append(name)
        else:
            foreign[schema, table][constraint].append((name, *referred))
    found = []
    for schema, name, kind, rows, own in values(_RELATIONS):
        if kind not in _KINDS:
            continue
        key = tuple(keys[schema, name])
        found.append(
            Relation(
                schema=schema,
                name=name,
                shown=name if own else f"{schema}.{name}",
                kind=_KINDS[kind],
                fields=tuple(fields[schema, name]),
                key=key,
                integer_key=len(key) == 1 and kinds[schema, name, key[0]] in _WHOLE,
                rows=int(rows),
                foreign_keys=tuple(map(_foreign, foreign[schema, name].values())),
            )
        )
    return found


def _foreign(columns: list[tuple[str, ...]]) -> ForeignKey:
    own, schemas, tables, theirs = zip(*columns, strict=True)
    return ForeignKey(own, schemas[0], tables[0], theirs)


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _field(name: str, declared: str, kind: str, comment: str) -> Field:
    own = quoted(name)
    if kind in _SPATIAL:
        return Field(name, declared, comment, f"ST_AsText({own}) AS {own}", pa.string())
    if kind == "bit":
        return Field(name, declared, comment, f"{own} + 0 AS {own}", pa.uint64())
    if kind in _WHOLE:
        whole = pa.uint64() if kind == "bigint" and "unsigned" in declared else pa.int64()
        return Field(name, declared, comment, own, whole)
    return Field(name, declared, comment, own, pa.binary() if kind in _BINARY else _TYPES.get(kind, pa.string()))
