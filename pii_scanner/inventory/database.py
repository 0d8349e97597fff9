"""The inventory database: its tables, in SQLite or any database SQLAlchemy knows, and how it is opened."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    inspect,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr

_WRITER, _READER = json.JSONEncoder(ensure_ascii=False), json.JSONDecoder()
_METADATA = MetaData()
# Names are Chinese more often than not, and a MySQL server's own default may be Latin-1.
_CHARSET: dict[str, Any] = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}
RUNS = Table(
    "runs",
    _METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("started", String(32), nullable=False),
    Column("finished", String(32), nullable=False),
    Column("tool_version", String(32), nullable=False),
    Column("sources", JSON, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("sample_rows", Integer),
    Column("files", Integer, nullable=False),
    Column("tables", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("state", String(32), nullable=False),
    Column("left_out", Integer),
    Column("unchanged", Integer),
    Column("unchanged_portions", Integer),
    **_CHARSET,
)
# What is known of each source since it was last read, or of one `table` of a database; `run_id` is the newest run that
# holds its records.
SOURCES = Table(
    "sources",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("setup", String(64), nullable=False),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False),
    Column("table", Text),
    Column("tables", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("warnings", JSON, nullable=False),
    **_CHARSET,
)
COLUMNS = Table(
    "columns",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("data_type", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("nulls", Integer, nullable=False),
    Column("distinct", Integer, nullable=False),
    Column("distinct_exact", Boolean, nullable=False),
    Column("classes", JSON, nullable=False),
    Column("sensitivity", Integer, nullable=False),
    Column("masked_samples", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("loose", Boolean, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("not_excluded", Boolean),
    Column("hashed", Boolean),
    Column("dated", Boolean),
    Column("damaged", Integer),
    Column("numbered", Boolean),
    Column("areas", String(16)),
    **_CHARSET,
)
# Which columns a run holds: those from `first_id` to `last_id`, in the order of `id`. Many runs may hold the same.
HELD = Table(
    "held",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("first_id", Integer, nullable=False),
    Column("last_id", Integer, nullable=False),
    **_CHARSET,
)
# Of each table the newest records: where they begin, and a hash by which the same are known again.
CONTENTS = Table(
    "contents",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("first_id", Integer, nullable=False),
    **_CHARSET,
)
FINDINGS = Table(
    "findings",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("column_id", ForeignKey("columns.id"), nullable=False, index=True),
    Column("entity_type", String(64), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("matches", Integer, nullable=False),
    Column("match_ratio", Float, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    **_CHARSET,
)
PROBLEMS = Table(
    "problems",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("severity", String(8), nullable=False),
    **_CHARSET,
)
DECISIONS = Table(
    "decisions",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("entity_type", String(64), nullable=False),
    Column("level", Integer),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("decided", String(32), nullable=False),
    Column("until", String(10)),
    Column("origin", String(16), nullable=False),
    **_CHARSET,
)


def _read(text: str) -> Any:
    """Return what JSON says: the inventory's own, mostly short lists, begins with what it is."""
    return _READER.raw_decode(text)[0] if text.startswith(("[", "{")) else json.loads(text)


def _engine(target: Path | str) -> Engine:
    if isinstance(target, Path):
        return create_engine(f"sqlite:///{target}", json_serializer=_WRITER.encode, json_deserializer=_read)
    return create_engine(target)


def there(connection: Connection, table: Table) -> list[Column[Any]]:
    """Return the columns of a table that an inventory of an earlier version has."""
    names = {each["name"] for each in inspect(connection).get_columns(table.name)}
    return [column for column in table.columns if column.name in names]


def _add_missing(connection: Connection, table: Table) -> None:
    """Add the columns that an inventory of an earlier version lacks; they may be null."""
    present = there(connection, table)
    quote = connection.dialect.identifier_preparer.quote
    for column in table.columns:
        if column not in present:
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f"ALTER TABLE {quote(table.name)} ADD COLUMN {quote(column.name)} {kind}"))


@contextmanager
def connected(target: Path | str, *, make: bool = False) -> Any:
    """Open the inventory database; `make` its tables when new.

    Raises ConfigError when it is no inventory or cannot be written.
    """
    engine = _engine(target)
    try:
        with engine.begin() as connection:
            if make:
                if isinstance(target, Path):
                    # Python's driver begins a transaction with the first row alone, and each table would be one of its own.
                    connection.exec_driver_sql("BEGIN")
                _METADATA.create_all(connection)
                _add_missing(connection, RUNS)
                _add_missing(connection, COLUMNS)
                _add_missing(connection, SOURCES)
            yield connection
    except (SQLAlchemyError, ValueError) as error:
        name = target.name if isinstance(target, Path) else tr("the inventory database")
        raise ConfigError(
            tr(
                "{name} cannot be used as an inventory: it is damaged, locked or not writable. Choose another folder.",
                name=name,
            )
        ) from error
    finally:
        engine.dispose()
