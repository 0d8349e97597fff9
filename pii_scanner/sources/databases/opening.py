"""From a file or a URL to its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import NoSuchModuleError

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Draw, Location, Part, Problem, Table
from pii_scanner.sources.databases.dialects import EXTRAS, meant
from pii_scanner.sources.databases.errors import said
from pii_scanner.sources.databases.portions import Portions
from pii_scanner.sources.databases.reader import Piece, Reader
from pii_scanner.sources.databases.relations import Relation, Span
from pii_scanner.sources.registry import refuse_special, unreadable


def sqlite_tables(location: Location) -> list[Table]:
    from pii_scanner.sources.databases.sqlite import SqliteReader, url_of

    assert location.path is not None
    url = url_of(location.path.resolve(), URL.create)
    return _tables(location, SqliteReader(url, location.access, location.name))


def duckdb_tables(location: Location) -> list[Table]:
    from pii_scanner.sources.databases.duckdb import DuckdbReader

    assert location.path is not None
    url = URL.create("duckdb", database=str(location.path.resolve()))
    return _tables(location, DuckdbReader(url, location.access, location.name))


def tables_of_url(location: Location) -> list[Table]:
    assert location.url is not None
    url = meant(make_url(location.url))
    path = _file_of(url)
    if path is not None:
        try:
            refuse_special(path, location.name)
            at = Location(location.name, path, argument=location.argument, access=location.access)
            return duckdb_tables(at) if url.get_backend_name() == "duckdb" else sqlite_tables(at)
        except FileNotFoundError as error:
            raise SourceError(tr("{name} does not exist: check the path.", name=location.name)) from error
        except OSError as error:
            raise SourceError(unreadable(location.name, error)) from error
    return _tables(location, _reader(url, location))


def _file_of(url: URL) -> Path | None:
    own = {"sqlite", "sqlite+pysqlite", "duckdb"}
    if url.drivername in own and url.database and not url.database.startswith(("file:", ":", "md:")):
        return Path(url.database)
    return None


def _reader(url: URL, location: Location) -> Reader:
    """Return the reader of a URL: our own for what we know best, SQLAlchemy's for all else."""
    if url.drivername in {"postgresql", "postgresql+psycopg"}:
        from pii_scanner.sources.databases.postgresql import PostgresqlReader

        return PostgresqlReader(url, location.access, location.name)
    if url.drivername in {"mysql", "mariadb", "mysql+pymysql", "mariadb+pymysql"}:
        from pii_scanner.sources.databases.mysql import MysqlReader

        return MysqlReader(url, location.access, location.name)
    if url.get_backend_name() == "clickhousedb":
        from pii_scanner.sources.databases.clickhouse import ClickhouseReader

        return ClickhouseReader(url, location.access, location.name)
    from pii_scanner.sources.databases.generic import GenericReader

    return GenericReader(url, location.access, location.name)


def _tables(location: Location, reader: Reader) -> list[Table]:
    try:
        relations = reader.relations()
        engine = reader.engine()
    except SourceError:
        raise
    except NoSuchModuleError as error:
        raise SourceError(_no_dialect(reader.url)) from error
    except ImportError as error:
        raise SourceError(_no_driver(reader.url)) from error
    except Exception as error:  # drivers raise errors of their own too
        raise SourceError(said(location.name, error)) from None
    if not relations:
        raise SourceError(tr("{name} holds no tables: there is nothing to scan.", name=location.name))
    tables = [_table(location, reader, relation, engine) for relation in relations]
    for sentence in reader.unread():
        tables[0].warn(sentence)
    return tables


def _table(location: Location, reader: Reader, relation: Relation, engine: object) -> Table:
    def read() -> Iterator[pa.RecordBatch]:
        return reader.batches(relation, spans())

    def spans() -> list[Span]:
        try:
            return list(reader.spans(relation))
        except SourceError:
            raise
        except Exception as error:
            raise SourceError(said(f"{location.name} {relation.shown}", error)) from None

    def parts() -> list[Part]:
        return [Piece(reader, relation, span) for span in spans()]

    portions = Portions(reader, relation, spans)
    table = Table(
        location.name,
        relation.shown,
        "database",
        tuple(ColumnInfo(field.name, field.declared, field.comment) for field in relation.fields),
        read,
        layout={
            "path": location.path,
            "engine": engine,
            "schema": relation.schema,
            "table": relation.name,
            "relation": relation.kind,
            "copied": relation.copied,
            "primary_key": relation.key,
            "foreign_keys": relation.foreign_keys,
        },
        derived=relation.derived,
        parts=parts,
        draw=partial(_drawn, reader, relation),
        state=partial(_state, reader, relation, portions),
        portions=portions,
    )
    if relation.problem:
        table.problems.append(Problem(location.name, relation.shown, relation.problem))
    return table


def _state(reader: Reader, relation: Relation, portions: Portions) -> str | None:
    """Return a hash of how a table is made and of what the server says of its rows; where it cannot, all is read."""
    try:
        told = (portions.state() or reader.state(relation)) if not relation.problem else None
    except Exception:  # drivers raise errors of their own
        return None
    if told is None:
        return None
    made = [(field.name, field.declared, field.comment) for field in relation.fields]
    text = repr((relation.schema, relation.name, relation.kind, made, relation.key, relation.foreign_keys, told))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _drawn(reader: Reader, relation: Relation, count: int) -> Draw | None:
    """Return what the database draws; where it cannot, all is read, and reading says why it fails."""
    try:
        return reader.draw(relation, count)
    except Exception:  # drivers raise errors of their own
        return None


def _no_dialect(url: URL) -> str:
    extra = EXTRAS.get(url.get_backend_name())
    if extra is None:
        return tr(
            "No SQLAlchemy dialect for {dialect} is installed; install its package first.", dialect=url.drivername
        )
    return _no_driver(url)


def _no_driver(url: URL) -> str:
    return tr(
        'The driver for {dialect} is not installed: pip install "pii-scanner[{extra}]".',
        dialect=url.drivername,
        extra=EXTRAS.get(url.get_backend_name(), "databases"),
    )
