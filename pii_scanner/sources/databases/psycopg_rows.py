"""PostgreSQL by psycopg: a cursor of the server, values as text, and Arrow makes their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from pii_scanner.sources.databases.relations import Field
from pii_scanner.sources.databases.values import batches_of, fetched

# Text, as ADBC gives numeric; dates and times are read from their text by Arrow.
_AS_TEXT = ("numeric", "date", "timestamp", "timestamptz")


class Connection:
    """One connection; raises ImportError where psycopg is not installed."""

    def __init__(self, conninfo: str, settings: Mapping[str, str]) -> None:
        import psycopg
        from psycopg.types.string import TextLoader

        self._connection = psycopg.connect(conninfo, autocommit=True)
        try:
            for name in _AS_TEXT:
                self._connection.adapters.register_loader(name, TextLoader)
            said = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
            self._connection.execute(f"SELECT {said}")  # type: ignore[call-overload]
            self._connection.autocommit = False
        except BaseException:
            self._connection.close()
            raise

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()  # type: ignore[call-overload]

    def batches(self, statement: str, fields: Sequence[Field]) -> Iterator[pa.RecordBatch]:
        with self._connection.cursor("pii_scanner") as cursor:
            cursor.execute(statement)  # type: ignore[call-overload]
            yield from batches_of(fetched(cursor), fields)

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()
