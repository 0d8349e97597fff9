"""Files as they come: whole, cut off, locked, or of another kind than their name says."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from pii_scanner.errors import SourceError
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.registry import open_tables

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def place(path: Path) -> Location:
    return Location(path.name, path)


def tables_of(path: Path) -> list[Table]:
    return open_tables(place(path))


def table_of(path: Path) -> Table:
    """Return the only table of a file."""
    (table,) = [table for table in tables_of(path) if not table.loose]
    return table


def rows_of(table: Table) -> list[list[object]]:
    """Return all rows of a table, batch by batch."""
    return [list(row) for batch in table.batches() for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)]


def names_of(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def refusal(path: Path) -> str:
    """Return the one sentence a file that cannot be read is refused with."""
    with pytest.raises(SourceError) as caught:
        _read_all(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def _read_all(path: Path) -> None:
    for table in tables_of(path):
        rows_of(table)


def messages_of(tables: list[Table]) -> list[str]:
    return [problem.message for table in tables for problem in table.problems]


def cut(path: Path, share: float) -> Path:
    """Keep the first part of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def damage(path: Path, start: float, length: int = 400) -> Path:
    """Overwrite some bytes in the middle of a file."""
    data = bytearray(path.read_bytes())
    at = int(len(data) * start)
    data[at : at + length] = b"\xa5" * min(length, len(data) - at)
    path.write_bytes(data)
    return path


def ole_file(path: Path, streams: dict[str, bytes]) -> Path:
    """Write an OLE compound file with streams of at least 4096 bytes each."""
    sectors: list[bytes] = [b"", b""]  # the table of sectors, the directory
    chain = [_FAT, _END]
    entries = [_ole_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        content = content.ljust(4096, b"\x00")
        pieces = [content[i : i + _SECTOR].ljust(_SECTOR, b"\x00") for i in range(0, len(content), _SECTOR)]
        first = len(sectors)
        chain += [*range(first + 1, first + len(pieces)), _END]
        sectors += pieces
        after = number + 1 if number < len(streams) else _FREE
        entries.append(_ole_entry(name, 2, first, len(content), right=after))
    entries += [bytes(128)] * (4 - len(entries))
    assert len(entries) == 4
    sectors[1] = b"".join(entries)
    sectors[0] = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        bytes(6),
        0,
        1,
        1,
        0,
        4096,
        _END,
        0,
        _END,
        0,
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    path.write_bytes(header + b"".join(sectors))
    return path


def _ole_entry(name: str, kind: int, first: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le")
    return (
        raw.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(raw) + 2, kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def zip_file(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def converted(path: Path, kind: str) -> Path:
    """Return the file as LibreOffice saves it in another format; skips where there is none."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    profile = (path.parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir"]
    subprocess.run([*command, str(path.parent), str(path)], check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{kind}")
