"""MySQL, MariaDB and what speaks their protocol (TiDB, OceanBase, PolarDB), by PyMySQL with a cursor of the server.

A table with a primary key is read in its order, so that reading goes on after the last row seen; one with a whole number
for its key also in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pii_scanner.model.table import Draw
from pii_scanner.sources.databases.asking import ask
from pii_scanner.sources.databases.mysql_catalog import quoted, relations_of
from pii_scanner.sources.databases.reader import Reader, Session
from pii_scanner.sources.databases.relations import WHOLE, Place, Relation, Span, cut
from pii_scanner.sources.databases.sampling import by_key, settled
from pii_scanner.sources.databases.values import batches_of, fetched

# Rows of one piece.
_PIECE = 100_000
_SEED = 20260101


@dataclass(frozen=True)
class MysqlReader(Reader):
    def relations(self) -> list[Relation]:
        session = self.open()
        try:
            return relations_of(session.values)
        finally:
            session.close()

    def engine(self) -> Any:
        from sqlalchemy import NullPool, create_engine

        with suppress(ImportError):
            url = self.url.set(drivername=f"{self.url.get_backend_name()}+pymysql")
            return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": self.access.connect_timeout})
        return None

    def open(self) -> MysqlSession:
        return MysqlSession(self)

    def spans(self, relation: Relation) -> Sequence[Span]:
        partitions = self._partitions(relation) if not relation.derived else ()
        if len(partitions) > 1:
            return [Span(table=(relation.schema or "", name)) for name in partitions]
        if not relation.integer_key or relation.rows < _PIECE:
            return (WHOLE,)
        low, high = self._bounds(relation)
        return cut(low, high, -(-relation.rows // _PIECE)) if high - low > _PIECE else (WHOLE,)

    def _partitions(self, relation: Relation) -> Sequence[str]:
        """Return the names of the partitions of a table, in order."""
        wanted = (
            "SELECT partition_name FROM information_schema.partitions WHERE partition_name IS NOT NULL"
            f" AND table_schema = {_literal(relation.schema)} AND table_name = {_literal(relation.name)}"
            " ORDER BY partition_ordinal_position, subpartition_ordinal_position"
        )
        return list(dict.fromkeys(name for (name,) in ask(self, wanted)))

    def _bounds(self, relation: Relation) -> tuple[int, int]:
        key = quoted(relation.key[0])
        low, high = ask(self, f"SELECT min({key}), max({key}) FROM {named(relation)}")[0]
        return int(low or 0), int(high or 0)

    def resumes(self, relation: Relation, span: Span) -> bool:
        return bool(relation.key)

    def draw(self, relation: Relation, count: int) -> Draw | None:
        """Draw numbers of the key at random, or let the server throw a die for every row."""
        if relation.derived or relation.rows < 4 * count:
            return None
        select = f"SELECT {relation.expressions} FROM {named(relation)} WHERE "
        session = self.open()
        try:
            if relation.integer_key:
                low, high = self._bounds(relation)
                key = quoted(relation.key[0])
                drawn = by_key(
                    low, high, relation.rows, count,
                    lambda keys: session.run(f"{select}{key} IN ({', '.join(map(str, keys))})", (), relation),
                )  # fmt: skip
                if drawn is not None:
                    return settled(drawn, count, relation.rows)
            share = min(1.0, (count * 1.3 + 50) / relation.rows)
            return settled(
                list(session.run(f"{select}RAND({_SEED}) < {share:.9f}", (), relation)), count, relation.rows
            )
        finally:
            session.close()

    def state(self, relation: Relation) -> str | None:
        """Return the server's checksum of all rows (`CHECKSUM TABLE`)."""
        if relation.derived:
            return None
        [(_, checksum)] = ask(self, f"CHECKSUM TABLE {named(relation)}")
        return None if checksum is None else str(checksum)

    def span_states(self, relation: Relation, spans: Sequence[Span]) -> list[str] | None:
        """Return of each range of keys the number of rows, and the sum and the exclusive or of 60 bits of the
        SHA-256 of each (MySQL 9 has no MD5)."""
        names = [quoted(field.name) for field in relation.fields]
        nulls = ", ".join(f"ISNULL({name})" for name in names)
        row = f"CONCAT_WS('#', {', '.join(names)}, CONCAT({nulls}))"
        print_ = f"CAST(CONV(LEFT(SHA2({row}, 256), 15), 16, 10) AS UNSIGNED)"
        # A row too long for the server's limits has none: then it cannot tell.
        wanted = f"COUNT(*), COUNT({print_}), CAST(SUM({print_}) AS CHAR), CAST(BIT_XOR({print_}) AS CHAR)"
        told = [
            ask(self, f"SELECT {wanted} FROM {_from(relation, span)}{_where(_within(relation, span))}")[0]
            for span in spans
        ]
        if any(count != printed for count, printed, *_ in told):
            return None
        return [repr((*each, span.low, span.table)) for each, span in zip(told, spans, strict=True)]


