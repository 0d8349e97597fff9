"""What statements of a dump declare: the columns of tables with their types and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pii_scanner.model.table import ColumnInfo
from pii_scanner.sources.sql.grammar import COPY, CREATE, NAME, PATH, bare, names_of, table_name, text_of
from pii_scanner.sources.sql.literals import ANY_STRING, spoken

_STRING = rb"[NnEe]?(" + ANY_STRING + rb")"
# A column: its name, then its type, in SQL Server between brackets too.
COLUMN = re.compile(
    rb"\s*("
    + NAME
    + rb")(\s+)((?:\[\w+\]|(?:[A-Za-z]\w*)(?:\s+(?:varying|precision|unsigned))*)(?:\s*\([^()]*\))?(?: unsigned)?)",
    re.IGNORECASE,
)
# SQLite takes a column without a type.
_UNTYPED = re.compile(rb"\s*(" + NAME + rb")\s*\Z")
NO_COLUMN = re.compile(
    rb"\s*(?:PRIMARY\s+KEY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN\s+KEY|CHECK|EXCLUDE|FULLTEXT|SPATIAL|LIKE)\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"\bCOMMENT\s+" + _STRING, re.IGNORECASE | re.DOTALL)
_COMMENT_ON = re.compile(rb"COMMENT\s+ON\s+COLUMN\s+(" + PATH + rb")\s+IS\s+" + _STRING, re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(rb"EXEC(?:UTE)?\s+(?:sys\.)?sp_addextendedproperty\b", re.IGNORECASE)
_ARGUMENT = re.compile(rb"(?:@(\w+)\s*=\s*)?" + _STRING, re.DOTALL)
_BRACKET = re.compile(rb"[(),]")
# The arguments of sp_addextendedproperty in their order.
_NAMED = ("name", "value", "level0type", "level0name", "level1type", "level1name", "level2type", "level2name")


def declared(statement: bytes, tables: dict[str, list[ColumnInfo]]) -> None:
    """Add to `tables` what a statement declares: columns of a new table, or the comment of a column."""
    if found := CREATE.match(statement):
        columns = tables.setdefault(table_name(found[1]), [])
        # Files of several days that were put together make a table again.
        known = {each.name for each in columns}
        columns += [each for each in _columns(statement[found.end() :]) if each.name not in known]
    elif found := _COMMENT_ON.match(statement):
        *path, column = names_of(found[1])
        _comment(tables, ".".join(path), column, spoken(text_of(found[2])))
    elif _PROPERTY.match(statement):
        named = {
            (text_of(name).lower() if name else default): spoken(text_of(value))
            for default, (name, value) in zip(_NAMED, _ARGUMENT.findall(statement), strict=False)
        }
        if named.get("name") == "MS_Description" and "level2name" in named:
            table = f"{named.get('level0name', '')}.{named.get('level1name', '')}"
            _comment(tables, table, named["level2name"], named.get("value", ""))


def said_beside_rows(statement: bytes) -> bytes:
    """Return a statement as it is searched for values: what it declares of each column on a line of its own, and without the
    list of names before rows, which are columns. The name of one column says nothing of the next: 微信 text, rating_1 int."""
    if found := COPY.match(statement):
        return statement[: max(found.start(2), 0)] + statement[max(found.end(2), 0) :]
    if found := CREATE.match(statement):
        body = statement[found.end() :]
        every = list(parts(body))
        return b"\n".join([statement[: found.end()], *(body[start:end] for start, end in every), body[every[-1][1] :]])
    return statement


def columns_of(table: str, tables: dict[str, list[ColumnInfo]]) -> list[ColumnInfo]:
    """Return the declared columns of a table, whose name may stand with or without that of its schema."""
    return tables.get(called(table, tables), [])


def called(table: str, tables: dict[str, list[ColumnInfo]]) -> str:
    """Return what a declared table is called that may stand with or without the name of its schema, nothing if none is."""
    if table in tables:
        return table
    own = table.rpartition(".")[2].casefold()
    return next((name for name in tables if name.rpartition(".")[2].casefold() == own), "")


def _comment(tables: dict[str, list[ColumnInfo]], table: str, column: str, comment: str) -> None:
    columns = columns_of(table, tables)
    for index, each in enumerate(columns):
        if each.name.casefold() == column.casefold():
            columns[index] = replace(each, comment=comment)


def parts(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each part of CREATE TABLE begins and ends, from behind its first bracket to the one that closes it."""
    # Commas inside strings and brackets part nothing.
    plain = re.sub(ANY_STRING, lambda match: b"x" * len(match[0]), body, flags=re.DOTALL)
    start = depth = 0
    for sign in _BRACKET.finditer(plain):
        if depth == 0 and sign[0] != b"(":
            yield start, sign.start()
            start = sign.end()
            if sign[0] == b")":
                return
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
    yield start, len(body)


def _columns(body: bytes) -> Iterator[ColumnInfo]:
    for start, end in parts(body):
        part = body[start:end]
        column = None if NO_COLUMN.match(part) else COLUMN.match(part)
        if column is not None:
            comment = _COMMENT.search(part)
            kind = text_of(column[3]).lower().replace("[", "").replace("]", "")
            yield ColumnInfo(bare(column[1]), kind, spoken(text_of(comment[1])) if comment else "")
        elif untyped := _UNTYPED.match(part):
            yield ColumnInfo(bare(untyped[1]), "")
