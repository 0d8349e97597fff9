"""Columns as a database declares them, asked in its own catalogue: SQLAlchemy's types do not tell all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class Declared:
    """A column's declaration. `counted`: the database numbers new rows; `computed`: from other columns; `default` as SQL;
    `labels` of an enum."""

    kind: str
    required: bool = False
    default: str | None = None
    comment: str = ""
    counted: bool = False
    charset: str = ""
    collation: str = ""
    labels: tuple[str, ...] = ()
    computed: bool = False


def spelled(kind: Any) -> str:
    """Return a type of SQLAlchemy in words; one that it does not know has none."""
    try:
        return str(kind)
    except Exception:  # SQLAlchemy cannot spell a type it does not know
        return ""


# A domain counts as the type below it; an array of labels as one of texts.
_POSTGRESQL = """
SELECT a.attname, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
                       WHEN e.typtype = 'e' THEN 'text[]' ELSE format_type(a.atttypid, a.atttypmod) END,
       a.attnotnull, pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum),
       row_to_json(a)->>'attidentity', row_to_json(a)->>'attgenerated',
       ARRAY(SELECT CAST(enumlabel AS text) FROM pg_enum WHERE enumtypid = a.atttypid ORDER BY enumsortorder)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typelem <> 0
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = :schema AND c.relname = :name AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


def _postgresql(connection: Connection, schema: str | None, table: str) -> dict[str, Declared]:
    rows = connection.execute(text(_POSTGRESQL), {"schema": schema, "name": table})
    return {
        name: Declared(
            kind,
            required,
            None if generated or identity else default,
            comment or "",
            bool(identity) or (default or "").startswith("nextval("),
            labels=tuple(labels),
            computed=bool(generated),
        )
        for name, kind, required, default, comment, identity, generated, labels in rows
    }


_MYSQL = """
SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, COLUMN_COMMENT, EXTRA, CHARACTER_SET_NAME, COLLATION_NAME
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = COALESCE(:schema, DATABASE()) AND TABLE_NAME = :name
ORDER BY ORDINAL_POSITION
"""


def _mysql(connection: Connection, schema: str | None, table: str) -> dict[str, Declared]:
    version = str(connection.execute(text("SELECT VERSION()")).scalar_one())
    found = {}
    rows = connection.execute(text(_MYSQL), {"schema": schema, "name": table})
    for name, kind, nullable, default, comment, extra, charset, collation in rows:
        # MariaDB writes a default as SQL, MySQL its bare value; a function's name stands bare in both.
        if default is not None and "MariaDB" not in version and "DEFAULT_GENERATED" not in extra:
            default = "'" + str(default).replace("'", "''") + "'"
        generated = "GENERATED" in extra.replace("DEFAULT_GENERATED", "")
        found[name] = Declared(
            _plain(kind), nullable == "NO", None if generated or default == "NULL" else default, comment or "",
            "auto_increment" in extra, charset or "", collation or "", computed=generated,
        )  # fmt: skip
    return found


def _plain(kind: Any) -> str:
    return kind.decode("utf-8") if isinstance(kind, bytes) else str(kind)


_CLICKHOUSE = """
SELECT name, type, default_expression, default_kind, comment FROM system.columns
WHERE database = COALESCE(:schema, currentDatabase()) AND table = :name ORDER BY position
"""


_MAY_BE_NULL = (
    "Nullable(",
    "LowCardinality(Nullable(",
    "Variant(",
    "Dynamic",
    "AggregateFunction(",
    "SimpleAggregateFunction(",
)


def _clickhouse(connection: Connection, schema: str | None, table: str) -> dict[str, Declared]:
    rows = connection.execute(text(_CLICKHOUSE), {"schema": schema, "name": table})
    return {
        name: Declared(
            kind,
            not kind.startswith(_MAY_BE_NULL),
            default if default_kind == "DEFAULT" else None,
            comment or "",
            computed=default_kind in {"MATERIALIZED", "ALIAS"},
        )
        for name, kind, default, default_kind, comment in rows
    }


READERS: dict[str, Callable[[Connection, str | None, str], dict[str, Declared]]] = {
    "postgresql": _postgresql,
    "mysql": _mysql,
    "clickhousedb": _clickhouse,
}

# What else a database holds that no copy takes over, by its name for users.
COUNTED = {
    "sqlite": {"triggers": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"},
    "postgresql": {
        "triggers": "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = ANY(:schemas)",
        "functions": "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = ANY(:schemas)",
        "row policies": "SELECT count(*) FROM pg_policies WHERE schemaname = ANY(:schemas)",
        "exclusion constraints": "SELECT count(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace "
        "WHERE c.contype = 'x' AND n.nspname = ANY(:schemas)",
        "deferrable keys": "SELECT count(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace "
        "WHERE c.contype IN ('p', 'u', 'f') AND c.condeferrable AND n.nspname = ANY(:schemas)",
        "rules": "SELECT count(*) FROM pg_rules WHERE schemaname = ANY(:schemas)",
        # Those that number a column go with it.
        "sequences": "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'S' AND n.nspname = ANY(:schemas) AND NOT EXISTS (SELECT FROM pg_depend d "
        "WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))",
        "large objects": "SELECT count(*) FROM pg_largeobject_metadata",
    },
    "mysql": {
        "triggers": "SELECT count(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
        "functions": "SELECT count(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()",
        "events": "SELECT count(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
    },
}
