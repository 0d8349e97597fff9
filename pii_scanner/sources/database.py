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
from sqlalchemy import Connection, Engine, column, create_engine, inspect, select, table, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.registry import SourceKind

_ROWS = 20_000
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


def tables(location: Location) -> list[Table]:
    assert location.path is not None
    path = location.path.resolve()
    url = URL.create(
        "sqlite",
        database=f"file:{path.as_posix().replace('?', '%3f').replace('#', '%23')}",
        query={"mode": "ro", "uri": "true"},
    )
    return _tables(location, url)


def tables_of_url(location: Location) -> list[Table]:
    assert location.url is not None
    url = make_url(location.url)
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith("file:"):
        path = Path(url.database)
        if not path.exists():
            raise SourceError(tr("{name} does not exist: check the path.", name=location.name))
        return tables(Location(location.name, path))
    return _tables(location, url)


def _tables(location: Location, url: URL) -> list[Table]:
    try:
        engine = create_engine(url)
        inspector = inspect(engine)
        default = inspector.default_schema_name
        schemas = [s for s in inspector.get_schema_names() if s not in _SYSTEM_SCHEMAS and not s.startswith("pg_toast")]
        names = [(schema, name) for schema in schemas for name in inspector.get_table_names(schema)]
        found = []
        for schema, name in names:
            try:
                infos = tuple(
                    ColumnInfo(each["name"], str(each["type"]), each.get("comment") or "")
                    for each in inspector.get_columns(name, schema)
                )
            except SQLAlchemyError as error:
                broken = Table(location.name, name, "database", (), lambda: iter(()))
                broken.warn(_said(location.name, error))
                found.append(broken)
                continue
            shown = name if schema == default or schema == "main" else f"{schema}.{name}"
            found.append(_table(location, engine, schema, name, shown, infos))
        return found
    except NoSuchModuleError as error:
        raise SourceError(
            tr("No SQLAlchemy dialect for {dialect} is installed; install its package first.", dialect=url.drivername)
        ) from error
    except ModuleNotFoundError as error:
        raise SourceError(
            tr(
                'The driver for {dialect} is not installed: pip install "pii-scanner[{extra}]".',
                dialect=url.drivername,
                extra=_DRIVERS.get(url.get_backend_name(), "databases"),
            )
        ) from error
    except SQLAlchemyError as error:
        raise SourceError(_said(location.name, error)) from error


def _said(name: str, error: SQLAlchemyError) -> str:
    """Return one sentence without statements or values, which a driver's own message may hold."""
    original = getattr(error, "orig", None)
    reason = type(original or error).__name__
    if "not a database" in str(original) or "malformed" in str(original):
        reason = tr("it is damaged or encrypted")
    return tr(
        "{name} cannot be read: {reason}. Check the address, the account and its rights.", name=name, reason=reason
    )


def _table(
    location: Location, engine: Engine, schema: str | None, name: str, shown: str, infos: tuple[ColumnInfo, ...]
) -> Table:
    def read() -> Iterator[pa.RecordBatch]:
        query: Any = select(*(column(info.name) for info in infos)).select_from(table(name, schema=schema))
        try:
            with _reading(engine) as connection:
                result = connection.execution_options(stream_results=True, yield_per=_ROWS).execute(query)
                for rows in result.partitions(_ROWS):
                    columns = zip(*rows, strict=True)
                    yield pa.record_batch([_array(list(each)) for each in columns], names=[i.name for i in infos])
        except SQLAlchemyError as error:
            raise SourceError(_said(f"{location.name} {shown}", error)) from error

    return Table(
        location.name,
        shown,
        "database",
        infos,
        read,
        layout={"path": location.path, "engine": engine, "schema": schema, "table": name},
    )


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name in {"postgresql", "mysql", "mariadb"}:
            with suppress(SQLAlchemyError):
                connection.execute(text("SET TRANSACTION READ ONLY"))
        yield connection
        connection.rollback()


def _array(values: Sequence[Any]) -> pa.Array:
    """Return values of one column as Arrow; a column of mixed types becomes text."""
    if any(isinstance(value, (dict, list)) for value in values[:50]):
        values = [v if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in values]
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return pa.array([_plain(value) for value in values], pa.string())


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _recognizes(head: bytes, path: Path) -> bool:
    return head.startswith(b"SQLite format 3\x00")


KIND = SourceKind("sqlite", 5, _recognizes, tables)
