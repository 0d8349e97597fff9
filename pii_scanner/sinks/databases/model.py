"""What a copy of a database is to hold: tables with their columns, keys, indexes and comments."""

from __future__ import annotations

from dataclasses import dataclass, field

from pii_scanner.model.masked import MaskedTable
from pii_scanner.sinks.databases.kinds import Kind

_TEXTS = {"text"}
_NUMBERS = {"int16", "int32", "int64", "float32", "float64", "decimal"}


@dataclass(frozen=True)
class Column:
    """A column of the copy.

    `declared` is the source's type in its own words, `kind` what it means. `typed`: the values have the
    source's type (the column passes); else they are text, or numbers where the operator gives numbers.
    `default` is a harmless literal; `counted`: the database numbers new rows by itself; `charset` is
    MySQL's, `collation` the source's.
    """

    name: str
    kind: Kind
    declared: str
    typed: bool
    required: bool = False
    default: str | None = None
    comment: str = ""
    counted: bool = False
    charset: str = ""
    collation: str = ""

    @property
    def portable_default(self) -> str | None:
        """The default, if it is a number or a text that all databases write alike."""
        families = _TEXTS if (self.default or "").startswith("'") else _NUMBERS
        told = self.default is not None and (self.default[0] == "'" or self.default.lstrip("+-")[0].isdigit())
        return self.default if told and self.kind.family in families else None


@dataclass(frozen=True)
class Unique:
    """A primary key, unique constraint or index over columns of the copy."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ForeignKey:
    """`columns` refer to `others` of `table`, all by their names in the copy; `actions` as SQL has them."""

    name: str
    columns: tuple[str, ...]
    table: str
    others: tuple[str, ...]
    actions: str = ""


@dataclass(frozen=True)
class CopyTable:
    """One table of the copy; `masked` gives its rows, `options` are SQLite's words behind it."""

    name: str
    masked: MaskedTable
    columns: tuple[Column, ...]
    comment: str = ""
    primary: Unique | None = None
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Unique, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def keyed(self) -> set[str]:
        """Columns that stand in any key or index."""
        keys = [*self.uniques, *self.indexes, *([self.primary] if self.primary else [])]
        names = {name for key in keys for name in key.columns}
        return names | {name for key in self.foreign for name in key.columns}


@dataclass(frozen=True)
class Catalogue:
    """All tables of the copy; `dialect` is the source's; `warnings` name what was left out."""

    dialect: str
    tables: tuple[CopyTable, ...]
    warnings: list[str] = field(default_factory=list)
