"""Binary workbooks that no memory holds, or that never end: refused before their reader takes the memory."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.sources.excel.compound import Compound
from pii_scanner.sources.excel.reach import endless, reach_of_xls
from tests.builders.workbooks import simple
from tests.builders.xlsb import write_xlsb

ROWS: list[list[object]] = [["姓名", "手机号"], ["张伟", "13800138000"]]
_FAR = "cells too far apart"
_DAMAGED = "not a whole workbook"
# DIMENSIONS of a sheet of two rows and columns, and a cell (LABELSST) of the second row and column.
_DIMENSIONS = struct.pack("<HHIIHHH", 0x200, 14, 0, 2, 0, 2, 0)
_CELL = struct.pack("<HHHH", 0xFD, 10, 1, 1)


def _said(path: Path) -> str:
    return " ".join(problem.message for problem in pii_scanner.scan(path).problems)


@pytest.fixture(scope="module")
def xls(office: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("xls")
    return (office("xls", folder, simple(folder / "a.xlsx", ROWS)) / "a.xls").read_bytes()


def test_a_whole_xls_is_read(xls: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.xls").write_bytes(xls)
    inventory = pii_scanner.scan(tmp_path / "b.xls")
    assert not inventory.problems
    assert [each.column for each in inventory.columns if not each.loose] == ["姓名", "手机号"]
    file = Compound(xls)
    assert not endless(file, len(xls))
    assert 4 <= reach_of_xls(file.stream("Workbook")) <= 9


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_DIMENSIONS, struct.pack("<HHIIHHH", 0x200, 14, 0, 65536, 0, 65535, 0)),
        (_CELL, struct.pack("<HHHH", 0xFD, 10, 65535, 65535)),
    ],
    ids=["declared", "cells"],
)
def test_an_xls_whose_cells_lie_far_apart_is_refused(xls: bytes, tmp_path: Path, old: bytes, new: bytes) -> None:
    assert xls.count(old) == 1
    (tmp_path / "b.xls").write_bytes(xls.replace(old, new))
    assert _FAR in _said(tmp_path / "b.xls")


def test_an_xls_whose_sectors_run_in_a_circle_is_refused(xls: bytes, tmp_path: Path) -> None:
    first, _ = Compound(xls).streams["Workbook"]
    (table,) = struct.unpack_from("<I", xls, 76)
    at = (table + 1) * 512 + 4 * first
    (tmp_path / "b.xls").write_bytes(xls[:at] + struct.pack("<I", first) + xls[at + 4 :])
    assert _DAMAGED in _said(tmp_path / "b.xls")


def test_an_xls_with_a_stream_longer_than_the_file_is_refused(xls: bytes, tmp_path: Path) -> None:
    at = xls.index("Workbook".encode("utf-16-le")) + 120
    (tmp_path / "b.xls").write_bytes(xls[:at] + struct.pack("<I", 0x7FFFFFFF) + xls[at + 4 :])
    assert _DAMAGED in _said(tmp_path / "b.xls")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_xls_that_was_cut_off_is_refused(xls: bytes, tmp_path: Path, share: float) -> None:
    (tmp_path / "b.xls").write_bytes(xls[: int(len(xls) * share)])
    assert _DAMAGED in _said(tmp_path / "b.xls")


@pytest.mark.parametrize("size", [600, 5000])
def test_a_compound_file_of_noise_is_refused(size: int, tmp_path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22)
    name = "Workbook".encode("utf-16-le") + b"\0\0"
    (tmp_path / "b.xls").write_bytes(head + name + os.urandom(size))
    assert _DAMAGED in _said(tmp_path / "b.xls")


def test_an_xlsb_whose_cells_lie_far_apart_is_refused(tmp_path: Path) -> None:
    write_xlsb(tmp_path / "a.xlsb", {"明细": ROWS}, stray=(1_048_575, 16_383))
    assert _FAR in _said(tmp_path / "a.xlsb")


def test_an_xlsb_with_a_stray_cell_nearby_is_read(tmp_path: Path) -> None:
    write_xlsb(tmp_path / "a.xlsb", {"明细": ROWS}, stray=(40, 3))
    assert not pii_scanner.scan(tmp_path / "a.xlsb").problems
