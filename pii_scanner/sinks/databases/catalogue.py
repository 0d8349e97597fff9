"""From what a database declares to what its copy is to hold: names of the copy, nothing that could hold a value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.sinks.databases.declared import Declared
from pii_scanner.sinks.databases.kinds import Kind, is_spatial, kind_of, with_labels
from pii_scanner.sinks.databases.model import Catalogue, Column, CopyTable, ForeignKey, Unique
from pii_scanner.sinks.databases.names import Names, Rules
from pii_scanner.sinks.databases.origin import DeclaredKey, DeclaredReference, Keys, Origin, origin_of
from pii_scanner.sinks.registry import Scrubs

# Operators that give two values two forms: what was unique stays so (names may collide; then the key is left out).
_ONE_TO_ONE = {"keep", "pseudonymize", "surrogate", "tokenize", "encrypt", "unmask"}
# Those that make a value of every value, so that none is missing where none was.
_FILLED = {*_ONE_TO_ONE, "keep", "encrypt", "mask", "redact", "replace", "text", "tokenize", "truncate"}
_DEFAULT = re.compile(
    r"\(?(null|true|false|[+-]?\d+(?:\.\d+)?|'(?:[^'\\]|'')*'|current_timestamp(?:\(\d?\))?|now\(\)|current_date|localtimestamp)"
    r'\)?(?:::[\w \[\]().,"]+)?',
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_BITS = re.compile(r"\bb'[01]*'")
Place = tuple[str | None, str]


def catalogue_of(tables: Sequence[MaskedTable], scrub: Scrubs, rules: Rules) -> Catalogue:
    """Return what a copy of `tables`, all of one database, is to hold.

    Raises SourceError when the database no longer tells.
    """
    if not tables:
        return Catalogue("", ())
    try:
        with origin_of(tables[0].source) as origin:
            return _Builder(tables, scrub, rules, origin).build()
    except (SQLAlchemyError, OSError) as error:
        raise SourceError(
            tr(
                "{name}: its keys and types cannot be read ({reason}); no copy was written.",
                name=tables[0].source.source,
                reason=type(error).__name__,
            )
        ) from error


def place_of(table: MaskedTable) -> Place:
    return table.source.layout["schema"], table.source.layout["table"]


class _Builder:
    def __init__(self, tables: Sequence[MaskedTable], scrub: Scrubs, rules: Rules, origin: Origin) -> None:
        self._tables = {place_of(table): table for table in tables}
        self._scrub, self._origin = scrub, origin
        self._names = Names(rules, [table.name for table in tables])
        self._plain_defaults = 0
        self._broken = 0
        self._skipped = 0
        self._computed = 0

    def build(self) -> Catalogue:
        made = tuple(self._table(place, table) for place, table in self._tables.items())
        left = self._origin.left_out({schema for schema, _ in self._tables}, list(self._tables))
        left |= {
            "defaults": self._plain_defaults,
            "parts": self._skipped,
            "broken": self._broken,
            "computed": self._computed + left.get("computed", 0),
        }
        warnings = [_left_out(what, count) for what, count in left.items() if count]
        return Catalogue(self._origin.dialect, made, warnings)

    def _table(self, place: Place, table: MaskedTable) -> CopyTable:
        declared, keys = self._origin.columns(*place), self._origin.keys(*place)
        renamed = {column.source_name: column.name for column in table.columns}
        columns = tuple(self._column(each, declared.get(each.source_name)) for each in table.columns)
        one_to_one = {each.source_name for each in table.columns if each.operator in _ONE_TO_ONE and not each.emptied}
        primary, uniques, indexes = self._keys(table.name, keys, renamed, one_to_one)
        foreign = [self._reference(table.name, each, renamed) for each in keys.foreign]
        self._broken += sum(each is None for each in foreign)
        self._skipped += keys.skipped
        self._computed += sum(declared[name].computed for name in renamed if name in declared)
        if primary is not None and self._origin.dialect != "sqlite":  # whose keys may be null
            columns = tuple(replace(each, required=each.required or each.name in primary.columns) for each in columns)
        return CopyTable(
            table.name, table, columns, self._scrub.text(keys.comment), primary, uniques, indexes,
            tuple(each for each in foreign if each is not None), keys.options,
        )  # fmt: skip

    def _column(self, column: MaskedColumn, declared: Declared | None) -> Column:
        if declared is None:
            return Column(column.name, Kind("other"), "", typed=False)
        if column.declared:
            own = kind_of(column.declared, self._origin.dialect)
            comment = self._scrub.text(declared.comment)
            return Column(column.name, own, column.declared, True, declared.required, comment=comment)
        kind = kind_of(declared.kind, self._origin.dialect)
        if declared.labels:
            kind = with_labels(kind, declared.labels)
        labels = [*kind.labels, *(each.replace("''", "'") for each in _QUOTED.findall(declared.kind))]
        typed = column.kept and all(self._scrub.name(label) == label for label in labels)
        typed = typed and not is_spatial(declared.kind, self._origin.dialect)
        return Column(
            column.name, kind, declared.kind, typed,
            required=declared.required and column.operator in _FILLED and not column.emptied,
            default=self._default(declared.default) if typed and not declared.counted else None,
            comment=self._scrub.text(declared.comment),
            counted=declared.counted and typed,
            charset=declared.charset, collation=declared.collation,
        )  # fmt: skip

    def _default(self, default: str | None) -> str | None:
        """Return a default that is a literal without any value of a person; what calls a function is left out."""
        if default is None:
            return None
        match = _DEFAULT.fullmatch(default.strip())
        literal = match[1] if match else ""
        inside = literal[1:-1].replace("''", "'") if literal.startswith("'") else literal
        if not literal or self._scrub.text(inside) != inside:
            self._plain_defaults += 1
            return None
        return "CURRENT_TIMESTAMP" if literal.casefold() in {"now()", "current_timestamp()"} else literal

    def _keys(
        self, table: str, keys: Keys, renamed: Mapping[str, str], one_to_one: set[str]
    ) -> tuple[Unique | None, tuple[Unique, ...], tuple[Unique, ...]]:
        """Return the primary key, the unique keys and the other indexes whose columns all stay."""
        primary: Unique | None = None
        uniques: list[Unique] = []
        indexes: list[Unique] = []
        declared = [*([keys.primary] if keys.primary else []), *keys.uniques, *keys.indexes]
        for key in declared:
            if not all(name in renamed for name in key.columns):
                self._broken += 1
                continue
            made = Unique(self._name(key, table), tuple(renamed[name] for name in key.columns))
            holds = key.unique and one_to_one.issuperset(key.columns)
            self._broken += key.unique and not holds
            if key is keys.primary and holds:
                primary = made
            elif holds:
                uniques.append(made)
            else:
                indexes.append(made)
        return primary, tuple(uniques), tuple(indexes)

    def _reference(self, table: str, each: DeclaredReference, renamed: Mapping[str, str]) -> ForeignKey | None:
        other = self._tables.get((each.schema, each.table))
        if other is None:
            other = self._tables.get((self._origin.default_schema(), each.table)) if each.schema is None else None
        theirs = {column.source_name: column.name for column in other.columns} if other is not None else {}
        if other is None or not all(c in renamed for c in each.columns) or not all(c in theirs for c in each.others):
            return None
        own = tuple(renamed[name] for name in each.columns)
        name = self._name(DeclaredKey(each.name, each.columns), table)
        return ForeignKey(name, own, other.name, tuple(theirs[name] for name in each.others), each.actions)

    def _name(self, key: DeclaredKey, table: str) -> str:
        """Return a key's name, or one made of its table's where it may tell something."""
        shown = key.name if key.name and self._scrub.name(key.name) == key.name else ""
        return self._names.free(shown or f"{table}_{'key' if key.unique else 'index'}", table)


def _left_out(what: str, count: int) -> str:
    """Return the sentence that names what stayed behind."""
    return {
        "views": tr("{count} views of the database were left out of the copy.", count=count),
        "triggers": tr("{count} triggers of the database were left out of the copy.", count=count),
        "check constraints": tr("{count} check constraints of the database were left out of the copy.", count=count),
        "functions": tr("{count} functions of the database were left out of the copy.", count=count),
        "events": tr("{count} events of the database were left out of the copy.", count=count),
        "rules": tr("{count} rules of the database were left out of the copy.", count=count),
        "sequences": tr("{count} sequences of the database were left out of the copy.", count=count),
        "large objects": tr("{count} large objects of the database were left out of the copy.", count=count),
        "exclusion constraints": tr(
            "{count} exclusion constraints of the database were left out of the copy.", count=count
        ),
        "deferrable keys": tr("{count} deferrable keys of the database are checked at once in the copy.", count=count),
        "row policies": tr("{count} row policies of the database were left out of the copy.", count=count),
        "defaults": tr("{count} default values of the database were left out of the copy.", count=count),
        "virtual tables": tr("{count} virtual tables of the database are plain tables in the copy.", count=count),
        "computed": tr("{count} computed columns of the database hold plain values in the copy.", count=count),
        "parts": tr("{count} indexes over expressions or parts of a table were left out of the copy.", count=count),
        "broken": tr(
            "{count} keys and indexes were left out of the copy: a column of theirs is dropped or masked.", count=count
        ),
    }[what]
