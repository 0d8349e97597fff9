"""With every column kept, a copy of a workbook equals it cell by cell and type by type."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.table import Table
from pii_scanner.sinks.excel import SINK
from tests.builders.files import converted, place, tables_of

Rows = list[list[Any]]
DAY = dt.date(2024, 2, 29)
VALUES: list[Any] = [
    *["张伟", "11010519491231002X", "6222020212345678909", " 空格 ", "a\nb", "1", "1.0", "TRUE", "2024-01-01", "=1+1", "𠮷"],
    *[0, 1, -7, 13800138000, 12.5, 0.1 + 0.2, 1e-9, 6222020212345678909.0, 1.10105194912310e17, 0.0435, -0.25],
    *[True, False, DAY, dt.datetime(2024, 2, 29, 23, 59, 1), dt.time(8, 30), None],
]  # fmt: skip
LOOKS = {dt.date: "yyyy-mm-dd", dt.datetime: "yyyy-mm-dd hh:mm:ss", dt.time: "hh:mm:ss"}
rows = st.lists(st.lists(st.sampled_from(VALUES), min_size=3, max_size=3), min_size=1, max_size=12)


def write(path: Path, sheets: dict[str, Rows], *, date_1904: bool = False) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "", "date_1904": date_1904}) as book:
        looks = {kind: book.add_format({"num_format": look}) for kind, look in LOOKS.items()}
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(cells):
                for column, value in enumerate(values):
                    if isinstance(value, str) and value.startswith("#"):
                        sheet.write_formula(row, column, f"={value}", None, value)
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif type(value) in looks:
                        sheet.write_datetime(row, column, value, looks[type(value)])
                    elif value is not None:
                        sheet.write(row, column, value)
    return path


def copied(source: Path, target: Path) -> Path:
    tables = [kept(table) for table in tables_of(source) if not table.loose and table.columns]
    SINK.write(place(source), tables, target, lambda text: text)
    return target


def kept(table: Table) -> MaskedTable:
    columns = [MaskedColumn(index, each.name, each.name, "keep") for index, each in enumerate(table.columns)]
    return MaskedTable(table, table.name, tuple(columns), table.read)


def typed(path: Path) -> dict[str, list[list[tuple[type, Any]]]]:
    """Return the cells of each filled sheet with their types, as a reader of values sees them; a number is a float."""
    book = CalamineWorkbook.from_path(path)
    found = {}
    for name in book.sheet_names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found[name] = [
            [(float, float(cell)) if type(cell) in (int, float) else (type(cell), cell) for cell in row]
            for row in cells
        ]
    return {name: cells for name, cells in found.items() if cells}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=rows, headed=st.booleans(), date_1904=st.booleans())
def test_xlsx(tmp_path: Path, cells: Rows, headed: bool, date_1904: bool) -> None:
    sheet = [["姓名", "数据", "备注"], *cells] if headed else [*cells, ["末", 1, 2]]
    source = write(tmp_path / "a.xlsx", {"客户": sheet}, date_1904=date_1904)
    copy = copied(source, tmp_path / "b.xlsx")
    assert typed(copy) == typed(source)
    before, after = (openpyxl.load_workbook(path)["客户"] for path in (source, copy))
    for old, new in zip(before.iter_rows(), after.iter_rows(), strict=True):
        assert [(c.value, c.number_format) for c in new] == [(c.value, c.number_format) for c in old]


def generated(seed: int, count: int) -> Rows:
    rng = random.Random(seed)
    return [[rng.choice(VALUES) for _ in range(5)] for _ in range(count)]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_kinds_become_xlsx(tmp_path: Path, kind: str) -> None:
    people = [[f"张伟{n}", f"138{n:08d}", 10.5 * n, DAY, bool(n % 2)] for n in range(20)]
    header = ["姓名", "手机号码", "金额", "日期", "逾期"]
    sheets: dict[str, Rows] = {
        "表头": [["清单"], header, *people, ["合计", None, 1995], [], [], ["担保人", "证件号码"], ["李娜", "11010519491231002X"]],
        "杂": [["甲", "乙", "丙", "丁", "戊"], *generated(7, 40)],
        "错误": [["姓名", "结果"], ["张伟", "#N/A"], ["李娜", "#DIV/0!"], ["王芳", 3]],
    }  # fmt: skip
    source = converted(write(tmp_path / "a.xlsx", sheets), kind)
    copy = copied(source, tmp_path / "b.xlsx")
    assert typed(copy) == typed(source)
    if kind == "xls":
        results = openpyxl.load_workbook(copy, data_only=True)["错误"]
        assert [cell.value for cell in results["B"]] == ["结果", "#N/A", "#DIV/0!", 3]


def test_a_copy_has_the_tables_of_its_source(tmp_path: Path) -> None:
    people = [[f"张伟{n}", f"138{n:08d}", 10.5 * n] for n in range(20)]
    header = ["姓名", "手机号码", "金额"]
    beside = [[*row, None, *(["机构", "电话"] if n == 0 else [f"支行{n}", f"010-8888{n:04d}"] if n < 4 else [])]
              for n, row in enumerate([header, *people])]  # fmt: skip
    below = [[], ["担保人信息"], ["担保人", "电话"], ["李娜", "13900139000"], ["王芳", "13900139001"]]
    source = write(tmp_path / "a.xlsx", {"客户": [*beside, *below]})
    shapes = _shapes(source)
    assert [name for name, _, _ in shapes] == ["客户", "客户#2", "客户#3"]
    assert _shapes(copied(source, tmp_path / "b.xlsx")) == shapes
    # Even when no cell looks like data any more.
    tables = [masked(table) for table in tables_of(source) if not table.loose]
    SINK.write(place(source), tables, tmp_path / "c.xlsx", lambda text: text)
    assert _shapes(tmp_path / "c.xlsx") == shapes


def masked(table: Table) -> MaskedTable:
    def read() -> Iterator[pa.RecordBatch]:
        for batch in table.read():
            yield pa.record_batch([pa.array(["***"] * len(batch))] * batch.num_columns, names=batch.schema.names)

    columns = [MaskedColumn(index, each.name, each.name, "redact") for index, each in enumerate(table.columns)]
    return MaskedTable(table, table.name, tuple(columns), read)


def _shapes(path: Path) -> list[tuple[str, list[str], int]]:
    """Return the name, the columns and the number of rows of each table."""
    tables = [table for table in tables_of(path) if not table.loose]
    return [
        (table.name, [c.name for c in table.columns], sum(batch.num_rows for batch in table.batches()))
        for table in tables
    ]
