"""Workbooks: XLSX, XLSM, XLS, XLSB and ODS through calamine, every sheet, hidden ones too.

What stands outside the cells of an XLSX (comments, headers and footers, properties, links) is
offered as one loose table, so that a name in a comment is found like one in a cell.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Problem, Table
from pii_scanner.sources.excel_package import OLE, damaged, is_encrypted, is_workbook, locked, read_package
from pii_scanner.sources.headers import column_names, find_header, header_cells
from pii_scanner.sources.registry import SourceKind

_ROWS = 8192
_LONGEST_HEADER_SEARCH = 30
_ROWS_FOR_TYPES = 2000
# Cells of parsed sheets that wait in memory to be read; beyond it a sheet is parsed again.
_MOST_HELD = 4_000_000
_LAST_EXACT = float(1 << 53)


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        head = file.read(8)
    package = read_package(location) if head.startswith(b"PK") else None
    too_large = package.too_large if package else set()
    book = _Book(location)
    found = []
    titles: list[str] = []
    for name in book.names:
        if name in too_large:
            message = tr("The sheet has cells too far apart to be opened; it was not scanned.")
            found.append(_broken(location, name, message))
            continue
        try:
            table, above = _sheet_table(location, book, name)
        except BaseException as error:
            if not _is_failure(error):
                raise
            message = tr("The sheet cannot be read ({reason}); it was not scanned.", reason=type(error).__name__)
            found.append(_broken(location, name, message))
            continue
        titles += above
        if table is not None:
            found.append(table)
    book.close()
    texts = {"rows above the header": titles} | (package.texts if package else {})
    found += _loose_table(location, texts)
    if not found:
        raise SourceError(
            tr("{name} is a workbook without any filled sheet: there is nothing to scan.", name=location.name)
        )
    return found


class _Book:
    """The sheets of a workbook: each is parsed once for its columns, and kept for its first reading."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._open: Any = _open(location)
        self.names = _sheet_names(self._open)
        self._kept: dict[str, Any] = {}
        self._room = _MOST_HELD

    def sheet(self, name: str) -> Any:
        """Return a parsed sheet; the file is closed after the last one."""
        if name in self._kept:
            sheet = self._kept.pop(name)
            self._room += _cells(sheet)
            return sheet
        if self._open is None:
            self._open = _open(self._location)
        sheet = self._open.get_sheet_by_name(name)
        if name == self.names[-1]:
            self.close()
        return sheet

    def keep(self, name: str, sheet: Any) -> None:
        cells = _cells(sheet)
        if cells <= self._room or len(self.names) == 1:
            self._kept[name] = sheet
            self._room -= cells

    def close(self) -> None:
        self._open = None


def _cells(sheet: Any) -> int:
    return int(sheet.height * sheet.width)


def _sheet_names(workbook: Any) -> list[str]:
    from python_calamine import SheetTypeEnum

    charts = (SheetTypeEnum.ChartSheet, SheetTypeEnum.Vba)
    return [str(sheet.name) for sheet in workbook.sheets_metadata if sheet.typ not in charts]


def _open(location: Location) -> Any:
    from python_calamine import CalamineWorkbook, PasswordError

    path = location.path
    assert path is not None
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise SourceError(locked(location.name)) from error
    except BaseException as error:
        if not _is_failure(error):
            raise
        if "assword" in str(error) or is_encrypted(path):
            raise SourceError(locked(location.name)) from error
    try:
        # By content: an .xls may hold an XLSX, and a name may have bytes that are no text.
        return CalamineWorkbook.from_filelike(path.open("rb"))
    except BaseException as error:
        if not _is_failure(error):
            raise
        raise SourceError(damaged(location.name)) from error


