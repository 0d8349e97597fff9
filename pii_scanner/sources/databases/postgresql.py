"""PostgreSQL, and what speaks its protocol: Arrow by ADBC, by psycopg where ADBC is absent or cannot read a type.

A large table is read in pieces of its pages (`ctid`), a partitioned one through its parent or, where all of them may be
read, partition by partition: no row twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Draw
from pii_scanner.sources.databases import adbc, psycopg_rows
from pii_scanner.sources.databases.asking import ask
from pii_scanner.sources.databases.errors import is_lost
from pii_scanner.sources.databases.postgresql_catalog import partitions, relations_of
from pii_scanner.sources.databases.reader import Reader, Session
from pii_scanner.sources.databases.relations import WHOLE, Place, Relation, Span
from pii_scanner.sources.databases.sampling import settled
from pii_scanner.sources.databases.values import after

# Of 8 KiB: 12 MB, which is less than one batch of a scan, and little to wait for at the end.
_PAGES = 1536
# Ranges of pages are read without reading all others since this version.
_RANGES_SINCE = 140_000
_PAGED = {"table", "materialized view"}
# How many rows there are, and the sum of the transactions that wrote them.
_WRITTEN = "count(*), coalesce(sum(xmin::text::int8), 0)::text"


@dataclass(frozen=True)
class PostgresqlReader(Reader):
    def relations(self) -> list[Relation]:
        with self._session() as session:
            return relations_of(session)

    def unread(self) -> list[str]:
        with suppress(Exception), self._session() as session:  # a relative of the database knows none
            [(count,)] = session.values("SELECT count(*) FROM pg_largeobject_metadata")
            if count:
                return [tr("{count} large objects of the database are not read: no table holds them.", count=count)]
        return []

    def engine(self) -> Any:
        from sqlalchemy import NullPool, create_engine

        with suppress(ImportError):
            url = self.url.set(drivername="postgresql+psycopg")
            return create_engine(url, poolclass=NullPool, connect_args=self._patience())
        return None

    def _patience(self) -> dict[str, int]:
        return {} if "connect_timeout" in self.url.query else {"connect_timeout": self.access.connect_timeout}

    def conninfo(self) -> str:
        """Return libpq's words for the URL; they stay in this process."""
        url = self.url
        parts: dict[str, Any] = {
            "host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database,
            "application_name": "pii-scanner", **self._patience(), **url.query,
        }  # fmt: skip
        given = {key: ",".join(v) if isinstance(v, tuple) else str(v) for key, v in parts.items() if v is not None}
        return " ".join(f"{key}='{_escaped(value)}'" for key, value in given.items())

    def settings(self) -> dict[str, str]:
        """Return what makes a session read only, patient within limits, and its texts the same everywhere."""
        return {
            "default_transaction_read_only": "on",
            "default_transaction_isolation": "repeatable read",
            "statement_timeout": str(self.access.statement_timeout * 1000),
            "lock_timeout": str(self.access.lock_timeout * 1000),
            "TimeZone": "UTC",
            "DateStyle": "ISO, YMD",
            "IntervalStyle": "postgres",
            "extra_float_digits": "1",
            "bytea_output": "hex",
        }

    def _session(self) -> PostgresqlSession:
        return PostgresqlSession(self)

    def open(self) -> PostgresqlSession:
        return self._session()

    def spans(self, relation: Relation) -> Sequence[Span]:
        if relation.kind not in _PAGED | {"partitioned table"} or not relation.fields:
            return (WHOLE,)
        if relation.kind in _PAGED and relation.size <= _PAGES:
            return (WHOLE,)
        values = partial(ask, self)
        if int(values("SELECT current_setting('server_version_num')::int")[0][0]) < _RANGES_SINCE:
            return (WHOLE,)
        if relation.kind in _PAGED:
            return _of_pages(relation.size, None)
        found = partitions(values, relation)
        return [span for leaf, pages in found for span in _of_pages(pages, leaf)] or (WHOLE,)

    def resumes(self, relation: Relation, span: Span) -> bool:
        """A piece of pages comes in their order each time; a view may not."""
        return relation.kind in _PAGED or span.table is not None

    def draw(self, relation: Relation, count: int) -> Draw | None:
        """Draw from about as many pages as rows are wanted, one row or so from each: neighbours are rarely alike twice."""
        if relation.kind not in {*_PAGED, "partitioned table"} or relation.rows < 4 * count or not relation.size:
            return None
        wanted = count * 1.3 + 50
        share, of_rows = min(1.0, wanted / relation.size), min(1.0, wanted / relation.rows)
        method = f"SYSTEM ({100 * share:.9f})" if share < 1 else f"BERNOULLI ({100 * of_rows:.9f})"
        thin = f" WHERE random() < {of_rows / share:.9f}" if share < 1 else ""
        clause = f" TABLESAMPLE {method} REPEATABLE (20260101){thin}"
        with self._session() as session:
            session.values("SELECT setseed(0.2026)::text")
            batches = list(
                session.run(f"SELECT {relation.expressions} FROM {_from(relation, WHOLE)}{clause}", relation)
            )
        return settled(batches, count, relation.rows)

    def state(self, relation: Relation) -> str | None:
        """Return the number of rows and the sum of the transactions that wrote them: a new or altered row has a later
        transaction than all others (PostgreSQL documentation, 5.5 System Columns, `xmin`)."""
        if relation.kind not in _PAGED | {"partitioned table"}:
            return None
        return repr(ask(self, _statement(relation, WHOLE, _WRITTEN))[0])

    def span_states(self, relation: Relation, spans: Sequence[Span]) -> list[str] | None:
        """Return the same of each range of pages, and the file they stand in: it is another when rows were moved
        (`VACUUM FULL`, `CLUSTER`, `TRUNCATE`)."""
        return [
            repr((ask(self, _statement(relation, span, _WRITTEN)), ask(self, _file_of(relation, span)), span.low))
            for span in spans
        ]


