"""The catalogue of PostgreSQL in four questions, however many tables there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pii_scanner.sources.databases.relations import MASKED_COPY, Field, ForeignKey, Relation

if TYPE_CHECKING:
    from pii_scanner.sources.databases.postgresql import PostgresqlSession

_KINDS = {
    "r": "table", "p": "partitioned table", "v": "view", "m": "materialized view", "f": "foreign table",
}  # fmt: skip
# What ADBC and psycopg give alike; all other types are read as the text that the server writes.
_NATIVE = {
    "bool": pa.bool_(), "int2": pa.int16(), "int4": pa.int32(), "int8": pa.int64(), "float4": pa.float32(),
    "float8": pa.float64(), "text": pa.string(), "varchar": pa.string(), "bpchar": pa.string(), "bytea": pa.binary(),
    "date": pa.date32(), "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", "UTC"), "numeric": pa.string(),
}  # fmt: skip
_INTEGERS = {"int2", "int4", "int8"}
# Partitions are read through their parent; schemas of the system and of other sessions are nobody's data.
_OURS = """
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND NOT c.relispartition
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
"""
_RELATIONS = f"""
SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::float8,
  CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(c.oid) / 8192 ELSE 0 END::int8,
  n.nspname = coalesce(pg_catalog.current_schema(), 'public'),
  coalesce(pg_catalog.obj_description(n.oid, 'pg_namespace') = '{MASKED_COPY}', false)
{_OURS} ORDER BY 7 DESC, 2, 3
"""
_COLUMNS = f"""
SELECT a.attrelid::int8, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod)::text, t.typname::text,
  t.typtype::text, coalesce(pg_catalog.col_description(a.attrelid, a.attnum), '')::text,
  tn.nspname = 'pg_catalog', coalesce(b.typname, '')::text
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
  WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid {_OURS})
  ORDER BY a.attrelid, a.attnum
"""
_KEYS = f"""
SELECT o.conrelid::int8, o.contype::text, coalesce(fn.nspname, '')::text, coalesce(f.relname, '')::text,
  pg_catalog.array_to_json(ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k(n, i)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.n ORDER BY k.i))::text,
  pg_catalog.array_to_json(ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY k(n, i)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.n ORDER BY k.i))::text
  FROM pg_catalog.pg_constraint o LEFT JOIN pg_catalog.pg_class f ON f.oid = o.confrelid
  LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
  WHERE o.contype IN ('p', 'f') AND o.conrelid IN (SELECT c.oid {_OURS})
  ORDER BY o.conrelid, o.conname
"""


def relations_of(session: PostgresqlSession) -> list[Relation]:
    import json

    fields: dict[int, list[Field]] = defaultdict(list)
    kinds: dict[tuple[int, str], str] = {}
    for table, name, declared, kind, category, comment, shipped, base in session.values(_COLUMNS):
        fields[table].append(_field(name, declared, kind if shipped else "", category, comment, base))
        kinds[table, name] = kind
    keys: dict[int, tuple[str, ...]] = {}
    foreign: dict[int, list[ForeignKey]] = defaultdict(list)
    for table, constraint, schema, other, own, theirs in session.values(_KEYS):
        if constraint == "p":
            keys[table] = tuple(json.loads(own))
        else:
            foreign[table].append(ForeignKey(tuple(json.loads(own)), schema, other, tuple(json.loads(theirs))))
    return [
        Relation(
            schema=schema,
            name=name,
            shown=name if own else f"{schema}.{name}",
            kind=_KINDS[kind],
            fields=tuple(fields[oid]),
            key=keys.get(oid, ()),
            integer_key=len(keys.get(oid, ())) == 1 and kinds[oid, keys[oid][0]] in _INTEGERS,
            size=int(pages),
            rows=round(rows),
            foreign_keys=tuple(foreign[oid]),
            copied=copied,
        )
        for oid, schema, name, kind, rows, pages, own, copied in session.values(_RELATIONS)
    ]


def partitions(values: Callable[[str], list[tuple[Any, ...]]], relation: Relation) -> list[tuple[tuple[str, str], int]]:
    """Return the partitions that hold the rows of a partitioned table, and their pages; none where one of them is no
    plain table or may not be read by itself."""
    found = values(f"""
SELECT n.nspname::text, c.relname::text, pg_catalog.pg_relation_size(c.oid) / 8192,
  c.relkind = 'r' AND NOT c.relrowsecurity AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  FROM pg_catalog.pg_partition_tree({_literal(relation)}::regclass) p
  JOIN pg_catalog.pg_class c ON c.oid = p.relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE p.isleaf ORDER BY 1, 2
""")
    if not all(plain for *_, plain in found):
        return []
    return [((schema, name), int(pages)) for schema, name, pages, _ in found]


def _literal(relation: Relation) -> str:
    quoted = ".".join('"' + each.replace('"', '""') + '"' for each in (relation.schema or "public", relation.name))
    return "'" + quoted.replace("'", "''") + "'"


def _field(name: str, declared: str, kind: str, category: Any, comment: str, base: str) -> Field:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind in _NATIVE and category == "b":
        return Field(name, declared, comment, quoted, _NATIVE[kind])
    if category == "d" and base in _NATIVE:
        return Field(name, declared, comment, f"CAST({quoted} AS pg_catalog.{base}) AS {quoted}", _NATIVE[base])
    if kind == "inet":  # a cast would add the length of the mask to every address
        return Field(name, declared, comment, f"pg_catalog.abbrev({quoted}) AS {quoted}", pa.string())
    return Field(name, declared, comment, f"CAST({quoted} AS pg_catalog.text) AS {quoted}", pa.string())
