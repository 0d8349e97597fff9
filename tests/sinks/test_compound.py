"""XLS files as other programs name and nest their streams."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.sources.excel.compound import Compound
from tests.builders.workbooks import simple

_ENTRY, _NOBODY = 128, 0xFFFFFFFF
_STORAGE = 1
ROWS: list[list[object]] = [["姓名", "手机号"], ["张伟", "13800138000"]]


@pytest.fixture(scope="module")
def xls(office: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("compound")
    return (office("xls", folder, simple(folder / "a.xlsx", ROWS)) / "a.xls").read_bytes()


def _directory(data: bytes) -> tuple[int, list[bytes]]:
    """Return (place of the directory, its entries, one sector of them)."""
    (first,) = struct.unpack_from("<I", data, 48)
    begin = (first + 1) << data[30]
    size = 1 << data[30]
    return begin, [data[at : at + _ENTRY] for at in range(begin, begin + size, _ENTRY)]


def _renamed(entry: bytes, name: str, *, kind: int, left: int, right: int, child: int) -> bytes:
    raw = name.encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, left, right, child)
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2) + links + entry[80:]


def _with_document_inside(data: bytes) -> bytes:
    """Return an XLS whose property streams became an embedded object: a storage that holds a Word document."""
    begin, entries = _directory(data)
    names = [entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le") for entry in entries]
    book = next(number for number, name in enumerate(names) if name == "Workbook")
    storage, document = [number for number in range(1, len(names)) if number != book][:2]
    entries[0] = entries[0][:76] + struct.pack("<I", book) + entries[0][80:]
    entries[book] = entries[book][:68] + struct.pack("<III", storage, _NOBODY, _NOBODY) + entries[book][80:]
    entries[storage] = _renamed(
        entries[storage], "MBD00000001", kind=_STORAGE, left=_NOBODY, right=_NOBODY, child=document
    )
    entries[document] = _renamed(entries[document], "WordDocument", kind=2, left=_NOBODY, right=_NOBODY, child=_NOBODY)
    made = b"".join(entries)
    return data[:begin] + made + data[begin + len(made) :]


def test_the_stream_of_a_workbook_may_be_named_in_capitals(xls: bytes, tmp_path: Path) -> None:
    path = tmp_path / "b.xls"
    path.write_bytes(xls.replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le")))
    inventory = pii_scanner.scan(path)
    assert not inventory.problems
    assert [each.column for each in inventory.columns if not each.loose] == ["姓名", "手机号"]


def test_a_workbook_that_holds_a_word_document_is_a_workbook(xls: bytes, tmp_path: Path) -> None:
    path = tmp_path / "b.xls"
    path.write_bytes(_with_document_inside(xls))
    assert "WordDocument" not in Compound(path.read_bytes()).tops
    inventory = pii_scanner.scan(path)
    assert [each.column for each in inventory.columns if not each.loose] == ["姓名", "手机号"]
    assert [problem.message.split()[1] for problem in inventory.problems] == ["embedded"]
