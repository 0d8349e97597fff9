"""The rows of a large worksheet, written as XML column by column: cell by cell takes ten times as long.

XlsxWriter makes the workbook with the headings of that sheet and one row that shows the formats; `put_rows` puts the
rows in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767

_STRINGS = "xl/sharedStrings.xml"
# Packed in a third of the time of the usual 6, to a size that is a seventh larger.
_PACKED = 4
# Rows that are made at once.
_PIECE = 1_000
# So many cells may take more than 2 GB before they are packed.
_MANY = 20_000_000
# What XML cannot hold is written _x0007_ in a workbook, and what reads so by itself _x005F_x0007_.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_ROW = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_FORMATS = re.compile(r'<c r="[A-Z]+2" s="(\d+)"')
_EXTENT = re.compile(r'<dimension ref="[^"]*"/>')
_COUNTS = re.compile(r' count="(\d+)" uniqueCount="(\d+)"')


@dataclass(frozen=True)
class SheetColumn:
    """The cells of a column below its heading, None or "" where they are empty; `formats` has for each the place of its
    format, from 0, in the row that shows them."""

    cells: Sequence[str | int | float | None]
    formats: Sequence[int]


# The XML of a cell behind the number of its row, by what it holds and its format.
_Endings = dict[tuple[str | int | float | None, int], str]


@dataclass
class _Strings:
    """The texts of a workbook, which cells share: those it has, and those added."""

    known: int
    added: dict[str, int] = field(default_factory=dict)
    uses: int = 0


def text_cell(text: str) -> str:
    """Return text as a cell can hold it: lone surrogates (file names that are not UTF-8) cannot stand in XML."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:MAX_CHARACTERS]


def put_rows(outline: IO[bytes], target: Path, sheet: int, columns: Sequence[SheetColumn]) -> None:
    """Write the workbook `outline` to `target`, in its sheet of that number (from 1) the cells of `columns`.

    Its second row must hold nothing but formats, and be its last. Rows beyond the last that a workbook can have are
    left out.
    """
    part = f"xl/worksheets/sheet{sheet}.xml"
    with ZipFile(outline) as made, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_PACKED) as written:
        shared = made.read(_STRINGS).decode("utf-8")
        strings = _Strings(known=_counts(shared)[1])
        for entry in made.infolist():
            if entry.filename == part:
                pieces = _filled(made.read(entry).decode("utf-8"), columns, strings)
                _write(written, part, pieces, large=sum(len(each.cells) for each in columns) > _MANY)
            elif entry.filename != _STRINGS:
                written.writestr(entry, made.read(entry))
        _write(written, _STRINGS, _with_added(shared, strings))


def _write(archive: ZipFile, part: str, pieces: Iterable[str], *, large: bool = False) -> None:
    with archive.open(part, "w", force_zip64=large) as file:
        for text in pieces:
            file.write(text.encode("utf-8"))


def _filled(xml: str, columns: Sequence[SheetColumn], strings: _Strings) -> Iterator[str]:
    """Yield the XML of a worksheet with its rows, piece by piece."""
    shown = _FIRST_ROW.search(xml)
    assert shown is not None
    formats = _FORMATS.findall(shown.group())
    count = min(max((len(column.cells) for column in columns), default=0), MAX_ROWS - 1)
    extent = f'<dimension ref="A1:{_letters(len(columns))}{count + 1}"/>'
    yield _EXTENT.sub(extent, xml[: shown.start()], count=1)
    numbers = [str(row) for row in range(2, count + 2)]
    endings: list[_Endings] = [{} for _ in columns]
    for start in range(0, count, _PIECE):
        piece = numbers[start : start + _PIECE]
        made = [
            _cells(_letters(index), column, slice(start, start + len(piece)), piece, known, formats, strings)
            for index, (column, known) in enumerate(zip(columns, endings, strict=True), start=1)
        ]
        rows = map("".join, zip(*made, strict=True))
        yield "".join([f'<row r="{number}">{cells}</row>' for number, cells in zip(piece, rows, strict=True)])
    yield xml[shown.end() :]


def _cells(
    letters: str, column: SheetColumn, of: slice, numbers: Sequence[str], known: _Endings,
    formats: Sequence[str], strings: _Strings,
) -> list[str]:  # fmt: skip
    """Return the XML of a column's cells in rows `numbers`, "" where a cell is empty."""
    found = list(zip(column.cells[of], column.formats[of], strict=True))
    for (cell, style), times in Counter(found).items():
        if (cell, style) not in known:
            known[cell, style] = _ending(cell, formats[style], strings)
        strings.uses += times if isinstance(cell, str) and cell else 0
    endings = [known[key] for key in found]
    start = f'<c r="{letters}'
    return [ending and start + number + ending for number, ending in zip(numbers, endings, strict=True)]


def _ending(cell: str | int | float | None, style: str, strings: _Strings) -> str:
    """Return the XML of a cell behind the number of its row."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int | float):
        return f'" s="{style}"><v>{cell:.16G}</v></c>'
    number = strings.added.setdefault(text_cell(cell), strings.known + len(strings.added))
    return f'" s="{style}" t="s"><v>{number}</v></c>'


def _with_added(shared: str, strings: _Strings) -> Iterator[str]:
    """Yield the XML of a workbook's texts with those that were added."""
    uses, _ = _counts(shared)
    counted = f' count="{uses + strings.uses}" uniqueCount="{strings.known + len(strings.added)}"'
    begin, end = _COUNTS.sub(counted, shared, count=1).rsplit("</sst>", 1)
    yield begin
    yield "".join(map(_string, strings.added))
    yield f"</sst>{end}"


def _string(text: str) -> str:
    space = ' xml:space="preserve"' if text.strip() != text else ""
    written = _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", _LIKE_ESCAPE.sub("_x005F_", text))
    return f"<si><t{space}>{escape(written, quote=False)}</t></si>"


def _counts(shared: str) -> tuple[int, int]:
    found = _COUNTS.search(shared)
    assert found is not None
    return int(found.group(1)), int(found.group(2))


def _letters(number: int) -> str:
    """Return the letters of a column, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
