"""Any database that SQLAlchemy has a dialect for, by a streaming cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine, NullPool, column, create_engine, inspect, select, table, text
from sqlalchemy.engine import URL, Inspector
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import SQLAlchemyError

from pii_scanner.model.access import Access
from pii_scanner.sources.databases.errors import said
from pii_scanner.sources.databases.reader import Reader, Session
from pii_scanner.sources.databases.relations import Field, ForeignKey, Place, Relation, Span
from pii_scanner.sources.databases.values import ROWS, after, batches_of

# Of all dialects, in lower case: nobody's data.
_SYSTEM = {
    "information_schema", "pg_catalog", "mysql", "performance_schema", "sys", "system", "pg_toast", "guest", "ctxsys",
    "dbsnmp", "gsmadmin_internal", "mdsys", "olapsys", "ordsys", "ordplugins", "outln", "wmsys", "xdb", "lbacsys",
    "dvsys", "audsys", "appqossys", "dbsfwuser", "ojvmsys", "sysaux", "sys_catalog", "sysaudit", "syslogical",
    "dbe_perf", "snapshot", "blockchain", "cstore", "db4ai", "dbe_pldeveloper", "pkg_service", "sqladvisor", "ctisys",
    "sysdba", "syssso",
}  # fmt: skip
# What opens a transaction or session that cannot write, by dialect.
READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "opengauss": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "clickhouse": "SET readonly = 1",
    "clickhousedb": "SET readonly = 1",
    "dm": "SET TRANSACTION READ ONLY",
}
# How drivers call the seconds that they wait for a server that does not answer.
_PATIENCE = {
    "psycopg": "connect_timeout", "psycopg2": "connect_timeout", "pymysql": "connect_timeout",
    "mysqldb": "connect_timeout", "mysqlconnector": "connection_timeout", "pymssql": "login_timeout",
    "pyodbc": "timeout", "oracledb": "tcp_connect_timeout", "connect": "connect_timeout",
}  # fmt: skip


def connect_arguments(url: URL, access: Access) -> dict[str, Any]:
    """Return what a driver is told beside the URL: to wait so long, and to read only where it is asked so."""
    driver = url.get_driver_name()
    name = _PATIENCE.get(driver)
    given: dict[str, Any] = {name: access.connect_timeout} if name and name not in url.query else {}
    if url.get_backend_name() == "mssql" and driver == "pyodbc":
        given["ApplicationIntent"] = "ReadOnly"
    if url.get_backend_name() == "mssql" and driver == "pymssql":
        given["read_only"] = True
        given["timeout"] = access.statement_timeout
    return given


@dataclass(frozen=True)
class GenericReader(Reader):
    def engine(self) -> Engine:
        """Return an engine that keeps no connection open between two readings."""
        return create_engine(self.url, poolclass=NullPool, connect_args=connect_arguments(self.url, self.access))

    def open(self) -> GenericSession:
        return GenericSession(self.engine())

    def relations(self) -> list[Relation]:
        with self.engine().connect() as connection:
            inspector = inspect(connection)
            default = inspector.default_schema_name
            schemas = [s for s in inspector.get_schema_names() if s.casefold() not in _SYSTEM and not _temporary(s)]
            return [each for schema in schemas for each in self._of_schema(inspector, schema, schema == default)]

    def _of_schema(self, inspector: Inspector, schema: str, own: bool) -> list[Relation]:
        """Return the relations of a schema, asked for all at once; one by one where one of them breaks that."""
        kinds = _kinds(inspector, schema)
        try:
            found = inspector.get_multi_columns(schema, kind=ObjectKind.ANY)
            columns = {name: list(each) for (_, name), each in found.items()}
        except (SQLAlchemyError, NotImplementedError):
            columns = {}
        keys: Mapping[Any, Any] = {}
        foreign: Mapping[Any, Any] = {}
        with suppress(SQLAlchemyError, NotImplementedError):
            keys = inspector.get_multi_pk_constraint(schema)
            foreign = inspector.get_multi_foreign_keys(schema)
        relations = []
        for name, kind in kinds.items():
            shown = name if own or schema == "main" else f"{schema}.{name}"
            try:
                described = columns[name] if name in columns else inspector.get_columns(name, schema)
            except SQLAlchemyError as error:
                problem = said(f"{self.source} {shown}", error)
                relations.append(Relation(schema, name, shown, kind, (), problem=problem))
                continue
            fields = tuple(
                Field(each["name"], _declared(each["type"]), each.get("comment") or "", each["name"])
                for each in described
            )
            key = keys.get((schema, name)) or {}
            references = tuple(map(_foreign, foreign.get((schema, name)) or ()))
            constrained = tuple(key.get("constrained_columns") or ())
            relations.append(Relation(schema, name, shown, kind, fields, constrained, foreign_keys=references))
        return relations


class GenericSession(Session):
    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        read_only(self._connection)

    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        result = self._connection.execution_options(stream_results=True, yield_per=ROWS).execute(statement(relation))
        return after(batches_of(result.partitions(ROWS), relation.fields), place.rows)

    def close(self) -> None:
        with suppress(SQLAlchemyError):
            self._connection.rollback()
        self._connection.close()


def statement(relation: Relation) -> Any:
    """Return plain columns, without types: values come as the driver gives them."""
    return select(*(column(field.name) for field in relation.fields)).select_from(
        table(relation.name, schema=relation.schema)
    )


def read_only(connection: Connection) -> None:
    """Let a connection refuse to write, where its database knows how."""
    said_so = READ_ONLY.get(connection.dialect.name)
    if said_so is not None:
        with suppress(Exception):  # drivers raise errors of their own too
            connection.execute(text(said_so))


def _kinds(inspector: Inspector, schema: str) -> dict[str, str]:
    kinds = dict.fromkeys(inspector.get_table_names(schema), "table")
    for names, kind in (
        (inspector.get_view_names, "view"),
        (inspector.get_materialized_view_names, "materialized view"),
    ):
        with suppress(SQLAlchemyError, NotImplementedError):
            kinds |= {name: kind for name in names(schema) if name not in kinds}
    return kinds


def _temporary(schema: str) -> bool:
    return schema.startswith(("pg_toast", "pg_temp", "db_")) or schema.casefold().startswith("apex_")


def _declared(kind: Any) -> str:
    """Return a column's type in the database's words; a type of an extension may have none."""
    try:
        return str(kind)
    except Exception:  # SQLAlchemy cannot spell a type it does not know
        return type(kind).__name__


def _foreign(each: Mapping[str, Any]) -> ForeignKey:
    own, theirs = tuple(each["constrained_columns"]), tuple(each["referred_columns"])
    return ForeignKey(own, each.get("referred_schema"), each["referred_table"], theirs)
