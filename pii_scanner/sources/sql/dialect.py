"""Which database's SQL a dump is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGNS = (
    ("mysql", r"(?:MySQL|MariaDB) dump|\bENGINE ?= ?\w|/\*!\d{5}|\bFOREIGN_KEY_CHECKS\b|\b(?:INTO|TABLE|EXISTS) +`"),
    ("postgresql", r"PostgreSQL database dump|\bstandard_conforming_strings\b|\bpg_catalog\.|\bFROM stdin;|'::\w"),
    ("mssql", r"\[dbo\]|\bdbo\.|\bIDENTITY_INSERT\b|^GO\r?$|\b(?:INSERT|INTO) +\["),
    ("oracle", r"\bVARCHAR2\b|\bto_(?:date|timestamp|clob)\(|^REM INSERTING|^prompt |\bSET DEFINE OFF|\bNUMBER\("),
    ("sqlite", r"^PRAGMA |\bsqlite_sequence\b|\bAUTOINCREMENT\b|^BEGIN TRANSACTION;"),
)
_COMPILED = tuple((name, re.compile(signs, re.IGNORECASE | re.MULTILINE)) for name, signs in _SIGNS)
_STANDARD_OFF = re.compile(r"standard_conforming_strings *= *'?off", re.IGNORECASE)
# A backslash before a quotation mark that ends a string, and before one that does not.
_ENDS = re.compile(r"(?<!\\)(?:\\\\)*\\'\s*[,)]")
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\'(?!\s*[,)])")


@dataclass(frozen=True)
class Dialect:
    """`name` is mysql, postgresql, mssql, oracle, sqlite or nothing; `escapes`: in strings a backslash makes the next
    character a plain one."""

    name: str = ""
    escapes: bool = False


def dialect_of(head: str) -> Dialect:
    """Return the dialect that the beginning of a dump tells: that with the most kinds of signs."""
    found = {name: len({sign.casefold() for sign in signs.findall(head)}) for name, signs in _COMPILED}
    name = max(found, key=lambda each: found[each])
    if not found[name]:
        return Dialect("", len(_ESCAPED.findall(head)) > len(_ENDS.findall(head)))
    return Dialect(name, name == "mysql" or (name == "postgresql" and _STANDARD_OFF.search(head) is not None))
