"""SQLite files, and any database that SQLAlchemy has a dialect for, read by a streaming cursor.

Nothing is written: SQLite is opened read-only, other databases in a read-only transaction
where they know one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine, NullPool, column, create_engine, inspect, select, table, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Problem, Table
from pii_scanner.sources.database_errors import said
from pii_scanner.sources.encoding import looks_like_text
from pii_scanner.sources.registry import SourceKind, refuse_special, unreadable

_ROWS = 20_000
_SECONDS_TO_CONNECT = 15
_SYSTEM_SCHEMAS = {
    "information_schema",
    "pg_catalog",
    "mysql",
    "performance_schema",
    "sys",
    "system",
    "INFORMATION_SCHEMA",
}
# Which package brings the driver of a dialect, for the sentence a user sees when it is absent.
_DRIVERS = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql", "duckdb": "duckdb"}
# Drivers that would wait for minutes for a server that does not answer.
_PATIENT = {"psycopg", "psycopg2", "pymysql", "mysqldb", "mysqlconnector"}
_MAGIC = b"SQLite format 3\x00"


def tables(location: Location) -> list[Table]:
    assert location.path is not None
    path = location.path.resolve()
    query = {"mode": "ro", "uri": "true"}
    if _is_at_rest(path):
        query["immutable"] = "1"
    return _tables(location, URL.create("sqlite", database=path.as_uri(), query=query))


def _is_at_rest(path: Path) -> bool:
    """Return whether a file of write-ahead mode has no log: SQLite would make one beside it, or fail to."""
    with path.open("rb") as file:
        head = file.read(20)
    log = path.with_name(f"{path.name}-wal")
    return head[18:20] == b"\x02\x02" and not (log.exists() and log.stat().st_size)


def tables_of_url(location: Location) -> list[Table]:
    assert location.url is not None
    url = make_url(location.url)
    if url.drivername in {"sqlite", "sqlite+pysqlite"} and url.database and not url.database.startswith(("file:", ":")):
        path = Path(url.database)
        try:
            refuse_special(path, location.name)
            return tables(Location(location.name, path))
        except FileNotFoundError as error:
            raise SourceError(tr("{name} does not exist: check the path.", name=location.name)) from error
        except OSError as error:
            raise SourceError(unreadable(location.name, error)) from error
    return _tables(location, url)


def _tables(location: Location, url: URL) -> list[Table]:
    try:
        engine = _engine(url)
        with engine.connect() as connection:
            _read_any_text(connection)
            found = _listed(location, engine, connection)
    except NoSuchModuleError as error:
        raise SourceError(
            tr("No SQLAlchemy dialect for {dialect} is installed; install its package first.", dialect=url.drivername)
        ) from error
    except ImportError as error:
        raise SourceError(
            tr(
                'The driver for {dialect} is not installed: pip install "pii-scanner[{extra}]".',
                dialect=url.drivername,
                extra=_DRIVERS.get(url.get_backend_name(), "databases"),
            )
        ) from error
    except Exception as error:  # drivers raise errors of their own too
        raise SourceError(said(location.name, error)) from error
    if not found:
        raise SourceError(tr("{name} holds no tables: there is nothing to scan.", name=location.name))
    return found


def _engine(url: URL) -> Engine:
    """Return an engine that keeps no connection open between two readings."""
    options: dict[str, Any] = {}
    if url.get_driver_name() in _PATIENT and "connect_timeout" not in url.query:
        name = "connection_timeout" if url.get_driver_name() == "mysqlconnector" else "connect_timeout"
        options[name] = _SECONDS_TO_CONNECT
    return create_engine(url, poolclass=NullPool, connect_args=options)


def _listed(location: Location, engine: Engine, connection: Connection) -> list[Table]:
    inspector = inspect(connection)
    default = inspector.default_schema_name
    schemas = [s for s in inspector.get_schema_names() if s not in _SYSTEM_SCHEMAS and not s.startswith("pg_toast")]
    names = [(schema, name) for schema in schemas for name in inspector.get_table_names(schema)]
    found = []
    for schema, name in names:
        shown = name if schema == default or schema == "main" else f"{schema}.{name}"
        try:
            infos = tuple(
                ColumnInfo(each["name"], _declared(each["type"]), each.get("comment") or "")
                for each in inspector.get_columns(name, schema)
            )
        except SQLAlchemyError as error:
            broken = Table(location.name, shown, "database", (), lambda: iter(()))
            broken.problems.append(Problem(location.name, shown, said(f"{location.name} {shown}", error)))
            found.append(broken)
            continue
        found.append(_table(location, engine, schema, name, shown, infos))
    return found


def _declared(kind: Any) -> str:
    """Return a column's type in the database's words; a type of an extension may have none."""
    try:
        return str(kind)
    except Exception:  # SQLAlchemy cannot spell a type it does not know
        return type(kind).__name__


def _table(
    location: Location, engine: Engine, schema: str | None, name: str, shown: str, infos: tuple[ColumnInfo, ...]
) -> Table:
    # Plain columns, without types: values come as the driver gives them.
    query: Any = select(*(column(info.name) for info in infos)).select_from(table(name, schema=schema))

    def read() -> Iterator[pa.RecordBatch]:
        done = 0
        try:
            for batch in _batches(engine, query, infos):
                yield batch
                done += batch.num_rows
        except SQLAlchemyError as error:
            if "Could not decode" not in str(getattr(error, "orig", "")):
                raise SourceError(said(f"{location.name} {shown}", error)) from error
        else:
            return
        try:
            yield from _after(_batches(engine, query, infos, any_text=True), done)
        except SQLAlchemyError as error:
            raise SourceError(said(f"{location.name} {shown}", error)) from error

    return Table(
        location.name,
        shown,
        "database",
        infos,
        read,
        layout={"path": location.path, "engine": engine, "schema": schema, "table": name},
    )


def _batches(
    engine: Engine, query: Any, infos: Sequence[ColumnInfo], *, any_text: bool = False
) -> Iterator[pa.RecordBatch]:
    with _reading(engine, any_text=any_text) as connection:
        result = connection.execution_options(stream_results=True, yield_per=_ROWS).execute(query)
        for rows in result.partitions(_ROWS):
            columns = zip(*rows, strict=True)
            yield pa.record_batch([_array(list(each)) for each in columns], names=[i.name for i in infos])


def _after(batches: Iterator[pa.RecordBatch], done: int) -> Iterator[pa.RecordBatch]:
    """Leave out the first `done` rows."""
    for batch in batches:
        skipped = min(done, batch.num_rows)
        done -= skipped
        if skipped < batch.num_rows:
            yield batch.slice(skipped)


@contextmanager
def _reading(engine: Engine, *, any_text: bool = False) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name in {"postgresql", "mysql", "mariadb"}:
            with suppress(SQLAlchemyError):
                connection.execute(text("SET TRANSACTION READ ONLY"))
        if any_text:
            _read_any_text(connection)
        yield connection
        connection.rollback()


def _read_any_text(connection: Connection) -> None:
    """Let SQLite give text as it was written, GBK bytes too, be it a value or the file's own name."""
    if connection.dialect.driver == "pysqlite":
        connection.connection.dbapi_connection.text_factory = _decoded  # type: ignore[union-attr]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("gb18030", "replace")


def _array(values: Sequence[Any]) -> pa.Array:
    """Return values of one column as Arrow; a column of mixed types becomes text."""
    if any(isinstance(value, (dict, list)) for value in values):
        values = [
            json.dumps(v, ensure_ascii=False, default=str) if isinstance(v, (dict, list)) else _plain(v) for v in values
        ]
    kinds = set(map(type, values))
    if bytes in kinds and len(kinds - {bytes, type(None)}):
        return pa.array([_plain(value) for value in values], pa.string())
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        return pa.array([_plain(value) for value in values], pa.string())


def _plain(value: Any) -> str | None:
    if value is None:
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _recognizes(head: bytes, path: Path) -> bool:
    """SQLite by its first bytes; a file that is named so but holds neither that nor text is encrypted."""
    if head.startswith(_MAGIC):
        return True
    return path.suffix.lower() in {".sqlite", ".sqlite3", ".db3"} and not looks_like_text(head)


KIND = SourceKind("sqlite", 5, _recognizes, tables)
