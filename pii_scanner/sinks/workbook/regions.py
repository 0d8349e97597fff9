"""Hidden names that tell where the tables of a sheet are, so that its copy is read like its source: where a sheet has several,
none of its rows is a header that stays, or columns are empty now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pii_scanner.sinks.workbook.names import DefinedName, Sheet
from pii_scanner.sinks.workbook.places import column_letters
from pii_scanner.sinks.workbook.plan import SheetRewrite

TABLE_NAME = "_pii_scanner_table_"


def names_of_tables(sheets: Sequence[Sheet], rewrites: Mapping[int, SheetRewrite]) -> list[DefinedName]:
    """Return a name for each table of the sheets that need them."""
    return [
        DefinedName(name, text, sheet.index, True)
        for sheet in sheets
        if sheet.index in rewrites
        for name, text in told(rewrites[sheet.index], sheet.name)
    ]


def told(rewrite: SheetRewrite, sheet: str) -> list[tuple[str, str]]:
    """Return (name, range) of each table; none for a sheet with one below a header that stays, which is found again. The name
    ends with the rows of the header."""
    if not rewrite.others and not _is_in_doubt(rewrite):
        return []
    quoted = sheet.replace("'", "''")
    found = []
    for number, table in enumerate(rewrite.tables, 1):
        rows = table.header_rows if table.header_row >= 0 else 0
        first, last = column_letters(table.left), column_letters(max(table.left, _right(table) - 1))
        reach = f"${first}${table.first_row - rows + 1}:${last}${max(table.written_end, table.first_row)}"
        found.append((f"{TABLE_NAME}{number}_{rows}", f"'{quoted}'!{reach}"))
    return found


def _is_in_doubt(table: SheetRewrite) -> bool:
    """Return whether a table might be found elsewhere in a copy than in its source: what masking puts in place of values
    may look like labels, and in place of labels like values; a column that is empty now may part two tables, and have held
    the word for a row of totals; another row may be the first."""
    changed = table.header_row < 0 or bool(table.headers) or bool(table.dropped) or table.moved
    return _right(table) > table.left and changed


def _right(table: SheetRewrite) -> int:
    """Return the column after the last one of a table."""
    if table.right is not None:
        return table.right
    return max((*table.columns, *table.kept, *table.dropped), default=-1) + 1