class PostgresqlSession(Session):
    """A connection whose whole life is one transaction that sees one state of the database."""

    def __init__(self, reader: PostgresqlReader) -> None:
        self._reader = reader
        self._arrow: adbc.Connection | None = None
        self._rows: psycopg_rows.Connection | None = None
        try:
            self._arrow = adbc.Connection(reader.conninfo(), reader.settings())
        except ImportError:
            self._open_rows()

    def _open_rows(self) -> psycopg_rows.Connection:
        if self._rows is None:
            try:
                self._rows = psycopg_rows.Connection(self._reader.conninfo(), self._reader.settings())
            except ImportError as error:
                raise SourceError(
                    tr(
                        'The driver for {dialect} is not installed: pip install "pii-scanner[{extra}]".',
                        dialect="postgresql",
                        extra="postgresql",
                    )
                ) from error
        return self._rows

    def __enter__(self) -> PostgresqlSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a short answer."""
        return (self._arrow or self._open_rows()).values(statement)

    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        return after(self.run(_statement(relation, span), relation), place.rows)

    def run(self, statement: str, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a statement that selects the columns of a relation."""
        done = 0
        if self._arrow is not None:
            try:
                for batch in self._arrow.batches(statement, relation.fields):
                    yield batch
                    done += batch.num_rows
                return
            except Exception as error:
                # A value that Arrow cannot hold (infinity, a year before Christ) has no code of the server's.
                if not isinstance(error, adbc.errors()) or getattr(error, "sqlstate", None) or is_lost(error):
                    raise
        yield from after(self._open_rows().batches(statement, relation.fields), done)

    def settle(self) -> bool:
        for connection in (self._arrow, self._rows):
            if connection is not None:
                connection.rollback()
        return True

    def close(self) -> None:
        for connection in (self._arrow, self._rows):
            if connection is not None:
                connection.close()


def named(relation: Relation, table: tuple[str, str] | None = None) -> str:
    schema, name = table or (relation.schema or "public", relation.name)
    return f"{_quoted(schema)}.{_quoted(name)}"


def _file_of(relation: Relation, span: Span) -> str:
    name = named(relation, span.table).replace("'", "''")
    return f"SELECT pg_catalog.pg_relation_filenode('{name}'::regclass)::int8"


def _statement(relation: Relation, span: Span, wanted: str = "") -> str:
    within = [f"ctid >= '({span.low},0)'::tid"] if span.low is not None else []
    within += [f"ctid < '({span.high},0)'::tid"] if span.high is not None else []
    where = f" WHERE {' AND '.join(within)}" if within else ""
    return f"SELECT {wanted or relation.expressions} FROM {_from(relation, span)}{where}"


def _from(relation: Relation, span: Span) -> str:
    """Return what is read; without the rows of tables that inherit from this one: those are tables of their own."""
    return f"{'ONLY ' if relation.kind == 'table' else ''}{named(relation, span.table)}"


def _of_pages(pages: int, leaf: tuple[str, str] | None) -> list[Span]:
    """Return spans of pages; the last has no end, so that what is added meanwhile is read."""
    bounds = [None, *range(_PAGES, pages, _PAGES), None]
    return [Span(low, high, leaf) for low, high in itertools.pairwise(bounds)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
