"""Types that columns had before they became text: read from the source's own words, for the way back."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.distinct import as_strings
from pii_scanner.model.table import Table
from pii_scanner.sinks.databases.kinds import kind_of

_WORDS = {
    "float": pa.float32(), "double": pa.float64(), "long": pa.int64(), "int": pa.int32(), "date32[day]": pa.date32(),
    "date64[ms]": pa.date64(),
}  # fmt: skip
_INTEGER = re.compile(r"u?int(?:8|16|32|64)")
_DECIMAL = re.compile(r"decimal(128|256)\(([0-9]+), ?([0-9]+)\)")
_TIMESTAMP = re.compile(r"timestamp\[(s|ms|us|ns)(?:, tz=(.+))?\]")
_FAMILIES = {
    "int16": pa.int64(), "int32": pa.int64(), "int64": pa.int64(), "uint64": pa.uint64(), "float32": pa.float32(),
    "float64": pa.float64(), "date": pa.date32(), "timestamp": pa.timestamp("us"),
}  # fmt: skip
# Families of types whose values are sent as text.
_OF_TEXT = {"text", "uuid", "json"}
_MOST_DIGITS = 38
_IN_WORKBOOKS = {"number": pa.float64(), "date": pa.timestamp("ms")}
_IN_AVRO = {
    "int": pa.int32(), "long": pa.int64(), "float": pa.float32(), "double": pa.float64(), "date": pa.date32(),
    "timestamp-millis": pa.timestamp("ms", "UTC"), "timestamp-micros": pa.timestamp("us", "UTC"),
}  # fmt: skip
# Of a day, and the days of 1970-01-01 in a workbook that counts from 1900.
_MILLISECONDS, _EPOCH = 86_400_000.0, 25_569.0


class TypeBack:
    """The type of one column on its way back: whether every value, turned back, is of it again.

    `asked`: it is a type that values must fit. `declared` is what a sink is told that writes types in its own words.
    """

    def __init__(self, data_type: str, table: Table) -> None:
        self.declared = ""
        self._serial = table.kind == "excel" and data_type == "date"
        self._kind = _IN_WORKBOOKS.get(data_type) if table.kind == "excel" else _file_type(data_type)
        if table.kind == "database":
            self._kind = _sent_type(data_type)
            self.declared = data_type if self.asked or kind_of(data_type, "").family in _OF_TEXT else ""
        elif table.kind == "parquet" and not self.asked:
            self._kind = _sent_type(data_type)  # a part of a database's package
        elif table.kind == "avro":
            self._kind = _IN_AVRO.get(data_type)
            self.declared = data_type if self.asked else ""
        elif table.kind == "json":
            self._kind, self.declared = None, data_type if data_type == "number" else ""
        self._fits = True

    @property
    def asked(self) -> bool:
        return self._kind is not None

    @property
    def comes_back(self) -> bool:
        return self._fits and (self.asked or bool(self.declared))

    def look(self, texts: pa.Array) -> None:
        """Look at a batch of the column, turned back."""
        if self._fits and self._kind is not None:
            self._fits = _fits(texts, self._kind)

    def cast(self, texts: pa.Array) -> pa.Array:
        """Return a batch of the column in its type; a date of a workbook as the number of days that a cell holds."""
        if self._kind is None:
            return texts
        made = _filled(texts).cast(self._kind)
        if not self._serial:
            return made
        return pc.add(pc.divide(made.cast(pa.int64()).cast(pa.float64()), _MILLISECONDS), _EPOCH)


def _file_type(data_type: str) -> pa.DataType | None:
    """Return the type of numbers or dates that a file's word stands for, None for text and what nobody knows."""
    if data_type in _WORDS:
        return _WORDS[data_type]
    if _INTEGER.fullmatch(data_type):
        return pa.type_for_alias(data_type)
    if found := _DECIMAL.fullmatch(data_type):
        made = pa.decimal128 if found[1] == "128" else pa.decimal256
        return made(int(found[2]), int(found[3]))
    if found := _TIMESTAMP.fullmatch(data_type):
        return pa.timestamp(found[1], found[2])
    return None


def _sent_type(declared: str) -> pa.DataType | None:
    """Return the type in which values of a column of a database are sent, None for text and what nobody knows."""
    kind = kind_of(declared, "")
    if kind.family == "decimal" and kind.precision and kind.precision <= _MOST_DIGITS:
        return pa.decimal128(kind.precision, kind.scale)
    return _FAMILIES.get(kind.family)


def _filled(texts: pa.Array) -> pa.Array:
    """Return texts with blank ones as nulls: a number or a date is never blank."""
    return pc.if_else(pc.match_substring_regex(texts, r"\S"), texts, pa.scalar(None, texts.type))


def _fits(texts: pa.Array, kind: pa.DataType) -> bool:
    """Return whether texts, cast to a type, are written as they were."""
    texts = _filled(texts)
    try:
        made = as_strings(texts.cast(kind))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    if pa.types.is_temporal(kind):  # of one time there are several forms: 2026-01-01, 2026-01-01 00:00:00.000
        return True
    return pc.all(pc.equal(made, texts)).as_py() is not False
