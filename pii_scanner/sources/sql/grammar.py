"""The words of a dump: names of tables and columns, and statements that begin rows."""

from __future__ import annotations

import re

# A name as it is, or in the quotation marks of MySQL, of the standard or of SQL Server.
NAME = rb"(?:`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|\[(?:[^\]]|\]\])+\]|[^\s(`\"\[\].,;')]+)"
PATH = NAME + rb"(?:\s*\.\s*" + NAME + rb"){0,3}"
LIST = rb"\(\s*" + NAME + rb"(?:\s*,\s*" + NAME + rb")*\s*\)"
INTO = (
    rb"(?:(?:INSERT|REPLACE)(?:\s+(?:IGNORE|LOW_PRIORITY|DELAYED|HIGH_PRIORITY|ALL|FIRST|OVERWRITE|OR\s+[A-Z]+))*(?:\s+INTO)?(?:\s+TABLE(?=\s))?|INTO)\s+("
    + PATH
    + rb")\s*"
)
# What may end one statement before the next.
CLOSERS = rb"\s*(?:;\s*)?(?:(?:GO|/)\s+)*"
VALUES = rb"(?:OVERRIDING\s+(?:SYSTEM|USER)\s+VALUE\s+)?VALUES?\s*"
# A statement that inserts rows, to the bracket of its first row.
INSERT = re.compile(INTO + rb"(" + LIST + rb")?\s*" + VALUES + rb"\(", re.IGNORECASE)
COPY = re.compile(rb"COPY\s+(" + PATH + rb")\s*(" + LIST + rb")?\s+FROM\s+stdin\b([^;\n]*);[ \t]*\r?\n", re.IGNORECASE)
CREATE = re.compile(
    rb"CREATE\s+(?:GLOBAL\s+|LOCAL\s+)?(?:TEMPORARY\s+|TEMP\s+|UNLOGGED\s+|FOREIGN\s+|EXTERNAL\s+)*TABLE\s+"
    rb"(?:IF\s+NOT\s+EXISTS\s+)?(" + PATH + rb")\s*\(",
    re.IGNORECASE,
)
_PART = re.compile(NAME)


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def names_of(written: bytes) -> list[str]:
    """Return the names in a path or a list, without their quotation marks."""
    return [bare(part) for part in _PART.findall(written)]


def bare(name: bytes) -> str:
    """Return a name without its quotation marks."""
    text = text_of(name.strip())
    for begin, end in ("``", '""', "[]"):
        if len(text) > 1 and text[0] == begin and text[-1] == end:
            return text[1:-1].replace(end * 2, end)
    return text


def table_name(path: bytes) -> str:
    """Return what a table is called: its name behind that of its schema."""
    return ".".join(names_of(path))
