"""The XML of one sheet of an XLSX, unpacked piece by piece: what stands around its cells, how far they reach, and what
they say about numbers. Its checksum is tested on the way."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import re2

from pii_scanner.sources.excel.places import column_number

_PIECE = 1 << 20
# Cells of a rectangle that are opened at most: the reader keeps the whole of it in memory.
_MOST_CELLS = 1 << 27
# Of those that are nearly all empty, as a stray cell far from the others makes them: a filled cell takes some bytes.
_MOST_EMPTY = 1 << 25
_FEW_BYTES = 2
_OVERLAP = 128
_MOST_OUTSIDE = 1 << 26
_MOST_SUMS = 100_000
_CELLS_BEGIN = re.compile(rb"<(?:[A-Za-z0-9_]+:)?sheetData\s*(/?)>")
_CELLS_END = re.compile(rb"</(?:[A-Za-z0-9_]+:)?sheetData\s*>")
_ROW = re.compile(rb"row\b[^>]*?\sr=[\"'](\d+)")
_WIDE_CELL = re2.compile(rb"r=[\"'][A-Z]{2}")
# A literal beginning lets the search run at memory speed, hence one pattern for each quotation mark.
_FAR_CELLS = (re.compile(rb'r="([A-Z]{3})(\d+)"'), re.compile(rb"r='([A-Z]{3})(\d+)'"))
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"([^>]*)>')
# A sum of cells above it in its own column, as totals are made.
_SUM = re.compile(
    rb"<f>(?:SUM\(|(?:SUBTOTAL|AGGREGATE)\((?:\d+,){1,2})\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\)</f>"
)
# Texts may match too: then types are read although none need be. Every number of a sheet is tried: RE2 takes a fifth of
# the time.
_LONG = re2.compile(rb"v>-?\d(?:\d{15}|\.?\d*[Ee]\+?(?:1[5-9]|[2-9]\d|\d{3}))")


@dataclass(frozen=True)
class Unpacked:
    """`outside` is the XML around the cells, `extent` how many cells the rectangle from A1 has.

    numbers: of each column, in the first part of the cells, (how many are numbers, how many are filled); None where
    cells are written in a way that does not tell. long_numbers: whether a number has more than 15 digits.
    size: bytes of the XML. strings: how many cells hold a shared string. sums: rows, from 0, with a formula that sums
    cells above it.
    """

    outside: bytes
    extent: int
    numbers: Mapping[int, tuple[int, int]] | None
    long_numbers: bool
    size: int = 0
    strings: int = 0
    sums: frozenset[int] = frozenset()

    @property
    def too_large(self) -> bool:
        """Return whether its rectangle would take too much memory."""
        return too_large(self.extent, self.size)


def too_large(extent: int, size: int) -> bool:
    """Return whether a rectangle of so many cells, in so many bytes of a file, would take too much memory."""
    return extent > _MOST_CELLS or (extent > _MOST_EMPTY and size < _FEW_BYTES * extent)


def unpacked_sheet(archive: zipfile.ZipFile, part: str) -> Unpacked:
    """Read the XML of a sheet once, piece by piece."""
    outside = bytearray()
    numbers: dict[int, tuple[int, int]] | None = None
    first, long_numbers, strings = True, False, 0
    sums: set[int] = set()
    rest = b""
    inside = wide = False
    last_row = far_column = far_row = 0
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            data = rest + piece
            rest = b""
            if not inside:
                begin = _CELLS_BEGIN.search(data)
                if begin is None:
                    cut = data.rfind(b"<", max(0, len(data) - _OVERLAP))
                    cut = len(data) if cut < 0 else cut
                    outside += data[:cut]
                    rest = data[cut:]
                    _limit(outside)
                    continue
                outside += data[: begin.start()]
                data = data[begin.end() :]
                inside = not begin[1]
                if not inside:
                    rest = data
                    continue
            end = _CELLS_END.search(data, max(0, data.rfind(b"sheetData") - 32)) if b"sheetData" in data else None
            cells = data[: end.start()] if end else data
            if first:
                numbers, first = _numbers(cells), False
            strings += cells.count(b' t="s"')
            long_numbers = long_numbers or bool(_LONG.search(cells))
            if len(sums) < _MOST_SUMS:
                sums.update(_sums(cells))
            for row in _ROW.finditer(cells, max(0, cells.rfind(b"row "))):
                last_row = max(last_row, int(row[1]))
            beyond = bool(_WIDE_CELL.search(cells))
            wide |= beyond
            for far in _FAR_CELLS if beyond else ():
                if far.search(cells):
                    for column, row_number in far.findall(cells):
                        far_column = max(far_column, column_number(column.decode()) + 1)
                        far_row = max(far_row, int(row_number))
            if end:
                inside = False
                rest = data[end.end() :]
            else:
                rest = data[-_OVERLAP:]
    if not inside:
        outside += rest
    height = max(last_row, far_row)
    # Columns end at Z, at ZZ, or where the farthest cell stands.
    width = far_column or (702 if wide else 26)
    size = archive.getinfo(part).file_size
    return Unpacked(bytes(outside), height * width, numbers, long_numbers, size, strings, frozenset(sums))


def _numbers(cells: bytes) -> dict[int, tuple[int, int]] | None:
    """Return (numbers, filled cells) of each column; None when cells do not say where they are."""
    found: dict[bytes, list[int]] = {}
    for letters, _, attributes in _CELL.findall(cells):
        if not attributes.endswith(b"/"):
            count = found.setdefault(letters, [0, 0])
            count[0] += b" t=" not in attributes or b' t="n"' in attributes
            count[1] += 1
    return {column_number(letters.decode()): (n, m) for letters, (n, m) in found.items()} or None


def _sums(cells: bytes) -> Iterator[int]:
    """Yield the rows with a formula that sums cells above it in its column; those of a row sum are none."""
    for match in _SUM.finditer(cells) if b"<f>" in cells else ():
        begin = cells.rfind(b"<c ", max(0, match.start() - _OVERLAP), match.start())
        own = _CELL.match(cells, begin) if begin >= 0 else None
        if own and own[1] == match[1] == match[3] and int(match[2]) < int(match[4]) < int(own[2]):
            yield int(own[2]) - 1


def _limit(outside: bytearray) -> None:
    if len(outside) > _MOST_OUTSIDE:
        del outside[_MOST_OUTSIDE:]
