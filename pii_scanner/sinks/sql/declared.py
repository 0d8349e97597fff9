"""Types that CREATE TABLE of a copy declares where the source's do not hold the masked values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pii_scanner.model.table import ColumnInfo
from pii_scanner.sinks.databases.kinds import kind_of
from pii_scanner.sinks.sql.literals import Fit
from pii_scanner.sources.sql.dialect import Dialect

# What text is called: with a length that keys may have, and without one.
_TEXT = {
    "mysql": ("varchar({})", "longtext"),
    "postgresql": ("character varying({})", "text"),
    "mssql": ("nvarchar({})", "nvarchar(max)"),
    "oracle": ("VARCHAR2({} CHAR)", "CLOB"),
    "sqlite": ("TEXT", "TEXT"),
}
_LEAST, _MOST = 255, 1000
_NUMBERS = {"int16", "int32", "int64", "uint64", "decimal", "float32", "float64"}
_MOMENTS = {"date", "timestamp", "timestamptz"}
_AS_THEY_ARE = {"json", "array", "bool"}
# Lengths that count bytes: Oracle's unless they say char, and SQL Server's of what is no nchar.
_BYTES = {
    "oracle": re.compile(r"(?:var)?char2?\(\d+(?: byte)?\)"),
    "mssql": re.compile(r"(?:var)?char\(\d+\)"),
}
_UNIT = re.compile(r" +(?:char|byte)(?=\))|\(max\)", re.IGNORECASE)


def types_of(columns: Sequence[ColumnInfo], fits: Mapping[str, Fit], dialect: Dialect) -> dict[str, str]:
    """Return new types by the columns that need one."""
    made = {}
    for column in columns:
        fit = fits.get(column.name)
        if fit is None or not fit.changed or _holds(column.data_type, fit, dialect):
            continue
        short, long = _TEXT.get(dialect.name, ("varchar({})", "text"))
        made[column.name] = short.format(max(_LEAST, fit.longest)) if fit.longest <= _MOST else long
    return made


def _holds(declared: str, fit: Fit, dialect: Dialect) -> bool:
    kind = kind_of(_UNIT.sub("", declared), dialect.name)
    if kind.family == "text":
        in_bytes = _BYTES.get(dialect.name)
        counts_bytes = in_bytes is not None and in_bytes.fullmatch(declared.casefold()) is not None
        return kind.length is None or (fit.widest if counts_bytes else fit.longest) <= kind.length
    if kind.family in _NUMBERS:
        return fit.numbers
    if kind.family in _MOMENTS:
        return fit.moments
    return kind.family in _AS_THEY_ARE or (dialect.name == "sqlite" and kind.family == "other")
