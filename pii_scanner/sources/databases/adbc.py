"""PostgreSQL by ADBC: the server's binary rows become Arrow batches without a Python object for a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.databases.relations import Field

# A batch has about so many bytes: enough to work on columns, little to hold.
_BATCH_BYTES = 8 << 20
# The first and the last day that a date of Python's knows, from 1970 on.
_DAYS = (-719_162, 2_932_896)
_SIZE_HINT = "adbc.postgresql.batch_size_hint_bytes"


def errors() -> tuple[type[Exception], ...]:
    import adbc_driver_manager

    return (adbc_driver_manager.Error, pa.ArrowException, OSError)


class NoArrow(pa.ArrowException):  # type: ignore[misc]
    """A column came as a type that was not expected."""


class Connection:
    """One connection; raises ImportError where the driver is not installed."""

    def __init__(self, conninfo: str, settings: Mapping[str, str]) -> None:
        from adbc_driver_postgresql import dbapi

        self._connection = dbapi.connect(conninfo, autocommit=True)
        try:
            said = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
            self.values(f"SELECT {said}")
            self._connection.adbc_connection.set_autocommit(False)
        except BaseException:
            self._connection.close()
            raise

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def batches(self, statement: str, fields: Sequence[Field]) -> Iterator[pa.RecordBatch]:
        schema = pa.schema([pa.field(field.name, field.arrow) for field in fields])
        with self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{_SIZE_HINT: str(_BATCH_BYTES)})
            cursor.execute(statement)
            reader = cursor.fetch_record_batch()
            if [_plain(field.type) for field in reader.schema] != schema.types:
                raise NoArrow("a column came as another type")
            for batch in reader:
                if not all(map(_sound, batch.columns)):
                    raise NoArrow("a date beyond the calendar")
                # Fields anew: the driver's carry remarks of its own.
                yield pa.RecordBatch.from_arrays([_stored(column) for column in batch.columns], schema=schema)

    def rollback(self) -> None:
        # The DB-API face does nothing on a connection that was opened with autocommit.
        self._connection.adbc_connection.rollback()

    def close(self) -> None:
        self._connection.close()


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return what a type is stored as: numeric comes as text that says what it is."""
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _stored(array: pa.Array) -> pa.Array:
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def _sound(array: pa.Array) -> bool:
    """Return whether dates are dates: of infinity the driver makes a day millions of years ago."""
    if pa.types.is_date32(array.type):
        days, scale = array.view(pa.int32()), 1
    elif pa.types.is_timestamp(array.type):
        days, scale = array.view(pa.int64()), 86_400_000_000
    else:
        return True
    found = pc.min_max(days).as_py()
    return found["min"] is None or (_DAYS[0] * scale <= found["min"] and found["max"] < (_DAYS[1] + 1) * scale)
