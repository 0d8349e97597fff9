"""Statements of a dump beside its rows: those of tables stay, without comments, values of persons and what left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pii_scanner.sinks.registry import Scrub, scrubs
from pii_scanner.sinks.sql.literals import Fit, escapes_of
from pii_scanner.sources.sql.created import COLUMN, NO_COLUMN, parts
from pii_scanner.sources.sql.dialect import Dialect
from pii_scanner.sources.sql.grammar import COPY, CREATE, NAME, bare, names_of, table_name, text_of
from pii_scanner.sources.sql.literals import spoken
from pii_scanner.sources.sql.opaque import ESCAPED, PLAIN

# What prepares a database for the rows and makes their tables; all else (views, programs, users, changes of rows) is left out.
_KEPT = re.compile(
    rb"(?:/\*!\d*\s*)?(?:SET\s+(?!PASSWORD)|USE\s|BEGIN\s*(?:TRANSACTION|TRAN|WORK)?\s*;|START\s+TRANSACTION|COMMIT\b|LOCK\s+TABLES|UNLOCK\s+TABLES"
    rb"|DROP\s+(?:TABLE|INDEX|SEQUENCE|TYPE|SCHEMA)\b|TRUNCATE\s|PRAGMA\s|ANALYZE\b|GO\b|/\s*\Z|ALTER\s+(?:TABLE|SEQUENCE|INDEX)\b|COMMENT\s+ON\b"
    rb"|CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL|TEMPORARY|TEMP|UNLOGGED|UNIQUE|CLUSTERED|NONCLUSTERED|BITMAP|FULLTEXT|SPATIAL)\s+)*"
    rb"(?:TABLE|INDEX|SEQUENCE|TYPE|SCHEMA|DATABASE|EXTENSION|DOMAIN)\b|SELECT\s+pg_catalog\.|COPY\s|PROMPT\b|REM\b|SPOOL\b"
    rb"|EXEC(?:UTE)?\s+(?:sys\.)?sp_addextendedproperty\b|DELETE\s+FROM\s+\"?sqlite_sequence|\\(?:un)?restrict\b|SELECT\s+\*\s+FROM\s+dual)",
    re.IGNORECASE,
)
_GONE = re.compile(
    rb"\bOWNER\s+TO\b|\bFILENAME\s*=|\bIDENTIFIED\s+BY\b|\bAUTHORIZATION\b|\bAS\s+SELECT\b", re.IGNORECASE
)
_LINE = re.compile(rb"(?:PROMPT|REM|SPOOL)\b", re.IGNORECASE)
_RETYPES = re.compile(rb"\b(?:MODIFY|CHANGE|ALTER\s+COLUMN)\b", re.IGNORECASE)
_ALTERS = re.compile(rb"\s*ALTER\s+TABLE\b", re.IGNORECASE)
_REQUIRED = re.compile(rb"\s+NOT\s+NULL\b", re.IGNORECASE)
_DEFAULT = re.compile(rb"\s+DEFAULT\s+(?!NULL\b)(?:" + ESCAPED + rb"|[\w.+-]+(?:\([^()]*\))?)(?:::\w+)?", re.IGNORECASE)
_ON_UPDATE = re.compile(rb"\s+ON\s+UPDATE\s+\w+(?:\(\d*\))?", re.IGNORECASE)
# Quotation marks of names that do no harm.
_MARKS = {"mysql": b"`", "mssql": b"[", "postgresql": b'"', "sqlite": b'"'}
# Digits of a number that may be one of a person.
_LONG = 6
_KEY_COLUMNS = re.compile(rb"\(([^()]*)(?:\(\d+\)[^()]*)*\)")


@dataclass
class CopiedTable:
    """A table in the copy: its new name, the new names of the columns that stay, and new types of those whose masked
    values need one; a table without columns is not in the copy."""

    name: str
    columns: Mapping[str, str]
    dropped: frozenset[str]
    types: dict[str, str] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)

    def own(self, name: str) -> str:
        """Return what the table calls a column: as it is written, else in letters of another size."""
        if name in self.columns or name in self.dropped:
            return name
        return self._alike.get(name.casefold(), name)

    def stays(self, name: str) -> bool:
        """Return whether a name is none of a column that is not in the copy."""
        return self.own(name) not in self.dropped

    @cached_property
    def _alike(self) -> dict[str, str]:
        return {name.casefold(): name for name in (*self.dropped, *self.columns)}


class Statements:
    """Writes the statements of a dump as they stand in its copy."""

    def __init__(self, tables: Mapping[str, CopiedTable], dialect: Dialect, scrub: Scrub) -> None:
        self._tables, self._scrubs, self._dialect = tables, scrubs(scrub), dialect
        self._own = {_own(name): table for name, table in tables.items()}
        self._names: dict[str, str] = {}
        for before, table in tables.items():
            self._names.update({old: new for old, new in table.columns.items() if old != new})
            if table.name != before:
                pairs = zip(before.split("."), table.name.split("."), strict=False)
                self._names.update({old: new for old, new in pairs if old != new})
        string = ESCAPED if dialect.escapes else PLAIN
        self._tokens = re.compile(
            rb"(?P<string>"
            + string
            + rb")|(?P<comment>--[^\n]*|/\*(?!!).*?\*/)|(?P<name>`[^`]*`|\"[^\"]*\"|\[[^\]]*\]|[^\W\d]\w*)"
            rb"|(?P<number>\d[\d.]*)|[^'\"`\[\w/-]+|.",
            re.DOTALL,
        )

    def table(self, name: str) -> CopiedTable | None:
        """Return a table of the copy by its name, with or without that of its schema."""
        return self._tables.get(name) or self._own.get(_own(name))

    def may_stay(self, statement: bytes) -> bool:
        """Return whether a statement is of a kind that copies have."""
        text = statement.lstrip()
        return _KEPT.match(text) is not None and _GONE.search(text) is None

    def waits(self, statement: bytes) -> bool:
        """Return whether how a statement stands in the copy depends on the types of columns there."""
        text = statement.lstrip()
        return CREATE.match(text) is not None or _ALTERS.match(text) is not None

    def begins_rows(self, statement: bytes) -> bool:
        """Return whether rows in a block of COPY follow that the copy has."""
        found = COPY.match(statement.lstrip())
        table = self.table(table_name(found[1])) if found else None
        return table is not None and len(table.columns) > 0

    def written(self, statement: bytes) -> bytes | None:
        """Return a statement as it stands in the copy, None where it is left out."""
        text = statement.strip()
        if _LINE.match(text):
            return b""
        if found := CREATE.match(text):
            table = self.table(table_name(found[1]))
            if table is not None:
                return None if not table.columns else self._scrubbed(self._created(statement, table))
        elif found := COPY.match(statement.lstrip()):
            table = self.table(table_name(found[1]))
            return None if table is None or not table.columns else self._scrubbed(_copy(found, table, self._dialect))
        return None if self._names_what_left(text) else self._scrubbed(statement)

    def _names_what_left(self, text: bytes) -> bool:
        """Return whether a statement speaks of a table or a column that is not in the copy, or gives a column its old type."""
        said = set()
        for match in self._tokens.finditer(text):
            if match["name"]:
                said.add(bare(match["name"]))
            elif match["string"]:
                said.add(spoken(text_of(match["string"])))
        alike = {each.casefold() for each in said}
        retypes = _ALTERS.match(text) is not None and _RETYPES.search(text) is not None
        for own, table in self._own.items():
            if own in alike and (not table.columns or not all(map(table.stays, said))):
                return True
            if own in alike and retypes and any(name.casefold() in alike for name in table.types):
                return True
        return False

    def _created(self, statement: bytes, table: CopiedTable) -> bytes:
        """Return CREATE TABLE without the columns that left, and with types that hold masked values."""
        found = CREATE.search(statement)
        assert found is not None
        body = statement[found.end() :]
        bounds = list(parts(body))
        kept = [made for start, end in bounds if (made := _part(body[start:end], table)) is not None]
        rest = body[bounds[-1][1] :]
        if kept and not kept[0].startswith((b"\n", b"\r")) and body[:1] in (b"\n", b"\r"):
            kept[0] = b"\n" + kept[0].lstrip()
        return statement[: found.end()] + b",".join(kept) + rest

    def _scrubbed(self, statement: bytes) -> bytes:
        return self._tokens.sub(self._token, statement)

    def _token(self, match: re.Match[bytes]) -> bytes:
        if match["comment"]:
            return b" "
        if match["string"]:
            plain = spoken(text_of(match[0]))
            made = self._scrubs.text(plain)
            if made == plain:
                return match[0]
            for sign, written in escapes_of(self._dialect):
                made = made.replace(sign, written)
            return b"'" + made.encode() + b"'"
        if match["name"]:
            return self._name(match[0])
        if match["number"] and len(match[0]) > _LONG:
            return match[0] if self._scrubs.text(text_of(match[0])) == text_of(match[0]) else b"0"
        return match[0]

    def _name(self, written: bytes) -> bytes:
        name = bare(written)
        if name not in self._names:
            self._names[name] = name if name.isascii() and not re.search(r"\d{6}", name) else self._scrubs.name(name)
        made = self._names[name]
        return written if made == name else renamed(written, made)


def renamed(written: bytes, name: str) -> bytes:
    """Return another name in the quotation marks of the first; in those of the standard where it needs some and had none."""
    begin = written[:1]
    end = {b"`": b"`", b'"': b'"', b"[": b"]"}.get(begin)
    if end is None:
        return name.encode() if re.fullmatch(r"[^\W\d]\w*", name) else b'"' + name.replace('"', '""').encode() + b'"'
    return begin + name.encode().replace(end, end * 2) + end


def _own(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def _part(part: bytes, table: CopiedTable) -> bytes | None:
    """Return a part of CREATE TABLE as the copy has it, None for a column that left and for a key over one."""
    if NO_COLUMN.match(part):
        found = _KEY_COLUMNS.search(part)
        return part if found is None or all(map(table.stays, names_of(found[1]))) else None
    column = COLUMN.match(part)
    if column is None:
        return part
    own = table.own(bare(column[1]))
    if own in table.dropped:
        return None
    rest = part[column.end() :]
    if own in table.fits and table.fits[own].emptied:
        rest = _REQUIRED.sub(b"", rest)
    if own not in table.types:
        return part[: column.end()] + rest
    rest = _ON_UPDATE.sub(b"", _DEFAULT.sub(b"", rest))
    return part[: column.start(3)] + table.types[own].encode() + rest


def _copy(found: re.Match[bytes], table: CopiedTable, dialect: Dialect) -> bytes:
    """Return COPY .. FROM stdin with the columns that stay."""
    if not table.dropped:
        return found[0]
    listed = listed_columns(found[2], table, dialect)
    return found.string[found.start() : found.end(1)] + b" " + listed + b" FROM stdin;\n"


def listed_columns(written: bytes | None, table: CopiedTable, dialect: Dialect) -> bytes:
    """Return the list of the columns of a statement that stay; all of the table's where it listed none."""
    if not written:
        mark = _MARKS.get(dialect.name, b"")
        return b"(" + b", ".join(renamed(mark, name) for name in table.columns.values()) + b")"
    made = []
    for each in re.findall(NAME, written):
        before = table.own(bare(each))
        if before in table.dropped:
            continue
        after = table.columns.get(before, before)
        made.append(each if after == before else renamed(each, after))
    return b"(" + b", ".join(made) + b")"
