"""Workbooks: XLSX, XLSM, XLS, XLSB and ODS through calamine, every sheet, hidden ones too; HTML and XML that is called .xls.

A sheet has one table or several. What stands outside them and outside the cells (comments, headers and footers,
properties, links) is offered as one loose table, so that a name in a comment is found like one in a cell.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Problem, Table
from pii_scanner.sources.excel.book import is_failure
from pii_scanner.sources.excel.kept import keep, workbook
from pii_scanner.sources.excel.markup import is_markup
from pii_scanner.sources.excel.package import OLE, Package, is_workbook
from pii_scanner.sources.excel.sheets import loose_texts, sheet_tables
from pii_scanner.sources.registry import SourceKind


def tables(location: Location) -> list[Table]:
    assert location.path is not None
    opened = workbook(location.path, location.name)
    book, package = opened.book, opened.package
    found = []
    titles: list[str] = []
    others: list[str] = []
    for name in book.names:
        if name in package.too_large:
            message = tr("The sheet has cells too far apart, or too much text, to be opened; it was not scanned.")
            found.append(_broken(location, name, message))
            continue
        try:
            tables = sheet_tables(location, book, name, package)
            above, around = loose_texts(book, name, tables)
        except BaseException as error:
            if not is_failure(error):
                raise
            message = tr("The sheet cannot be read ({reason}); it was not scanned.", reason=type(error).__name__)
            found.append(_broken(location, name, message))
            continue
        titles += above
        others += around
        found += tables
    keep(opened, location.path)
    texts = {"rows above the header": titles, "cells around the tables": others}
    found += _loose_table(location, texts | package.texts)
    if not found:
        raise SourceError(
            tr("{name} is a workbook without any filled sheet: there is nothing to scan.", name=location.name)
        )
    _say_what_is_not_read(found[0], package)
    return found


def _say_what_is_not_read(table: Table, package: Package) -> None:
    if package.pictures:
        table.warn(tr("{count} pictures were not scanned.", count=package.pictures))
    if package.embedded:
        table.warn(
            tr("{count} embedded files were not scanned; save them on their own to scan them.", count=package.embedded)
        )


def _broken(location: Location, name: str, message: str) -> Table:
    table = Table(location.name, name, "excel", (), lambda: iter(()))
    table.problems.append(Problem(location.name, name, message))
    return table


def _loose_table(location: Location, texts: dict[str, list[str]]) -> list[Table]:
    """Return the texts outside the tables: title rows, comments, properties, headers and footers."""
    filled = {place: list(dict.fromkeys(filter(None, found))) for place, found in texts.items()}
    filled = {place: found for place, found in filled.items() if found}
    if not filled:
        return []
    longest = max(map(len, filled.values()))
    arrays = [pa.array([*found, *[None] * (longest - len(found))], pa.string()) for found in filled.values()]
    batch = pa.record_batch(arrays, names=list(filled))
    name = tr("(outside the cells)")
    columns = tuple(ColumnInfo(place) for place in filled)
    return [Table(location.name, name, "excel", columns, lambda: iter([batch]), loose=True)]


def _recognizes(head: bytes, path: Path) -> bool:
    return is_workbook(path, head) if head.startswith((OLE, b"PK\x03\x04")) else is_markup(path, head)


KIND = SourceKind("excel", 10, _recognizes, tables)
