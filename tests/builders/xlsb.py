"""Binary workbooks (XLSB, MS-XLSB): as few records as a reader needs, and comments, which no cell shows."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def write_xlsb(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    comment: str = "",
    stray: tuple[int, int] | None = None,
) -> Path:
    """Write sheets of texts, numbers, truth values and None; `comment` stands beside the first cell of the first, and
    one more cell of each at the row and column `stray`."""
    numbered = list(enumerate(sheets.items(), 1))
    book = b"".join(
        _record(156, struct.pack("<II", 0, number) + _text(f"rId{number}") + _text(name))
        for number, (name, _) in numbered
    )
    links = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin") for number, _ in numbered]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.bin")]))
        package.writestr("xl/workbook.bin", _record(131) + _record(143) + book + _record(144) + _record(132))
        package.writestr("xl/_rels/workbook.bin.rels", _relations(links))
        for number, (_, rows) in numbered:
            package.writestr(f"xl/worksheets/sheet{number}.bin", _sheet(rows, stray))
        if comment:
            package.writestr(
                "xl/worksheets/_rels/sheet1.bin.rels", _relations([("rId1", "comments", "../comments1.bin")])
            )
            # BrtCommentText: flags, then a text.
            package.writestr("xl/comments1.bin", _record(628) + _record(637, b"\0" + _text(comment)) + _record(629))
    return path


def _sheet(rows: Sequence[Sequence[object]], stray: tuple[int, int] | None) -> bytes:
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    cells = b"".join(
        _row(row) + b"".join(_cell(column, value) for column, value in enumerate(values) if value is not None)
        for row, values in enumerate(rows)
    )
    if stray is not None:
        cells += _row(stray[0]) + _cell(stray[1], "x")
    return _record(129) + _record(148, size) + _record(145) + cells + _record(146) + _record(130)


def _row(row: int) -> bytes:
    return _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))


def _cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return _record(4, head + bytes([value]))
    if isinstance(value, (int, float)):
        return _record(5, head + struct.pack("<d", value))
    return _record(6, head + _text(str(value)))


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([(length & 0x7F) | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + content


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{own}" Type="{_LINKS}{kind}" Target="{to}"/>' for own, kind, to in links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )
