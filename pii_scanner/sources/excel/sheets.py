"""The tables of a workbook's sheets, read in batches, and the texts of a sheet that are in none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import SourceError
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.excel.book import Book, is_failure
from pii_scanner.sources.excel.grid import Grid, longer_than_kept
from pii_scanner.sources.excel.package import Package, damaged
from pii_scanner.sources.excel.regions import Region, find_regions, told_regions

_ROWS = 8192
_ROWS_FOR_TYPES = 2000
_MOST_LOOSE = 100_000
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?)?$|^[0-9]{2}:[0-9]{2}:[0-9]{2}$"


def sheet_tables(location: Location, book: Book, name: str, package: Package) -> list[Table]:
    """Return the tables of one sheet of a workbook, in `layout` where they are; none of an empty sheet."""
    parts = package.sheets.get(name)
    merges = parts.merges if parts else {}
    told = package.told.get(name, [])
    typed = parts is None or parts.numbers is None or parts.long_numbers
    grid = replace(book.grid(name, typed), sums=parts.sums if parts else frozenset())
    regions = told_regions(grid, merges, told) if told else find_regions(grid, merges)
    numbers = parts.numbers if parts and len(regions) == 1 else None
    if not typed and numbers is None:
        typed = True
        grid = book.grid(name)
    tables = []
    for number, region in enumerate(regions, 1):
        called = name if number == 1 else _distinct(f"{name}#{number}", book.names)
        kinds = [_kind(grid, index, region, numbers) for index in range(region.left, region.right)]
        tables.append(_table(location, _Sheet(book, name, typed), called, region, kinds, len(regions), grid.width))
    return tables


def loose_texts(book: Book, name: str, tables: Sequence[Table]) -> tuple[list[str], list[str]]:
    """Return the texts of a sheet (above its first table; beside and below its tables) that stand in no table."""
    grid = book.grid(name, with_numbers=False)
    outside = grid.filled()
    first = min((table.layout["first_row"] for table in tables), default=0)
    for table in tables:
        layout = table.layout
        rows = slice(max(layout["header_row"], layout["first_row"] - 1, 0), layout["rows"])
        columns = slice(max(0, layout["left"] - grid.left), layout["left"] + len(table.columns) - grid.left)
        outside[rows, columns] = False
        outside[list(layout["totals"]), columns] = grid.filled()[list(layout["totals"]), columns]
    places = np.argwhere(outside)[:_MOST_LOOSE]
    texts: tuple[list[str], list[str]] = ([], [])
    for row, column in places:
        texts[int(row >= first)].append(grid.texts[column][int(row)].as_py())
    return texts


def _distinct(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "_"
    return name


@dataclass(frozen=True)
class _Sheet:
    """A sheet of a book; `typed` tells that its numbers must be told from texts."""

    book: Book
    name: str
    typed: bool

    def grid(self) -> Grid:
        return self.book.grid(self.name, self.typed)


def _table(
    location: Location, sheet: _Sheet, called: str, region: Region, kinds: Sequence[str], count: int, width: int
) -> Table:
    table = Table(
        source=location.name,
        name=called,
        kind="excel",
        columns=tuple(ColumnInfo(name, kind) for name, kind in zip(region.names, kinds, strict=True)),
        read=lambda: _read(table, sheet, region),
        layout={
            "path": sheet.book.opened.path,
            "opened": sheet.book.opened,
            "sheet": sheet.name,
            "header_row": region.first - 1 if region.first > region.top else -1,
            "header_rows": region.first - region.top,
            "header": region.own,
            "first_row": region.first,
            "rows": region.end,
            "left": region.left,
            "totals": region.totals,
            "tables": count,
            "width": width,
        },
    )
    return table


def _kind(grid: Grid, index: int, region: Region, counted: Mapping[int, tuple[int, int]] | None) -> str:
    """Return the declared type of most cells at the top of a column: text, number, date, bool.

    counted: of each column (numbers, filled cells) at the top, where they were counted before; dates are numbers.
    """
    stop = min(region.end, region.first + _ROWS_FOR_TYPES)
    texts = grid.column(index).slice(region.first, max(0, stop - region.first))
    filled = len(texts) - texts.null_count
    if not filled:
        return "text"
    if grid.numbers is None and counted is not None:
        some, all_ = counted.get(index, (0, 0))
        numbers = np.full(len(texts), 2 * some > all_)
    else:
        numbers = grid.are_numbers(index)[region.first : stop]
    truths = pc.fill_null(pc.is_in(texts, value_set=pa.array(["true", "false"])), False).to_numpy(zero_copy_only=False)
    dates = pc.fill_null(pc.match_substring_regex(texts, _DATE), False).to_numpy(zero_copy_only=False)
    if grid.numbers is None:
        dates &= numbers
        numbers = numbers & ~dates
    counts = {
        "bool": int((numbers & truths).sum()),
        "number": int((numbers & ~truths).sum()),
        "date": int((dates & ~numbers).sum()),
    }
    counts["text"] = filled - sum(counts.values())
    return max(counts, key=lambda kind: counts[kind])


def _read(table: Table, sheet: _Sheet, region: Region) -> Iterator[pa.RecordBatch]:
    try:
        grid = sheet.grid()
    except BaseException as error:
        if not is_failure(error) or isinstance(error, SourceError):
            raise
        raise SourceError(damaged(table.source)) from error
    arrays = [grid.column(index).slice(region.first, region.end - region.first) for index in _columns(region)]
    inside = [row - region.first for row in region.totals if row < region.end]
    if inside:
        totals = np.zeros(region.end - region.first, np.bool_)
        totals[inside] = True
        arrays = [pc.if_else(pa.array(totals), pa.scalar(None, pa.string()), array) for array in arrays]
    for position, (index, array) in enumerate(zip(_columns(region), arrays, strict=True)):
        lost = longer_than_kept(array, grid.are_numbers(index)[region.first : region.end])
        if lost.any():
            table.lost_digits[position] = int(lost.sum())
    for start in range(0, region.end - region.first, _ROWS):
        yield pa.record_batch([array.slice(start, _ROWS) for array in arrays], names=list(region.names))


def _columns(region: Region) -> range:
    return range(region.left, region.right)