class MysqlSession(Session):
    """A connection whose whole life is one transaction that sees one state of the database and writes nothing."""

    def __init__(self, reader: MysqlReader) -> None:
        import pymysql
        from pymysql.constants import FIELD_TYPE
        from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql

        # Whole numbers and floats are made here, all else stays the server's text.
        whole = ("TINY", "SHORT", "LONG", "LONGLONG", "INT24", "YEAR")
        decoders: dict[Any, Any] = {getattr(FIELD_TYPE, name): int for name in whole}
        decoders |= {FIELD_TYPE.FLOAT: float, FIELD_TYPE.DOUBLE: float}
        encoders = {key: each for key, each in pymysql.converters.conversions.items() if not isinstance(key, int)}
        _, given = MySQLDialect_pymysql().create_connect_args(reader.url)
        given.setdefault("connect_timeout", reader.access.connect_timeout)
        given.setdefault("charset", "utf8mb4")
        given.setdefault("read_timeout", reader.access.statement_timeout + 30)
        given.pop("client_flag", None)
        self._connection = pymysql.connect(**given, conv=encoders | decoders, autocommit=True)
        try:
            self._prepare(reader)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, reader: MysqlReader) -> None:
        """Make the session read only and patient within limits; servers name these in different ways."""
        seconds, locks = reader.access.statement_timeout, reader.access.lock_timeout
        self._say("SET SESSION TRANSACTION READ ONLY")
        for each in (
            f"SET SESSION max_statement_time = {seconds}",  # MariaDB
            f"SET SESSION max_execution_time = {seconds * 1000}",  # MySQL, TiDB
            f"SET SESSION lock_wait_timeout = {locks}",
            f"SET SESSION innodb_lock_wait_timeout = {locks}",
            f"SET SESSION net_write_timeout = {max(600, seconds)}",
            "SET SESSION time_zone = '+00:00'",
            "SET SESSION information_schema_stats_expiry = 0",  # MySQL: numbers of rows are as old as a day otherwise
        ):
            with suppress(self._error):
                self._say(each)
        self.begin()

    @property
    def _error(self) -> type[Exception]:
        import pymysql

        return pymysql.MySQLError

    def _say(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a short answer."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        key = [quoted(name) for name in relation.key]
        within = _within(relation, span)
        bound: tuple[object, ...] = ()
        if place.rows and place.key:
            # (a, b) > (x, y), in words that use an index.
            steps = [" AND ".join([*(f"{k} = %s" for k in key[:i]), f"{key[i]} > %s"]) for i in range(len(key))]
            within.append("(" + " OR ".join(f"({step})" for step in steps) + ")")
            bound = tuple(value for i in range(len(key)) for value in place.key[: i + 1])
        order = f" ORDER BY {', '.join(key)}" if key else ""
        statement = f"SELECT {relation.expressions} FROM {_from(relation, span)}{_where(within)}{order}"
        return self.run(statement, bound, relation)

    def run(self, statement: str, bound: tuple[object, ...], relation: Relation) -> Iterator[pa.RecordBatch]:
        from pymysql.cursors import SSCursor

        cursor = self._connection.cursor(SSCursor)
        # Without values to bind a percent sign is itself.
        cursor.execute(statement, bound or None)
        yield from batches_of(fetched(cursor), relation.fields)
        cursor.close()

    def begin(self) -> None:
        self._say("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")

    def settle(self) -> bool:
        self._say("COMMIT")
        return True

    def close(self) -> None:
        # Not a good-bye: what the server has yet to send is not waited for.
        if self._connection._result is not None:
            self._connection._result.unbuffered_active = False
        self._connection._force_close()


def named(relation: Relation) -> str:
    return f"{quoted(relation.schema or '')}.{quoted(relation.name)}"


def _from(relation: Relation, span: Span) -> str:
    """Return what a span is read from: the table, or a partition of it."""
    return named(relation) if span.table is None else f"{named(relation)} PARTITION ({quoted(span.table[1])})"


def _literal(text: str | None) -> str:
    return "'" + (text or "").replace("\\", "\\\\").replace("'", "''") + "'"


def _within(relation: Relation, span: Span) -> list[str]:
    """Return what holds for the keys of a span, in SQL."""
    low = [f"{quoted(relation.key[0])} >= {span.low}"] if span.low is not None else []
    high = [f"{quoted(relation.key[0])} < {span.high}"] if span.high is not None else []
    return low + high


def _where(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