def _is_failure(error: BaseException) -> bool:
    """Return whether an error is the reader's own; its Rust core panics past `Exception`."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _broken(location: Location, name: str, message: str) -> Table:
    table = Table(location.name, name, "excel", (), lambda: iter(()))
    table.problems.append(Problem(location.name, name, message))
    return table


def _sheet_table(location: Location, book: _Book, name: str) -> tuple[Table | None, list[str]]:
    """Return (the table of a sheet, None if it is empty; the texts above its header)."""
    sheet = book.sheet(name)
    end = _last_filled(sheet)
    if not end:
        return None, []
    start = [list(row) for row in islice(_rows(sheet), min(end, _LONGEST_HEADER_SEARCH + _ROWS_FOR_TYPES))]
    top = [[cell_text(cell) for cell in row] for row in start[:_LONGEST_HEADER_SEARCH]]
    header = find_header(top)
    width = len(start[0])
    first = header + 1
    names = column_names(header_cells(top, header) if header >= 0 else [], width)
    kinds = [_kind([row[index] for row in start[first : first + _ROWS_FOR_TYPES]]) for index in range(width)]
    book.keep(name, sheet)
    table = Table(
        source=location.name,
        name=name,
        kind="excel",
        columns=tuple(ColumnInfo(n, k) for n, k in zip(names, kinds, strict=True)),
        read=lambda: _read(location, book, name, first, end, names),
        layout={"path": location.path, "header_row": header, "first_row": first, "rows": end},
    )
    return table, [text for row in top[: max(header, 0)] for text in row if text]


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Return the rows of a sheet from A1 on."""
    if not sheet.height:
        return iter(())
    left = [""] * sheet.start[1]
    rows: Iterator[list[Any]] = sheet.iter_rows()
    return (left + row for row in rows) if left else rows


def _last_filled(sheet: Any) -> int:
    """Return the number of rows down to the last with a filled cell; formulas may give empty text below it."""
    last = 0
    for number, row in enumerate(_rows(sheet), 1):
        if any(row) or row.count("") < len(row):
            last = number
    return last


def _kind(values: Sequence[Any]) -> str:
    """Return the declared type of most cells: text, number, date, bool."""
    counts = Counter(type(value).__name__ for value in values if value != "")
    common = counts.most_common(1)[0][0] if counts else "str"
    return {"str": "text", "float": "number", "int": "number", "bool": "bool"}.get(common, "date")


def _read(
    location: Location, book: _Book, name: str, first: int, end: int, names: list[str]
) -> Iterator[pa.RecordBatch]:
    try:
        rows = islice(_rows(book.sheet(name)), first, end)
    except BaseException as error:
        if not _is_failure(error) or isinstance(error, SourceError):
            raise
        raise SourceError(damaged(location.name)) from error
    while part := list(islice(rows, _ROWS)):
        yield pa.record_batch([_array(column) for column in zip(*part, strict=True)], names=names)


def _array(cells: Sequence[Any]) -> pa.Array:
    """Return one column as text, None for empty cells; whole columns of one type the fast way."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        texts = pa.array(cells, pa.string())
        return pc.if_else(pc.equal(texts, ""), None, texts) if "" in cells else texts
    if str in kinds and all(cell == "" for cell in cells if type(cell) is str):
        cells = [None if cell == "" else cell for cell in cells]
        kinds.remove(str)
        kinds.discard(type(None))
    fast = _fast(cells, next(iter(kinds))) if len(kinds) == 1 else None
    if fast is not None:
        return fast
    return pa.array([None if cell is None or cell == "" else cell_text(cell) for cell in cells], pa.string())


def _fast(cells: Sequence[Any], kind: type) -> pa.Array | None:
    try:
        if kind is dt.date:
            return pa.array(cells, pa.date32()).cast(pa.string())
        if kind is int:
            return pa.array(cells, pa.int64()).cast(pa.string())
        if kind is float:
            numbers = pa.array(cells, pa.float64())
            whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), _LAST_EXACT))
            return numbers.cast(pa.int64()).cast(pa.string()) if pc.all(whole).as_py() else None
    except (pa.ArrowException, OverflowError):
        return None
    return None


def cell_text(cell: Any) -> str:
    """Return a cell as a person reads it: whole numbers without `.0`, dates in ISO form."""
    kind = type(cell)
    if kind is str:
        return str(cell)
    if kind is float:
        if not cell.is_integer() or abs(cell) >= 1e22:
            return repr(cell)
        # Beyond 15 digits a spreadsheet shows zeros; the binary number would show digits nobody wrote.
        return str(int(cell)) if abs(cell) < _LAST_EXACT else f"{Decimal(repr(cell)):f}".removesuffix(".0")
    if kind is dt.datetime and cell.time() == dt.time():
        return str(cell.date())
    return "" if cell is None else str(cell)


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
    return head.startswith((OLE, b"PK\x03\x04")) and is_workbook(path, head)


KIND = SourceKind("excel", 10, _recognizes, tables)
